"""The silent are reminded by a schedule: in working days, once for each site and step, and only the silent."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, Stale
from meetings.base.working_days import WorkingDays
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceKind as K
from meetings.desk import changes
from meetings.invitations.models import Letter
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.reminders import actions, jobs, plan, queries
from meetings.reminders.models import SwitchedOff
from meetings.sites import actions as sites
from meetings.sites import pace
from meetings.sites.models import Reminder, Site, SiteKind
from meetings.web import texts
from meetings.workdays.models import Day, DayKind
from tests.make import MONDAY, a_conference, a_secretary, a_site, saved
from tests.series.make import a_template

HOUR = time(8)
INVITED = MONDAY - timedelta(days=14)


def at(day, hour=8, minute=0):
    return clock.instant(date(2026, 11, day), time(hour, minute))


def a_called(**facts):
    """A conference on Monday 30 November 2026: three working days before are Wednesday 25, one is Friday 27."""
    return a_conference(state="inviting", **facts)


def a_silent(conference, **facts):
    known = {"state": "waiting", "invited_at": INVITED, "contact_name": "Hoa", "contact_email": "hoa@example.vn"}
    return a_site(conference, **(known | facts))


def run(moment):
    with clock.at(moment):
        return jobs.remind_due()


def stamps():
    db.session.expire_all()
    rows = db.session.execute(select(Reminder.site_id, Reminder.days, Reminder.due_on).order_by(Reminder.id))
    return [tuple(row) for row in rows]


def test_steps_are_counted_in_working_days_back_from_the_day_on_which_answers_are_due():
    friday_off = WorkingDays(off=frozenset({date(2026, 11, 27)}))

    found = plan.steps((3, 1, 0), MONDAY + timedelta(hours=2), friday_off, HOUR)

    assert found == [plan.Step(3, at(24)), plan.Step(1, at(26)), plan.Step(0, at(30))]


def test_a_step_that_would_come_after_the_term_is_left_out():
    assert plan.steps((1, 0), at(30, 7), WorkingDays(), HOUR) == [plan.Step(1, at(27))]


def test_of_several_steps_only_the_latest_is_due_and_none_that_came_too_long_ago():
    found = plan.steps((3, 1), at(30, 17), WorkingDays(), HOUR)

    assert plan.due(found, at(25) - timedelta(seconds=1)) is None
    assert plan.due(found, at(25)).days == 3
    assert plan.due(found, at(27, 9)).days == 1
    assert plan.due(found, at(28, 8, 1)) is None


@given(st.lists(st.integers(0, 60), max_size=10), st.integers(0, 364), st.sets(st.integers(0, 364), max_size=40))
def test_whatever_the_schedule_its_steps_lie_in_order_before_the_term_and_on_working_days(days, offset, off):
    first = date(2026, 1, 1)
    counted = WorkingDays(off=frozenset(first + timedelta(days=n) for n in off))
    due_at = clock.instant(first + timedelta(days=offset), time(17))

    found = plan.steps(days, due_at, counted, HOUR)

    assert [step.days for step in found] == sorted(set(days), reverse=True)
    assert [step.at for step in found] == sorted(step.at for step in found)
    assert all(step.at < due_at for step in found)
    assert all(counted.holds(clock.local(step.at).date()) for step in found if step.days)


@pytest.mark.parametrize(
    ("answer_by", "now", "says"),
    [
        (at(28, 16), at(27), "Hạn trả lời: trước 16:00 ngày 28/11/2026\n"),
        (at(26, 16), at(27), "Hạn trả lời: trước 16:00 ngày 26/11/2026 (đã qua hạn, đề nghị trả lời ngay)\n"),
        # As the page behind the link: half an hour before the beginning answers are closed.
        (None, at(27), "Hạn trả lời: trước 07:00 ngày 30/11/2026\n"),
    ],
)
def test_a_reminder_says_by_when_to_answer(answer_by, now, says):
    conference = a_called()
    a_silent(conference)
    saved(Letter(conference_id=conference.id, answer_by=answer_by))

    with clock.at(now), transaction():
        sites.remind(db.session.get(Conference, conference.id), by=None)

    told = db.session.scalars(select(Notice)).one()
    assert says in texts.written(told.kind, told.facts).text
    assert told.facts["term"].partition(" ")[0] in texts.short(told.kind, told.facts)


def test_the_silent_are_reminded_at_each_step_and_nobody_else():
    conference = a_called()
    silent, seen = a_silent(conference), a_silent(conference, state="seen")
    for state in ("confirmed", "declined", "change_requested", "unsent"):
        a_silent(conference, state=state)
    a_silent(conference, kind=SiteKind.MAIN)
    due_on = date(2026, 11, 30)

    assert [run(at(25, 7, 59)), run(at(25)), run(at(27))] == [0, 2, 2]

    assert stamps() == [(silent.id, 3, due_on), (seen.id, 3, due_on), (silent.id, 1, due_on), (seen.id, 1, due_on)]
    assert [row.kind for row in db.session.scalars(select(Notice))] == ["confirm_reminder"] * 4


def test_a_step_is_taken_once_however_often_the_worker_looks_or_starts_anew():
    a_silent(a_called())

    assert [run(at(25)), run(at(25)), run(at(25, 14)), run(at(26, 7))] == [1, 0, 0, 0]
    assert len(stamps()) == 1


def test_a_second_worker_that_looked_at_the_same_moment_reminds_nobody_twice():
    conference = a_called()
    a_silent(conference)
    with clock.at(at(25)):
        looked = [actions.is_due(conference, HOUR), actions.is_due(conference, HOUR)]
        reminded = []
        for _worker in looked:
            with transaction():
                reminded.append(actions.run(conference, HOUR))

    assert (looked, reminded) == ([True, True], [1, 0])


def test_the_database_itself_keeps_a_step_from_being_stamped_twice():
    site = a_silent(a_called())
    stamp = {"site_id": site.id, "at": MONDAY, "days": 3, "due_on": date(2026, 11, 30)}
    saved(Reminder(**stamp))

    # PostgreSQL's refusal becomes a sentence; on SQLite writers stand in line, and such a row would be a fault of ours.
    with pytest.raises((IntegrityError, Stale)):
        saved(Reminder(**stamp))


def test_the_term_of_the_letter_counts_before_the_day_of_the_conference():
    conference = a_called()
    site = a_silent(conference)
    saved(Letter(conference_id=conference.id, answer_by=at(26, 17)))

    assert [run(at(23, 7)), run(at(23))] == [0, 1]
    assert stamps() == [(site.id, 3, date(2026, 11, 26))]


def test_days_off_are_not_counted():
    saved(Day(day=date(2026, 11, 27), kind=DayKind.OFF, name="Nghỉ bù"))
    a_silent(a_called())

    assert [run(at(26)), run(at(27))] == [1, 0]


def test_a_template_s_schedule_goes_before_that_of_the_kind():
    template = a_template(remind_days=(2,))
    conference = a_called()
    a_silent(conference)
    saved(queries.series.Origin(conference_id=conference.id, template_id=template.id, edition=template.edition))

    assert [run(at(25)), run(at(26))] == [0, 1]


def test_who_is_invited_after_a_step_waits_for_the_next():
    conference = a_called()
    a_silent(conference, invited_at=at(25, 9))

    assert [run(at(25, 10)), run(at(27))] == [0, 1]


def test_who_was_reminded_by_hand_the_same_morning_is_left_in_peace():
    conference, secretary = a_called(), a_secretary()
    a_silent(conference)
    with clock.at(at(25, 7)), transaction():
        sites.remind(conference, by=secretary)

    assert [run(at(25)), run(at(27))] == [0, 1]
    assert [(row.by_name, row.days) for row in db.session.scalars(select(Reminder).order_by(Reminder.id))] == [
        (secretary.name, None),
        ("", 1),
    ]


def test_the_last_stamp_and_who_set_it_stand_at_the_site():
    conference, secretary = a_called(), a_secretary()
    number = a_silent(conference).id
    run(at(25))
    by_schedule = db.session.get(Site, number).reminded_by
    with clock.at(at(26)), transaction():
        sites.remind(conference, by=secretary)

    db.session.expire_all()
    site = db.session.get(Site, number)
    assert (by_schedule, site.reminded_by, site.reminded_at, site.reminders) == ("", secretary.name, at(26), 2)


def test_a_worker_that_stood_still_for_days_catches_up_on_the_latest_step_only():
    a_silent(a_called())

    assert run(at(27, 20)) == 1
    assert [days for _, days, _ in stamps()] == [1]


@pytest.mark.parametrize("state", ["draft", "live", "ended", "cancelled", "postponed"])
def test_conferences_that_wait_for_no_answers_are_left_alone(state):
    conference = a_conference(state=state)
    a_silent(conference)

    assert run(at(25)) == 0


def test_after_a_change_of_the_day_the_steps_begin_anew():
    conference = a_called()
    a_silent(conference)
    run(at(25))
    with transaction():
        conference.starts_at += timedelta(days=2)
        conference.ends_at += timedelta(days=2)

    assert run(at(27)) == 1
    assert [due_on for _, _, due_on in stamps()] == [date(2026, 11, 30), date(2026, 12, 2)]


@pytest.mark.parametrize(("moved_at", "reminded"), [(at(27, 5, 59), 1), (at(27, 6, 1), 0), (at(27, 22), 0)])
def test_who_was_asked_anew_since_a_step_or_just_before_it_is_not_told_that_he_owes_an_answer(moved_at, reminded):
    conference = a_called()
    a_silent(conference), a_silent(conference, state="confirmed")
    with clock.at(moved_at), transaction():
        held = db.session.get(Conference, conference.id)
        changes.revise(held, version=held.version, by=None, starts_at=MONDAY + timedelta(hours=5), ends_at=at(30, 18))

    assert run(max(moved_at + timedelta(minutes=1), at(27))) == 2 * reminded


def test_a_site_that_a_reminder_reaches_first_reads_the_term_of_its_page():
    conference = a_called()
    site, secretary = a_silent(conference, invited_at=None), a_secretary()

    with clock.at(MONDAY - timedelta(minutes=20)):
        with transaction():
            sites.remind(db.session.get(Conference, conference.id), by=secretary)
        told, locks_at = db.session.scalars(select(Notice)).one(), pace.lock_at(db.session.get(Site, site.id))

    assert (told.facts["term"], told.facts["is_past"]) == (clock.local(locks_at).strftime("%H:%M ngày %d/%m/%Y"), False)


def test_a_conference_switches_its_schedule_off_and_on_and_the_journal_says_who():
    conference, secretary = a_called(), a_secretary()
    a_silent(conference)
    with clock.at(INVITED), transaction():
        actions.switch(conference, on=False, by=secretary)
        actions.switch(conference, on=False, by=secretary)
    while_off = run(at(25))
    off_by = db.session.get(SwitchedOff, conference.id).by_name
    with clock.at(at(25, 9)), transaction():
        actions.switch(conference, on=True, by=secretary)

    assert (while_off, off_by, run(at(25, 10))) == (0, secretary.name, 1)
    verbs = list(db.session.scalars(select(Entry.verb).where(Entry.verb.like("switched%")).order_by(Entry.id)))
    assert verbs == ["switched_reminders_off", "switched_reminders_on"]


def test_nothing_is_switched_once_it_has_begun():
    conference = a_conference(state="ended", starts_at=datetime(2020, 1, 6, 1, tzinfo=UTC))

    with pytest.raises(NotNow), transaction():
        actions.switch(conference, on=False, by=a_secretary)


def test_schedules_of_kinds_are_kept_and_an_empty_one_reminds_nobody():
    secretary = a_secretary()
    a_silent(a_called())
    a_silent(a_called(kind=K.TRAINING))
    with transaction():
        changed = actions.keep({K.BRIEFING: (), K.TRAINING: (2,), K.THEMATIC: plan.USUAL[K.THEMATIC]}, by=secretary)

    assert (changed, set(queries.schedules())) == (2, {K.BRIEFING, K.TRAINING})
    assert [run(at(25)), run(at(26))] == [0, 1]


@pytest.mark.parametrize("number", [1, 30])
def test_looking_costs_the_same_for_one_silent_site_and_for_thirty(number, queries):
    conference = a_called()
    for _ in range(number):
        a_silent(conference)
    queries.clear()

    run(at(25))

    assert len(queries) <= 26
