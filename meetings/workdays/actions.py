"""Keeping the days off and the days worked."""

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.workdays import queries
from meetings.workdays.models import Day, DayKind, SeededYear

WEEKDAY_IS_WORKED = _l("Offices work on this day anyway. Only a Saturday or Sunday can be worked instead.")
WEEKEND_IS_OFF = _l("Offices are closed on this day anyway.")


def seed(year: int, official, *, by=None) -> int:
    """Take over the `official` days of the year (rows of day, name, worked), once; returns how many were new.

    What stands already keeps its name and kind, and a year that was taken over is left as people have made it since.
    """
    if queries.is_seeded(year):
        return 0
    standing = {row.day for row in queries.of_year(year)}
    fresh = [
        Day(day=day, name=name, kind=DayKind.WORKED if worked else DayKind.OFF)
        for day, name, worked in official
        if day not in standing
    ]
    marker = SeededYear(year=year, seeded_at=clock.now())
    db.session.add_all([*fresh, marker])
    db.session.flush()
    if fresh:
        journal.record(by, "took_over_days", fresh[0], year=year, days=len(fresh))
    return len(fresh)


def put(day, *, kind: DayKind, name, by) -> Day:
    """Say that a day is off or worked; one that is known already is changed.

    Refused for a weekend that is off and a weekday that is worked: the week says so anyway.
    """
    is_weekend = day.weekday() > 4
    if kind is DayKind.WORKED and not is_weekend:
        raise NotValid(WEEKDAY_IS_WORKED, field="day")
    if kind is DayKind.OFF and is_weekend:
        raise NotValid(WEEKEND_IS_OFF, field="day")
    row = queries.on(day)
    if row is None:
        row = Day(day=day, kind=kind, name=name)
        db.session.add(row)
    row.kind, row.name = kind, name
    db.session.flush()
    journal.record(by, "set_day", row, kind=str(kind))
    return row


def remove(row, *, by) -> None:
    """Let the week alone say what the day is."""
    journal.record(by, "removed_day", row, kind=str(row.kind))
    db.session.delete(row)
