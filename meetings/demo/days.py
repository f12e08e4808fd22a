"""The days of the demo's year: offices meet on working days and at office hours, whatever day it is today."""

from datetime import date, datetime, time, timedelta
from functools import cache

from meetings.base import clock
from meetings.base.working_days import WorkingDays
from meetings.gateways.official_days import official_days

STARTS = (time(7, 30), time(8), time(8, 30), time(9), time(9, 30), time(13, 30), time(14), time(14, 30), time(15))
TOMORROW = "tomorrow"
SOON, LATE = timedelta(minutes=20), timedelta(minutes=140)


@cache
def around(year: int) -> WorkingDays:
    """The working days of a year, the one before and the one after."""
    known = [row for near in (year - 1, year, year + 1) for row in official_days(near)]
    off, worked = ({row.day for row in known if row.worked is kind} for kind in (False, True))
    return WorkingDays(frozenset(off), frozenset(worked))


def working_day(day: date, number: int) -> date:
    """The `number`-th working day after `day`, before it where negative; 0 is `day` itself, whatever it is."""
    days = around(day.year)
    return days.after(day, number) if number > 0 else days.before(day, -number)


def open_day(day: date) -> date:
    """`day`, or the last working day before it where offices are closed."""
    days = around(day.year)
    return day if days.holds(day) else days.before(day, 1)


def day_of(today: date, day: int | str) -> date:
    """The day that the data names: so many working days from `today`, or "tomorrow", whatever day that is."""
    return today + timedelta(days=1) if day == TOMORROW else working_day(today, day)


def shift(moment: datetime, number: int) -> datetime:
    """The same clock time `number` working days later, or earlier where negative."""
    here = clock.local(moment)
    return clock.instant(working_day(here.date(), number), here.time())


def just_begun(now: datetime) -> datetime:
    """When a conference began that sits now: at a usual hour where one fits, else at a full or half hour of today."""
    here = clock.local(now)
    usual = [clock.instant(here.date(), hour) for hour in STARTS]
    fitting = [moment for moment in usual if SOON <= now - moment <= LATE]
    if fitting:
        return fitting[-1]
    before = max(here - SOON, here.replace(hour=0, minute=0))
    return clock.instant(here.date(), time(before.hour, before.minute // 30 * 30))


def soon_begins(now: datetime) -> datetime:
    """When a conference begins that is so near that its sites answer no more: at a quarter of an hour within the next
    half hour."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=30)


# How the data names times that lie around the moment at which the year is told.
AROUND_NOW = {"now": just_begun, "soon": soon_begins}


def words(title: str, day: date) -> str:
    """A title with its {month}, {quarter} (the one that ended before), {year}, and the years that are reviewed at its
    end and planned for: {reviewed} and {planned}."""
    reviewed = day.year if day.month > 6 else day.year - 1
    ended = (day.month - 1) // 3
    quarter = f"{('IV', 'I', 'II', 'III')[ended]} năm {day.year if ended else day.year - 1}"
    return title.format(month=day.month, quarter=quarter, year=day.year, reviewed=reviewed, planned=reviewed + 1)
