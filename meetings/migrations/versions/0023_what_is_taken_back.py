"""A unit takes back the result it handed in; a correction of minutes or of a notice is dropped: more kinds and states.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = (
    "given taken_on returned assigned_again reported submitted accepted sent_back withdrawn reminded passed_down "
    "longer_asked longer_granted longer_refused"
).split()


STATES = ("draft", "in_review", "approved", "released")


def _check(table, column, name, values):
    """The check on the values of the column, anew."""
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        changed.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.text(f"{column} IN ({listed})"))


def upgrade():
    _check("directive_event", "kind", "eventkind", (*KINDS, "taken_back"))
    _check("minutes", "state", "minutesstate", (*STATES, "dropped"))
    _check("conclusion_notice", "state", "noticestate", (*STATES, "dropped"))


def downgrade():
    """A result that was taken back reads as one that was sent back; a dropped correction is being written again."""
    op.execute("UPDATE directive_event SET kind = 'sent_back' WHERE kind = 'taken_back'")
    _check("directive_event", "kind", "eventkind", KINDS)
    for table, name in (("minutes", "minutesstate"), ("conclusion_notice", "noticestate")):
        op.execute(f"UPDATE {table} SET state = 'draft' WHERE state = 'dropped'")
        _check(table, "state", name, STATES)
