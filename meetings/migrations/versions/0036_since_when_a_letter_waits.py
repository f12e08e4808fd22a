"""Since when a message waits for its paper, counted from the first look at it and not from its making

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

from meetings.base.db import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("notice", sa.Column("awaits_since", UtcDateTime(), nullable=True))


def downgrade():
    op.drop_column("notice", "awaits_since")
