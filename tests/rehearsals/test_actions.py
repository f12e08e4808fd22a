from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale, TooOften
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.rehearsals import actions, papers, queries
from meetings.rehearsals.models import (
    Check,
    Finding,
    Probe,
    Rehearsal,
    RehearsalState,
    Result,
    SelfTest,
    Trial,
    Verdict,
)
from meetings.sites.models import LineState, Site, SiteState
from tests.make import FRIDAY, MONDAY, a_conference, a_secretary, a_site
from tests.rehearsals.make import BEGINS, SUNDAY, a_called_conference, judged, planned, rehearsal, trials

pytestmark = pytest.mark.usefixtures("on_friday")


def close(number, by):
    with transaction():
        row = rehearsal(number)
        actions.close(row, version=row.version, by=by)


def test_a_rehearsal_takes_in_every_site_that_takes_part_and_names_a_room_of_its_own(app):
    conference, secretary = a_called_conference(sites=3)
    a_site(conference, state=SiteState.DECLINED)

    first, second = planned(conference, secretary), planned(conference, secretary)

    assert [trial.verdict for trial in trials(first)] == [Verdict.OPEN] * 3
    rows = [rehearsal(first), rehearsal(second)]
    assert [row.number for row in rows] == [1, 2]
    assert len({row.slug for row in rows}) == 2
    assert rows[0].slug.startswith("thu-2026-11-") and len(rows[0].slug) == 32


def test_who_attends_at_another_site_is_not_tested_unless_something_was_found_before(app):
    conference, secretary = a_called_conference(sites=4)
    host, early, late, tested = db.session.scalars(select(Site).filter_by(conference_id=conference.id)).all()
    _join(early, host)
    number = planned(conference, secretary)
    judged(next(trial for trial in trials(number) if trial.site_id == tested.id), Verdict.PASSED, secretary)
    _join(late, host)
    _join(tested, host)

    shown = db.session.scalars(queries.trials(number)).all()

    assert [trial.site.name for trial in shown] == [host.name, tested.name]
    assert queries.counts([number])[number] == dict.fromkeys(Verdict, 0) | {Verdict.OPEN: 1, Verdict.PASSED: 1}
    told = papers.protocol(rehearsal(number)).summary
    assert told == ["Tổng số: 2 điểm cầu; đạt: 1 điểm cầu; chưa kiểm tra: 1 điểm cầu"]
    assert queries.next_of_sites([host.id, late.id]).keys() == {host.id}
    assert queries.without_trial(rehearsal(number)) == 0
    assert db.session.scalars(queries.not_passed(number)).all() == [host.id]
    _join(early, None)
    assert queries.without_trial(rehearsal(number)) == 1


def _join(site, host):
    with transaction():
        db.session.get(Site, site.id).joined_id = host.id if host else None


@pytest.mark.parametrize("state", [C.DRAFT, C.LIVE, C.ENDED, C.CANCELLED])
def test_a_conference_that_is_not_announced_or_has_begun_is_not_rehearsed(app, state):
    conference, secretary = a_called_conference(state=state)

    with pytest.raises(NotNow):
        planned(conference, secretary)


@pytest.mark.parametrize(
    ("starts_at", "minutes", "field"),
    [
        (FRIDAY - timedelta(hours=1), 60, "starts_on"),
        (SUNDAY, 0, "ends"),
        (SUNDAY, -30, "ends"),
        (MONDAY - timedelta(minutes=30), 60, "starts_on"),
    ],
    ids=["past", "empty", "backwards", "into the conference"],
)
def test_a_trial_lies_ahead_and_is_over_before_the_conference(app, starts_at, minutes, field):
    conference, secretary = a_called_conference()

    with pytest.raises(NotValid) as refused:
        planned(conference, secretary, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))

    assert refused.value.field == field
    assert db.session.scalars(select(Rehearsal)).all() == []


def test_a_conference_without_sites_is_not_rehearsed(app):
    with pytest.raises(NotValid):
        planned(a_conference(state=C.READY), a_secretary())


