"""The video room: who enters when, with which pass; without a server everything else works."""

import html
import json
import re
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Chair, ChairPart
from meetings.conferences.models import ConferenceState as C
from meetings.rooms import actions, queries
from meetings.rooms.models import Room
from meetings.sites.models import SiteState
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    an_administrator,
)
from tests.stand_ins import JitsiServer, free_port

SECRET = "a secret that Prosody knows, 32 bytes long"
ANY_TIME = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
SLUG = re.compile(r"hn-2026-11-[0-9a-f]{20}")


@pytest.fixture(autouse=True)
def jitsi(app):
    kept = {name: value for name, value in app.config.items() if name.startswith("JITSI_")}
    app.config.update(JITSI_URL="https://meet.tinh.example", JITSI_APP_ID="nhip-cau", JITSI_SECRET=SECRET)
    yield app.config
    app.config.update(kept)


@pytest.fixture(autouse=True)
def _just_before():
    with clock.at(MONDAY - timedelta(minutes=30)):
        yield


def a_conference_with_a_room(**facts):
    facts.setdefault("state", C.READY)
    conference = a_conference(**facts)
    with transaction():
        actions.make(conference, by=None)
    return conference


def an_officer_of(conference):
    unit = a_unit("Xã Đức Thọ")
    a_site(conference, unit, name="Xã Đức Thọ", state=SiteState.CONFIRMED)
    return a_site_officer(unit)


def options_of(page):
    return json.loads(html.unescape(re.search(r'data-room="([^"]*)"', page).group(1)))


def claims_of(client, conference):
    token = options_of(client.get(f"/conferences/{conference.id}/room?join=1").text)["jwt"]
    return jwt.decode(token, SECRET, ["HS256"], audience="jitsi", options=ANY_TIME)


def test_the_rooms_name_is_ascii_and_unguessable_and_stays():
    conference = a_conference_with_a_room()
    first = queries.room_of(conference.id).slug
    with transaction():
        actions.make(conference, by=None)

    slugs = {queries.room_of(a_conference_with_a_room().id).slug for _ in range(20)}

    assert queries.room_of(conference.id).slug == first
    assert len(slugs) == 20
    assert all(SLUG.fullmatch(slug) for slug in slugs | {first})


def test_a_participant_enters_with_a_pass_for_himself_and_this_room_alone(login):
    conference = a_conference_with_a_room()
    officer = an_officer_of(conference)

    claims = claims_of(login(officer), conference)

    assert claims["room"] == queries.room_of(conference.id).slug
    assert claims["context"]["user"] == {
        "id": f"p{officer.id}",
        "name": f"Xã Đức Thọ – {officer.name}",
        "email": officer.email,
        "moderator": False,
        "affiliation": "member",
    }
    assert claims["context"]["group"] == "Xã Đức Thọ"
    assert claims["nbf"] <= int(clock.now().timestamp())
    assert timedelta(hours=6) < timedelta(seconds=claims["exp"] - clock.now().timestamp()) < timedelta(hours=23)


def moderates(login, person, conference):
    return claims_of(login(person), conference)["context"]["user"]["moderator"]


def test_only_those_who_preside_and_the_secretariat_moderate(login):
    province = a_province()
    chair = a_leader(province)
    conference = a_conference_with_a_room(organiser=province, chair=chair)
    second = a_leader(a_unit())
    with transaction():
        co_chair = Chair(name=second.name, person_id=second.id, part=ChairPart.CO_CHAIR)
        db.session.merge(conference).chairs.append(co_chair)
    people = [chair, second, a_secretary(province), an_administrator(), an_administrator(province)]

    assert [moderates(login, person, conference) for person in people] == [True, True, True, False, False]
    assert not moderates(login, an_officer_of(conference), conference)


def test_an_administrator_who_is_the_secretary_moderates_and_any_keeps_the_room(login):
    admin, other = an_administrator(), an_administrator()
    conference = a_conference_with_a_room(secretary_id=admin.id)
    client = login(other)

    page = client.get(f"/conferences/{conference.id}/room").text
    inside = client.get(f"/conferences/{conference.id}/room?join=1").text

    assert (moderates(login, admin, conference), moderates(login, other, conference)) == (True, False)
    assert f"/conferences/{conference.id}/room/check" in page and "renew" in page
    assert 'data-order="mute"' not in inside


