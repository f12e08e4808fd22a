import socket
from threading import Thread
from time import monotonic

import pytest

from meetings.base.errors import NotValid, Unreachable
from meetings.gateways.jitsi import Settings
from meetings.gateways.jitsi_client import Client, Occupant
from tests.stand_ins import JitsiServer, free_port

ROOM = "gb-2026-11-a1b2c3"
PEOPLE = [("ab12cd34", "Nguyễn Văn An"), ("9f8e7d6c", "")]


@pytest.fixture
def server():
    with JitsiServer() as server:
        yield server


def _client(url, *, prosody=None, timeout=0.4):
    return Client(
        Settings(
            url=url,
            app_id="hoinghi",
            domain=JitsiServer.domain,
            prosody_url=url if prosody is None else prosody,
            timeout=timeout,
        )
    )


@pytest.fixture
def client(server):
    with _client(server.url) as client:
        yield client


def _refusal(ask, *args):
    with pytest.raises(Unreachable) as refusal:
        ask(*args)
    return refusal.value.again


def test_a_healthy_deployment_says_how_quick_it_is(client, server):
    health = client.health()

    assert 0 < health.script < 0.4 and 0 < health.signalling < 0.4
    assert [path for path, _ in server.asked] == ["/external_api.js", "/http-bind"]


def test_a_page_that_is_not_jitsi_is_not_healthy(client, server):
    server.answer("/external_api.js", body=b"<html>Welcome to nginx</html>")

    assert _refusal(client.health) is False


def test_signalling_that_fails_is_not_healthy(client, server):
    server.answer("/http-bind", status=502)

    assert _refusal(client.health) is True


def test_the_occupants_of_a_room_are_asked_by_its_name_and_domain_and_told_one_by_one(client, server):
    server.rooms[ROOM] = PEOPLE

    found = client.occupants(ROOM, token="aa.bb")

    assert found == [Occupant("ab12cd34", "Nguyễn Văn An", ""), Occupant("9f8e7d6c", "", "")]
    assert server.asked == [("/room", {"room": ROOM, "domain": JitsiServer.domain, "token": "aa.bb"})]


def test_a_room_that_does_not_exist_is_empty(client):
    assert client.occupants(ROOM) == []


def test_a_room_with_nobody_in_it_answers_an_empty_object(client, server):
    server.rooms[ROOM] = []

    assert client.occupants(ROOM) == []


def test_a_tenant_is_sent_as_subdomain(server):
    settings = Settings(url=f"{server.url}/tinh", app_id="a", domain=JitsiServer.domain, prosody_url=server.url)
    server.rooms[ROOM] = PEOPLE

    Client(settings).occupants(ROOM)

    assert server.asked == [("/room", {"room": ROOM, "domain": JitsiServer.domain, "subdomain": "tinh"})]


@pytest.mark.parametrize(("status", "again"), [(500, True), (503, True), (400, False), (403, False), (204, False)])
def test_what_the_server_refuses_is_told_apart(client, server, status, again):
    server.answer("/room", status=status, body=b"")

    assert _refusal(client.occupants, ROOM) is again


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"7",
        b"\xff\xfe\x00",
        b"<html>captive portal</html>",
        b"[" * 100_000,
        b'{"a":1}',
        b'["x"]',
        b"[{}]",
        b'[{"jid":7}]',
        b'[{"jid":"no nick"}]',
        b"[1,",
        b'[{"jid":"a@b/"}]',
    ],
)
def test_nonsense_for_occupants_is_called_so(client, server, body):
    server.answer("/room", body=body)

    assert _refusal(client.occupants, ROOM) is False


def test_missing_names_of_occupants_are_empty(client, server):
    server.answer("/room", body=b'[{"jid":"r@muc.d/ab","display_name":null}]')

    assert client.occupants(ROOM) == [Occupant("ab", "", "")]


def test_redirects_are_not_followed(client, server):
    server.rooms[ROOM] = PEOPLE
    server.answer("/room", status=302, headers={"Location": f"{server.url}/rooms"})

    assert _refusal(client.occupants, ROOM) is False
    assert [path for path, _ in server.asked] == ["/room"]


@pytest.mark.parametrize("slow", [{"wait": 1.0}, {"drip": 0.1}])
def test_a_slow_server_is_waited_for_no_longer_than_said(client, server, slow):
    server.answer("/room", body=b"[                          ]", **slow)
    begun = monotonic()

    assert _refusal(client.occupants, ROOM) is True
    assert monotonic() - begun < 0.9


def test_an_answer_without_end_is_cut_off(client, server):
    server.answer("/room", body=b"[" + b" " * 2_100_000)

    assert _refusal(client.occupants, ROOM) is False


def test_an_answer_that_breaks_off_may_be_asked_for_again(client, server):
    server.answer("/room", body=b'[{"jid', headers={"Content-Length": "400"})

    assert _refusal(client.occupants, ROOM) is True


def test_packed_answers_are_not_unpacked(client, server):
    server.answer("/room", body=b"\x1f\x8b\x08\x00garbage", headers={"Content-Encoding": "gzip"})

    assert _refusal(client.occupants, ROOM) is False


def test_nobody_listening_may_be_tried_again():
    assert _refusal(_client(f"http://127.0.0.1:{free_port()}").occupants, ROOM) is True


def test_something_that_does_not_speak_http_may_be_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_greet, args=(listener,), daemon=True).start()

        assert _refusal(_client(f"http://127.0.0.1:{listener.getsockname()[1]}").occupants, ROOM) is True


def _greet(listener):
    with listener.accept()[0] as line:
        line.sendall(b"220 mail.example ESMTP\r\n" * 10)


@pytest.mark.parametrize("url", ["meet.tinh.example", "ftp://meet.tinh.example", "http://", "http://[broken"])
def test_an_address_that_is_none_is_a_matter_of_settings(url):
    assert _refusal(_client(url).occupants, ROOM) is False


def test_without_an_address_nothing_is_asked(server):
    client = _client(server.url, prosody="")

    assert client.counts is False
    assert _refusal(client.occupants, ROOM) is False


def test_a_guessed_room_name_is_never_sent(client, server):
    with pytest.raises(NotValid):
        client.occupants("a&domain=b")

    assert server.asked == []
