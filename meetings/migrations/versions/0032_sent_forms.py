"""That a form which makes a new row was sent is kept for a month, so that the Back button does nothing twice

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

from meetings.base.db import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sent_form",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_sent_form")),
    )
    op.create_index(op.f("ix_sent_form_sent_at"), "sent_form", ["sent_at"])


def downgrade():
    op.drop_table("sent_form")
