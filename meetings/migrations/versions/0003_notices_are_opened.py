"""A notice says when the one whom it was told has opened it.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    """Add the instant and the index by which a person's unread notices are counted; what is old counts as read."""
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_notice_person_id_read_at", ["person_id", "read_at"], unique=False)
    op.execute("UPDATE notice SET read_at = created_at")


def downgrade():
    """Forget what was opened."""
    with op.batch_alter_table("notice") as table:
        table.drop_index("ix_notice_person_id_read_at")
        table.drop_column("read_at")
