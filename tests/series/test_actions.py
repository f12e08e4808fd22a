"""A series makes its drafts once each, follows a new rule, and leaves alone what somebody has worked on."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import Conference, ConferenceKind
from meetings.conferences.models import ConferenceState as C
from meetings.desk import discarding
from meetings.series import actions, plan, queries, turning
from meetings.series import exceptions as departures
from meetings.series.jobs import fill_due
from meetings.series.models import ConferenceSeries, Occurrence, OffDays, Pattern
from meetings.sites import queries as sites
from meetings.sites.models import SiteKind
from meetings.units.models import Unit
from meetings.workdays.models import Day, DayKind
from tests.make import MONDAY, a_leader, a_province, a_secretary, a_unit, saved
from tests.series.make import a_series, a_template, drafts_of, filled, worked_on

pytestmark = pytest.mark.usefixtures("in_november")


def held(series):
    return [clock.local(one.starts_at).date() for one in drafts_of(series)]


def slot_of(series, day):
    db.session.rollback()
    return plan.slot(db.session.get(ConferenceSeries, series.id), day)


def change(series, day, **facts):
    with transaction():
        departures.change(slot_of(series, day), by=None, **facts)


def turned(series, **facts):
    with transaction():
        series = db.session.get(ConferenceSeries, series.id)
        turn = turning.change_rule(series, **{"version": series.version, "by": None, **facts})
        kept = [one.id for one in turn.kept]
    return db.session.get(ConferenceSeries, turn.series.id), kept, turn.dropped


def days_of(*serieses):
    """The days of the rules for which conferences of these series stand."""
    stands = Occurrence.series_id.in_([one.id for one in serieses]), Conference.state != C.CANCELLED
    return list(db.session.scalars(select(Occurrence.day).join(Occurrence.conference).where(*stands)))


def test_the_next_few_occurrences_stand_as_drafts_with_all_that_the_template_says():
    province, unit = a_province(), a_unit()
    chair = a_leader(province)
    seat = {"name": chair.name, "title": "Chủ tịch", "person_id": chair.id}
    from_content = a_template(province, unit_ids=(unit.id,), chair=actions.templates.Seat(**seat), place="Hội trường")

    drafts = drafts_of(a_series(province, template=from_content))

    first = drafts[0]
    assert [one.title for one in drafts] == [f"Giao ban tháng {month}" for month in ("12/2026", "1/2027", "2/2027")]
    assert {one.state for one in drafts} == {C.DRAFT}
    assert (first.kind, first.place, first.chair.person_id) == (ConferenceKind.BRIEFING, "Hội trường", chair.id)
    assert (f"{clock.local(first.starts_at):%d/%m/%Y %H:%M}", first.minutes_planned) == ("15/12/2026 08:00", 120)
    assert [(site.unit_id, site.kind) for site in sites.sites_of(first.id)] == [
        (province.id, SiteKind.MAIN),
        (unit.id, SiteKind.MEMBER),
    ]


def test_making_drafts_a_second_time_makes_none():
    series = a_series()

    assert [filled(series), filled(series)] == [[], []]
    assert db.session.scalar(select(func.count(Conference.id))) == 3


def test_one_day_of_a_series_is_kept_once_whatever_two_processes_do():
    series = a_series()
    day = db.session.scalar(select(Occurrence.day).limit(1))

    with pytest.raises((IntegrityError, Stale)), transaction():
        db.session.add(Occurrence(series_id=series.id, day=day))
        db.session.flush()


def test_two_workers_at_once_make_each_draft_once(app):
    series = a_series(fill=False).id
    db.session.rollback()
    start, troubles = Barrier(3), []

    def work():
        with app.app_context(), clock.at(MONDAY - timedelta(days=4)):
            start.wait()
            try:
                with transaction():
                    actions.fill(queries.series(series))
            except (SQLAlchemyError, Stale) as trouble:
                troubles.append(trouble)

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (troubles, db.session.scalar(select(func.count(Conference.id)))) == ([], 3)


def test_as_days_go_by_the_worker_makes_the_next_draft_and_only_that():
    series = a_series()

    with clock.at(MONDAY + timedelta(days=17)):
        rounds = [fill_due(), fill_due()]
        coming = held(series)

    assert rounds == [1, 0]
    assert coming == [date(2027, 1, 15), date(2027, 2, 15), date(2027, 3, 15)]
    assert db.session.scalar(select(func.count(Conference.id))) == 4


def test_a_series_whose_draft_cannot_be_made_says_why_and_does_not_keep_the_others_from_theirs():
    ending = a_province()
    stuck, fine = a_series(ending, fill=False), a_series(fill=False)
    with transaction():
        db.session.get(Unit, ending.id).valid_until = date(2026, 12, 1)

    rounds = [fill_due(), fill_due(), fill_due()]

    assert rounds == [1, 1, 0]
    assert (drafts_of(stuck), len(drafts_of(fine))) == ([], 3)
    assert "Đơn vị" in db.session.get(ConferenceSeries, stuck.id).trouble


def test_a_draft_that_somebody_deletes_is_not_made_again():
    series = a_series()
    draft = drafts_of(series)[0]
    with transaction():
        draft = db.session.get(Conference, draft.id)
        discarding.discard(draft, version=draft.version, by=None)

    filled(series)

    assert slot_of(series, date(2026, 12, 15)).was_deleted
    assert held(series) == [date(2027, 1, 15), date(2027, 2, 15), date(2027, 3, 15)]


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


def skipped(series, *days, note="Đại hội"):
    for day in days:
        with transaction():
            departures.skip(slot_of(series, day), note=note, by=None)


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


def test_a_closed_series_calls_off_later_drafts_and_names_those_that_stay():
    series = a_series()
    first, second, third = drafts_of(series)
    worked_on(third)
    with transaction():
        running = db.session.get(ConferenceSeries, series.id)
        turn = turning.close(running, last_on=date(2026, 12, 31), version=running.version, by=None)
        kept = [one.id for one in turn.kept]

    states = [db.session.get(Conference, one.id).state for one in (first, second, third)]
    assert (states, kept, turn.dropped) == ([C.DRAFT, C.CANCELLED, C.DRAFT], [third.id], 1)
    assert filled(series) == []


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"pattern": Pattern.WEEKLY}, "weekdays"),
        ({"last_on": date(2026, 10, 1)}, "last_on"),
        ({"last_on": date(2026, 11, 10)}, "last_on"),
        ({"minutes": 0}, "ends"),
        ({"ahead": 0}, "ahead"),
        ({"ahead": 13}, "ahead"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(terms, field):
    with pytest.raises(NotValid) as refused:
        a_series(**terms)

    assert refused.value.field == field


def test_untouched_drafts_take_over_the_next_edition_and_others_do_not():
    province = a_province()
    template = a_template(province, place="Phòng 1")
    series = a_series(province, template=template)
    first, *others = drafts_of(series)
    worked_on(first)
    with transaction():
        template = db.session.merge(template)
        content = actions.templates.Content(title="Giao ban {tháng}", place="Phòng 2")
        actions.templates.revise(template, name=template.name, content=content, version=template.version, by=None)

    filled(series)
    places = [(one.id, one.place) for one in drafts_of(series)]
    marks = queries.marks(drafts_of(series))
    filled(series)

    assert places == [(first.id, "Phòng 1"), *((one.id, "Phòng 2") for one in others)]
    assert queries.marks(drafts_of(series)) == marks


def test_who_keeps_a_series_is_the_organisers_secretariat(login):
    series = a_series()
    stranger, keeper = a_secretary(), a_secretary(series.organiser)

    answers = [login(who).get(f"/series/{series.id}").status_code for who in (stranger, keeper)]

    assert answers == [403, 200]


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
