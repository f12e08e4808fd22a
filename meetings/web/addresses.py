"""Addresses as they are typed: numbers that a row can have, days that there are; words without NUL."""

from datetime import date
from urllib.parse import urlsplit

from flask import Request, current_app, request
from werkzeug.formparser import FormDataParser
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError
from werkzeug.utils import cached_property

from meetings.web.fields import LARGEST_ID


class RowNumber(IntegerConverter):
    """What `<int:…>` takes: PostgreSQL would refuse the question for a larger number instead of finding nothing."""

    def __init__(self, url_map, **limits):
        super().__init__(url_map, **{"max": LARGEST_ID, **limits})


class Answers(FormDataParser):
    """The answers of a form, without NUL in them."""

    def parse(self, stream, mimetype, content_length, options=None):
        """The rest of the stream, the answers and the files."""
        rest, answers, files = super().parse(stream, mimetype, content_length, options)
        return rest, _without_nul(answers), files


class Asked(Request):
    """A request without NUL in its words: no database takes one as text, and nobody types one."""

    form_data_parser_class = Answers

    @cached_property
    def args(self):
        """What stands after the question mark."""
        return _without_nul(super().args)


def _without_nul(words):
    return type(words)((name, text.replace("\x00", "")) for name, text in words.items(multi=True))


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


def has_own_page() -> bool:
    """Whether the address to which a form was just sent shows a page by itself, too: "Back" may go there instead of
    asking whether to send again (see static/js/unsaved.js)."""
    return request.method == "POST" and is_page(request.path)


def is_page(address: str) -> bool:
    """Whether the address (a path, with or without what is asked) shows a page of ours by itself."""
    return bool(address) and current_app.create_url_adapter(request).test(address.partition("?")[0], method="GET")


def came_from() -> str:
    """The page of ours whose button or link was used, as a path; empty where it is another site's, or not told."""
    told = urlsplit(request.referrer or "")
    if told.netloc != request.host or not told.path.startswith("/"):
        return ""
    page = f"{told.path}?{told.query}" if told.query else told.path
    return "" if page == request.full_path.rstrip("?") and request.method == "GET" else page


def register(app):
    """Let every address know both, and templates ask whether it has a page of its own."""
    app.jinja_env.globals["has_own_page"] = has_own_page
    app.url_map.converters["int"] = RowNumber
    app.url_map.converters["day"] = IsoDay
    app.request_class = Asked
