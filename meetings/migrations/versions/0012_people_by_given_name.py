"""people by given name

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 16:55:00

"""
from alembic import op
import sqlalchemy as sa

from meetings.base.vietnamese import name_key


# revision identifiers, used by Alembic.
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

person = sa.table('person', *(sa.column(name) for name in ('id', 'name', 'name_key')))


def upgrade():
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(), nullable=False, server_default=''))
    connection = op.get_bind()
    for row in list(connection.execute(sa.select(person.c.id, person.c.name))):
        connection.execute(person.update().where(person.c.id == row.id).values(name_key=name_key(row.name)))
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.alter_column('name_key', server_default=None)


def downgrade():
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('name_key')
