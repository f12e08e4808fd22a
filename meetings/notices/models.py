"""The outbox: what is to be told to whom. Rows are written with the change they tell of, and sent later."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.base.db import Base, Identified, Versioned, choice
from meetings.base.search import Searchable


class NoticeState(enum.StrEnum):
    """Where a notice is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GATHERED = "gathered"
    KEPT = "kept"


class Channel(enum.StrEnum):
    """By which way a notice reaches somebody; whoever has an account finds it under the bell as well."""

    MAIL = "mail"
    TEXT = "text"
    DIGEST = "digest"
    BELL = "bell"


class Pressing(enum.StrEnum):
    """How much a notice presses: it overturns plans, it waits for an answer, or it is good to know."""

    URGENT = "urgent"
    ASKING = "asking"
    NEWS = "news"


class Hold(enum.StrEnum):
    """Why a notice that is due has not left yet, or leaves otherwise than its one wished."""

    QUIET = "quiet"
    DIGEST = "digest"
    WISH = "wish"
    NO_PHONE = "no_phone"
    NO_GATEWAY = "no_gateway"
    NO_ADDRESS = "no_address"
    READ = "read"


# The digest itself; it gathers others.
DIGEST_KIND = "digest"
# Kinds that carry a one-time link: neither facts nor text are kept once they have left.
PRIVATE = frozenset({"password_reset", "password_invited"})


def said(kind, facts) -> str:
    """The plain `facts` of a message of `kind` as words to search by; none of a one-time link."""
    return "" if kind in PRIVATE else " ".join(text for text in facts.values() if isinstance(text, str))


class Notice(Identified, Searchable, Base):
    """One message to one address.

    `facts` are plain values from which the texts in `templates/notices/<kind>` are written when it leaves;
    `subject`, `text` and `html` keep what left. `key` is unique for life and becomes the Message-ID, so that a
    second try is recognised. A worker leases a row until `leased_until`; after eight tries it has failed, visibly.
    Somebody without an address gets a row too, failed from the start, so that the gap is seen; he finds it among
    his own notices, where `read_at` says when he opened it.

    `channel` is empty until the worker first looks at it (see `ways`); `hold` says why it does not leave or leaves
    otherwise, `held_until` until when (kept once it leaves). `twin_of` is the mail beside which a short message goes,
    `digest_id` the digest that a gathered one stands in.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_state_send_after", "state", "send_after"),
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
    )
    searched = ("to_name", "to_address", "to_phone", "kind", "subject", "said")

    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to_name: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str] = mapped_column(String(254))
    to_phone: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[dict] = mapped_column(JSON, default=dict)
    about: Mapped[str | None] = mapped_column(String(60), index=True)
    within: Mapped[str | None] = mapped_column(String(60), index=True)
    reason: Mapped[str] = mapped_column(default="")
    attachments: Mapped[list] = mapped_column(JSON, default=list)

    channel: Mapped[Channel | None]
    hold: Mapped[Hold | None]
    held_until: Mapped[datetime | None]
    twin_of: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"), index=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"), index=True)

    state: Mapped[NoticeState] = mapped_column(default=NoticeState.QUEUED)
    created_at: Mapped[datetime]
    send_after: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease: Mapped[str] = mapped_column(String(40), default="")
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    # Since when it waits for its paper to be drawn: the first look, not the making.
    awaits_since: Mapped[datetime | None]
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="", deferred=True)

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.kind} → {self.to_name or self.to_address}"

    @property
    def said(self) -> str:
        """What it says, as words to search by."""
        return said(self.kind, self.facts or {})

    @property
    def waits(self) -> bool:
        """Whether it is to leave yet."""
        return self.state is NoticeState.QUEUED

    @property
    def next_try_at(self) -> datetime | None:
        """From when on it may leave; None for what does not wait."""
        return max(filter(None, (self.held_until, self.send_after))) if self.waits else None

    @property
    def is_tried_again(self) -> bool:
        """Whether it did not leave and is tried again by itself."""
        return self.waits and self.attempts > 0

    @property
    def has_left(self) -> bool:
        """Whether it went to the recipient by itself."""
        return self.state is NoticeState.SENT

    @property
    def has_failed(self) -> bool:
        """Whether it was given up."""
        return self.state is NoticeState.FAILED

    @property
    def stays(self) -> bool:
        """Whether it does not go by itself: it stands in a digest, or under the bell alone."""
        return self.state in (NoticeState.GATHERED, NoticeState.KEPT)

    @property
    def reaches(self) -> str:
        """The address or number to which it goes, as far as it is known."""
        return self.to_phone if self.is_short else self.to_address or self.to_phone

    @property
    def is_short(self) -> bool:
        """Whether it goes as a short message, which needs no address."""
        return self.channel is Channel.TEXT

    @property
    def is_private(self) -> bool:
        """Whether its text is a one-time link, which nobody but the one it is for may ever read."""
        return self.kind in PRIVATE


class Wish(Versioned, Base):
    """How one person wants to be told: a channel for each sort of notice, his quiet hours, the hour of his digest.

    Clock times are "21:00"; empty quiet hours are none. Without a row `ways.USUAL` counts.
    """

    __tablename__ = "notice_wish"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    urgent: Mapped[Channel] = mapped_column(choice(Channel, "urgent_channel"), default=Channel.MAIL)
    asking: Mapped[Channel] = mapped_column(choice(Channel, "asking_channel"), default=Channel.MAIL)
    news: Mapped[Channel] = mapped_column(choice(Channel, "news_channel"), default=Channel.MAIL)
    quiet_starts: Mapped[str] = mapped_column(String(5), default="")
    quiet_ends: Mapped[str] = mapped_column(String(5), default="")
    digest_time: Mapped[str] = mapped_column(String(5), default="")


class LostAddress(Identified, Base):
    """An address from which mail came back: known until somebody there answers or it is tried again by hand."""

    __tablename__ = "lost_address"

    address: Mapped[str] = mapped_column(String(254), unique=True)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="SET NULL"))
