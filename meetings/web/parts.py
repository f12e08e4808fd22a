"""Parts of a page that its scripts fetch: whoever opens the address of one by hand is led to the page."""

from functools import wraps

from flask import redirect, request


def part_of(page):
    """The view draws a part of the page whose address `page(thing)` gives. Stands below `@allow`."""

    def guard(view):
        @wraps(view)
        def opened(*things):
            return redirect(page(*things)) if _is_opened_by_hand() else view(*things)

        return opened

    return guard


def _is_opened_by_hand():
    """Browsers ask for XHTML where a person opens an address, and never for a script."""
    return "HX-Request" not in request.headers and "application/xhtml+xml" in request.headers.get("Accept", "")
