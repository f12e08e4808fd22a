"""A notice leaves by a channel, waits or is gathered; people say how they want to be told.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CHANNELS = ("mail", "text", "digest", "bell")
HOLDS = ("quiet", "digest", "wish", "no_phone", "no_gateway", "no_address", "read")
STATES = ("queued", "sending", "sent", "failed")


def _choice(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def _states(table, values):
    """The check on the states, anew."""
    table.drop_constraint(op.f("ck_notice_noticestate"), type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    table.create_check_constraint(op.f("ck_notice_noticestate"), sa.text(f"state IN ({listed})"))


def upgrade():
    """Add the columns; what has left or waits is mail, as it always was."""
    op.create_table(
        "notice_wish",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("urgent", _choice("urgent_channel", CHANNELS), nullable=False),
        sa.Column("asking", _choice("asking_channel", CHANNELS), nullable=False),
        sa.Column("news", _choice("news_channel", CHANNELS), nullable=False),
        sa.Column("quiet_starts", sa.String(length=5), nullable=False),
        sa.Column("quiet_ends", sa.String(length=5), nullable=False),
        sa.Column("digest_time", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_wish_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_wish")),
    )
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("to_phone", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("channel", _choice("channel", CHANNELS), nullable=True))
        table.add_column(sa.Column("hold", _choice("hold", HOLDS), nullable=True))
        table.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("twin_of", sa.Integer(), nullable=True))
        table.add_column(sa.Column("digest_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_notice_digest_id"), ["digest_id"], unique=False)
        table.create_index(op.f("ix_notice_twin_of"), ["twin_of"], unique=False)
        table.create_foreign_key(op.f("fk_notice_digest_id"), "notice", ["digest_id"], ["id"], ondelete="SET NULL")
        table.create_foreign_key(op.f("fk_notice_twin_of"), "notice", ["twin_of"], ["id"], ondelete="SET NULL")
        _states(table, (*STATES, "gathered", "kept"))
    op.execute("UPDATE notice SET channel = 'mail' WHERE state IN ('sent', 'sending')")


def downgrade():
    """What stands in a digest or under the bell alone counts as sent; short messages are forgotten."""
    op.execute("UPDATE notice SET twin_of = NULL, digest_id = NULL")
    op.execute("DELETE FROM notice WHERE channel = 'text' OR kind = 'digest'")
    op.execute("UPDATE notice SET state = 'sent' WHERE state IN ('gathered', 'kept')")
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("fk_notice_twin_of"), type_="foreignkey")
        table.drop_constraint(op.f("fk_notice_digest_id"), type_="foreignkey")
        table.drop_index(op.f("ix_notice_digest_id"))
        table.drop_index(op.f("ix_notice_twin_of"))
        for name in ("hold", "channel"):
            table.drop_constraint(op.f(f"ck_notice_{name}"), type_="check")
        for name in ("digest_id", "twin_of", "held_until", "hold", "channel", "to_phone"):
            table.drop_column(name)
        _states(table, STATES)
    op.drop_table("notice_wish")
