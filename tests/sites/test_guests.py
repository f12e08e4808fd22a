"""Attending at another site, and only watching the relay: parties of their own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.attendance import actions as attendance
from meetings.attendance import queries as counted
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.notices.models import Notice
from meetings.sites import actions, guests, links, tokens
from meetings.sites.models import Reply, Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_site_officer, a_stranger, a_unit

SECRET = "only for tests"


@pytest.fixture(autouse=True)
def _on_friday():
    with clock.at(MONDAY - timedelta(days=3)):
        yield


@pytest.fixture
def conference(app):
    secretary = a_secretary()
    made = a_conference(state=C.INVITING, secretary_id=secretary.id, organiser=secretary.posts[0].unit)
    a_site(made, made.organiser, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    return made


@pytest.fixture
def host(conference):
    unit = a_unit("Xã Vũ Quang")
    a_site_officer(unit)
    facts = {"expected_count": 20, "room": "Hội trường xã", "answered_at": clock.now()}
    return a_site(conference, unit, state=SiteState.CONFIRMED, **facts)


@pytest.fixture
def guest(conference):
    return a_site(conference, a_unit("Xã Đức Bồng"), state=SiteState.WAITING)


def link_of(site, name="Lan", address="lan@example.vn"):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name=name, to_address=address, by=None)


def at(link, more=""):
    return f"/x/{tokens.token(link, SECRET)}{more}"


def now(site):
    return db.session.get(Site, site.id, populate_existing=True)


def join(client, guest, host, **more):
    data = {"reply": "join", "joined": host.id if host else "", "chair": "named", "expected_count": "6", "answers": "0"}
    return client.post(at(link_of(guest), "/answer"), data={**data, **more})


def kinds():
    return sorted((row.kind, row.to_address) for row in db.session.scalars(select(Notice)))


def test_a_site_attends_at_another_and_stays_a_party_of_its_own(client, guest, host):
    answer = join(client, guest, host)
    page = client.get(at(link_of(guest)))

    here = now(guest)
    assert (answer.status_code, here.state) == (302, SiteState.CONFIRMED)
    assert (here.joined_id, here.reply) == (host.id, Reply.JOIN)
    assert (here.expected_count, now(host).expected_count) == (6, 20)
    assert "Xã Vũ Quang (Hội trường xã)" in page.text


def test_the_host_is_told_and_sees_who_comes(client, login, guest, host):
    join(client, guest, host)
    officer = a_site_officer(host.unit)

    page = login(officer).get(f"/sites/{host.id}").text
    by_link = client.get(at(link_of(host, "Hoa", "hoa@example.vn"))).text

    assert [kind for kind, _ in kinds()] == ["site_joined"]
    assert "Xã Đức Bồng" in page and f"/sites/{guest.id}/turn-away" in page
    assert "Xã Đức Bồng" in by_link and f"/guests/{guest.id}" in by_link


def test_where_the_main_site_receives_the_secretary_is_told(client, conference, guest):
    main = db.session.query(Site).filter_by(kind=SiteKind.MAIN).one()

    join(client, guest, main)

    assert ("site_joined", conference.secretary.email) in kinds()


def test_the_host_may_say_by_link_that_there_is_no_room(client, guest, host):
    join(client, guest, host)
    path = at(link_of(host, "Hoa", "hoa@example.vn"), f"/guests/{guest.id}")
    page, empty = client.get(path), client.post(path, data={"note": " "})

    done = client.post(path, data={"note": "Hội trường đang sửa"})

    here = now(guest)
    assert (page.status_code, empty.status_code, done.status_code) == (200, 422, 302)
    said = "Xã Vũ Quang: Hội trường đang sửa"
    assert (here.state, here.joined_id, here.decision_note) == (SiteState.WAITING, None, said)
    assert "Hội trường đang sửa" in client.get(at(link_of(guest))).text


def test_an_account_of_the_host_may_and_nobody_else(client, login, guest, host):
    join(client, guest, host)
    data, path = {"note": "Hết chỗ"}, f"/sites/{guest.id}/turn-away"
    others = [login(one).post(path, data=data).status_code for one in (a_stranger(), a_site_officer(guest.unit))]

    done = login(a_site_officer(host.unit)).post(path, data=data)

    assert (others, done.status_code, now(guest).state) == ([403, 403], 302, SiteState.WAITING)


def test_a_link_turns_no_guest_of_another_site_away(client, conference, guest, host):
    other = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED)
    join(client, guest, host)

    answer = client.post(at(link_of(other), f"/guests/{guest.id}"), data={"note": "x"})

    assert (answer.status_code, now(guest).joined_id) == (404, host.id)


@pytest.mark.parametrize("name", ["itself", "nowhere", "declined", "relay", "guest", "foreign", "forged"])
def test_where_one_cannot_attend_is_refused_in_words(client, conference, guest, host, name):
    elsewhere = {
        "itself": lambda: guest.id,
        "nowhere": lambda: "",
        "declined": lambda: a_site(conference, state=SiteState.DECLINED).id,
        "relay": lambda: a_site(conference, kind=SiteKind.RELAY).id,
        "guest": lambda: a_site(conference, state=SiteState.CONFIRMED, joined_id=host.id).id,
        "foreign": lambda: a_site(a_conference(state=C.INVITING)).id,
        "forged": lambda: "99999999999999",
    }[name]()

    answer = join(client, guest, None, joined=elsewhere)

    assert (answer.status_code, now(guest).state, kinds()) == (422, SiteState.WAITING, [])


def test_who_receives_others_stays_where_it_is(client, conference, guest, host):
    join(client, guest, host)
    other = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED)

    answer = join(client, host, other)

    assert (answer.status_code, now(host).joined_id) == (409, None)


def test_when_the_host_does_not_take_part_its_guests_are_asked_anew(client, guest, host):
    join(client, guest, host)

    client.post(at(link_of(host, "Hoa", "hoa@example.vn"), "/answer"),
                data={"reply": "no", "chair": "named", "note": "Mất điện", "answers": "0"})  # fmt: skip

    assert (now(host).state, now(guest).state, now(guest).joined_id) == (
        SiteState.DECLINED, SiteState.WAITING, None,
    )  # fmt: skip


def test_only_the_relay_and_back(client, guest, host):
    link = link_of(guest)
    data = {"reply": "relay", "chair": "named", "expected_count": "6", "answers": "0"}
    client.post(at(link, "/answer"), data=data)
    relaying = now(guest).kind, now(guest).state
    again = client.get(at(link, "/answer")).text

    client.post(at(link, "/answer"), data=data | {"reply": "yes", "answers": "1"})

    assert relaying == (SiteKind.RELAY, SiteState.CONFIRMED)
    assert 'value="relay" checked' in again
    assert (now(guest).kind, now(guest).reply) == (SiteKind.MEMBER, Reply.YES)


@pytest.mark.parametrize("reply", [Reply.YES, Reply.RELAY])
def test_a_relay_point_stays_one_whatever_it_confirms(conference, reply):
    point = a_site(conference, kind=SiteKind.RELAY, state=SiteState.WAITING)

    with transaction():
        actions.answer(db.session.get(Site, point.id), reply=reply, by=conference.secretary)

    assert (now(point).state, now(point).kind) == (SiteState.CONFIRMED, SiteKind.RELAY)


def test_the_board_says_where_it_attends(client, login, conference, guest, host):
    join(client, guest, host)

    page = login(conference.secretary).get(f"/conferences/{conference.id}/sites").text

    assert "dự tại Xã Vũ Quang" in page


def test_attendance_counts_each_party_once(client, login, conference, guest, host):
    join(client, guest, host)
    with transaction():
        db.session.get(Conference, conference.id).state = C.LIVE
    with clock.at(MONDAY), transaction():
        for site, present in ((guest, 6), (host, 18)):
            attendance.report(db.session.get(Site, site.id), present=present, by=conference.secretary)

    whole = counted.totals(conference.id).whole

    assert (whole.sites, whole.reported, whole.expected, whole.present) == (3, 2, 26, 24)


def test_of_thousands_the_neighbours_are_offered(conference, guest):
    with transaction():
        for number in range(120):
            facts = {"group_name": "Khu vực 2" if number < 100 else "Khu vực 1", "position": number}
            db.session.add(Site(conference_id=conference.id, unit_id=unit(number), name=f"Xã {number}", **facts))
        db.session.get(Site, guest.id).group_name = "Khu vực 1"

    offered = guests.hosts_for(now(guest))

    assert len(offered) == guests.MOST_OFFERED
    assert {one.group_name for one in offered[:20]} == {"Khu vực 1"}
    assert offered[20].kind is SiteKind.MAIN


def unit(number):
    row = Unit(name=f"Xã {number}", short_name="", kind=UnitKind.COMMUNE, path=f"/8{number}/")
    db.session.add(row)
    db.session.flush()
    return row.id