def test_a_pass_keeps_time_and_name_makes_every_point_good_and_the_line_with_it(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))

    judged(first, Verdict.PASSED, secretary)

    now = db.session.get(Trial, first.id, populate_existing=True)
    assert (now.verdict, now.judged_at, now.judged_by) == (Verdict.PASSED, FRIDAY, secretary.name)
    assert {check: now.found(check) for check in Check} == dict.fromkeys(Check, Finding.GOOD)
    assert (now.site.line, now.site.line_tested_at) == (LineState.GOOD, FRIDAY)


@pytest.mark.parametrize(("verdict", "line"), [(Verdict.FAILED, LineState.FAULTY), (Verdict.ABSENT, LineState.FAULTY)])
def test_a_site_that_fails_or_stays_away_has_a_faulty_line_and_is_to_be_called(app, verdict, line):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)
    [first, second, _] = trials(number)

    judged(second, verdict, secretary, findings={"echo": "bad"}, note="Loa hú")
    judged(first, Verdict.PASSED, secretary)

    [called] = db.session.scalars(queries.to_call(number))
    assert (called.id, called.faults, called.note, called.site.line) == (second.id, [Check.ECHO], "Loa hú", line)


def test_taking_a_verdict_back_leaves_the_site_untested(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    judged(first, Verdict.PASSED, secretary)

    judged(first, Verdict.OPEN, secretary)

    now = db.session.get(Trial, first.id, populate_existing=True)
    assert (now.verdict, now.judged_at, now.judged_by, now.site.line) == (Verdict.OPEN, None, "", LineState.UNTESTED)


@pytest.mark.parametrize("check", ["picture", "sound", "echo"])
def test_without_picture_or_sound_or_with_an_echo_no_site_passes(app, check):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))

    with pytest.raises(NotValid):
        judged(first, Verdict.PASSED, secretary, findings={check: "bad"})

    assert db.session.get(Site, first.site_id, populate_existing=True).line is LineState.UNTESTED


def test_a_missing_name_plate_is_a_remark_and_the_site_passes(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))

    judged(first, Verdict.PASSED, secretary, findings={"name_plate": "bad"}, note="Sẽ in lại biển tên")

    assert db.session.get(Trial, first.id, populate_existing=True).faults == [Check.NAME_PLATE]


def test_a_failure_says_what_is_wrong(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))

    with pytest.raises(NotValid) as refused:
        judged(first, Verdict.FAILED, secretary, findings={"picture": "good"}, note=" ")

    assert refused.value.field == "note"


def test_the_second_of_two_technicians_sees_the_verdict_of_the_first(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    shown = first.version
    judged(first, Verdict.FAILED, secretary, findings={"picture": "bad"}, note="Không có hình")

    with pytest.raises(Stale) as stale:
        judged(first, Verdict.PASSED, a_secretary(), version=shown)

    assert stale.value.theirs == {
        "verdict": Verdict.FAILED, "findings": {"picture": "bad"}, "note": "Không có hình", "by": secretary.name,
    }  # fmt: skip
    assert db.session.get(Trial, first.id, populate_existing=True).verdict is Verdict.FAILED


def test_the_journal_keeps_every_change_of_a_verdict(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    judged(first, Verdict.ABSENT, secretary)
    judged(first, Verdict.PASSED, secretary)

    said = db.session.scalars(select(Entry.details).where(Entry.verb == "judged_site").order_by(Entry.id)).all()

    assert [line["verdict"] for line in said] == [["open", "absent"], ["absent", "passed"]]


def test_a_second_trial_tries_only_those_that_have_not_passed_the_first(app):
    conference, secretary = a_called_conference(sites=4)
    number = planned(conference, secretary)
    passed, failed, *_ = trials(number)
    judged(passed, Verdict.PASSED, secretary)
    judged(failed, Verdict.FAILED, secretary, note="Mất tiếng")

    again = planned(conference, secretary, repeats=rehearsal(number))

    assert [trial.site.name for trial in trials(again)] == ["Xã 2", "Xã 3", "Xã 4"]


def test_the_verdict_of_an_older_trial_does_not_touch_the_line_any_more(app):
    conference, secretary = a_called_conference(sites=1)
    [old] = trials(planned(conference, secretary))
    [new] = trials(planned(conference, secretary))
    judged(new, Verdict.PASSED, secretary)

    judged(old, Verdict.FAILED, secretary, note="Lần đầu mất hình")

    assert db.session.get(Site, old.site_id, populate_existing=True).line is LineState.GOOD


def test_a_closed_rehearsal_bears_a_name_and_its_verdicts_stay_until_it_is_reopened(app):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)
    [first, *_] = trials(number)
    with clock.at(BEGINS):
        close(number, secretary)

    with pytest.raises(NotNow):
        judged(first, Verdict.PASSED, secretary)
    assert (rehearsal(number).closed_by, rehearsal(number).closed_at) == (secretary.name, BEGINS)

    with transaction():
        row = rehearsal(number)
        actions.reopen(row, version=row.version, by=secretary)
    judged(first, Verdict.PASSED, secretary)
    assert (rehearsal(number).state, rehearsal(number).closed_by) == (RehearsalState.PLANNED, "")


def test_a_rehearsal_that_has_not_begun_is_not_closed(app):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)

    with clock.at(BEGINS - timedelta(minutes=1)), pytest.raises(NotNow, match="14:00 29/11/2026"):
        close(number, secretary)

    assert (rehearsal(number).state, rehearsal(number).closed_at) == (RehearsalState.PLANNED, None)


