import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from meetings.base import clock
from meetings.base.errors import NotValid, Unreachable
from meetings.gateways.jitsi import (
    Guest,
    Settings,
    external_api_url,
    frame_options,
    room_link,
    room_url,
    sign_pass,
)

ROOM = "gb-2026-11-a1b2c3"
SECRET = "a secret that is long enough for HS256 and HS512, as Prosody wants it to be: sixty-four bytes"
SITE = Settings(url="https://meet.tinh.example", app_id="hoinghi", secret=SECRET)
AN = Guest("u-1041", "Nguyễn Văn An", "an@tinh.example")
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def _admitted(token, room, *, key=SECRET, algorithm="HS256", issuer="hoinghi"):
    """What Prosody does (LJ, TU): typ, the one algorithm, iss, aud as one string, sub, room, times."""
    assert jwt.get_unverified_header(token)["typ"] == "JWT"
    claims = jwt.decode(
        token,
        key,
        [algorithm],
        audience="jitsi",
        issuer=issuer,
        options={
            "verify_exp": False,
            "verify_nbf": False,
            "verify_iat": False,
            "require": ["iss", "aud", "sub", "room", "exp", "nbf"],
        },
    )
    assert isinstance(claims["aud"], str) and claims["sub"] == claims["sub"].lower()
    assert claims["room"].lower() == room and claims["room"] != "*"
    assert claims["nbf"] <= clock.now().timestamp() < claims["exp"]
    return claims


def test_the_chair_gets_the_whole_pass():
    with clock.at(NOON):
        claims = _admitted(sign_pass(SITE, ROOM, AN, moderator=True, group="ubnd-tinh"), ROOM)

    noon = int(NOON.timestamp())
    assert claims == {
        "iss": "hoinghi",
        "aud": "jitsi",
        "sub": "meet.tinh.example",
        "room": ROOM,
        "iat": noon,
        "nbf": noon - 60,
        "exp": noon + 6 * 3600,
        "context": {
            "user": {
                "id": "u-1041",
                "name": "Nguyễn Văn An",
                "email": "an@tinh.example",
                "moderator": True,
                "affiliation": "owner",
                "lobby_bypass": True,
            },
            "group": "ubnd-tinh",
            "features": {
                "recording": True,
                "livestreaming": False,
                "transcription": False,
                "outbound-call": False,
                "screen-sharing": True,
            },
        },
    }


def test_a_member_is_no_moderator_and_cannot_record():
    claims = _admitted(sign_pass(SITE, ROOM, Guest("u-2", "Bình"), moderator=False), ROOM)

    assert claims["context"]["user"] == {
        "id": "u-2",
        "name": "Bình",
        "moderator": False,
        "affiliation": "member",
    }
    assert claims["context"]["features"]["recording"] is False


@pytest.mark.parametrize("algorithm", ["RS256", "RS512"])
def test_a_key_pair_signs_and_names_its_key(keys, algorithm):
    private, public = keys
    site = replace(SITE, secret="", algorithm=algorithm, private_key=private, key_id="hoinghi/2026")

    token = sign_pass(site, ROOM, AN, moderator=False)

    _admitted(token, ROOM, key=public, algorithm=algorithm)
    assert jwt.get_unverified_header(token) == {"alg": algorithm, "typ": "JWT", "kid": "hoinghi/2026"}


def test_a_shared_secret_names_no_key():
    token = sign_pass(replace(SITE, key_id="unused"), ROOM, AN, moderator=False)

    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_a_pass_never_lives_a_day():
    claims = _admitted(sign_pass(SITE, ROOM, AN, moderator=False, valid_for=timedelta(days=400)), ROOM)

    assert claims["exp"] - clock.now().timestamp() < 24 * 3600


def test_a_tenant_is_the_subject_and_the_room_stays_bare():
    site = replace(SITE, url="https://8x8.vc/vpaas-magic-cookie-12", app_id="chat")

    claims = _admitted(sign_pass(site, ROOM, AN, moderator=True), ROOM, issuer="chat")

    assert (claims["sub"], claims["room"]) == ("vpaas-magic-cookie-12", ROOM)
    assert room_url(site, ROOM) == f"https://8x8.vc/vpaas-magic-cookie-12/{ROOM}"
    assert external_api_url(site) == "https://8x8.vc/vpaas-magic-cookie-12/external_api.js"
    assert frame_options(site, ROOM, "t", name="An", subject="x")["roomName"] == f"vpaas-magic-cookie-12/{ROOM}"


def _values(found):
    """All that stands in the claims, however deep."""
    for value in found.values():
        yield from _values(value) if isinstance(value, dict) else [value]


