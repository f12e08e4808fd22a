"""The filters of a list, read from its address; every page says under its heading which of them were not understood."""

from flask import g, request

from meetings.base.asking import Typed


def asked(**also: str) -> Typed:
    """What stands behind the question mark, for the page to be drawn; `also` stands for more than was typed."""
    g.asked = Typed(request.args.to_dict() | also)
    return g.asked


def not_understood() -> list[str]:
    """What of it was lost, as it stands in the address."""
    return [f"{name}={typed}" for name, typed in g.asked.lost.items()] if "asked" in g else []


def register(app):
    """Let the layout of all pages say it."""
    app.jinja_env.globals["not_understood"] = not_understood
