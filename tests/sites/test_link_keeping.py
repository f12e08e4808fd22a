import re

import pytest
from sqlalchemy import select

from meetings.base.db import db
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Ending, SiteKind, SiteLink
from tests.make import a_conference, a_leader, a_secretary, a_site, a_site_officer, a_stranger

LAN = {"to_name": "Nguyễn Thị Lan", "to_address": "lan@example.vn"}


@pytest.fixture
def site(app):
    return a_site(a_conference(state=C.INVITING))


@pytest.fixture
def secretariat(login, site):
    return login(a_secretary(site.conference.organiser))


def given():
    return db.session.scalars(select(SiteLink).order_by(SiteLink.id)).all()


def test_the_secretariat_makes_a_link_and_reads_it_out(secretariat, client, site):
    page = secretariat.post(f"/sites/{site.id}/links", data=LAN, follow_redirects=True)

    address = re.search(r"http://localhost(/x/[^<]+)</code>", page.text)[1]
    assert client.get(address).status_code == 200
    assert '<svg class="site-qr"' in page.text


def test_a_new_link_ends_the_old_one_and_a_withdrawn_one_opens_nothing(secretariat, site):
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    [first] = given()

    secretariat.post(f"/links/{first.id}/renew")
    second = given()[1]
    secretariat.post(f"/links/{second.id}/withdraw")
    again = secretariat.post(f"/links/{second.id}/withdraw")

    assert [row.ending for row in given()] == [Ending.RENEWED, Ending.WITHDRAWN]
    assert again.status_code == 409


@pytest.mark.parametrize("who", [a_leader, a_site_officer, a_stranger, a_secretary])
def test_nobody_else_sees_or_makes_links(login, secretariat, site, who):
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    [link] = given()
    client = login(who())

    answers = [
        client.get(f"/sites/{site.id}/links"),
        client.post(f"/sites/{site.id}/links", data=LAN),
        client.post(f"/links/{link.id}/renew"),
        client.post(f"/links/{link.id}/withdraw"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert [row.ended_at for row in given()] == [None]


@pytest.mark.parametrize("typed", [{}, {"to_name": ""}, {"to_name": "x" * 121}, {"to_address": "a" * 300}])
def test_a_link_is_for_somebody(secretariat, site, typed):
    answer = secretariat.post(f"/sites/{site.id}/links", data={**LAN, **typed} if typed else {})

    assert (answer.status_code, given()) == (422, [])


def test_the_main_site_and_a_draft_have_no_links(login, site):
    main = a_site(site.conference, kind=SiteKind.MAIN)
    draft = a_site(a_conference())

    for one in (main, draft):
        answer = login(a_secretary(one.conference.organiser)).post(f"/sites/{one.id}/links", data=LAN)
        assert answer.status_code == 409
    assert given() == []