def test_a_pass_is_signed_with_a_key_pair_where_one_is_configured(login, jitsi):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jitsi.update(
        JITSI_ALGORITHM="RS256",
        JITSI_KEY_ID="nhip-cau/1",
        JITSI_PRIVATE_KEY=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )
    conference = a_conference_with_a_room()

    page = login(an_administrator()).get(f"/conferences/{conference.id}/room?join=1").text

    token = options_of(page)["jwt"]
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "RS256", "kid": "nhip-cau/1"}
    assert jwt.decode(token, key.public_key(), ["RS256"], audience="jitsi", options=ANY_TIME)


def enters(login, person, conference):
    return "join=1" in login(person).get(f"/conferences/{conference.id}/room").text


@pytest.mark.parametrize(
    ("minutes", "state", "officer", "secretary"),
    [
        (-61, C.READY, False, True),
        (-59, C.READY, True, True),
        (-59, C.INVITING, True, True),
        (0, C.LIVE, True, True),
        (0, C.PAUSED, True, True),
        (24 * 60, C.LIVE, True, True),
        (24 * 60, C.READY, False, False),
        (60, C.ENDED, False, False),
        (60, C.CONCLUDED, False, False),
        (0, C.CANCELLED, False, False),
        (0, C.POSTPONED, False, False),
    ],
)
def test_the_room_is_open_from_an_hour_before_until_it_ends(login, minutes, state, officer, secretary):
    province = a_province()
    conference = a_conference_with_a_room(organiser=province)
    someone = an_officer_of(conference)
    with transaction():
        db.session.merge(conference).state = state

    with clock.at(MONDAY + timedelta(minutes=minutes)):
        assert (enters(login, someone, conference), enters(login, a_secretary(province), conference)) == (
            officer,
            secretary,
        )


def test_who_waits_before_the_door_is_let_in_by_the_page_itself(login):
    conference = a_conference_with_a_room()
    client, door = login(an_officer_of(conference)), f"/conferences/{conference.id}/room/door"
    with clock.at(MONDAY - timedelta(minutes=61)):
        waiting = client.get(f"/conferences/{conference.id}/room").text
        closed = client.get(door).text
    opened = client.get(door).text
    with clock.at(MONDAY + timedelta(hours=11)):
        over = client.get(door).text

    assert [f'hx-get="{door}"' in text for text in (waiting, closed, opened)] == [True, True, False]
    assert ["jwt" in text for text in (waiting, closed, opened, over)] == [False, False, True, False]
    assert "06:30" in closed and "06:30" not in over


def test_only_an_administrator_is_told_how_to_connect_a_server(login, jitsi):
    jitsi["JITSI_URL"] = ""
    conference = a_conference_with_a_room(place="Phòng họp https://hop.tinh.example/giao-ban")
    pages = [
        login(person).get(f"/conferences/{conference.id}/room").text
        for person in (an_officer_of(conference), an_administrator())
    ]

    assert ["JITSI_URL" in page for page in pages] == [False, True]
    assert ["https://hop.tinh.example/giao-ban" in page for page in pages] == [True, True]


@pytest.mark.parametrize("path", ["room", "room?join=1", "room/door"])
def test_a_stranger_never_gets_a_pass(login, path):
    conference = a_conference_with_a_room()

    answer = login(a_stranger()).get(f"/conferences/{conference.id}/{path}")

    assert (answer.status_code, "jwt" in answer.text) == (403, False)