def test_nothing_is_judged_once_the_conference_is_over(app):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    with transaction():
        db.session.get(Conference, conference.id).state = C.ENDED

    with pytest.raises(NotNow):
        judged(first, Verdict.PASSED, secretary)


def test_sites_that_were_added_since_are_taken_in(app):
    conference, secretary = a_called_conference(sites=2)
    number = planned(conference, secretary)
    a_site(conference, name="Xã mới")
    assert queries.without_trial(rehearsal(number)) == 1

    with transaction():
        assert actions.take_in(rehearsal(number), by=secretary) == 1

    assert [trial.site.name for trial in trials(number)] == ["Xã 1", "Xã 2", "Xã mới"]
    assert queries.without_trial(rehearsal(number)) == 0


def test_planning_for_many_sites_asks_as_often_as_for_three(app, queries):
    asked = []
    for sites in (3, 60):
        conference, secretary = a_called_conference(sites=sites)
        queries.clear()
        planned(conference, secretary)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_last_twenty_self_tests_of_a_site_are_kept(app):
    conference, secretary = a_called_conference(sites=1)
    [site] = db.session.scalars(select(Site).filter_by(conference_id=conference.id))

    for level in range(25):
        with clock.at(FRIDAY + timedelta(minutes=level)), transaction():
            row = db.session.get(Site, site.id)
            actions.record_self_test(row, results={"camera": "good", "socket": "untried"}, level=level, by=secretary)

    kept = db.session.scalars(select(SelfTest).order_by(SelfTest.id)).all()
    assert [row.level for row in kept] == list(range(5, 25))
    assert (kept[0].results, kept[0].by_name, kept[0].tried) == ({"camera": "good"}, secretary.name, [Probe.CAMERA])


def test_a_flood_of_self_tests_is_refused(app):
    conference, secretary = a_called_conference(sites=1)
    [site] = db.session.scalars(select(Site).filter_by(conference_id=conference.id))
    again = {"results": {"camera": "good"}, "by": secretary}
    for _ in range(20):
        with transaction():
            actions.record_self_test(db.session.get(Site, site.id), **again)

    with pytest.raises(TooOften), transaction():
        actions.record_self_test(db.session.get(Site, site.id), **again)
    with clock.at(FRIDAY + timedelta(minutes=11)), transaction():
        actions.record_self_test(db.session.get(Site, site.id), **again)


def test_a_self_test_in_which_nothing_was_tried_is_refused(app):
    conference, secretary = a_called_conference(sites=1)
    [site] = db.session.scalars(select(Site).filter_by(conference_id=conference.id))

    with pytest.raises(NotValid), transaction():
        actions.record_self_test(db.session.get(Site, site.id), results={"camera": Result.UNTRIED}, by=secretary)
