"""A day on which what the tests plan lies ahead, whatever day they run on; a mail server that remembers."""

from datetime import timedelta

import pytest

from meetings.base import clock
from tests.make import MONDAY
from tests.stand_ins import SmtpServer


@pytest.fixture
def in_november():
    with clock.at(MONDAY - timedelta(days=4)):
        yield


@pytest.fixture
def smtp(app, monkeypatch):
    with SmtpServer() as running:
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{running.url}?starttls=0&timeout=3")
        yield running
