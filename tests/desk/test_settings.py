"""Settings are read by administrators, without secrets; the video server is asked on demand."""

import pytest

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
