"""one open link a bearer

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-26 17:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

link = sa.table(
    'site_link',
    *(sa.column(name) for name in ('id', 'site_id', 'to_name', 'to_address', 'ending')),
    sa.column('issued_at', sa.DateTime(timezone=True)),
    sa.column('ended_at', sa.DateTime(timezone=True)),
)


def upgrade():
    _end_doubles(op.get_bind())
    with op.batch_alter_table('site_link', schema=None) as batch_op:
        batch_op.create_index(
            'uq_site_link_open',
            ['site_id', 'to_name', 'to_address'],
            unique=True,
            sqlite_where=sa.text('ended_at IS NULL'),
            postgresql_where=sa.text('ended_at IS NULL'),
        )


def _end_doubles(connection):
    """Of two open links of one bearer the newer took the older one's place: it ended when that was given."""
    newer = link.alias()
    same = (newer.c[name] == link.c[name] for name in ('site_id', 'to_name', 'to_address'))
    after = sa.select(sa.func.min(newer.c.issued_at)).where(*same, newer.c.id > link.c.id, newer.c.ended_at.is_(None))
    instead = after.scalar_subquery()
    doubled = link.update().where(link.c.ended_at.is_(None), instead.is_not(None))
    connection.execute(doubled.values(ended_at=instead, ending='renewed'))


def downgrade():
    with op.batch_alter_table('site_link', schema=None) as batch_op:
        batch_op.drop_index('uq_site_link_open')
