"""Who may look at sites, manage them and answer for them."""

import pytest

from meetings.accounts.models import Role
from meetings.sites.models import SiteState
from tests.make import (
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_user,
    an_administrator,
)
from tests.sites.make import MANAGE, OWN

S = SiteState
BOARD = [
    ("GET", "/conferences/{c}/sites"),
    ("GET", "/conferences/{c}/sites/board"),
    ("GET", "/conferences/{c}/sites/print"),
]
LOOK = [("GET", "/sites/{s}")]


def status(client, method, address, scene):
    return client.open(address.format(**scene), method=method).status_code


@pytest.mark.parametrize(("method", "address"), MANAGE + BOARD + LOOK + OWN)
def test_strangers_and_people_of_other_units_are_turned_away(login, client, scene, method, address):
    others = [a_stranger(), a_site_officer(), a_leader(), a_secretary(a_province())]

    assert [status(login(person), method, address, scene) for person in others] == [403] * 4
    assert status(client, method, address, scene) in (302, 401)


@pytest.mark.parametrize(("method", "address"), MANAGE)
def test_who_only_takes_part_does_not_manage(login, scene, method, address):
    people = [a_site_officer(scene["unit"]), a_leader(scene["unit"]), a_user(Role.MEMBER, scene["unit"])]

    assert [status(login(person), method, address, scene) for person in people] == [403] * 3


@pytest.mark.parametrize(("method", "address"), BOARD + LOOK)
def test_who_takes_part_looks(login, scene, method, address):
    people = [a_site_officer(scene["unit"]), a_user(Role.MEMBER, scene["unit"]), an_administrator()]

    assert [status(login(person), method, address, scene) for person in people] == [200] * 3


@pytest.mark.parametrize(("method", "address"), OWN)
def test_only_who_answers_for_the_unit_answers(login, secretary, scene, method, address):
    others = [a_user(Role.MEMBER, scene["unit"]), secretary]

    assert [status(login(person), method, address, scene) for person in others] == [403] * 2


@pytest.mark.parametrize(("method", "address"), MANAGE + BOARD + LOOK + OWN)
def test_guessed_numbers_lead_nowhere(login, secretary, method, address):
    assert status(login(secretary), method, address, {"c": 9**9, "s": 9**9, "g": 9**9}) == 404


def test_telephone_numbers_are_only_for_the_secretariat(login, conference, scene):
    page = login(a_site_officer(scene["unit"])).get(f"/conferences/{conference.id}/sites").text

    assert "0239" not in page and "tel:" not in page


def test_a_draft_is_hidden_from_those_who_will_be_invited(login, province, vu_quang):
    site = a_site(a_conference(organiser=province), vu_quang)
    browser = login(a_site_officer(vu_quang))

    assert [
        browser.get(f"/sites/{site.id}").status_code,
        browser.post(f"/sites/{site.id}/answer").status_code,
    ] == [403, 403]
