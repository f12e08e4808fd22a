"""Series that repeat by a rule, what departs from the rule, and the templates that conferences are made from."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.base import clock
from meetings.base.db import Base, Identified, Versioned
from meetings.base.histories import append_only
from meetings.base.search import Searchable
from meetings.conferences.models import Conference
from meetings.series.content import Content
from meetings.series.recurrence import OffDays, Pattern, Rule
from meetings.units.models import Unit

__all__ = [
    "ConferenceSeries",
    "Departure",
    "Occurrence",
    "OffDays",
    "Origin",
    "Pattern",
    "Template",
    "TemplateEdition",
    "TemplateGroup",
]


class Template(Identified, Versioned, Searchable, Base):
    """What a conference of one sort looks like: title, hours, who presides, sites, agenda, papers, reminders.

    Everybody who plans conferences may use it; only the secretariat of its `owner` changes it. Each change is an
    edition that is kept (`TemplateEdition`); `facts` are those of the latest, as `Content` reads them. It is never
    deleted, but `retired_at` takes it off the lists of choices.
    """

    __tablename__ = "conference_template"
    searched = ("name",)

    name: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    edition: Mapped[int] = mapped_column(default=1)
    facts: Mapped[dict] = mapped_column(JSON)
    retired_at: Mapped[datetime | None]

    owner: Mapped[Unit] = relationship()

    @property
    def content(self) -> Content:
        """What it says now."""
        return Content.read(self.facts)


@append_only()
class TemplateEdition(Base):
    """What a template said from one change to the next: its facts, and how they read then."""

    __tablename__ = "template_edition"

    template_id: Mapped[int] = mapped_column(ForeignKey("conference_template.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    facts: Mapped[dict] = mapped_column(JSON)
    lines: Mapped[dict] = mapped_column(JSON)
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(default="")

    template: Mapped[Template] = relationship()


class TemplateGroup(Base):
    """A saved group of sites that a template counts on, so that it cannot be deleted from under it."""

    __tablename__ = "template_group"

    template_id: Mapped[int] = mapped_column(ForeignKey("conference_template.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("site_group.id"), primary_key=True)


class Origin(Base):
    """From which edition of which template a conference was made: what papers and reminders it is to have."""

    __tablename__ = "conference_origin"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("conference_template.id"), index=True)
    edition: Mapped[int]

    template: Mapped[Template] = relationship()


class ConferenceSeries(Identified, Versioned, Searchable, Base):
    """Conferences of one organiser that repeat by a rule. The next `ahead` of them stand as drafts.

    A rule is never rewritten: a new one closes the series (`closed_on` is its last day, until which it runs) and begins
    another that `follows` it, so that what was held keeps the rule it was held by. `filled_on` is the day on which the
    worker last looked after it, `trouble` what kept it from making a draft.
    """

    __tablename__ = "conference_series"
    searched = ("title",)

    title: Mapped[str]
    organiser_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("conference_template.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("conference_series.id"), unique=True)
    pattern: Mapped[Pattern]
    every: Mapped[int] = mapped_column(default=1)
    weekdays: Mapped[list] = mapped_column(JSON, default=list)
    nth: Mapped[int] = mapped_column(default=1)
    month_day: Mapped[int] = mapped_column(default=1)
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    starts: Mapped[str]
    minutes: Mapped[int]
    off_days: Mapped[OffDays] = mapped_column(default=OffDays.MOVE)
    ahead: Mapped[int] = mapped_column(default=3)
    closed_on: Mapped[date | None]
    filled_on: Mapped[date | None] = mapped_column(index=True)
    trouble: Mapped[str] = mapped_column(default="")

    organiser: Mapped[Unit] = relationship()
    template: Mapped[Template] = relationship()
    follows: Mapped["ConferenceSeries | None"] = relationship(remote_side="ConferenceSeries.id")

    @property
    def is_over(self) -> bool:
        """Whether it was closed and its last day has passed."""
        return self.closed_on is not None and self.closed_on < clock.today()

    @property
    def rule(self) -> Rule:
        """The rule, until the series was closed."""
        ends = [day for day in (self.last_on, self.closed_on) if day]
        return Rule(
            pattern=self.pattern,
            first_on=self.first_on,
            last_on=min(ends) if ends else None,
            every=self.every,
            weekdays=tuple(self.weekdays),
            nth=self.nth,
            month_day=self.month_day,
        )


class Departure(StrEnum):
    """Whether one occurrence is as the rule has it."""

    NONE = "none"
    CHANGED = "changed"
    SKIPPED = "skipped"


class Occurrence(Identified, Versioned, Base):
    """One day that the rule of a series names: what departs from the rule on it, and the conference that it became.

    Empty `held_on`, `starts`, `minutes` and `conference_title` are as ruled. `made_at` without a conference: somebody
    has deleted the draft, and it is not made again by itself. `mark` is the last line of the journal from when the
    draft was made: with a later one somebody has worked on it.
    """

    __tablename__ = "series_occurrence"
    __table_args__ = (UniqueConstraint("series_id", "day"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("conference_series.id"), index=True)
    day: Mapped[date]
    departure: Mapped[Departure] = mapped_column(default=Departure.NONE)
    held_on: Mapped[date | None]
    starts: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    conference_title: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id", ondelete="SET NULL"), unique=True)
    made_at: Mapped[datetime | None]
    mark: Mapped[int] = mapped_column(default=0)

    series: Mapped[ConferenceSeries] = relationship()
    conference: Mapped[Conference | None] = relationship()

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.series.title}, {self.day:%d/%m/%Y}"
