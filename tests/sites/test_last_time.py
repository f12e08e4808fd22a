"""What a site named of itself last time stands filled in where it answers the next time."""

import re
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.series import copying
from meetings.sites import actions, last_time, links, tokens
from meetings.sites import queries as sites
from meetings.sites.models import Site, SiteState
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit

SECRET = "only for tests"
SAID = {
    "chair_name": "Phan Văn Thay",
    "chair_title": "Phó Chủ tịch UBND phường",
    "contact_name": "Chị Lan",
    "contact_phone": "0912 000 111",
    "contact_email": "lan@thanhsen.example",
    "technician_name": "Anh Tú",
    "technician_phone": "0912 000 222",
    "room": "Hội trường tầng 2",
    "expected_count": "9",
}


@pytest.fixture(autouse=True)
def _before_both():
    with clock.at(MONDAY - timedelta(days=4)):
        yield


@pytest.fixture
def earlier(app):
    return a_conference(state=C.INVITING, secretary_id=a_secretary().id)


def copied(earlier):
    """The same conference a month later, copied before its site had answered, and called."""
    with transaction():
        later = copying.copy(
            earlier,
            title="Giao ban tháng 12",
            starts_at=MONDAY + timedelta(days=28),
            ends_at=MONDAY + timedelta(days=28, hours=2),
            parts=("sites",),
            by=None,
        )
        db.session.flush()
        later.state = C.INVITING
    [row] = sites.sites_of(later.id)
    with transaction():
        db.session.get(Site, row.id).state = SiteState.WAITING
    return now(row)


def now(site):
    return db.session.get(Site, site.id, populate_existing=True)


def link_of(site):
    with transaction():
        return "/x/" + tokens.token(
            links.issue(now(site), to_name="Võ Lực", to_address="luc@x.example", by=None), SECRET
        )


def typed_in(page):
    """What stands in the fields of the page, and which chair is ticked."""
    fields = {name: value for name, value in re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page)}
    [chair] = re.findall(r'<input[^>]*name="chair"[^>]*checked[^>]*>', page)
    return {name: fields.get(name, "") for name in SAID} | {"chair": re.search(r'value="([^"]*)"', chair)[1]}


def test_what_the_site_named_itself_last_time_is_offered_by_link_and_account_and_counts_when_sent(
    client, login, earlier
):
    unit = a_unit("Phường Thành Sen")
    first = a_site(earlier, unit, state=SiteState.WAITING)
    later = copied(earlier)
    officer = a_site_officer(unit)
    yes = {"reply": "yes", "chair": "other", "answers": "0"}
    client.post(link_of(first) + "/answer", data=yes | SAID)
    assert (now(first).state, now(first).chair_name) == (SiteState.CONFIRMED, "Phan Văn Thay")

    link, account = link_of(later), login(officer)
    pages = [client.get(link).text, account.get(f"/sites/{later.id}").text]

    for page in pages:
        assert typed_in(page) == SAID | {"chair": "other"}
        assert "Điền sẵn theo lần trước" in page
    assert (now(later).state, now(later).chair_name, now(later).answers) == (SiteState.WAITING, "", 0)
    client.post(link + "/answer", data=yes | {name: typed_in(pages[0])[name] for name in SAID})
    assert (now(later).state, now(later).chair_name, now(later).room) == (
        SiteState.CONFIRMED, "Phan Văn Thay", "Hội trường tầng 2",
    )  # fmt: skip


def test_the_leader_of_the_unit_and_what_was_planned_for_this_conference_go_before_last_time(client, earlier):
    unit = a_unit("Phường Thành Sen")
    a_site(earlier, unit, state=SiteState.CONFIRMED, answers=1, **SAID | {"expected_count": 9})
    later = a_conference(state=C.INVITING, starts_at=MONDAY + timedelta(days=28))
    leader = a_leader(unit)
    with transaction():
        actions.choose(later, [unit.id], by=None)
    [site] = sites.sites_of(later.id)
    with transaction():
        row = db.session.get(Site, site.id)
        row.room, row.state = "Phòng họp mới", SiteState.WAITING

    shown = typed_in(client.get(link_of(site)).text)

    assert (shown["chair"], now(site).chair_name, shown["room"]) == ("named", leader.name, "Phòng họp mới")


def test_nothing_is_filled_in_over_what_the_site_has_answered(client, earlier):
    unit = a_unit("Phường Thành Sen")
    a_site(earlier, unit, state=SiteState.CONFIRMED, answers=1, **SAID | {"expected_count": 9})
    later = a_conference(state=C.INVITING, starts_at=MONDAY + timedelta(days=28))
    site = a_site(later, unit, state=SiteState.WAITING)
    link = link_of(site)
    client.post(link + "/answer", data={"reply": "yes", "chair": "named", "expected_count": "5", "answers": "0"})

    shown = typed_in(client.get(link + "/answer").text)

    assert (shown["chair"], shown["chair_name"], shown["technician_name"]) == ("named", "", "")
    assert shown["expected_count"] == "5"


NAMED_NOW = {
    "contact_name": "Anh Sơn",
    "contact_phone": "0239 3855 001",
    "contact_email": "moi@thanhsen.example",
    "technician_name": "Chị Hòa",
    "technician_phone": "0239 3855 002",
    "room": "Phòng họp mới",
    "expected_count": 4,
}


@pytest.mark.parametrize("named", NAMED_NOW)
def test_what_was_named_since_stands_and_nothing_of_last_time_beside_it(client, earlier, named):
    unit = a_unit("Phường Thành Sen")
    a_site(earlier, unit, state=SiteState.CONFIRMED, answers=1, **SAID | {"expected_count": 9})
    later = a_conference(state=C.INVITING, starts_at=MONDAY + timedelta(days=28))
    site = a_site(later, unit, state=SiteState.WAITING, **{named: NAMED_NOW[named]})

    shown = typed_in(client.get(link_of(site)).text)

    [group] = [names for names in last_time.TOGETHER if named in names]
    assert shown == SAID | {"chair": "other"} | dict.fromkeys(group, "") | {named: str(NAMED_NOW[named])}


def test_a_new_site_keeps_the_telephone_of_last_time_that_has_no_name_beside_it(earlier):
    unit = a_unit("Phường Thành Sen")
    a_site_officer(unit)
    a_site(earlier, unit, state=SiteState.CONFIRMED, contact_phone="0239 3855 001", contact_email="vp@thanhsen.example")
    later = a_conference(state=C.INVITING, starts_at=MONDAY + timedelta(days=28))

    with transaction():
        actions.choose(later, [unit.id], by=None)

    [site] = sites.sites_of(later.id)
    assert (site.contact_name, site.contact_phone, site.contact_email) == ("", "0239 3855 001", "vp@thanhsen.example")


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_one_question_more_for_it_at_any_number_of_sites(client, earlier, queries, number):
    unit = a_unit("Phường Thành Sen")
    a_site(earlier, unit, state=SiteState.CONFIRMED, answers=1, **SAID | {"expected_count": 9})
    later = a_conference(state=C.INVITING, starts_at=MONDAY + timedelta(days=28))
    site = a_site(later, unit, state=SiteState.WAITING)
    for _ in range(number - 1):
        other = a_unit()
        a_site(earlier, other)
        a_site(later, other)
    link = link_of(site)
    client.get(link)
    queries.clear()

    assert "Phan Văn Thay" in client.get(link).text
    assert len(queries) <= 8, queries
