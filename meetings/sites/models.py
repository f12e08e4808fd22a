"""The sites of a conference: each a party of its own, with who answers for it and how far it is."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import Base, Identified, Versioned, choice
from meetings.base.histories import append_only
from meetings.base.search import Searchable
from meetings.conferences.models import Conference
from meetings.sites.states import (
    ANNOUNCING,
    LIFECYCLE,
    NEEDS_ACTION,
    SILENT,
    Answered,
    AnswerWay,
    ChangeKind,
    Ending,
    LineState,
    Reply,
    ShutOut,
    SiteKind,
    SiteState,
    Standing,
)
from meetings.units.models import Unit

__all__ = [
    "ANNOUNCING",
    "LIFECYCLE",
    "NEEDS_ACTION",
    "SILENT",
    "Answer",
    "AnswerWay",
    "ChangeKind",
    "Ending",
    "LineState",
    "Reminder",
    "Reply",
    "ShutOut",
    "Site",
    "SiteGroup",
    "SiteGroupUnit",
    "SiteKind",
    "SiteLink",
    "SiteState",
    "Substitution",
]


class Site(Standing, Identified, Versioned, Searchable, Base):
    """A unit's part in one conference. Names and the chair are a snapshot: later changes never rewrite them.

    `group_name` is the parent's name at that time, by which long boards are grouped. The main site is the organiser's
    own: nobody asks it, and it stands beside the counts of answers. `answers` counts the answers given, so that a
    second clerk who works on an older page notices the first's. `change` and `wanted_chair_…` say what was asked for,
    `former_chair` whom the chair replaced, `former` what the site had answered before it was asked anew; `reply` says
    how it takes part by its last answer, and `joined` in whose room its people sit then: they stay a party of their
    own.
    """

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("conference_id", "unit_id"),
        Index("ix_site_conference_id_state", "conference_id", "state"),
    )
    searched = ("name", "group_name", "chair_name", "contact_name")

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[SiteKind] = mapped_column(default=SiteKind.MEMBER)
    state: Mapped[SiteState] = mapped_column(default=SiteState.UNSENT)
    name: Mapped[str]
    group_name: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    chair_name: Mapped[str] = mapped_column(default="")
    chair_title: Mapped[str] = mapped_column(default="")
    former_chair: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    technician_name: Mapped[str] = mapped_column(default="")
    technician_phone: Mapped[str] = mapped_column(String(40), default="")
    room: Mapped[str] = mapped_column(default="")
    expected_count: Mapped[int | None]

    invited_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    answer_note: Mapped[str] = mapped_column(default="")
    answers: Mapped[int] = mapped_column(default=0)
    former: Mapped[SiteState | None] = mapped_column(choice(SiteState, "formerstate"))
    reply: Mapped[Reply | None]
    joined_id: Mapped[int | None] = mapped_column(ForeignKey("site.id", ondelete="SET NULL"), index=True)
    change: Mapped[ChangeKind | None]
    wanted_chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    wanted_chair_name: Mapped[str] = mapped_column(default="")
    wanted_chair_title: Mapped[str] = mapped_column(default="")
    decision_note: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_by: Mapped[str] = mapped_column(default="")
    line: Mapped[LineState] = mapped_column(default=LineState.UNTESTED)
    line_tested_at: Mapped[datetime | None]

    # When another chair was agreed to: on pages that ask for it with the rows.
    replaced_at: Mapped[datetime | None] = query_expression()

    conference: Mapped[Conference] = relationship()
    unit: Mapped[Unit] = relationship()
    chair: Mapped[Person | None] = relationship(foreign_keys=[chair_id])
    joined: Mapped["Site | None"] = relationship(remote_side="Site.id")

    @property
    def unit_ended_on(self) -> date | None:
        """The last day of its unit where that comes before the day of the conference."""
        last, day = self.unit.valid_until, clock.local(self.conference.starts_at).date()
        return last if last and last < day else None

    @property
    def short_name(self) -> str:
        """How lists call it: the unit's short name while the unit bears the name it had then, else that name."""
        return self.unit.short_name if self.unit.name == self.name and self.unit.short_name else self.name

    @property
    def announced(self) -> int | None:
        """How many delegates it has announced, None while it has said no number that counts: `queries.ANNOUNCED` is the
        same in a statement, and says which count."""
        return self.expected_count if self.kind is SiteKind.MAIN or self.state in ANNOUNCING else None

    @property
    def owes_answer(self) -> bool:
        """Whether an answer is asked of it, or will be, while answers are waited for; the main site is not asked."""
        return self.conference.is_called and not self.is_main and (self.is_silent or self.state is SiteState.UNSENT)

    @property
    def phone(self) -> str:
        """Whom to ring: the contact, else the unit's own number."""
        return self.contact_phone or self.unit.phone

    @property
    def was_turned_away(self) -> bool:
        """Whether it is asked anew because it cannot attend where it wanted to; `decision_note` says where and why."""
        return bool(self.decision_note and self.former) and self.state in SILENT and self.reply is None

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.name


