"""A mail server that remembers; a unit that is to end, the one that takes its place, and who ends it."""

import pytest

from tests.make import a_unit, an_administrator
from tests.stand_ins import SmtpServer


@pytest.fixture
def smtp(app, monkeypatch):
    with SmtpServer() as running:
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{running.url}?starttls=0&timeout=3")
        yield running


@pytest.fixture
def unit(province):
    return a_unit("UBND xã Kỳ Thượng", parent=province, short_name="Kỳ Thượng")


@pytest.fixture
def heir(province):
    return a_unit("UBND xã Kỳ Lạc", parent=province, short_name="Kỳ Lạc")


@pytest.fixture
def admin(login, province):
    return login(an_administrator(province))
