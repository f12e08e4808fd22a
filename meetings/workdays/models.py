"""Which days are off and which are worked, beside the plain week."""

import enum
from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from meetings.base.db import Base, Identified, Versioned


class DayKind(enum.StrEnum):
    """Closed though it is a weekday, or worked though it is none."""

    OFF = "off"
    WORKED = "worked"


class Day(Identified, Versioned, Base):
    """A day that falls otherwise than the week has it. Official notices name them each year and change their mind."""

    __tablename__ = "special_day"

    day: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[DayKind]
    name: Mapped[str]

    @property
    def title(self) -> str:
        """What the journal calls it."""
        return f"{self.day:%d/%m/%Y} {self.name}"


class SeededYear(Base):
    """A year whose official days were taken over: it is done once, so that what somebody removed stays removed."""

    __tablename__ = "seeded_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seeded_at: Mapped[datetime]