@given(
    name=st.text(max_size=40),
    email=st.text(max_size=20),
    group=st.text(max_size=20),
    moderator=st.booleans(),
    hours=st.integers(1, 2000),
)
def test_whatever_people_are_called_the_duties_hold(name, email, group, moderator, hours):
    person = Guest("u-1", name or "x", email)
    try:
        token = sign_pass(SITE, ROOM, person, moderator=moderator, group=group, valid_for=timedelta(hours=hours))
    except NotValid:
        assert not name.isprintable() or not name.strip()
        return

    claims = _admitted(token, ROOM)
    user = claims["context"]["user"]
    assert user["id"] and user["name"] and user["moderator"] is moderator
    assert None not in [*_values(claims)]
    assert all(value in (True, False) for value in claims["context"]["features"].values())


@pytest.mark.parametrize("room", ["*", "", "Họp", "HOP", "a b", "a/b", "[t]a", "a\n", "a" * 81])
def test_only_plain_names_are_rooms(room):
    with pytest.raises(NotValid):
        sign_pass(SITE, room, AN, moderator=False)


@pytest.mark.parametrize("person", [Guest("", "An"), Guest("u-1", " \n")])
def test_nobody_enters_without_a_name(person):
    with pytest.raises(NotValid):
        sign_pass(SITE, ROOM, person, moderator=False)


@pytest.mark.parametrize(
    "fault",
    [
        {"secret": ""},
        {"app_id": ""},
        {"algorithm": "none"},
        {"algorithm": "RS256", "key_id": "k"},
        {"algorithm": "RS256", "key_id": "k", "private_key": "no key at all"},
        {"algorithm": "RS256", "private_key": "-----BEGIN PRIVATE KEY-----"},
    ],
)
def test_wrong_settings_are_told_apart_from_a_silent_server(fault):
    with pytest.raises(Unreachable) as refusal:
        sign_pass(replace(SITE, **fault), ROOM, AN, moderator=False)

    assert refusal.value.again is False


def test_an_unknown_feature_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="flying"):
        sign_pass(SITE, ROOM, AN, moderator=False, features={"flying": True})


def test_settings_come_from_the_configuration_and_keep_secrets_out_of_logs():
    config = {"JITSI_URL": "https://Meet.tinh.example:8443/", "JITSI_APP_ID": "a", "JITSI_SECRET": "hush"}

    settings = Settings.of(config | {"JITSI_ALGORITHM": "HS256", "JITSI_AUDIENCE": "jitsi"})

    assert (settings.host, settings.tenant, settings.xmpp_domain) == (
        "Meet.tinh.example:8443", "", "meet.tinh.example")  # fmt: skip
    assert settings.origin == "https://Meet.tinh.example:8443"
    assert "hush" not in repr(settings)
    assert Settings.of({"JITSI_URL": ""}) is None


def test_a_secret_of_digits_is_one_though_the_environment_makes_it_a_number():
    settings = Settings.of({"JITSI_URL": "https://x.example", "JITSI_APP_ID": 7, "JITSI_SECRET": 20261126})

    assert (settings.app_id, settings.secret) == ("7", "20261126")


def test_the_link_carries_the_pass_in_its_hash():
    parts = urlsplit(room_link(SITE, ROOM, "aa.bb.cc", name="Điểm cầu & A", subject='Họp "kín"#1', prejoin=False))

    assert (parts.netloc, parts.path, parse_qs(parts.query)) == (
        "meet.tinh.example",
        f"/{ROOM}",
        {"lang": ["vi"]},
    )
    values = dict(part.split("=") for part in parts.fragment.split("&"))
    assert {key: json.loads(unquote(value)) for key, value in values.items()} == {
        "jwt": "aa.bb.cc",
        "config.subject": 'Họp "kín"#1',
        "config.startWithAudioMuted": True,
        "config.prejoinConfig.enabled": False,
        "userInfo.displayName": "Điểm cầu & A",
    }


def test_the_frame_is_told_in_plain_json():
    options = frame_options(SITE, ROOM, "aa.bb.cc", name="An", subject="Giao ban", email="an@a.example")

    assert json.loads(json.dumps(options)) == options
    assert (options["roomName"], options["jwt"], options["lang"]) == (ROOM, "aa.bb.cc", "vi")
    assert options["userInfo"] == {"displayName": "An", "email": "an@a.example"}
    assert options["configOverwrite"]["subject"] == "Giao ban"
    assert options["configOverwrite"]["prejoinConfig"] == {"enabled": True}
