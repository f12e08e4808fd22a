"""One day of a series: moved, left out, put back, never twice."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.series import exceptions as departures
from meetings.series import plan
from meetings.series.models import ConferenceSeries, OffDays
from meetings.workdays.models import Day, DayKind
from tests.make import MONDAY, a_province, saved
from tests.series.make import a_series, a_template, change, drafts_of, filled, held, slot_of

pytestmark = pytest.mark.usefixtures("in_november")


@pytest.mark.parametrize(
    ("off_days", "wanted"),
    [
        (OffDays.MOVE, [date(2026, 12, 7), date(2027, 1, 5), date(2027, 2, 11)]),
        (OffDays.SKIP, [date(2027, 1, 5), date(2027, 3, 5), date(2027, 4, 5)]),
        (OffDays.KEEP, [date(2026, 12, 5), date(2027, 1, 5), date(2027, 2, 5)]),
    ],
)
def test_on_a_day_off_one_meets_as_the_rule_says(off_days, wanted):
    for number in (5, 8, 9, 10):
        saved(Day(day=date(2027, 2, number), kind=DayKind.OFF, name="Tết"))

    assert held(a_series(month_day=5, off_days=off_days)) == wanted


def test_a_day_off_that_moves_it_into_the_next_month_leaves_it_the_conference_of_its_month():
    series = a_series(month_day=31, template=a_template(a_province(), title="Giao ban tháng {tháng}, ngày {ngày}"))

    assert [one.title for one in drafts_of(series)] == [
        "Giao ban tháng 11, ngày 30/11/2026",
        "Giao ban tháng 12, ngày 31/12/2026",
        "Giao ban tháng 1, ngày 01/02/2027",
    ]


def test_one_occurrence_is_moved_at_other_hours_and_the_others_stay():
    series = a_series()

    other = {"starts": "14:00", "minutes": 60, "title": "Giao ban cuối năm"}
    change(series, date(2026, 12, 15), held_on=date(2026, 12, 17), **other)
    filled(series)

    first = drafts_of(series)[0]
    assert f"{clock.local(first.starts_at):%d/%m %H:%M}–{clock.local(first.ends_at):%H:%M}" == "17/12 14:00–15:00"
    assert first.title == "Giao ban cuối năm"
    assert held(series)[1:] == [date(2027, 1, 15), date(2027, 2, 15)]


def test_an_occurrence_that_is_not_made_yet_becomes_a_draft_as_it_was_changed():
    series = a_series(ahead=1)

    change(series, date(2027, 1, 15), held_on=date(2027, 1, 20), starts="13:30")
    with clock.at(MONDAY + timedelta(days=17)):
        filled(series)
        days = held(series)

    assert days == [date(2027, 1, 20)]


def test_a_skipped_occurrence_calls_its_draft_off_and_the_next_one_moves_up():
    series = a_series()
    first = drafts_of(series)[0]
    with transaction():
        departures.skip(slot_of(series, date(2026, 12, 15)), note="Họp Trung ương", by=None)

    filled(series)

    assert db.session.get(Conference, first.id).state is C.CANCELLED
    assert held(series) == [date(2027, 1, 15), date(2027, 2, 15), date(2027, 3, 15)]


def test_a_skipped_occurrence_comes_back_by_the_rule():
    series = a_series()
    with transaction():
        departures.skip(slot_of(series, date(2026, 12, 15)), note="Họp Trung ương", by=None)
    with transaction():
        departures.restore(slot_of(series, date(2026, 12, 15)), by=None)

    made = filled(series)

    assert (len(made), held(series)[0]) == (1, date(2026, 12, 15))


def test_a_moved_occurrence_goes_back_to_its_day():
    series = a_series()
    change(series, date(2026, 12, 15), held_on=date(2026, 12, 17), starts="14:00")
    with transaction():
        departures.restore(slot_of(series, date(2026, 12, 15)), by=None)

    first = drafts_of(series)[0]

    assert f"{clock.local(first.starts_at):%d/%m %H:%M}" == "15/12 08:00"


def test_two_occurrences_are_never_put_on_one_day():
    series = a_series()

    with pytest.raises(NotValid) as refused:
        change(series, date(2026, 12, 15), held_on=date(2027, 1, 15))

    assert refused.value.field == "starts_on"


def test_an_occurrence_that_was_announced_is_changed_on_its_own_page():
    series = a_series()
    first = drafts_of(series)[0]
    with transaction():
        db.session.get(Conference, first.id).state = C.INVITING

    for attempt in (
        lambda: departures.skip(slot_of(series, date(2026, 12, 15)), note="x", by=None),
        lambda: departures.change(slot_of(series, date(2026, 12, 15)), held_on=date(2026, 12, 17), by=None),
        lambda: departures.restore(slot_of(series, date(2026, 12, 15)), by=None),
    ):
        with pytest.raises(NotNow), transaction():
            attempt()


def test_who_changes_a_day_that_somebody_else_has_changed_meanwhile_is_told():
    series = a_series()
    shown = slot_of(series, date(2026, 12, 15)).version
    change(series, date(2026, 12, 15), held_on=date(2026, 12, 17))

    with pytest.raises(Stale):
        change(series, date(2026, 12, 15), held_on=date(2026, 12, 18), version=shown)

    assert held(series)[0] == date(2026, 12, 17)


def test_a_draft_on_a_day_off_is_called_off_when_the_day_goes_back_to_the_rule():
    series, saturday = a_series(month_day=28, off_days=OffDays.SKIP), date(2026, 11, 28)
    change(series, saturday, held_on=saturday)
    filled(series)
    draft = slot_of(series, saturday).conference
    with transaction():
        departures.restore(slot_of(series, saturday), by=None)
    filled(series)
    slot = slot_of(series, saturday)

    assert draft.state is C.CANCELLED
    assert (slot.held_on, slot.conference) == (None, draft)


acts = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["move", "skip", "restore", "fill"]), st.integers(-12, 12)), max_size=8
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts, st.sampled_from(OffDays), st.integers(28, 31))
def test_whatever_is_moved_and_skipped_each_day_is_held_once_or_not_and_none_is_lost(steps, off_days, month_day):
    series = a_series(month_day=month_day, off_days=off_days)
    days = [slot.day for slot in plan.coming(series, 8)][:5]
    expected = {}
    for number, act, shift in steps:
        slot = slot_of(series, days[number])
        try:
            with transaction():
                if act == "move":
                    departures.change(slot, held_on=slot.day + timedelta(days=shift), by=None)
                    expected[slot.day] = slot.day + timedelta(days=shift)
                elif act == "skip":
                    departures.skip(slot, note="Bỏ", by=None)
                    expected[slot.day] = None
                elif act == "restore":
                    departures.restore(slot, by=None)
                    expected[slot.day] = slot.ruled_on
        except NotValid:
            assert act == "move"
        filled(series)

    running = db.session.get(ConferenceSeries, series.id)
    slots = [slot for slot in plan.slots(running, days[0], days[-1]) if slot.is_ruled]
    held_on = [slot.held_on for slot in slots if slot.held_on]
    assert [slot.day for slot in sorted(slots, key=lambda slot: slot.day)] == days
    assert len(held_on) == len(set(held_on))
    assert {slot.day: slot.held_on for slot in slots if slot.day in expected} == expected
