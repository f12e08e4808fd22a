"""Settings are read by administrators, without secrets; the video server is asked on demand."""

import re

import pytest

from meetings import config as defaults
from tests.make import a_secretary, an_administrator
from tests.stand_ins import JitsiServer

SECRETS = {
    "SECRET_KEY": "the-session-secret",
    "JITSI_SECRET": "the-room-secret",
    "JITSI_PRIVATE_KEY": "the-private-key",
    "MAIL_SINK": "smtp://somebody:the-mail-password@mail.example:587?starttls=1",
}


@pytest.fixture
def config(app):
    before = dict(app.config)
    yield app.config
    app.config.clear()
    app.config.update(before)


def test_no_secret_is_shown(login, config):
    client = login(an_administrator())
    config.update({name: value for name, value in SECRETS.items() if name != "SECRET_KEY"})

    page = client.get("/settings").text

    assert "mail.example:587" in page
    assert [
        secret for secret in ("room-secret", "private-key", "mail-password", "only for tests") if secret in page
    ] == []


def test_every_setting_stands_there_with_its_value_in_the_order_of_the_file(login, config):
    plain = {
        "SITE_LOCK_MINUTES": 47,
        "NAMES_KEPT_DAYS": 91,
        "SPARE_ROOM": "https://du-phong.example",
        "DIAL_IN": "024 3000",
    }
    config.update(plain)
    every = [name for name in vars(defaults) if name.isupper()]

    page = login(an_administrator()).get("/settings").text

    rows = dict(
        re.findall(r'<tr><th scope="row"><code>(\w+)</code></th>.*?<td data-label="Giá trị">(.*?)</td></tr>', page)
    )
    assert list(rows) == every
    assert {name: rows[name] for name in plain} == {name: str(value) for name, value in plain.items()}


def test_limits_and_the_way_of_mail_are_said_in_the_readers_language(login, config):
    config.update(SIGN_IN_LIMIT="10 per 15 minutes", MAIL_SINK="folder:/var/mail")

    page = login(an_administrator()).get("/settings").text

    assert "10 lần trong 15 phút" in page and "Tệp trong thư mục: /var/mail" in page
    assert "per 15 minutes" not in page and "folder:" not in page


def test_a_secret_is_said_to_be_set_or_not(login, config):
    config.update(JITSI_SECRET="the-room-secret", JITSI_PRIVATE_KEY="")

    page = login(an_administrator()).get("/settings").text

    said = dict(re.findall(r"<code>(JITSI_SECRET|JITSI_PRIVATE_KEY|SECRET_KEY)</code>.*?Giá trị.>(.*?)</td>", page))
    assert said == {"SECRET_KEY": "đã đặt, không hiện", "JITSI_SECRET": "đã đặt, không hiện", "JITSI_PRIVATE_KEY": "–"}


def test_only_administrators_see_them(login):
    client = login(a_secretary())

    assert client.get("/settings").status_code == 403
    assert client.post("/settings/video").status_code == 403


def test_the_video_server_is_asked(login, config):
    client = login(an_administrator())

    with JitsiServer() as server:
        config.update({"JITSI_URL": server.url})
        assert client.post("/settings/video").status_code == 302
        server.answer("/external_api.js", status=500)
        assert client.post("/settings/video").status_code == 503


def test_without_a_video_room_the_page_says_so(login):
    client = login(an_administrator())

    assert client.get("/settings").status_code == 200
    assert client.post("/settings/video").status_code == 503
