import pytest

from tests.make import a_secretary


@pytest.fixture
def secretary(login, province):
    """The browser of one who is signed in."""
    return login(a_secretary(province))
