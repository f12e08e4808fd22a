"""the same order to many units

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-26 16:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

directive = sa.table(
    'directive',
    *(sa.column(name) for name in ('id', 'order_id', 'block_id', 'parent_id', 'giver_unit_id', 'text', 'source')),
    sa.column('given_at', sa.DateTime(timezone=True)),
)
order = sa.table('directive_order', sa.column('id', sa.Integer))


def upgrade():
    op.create_table('directive_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directive_order'))
    )
    with op.batch_alter_table('directive', schema=None) as batch_op:
        batch_op.add_column(sa.Column('order_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_directive_order_id'), ['order_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_directive_order_id'), 'directive_order', ['order_id'], ['id'])
    _tie(op.get_bind())


def _tie(connection):
    """Those of one block; by hand, those that one unit gave with the same words, below the same parent, on one day."""
    alike = {}
    for row in connection.execute(sa.select(directive).order_by(directive.c.id)):
        by_hand = row.parent_id, row.giver_unit_id, row.text, row.source, str(row.given_at)[:10]
        alike.setdefault(row.block_id or by_hand, []).append(row.id)
    for number, ids in enumerate((ids for ids in alike.values() if len(ids) > 1), start=1):
        connection.execute(order.insert().values(id=number))
        connection.execute(directive.update().where(directive.c.id.in_(ids)).values(order_id=number))
    if connection.dialect.name == 'postgresql':
        connection.execute(sa.text(
            "SELECT setval(pg_get_serial_sequence('directive_order', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM directive_order), false)"
        ))


def downgrade():
    with op.batch_alter_table('directive', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_directive_order_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_directive_order_id'))
        batch_op.drop_column('order_id')

    op.drop_table('directive_order')
