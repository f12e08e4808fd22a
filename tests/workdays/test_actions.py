from datetime import date

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.gateways.official_days import OfficialDay
from meetings.journal.models import Entry
from meetings.workdays import actions, queries
from meetings.workdays.models import DayKind
from tests.make import an_administrator

OFFICIAL = [OfficialDay(date(2026, 9, 2), "Quốc khánh", False), OfficialDay(date(2026, 8, 22), "Làm bù", True)]


def told():
    return [(row.day, row.kind, row.name) for row in queries.of_year(2026)]


def seed(by=None):
    with transaction():
        return actions.seed(2026, OFFICIAL, by=by)


def test_official_days_are_taken_over_once_and_what_was_removed_stays_removed(app):
    first = seed()
    with transaction():
        actions.remove(queries.on(date(2026, 9, 2)), by=None)

    assert (first, seed(), told()) == (2, 0, [(date(2026, 8, 22), DayKind.WORKED, "Làm bù")])


def test_a_day_that_somebody_noted_keeps_his_words(app):
    administrator = an_administrator()
    with transaction():
        actions.put(date(2026, 9, 2), kind=DayKind.OFF, name="Nghỉ lễ", by=administrator)

    assert (seed(administrator), queries.on(date(2026, 9, 2)).name) == (1, "Nghỉ lễ")


@pytest.mark.parametrize(
    "day, kind", [(date(2026, 8, 22), DayKind.OFF), (date(2026, 8, 21), DayKind.WORKED)], ids=["weekend", "weekday"]
)
def test_what_the_week_says_anyway_is_refused(app, day, kind):
    administrator = an_administrator()

    with pytest.raises(NotValid), transaction():
        actions.put(day, kind=kind, name="?", by=administrator)

    assert told() == []


def test_every_change_stands_in_the_journal(app):
    administrator = an_administrator()
    with transaction():
        row = actions.put(date(2026, 8, 31), kind=DayKind.OFF, name="Hoán đổi", by=administrator)
        actions.put(date(2026, 8, 31), kind=DayKind.OFF, name="Hoán đổi theo 1234/TB", by=administrator)
        actions.remove(row, by=administrator)

    assert list(db.session.scalars(select(Entry.verb).order_by(Entry.id))) == ["set_day", "set_day", "removed_day"]


def test_days_are_counted_with_what_is_kept(app):
    seed()

    days = queries.working_days(date(2026, 8, 1), date(2026, 9, 30))

    assert days.after(date(2026, 8, 21), 1) == date(2026, 8, 22)
    assert days.after(date(2026, 9, 1), 1) == date(2026, 9, 3)
