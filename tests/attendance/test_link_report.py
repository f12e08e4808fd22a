"""How many are there, reported through the site's link on the day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.attendance.models import Delegate, HeadCount
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk.now import linked_steps
from meetings.journal.models import Entry
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteState
from tests.make import MONDAY, a_conference, a_secretary, a_site

SECRET = "only for tests"
COUNT = {"present": "21", "absent": "3", "note": "", "version": "0"}


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def link(app):
    conference = a_conference(state=C.LIVE, secretary_id=a_secretary().id)
    site = a_site(conference, state=SiteState.CONFIRMED, expected_count=24)
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)


def address(link):
    return f"/x/{tokens.token(link, SECRET)}/attendance"


def turn(link, state):
    with transaction():
        db.session.get(Conference, link.site.conference_id).state = state


def counts():
    return [(row.present, row.absent, row.reporter) for row in db.session.scalars(select(HeadCount))]


def test_whoever_has_the_link_reports_and_his_name_is_kept(client, link):
    done = client.post(address(link), data=COUNT, follow_redirects=True)

    assert (done.status_code, counts()) == (200, [(21, 3, "Võ Văn Lực")])
    assert "Võ Văn Lực" in done.text and 'value="21"' in done.text


def test_the_head_of_the_links_page_leads_there(app, link):
    assert address(link) in [step.href for step in linked_steps(link)]


def test_opening_it_changes_nothing(client, link):
    before = [counts(), db.session.scalars(select(Entry.id)).all()]

    pages = [client.get(address(link)).status_code for _ in range(2)]

    assert (pages, [counts(), db.session.scalars(select(Entry.id)).all()]) == ([200, 200], before)


def test_the_second_of_two_sees_what_the_first_reported(client, link):
    client.post(address(link), data=COUNT)

    again = client.post(address(link), data=COUNT | {"present": "19"})

    assert (again.status_code, counts()) == (409, [(21, 3, "Võ Văn Lực")])
    assert 'value="19"' in again.text and 'name="version" value="1"' in again.text


@pytest.mark.parametrize("typed", ["", "-1", "abc", "9999999", "２１"])
def test_a_number_that_cannot_be_is_said_and_kept(client, link, typed):
    answer = client.post(address(link), data=COUNT | {"present": typed})

    assert (answer.status_code, counts()) == (422, [])
    assert f'value="{typed}"' in answer.text


def test_far_more_than_announced_is_asked_once_and_taken_when_it_is_meant(client, link):
    many = COUNT | {"present": "99999"}

    asked = client.post(address(link), data=many)
    nothing = counts()
    done = client.post(address(link), data=many | {"sure": "y"})

    assert (asked.status_code, nothing, "99.999 + 3" in asked.text) == (422, [], True)
    assert (
        'name="sure"' in asked.text
        and 'value="99999"' in asked.text
        and 'name="sure"' not in client.get(address(link)).text
    )
    assert (done.status_code, counts()) == (302, [(99999, 3, "Võ Văn Lực")])


@pytest.mark.parametrize(("present", "named", "status"), [("100", 0, 302), ("101", 0, 422), ("101", 60, 302)])
def test_what_is_near_the_announced_or_the_named_is_not_asked(client, link, present, named, status):
    with transaction():
        db.session.add_all(Delegate(site_id=link.site_id, name=f"Ông {n}") for n in range(named))

    assert client.post(address(link), data=COUNT | {"present": present, "absent": "0"}).status_code == status


def test_before_the_day_the_page_says_when(client, link):
    turn(link, C.INVITING)
    with clock.at(MONDAY - timedelta(days=2)):
        page, answer = client.get(address(link)), client.post(address(link), data=COUNT)

    assert (page.status_code, answer.status_code, counts()) == (200, 409, [])
    assert 'name="present"' not in page.text


@pytest.mark.parametrize("state", [C.ENDED, C.CONCLUDED, C.CANCELLED, C.POSTPONED])
def test_once_it_is_over_nothing_is_reported_by_link(client, link, state):
    turn(link, state)

    page, answer = client.get(address(link)), client.post(address(link), data=COUNT)

    assert (page.status_code, answer.status_code, counts()) == (302, 409, [])
    assert address(link) not in [step.href for step in linked_steps(link)]


def test_an_ended_link_reports_nothing(client, link):
    with transaction():
        links.withdraw(db.session.merge(link), by=None)

    assert (client.post(address(link), data=COUNT).status_code, counts()) == (409, [])


def test_the_page_is_light_and_needs_no_script(client, link):
    page = client.get(address(link))

    assert len(page.data) < 20_000 and "<script>" not in page.text
