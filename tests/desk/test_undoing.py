"""A beginning or an end pressed by mistake is taken back; never when something would be lost by it."""

from datetime import timedelta

import pytest

from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow
from meetings.conclusions.models import ConclusionNotice
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S
from meetings.desk import actions, undoing
from meetings.journal.models import Entry
from meetings.minutes import actions as minutes
from meetings.minutes.models import BlockKind, Minutes, MinutesState
from meetings.notices.models import Notice
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_stranger, saved

LATER = timedelta(minutes=31)


@pytest.fixture
def secretary():
    return a_secretary()


@pytest.fixture
def conference(secretary):
    organiser = secretary.posts[0].unit
    return a_conference(organiser=organiser, state=S.READY, chair=a_leader(), secretary_id=secretary.id)


def do(act, conference, *, by, at=MONDAY):
    with clock.at(at), transaction():
        return act(conference, by=by)


def fresh(conference):
    db.session.expire_all()
    return db.session.get(Conference, conference.id)


def told():
    return sorted(row.kind for row in db.session.query(Notice))


@pytest.mark.parametrize("before", [S.READY, S.INVITING])
def test_a_beginning_that_was_a_slip_is_taken_back_to_what_it_was(conference, secretary, before):
    with transaction():
        conference.state = before
    do(actions.begin, conference, by=secretary)

    do(undoing.unbegin, conference, by=secretary)

    assert (fresh(conference).state, conference.began_at, told()) == (before, None, [])
    entry = db.session.query(Entry).filter_by(verb="took_back_beginning").one()
    assert entry.details == {"before": "live", "now": before.value, "began": MONDAY.isoformat()}


def test_what_was_taken_back_can_begin_again(conference, secretary):
    for act in (actions.begin, undoing.unbegin, actions.begin):
        do(act, conference, by=secretary)

    assert (fresh(conference).state, conference.began_at) == (S.LIVE, MONDAY)


def a_mark(conference):
    site = a_site(conference)
    saved(Delegate(site_id=site.id, name="Ông An", presence=Presence.IN_ROOM, marked_at=MONDAY))


def a_report(conference):
    saved(HeadCount(site_id=a_site(conference).id, present=3, reported_at=MONDAY))


def a_block(conference):
    with clock.at(MONDAY), transaction():
        draft = minutes.start_draft(conference, by=conference.secretary)
        minutes.add_block(draft, BlockKind.NARRATIVE, by=conference.secretary, text="Khai mạc.")


@pytest.mark.parametrize(
    ("write", "why"), [(a_mark, undoing.ATTENDED), (a_report, undoing.ATTENDED), (a_block, undoing.WRITTEN)]
)
def test_once_something_is_written_the_beginning_stays_and_the_page_says_why(login, conference, secretary, write, why):
    do(actions.begin, conference, by=secretary)
    write(conference)

    with pytest.raises(NotNow) as refused:
        do(undoing.unbegin, conference, by=secretary)
    with clock.at(MONDAY):
        page = login(secretary).get(f"/conferences/{conference.id}/unbegin")

    assert (refused.value.message, fresh(conference).state) == (why, S.LIVE)
    assert str(why) in page.text and '<form method="post"><input' not in page.text


def test_what_was_written_before_the_beginning_is_not_lost_by_taking_it_back(conference, secretary):
    a_block(conference)
    a_report(conference)
    do(actions.begin, conference, by=secretary, at=MONDAY + timedelta(minutes=1))

    do(undoing.unbegin, conference, by=secretary, at=MONDAY + timedelta(minutes=2))

    assert fresh(conference).state is S.READY
    assert db.session.query(Minutes).count() == 1


