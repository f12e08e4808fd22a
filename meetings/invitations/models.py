"""The letter of invitation (giấy mời), the entry in the calendars of those invited, and private calendar feeds."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.base.db import Base, Identified, Versioned, choice
from meetings.base.search import Searchable
from meetings.conferences.models import Conference
from meetings.registry.models import Paper
from meetings.sites.models import Site, SiteKind


class Letter(Identified, Versioned, Base):
    """What the letter says beside the conference's own facts (Decision 45/2018: contact point, requirements).

    `subject` stands under the title, `content` says to what one is invited, `attendees` names the invited, a line each.
    A letter that was released and then changed is released anew: the new paper supersedes the old. `authority` holds
    the lines over the signer's name ("TL. CHỦ TỊCH\\nCHÁNH VĂN PHÒNG").
    """

    __tablename__ = "invitation_letter"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), unique=True)
    subject: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    attendees: Mapped[str] = mapped_column(default="")
    requirements: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    authority: Mapped[str] = mapped_column(default="")
    signer_name: Mapped[str] = mapped_column(default="")
    recipients: Mapped[str] = mapped_column(default="")
    answer_by: Mapped[datetime | None]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))

    conference: Mapped[Conference] = relationship()
    paper: Mapped[Paper | None] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.subject


class Sending(Identified, Base):
    """A mailing to more sites than one request prepares: the worker goes on after the site `reached`, until `done_at`.

    `kind` is its message: the invitation (`again`: also to those who have had it), or what became of the conference or
    of a rehearsal, with what the worker is to say of it (`facts`) as it stood when that was done. Who is stopped in
    between loses and doubles nothing: a part is prepared in one transaction with the place reached.
    """

    __tablename__ = "invitation_sending"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40), default="invitation")
    facts: Mapped[dict] = mapped_column(JSON, default=dict)
    again: Mapped[bool] = mapped_column(default=False)
    reached: Mapped[int] = mapped_column(default=0)
    sites: Mapped[int]
    prepared: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    conference: Mapped[Conference] = relationship()
    by: Mapped[Person | None] = relationship()

    @property
    def tells_a_change(self) -> bool:
        """Whether its message is another one than the invitation."""
        return self.kind != "invitation"


class Feed(Identified, Base):
    """A person's private calendar address. Its token is signed from `nonce` and the secret key (see `tokens`), so that
    the table alone opens no calendar; a new nonce ends the old address.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


# With what the `key` of somebody begins who is known by a telephone alone.
TELEPHONE = "tel "


class InvitePart(enum.StrEnum):
    """Why somebody has the conference in his calendar."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    SITE = "site"
    GUEST = "guest"


class PartStat(enum.StrEnum):
    """What somebody's calendar has answered (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"


class ReplyKind(enum.StrEnum):
    """What a letter to the mailbox of replies is."""

    ANSWER = "answer"
    COUNTER = "counter"
    DELEGATION = "delegation"
    LETTER = "letter"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    UNREADABLE = "unreadable"


class ReplyState(enum.StrEnum):
    """Whether somebody still has to look at it."""

    OPEN = "open"
    SETTLED = "settled"


class Outcome(enum.StrEnum):
    """What became of it: it counted, or what the secretariat decided."""

    COUNTED = "counted"
    OLD_TIME = "old_time"
    OVERTAKEN = "overtaken"
    ADOPTED = "adopted"
    DECLINED = "declined"
    INVITED = "invited"
    SET_ASIDE = "set_aside"


