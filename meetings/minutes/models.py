"""The minutes (biên bản): ordered blocks by agenda item, every change kept, approved versions frozen."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.accounts.models import Person
from meetings.agenda.models import Item
from meetings.base.db import Base, Identified, Versioned
from meetings.base.histories import append_only
from meetings.base.language import _l
from meetings.base.lifecycle import move
from meetings.conferences.models import Conference
from meetings.minutes.editions import Edition, life
from meetings.registry.models import Paper
from meetings.sites.models import Site
from meetings.units.models import Unit


class MinutesState(enum.StrEnum):
    """Written, shown to the chair, approved (facts frozen, numbered), given out; or a correction that was dropped.

    `UNWANTED`: somebody said, with a reason, that no minutes are made of this conference (Decision 45/2018/QĐ-TTg:
    the chair decides whether there are any).
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RELEASED = "released"
    DROPPED = "dropped"
    UNWANTED = "unwanted"


S = MinutesState

LIFECYCLE = life(
    S,
    _l("The minutes are not in a state in which this can be done. Reload the page to see where they stand."),
    waive=move(S.DRAFT, to=S.UNWANTED),
    take_up=move(S.UNWANTED, to=S.DRAFT),
)


class BlockKind(enum.StrEnum):
    """What a block of the minutes is."""

    NARRATIVE = "narrative"
    OPINION = "opinion"
    CONCLUSION = "conclusion"
    DIRECTIVE = "directive"
    AWARD = "award"


class Minutes(Edition, Identified, Versioned, Base):
    """One edition of a conference's minutes. A correction is the next edition beside the old, never a change of it.

    `facts` are frozen at approval: from then on the paper says what they say, whatever changes elsewhere.
    """

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("conference_id", "edition"),)
    lifecycle = LIFECYCLE

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    state: Mapped[MinutesState] = mapped_column(default=S.DRAFT)
    began_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attendance_text: Mapped[str] = mapped_column(default="")
    recipients: Mapped[str] = mapped_column(default="")

    conference: Mapped[Conference] = relationship()
    paper: Mapped[Paper | None] = relationship()
    approved_by: Mapped[Person | None] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return self.conference.title

    @property
    def is_unwanted(self) -> bool:
        """Whether somebody said that no minutes are made."""
        return self.state is S.UNWANTED


block_leads = Table(
    "minutes_block_lead",
    Base.metadata,
    Column("block_id", ForeignKey("minutes_block.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
)

block_coordinators = Table(
    "minutes_block_coordinator",
    Base.metadata,
    Column("block_id", ForeignKey("minutes_block.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
)


class Block(Identified, Versioned, Base):
    """One block. An opinion says who and from which site; a directive says who leads (each lead unit is given one
    directive of its own), who coordinates, the deadline and the result.

    `position` orders the blocks of an item and is written past `version`, so that moving a block never makes a
    writer's text stale. `origin` is the block of the first edition that has it, of which this is the copy.
    """

    __tablename__ = "minutes_block"

    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[BlockKind]
    text: Mapped[str] = mapped_column(default="")
    speaker_name: Mapped[str] = mapped_column(default="")
    speaker_title: Mapped[str] = mapped_column(default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id", ondelete="SET NULL"))
    needs_reading: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    is_standing: Mapped[bool] = mapped_column(default=False)
    expected_result: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revised_at: Mapped[datetime]
    revised_by_name: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_block.id"))

    minutes: Mapped[Minutes] = relationship()
    item: Mapped[Item | None] = relationship()
    site: Mapped[Site | None] = relationship()
    leads: Mapped[list[Unit]] = relationship(secondary=block_leads, order_by=(Unit.position, Unit.id))
    coordinators: Mapped[list[Unit]] = relationship(secondary=block_coordinators, order_by=(Unit.position, Unit.id))

    @property
    def root_id(self) -> int:
        """The number of the block of the first edition that has it: all its copies share it."""
        return self.origin_id or self.id


@append_only()
class Revision(Identified, Base):
    """A block as it was after one save; added, never changed."""

    __tablename__ = "minutes_revision"
    __table_args__ = (UniqueConstraint("block_id", "number"),)

    block_id: Mapped[int] = mapped_column(ForeignKey("minutes_block.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(default="")
    content: Mapped[dict] = mapped_column(JSON)
