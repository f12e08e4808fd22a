"""The arithmetic of a recurrence rule: which days it names, and on which of them one meets where offices are closed.

Days are calendar days in Vietnam, without a zone; the hour is added where a conference is made of one. The counting is
`dateutil.rrule`'s (RFC 5545 §3.3.10), with one departure: a month that has no 29th, 30th or 31st is met on its last
day instead of being left out.
"""

import enum
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from meetings.base.later import Later
from meetings.base.working_days import ONE_DAY, WorkingDays

rrule = Later("dateutil.rrule")


class Pattern(enum.StrEnum):
    """What a rule repeats by."""

    WEEKLY = "weekly"
    MONTH_DAY = "month_day"
    MONTH_WEEKDAY = "month_weekday"


class OffDays(enum.StrEnum):
    """What becomes of an occurrence on a day on which offices are closed."""

    MOVE = "move"
    SKIP = "skip"
    KEEP = "keep"


LAST = -1
SHORTEST_MONTH = 28
# Longer than any row of days off, and than any week: what lies further away has no say in where a day is moved.
NEARBY = timedelta(days=40)


@dataclass(frozen=True)
class Rule:
    """Every so many weeks on some weekdays (0 is Monday), or every so many months on a day or on the n-th weekday (-1:
    the last), from `first_on` until `last_on` (None: without end)."""

    pattern: Pattern
    first_on: date
    last_on: date | None = None
    every: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 1
    month_day: int = 1

    def days(self, first: date, last: date) -> list[date]:
        """The days that the rule names from `first` to `last`, both counted."""
        last = min(last, self.last_on) if self.last_on else last
        if last < max(first, self.first_on):
            return []
        found = rrule.rrule(**self._terms(), dtstart=_midnight(self.first_on), until=_midnight(last))
        return [moment.date() for moment in found.between(_midnight(first), _midnight(last), inc=True)]

    def names(self, day: date) -> bool:
        """Whether the rule names this very day."""
        return bool(self.days(day, day))

    def _terms(self):
        if self.pattern is Pattern.WEEKLY:
            return {"freq": rrule.WEEKLY, "interval": self.every, "byweekday": self.weekdays, "wkst": rrule.MO}
        if self.pattern is Pattern.MONTH_WEEKDAY:
            weekdays = [rrule.weekday(number, self.nth) for number in self.weekdays]
            return {"freq": rrule.MONTHLY, "interval": self.every, "byweekday": weekdays}
        # The latest of 28, 29, … up to the wanted day that the month has.
        wanted = range(min(self.month_day, SHORTEST_MONTH), self.month_day + 1)
        return {"freq": rrule.MONTHLY, "interval": self.every, "bymonthday": list(wanted), "bysetpos": LAST}


class Placed(NamedTuple):
    """A day that the rule names, and the day on which one meets for it; None where it falls out."""

    day: date
    held_on: date | None


def placed(rule: Rule, off_days: OffDays, working: WorkingDays, first: date, last: date) -> list[Placed]:
    """Each day that the rule names from `first` to `last`, with the day on which one meets.

    No two meet on one day: a day that is moved on to the day of another, or of an earlier one that is moved there as
    well, falls out.
    """
    named = set(rule.days(first - NEARBY, last + NEARBY))
    return [Placed(day, _held(day, named, off_days, working)) for day in sorted(named) if first <= day <= last]


def _held(day, named, off_days, working):
    if off_days is OffDays.KEEP or working.holds(day):
        return day
    if off_days is OffDays.SKIP:
        return None
    target = working.after(day, 1)
    before, earlier = day - ONE_DAY, []
    while not working.holds(before):
        earlier.append(before)
        before -= ONE_DAY
    return None if target in named or named & set(earlier) else target


def _midnight(day):
    return datetime.combine(day, time())
