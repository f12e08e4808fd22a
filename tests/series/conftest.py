"""A day on which what the tests plan lies ahead."""

from datetime import timedelta

import pytest

from meetings.base import clock
from tests.make import MONDAY


@pytest.fixture
def in_november():
    with clock.at(MONDAY - timedelta(days=4)):
        yield
