import pytest
from flask_babel import force_locale


@pytest.fixture(autouse=True)
def _english(_context):
    """Sentences of the gateways are compared as they are written in the code."""
    with force_locale("en"):
        yield
