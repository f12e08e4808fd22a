"""The arithmetic of a rule: nothing doubled, nothing left out, whatever the month or the day off."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base import clock
from meetings.base.working_days import WorkingDays
from meetings.series.recurrence import LAST, OffDays, Pattern, Rule, placed

WEEK = WorkingDays()
ONE_DAY = timedelta(days=1)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
every = st.integers(1, 6)
weekly = st.builds(Rule, st.just(Pattern.WEEKLY), days, every=every, weekdays=weekdays)
month_day = st.builds(Rule, st.just(Pattern.MONTH_DAY), days, every=every, month_day=st.integers(1, 31))
month_weekday = st.builds(
    Rule,
    st.just(Pattern.MONTH_WEEKDAY),
    days,
    every=every,
    weekdays=st.integers(0, 6).map(lambda one: (one,)),
    nth=st.sampled_from([1, 2, 3, 4, LAST]),
)
rules = st.one_of(weekly, month_day, month_weekday)


@st.composite
def calendars(draw):
    """Days off in rows as long as Tết, and Saturdays that are worked, anywhere in a year."""
    start = draw(days)
    rows = draw(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 9)), max_size=6))
    off = {start + timedelta(days=first + n) for first, length in rows for n in range(length)}
    first_saturday = start + timedelta(days=(5 - start.weekday()) % 7)
    worked = {first_saturday + 7 * ONE_DAY * n for n in draw(st.sets(st.integers(0, 55), max_size=8))}
    return start, WorkingDays(frozenset(off - worked), frozenset(worked))


def months_of(found):
    return [day.year * 12 + day.month for day in found]


@given(month_day, st.integers(2, 40))
def test_a_day_of_the_month_is_met_in_every_month_also_where_the_month_is_too_short(rule, number):
    found = rule.days(rule.first_on, rule.first_on + timedelta(days=31 * rule.every * number))

    assert {later - earlier for earlier, later in pairwise(months_of(found))} <= {rule.every}
    assert all(day.day == rule.month_day or (day.day < rule.month_day and (day + ONE_DAY).day == 1) for day in found)
    assert len(found) >= number - 1


@pytest.mark.parametrize(
    ("month_day", "wanted"),
    [(29, [29, 28, 29, 29]), (30, [30, 28, 30, 30]), (31, [31, 28, 31, 30]), (28, [28, 28, 28, 28])],
)
def test_the_last_days_of_the_month_fall_on_the_last_day_that_there_is(month_day, wanted):
    rule = Rule(Pattern.MONTH_DAY, date(2027, 1, 1), month_day=month_day)

    assert [day.day for day in rule.days(date(2027, 1, 1), date(2027, 4, 30))] == wanted


def test_february_of_a_leap_year_has_a_29th():
    rule = Rule(Pattern.MONTH_DAY, date(2028, 1, 1), month_day=31)

    assert rule.days(date(2028, 2, 1), date(2028, 2, 29)) == [date(2028, 2, 29)]


@given(month_weekday, st.integers(2, 40))
def test_a_weekday_of_the_month_is_met_once_in_every_month(rule, number):
    found = rule.days(rule.first_on, rule.first_on + timedelta(days=31 * rule.every * number))

    assert {later - earlier for earlier, later in pairwise(months_of(found))} <= {rule.every}
    assert {day.weekday() for day in found} == set(rule.weekdays)
    for day in found:
        assert (day + 7 * ONE_DAY).month != day.month if rule.nth == LAST else (day.day - 1) // 7 + 1 == rule.nth


@given(weekly, st.integers(1, 30))
def test_a_weekly_rule_names_each_of_its_weekdays_in_every_week_of_its_turn(rule, number):
    monday = rule.first_on - timedelta(days=rule.first_on.weekday())
    last = monday + timedelta(days=7 * rule.every * number - 1)
    wanted = [
        day
        for week in range(number)
        for weekday in rule.weekdays
        if (day := monday + timedelta(days=7 * rule.every * week + weekday)) >= rule.first_on
    ]

    assert rule.days(rule.first_on, last) == wanted


@given(rules, st.integers(0, 900), st.integers(0, 500))
def test_what_a_rule_names_does_not_depend_on_where_one_looks_from(rule, skip, length):
    first = rule.first_on + timedelta(days=skip)
    last = first + timedelta(days=length)
    everything = rule.days(rule.first_on, last)

    assert rule.days(first, last) == [day for day in everything if day >= first]
    assert everything == sorted(set(everything))


@given(rules, days)
def test_a_rule_names_nothing_before_its_first_day_or_after_its_last(rule, last_on):
    ended = Rule(**{**rule.__dict__, "last_on": last_on})
    found = ended.days(rule.first_on - timedelta(days=400), last_on + timedelta(days=400))

    assert all(rule.first_on <= day <= last_on for day in found)


@given(rules, calendars(), st.sampled_from(OffDays))
def test_no_two_occurrences_are_held_on_one_day(rule, calendar, off_days):
    start, working = calendar
    rule = Rule(**{**rule.__dict__, "first_on": start})

    held = [one.held_on for one in placed(rule, off_days, working, start, start + timedelta(days=430)) if one.held_on]

    assert len(held) == len(set(held))


@given(rules, calendars())
def test_who_moves_meets_on_working_days_only_and_leaves_out_only_what_falls_together(rule, calendar):
    start, working = calendar
    rule = Rule(**{**rule.__dict__, "first_on": start})
    end = start + timedelta(days=430)
    named = rule.days(start - 40 * ONE_DAY, end + 40 * ONE_DAY)
    found = placed(rule, OffDays.MOVE, working, start, end)

    held = {one.held_on for one in placed(rule, OffDays.MOVE, working, start, end + 40 * ONE_DAY)}
    assert [one.day for one in found] == [day for day in named if day <= end]
    for one in found:
        target = one.day if working.holds(one.day) else working.after(one.day, 1)
        assert one.held_on in (None, target)
        assert working.holds(target)
        assert target in held


@given(rules, calendars())
def test_who_leaves_out_meets_on_the_named_working_days_and_who_keeps_on_all_of_them(rule, calendar):
    start, working = calendar
    rule = Rule(**{**rule.__dict__, "first_on": start})
    end = start + timedelta(days=430)
    named = rule.days(start, end)

    skipping = [one.held_on for one in placed(rule, OffDays.SKIP, working, start, end)]
    keeping = [one.held_on for one in placed(rule, OffDays.KEEP, working, start, end)]

    assert skipping == [day if working.holds(day) else None for day in named]
    assert keeping == named


@given(rules, calendars(), st.integers(0, 60), st.integers(0, 60), st.sampled_from(OffDays))
def test_where_one_meets_does_not_depend_on_where_one_looks_from(rule, calendar, skip, cut, off_days):
    start, working = calendar
    rule = Rule(**{**rule.__dict__, "first_on": start})
    end = start + timedelta(days=200)
    first, last = start + timedelta(days=skip), end - timedelta(days=cut)

    whole = placed(rule, off_days, working, start, end)

    assert placed(rule, off_days, working, first, last) == [one for one in whole if first <= one.day <= last]


def test_a_saturday_that_is_worked_stays_and_another_moves_to_monday():
    saturday, next_saturday = date(2026, 8, 22), date(2026, 8, 29)
    rule = Rule(Pattern.WEEKLY, saturday, weekdays=(5,))
    working = WorkingDays(off=frozenset({date(2026, 8, 31)}), worked=frozenset({saturday}))

    found = placed(rule, OffDays.MOVE, working, saturday, next_saturday)

    assert [one.held_on for one in found] == [saturday, date(2026, 9, 1)]


def test_a_weekend_that_moves_on_to_a_named_monday_falls_out():
    rule = Rule(Pattern.WEEKLY, date(2026, 12, 5), weekdays=(0, 5, 6))

    found = placed(rule, OffDays.MOVE, WEEK, date(2026, 12, 5), date(2026, 12, 7))

    assert [one.held_on for one in found] == [None, None, date(2026, 12, 7)]


def test_of_a_weekend_that_moves_the_first_day_takes_the_monday():
    rule = Rule(Pattern.WEEKLY, date(2026, 12, 5), weekdays=(5, 6))

    found = placed(rule, OffDays.MOVE, WEEK, date(2026, 12, 5), date(2026, 12, 7))

    assert [one.held_on for one in found] == [date(2026, 12, 7), None]


@given(rules, st.times())
def test_the_hour_on_the_wall_stays_the_same_on_every_day(rule, hour):
    hour = hour.replace(microsecond=0, fold=0, tzinfo=None)
    for day in rule.days(rule.first_on, rule.first_on + timedelta(days=120)):
        here = clock.local(clock.instant(day, hour))

        assert (here.date(), here.time()) == (day, hour)
