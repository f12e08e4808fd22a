"""A series under a new rule: which drafts follow, which stay, what was said of single days."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.series import exceptions as departures
from meetings.series import plan, queries, turning
from meetings.series.jobs import fill_due
from meetings.series.models import ConferenceSeries, OffDays, Pattern
from tests.make import MONDAY, a_secretary
from tests.series.make import (
    a_series,
    change,
    days_of,
    drafts_of,
    filled,
    held,
    skipped,
    slot_of,
    turned,
    worked_on,
)

pytestmark = pytest.mark.usefixtures("in_november")


def test_a_new_rule_closes_the_series_and_the_drafts_nobody_worked_on_follow():
    series = a_series()
    before = [one.id for one in drafts_of(series)]

    after, kept, dropped = turned(series, first_on=date(2026, 12, 1), month_day=20, starts="13:30")

    former = db.session.get(ConferenceSeries, series.id)
    assert (former.closed_on, after.follows_id) == (date(2026, 11, 30), former.id)
    assert (kept, dropped, [one.id for one in drafts_of(after)]) == ([], 0, before)
    assert held(after) == [date(2026, 12, 21), date(2027, 1, 20), date(2027, 2, 22)]
    assert f"{clock.local(drafts_of(after)[0].starts_at):%H:%M}" == "13:30"
    assert (filled(after), filled(former)) == ([], [])


def test_a_draft_that_somebody_has_worked_on_stays_where_it_is_and_is_the_one_of_its_month():
    series = a_series()
    first, *others = drafts_of(series)
    worked_on(first)

    after, kept, dropped = turned(series, first_on=date(2026, 12, 1), month_day=20)

    stayed = db.session.get(Conference, first.id)
    assert (kept, dropped, clock.local(stayed.starts_at).date()) == ([first.id], 0, date(2026, 12, 15))
    assert [one.id for one in drafts_of(after)] == [first.id, *[one.id for one in others]]
    assert [(slot.day.day, slot.is_changed) for slot in plan.coming(after, 1)] == [(20, True)]
    assert db.session.scalar(select(func.count(Conference.id))) == 3


def test_a_draft_that_stays_is_put_on_the_day_of_the_new_rule_by_hand():
    series = a_series()
    worked_on(drafts_of(series)[0])
    after, _kept, _dropped = turned(series, first_on=date(2026, 12, 1), month_day=22, starts="14:00")

    with transaction():
        departures.restore(slot_of(after, date(2026, 12, 22)), by=None)

    assert f"{clock.local(drafts_of(after)[0].starts_at):%d/%m %H:%M}" == "22/12 14:00"


def test_a_day_that_was_left_out_is_left_out_by_the_new_rule_too():
    series = a_series()
    with transaction():
        departures.skip(slot_of(series, date(2027, 1, 15)), note="Đại hội", by=None)
    filled(series)

    after, _kept, dropped = turned(series, first_on=date(2026, 12, 1), month_day=22)

    skipped = slot_of(after, date(2027, 1, 22))
    assert (skipped.is_skipped, skipped.row.note, dropped) == (True, "Đại hội", 0)
    assert held(after) == [date(2026, 12, 22), date(2027, 2, 22), date(2027, 3, 22)]


def test_a_quarter_that_was_left_out_stays_left_out_whichever_of_its_days_the_new_rule_names():
    series = a_series(every=3, month_day=31, first_on=date(2026, 12, 31), ahead=4)
    with transaction():
        departures.skip(slot_of(series, date(2027, 6, 30)), note="Bầu cử", by=None)

    friday = {"pattern": Pattern.MONTH_WEEKDAY, "weekdays": [4], "nth": -1}
    after, _kept, _dropped = turned(series, first_on=date(2027, 3, 15), **friday)

    assert held(after)[:2] == [date(2027, 3, 26), date(2027, 9, 24)]
    assert slot_of(after, date(2027, 6, 25)).is_skipped


def test_what_was_said_of_a_day_is_named_where_the_new_rule_has_no_like_one():
    series = a_series(pattern=Pattern.WEEKLY, weekdays=[0])
    skipped(series, date(2027, 1, 11))

    with transaction():
        series = db.session.get(ConferenceSeries, series.id)
        monthly = {"pattern": Pattern.MONTH_DAY, "month_day": 20}
        turn = turning.change_rule(series, first_on=date(2026, 12, 1), version=series.version, by=None, **monthly)

        assert [(one.day, one.counts_for, one.row.note) for one in turn.standing] == [
            (date(2027, 1, 11), None, "Đại hội")
        ]
    assert date(2027, 1, 20) in held(turn.series)


WEEKLY, THURSDAYS = {"pattern": Pattern.WEEKLY, "weekdays": [0]}, {"pattern": Pattern.WEEKLY, "weekdays": [3]}
ON_BOTH = {"pattern": Pattern.WEEKLY, "weekdays": [0, 3]}
JANUARY = [date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 18)]


def on_day(number, **more):
    return {"pattern": Pattern.MONTH_DAY, "month_day": number, **more}


@pytest.mark.parametrize(
    ("former", "left_out", "coming", "falls_out", "is_held"),
    [
        (WEEKLY, [date(2026, 12, 21)], on_day(23), [date(2026, 12, 23)], [date(2027, 1, 25)]),
        (WEEKLY, [date(2026, 12, 21)], on_day(17), [], [date(2026, 12, 17)]),
        (WEEKLY, [*JANUARY, date(2027, 1, 25)], on_day(31), [date(2027, 1, 31)], [date(2026, 12, 31)]),
        (WEEKLY, JANUARY, on_day(31), [], [date(2027, 2, 1)]),
        (on_day(15), [date(2026, 12, 15)], WEEKLY, [date(2026, 12, 14)], [date(2026, 12, 7), date(2026, 12, 21)]),
        (on_day(15), [date(2027, 3, 15)], on_day(22, every=3, first_on=date(2026, 12, 1)), [date(2027, 3, 22)], []),
        (ON_BOTH, [date(2026, 12, 17)], WEEKLY, [], [date(2026, 12, 14)]),
        (ON_BOTH, [date(2026, 12, 17)], THURSDAYS, [date(2026, 12, 17)], [date(2026, 12, 10)]),
        (ON_BOTH, [date(2026, 12, 14), date(2026, 12, 17)], {**WEEKLY, "weekdays": [1]}, [date(2026, 12, 15)], []),
    ],
    ids=[
        "the week of the month's day", "another week", "every week of the month", "all but one week of the month",
        "the week of the month's day that was", "a month of the quarter", "the other day of the week",
        "the very day", "both days of the week",
    ],
)  # fmt: skip
def test_what_fell_out_does_not_come_back_under_a_rule_that_repeats_otherwise(
    former, left_out, coming, falls_out, is_held
):
    series = a_series(**former, ahead=1)
    skipped(series, *left_out)
    series = db.session.get(ConferenceSeries, series.id)
    foreseen = turning.foresee(series, number=12, **{"first_on": date(2026, 12, 1), **coming})
    shown = {one.counts_for for one in foreseen.standing} - {None}

    after, _kept, _dropped = turned(series, **{"first_on": date(2026, 12, 1), **coming, "ahead": 6})

    fallen = [slot.day for slot in plan.coming(after, 6) if slot.is_skipped]
    assert (fallen, shown) == (falls_out, set(falls_out))
    assert set(is_held) <= set(held(after))
    assert not set(falls_out) & set(held(after))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks=st.sets(st.integers(0, 9), min_size=1), month_day=st.integers(1, 31), start=st.integers(1, 40))
def test_no_week_that_fell_out_is_met_in_by_a_monthly_rule(weeks, month_day, start):
    series = a_series(**WEEKLY, ahead=10)
    days = [slot.day for slot in plan.coming(db.session.get(ConferenceSeries, series.id), 10)]
    skipped(series, *(days[week] for week in weeks))
    first_on = clock.today() + timedelta(days=start)

    after, _kept, _dropped = turned(series, first_on=first_on, **on_day(month_day))

    gone = {days[week].isocalendar()[:2] for week in weeks if days[week] >= first_on}
    met = {slot.held_on.isocalendar()[:2] for slot in plan.coming(after, 4) if slot.held_on}
    assert not gone & met


def test_until_the_new_rule_counts_the_former_one_goes_on_making_drafts():
    series = a_series(pattern=Pattern.WEEKLY, weekdays=[0], ahead=1)
    after, _kept, _dropped = turned(series, first_on=date(2027, 1, 1), weekdays=[2])
    person = a_secretary(series.organiser)

    now = set(db.session.scalars(queries.all_series(person)))
    with clock.at(MONDAY + timedelta(days=15)):
        while fill_due():
            pass
        days = held(series)
    with clock.at(MONDAY + timedelta(days=60)):
        later = set(db.session.scalars(queries.all_series(person)))
        closed = set(db.session.scalars(queries.all_series(person, closed=True)))

    assert {one.id for one in now} == {series.id, after.id}
    assert days == [date(2026, 12, 21)]
    assert ({one.id for one in later}, {one.id for one in closed}) == ({after.id}, {series.id})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    touched=st.sets(st.integers(0, 3)),
    skipped=st.sets(st.integers(0, 3)),
    moved=st.sets(st.integers(0, 3)),
    month_day=st.integers(1, 31),
    start=st.integers(1, 70),
)
def test_no_month_has_two_after_a_change_of_the_rule(touched, skipped, moved, month_day, start):
    series = a_series(ahead=4)
    drafts = drafts_of(series)
    for number in touched:
        worked_on(drafts[number])
    days = [slot.day for slot in plan.coming(db.session.get(ConferenceSeries, series.id), 4)]
    for number in skipped - touched:
        with transaction():
            departures.skip(slot_of(series, days[number]), note="Tết", by=None)
    for number in moved - skipped:
        version = slot_of(series, days[number]).version
        change(series, days[number], held_on=days[number] + timedelta(days=2), version=version)
    first_on = clock.today() + timedelta(days=start)

    after, _kept, _dropped = turned(series, first_on=first_on, month_day=month_day)

    said = [slot for slot in plan.coming(after, 6) if slot.held_on and slot.is_ruled]
    months = [(slot.day.year, slot.day.month) for slot in said]
    left_out = {(days[number].year, days[number].month) for number in skipped - touched if days[number] >= first_on}
    assert len(months) == len(set(months))
    assert not left_out & set(months)
    ruled = days_of(series, after)  # the 27th of a month may be held on the 1st of the next
    later = [(day.year, day.month) for day in ruled if (day.year, day.month) > (first_on.year, first_on.month)]
    assert len(later) == len(set(later))


def test_a_draft_that_was_worked_on_counts_for_the_new_rule_where_the_day_is_the_same():
    series = a_series()
    first = drafts_of(series)[0]
    worked_on(first)

    after, kept, _dropped = turned(series, first_on=date(2026, 12, 1), off_days=OffDays.SKIP)

    assert kept == [first.id]
    assert drafts_of(after)[0].id == first.id
    assert held(after) == [date(2026, 12, 15), date(2027, 1, 15), date(2027, 2, 15)]
    assert db.session.scalar(select(func.count(Conference.id))) == 3


def test_drafts_for_which_the_new_rule_has_no_day_are_called_off():
    series = a_series()

    after, _kept, dropped = turned(series, first_on=date(2026, 12, 1), last_on=date(2026, 12, 31))

    states = db.session.execute(select(Conference.state, func.count()).group_by(Conference.state)).all()
    assert (dropped, len(drafts_of(after)), dict(states)) == (2, 1, {C.DRAFT: 1, C.CANCELLED: 2})


def test_what_was_held_keeps_the_rule_by_which_it_was_held():
    series = a_series()
    with clock.at(MONDAY + timedelta(days=20)):
        filled(series)
        after, _kept, _dropped = turned(series, first_on=date(2027, 1, 1), pattern=Pattern.WEEKLY, weekdays=[1])
        past = list(db.session.scalars(queries.past(after, clock.today())))

    former = db.session.get(ConferenceSeries, series.id)
    assert [(row.series_id, row.day) for row in past] == [(former.id, date(2026, 12, 15))]
    assert (former.rule.days(date(2026, 12, 1), date(2027, 6, 1))) == [date(2026, 12, 15)]
    assert sorted(db.session.scalars(queries.lineage(after))) == [former.id, after.id]


def test_two_who_change_the_rule_at_once_do_not_make_two_series():
    series = a_series()
    turned(series, first_on=date(2026, 12, 1), month_day=20)

    with pytest.raises(NotNow):
        turned(series, first_on=date(2026, 12, 1), month_day=25)

    assert db.session.scalar(select(func.count(ConferenceSeries.id))) == 2


def test_an_old_page_cannot_change_the_rule():
    series = a_series()

    with pytest.raises(Stale):
        turned(series, first_on=date(2026, 12, 1), month_day=20, version=series.version + 1)


@pytest.mark.parametrize("first_on", [date(2026, 11, 1), date(2026, 11, 25)])
def test_a_new_rule_does_not_reach_into_the_past(first_on):
    series = a_series()

    with pytest.raises(NotValid) as refused:
        turned(series, first_on=first_on)

    assert refused.value.field == "first_on"


def on_mondays(**facts):
    return a_series(pattern=Pattern.WEEKLY, weekdays=[0], first_on=date(2026, 11, 30), ahead=3, **facts)


def on_wednesdays(series, first_on=date(2026, 12, 9)):
    """The new rule, and then the worker's next round, which looks after both."""
    after, _kept, _dropped = turned(series, first_on=first_on, weekdays=[2])
    filled(series)
    filled(after)
    return after


