"""Long lists come in pages; the page number lives in the address."""

from flask import current_app, request

from meetings.base.db import db


def page_number(argument="page") -> int:
    """The page that the address asks for; the first for anything else that stands there."""
    typed = request.args.get(argument, "1")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1


def page(query, *, size=None, argument="page", total=None):
    """The asked page of a select: `.items .page .pages .total .has_prev .has_next`.

    Two statements; one where the caller knows how many rows there are and tells the `total`.
    """
    found = db.paginate(
        query,
        page=page_number(argument),
        per_page=size or current_app.config["PAGE_SIZE"],
        max_per_page=1000,
        error_out=False,
        count=total is None,
    )
    found.total = found.total if total is None else total
    return found
