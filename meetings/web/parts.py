"""Parts of a page that its scripts fetch: whoever opens the address of one by hand is led to the page."""

from functools import wraps

from flask import redirect, request


def part_of(page):
    """The view draws a part of the page whose address `page(thing)` gives. Stands below `@allow`."""

    def guard(view):
        @wraps(view)
        def opened(*things):
            return redirect(page(*things)) if is_opened_by_hand() else view(*things)

        return opened

    return guard


def is_opened_by_hand() -> bool:
    """Whether a person opens the address, or sends a form: browsers then ask for XHTML, and never for a script."""
    return not is_fetched() and "application/xhtml+xml" in request.headers.get("Accept", "")


def is_fetched() -> bool:
    """Whether a script of the page asks, to put the answer into it."""
    return "HX-Request" in request.headers
