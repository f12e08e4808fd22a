"""When the silent sites are reminded: a schedule for each kind of conference, and the switch of one conference."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.base.db import Base, Identified, Versioned
from meetings.conferences.models import ConferenceKind


class Schedule(Identified, Versioned, Base):
    """How many working days before the answers are due the silent are reminded, by kind of conference.

    A kind without a row keeps to `plan.USUAL`; an empty list reminds nobody. A template's own schedule goes first.
    """

    __tablename__ = "reminder_schedule"

    kind: Mapped[ConferenceKind] = mapped_column(unique=True)
    days: Mapped[list] = mapped_column(JSON, default=list)

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return ", ".join(map(str, self.days)) or "–"


class SwitchedOff(Base):
    """A conference whose sites are not reminded by the schedule: who said so, and when."""

    __tablename__ = "reminders_off"

    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(default="")
