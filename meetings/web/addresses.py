"""Addresses as they are typed: numbers only as high as a row can bear, and no NUL, which no database takes as text."""

from flask import abort, request
from werkzeug.routing import IntegerConverter

HIGHEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """The `<int:…>` of routes, up to the highest number that both databases take."""

    def __init__(self, url_map, *args, max=HIGHEST, **facts):
        super().__init__(url_map, *args, max=max, **facts)


def register(app):
    """Let every route read its numbers so (to be called before the routes are added); refuse a NUL with 400."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_nul)


def _refuse_nul():
    if b"%00" in request.query_string or b"\x00" in request.query_string:
        abort(400)