def planned(*serieses):
    db.session.expire_all()
    standing = [one for series in serieses for one in drafts_of(series) if one.state is C.DRAFT]
    return sorted(clock.local(one.starts_at).date() for one in standing)


@pytest.mark.parametrize("held_on", [date(2026, 12, 9), date(2026, 12, 10)])
def test_a_draft_that_was_moved_into_the_time_of_the_new_rule_is_planned_once_by_both_rules(held_on):
    series = on_mondays()
    change(series, date(2026, 12, 7), held_on=held_on)

    after = on_wednesdays(series)

    assert planned(series, after) == [date(2026, 11, 30), held_on, date(2026, 12, 16), date(2026, 12, 23)]
    left = slot_of(series, date(2026, 12, 7))
    assert (left.is_skipped, left.row.note) == (
        True,
        f"Đã chuyển sang ngày {held_on:%d/%m/%Y} và tính cho ngày 09/12/2026 của quy tắc mới.",
    )


def test_a_day_that_was_moved_before_its_draft_was_made_is_planned_once_by_both_rules():
    series = on_mondays(fill=False)
    change(series, date(2026, 12, 7), held_on=date(2026, 12, 10))
    unmade, made = on_mondays(fill=False), series
    change(unmade, date(2026, 12, 7), held_on=date(2026, 12, 10))
    filled(made)

    wanted = [date(2026, 11, 30), date(2026, 12, 10), date(2026, 12, 16), date(2026, 12, 23)]
    assert [planned(one, on_wednesdays(one)) for one in (made, unmade)] == [wanted, wanted]


