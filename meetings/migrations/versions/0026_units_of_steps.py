"""For which unit somebody returned a directive is kept by its number: two offices share a short name, and names change

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# The one unit below the giver's that bears the name that was written down; of several nobody can tell any more.
MEANT = """
UPDATE directive_event SET unit_id = (
    SELECT CASE WHEN COUNT(*) = 1 THEN MIN(unit.id) END
    FROM unit, directive, unit AS giver
    WHERE directive.id = directive_event.directive_id AND giver.id = directive.giver_unit_id
      AND unit.short_name = directive_event.unit_name AND unit.path LIKE giver.path || '%'
) WHERE kind = 'returned'
"""


def upgrade():
    with op.batch_alter_table("directive_event") as changed:
        changed.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        changed.create_foreign_key(op.f("fk_directive_event_unit_id"), "unit", ["unit_id"], ["id"])
    op.execute(sa.text(MEANT))


def downgrade():
    with op.batch_alter_table("directive_event") as changed:
        changed.drop_constraint(op.f("fk_directive_event_unit_id"), type_="foreignkey")
        changed.drop_column("unit_id")
