"""A believable year keeps office days and hours, whatever today is."""

from datetime import date, datetime, time, timedelta

import pytest

from meetings.base import clock
from meetings.demo import days
from meetings.demo.cast import YEAR

OFFSETS = [spec["day"] for spec in YEAR["conferences"] if spec["day"]]


def test_on_each_day_of_four_years_every_other_conference_falls_on_a_working_day_of_its_own():
    for number in range(4 * 366):
        today = date(2026, 7, 1) + timedelta(days=number)
        found = [days.working_day(today, offset) for offset in OFFSETS]

        assert all(days.around(day.year).holds(day) for day in found), today
        assert len(set(found) - {today}) == len(OFFSETS), today
        assert [day > today for day in found] == [offset > 0 for offset in OFFSETS]


@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 28)])  # Wed, Fri, Sat
def test_tomorrow_is_the_next_day_though_offices_are_closed(today):
    assert days.day_of(today, "tomorrow") == today + timedelta(days=1)
    assert days.day_of(today, 1) == days.working_day(today, 1)


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("07:35", "07:00"), ("08:10", "07:30"), ("09:45", "09:00"), ("11:40", "09:30"), ("12:30", "12:00"),
        ("15:25", "15:00"), ("19:43", "19:00"), ("03:15", "02:30"), ("00:05", "00:00"), ("23:59", "23:30"),
    ],
)  # fmt: skip
def test_what_sits_now_began_today_at_an_hour_that_people_meet_at(now, began):
    moment = datetime.combine(date(2026, 11, 28), time.fromisoformat(now), clock.ZONE)
    found = clock.local(days.just_begun(moment))

    assert (found.date(), f"{found:%H:%M}") == (date(2026, 11, 28), began)


def test_titles_name_the_month_quarter_and_years_of_their_day():
    title = "tháng {month}, quý {quarter}, năm {reviewed}, nhiệm vụ {planned}"

    assert days.words(title, date(2026, 11, 26)) == "tháng 11, quý III năm 2026, năm 2026, nhiệm vụ 2027"
    assert days.words(title, date(2027, 1, 5)) == "tháng 1, quý IV năm 2026, năm 2026, nhiệm vụ 2027"


def test_a_deadline_on_a_day_off_falls_before_it():
    assert days.open_day(date(2026, 9, 2)) == date(2026, 8, 28)
    assert days.open_day(date(2027, 2, 7)) == date(2027, 2, 3)
