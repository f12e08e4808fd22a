"""Reminding: who has answered is left in peace, also at that very moment, and nobody is reminded twice of one page."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.notices.models import LostAddress, Notice
from meetings.reminders import actions as schedule
from meetings.sites import actions, answering
from meetings.sites.models import Site, SiteState
from meetings.web.since import NEVER
from tests.make import MONDAY, a_site, a_unit, saved
from tests.reminders.test_schedule import HOUR
from tests.reminders.test_schedule import at as moment
from tests.sites.make import now, one_behind_the_other

ASKED = {"state": SiteState.WAITING, "invited_at": MONDAY - timedelta(days=14)}


@pytest.fixture
def site(conference, vu_quang):
    return a_site(conference, vu_quang, contact_email="lan@example.vn", **ASKED)


@pytest.fixture
def other(conference, province):
    return a_site(conference, a_unit("Xã Hương Khê", parent=province), contact_email="hoa@example.vn", **ASKED)


def reminded():
    """To which addresses reminders are on their way."""
    db.session.rollback()
    query = select(Notice.to_address).where(Notice.kind == "confirm_reminder").order_by(Notice.id)
    return list(db.session.scalars(query))


def remind(number, **more):
    """What a worker of its own does: it knows the conference by its number."""
    return lambda: actions.remind(db.session.get(Conference, number), **{"by": None, **more})


def since_in(page):
    """The moment of the last reminder that the page knows."""
    return html.unescape(re.search(r'name="since" value="([^"]*)"', page)[1])


def test_who_answers_while_reminders_are_written_is_left_in_peace(app, conference, site, other, secretary):
    number, by = site.id, secretary.id

    def answers():
        row = db.session.get(Site, number)
        answering.confirm(row, expected_count=3, by=db.session.get(type(secretary), by))

    came_to = one_behind_the_other(app, answers, remind(conference.id))

    assert (came_to, reminded()) == (["done", "done"], ["hoa@example.vn"])
    assert [(now(one).state, now(one).reminders) for one in (site, other)] == [
        (SiteState.CONFIRMED, 0),
        (SiteState.WAITING, 1),
    ]


def test_of_two_who_remind_at_the_same_moment_one_does(app, conference, site):
    work = remind(conference.id, since=NEVER)

    came_to = one_behind_the_other(app, work, work)

    assert (came_to, reminded(), now(site).reminders) == (["done", "NotValid"], ["lan@example.vn"], 1)


def test_the_schedule_leaves_out_whom_somebody_reminds_by_hand_at_that_moment(app, conference, site):
    number, came_to = conference.id, []

    def by_schedule():
        came_to.append(schedule.run(db.session.get(Conference, number), HOUR))

    with clock.at(moment(25)):
        assert one_behind_the_other(app, remind(number), by_schedule) == ["done", "done"]

    assert (came_to, reminded()) == ([0], ["lan@example.vn"])


@pytest.mark.parametrize("one", [True, False], ids=["of one site", "of the list"])
def test_a_button_pressed_twice_reminds_once_and_the_new_page_reminds_again(login, secretary, conference, site, one):
    browser, beneath = login(secretary), f"/sites/{site.id}" if one else f"/conferences/{conference.id}/sites"
    shown = browser.get(f"{beneath}/edit" if one else f"{beneath}/remind").text
    sent = {"site": [site.id], "since": since_in(shown)}

    with clock.at(moment(23)):
        first = browser.post(f"{beneath}/remind", data=sent)
    with clock.at(moment(23, 8, 1)):
        second = browser.post(f"{beneath}/remind", data=sent)
        once = reminded()
        third = browser.post(f"{beneath}/remind", data=sent | {"since": since_in(second.text)})

    assert (first.status_code, second.status_code, third.status_code) == (302, 422, 302)
    assert f"Đã nhắc sau khi mở trang này ({secretary.name})" in second.text
    assert (once, reminded()) == (["lan@example.vn"], ["lan@example.vn"] * 2)


def test_of_the_list_those_are_reminded_whom_nobody_has_reminded_since(login, secretary, conference, site, other):
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/remind"
    sent = {"site": [site.id, other.id], "since": since_in(browser.get(address).text)}
    with clock.at(moment(23)), transaction():
        actions.remind_one(now(site), by=secretary)

    browser.post(address, data=sent)

    assert reminded() == ["lan@example.vn", "hoa@example.vn"]


def test_the_button_on_the_board_knows_when_its_site_was_reminded(login, secretary, conference, other):
    with clock.at(moment(23)), transaction():
        actions.remind_one(now(other), by=secretary)

    page = login(secretary).get(f"/conferences/{conference.id}/sites").text

    assert since_in(page) == now(other).reminded_at.isoformat()


@pytest.mark.parametrize("since", ["gestern", "2026-13-01", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_no_page_gives_out_reminds_nobody(login, secretary, site, since):
    answer = login(secretary).post(f"/sites/{site.id}/remind", data={"since": since})

    assert (answer.status_code, reminded()) == (422, [])
    assert "Hãy tải lại trang" in answer.text


def test_the_schedule_whose_sites_have_just_answered_reminds_nobody_and_goes_on(conference, site):
    with transaction():
        now(site).state = SiteState.CONFIRMED

    with clock.at(moment(23)), transaction():
        number = actions.remind(now(site).conference, site_ids={site.id}, by=None)

    assert (number, reminded()) == (0, [])


def test_nobody_is_reminded_at_an_address_from_which_mail_came_back(login, conference, site, other, secretary):
    saved(LostAddress(address="lan@example.vn", reason="5.1.1 unknown", at=MONDAY - timedelta(days=13)))

    with transaction():
        by_schedule = actions.remind(db.session.get(Conference, conference.id), by=None)
    page = login(secretary).post(f"/sites/{site.id}/remind", data={"since": NEVER})

    assert (by_schedule, reminded()) == (1, ["hoa@example.vn"])
    assert (now(site).reminders, now(other).reminders) == (0, 1)
    assert page.status_code == 422 and "thư gửi đến đó bị trả lại" in page.text


def test_who_has_a_mobile_telephone_is_reminded_there_where_his_mail_came_back(app, monkeypatch, conference, site):
    monkeypatch.setitem(app.config, "TEXT_GATEWAY", "https://sms.example.vn/send")
    saved(LostAddress(address="lan@example.vn", reason="5.1.1 unknown", at=MONDAY - timedelta(days=13)))
    with transaction():
        db.session.get(Site, site.id).contact_phone = "0912 345 678"

    with transaction():
        actions.remind(db.session.get(Conference, conference.id), by=None)

    [row] = db.session.scalars(select(Notice).where(Notice.kind == "confirm_reminder"))
    assert (row.to_address, row.to_phone, now(site).reminders) == ("", "+84912345678", 1)
