"""What the tests of the whole program share."""

import pytest

from tests.whole.test_bad_input import Sender


@pytest.fixture
def sender(app, login):
    """Sends every form of a filled world."""
    made = Sender(app, login)
    yield made
    app.config["PROPAGATE_EXCEPTIONS"] = None
