"""Addresses as they are typed: numbers that a row can have (any other is no address), and no NUL, which no database
takes as text.
"""

from flask import abort, request
from werkzeug.routing import IntegerConverter

from meetings.web.forms import LARGEST_ID


class RowNumber(IntegerConverter):
    """What `<int:…>` takes: PostgreSQL would refuse the question for a larger number instead of finding nothing."""

    def __init__(self, url_map, **limits):
        super().__init__(url_map, **{"max": LARGEST_ID, **limits})


def register(app):
    """Let every address know it; refuse a NUL with 400."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_nul)


def _refuse_nul():
    if b"%00" in request.query_string or b"\x00" in request.query_string:
        abort(400)
