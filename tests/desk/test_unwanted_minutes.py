"""Where no minutes are wanted somebody says so with a reason: nobody has them to write any more, and names can go."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.attendance.models import Delegate, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions, jobs, paper_drafts, retention, undoing, waiting
from meetings.journal.models import Entry
from meetings.minutes import queries, waiving
from meetings.minutes.models import BlockKind, Minutes, MinutesState
from meetings.notices.models import Notice
from meetings.web import texts
from tests.make import MONDAY, a_conference, a_leader, a_province, a_secretary, a_site, a_stranger, a_user, saved
from tests.minutes.make import a_held_conference, block_in, drafted, minutes_in, waived

LATER = MONDAY + timedelta(days=91)
WHY = "Họp giao ban nội bộ, chủ trì không yêu cầu"


@pytest.fixture
def minutes():
    return drafted(a_held_conference(began_at=MONDAY, finished_at=MONDAY + timedelta(hours=2)))


def address(conference):
    return f"/conferences/{conference.id}/minutes/unwanted"


def asked(client, conference, reason=WHY, version=None):
    seen = waiving.stand(conference.id).version if version is None else version
    return client.post(address(conference), data={"reason": reason, "version": seen}, follow_redirects=True)


def fresh(minutes):
    db.session.rollback()
    return db.session.get(Minutes, minutes.id, populate_existing=True)


def last_line():
    return db.session.scalar(select(Entry).order_by(Entry.id.desc()).limit(1))


def test_the_secretary_says_so_and_the_task_is_gone(login, minutes):
    conference = minutes.conference
    secretary = conference.secretary
    before = waiting.papers_to_finish(secretary)

    answer = asked(login(secretary), conference)

    assert [one.kind for one in before] == ["minutes"] and waiting.papers_to_finish(secretary) == []
    assert (answer.status_code, fresh(minutes).state) == (200, MinutesState.UNWANTED)
    assert "Hội nghị này không lập biên bản." in answer.text and WHY in answer.text and secretary.name in answer.text
    line = last_line()
    assert (line.verb, line.note, line.by_id) == ("waived_minutes", WHY, secretary.id)


def test_those_of_a_conference_that_was_called_off_meanwhile_are_not_taken_up(login, minutes):
    with transaction():
        waived(minutes).conference.state = C.CANCELLED

    page = login(minutes.conference.secretary).post(
        f"/conferences/{minutes.conference_id}/minutes/wanted", follow_redirects=True
    )

    assert (
        "Chỉ lập được biên bản khi hội nghị đã thông báo" in page.text and fresh(minutes).state is MinutesState.UNWANTED
    )


def test_the_chair_says_so_and_takes_it_back(login, minutes):
    conference = minutes.conference
    chair = conference.chair.person
    block_in(minutes, BlockKind.NARRATIVE, text="Một đoạn đã viết.")
    client = login(chair)

    shown, said = client.get(address(conference)).text, asked(client, conference)
    state = fresh(minutes).state
    back = client.post(f"/conferences/{conference.id}/minutes/wanted", follow_redirects=True)

    assert "1 phần" in shown and said.status_code == 200 and state is MinutesState.UNWANTED
    assert fresh(minutes).state is MinutesState.DRAFT and "Một đoạn đã viết." in back.text
    assert (last_line().verb, last_line().by_id) == ("took_up_minutes", chair.id)
    assert [one.kind for one in waiting.papers_to_finish(conference.secretary)] == ["minutes"]


@pytest.mark.parametrize("state", [C.ENDED, C.CONCLUDED])
def test_names_of_a_conference_without_minutes_are_erased(login, state):
    conference = a_held_conference(state=C.ENDED)
    minutes = drafted(conference)
    with transaction():
        db.session.get(Conference, conference.id).state = state
    saved(Delegate(site_id=a_site(conference).id, name="Lê Văn An", presence=Presence.IN_ROOM))
    with clock.at(LATER):
        kept = [one.id for one in retention.needed(90)]
        with transaction():
            waived(fresh(minutes))
        due = [one.id for one in retention.due(90)]
        number = jobs.forget_due()

    page = login(conference.secretary).get(f"/conferences/{conference.id}/minutes").text

    assert "Họ tên người dự đã được xóa ngày 01/03/2027" in page
    assert (kept, due, number) == ([conference.id], [conference.id], 1)
    assert db.session.scalars(select(Delegate)).all() == []


def test_the_pages_of_minutes_and_conference_lead_there_and_say_it_afterwards(login, minutes):
    conference, client = minutes.conference, login(minutes.conference.secretary)
    pages = f"/conferences/{conference.id}", f"/conferences/{conference.id}/minutes"
    before = [address(conference) in client.get(page).text for page in pages]
    asked(client, conference)
    home, minuted = (client.get(page).text for page in pages)
    notice = client.get(f"/conferences/{conference.id}/conclusions").text

    assert before == [True, True]
    assert address(conference) not in home + minuted
    assert "Không lập" in home and "Soạn biên bản" not in home
    assert "Hội nghị này không lập biên bản nên không có thông báo kết luận." in notice
    assert [one.state for one in paper_drafts.drafts_of(conference, conference.secretary)] == [MinutesState.UNWANTED]


def test_it_can_be_said_before_the_end_and_ending_opens_no_minutes(login):
    organiser = a_province()
    secretary = a_secretary(organiser)
    conference = a_conference(
        organiser=organiser, state=C.LIVE, chair=a_leader(organiser), secretary_id=secretary.id, began_at=MONDAY
    )
    client = login(secretary)
    leads = address(conference) in client.get(f"/conferences/{conference.id}/minutes").text
    asked(client, conference)
    with clock.at(MONDAY + timedelta(hours=1)), transaction():
        actions.end(db.session.get(Conference, conference.id), by=secretary)

    told = db.session.scalars(select(Notice).where(Notice.kind == "conference_ended").order_by(Notice.id)).all()
    written = [texts.written(one.kind, one.facts, language=tongue).text for one in told for tongue in ("vi", "en")]
    short = {texts.short(one.kind, one.facts) for one in told}

    assert ["Hội nghị này không lập biên bản" in text for text in written] == [True, False] * 2
    assert ["No minutes of this conference are made" in text for text in written] == [False, True] * 2
    assert all("Không lập biên bản: " in text for text in short)
    assert leads and [one.state for one in db.session.query(Minutes)] == [MinutesState.UNWANTED]
    assert waiting.papers_to_finish(secretary) == []
    with clock.at(MONDAY + timedelta(hours=1)):
        assert undoing.why_not_reopened(db.session.get(Conference, conference.id)) is None


def test_a_reason_is_asked_for(login, minutes):
    answer = asked(login(minutes.conference.secretary), minutes.conference, reason=" ")

    assert (answer.status_code, fresh(minutes).state) == (422, MinutesState.DRAFT)
    with pytest.raises(NotValid), transaction():
        waiving.waive(minutes.conference, reason=" ", version=1, by=None)


def test_what_somebody_wrote_meanwhile_is_seen_first(login, minutes):
    conference, seen = minutes.conference, waiving.stand(minutes.conference_id).version
    block_in(minutes, BlockKind.NARRATIVE, text="Vừa viết.")

    answer = asked(login(conference.secretary), conference, version=seen)

    assert (answer.status_code, fresh(minutes).state) == (409, MinutesState.DRAFT)
    assert WHY in answer.text and f'name="version" value="{waiving.stand(conference.id).version}"' in answer.text


def test_who_began_the_minutes_meanwhile_is_not_passed_over(minutes):
    with pytest.raises(Stale), transaction():
        waiving.waive(minutes.conference, reason=WHY, version=0, by=None)


@pytest.mark.parametrize("state", [MinutesState.IN_REVIEW, MinutesState.APPROVED, MinutesState.RELEASED])
def test_of_minutes_that_are_out_of_hand_it_cannot_be_said(login, state):
    minutes = minutes_in(state)
    client, conference = login(minutes.conference.secretary), minutes.conference

    answer = asked(client, conference)

    assert (answer.status_code, fresh(minutes).state) == (409, state)
    assert address(conference) not in client.get(f"/conferences/{conference.id}/minutes").text
    assert "nc-warn" in client.get(address(conference)).text


@pytest.mark.parametrize("state", [C.DRAFT, C.CANCELLED, C.POSTPONED])
def test_of_a_conference_that_is_off_it_is_not_said(state):
    conference = a_conference(state=state)

    with pytest.raises(NotNow), transaction():
        waiving.waive(conference, reason=WHY, version=0, by=None)


def test_said_twice_the_first_reason_stays_and_taken_back_twice_nothing_happens(login, minutes):
    conference, client = minutes.conference, login(minutes.conference.secretary)
    asked(client, conference)
    again = asked(client, conference, reason="Lý do khác")
    lines = db.session.query(Entry).filter_by(verb="waived_minutes").all()
    for _ in range(2):
        answer = client.post(f"/conferences/{conference.id}/minutes/wanted", follow_redirects=True)

    assert [line.note for line in lines] == [WHY] and WHY in again.text
    assert (again.status_code, answer.status_code) == (409, 200)
    assert db.session.query(Entry).filter_by(verb="took_up_minutes").count() == 1


def test_nobody_writes_in_minutes_that_are_not_wanted(minutes):
    with transaction():
        waived(minutes)

    with pytest.raises(NotNow, match="không lập biên bản"):
        block_in(minutes)


def test_who_takes_part_reads_that_none_are_made_but_not_why(login, minutes):
    commune = a_site(minutes.conference)
    officer = a_user(Role.SITE_OFFICER, commune.unit)
    with transaction():
        waived(minutes, reason=WHY)
    client = login(officer)

    page = client.get(f"/conferences/{minutes.conference_id}/minutes").text
    assert "Hội nghị này không lập biên bản." in page and WHY not in page and "minutes/wanted" not in page
    assert client.get(address(minutes.conference)).status_code == 403
    assert asked(client, minutes.conference).status_code == 403
    assert client.post(f"/conferences/{minutes.conference_id}/minutes/wanted").status_code == 403
    assert login(a_stranger()).get(address(minutes.conference)).status_code == 403


def test_the_newest_minutes_are_those_and_a_draft_is_not_begun_beside_them(login, minutes):
    with transaction():
        waived(minutes)
    client = login(minutes.conference.secretary)

    client.post(f"/conferences/{minutes.conference_id}/minutes")

    assert queries.last_edition(minutes.conference_id) == 1
    assert fresh(minutes).state is MinutesState.UNWANTED
