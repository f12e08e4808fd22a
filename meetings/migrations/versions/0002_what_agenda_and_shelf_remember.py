"""what agenda and shelf remember

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-26 12:55:47.592396

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('shelf',
    sa.Column('conference_id', sa.Integer(), nullable=False),
    sa.Column('is_secret', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], name=op.f('fk_shelf_conference_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shelf')),
    sa.UniqueConstraint('conference_id', name=op.f('uq_shelf_conference_id'))
    )
    with op.batch_alter_table('agenda', schema=None) as batch_op:
        batch_op.add_column(sa.Column('retired', sa.String(), nullable=False, server_default=''))
    with op.batch_alter_table('agenda', schema=None) as batch_op:
        batch_op.alter_column('retired', existing_type=sa.String(), server_default=None)



def downgrade():
    with op.batch_alter_table('agenda', schema=None) as batch_op:
        batch_op.drop_column('retired')

    op.drop_table('shelf')
