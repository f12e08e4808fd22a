"""Whoever presides and has an account in the unit is known by it, however the site names him."""

import re
from datetime import timedelta

import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites import links, queries
from meetings.sites.models import SiteState
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_unit, a_user
from tests.sites.make import at, now

YES = {"reply": "yes", "answers": "0", "expected_count": "9"}
BY = {"chair": "other", "chair_title": "Chủ tịch"}


@pytest.fixture(autouse=True)
def _before():
    with clock.at(MONDAY - timedelta(days=4)):
        yield


@pytest.fixture
def unit(app):
    return a_unit("Xã Vũ Quang")


@pytest.fixture
def leader(unit):
    return a_leader(unit)


@pytest.fixture
def conference(app):
    secretary = a_secretary()
    return a_conference(state=C.INVITING, secretary_id=secretary.id, organiser=secretary.posts[0].unit)


def page_of(site):
    with transaction():
        return at(links.issue(now(site), to_name="Võ Lực", to_address="luc@x.example", by=None))


def chair_in(text, form="lt-answer"):
    """The chair that is ticked, and what stands in the two fields for somebody else."""
    text = text.partition(f'class="{form}"')[2]
    [ticked] = re.findall(r'<input[^>]*name="chair"[^>]*checked[^>]*>', text)
    names = "chair_name", "chair_title"
    fields = [re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', text)[1] for name in names]
    return re.search(r'value="([^"]*)"', ticked)[1], *fields


def test_the_chair_of_last_time_stands_chosen_as_the_leader_he_is(client, conference, unit, leader):
    earlier = a_conference(state=C.CONCLUDED, starts_at=MONDAY - timedelta(days=30))
    presided = {"chair_id": leader.id, "chair_name": leader.name, "chair_title": "Chủ tịch"}
    a_site(earlier, unit, state=SiteState.CONFIRMED, answers=1, **presided)
    site = a_site(conference, unit, state=SiteState.WAITING)
    page = page_of(site)

    text = client.get(page).text
    shown = chair_in(text)
    client.post(f"{page}/answer", data=YES | {"chair": shown[0], "chair_name": shown[1], "chair_title": shown[2]})

    assert (shown, "Điền sẵn theo lần trước" in text) == ((f"person-{leader.id}", "", ""), True)
    assert (now(site).state, now(site).chair_id, now(site).chair_name) == (SiteState.CONFIRMED, leader.id, leader.name)
    assert queries.has_part(conference.id, [], leader.id)


def test_on_the_telephone_he_stands_chosen_too(login, conference, unit, leader):
    earlier = a_conference(state=C.CONCLUDED, starts_at=MONDAY - timedelta(days=30))
    a_site(earlier, unit, state=SiteState.CONFIRMED, answers=1, chair_id=leader.id, chair_name=leader.name)
    site = a_site(conference, unit, state=SiteState.WAITING)

    text = login(conference.secretary).get(f"/sites/{site.id}/edit").text

    assert chair_in(text, "site-answer") == (f"person-{leader.id}", "", "")


def test_whoever_was_asked_for_stands_chosen_as_the_leader_he_is(client, conference, unit, leader):
    site = a_site(conference, unit, state=SiteState.WAITING, chair_name="Trịnh Văn Ngọc")
    page = page_of(site)

    client.post(f"{page}/answer", data=YES | {"chair": f"person-{leader.id}", "note": "Đi công tác"})

    assert (now(site).state, now(site).wanted_chair_id) == (SiteState.CHANGE_REQUESTED, leader.id)
    assert chair_in(client.get(f"{page}/answer").text) == (f"person-{leader.id}", "", "")


def test_a_leader_who_is_typed_is_known_by_his_account(client, conference, unit, leader):
    site = a_site(conference, unit, state=SiteState.WAITING)

    client.post(f"{page_of(site)}/answer", data=YES | BY | {"chair_name": f" {leader.name.upper()} "})

    assert (now(site).state, now(site).chair_id) == (SiteState.CONFIRMED, leader.id)


def test_the_one_named_who_is_typed_again_keeps_his_account_unasked(client, conference, unit, leader):
    named = {"chair_id": leader.id, "chair_name": leader.name}
    site = a_site(conference, unit, state=SiteState.WAITING, **named)

    client.post(f"{page_of(site)}/answer", data=YES | BY | {"chair_name": leader.name.lower()})

    assert (now(site).state, now(site).chair_id, now(site).chair_title) == (SiteState.CONFIRMED, leader.id, "Chủ tịch")


def test_the_one_named_who_is_typed_again_stays_written_as_papers_write_him(client, conference, unit, leader):
    named = {"chair_id": leader.id, "chair_name": leader.name, "chair_title": "Chủ tịch"}
    site = a_site(conference, unit, state=SiteState.WAITING, **named)
    typed = {"chair": "other", "chair_name": leader.name.upper(), "chair_title": ""}

    client.post(f"{page_of(site)}/answer", data=YES | typed)

    found = now(site)
    assert (found.state, found.chair_name, found.chair_title) == (SiteState.CONFIRMED, leader.name, "Chủ tịch")


def test_the_secretariat_corrects_how_he_is_written_and_he_keeps_his_account(login, conference, unit, leader):
    named = {"chair_id": leader.id, "chair_name": leader.name.lower()}
    site = a_site(conference, unit, state=SiteState.WAITING, **named)
    typed = BY | {"chair_name": leader.name, "version": str(site.version)}

    login(conference.secretary).post(f"/sites/{site.id}/edit", data=typed)

    assert (now(site).chair_id, now(site).chair_name, now(site).chair_title) == (leader.id, leader.name, "Chủ tịch")


@pytest.mark.parametrize("name", ["Phan Thị Lam", "Lê Văn Nam"], ids=["a stranger", "one of two of that name"])
def test_whoever_cannot_be_told_by_the_name_is_known_by_it_alone(client, conference, unit, name):
    site = a_site(conference, unit, state=SiteState.WAITING)
    for _ in range(2):
        a_user(Role.LEADER, unit, name="Lê Văn Nam")

    client.post(f"{page_of(site)}/answer", data=YES | BY | {"chair_name": name})

    assert (now(site).state, now(site).chair_name, now(site).chair_id) == (SiteState.CONFIRMED, name, None)


@pytest.fixture
def namesakes(unit):
    return [a_user(Role.LEADER, unit, name="Lê Văn Nam", title=title) for title in ("Chủ tịch", "Phó Chủ tịch")]


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_of_one_name_the_position_tells_who_is_meant(client, conference, unit, namesakes, which):
    site = a_site(conference, unit, state=SiteState.WAITING)
    typed = BY | {"chair_name": "Lê Văn Nam", "chair_title": ("chủ tịch ", "PHÓ CHỦ TỊCH")[which]}

    client.post(f"{page_of(site)}/answer", data=YES | typed)

    assert (now(site).state, now(site).chair_id) == (SiteState.CONFIRMED, namesakes[which].id)


@pytest.mark.parametrize("title", ["Phó Chủ tịch", "Phó Chủ tịch Thường trực", ""], ids=["his own", "another", "none"])
def test_the_one_named_keeps_his_account_although_another_bears_his_name(
    login, client, conference, unit, namesakes, title
):
    named = {"chair_id": namesakes[1].id, "chair_name": "Lê Văn Nam", "chair_title": "Phó Chủ tịch"}
    site = a_site(conference, unit, state=SiteState.WAITING, **named)
    typed = BY | {"chair_name": "lê văn nam", "chair_title": title}

    client.post(f"{page_of(site)}/answer", data=YES | typed)
    answered = now(site).state, now(site).chair_id
    login(conference.secretary).post(f"/sites/{site.id}/edit", data=typed | {"version": str(now(site).version)})

    assert (answered, now(site).chair_id) == ((SiteState.CONFIRMED, namesakes[1].id), namesakes[1].id)


def test_who_types_the_position_of_the_other_of_that_name_asks_for_another_chair(client, conference, unit, namesakes):
    named = {"chair_id": namesakes[1].id, "chair_name": "Lê Văn Nam", "chair_title": "Phó Chủ tịch"}
    site = a_site(conference, unit, state=SiteState.WAITING, **named)
    page, typed = f"{page_of(site)}/answer", YES | BY | {"chair_name": "Lê Văn Nam", "chair_title": "Chủ tịch"}

    unexplained = client.post(page, data=typed).status_code
    client.post(page, data=typed | {"note": "Chủ tịch đã về"})

    found = now(site)
    assert (unexplained, found.state) == (422, SiteState.CHANGE_REQUESTED)
    assert (found.chair_id, found.wanted_chair_id) == (namesakes[1].id, namesakes[0].id)
