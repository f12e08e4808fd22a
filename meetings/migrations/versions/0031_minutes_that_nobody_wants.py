"""Of minutes somebody said that none are wanted: one more state

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

STATES = ("draft", "in_review", "approved", "released", "dropped")


def _check(values):
    """The check on the states of minutes, anew."""
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("minutes") as changed:
        changed.drop_constraint(op.f("ck_minutes_minutesstate"), type_="check")
        changed.create_check_constraint(op.f("ck_minutes_minutesstate"), sa.text(f"state IN ({listed})"))


def upgrade():
    _check((*STATES, "unwanted"))


def downgrade():
    """Minutes that nobody wants are a draft again, as they were before somebody said so."""
    op.execute("UPDATE minutes SET state = 'draft' WHERE state = 'unwanted'")
    _check(STATES)
