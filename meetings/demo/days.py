"""The days of the demo's year: offices meet on working days and at office hours, whatever day it is today."""

from datetime import date, datetime, time, timedelta

from meetings.base import clock
from meetings.base.working_days import is_working_day

# First day of the lunar year and the day of the Hùng kings, as far as they are known here.
TET = (
    date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 2), date(2031, 1, 23),
    date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8),
)  # fmt: skip
HUNG_KINGS = (date(2026, 4, 27), date(2027, 4, 16), date(2028, 4, 4), date(2029, 4, 23), date(2030, 4, 12))
CLOSED = frozenset([first + timedelta(days=n) for first in TET for n in range(-2, 6)]) | frozenset(HUNG_KINGS)
STARTS = (time(7, 30), time(8), time(8, 30), time(9), time(9, 30), time(13, 30), time(14), time(14, 30), time(15))
SOON, LATE = timedelta(minutes=20), timedelta(minutes=140)


def working_day(day: date, number: int) -> date:
    """The `number`-th working day after `day`, before it where negative; 0 is `day` itself, whatever it is."""
    step = timedelta(days=1 if number > 0 else -1)
    while number:
        day += step
        if is_working_day(day, CLOSED):
            number -= 1 if number > 0 else -1
    return day


def open_day(day: date) -> date:
    """`day`, or the last working day before it where offices are closed."""
    while not is_working_day(day, CLOSED):
        day -= timedelta(days=1)
    return day


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


def words(title: str, day: date) -> str:
    """A title with its {month}, {quarter} (the one that ended before), {year}, and the years that are reviewed at its
    end and planned for: {reviewed} and {planned}."""
    reviewed = day.year if day.month > 6 else day.year - 1
    ended = (day.month - 1) // 3
    quarter = f"{('IV', 'I', 'II', 'III')[ended]} năm {day.year if ended else day.year - 1}"
    return title.format(month=day.month, quarter=quarter, year=day.year, reviewed=reviewed, planned=reviewed + 1)
