"""Long lists come in pages; the page number lives in the address."""

from flask import current_app, request

from meetings.base.db import db


def page(query, *, size=None, argument="page", total=None):
    """The asked page of a select: `.items .page .pages .total .has_prev .has_next`.

    Two statements; one where the caller knows how many rows there are and tells the `total`.
    """
    typed = request.args.get(argument, "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1
    found = db.paginate(
        query,
        page=max(1, number),
        per_page=size or current_app.config["PAGE_SIZE"],
        max_per_page=1000,
        error_out=False,
        count=total is None,
    )
    found.total = found.total if total is None else total
    return found
