"""When a mark moved a delegate from one side of the reported head-count to the other

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("delegate") as changed:
        changed.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("delegate") as changed:
        changed.drop_column("moved_at")
