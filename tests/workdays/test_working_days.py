from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base.working_days import WorkingDays
from meetings.gateways.official_days import official_days

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SOME = st.frozensets(DAYS, max_size=30)
TET = WorkingDays(
    off=frozenset(row.day for row in official_days(2026) if not row.worked),
    worked=frozenset(row.day for row in official_days(2026) if row.worked),
)


def test_papers_for_a_meeting_after_tet_are_due_before_it():
    assert TET.before(date(2026, 2, 23), 3) == date(2026, 2, 11)


def test_the_day_of_the_event_is_not_counted():
    assert WorkingDays().after(date(2026, 11, 27), 5) == date(2026, 12, 4)
    assert WorkingDays().before(date(2026, 11, 27), 3) == date(2026, 11, 24)


def test_a_saturday_worked_instead_counts_and_the_day_off_does_not():
    assert [TET.holds(day) for day in (date(2026, 8, 22), date(2026, 8, 31), date(2026, 8, 23))] == [True, False, False]


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_official_days_are_those_that_the_week_does_not_have(year):
    days = official_days(year)

    assert {row.day.year for row in days} == {year}
    assert all((row.day.weekday() > 4) == row.worked for row in days)
    assert {date(year, 4, 30), date(year, 9, 2)} <= {row.day for row in days}


@given(day=DAYS, number=st.integers(0, 40), off=SOME, worked=SOME)
def test_counting_forth_and_back_agree(day, number, off, worked):
    days = WorkingDays(off, worked)

    after = days.after(day, number)

    assert days.between(day, after) == number
    assert number == 0 or days.holds(after)
    assert days.before(after + timedelta(days=1), days.between(day, after)) > day or number == 0
