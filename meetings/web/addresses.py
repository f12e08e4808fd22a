"""Numbers in addresses: only those that a row can bear, so that a longer one is no address instead of a fault."""

from werkzeug.routing import IntegerConverter

HIGHEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """The `<int:…>` of routes, up to the highest number that both databases take."""

    def __init__(self, url_map, *args, max=HIGHEST, **facts):
        super().__init__(url_map, *args, max=max, **facts)


def register(app):
    """Let every route read its numbers so; to be called before the routes are added."""
    app.url_map.converters["int"] = RowNumber