def test_a_day_that_was_moved_and_then_called_off_comes_back_by_neither_rule():
    series = on_mondays()
    change(series, date(2026, 12, 7), held_on=date(2026, 12, 9))
    with transaction():
        departures.skip(slot_of(series, date(2026, 12, 7)), note="Trùng kỳ họp", by=None)

    after = on_wednesdays(series)

    assert planned(series, after)[:2] == [date(2026, 11, 30), date(2026, 12, 16)]


def test_a_day_moved_to_where_the_new_rule_has_no_day_for_it_stays_as_it_is():
    series = on_mondays()
    change(series, date(2026, 12, 7), held_on=date(2026, 12, 18))
    worked_on(drafts_of(series)[2])

    after = on_wednesdays(series, first_on=date(2026, 12, 14))

    assert planned(series, after).count(date(2026, 12, 18)) == 1
    assert date(2026, 12, 7) not in planned(series, after)


def changed_before_its_draft():
    """A series on Mondays of which one day was given other hours and a reason while there was no draft of it."""
    series = on_mondays(fill=False)
    change(series, date(2026, 12, 14), held_on=date(2026, 12, 14), starts="09:00", note="Phòng bận")
    filled(series)
    return series


def test_a_day_that_was_changed_before_its_draft_was_made_stays_as_somebody_wanted_it_and_is_named():
    series = changed_before_its_draft()

    after, kept, _dropped = turned(series, first_on=date(2026, 12, 8), pattern=Pattern.WEEKLY, weekdays=[2])

    slot = slot_of(after, date(2026, 12, 16))
    assert (slot.conference.id in kept, slot.is_changed, slot.row.note) == (True, True, "Phòng bận")
    assert f"{clock.local(slot.starts_at):%d/%m %H:%M}" == "14/12 09:00"


def test_closing_names_a_day_that_was_changed_before_its_draft_was_made_and_leaves_it():
    series = changed_before_its_draft()
    with transaction():
        series = db.session.get(ConferenceSeries, series.id)
        turn = turning.close(series, last_on=date(2026, 12, 8), version=series.version, by=None)

    assert [one.row.day for one in turn.standing] == [date(2026, 12, 14)]
    assert [clock.local(one.starts_at).day for one in drafts_of(series)] == [30, 7, 14]
