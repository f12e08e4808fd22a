"""Numbers in addresses: only those that a row can have; any other is an address that does not exist."""

from werkzeug.routing import IntegerConverter

from meetings.web.forms import LARGEST_ID


class RowNumber(IntegerConverter):
    """What `<int:…>` takes: PostgreSQL would refuse the question for a larger number instead of finding nothing."""

    def __init__(self, url_map, **limits):
        super().__init__(url_map, **{"max": LARGEST_ID, **limits})


def register(app):
    """Let every address know it."""
    app.url_map.converters["int"] = RowNumber
