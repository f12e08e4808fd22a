"""Counting working days: Monday to Friday, without public holidays, with the Saturdays that are worked instead.

The day from which one counts is never counted itself. Which days are off or worked is given each year by official
notice (Labour Code 2019, Art. 112): noun `workdays` keeps them; here they are plain values.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """The days on which offices are closed though it is a weekday, and those on which they work though it is not."""

    off: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)

    def holds(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, number: int) -> date:
        """The `number`-th working day after `day`: "within 5 working days after the end" is `after(end, 5)`."""
        return self._count(day, number, ONE_DAY)

    def before(self, day: date, number: int) -> date:
        """The `number`-th working day before `day`: "at least 3 working days before" is by `before(day, 3)`."""
        return self._count(day, number, -ONE_DAY)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first` and up to `last`; 0 when `last` does not come after."""
        return sum(self.holds(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def _count(self, day, number, step):
        while number:
            day += step
            number -= self.holds(day)
        return day
