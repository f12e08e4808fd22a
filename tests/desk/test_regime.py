from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.conferences import limits, slots
from meetings.conferences.models import Conference, SlotAgreement
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions
from meetings.desk.checks import warnings
from meetings.journal.models import Entry
from meetings.sites.models import SiteKind
from tests.make import a_conference, a_leader, a_secretary, a_site, a_stranger, an_administrator

pytestmark = pytest.mark.usefixtures("in_november")
AGREED = {"version": "1", "agreed_by": "Trần Văn Bình, Trung tâm CNTT", "note": "qua điện thoại"}
LIMITS = {"letter_days": "5", "papers_days": "4", "notice_days": "3", "hours_briefing": "2"}


@pytest.fixture
def conference(app):
    conference = a_conference(chair=a_leader(), place="Phòng họp tầng 2")
    a_site(conference, kind=SiteKind.MAIN)
    a_site(conference)
    return conference


@pytest.fixture
def secretary(conference):
    return a_secretary(conference.organiser)


def keys(conference):
    return [rule.key for rule in warnings(db.session.get(Conference, conference.id, populate_existing=True))]


def test_the_agreement_counts_for_the_time_and_place_for_which_it_was_given(login, conference, secretary):
    asked = keys(conference)
    answer = login(secretary).post(f"/conferences/{conference.id}/slot", data=AGREED)
    agreed = keys(conference)
    with transaction():
        db.session.get(Conference, conference.id).starts_at += timedelta(hours=1)

    said = ["slot" in found for found in (asked, agreed, keys(conference))]
    assert (answer.status_code, said) == (302, [True, False, True])


def test_a_unit_may_do_without_the_agreement(conference):
    asked = keys(conference)
    with transaction():
        limits.keep(db.session.get(Conference, conference.id).organiser, slot_agreement=False, hours={}, by=None)

    assert ["slot" in found for found in (asked, keys(conference))] == [True, False]


def test_sending_in_spite_of_warnings_is_written_down(conference, secretary):
    with transaction():
        actions.invite(db.session.get(Conference, conference.id), by=secretary)

    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "went_on_despite"))
    assert "slot" in entry.details["rules"]


def test_the_journal_says_in_words_which_rules_and_clashes_it_was_sent_in_spite_of(login, conference, secretary):
    other = a_conference(state=C.INVITING, chair=conference.chair.person, title="Giao ban tháng")
    with transaction():
        actions.invite(db.session.get(Conference, conference.id), by=secretary)
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "went_on_despite"))

    page = login(secretary).get(f"/conferences/{conference.id}/journal").text

    assert (entry.details["rules"], entry.details["clashes"]) == (["letter", "papers", "slot"], [other.title])
    assert "(chưa đúng: thời hạn gửi giấy mời; thời hạn gửi tài liệu; ý kiến của đơn vị kỹ thuật)" in page
    assert "(trùng với: Giao ban tháng)" in page


@pytest.mark.parametrize("state", [C.LIVE, C.ENDED, C.CANCELLED])
def test_once_it_has_begun_nobody_is_asked_any_more(login, conference, secretary, state):
    with transaction():
        db.session.get(Conference, conference.id).state = state

    answer = login(secretary).post(f"/conferences/{conference.id}/slot", data=AGREED)

    assert (answer.status_code, slots.agreements(conference)) == (409, [])


@pytest.mark.parametrize("typed", [{"agreed_by": ""}, {"agreed_by": "x" * 161}, {"note": "x" * 1001}])
def test_who_agreed_is_named(login, conference, secretary, typed):
    answer = login(secretary).post(f"/conferences/{conference.id}/slot", data={**AGREED, **typed})

    assert (answer.status_code, db.session.scalars(select(SlotAgreement)).all()) == (422, [])


def test_a_secretariat_sets_the_limits_of_its_organiser(login, conference, secretary):
    client, address = login(secretary), f"/units/{conference.organiser_id}/limits"

    first = client.post(address, data=LIMITS)
    stale = client.post(address, data={**LIMITS, "letter_days": "9", "version": "7"})
    kept = limits.of(conference.organiser)

    assert (first.status_code, stale.status_code, kept.letter_days, kept.hours, kept.slot_agreement) == (
        302, 409, 5, {"briefing": 2}, False,
    )  # fmt: skip
    assert ('name="version" value="1"' in stale.text, 'value="9"' in stale.text) == (True, True)
    assert client.post(f"{address}/drop").status_code == 302
    assert limits.of(conference.organiser).letter_days == 3


CANNOT_BE = [{"letter_days": "-1"}, {"notice_days": "x"}, {"papers_days": ""}, {"hours_briefing": "999"}]


@pytest.mark.parametrize("typed", CANNOT_BE)
def test_limits_that_cannot_be_are_refused(login, conference, secretary, typed):
    answer = login(secretary).post(f"/units/{conference.organiser_id}/limits", data={**LIMITS, **typed})

    assert (answer.status_code, limits.own(conference.organiser)) == (422, None)


@pytest.mark.parametrize("who", [a_leader, a_stranger, a_secretary])
def test_nobody_else_sets_limits_or_notes_agreements(login, conference, who):
    client = login(who())

    assert client.post(f"/units/{conference.organiser_id}/limits", data=LIMITS).status_code == 403
    assert client.post(f"/conferences/{conference.id}/slot", data=AGREED).status_code == 403


def test_the_pages_show_what_counts(login, conference):
    client = login(an_administrator())
    client.post(f"/conferences/{conference.id}/slot", data=AGREED)

    assert "Trần Văn Bình" in client.get(f"/conferences/{conference.id}/slot").text
    assert 'value="4"' in client.get(f"/units/{conference.organiser_id}/limits").text


def test_nobody_has_agreed_to_a_place_that_the_page_did_not_show(login):
    secretary = a_secretary()
    conference = a_conference(organiser=secretary.posts[0].unit)
    browser, path = login(secretary), f"/conferences/{conference.id}/slot"
    with transaction():
        db.session.get(Conference, conference.id).place = "Hội trường B"

    refused = browser.post(path, data=AGREED)
    again = browser.post(path, data=AGREED | {"version": "2"})

    assert (refused.status_code, again.status_code) == (409, 302)
    assert AGREED["agreed_by"] in refused.text and 'name="version" value="2"' in refused.text


def test_of_two_who_name_a_secretary_the_second_is_told_of_the_first(login):
    secretary = a_secretary()
    unit = secretary.posts[0].unit
    conference, other, third = a_conference(organiser=unit), a_secretary(unit), a_secretary(unit)
    browser, path = login(secretary), f"/conferences/{conference.id}/secretary"

    first = browser.post(path, data={"secretary": other.id, "version": "1"})
    second = browser.post(path, data={"secretary": third.id, "version": "1"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert db.session.get(Conference, conference.id).secretary_id == other.id
