"""Long lists come in pages; the page number lives in the address."""

from flask import current_app, request

from meetings.base.db import db


def kept(*but, many=False) -> dict:
    """What stands behind the question mark, for a link that changes a part of it: all but the names in `but`.

    `many`: every value of a name, else its first. Names that `url_for` takes for itself are none of ours and stay out.
    """
    taken = {"endpoint", *but, *(request.view_args or {})}
    names = [name for name in request.args if name not in taken and not name.startswith("_")]
    return {name: request.args.getlist(name) if many else request.args[name] for name in names}


def register(app):
    """Let every list ask for it."""
    app.jinja_env.globals["kept"] = kept


def page_number(argument="page") -> int:
    """The page that the address asks for; the first for anything else that stands there."""
    typed = request.args.get(argument, "1")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1


def page(query, *, size=None, argument="page", total=None):
    """The asked page of a select: `.items .page .pages .total .has_prev .has_next`.

    Two statements; one where the caller knows how many rows there are and tells the `total`. An address that was kept
    while the list grew shorter opens its last page.
    """
    found = _page(query, page_number(argument), size, total)
    return _page(query, found.pages, size, found.total) if found.page > found.pages > 0 else found


def _page(query, number, size, total):
    found = db.paginate(
        query,
        page=number,
        per_page=size or current_app.config["PAGE_SIZE"],
        max_per_page=1000,
        error_out=False,
        count=total is None,
    )
    found.total = found.total if total is None else total
    return found
