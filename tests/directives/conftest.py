"""A day before that on which most directives of the tests are due."""

import pytest

from meetings.base import clock
from tests.directives.made import NOON


@pytest.fixture
def at_noon():
    with clock.at(NOON):
        yield
