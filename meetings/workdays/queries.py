"""Reading the days."""

from datetime import date

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.working_days import WorkingDays
from meetings.workdays.models import Day, DayKind, SeededYear


def working_days(first: date, last: date) -> WorkingDays:
    """How one counts between the two days and a year on either side (one statement)."""
    span = date(first.year - 1, 1, 1), date(last.year + 1, 12, 31)
    found = {kind: set() for kind in DayKind}
    for day, kind in db.session.execute(select(Day.day, Day.kind).where(Day.day.between(*span))):
        found[kind].add(day)
    return WorkingDays(off=frozenset(found[DayKind.OFF]), worked=frozenset(found[DayKind.WORKED]))


def of_year(year: int) -> list[Day]:
    """The days of one year, in order."""
    query = select(Day).where(Day.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.session.scalars(query.order_by(Day.day)))


def day(number) -> Day | None:
    """The day of that number, or None."""
    return db.session.get(Day, number)


def on(date_) -> Day | None:
    """What is known of a date; None where the week alone counts."""
    return db.session.scalar(select(Day).filter_by(day=date_))


def is_seeded(year: int) -> bool:
    """Whether the official days of the year were taken over."""
    return db.session.get(SeededYear, year) is not None
