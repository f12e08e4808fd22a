"""Addresses as they are typed: numbers that a row can have (any other is no address), and no NUL."""

from flask import Request
from werkzeug.routing import IntegerConverter
from werkzeug.utils import cached_property

from meetings.web.forms import LARGEST_ID


class RowNumber(IntegerConverter):
    """What `<int:…>` takes: PostgreSQL would refuse the question for a larger number instead of finding nothing."""

    def __init__(self, url_map, **limits):
        super().__init__(url_map, **{"max": LARGEST_ID, **limits})


class Asked(Request):
    """A request whose address holds no NUL: no database takes one as text, and nobody types one."""

    @cached_property
    def args(self):
        """What stands after the question mark."""
        pairs = super().args.items(multi=True)
        return self.parameter_storage_class((name, text.replace("\x00", "")) for name, text in pairs)


def register(app):
    """Let every address know both."""
    app.url_map.converters["int"] = RowNumber
    app.request_class = Asked
