"""The outbox: what is to be told to whom. Rows are written with the change they tell of, and sent later."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.base.db import Base, Identified
from meetings.base.search import Searchable


class NoticeState(enum.StrEnum):
    """Where a notice is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


# Kinds that carry a one-time link: neither facts nor text are kept once they have left.
PRIVATE = frozenset({"password_reset"})


class Notice(Identified, Searchable, Base):
    """One message to one address.

    `facts` are plain values from which the texts in `templates/notices/<kind>` are written when it leaves;
    `subject`, `text` and `html` keep what left. `key` is unique for life and becomes the Message-ID, so that a
    second try is recognised. A worker leases a row until `leased_until`; after eight tries it has failed, visibly.
    Somebody without an address gets a row too, failed from the start, so that the gap is seen; he finds it among
    his own notices, where `read_at` says when he opened it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_state_send_after", "state", "send_after"),
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
    )
    searched = ("to_name", "to_address", "kind", "subject", "said")

    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to_name: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str] = mapped_column(String(254))
    facts: Mapped[dict] = mapped_column(JSON, default=dict)
    about: Mapped[str | None] = mapped_column(String(60), index=True)
    within: Mapped[str | None] = mapped_column(String(60), index=True)
    reason: Mapped[str] = mapped_column(default="")
    attachments: Mapped[list] = mapped_column(JSON, default=list)

    state: Mapped[NoticeState] = mapped_column(default=NoticeState.QUEUED)
    created_at: Mapped[datetime]
    send_after: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease: Mapped[str] = mapped_column(String(40), default="")
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="", deferred=True)

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.kind} → {self.to_name or self.to_address}"

    @property
    def said(self) -> str:
        """The plain facts as words to search by; none of a one-time link."""
        texts = () if self.is_private else (self.facts or {}).values()
        return " ".join(text for text in texts if isinstance(text, str))

    @property
    def is_private(self) -> bool:
        """Whether its text is a one-time link, which nobody but the one it is for may ever read."""
        return self.kind in PRIVATE


class LostAddress(Identified, Base):
    """An address from which mail came back: known until somebody there answers or it is tried again by hand."""

    __tablename__ = "lost_address"

    address: Mapped[str] = mapped_column(String(254), unique=True)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"))