def test_a_participant_neither_makes_renews_nor_asks(login):
    conference = a_conference_with_a_room()
    client = login(an_officer_of(conference))

    answers = [
        client.post(f"/conferences/{conference.id}/room"),
        client.post(f"/conferences/{conference.id}/room/renew"),
        client.get(f"/conferences/{conference.id}/room/check"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_new_name_leaves_old_passes_outside(login):
    province = a_province()
    conference = a_conference_with_a_room(organiser=province)
    client = login(a_secretary(province))
    before = claims_of(client, conference)["room"]

    client.post(f"/conferences/{conference.id}/room/renew")

    after = claims_of(client, conference)["room"]
    assert (before != after, after == queries.room_of(conference.id).slug) == (True, True)


def test_a_cancelled_conference_gets_no_room(login):
    conference = a_conference(state=C.CANCELLED)

    answer = login(an_administrator()).post(f"/conferences/{conference.id}/room")

    assert (answer.status_code, db.session.query(Room).count()) == (409, 0)


def test_only_the_room_lets_the_video_host_in(login):
    conference = a_conference_with_a_room()
    client = login(an_administrator())
    inside = client.get(f"/conferences/{conference.id}/room?join=1").headers
    before = client.get(f"/conferences/{conference.id}/room").headers

    assert "script-src 'self' https://meet.tinh.example;" in inside["Content-Security-Policy"]
    assert "frame-src 'self' https://meet.tinh.example;" in inside["Content-Security-Policy"]
    assert 'camera=(self "https://meet.tinh.example")' in inside["Permissions-Policy"]
    assert inside["Cache-Control"] == "no-store"
    assert "meet.tinh.example" not in before["Content-Security-Policy"]
    assert before["Permissions-Policy"] == "camera=(), microphone=(), display-capture=()"


def test_the_plain_link_for_telephones_carries_the_pass_where_no_log_sees_it(login):
    conference = a_conference_with_a_room()

    page = html.unescape(login(an_administrator()).get(f"/conferences/{conference.id}/room").text)

    address, _, secret = re.search(r'href="(https://meet\.tinh\.example/[^"]*)"', page).group(1).partition("#")
    assert address == f"https://meet.tinh.example/{queries.room_of(conference.id).slug}?lang=vi"
    assert secret.startswith("jwt=")


def test_without_a_server_the_page_says_so(login, jitsi):
    jitsi["JITSI_URL"] = ""
    conference = a_conference_with_a_room()

    answer = login(an_officer_of(conference)).get(f"/conferences/{conference.id}/room?join=1")

    assert (answer.status_code, "data-room" in answer.text) == (200, False)


@pytest.mark.parametrize(
    "broken", [{"JITSI_URL": "meet.example"}, {"JITSI_SECRET": ""}, {"JITSI_APP_ID": ""}, {"JITSI_ALGORITHM": "none"}]
)
def test_a_server_that_is_set_up_wrongly_is_said_in_words(login, jitsi, broken):
    jitsi.update(broken)
    conference = a_conference_with_a_room()

    answer = login(an_administrator()).get(f"/conferences/{conference.id}/room?join=1")

    assert (answer.status_code, "Traceback" in answer.text) == (503, False)


def test_the_secretariat_sees_who_is_in_the_room_and_whether_the_server_is_well(login, jitsi):
    conference = a_conference_with_a_room()
    with JitsiServer() as server:
        jitsi.update(JITSI_URL=server.url, JITSI_PROSODY_URL=server.url, JITSI_DOMAIN=server.domain)
        server.rooms[queries.room_of(conference.id).slug] = [("ab12cd34", "Điểm cầu Vũ Quang")]

        page = login(an_administrator()).get(f"/conferences/{conference.id}/room/check")

    assert (page.status_code, "Điểm cầu Vũ Quang" in page.text) == (200, True)


def test_a_server_that_is_down_spoils_neither_page(login, jitsi):
    jitsi.update(JITSI_URL=f"http://127.0.0.1:{free_port()}", JITSI_PROSODY_URL="")
    conference = a_conference_with_a_room()
    client = login(an_administrator())

    assert client.get(f"/conferences/{conference.id}/room").status_code == 200
    assert client.get(f"/conferences/{conference.id}/room/check").status_code == 200


@given(name=st.text(min_size=1, max_size=120), title=st.text(min_size=1, max_size=200))
@settings(max_examples=30, deadline=None)
def test_no_name_and_no_title_breaks_out_of_the_page(app, name, title):
    if not name.strip() or not title.strip():
        return
    conference = a_conference_with_a_room(title=title.replace("\x00", "").replace("\ud800", "") or "x")
    person = an_administrator()
    with transaction():
        db.session.merge(person).name = name.replace("\x00", "") or "x"

    answer = app.test_client(user=person).get(f"/conferences/{conference.id}/room?join=1")

    if answer.status_code == 200:
        assert options_of(answer.text)["roomName"] == queries.room_of(conference.id).slug
    else:
        assert answer.status_code == 422


@pytest.mark.parametrize("number", [1, 300])
def test_the_room_asks_as_often_for_one_site_as_for_three_hundred(number, login, queries):
    conference = a_conference_with_a_room()
    for _ in range(number):
        a_site(conference)
    client = login(an_administrator())
    queries.clear()

    client.get(f"/conferences/{conference.id}/room?join=1")

    assert len(queries) <= 12
