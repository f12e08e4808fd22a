"""Mailings to many sites tell of changes, too

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("invitation_sending") as table:
        table.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="invitation"))
        table.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("invitation_sending") as table:
        table.alter_column("kind", server_default=None)
        table.alter_column("facts", server_default=None)


def downgrade():
    op.execute("DELETE FROM invitation_sending WHERE kind != 'invitation'")
    with op.batch_alter_table("invitation_sending") as table:
        table.drop_column("facts")
        table.drop_column("kind")
