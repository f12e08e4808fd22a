"""The pages: the schedule of each kind, the timeline of a conference, and whom one reminds by hand."""

import re
from datetime import date, time, timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceKind as K
from meetings.reminders import actions, jobs
from meetings.reminders import queries as reminders
from meetings.reminders.models import SwitchedOff
from meetings.sites import actions as sites
from meetings.workdays.models import Day, DayKind
from tests.make import a_conference, a_province, a_secretary, a_site, an_administrator, saved

TUESDAY = clock.instant(date(2026, 11, 24), time(9))
WEDNESDAY = clock.instant(date(2026, 11, 25), time(8))
TYPED = {kind.value: "3, 1" for kind in K} | {"version": 0}


@pytest.fixture
def called():
    province = a_province()
    conference = a_conference(state="inviting", organiser=province)
    for name in ("Kỳ Anh", "Vũ Quang"):
        a_site(conference, name=name, state="waiting", invited_at=clock.instant(date(2026, 11, 20), time(9)))
    return conference, a_secretary(province)


@pytest.fixture
def reached(called):
    """The same, where each site has somebody to whom a message can be sent."""
    with transaction():
        for number, site in enumerate(sites.queries.silent(called[0].id)):
            site.contact_email = f"xa{number}@example.vn"
    return called


def test_the_administrator_sets_the_schedule_of_each_kind(login):
    client = login(an_administrator())

    answer = client.post("/reminders", data=TYPED | {"training": "7; 3;1", "ad_hoc": ""})

    assert answer.status_code == 302
    assert {kind: row.days for kind, row in reminders.schedules().items()} == {
        K.TRAINING: [7, 3, 1],
        K.AD_HOC: [],
        K.FINAL_REVIEW: [3, 1],
        K.ROLLOUT: [3, 1],
    }
    assert 'value="7, 3, 1"' in client.get("/reminders").text


@pytest.mark.parametrize("typed", ["drei", "-1", "61", "1,2,3,4,5,6,7,8,9,10,11", "1.5", "٣", "9" * 60])
def test_what_is_no_schedule_is_said_beside_its_line_and_nothing_is_kept(login, typed):
    client = login(an_administrator())

    answer = client.post("/reminders", data=TYPED | {"training": typed})

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert reminders.schedules() == {}


def test_every_line_that_is_no_schedule_is_marked_at_once(login):
    typed = TYPED | {"briefing": "x", "training": "a", "ad_hoc": "61", "rollout": "5" * 61}

    answer = login(an_administrator()).post("/reminders", data=typed)

    assert (answer.status_code, answer.text.count('aria-invalid="true"')) == (422, 4)
    assert answer.text.count("Ghi số ngày từ 0 đ") == 3
    assert reminders.schedules() == {}


def test_of_two_who_set_schedules_at_once_the_second_sees_the_first_and_nothing_is_lost(login):
    client = login(an_administrator())
    login(an_administrator()).post("/reminders", data=TYPED | {"training": "9, 7"})

    refused = client.post("/reminders", data=TYPED | {"training": "4, 2"})
    kept = reminders.schedules()[K.TRAINING].days
    again = client.post("/reminders", data=TYPED | {"training": "4, 2", "version": 4})

    assert (refused.status_code, kept) == (409, [9, 7])
    assert ("9, 7" in refused.text, 'value="4, 2"' in refused.text, 'name="version" value="4"' in refused.text) == (
        (True,) * 3
    )
    assert (again.status_code, reminders.schedules()[K.TRAINING].days) == (302, [4, 2])


def test_the_secretariat_does_not_set_schedules_for_all(login):
    assert login(a_secretary()).get("/reminders").status_code == 403


def test_the_timeline_says_what_will_be_sent_when_to_how_many(login, called):
    conference, secretary = called

    with clock.at(TUESDAY):
        page = login(secretary).get(f"/conferences/{conference.id}/invitation/recipients").text

    assert "25/11/2026" in page
    assert page.count('class="reminder-next"') == 1
    assert page.count('class="reminder-ahead"') == 1


