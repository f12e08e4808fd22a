"""The month as weeks of days, each with what happens on it."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from meetings.base import clock


@dataclass
class Day:
    """A day of the grid and the conferences that touch it."""

    day: date
    inside: bool
    is_today: bool
    conferences: list = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month by its first day, shown from a Monday to a Sunday."""

    first: date

    @classmethod
    def of(cls, typed):
        """The month of "2026-11"; this month for anything else."""
        return cls.read(typed or "") or cls(clock.today().replace(day=1))

    @classmethod
    def read(cls, typed):
        """The month of "2026-11"; None for anything else."""
        fits = re.fullmatch(r"(\d{4})-(\d\d)", typed, re.ASCII)
        if fits and 1901 <= int(fits[1]) <= 2199 and 1 <= int(fits[2]) <= 12:
            return cls(date(int(fits[1]), int(fits[2]), 1))
        return None

    @property
    def key(self) -> str:
        """As it stands in the address: "2026-11"."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self):
        """The month after."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self):
        """The month before."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def shown(self) -> tuple[date, date]:
        """The first and the last day of the grid."""
        start = self.first - timedelta(days=self.first.weekday())
        return start, self.last + timedelta(days=6 - self.last.weekday())

    def weeks(self, conferences) -> list[list[Day]]:
        """The grid, with each conference on every day it touches (an end at midnight touches no further day)."""
        start, end = self.shown
        days = {start + timedelta(days=n): [] for n in range((end - start).days + 1)}
        for conference in conferences:
            for day in _days(conference):
                if day in days:
                    days[day].append(conference)
        grid = [Day(day, day.month == self.first.month, day == clock.today(), rows) for day, rows in days.items()]
        return [grid[n : n + 7] for n in range(0, len(grid), 7)]


def _days(conference):
    first = clock.local(conference.starts_at).date()
    last = clock.local(conference.ends_at - timedelta(microseconds=1)).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
