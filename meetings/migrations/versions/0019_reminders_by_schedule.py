"""Each reminder leaves a stamp; kinds of conference have a schedule that a conference can switch off.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("briefing", "interim_review", "final_review", "thematic", "rollout", "training", "ad_hoc")


def upgrade():
    """Add the tables; who sent the reminders of before is not known."""
    op.create_table(
        "reminder_schedule",
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="conferencekind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_schedule")),
        sa.UniqueConstraint("kind", name=op.f("uq_reminder_schedule_kind")),
    )
    op.create_table(
        "reminders_off",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reminders_off_by_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_reminders_off_conference_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_reminders_off")),
    )
    op.create_table(
        "site_reminder",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_site_reminder_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_reminder_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_reminder")),
        sa.UniqueConstraint("site_id", "due_on", "days", name=op.f("uq_site_reminder_site_id")),
    )
    with op.batch_alter_table("site_reminder") as table:
        table.create_index(op.f("ix_site_reminder_site_id"), ["site_id"], unique=False)
    # Not in a batch: that makes the table anew on SQLite, and what hangs on its rows would go with the old one.
    op.add_column("site", sa.Column("reminded_by", sa.String(), nullable=False, server_default=""))


def downgrade():
    """Forget the stamps and the schedules."""
    op.drop_column("site", "reminded_by")
    with op.batch_alter_table("site_reminder") as table:
        table.drop_index(op.f("ix_site_reminder_site_id"))
    for name in ("site_reminder", "reminders_off", "reminder_schedule"):
        op.drop_table(name)
