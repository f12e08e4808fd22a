"""Numbers and days in addresses: only those that can be; any other is an address that does not exist."""

from datetime import date

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
    """Let every address know it."""
    app.url_map.converters["int"] = RowNumber
    app.url_map.converters["day"] = IsoDay