@pytest.mark.parametrize(
    ("begun", "asked", "state"),
    [
        (MONDAY, MONDAY + LATER, S.LIVE),
        (MONDAY - timedelta(days=3), MONDAY - timedelta(days=1), S.READY),
        (MONDAY - timedelta(days=3), MONDAY + LATER, S.LIVE),
    ],
)
def test_after_half_an_hour_it_was_a_sitting_unless_its_time_lies_ahead(conference, secretary, begun, asked, state):
    do(actions.begin, conference, by=secretary, at=begun)

    if state is S.LIVE:
        with pytest.raises(NotNow):
            do(undoing.unbegin, conference, by=secretary, at=asked)
    else:
        do(undoing.unbegin, conference, by=secretary, at=asked)

    assert fresh(conference).state is state


def test_an_end_that_was_a_slip_is_taken_back_and_who_was_told_is_told_the_truth(conference, secretary):
    do(actions.begin, conference, by=secretary)
    do(actions.end, conference, by=secretary)

    do(undoing.reopen, conference, by=secretary, at=MONDAY + timedelta(minutes=5))

    assert (fresh(conference).state, conference.finished_at, conference.began_at) == (S.LIVE, None, MONDAY)
    assert told() == ["conference_ended"] * 2 + ["conference_reopened"] * 2
    assert db.session.query(Minutes).one().state is MinutesState.DRAFT
    assert not any(row.attachments for row in db.session.query(Notice))


def handed_in(conference):
    with transaction():
        db.session.query(Minutes).one().state = MinutesState.IN_REVIEW


def concluding(conference):
    mine = db.session.query(Minutes).one()
    saved(ConclusionNotice(conference_id=conference.id, minutes_id=mine.id, created_at=MONDAY))


@pytest.mark.parametrize(
    ("come", "later", "why"),
    [
        (handed_in, timedelta(), undoing.HANDED_IN),
        (concluding, timedelta(), undoing.CONCLUDING),
        (lambda conference: None, LATER, undoing.ENDED_LONG_AGO),
    ],
)
def test_an_end_that_others_have_built_on_stays(login, conference, secretary, come, later, why):
    do(actions.begin, conference, by=secretary)
    do(actions.end, conference, by=secretary)
    come(conference)

    with clock.at(MONDAY + later):
        browser = login(secretary)
        page = browser.get(f"/conferences/{conference.id}/reopen")
        answer = browser.post(f"/conferences/{conference.id}/reopen")

    assert str(why) in page.text
    assert (answer.status_code, str(why) in answer.text, fresh(conference).state) == (409, True, S.ENDED)


@pytest.mark.parametrize(
    ("act", "door", "words"),
    [("begin", "unbegin", "Hoàn tác bắt đầu họp"), ("end", "reopen", "Hoàn tác kết thúc")],
)
def test_the_first_page_asks_at_once_whether_it_was_a_slip_and_the_menu_later(
    login, conference, secretary, act, door, words
):
    do(actions.begin, conference, by=secretary)
    if act == "end":
        do(actions.end, conference, by=secretary)
    address = f"/conferences/{conference.id}"

    with clock.at(MONDAY + timedelta(minutes=9)):
        first = login(secretary).get(address).text
    with clock.at(MONDAY + timedelta(minutes=11)):
        later = login(secretary).get(address).text

    assert (first.count(f"{address}/{door}"), later.count(f"{address}/{door}")) == (2, 1)
    assert words in first and "Bấm nhầm?" in first and "Bấm nhầm?" not in later


def test_the_page_does_it_and_leads_back(login, conference, secretary):
    do(actions.begin, conference, by=secretary)

    with clock.at(MONDAY):
        page = login(secretary).post(f"/conferences/{conference.id}/unbegin", follow_redirects=True)

    assert "Đã hoàn tác bắt đầu họp." in page.text
    assert fresh(conference).state is S.READY


@pytest.mark.parametrize("door", ["unbegin", "reopen"])
def test_a_stranger_takes_nothing_back(login, conference, secretary, door):
    do(actions.begin, conference, by=secretary)

    answer = login(a_stranger()).post(f"/conferences/{conference.id}/{door}")

    assert (answer.status_code, fresh(conference).state) == (403, S.LIVE)
