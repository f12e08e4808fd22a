"""A unit takes back the result it handed in: one more kind of step in the history of a directive.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = (
    "given taken_on returned assigned_again reported submitted accepted sent_back withdrawn reminded passed_down "
    "longer_asked longer_granted longer_refused"
).split()


def _kinds(values):
    """The check on the kinds, anew."""
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("directive_event") as table:
        table.drop_constraint(op.f("ck_directive_event_eventkind"), type_="check")
        table.create_check_constraint(op.f("ck_directive_event_eventkind"), sa.text(f"kind IN ({listed})"))


def upgrade():
    _kinds([*KINDS, "taken_back"])


def downgrade():
    """A result that was taken back reads as one that was sent back."""
    op.execute("UPDATE directive_event SET kind = 'sent_back' WHERE kind = 'taken_back'")
    _kinds(KINDS)