def rows(login, conference, secretary, moment):
    with clock.at(moment):
        page = login(secretary).get(f"/conferences/{conference.id}/invitation/recipients").text
    listed = page.partition('<ol class="reminder-steps">')[2].partition("</ol>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in listed.split("</li>")[:-1]], page


def test_what_was_done_stays_when_the_schedule_reminds_nobody_any_more(login, reached):
    conference, secretary = reached
    with clock.at(WEDNESDAY):
        jobs.remind_due()
    with transaction():
        actions.keep({K.BRIEFING: ()}, by=secretary)

    found, page = rows(login, conference, secretary, WEDNESDAY)

    assert found == ["25/11/2026 08:00 trước 3 ngày làm việc đã nhắc 2 điểm cầu"]
    assert "không điểm cầu nào được nhắc tự động" in page


def test_what_was_done_stays_at_its_moment_when_a_day_is_off_afterwards(login, reached):
    conference, secretary = reached
    with clock.at(WEDNESDAY):
        jobs.remind_due()
    saved(Day(day=date(2026, 11, 27), kind=DayKind.OFF, name="Nghỉ bù"))

    found, _page = rows(login, conference, secretary, WEDNESDAY + timedelta(minutes=1))

    assert found == [
        "25/11/2026 08:00 trước 3 ngày làm việc đã nhắc 2 điểm cầu",
        "26/11/2026 08:00 trước 1 ngày làm việc lần tới: hiện 2 điểm cầu chưa trả lời",
    ]


def test_what_was_done_for_another_day_says_for_which(login, reached):
    conference, secretary = reached
    with clock.at(WEDNESDAY):
        jobs.remind_due()
    with transaction():
        held = db.session.get(Conference, conference.id)
        held.starts_at, held.ends_at = held.starts_at + timedelta(days=7), held.ends_at + timedelta(days=7)

    found, _page = rows(login, conference, secretary, WEDNESDAY + timedelta(minutes=1))

    assert [row[:16] for row in found] == ["25/11/2026 08:00", "02/12/2026 08:00", "04/12/2026 08:00"]
    assert "(khi đó hạn trả lời là 30/11/2026) đã nhắc 2 điểm cầu" in found[0]


def test_the_conference_s_secretariat_switches_it_off_and_the_page_says_who(login, called):
    conference, secretary = called
    client = login(secretary)

    with clock.at(TUESDAY):
        client.post(f"/conferences/{conference.id}/reminders", data={"on": "no"})
        page = client.get(f"/conferences/{conference.id}/invitation/recipients").text
        off = db.session.get(SwitchedOff, conference.id)
        client.post(f"/conferences/{conference.id}/reminders", data={"on": "yes"})

    assert off.by_name == secretary.name
    assert secretary.name in page
    assert page.count('class="reminder-off"') == 2
    assert db.session.get(SwitchedOff, conference.id, populate_existing=True) is None


def test_strangers_switch_nothing(login, called):
    conference, _ = called

    assert login(a_secretary()).post(f"/conferences/{conference.id}/reminders", data={"on": "no"}).status_code == 403


def test_who_is_reminded_is_chosen_and_each_shows_when_and_by_whom_it_was_last(login, reached):
    conference, secretary = reached
    client = login(secretary)
    first = sites.queries.silent(conference.id)[0].id
    with clock.at(TUESDAY):
        client.post(f"/conferences/{conference.id}/sites/remind", data={"site": str(first)})

        page = client.get(f"/conferences/{conference.id}/sites/remind").text
        board = client.get(f"/conferences/{conference.id}/sites").text

    assert page.count(f"({secretary.name})") == 1
    assert board.count(f"({secretary.name})") == 1


def test_on_the_board_a_reminder_by_the_schedule_is_called_so(login, reached):
    conference, secretary = reached
    with clock.at(TUESDAY), transaction():
        sites.remind(conference, step=(3, date(2026, 11, 30)), by=None)

    with clock.at(TUESDAY):
        board = login(secretary).get(f"/conferences/{conference.id}/sites").text

    assert board.count("(theo lịch)") == 2


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_three_hundred_sites_as_for_one(login, called, number, queries):
    conference, secretary = called
    for _ in range(number - 1):
        a_site(conference, state="waiting")
    client, address = login(secretary), f"/conferences/{conference.id}/invitation/recipients"
    queries.clear()

    client.get(address)

    assert len(queries) <= 12
