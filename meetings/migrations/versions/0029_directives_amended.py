"""A notice that replaces another amends the directives given from that: one more kind of step.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = (
    "given taken_on returned assigned_again reported submitted accepted sent_back taken_back withdrawn reminded "
    "passed_down longer_asked longer_granted longer_refused"
).split()


def _check(values):
    """The check on the kinds, anew."""
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("directive_event") as changed:
        changed.drop_constraint(op.f("ck_directive_event_eventkind"), type_="check")
        changed.create_check_constraint(op.f("ck_directive_event_eventkind"), sa.text(f"kind IN ({listed})"))


def upgrade():
    _check((*KINDS, "amended"))


def downgrade():
    """What was amended reads as assigned again; its words stay."""
    op.execute("UPDATE directive_event SET kind = 'assigned_again' WHERE kind = 'amended'")
    _check(KINDS)
