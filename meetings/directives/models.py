"""What was ordered, to whom, by when, how far it is. A directive is one row for life."""

import enum
from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.agenda.models import Item
from meetings.base.db import Base, Identified, Versioned
from meetings.base.histories import append_only
from meetings.base.language import _l
from meetings.base.lifecycle import Lifecycle, move
from meetings.base.search import Searchable
from meetings.conferences.models import Conference
from meetings.minutes.models import Block
from meetings.registry.models import Paper
from meetings.units.models import Unit


class DirectiveState(enum.StrEnum):
    """The working state. Overdue, due soon and the four official classes are questions about today, never stored."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


S = DirectiveState

LIFECYCLE = Lifecycle(
    _l("The directive is not in a state in which this can be done. Reload the page to see where it stands."),
    take_on=move(S.ASSIGNED, to=S.ACCEPTED),
    return_=move(S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, to=S.RETURNED),
    assign_again=move(S.RETURNED, to=S.ASSIGNED),
    hand_over=move(S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, S.RETURNED, to=S.ASSIGNED),
    report=move(S.ACCEPTED, S.IN_PROGRESS, to=S.IN_PROGRESS),
    submit=move(S.ACCEPTED, S.IN_PROGRESS, to=S.SUBMITTED),
    accept=move(S.SUBMITTED, to=S.DONE),
    send_back=move(S.SUBMITTED, to=S.IN_PROGRESS),
    take_back=move(S.SUBMITTED, to=S.IN_PROGRESS),
    pass_down=move(S.ACCEPTED, S.IN_PROGRESS, to=S.IN_PROGRESS),
    ask_for_longer=move(S.ACCEPTED, S.IN_PROGRESS, to=S.IN_PROGRESS),
    withdraw=move(S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, S.SUBMITTED, S.RETURNED, to=S.WITHDRAWN),
)

OPEN = (S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, S.SUBMITTED, S.RETURNED)
OWED = (S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS)
DUE_SOON_DAYS = 7
LEVELS = 3


class OfficialClass(enum.StrEnum):
    """The four classes of official reports (Decision 42/2014, amended by 23/2018)."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"


