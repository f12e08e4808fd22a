"""A mail server that remembers."""

import pytest

from tests.stand_ins import SmtpServer


@pytest.fixture
def smtp(app, monkeypatch):
    with SmtpServer() as running:
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{running.url}?starttls=0&timeout=3")
        yield running