@append_only(may_go=True)
class Answer(Answered, Identified, Base):
    """One answer of a site as it was given: who, when, by which way, and for a telephone call who took it.

    `for_start` is when the conference was to begin then.
    """

    __tablename__ = "site_answer"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    state: Mapped[SiteState]
    at: Mapped[datetime]
    way: Mapped[AnswerWay]
    given_by: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    chair_name: Mapped[str] = mapped_column(default="")
    chair_title: Mapped[str] = mapped_column(default="")
    change: Mapped[ChangeKind | None]
    expected_count: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    for_start: Mapped[datetime | None]
    reply: Mapped[Reply | None]
    joined_name: Mapped[str] = mapped_column(default="")

    recorded_by: Mapped[Person | None] = relationship()

    def is_overtaken(self, conference) -> bool:
        """Whether it asked for another time, and the conference has another one since: the request is none any more."""
        return self.asks_for_time and (self.for_start or conference.starts_at) != conference.starts_at


class Substitution(Identified, Base):
    """A site asked for another chair: who was named and who is to preside, both with times, and what was decided.

    `is_granted` is None while nobody has decided, or after the site answered otherwise. The file is a scan of the
    authorisation, seen by the secretariat and the own site only.
    """

    __tablename__ = "site_substitution"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    former_name: Mapped[str] = mapped_column(default="")
    former_title: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(default="")
    is_granted: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(254), default="")

    file_name: Mapped[str] = mapped_column(default="")
    content_type: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(String(64), default="")

    site: Mapped[Site] = relationship()


class Reminder(Identified, Base):
    """One reminder to one site: when, and by whom. One by the schedule has no name, but the step it was: `days` before
    `due_on`, the day on which the answers are due. There is but one for each step, whatever happens to the worker.
    """

    __tablename__ = "site_reminder"
    __table_args__ = (UniqueConstraint("site_id", "due_on", "days"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(default="")
    days: Mapped[int | None]
    due_on: Mapped[date | None]


class SiteGroup(Identified, Versioned, Searchable, Base):
    """A saved choice of units (khối xã, cụm) that a secretariat invites together."""

    __tablename__ = "site_group"
    searched = ("name",)

    name: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)

    owner: Mapped[Unit] = relationship()


class SiteGroupUnit(Base):
    """A unit in a saved group."""

    __tablename__ = "site_group_unit"

    group_id: Mapped[int] = mapped_column(ForeignKey("site_group.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class SiteLink(Identified, Base):
    """A way to answer for a site without signing in, given to one bearer.

    The token in the address is signed from `nonce` and the secret key (see `tokens`), so that the table alone opens
    nothing. A link never changes its bearer: another one gets a link of his own, and `ended_at` with `ending` closes
    the old one for ever. A bearer has one open link of a site. Opening a link changes nothing, for scanners of mail
    open it too.
    """

    __tablename__ = "site_link"
    __table_args__ = (
        Index(
            "uq_site_link_open",
            "site_id",
            "to_name",
            "to_address",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    to_name: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str] = mapped_column(String(254), default="")
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[Ending | None]

    site: Mapped[Site] = relationship()

    @property
    def has_mail(self) -> bool:
        """Whether it can go to its bearer by mail; some have a telephone alone, some nothing."""
        return "@" in self.to_address

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.site.name}: {self.to_name}" if self.to_name else self.site.name