directive_coordinators = Table(
    "directive_coordinator",
    Base.metadata,
    Column("directive_id", ForeignKey("directive.id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
)


class Order(Identified, Base):
    """The same words given to several units at once; each of these leads a directive of its own under it."""

    __tablename__ = "directive_order"


class Directive(Identified, Versioned, Searchable, Base):
    """One directive: who gave it to whom, on which ground, by when, and how far it is.

    `due_on` None means standing (thường xuyên). `first_due_on` never changes; `wanted_due_on` is the day until which
    the unit asks for longer, while nobody has answered. `giver_*` are a snapshot; `giver_unit` is the unit in whose
    name it was given and whose people accept it. `completed_on` is the day on which the result was handed in.
    `parent` is the directive it was passed down from; `order` ties it to those that other units were given with it.
    """

    __tablename__ = "directive"
    __table_args__ = (
        UniqueConstraint("block_id", "lead_unit_id"),
        Index("ix_directive_state_due_on", "state", "due_on"),
        Index("ix_directive_lead_unit_id_state", "lead_unit_id", "state"),
    )
    searched = ("code", "text", "giver_name", "source")

    code: Mapped[str] = mapped_column(String(20), unique=True)
    text: Mapped[str]
    state: Mapped[DirectiveState] = mapped_column(default=S.ASSIGNED)
    expected_result: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    giver_name: Mapped[str]
    giver_title: Mapped[str] = mapped_column(default="")
    giver_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    given_at: Mapped[datetime]
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    first_due_on: Mapped[date | None]
    wanted_due_on: Mapped[date | None]
    is_hindered: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[int] = mapped_column(default=0)
    completed_on: Mapped[date | None]
    last_report_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_block.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("directive.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("directive_order.id"), index=True)

    giver_unit: Mapped[Unit] = relationship(foreign_keys=[giver_unit_id])
    lead_unit: Mapped[Unit] = relationship(foreign_keys=[lead_unit_id])
    coordinators: Mapped[list[Unit]] = relationship(secondary=directive_coordinators, order_by=(Unit.position, Unit.id))
    giver: Mapped[Person | None] = relationship(foreign_keys=[giver_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    conference: Mapped[Conference | None] = relationship()
    item: Mapped[Item | None] = relationship()
    block: Mapped[Block | None] = relationship()
    paper: Mapped[Paper | None] = relationship()
    parent: Mapped["Directive | None"] = relationship(remote_side="Directive.id")
    order: Mapped[Order | None] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.code}: {self.text}"

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor withdrawn."""
        return self.state in OPEN

    @property
    def is_handed_in(self) -> bool:
        """Whether the result waits for the giver's judgement."""
        return self.state is S.SUBMITTED

    @property
    def is_returned(self) -> bool:
        """Whether the unit gave it back, and the giver has not assigned it again."""
        return self.state is S.RETURNED

    def days_left(self, today: date) -> int | None:
        """Days from `today` to the deadline (negative: overdue by); None for a standing one."""
        return None if self.due_on is None else (self.due_on - today).days

    def is_late(self, today: date) -> bool:
        """Whether the result was handed in after the deadline, or is not handed in and the deadline has passed."""
        return self.due_on is not None and self.due_on < (self.completed_on or today)

    def is_overdue(self, today: date) -> bool:
        """Whether it is open and late on `today`; what was handed in time waits for the giver and is not overdue."""
        return self.is_open and self.is_late(today)

    def is_due_soon(self, today: date) -> bool:
        """Whether the unit still owes it and it is due within the next seven days."""
        left = self.days_left(today)
        return self.state in (*OWED, S.RETURNED) and left is not None and 0 <= left <= DUE_SOON_DAYS

    def official_class(self, today: date) -> OfficialClass | None:
        """Its class in official reports on `today`; None for a withdrawn one."""
        if self.state is S.WITHDRAWN:
            return None
        late = self.is_late(today)
        if self.state is S.DONE:
            return OfficialClass.DONE_LATE if late else OfficialClass.DONE_ON_TIME
        return OfficialClass.OPEN_OVERDUE if late else OfficialClass.OPEN_IN_TIME


class DirectiveSeries(Base):
    """The counter behind the codes of a year (NV-2026-0143), taken under a lock."""

    __tablename__ = "directive_series"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(default=0)


class EventKind(enum.StrEnum):
    """What can happen to a directive."""

    GIVEN = "given"
    TAKEN_ON = "taken_on"
    RETURNED = "returned"
    ASSIGNED_AGAIN = "assigned_again"
    REPORTED = "reported"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"
    REMINDED = "reminded"
    PASSED_DOWN = "passed_down"
    LONGER_ASKED = "longer_asked"
    LONGER_GRANTED = "longer_granted"
    LONGER_REFUSED = "longer_refused"
    AMENDED = "amended"


@append_only()
class DirectiveEvent(Identified, Base):
    """One step in the life of a directive, with who, for which unit, and when; added, never changed.

    The unit's name is as it was then; by its number it is known which one was meant, for offices share their names.
    `from_unit_id` is the unit that led it before it was assigned again, to itself or another; after it was amended, the
    one in whose place it is led; None for steps of before this was kept.
    """

    __tablename__ = "directive_event"

    directive_id: Mapped[int] = mapped_column(ForeignKey("directive.id"), index=True)
    kind: Mapped[EventKind]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(default="")
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str] = mapped_column(default="")
    progress: Mapped[int | None]
    is_hindered: Mapped[bool] = mapped_column(default=False)

    directive: Mapped[Directive] = relationship()
    files: Mapped[list["DirectiveFile"]] = relationship(lazy="selectin", order_by="DirectiveFile.id")

    @property
    def is_giving(self) -> bool:
        """Whether with it the directive began."""
        return self.kind is EventKind.GIVEN


@append_only()
class DirectiveFile(Identified, Base):
    """A file handed in with a report, stored by fingerprint."""

    __tablename__ = "directive_file"

    event_id: Mapped[int] = mapped_column(ForeignKey("directive_event.id"), index=True)
    file_name: Mapped[str]
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))

    event: Mapped[DirectiveEvent] = relationship(viewonly=True)
