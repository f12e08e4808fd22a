"""From which unit a directive was handed over is kept by its number; of what was handed over before, it is not known

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("directive_event") as changed:
        changed.add_column(sa.Column("from_unit_id", sa.Integer(), nullable=True))
        changed.create_foreign_key(op.f("fk_directive_event_from_unit_id"), "unit", ["from_unit_id"], ["id"])


def downgrade():
    with op.batch_alter_table("directive_event") as changed:
        changed.drop_constraint(op.f("fk_directive_event_from_unit_id"), type_="foreignkey")
        changed.drop_column("from_unit_id")