class Invite(Identified, Searchable, Base):
    """One recipient of a conference's calendar entry: a person, or a name and an address; of a site or of the house.

    `key` is the address in small letters (where there is none the person, or the telephone): a calendar holds an entry
    once. What was sent last is `sequence`, `sent_at`, `ended` (it was a CANCEL) and `told` (its time and place in
    words); the next message never carries less than `least`. `partstat` answers what stands now; `former` is what was
    answered to a time that no longer holds. `answered_stamp` is the sender's own clock (DTSTAMP): of two replies the
    later one counts; `answered_by_token`: it came to his own address for replies. The token in that address is
    signed from `nonce` (see `tokens`). Nobody is removed:
    `withdrawn_at` says since when the entry was taken back from this one, `by_hand` that somebody wanted it so."""

    __tablename__ = "invite"
    __table_args__ = (UniqueConstraint("conference_id", "key"),)
    searched = ("name", "address", "site_name")

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[InvitePart]
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(String(254), default="", index=True)
    key: Mapped[str] = mapped_column(String(260))
    site_name: Mapped[str] = mapped_column(default="")
    nonce: Mapped[str] = mapped_column(String(64))

    told: Mapped[str] = mapped_column(default="")
    least: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int | None]
    sent_at: Mapped[datetime | None]
    ended: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    by_hand: Mapped[bool] = mapped_column(default=False)

    partstat: Mapped[PartStat] = mapped_column(default=PartStat.NEEDS_ACTION)
    answered_at: Mapped[datetime | None]
    answered_sequence: Mapped[int | None]
    answered_stamp: Mapped[datetime | None]
    answer_note: Mapped[str] = mapped_column(default="")
    answered_by_token: Mapped[bool] = mapped_column(default=False)
    former: Mapped[PartStat | None] = mapped_column(choice(PartStat, "former"))
    former_at: Mapped[datetime | None]

    conference: Mapped[Conference] = relationship()
    site: Mapped[Site | None] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def is_void(self) -> bool:
        """Whether the entry is to disappear from this one's calendar: he was taken off, or his site was."""
        return self.withdrawn_at is not None or (self.part is InvitePart.SITE and self.site_id is None)

    @property
    def is_of_main_site(self) -> bool:
        """Whether this one stands for the main site, which nobody asks."""
        return bool(self.site) and self.site.kind is SiteKind.MAIN

    @property
    def next_sequence(self) -> int:
        """The SEQUENCE of what would leave now; never lower than what left last."""
        return max(self.conference.sequence, self.least, self.sequence or 0)

    @property
    def former_sequence(self) -> int:
        """The SEQUENCE of what leaves now with a time that holds no longer: below what tells of the change."""
        return max(self.conference.sequence - 1, self.least, self.sequence or 0)

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.name or self.address


class CalendarReply(Identified, Versioned, Searchable, Base):
    """One letter that came to the mailbox of replies, once (`fingerprint`); none is ever removed.

    Without `invite` it belongs to nobody that we know; `conference` may be known all the same (its UID, for an
    invitation that was passed on). `is_old`: it answered, when it came or was settled, a time that no longer held (ask
    `answers_old`). `starts_at` and `ends_at` are the
    time that a COUNTER proposes; `named` is who is to come instead, or who answered without having been invited.
    """

    __tablename__ = "calendar_reply"
    searched = ("sender", "sender_name", "subject", "note", "named", "named_address")

    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), index=True)
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invite.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[ReplyKind]
    state: Mapped[ReplyState] = mapped_column(default=ReplyState.OPEN, index=True)
    outcome: Mapped[Outcome | None]
    received_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(254), default="")
    sender_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    partstat: Mapped[PartStat | None]
    sequence: Mapped[int | None]
    is_old: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    named: Mapped[str] = mapped_column(default="")
    named_address: Mapped[str] = mapped_column(String(254), default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    conference: Mapped[Conference | None] = relationship()
    invite: Mapped[Invite | None] = relationship()
    settled_by: Mapped[Person | None] = relationship()

    @property
    def answers_old(self) -> bool:
        """Whether it answers a time that no longer holds: for a letter that waits, as the conference stands now."""
        waits = self.state is ReplyState.OPEN and self.invite is not None and self.sequence is not None
        return self.is_old or (waits and self.sequence < self.invite.conference.sequence)

    @property
    def is_overtaken(self) -> bool:
        """Whether a later answer of the same one to the same time stands already."""
        if self.invite is None:
            return False
        stands = self.invite.former_at if self.answers_old else self.invite.answered_at
        return stands is not None and stands > self.received_at

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.subject or self.sender

    @property
    def is_answer(self) -> bool:
        """Whether a calendar says yes, perhaps or no."""
        return self.kind is ReplyKind.ANSWER

    @property
    def is_counter(self) -> bool:
        """Whether another time is proposed."""
        return self.kind is ReplyKind.COUNTER

    @property
    def is_delegation(self) -> bool:
        """Whether somebody else is to come."""
        return self.kind is ReplyKind.DELEGATION

    @property
    def is_report(self) -> bool:
        """Whether a mail server says that something did not arrive."""
        return self.kind is ReplyKind.BOUNCE

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing could be made of it."""
        return self.kind is ReplyKind.UNREADABLE

    @property
    def is_passed_on(self) -> bool:
        """Whether somebody answers who was not invited, so that another must have passed the invitation on."""
        return self.invite is None and bool(self.named_address) and not self.is_report

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody to decide on it."""
        return self.state is ReplyState.OPEN
