"""Addresses as they are typed: numbers that a row can have and days that there are (any other is no address), and no
NUL, which no database takes as text.
"""

from datetime import date

from flask import abort, request
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

from meetings.web.forms import LARGEST_ID


class RowNumber(IntegerConverter):
    """What `<int:…>` takes: PostgreSQL would refuse the question for a larger number instead of finding nothing."""

    def __init__(self, url_map, **limits):
        super().__init__(url_map, **{"max": LARGEST_ID, **limits})


class IsoDay(BaseConverter):
    """What `<day:…>` takes: 2026-12-07."""

    regex = r"[12]\d{3}-\d{2}-\d{2}"

    def to_python(self, value):
        """The day; another address for one that no calendar knows."""
        try:
            return date.fromisoformat(value)
        except ValueError as unknown:
            raise ValidationError from unknown

    def to_url(self, value):
        """As it stands in the address."""
        return value.isoformat()


def register(app):
    """Let every address know it; refuse a NUL with 400."""
    app.url_map.converters["int"] = RowNumber
    app.url_map.converters["day"] = IsoDay
    app.before_request(_refuse_nul)


def _refuse_nul():
    if b"%00" in request.query_string or b"\x00" in request.query_string:
        abort(400)
