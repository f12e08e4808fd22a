"""Forms whose token does not hold any more: the session ended, or somebody signed in anew in another tab.

A form of ours is shown again, with all that was typed, a new token and the reason over it, by its own view: so its
labels, choices and rights are those of the form. Nothing is carried out before it is sent once more: a form is never
valid then, and no transaction opens (`base.db.bar`). What another site sent, a script, or a browser that does not say
where it comes from, is refused outright, as everything forged is.
"""

from flask import make_response, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from meetings.base.db import bar, barred
from meetings.base.errors import Expired
from meetings.base.language import _l
from meetings.web.addresses import came_from
from meetings.web.errors import AGAIN, forged, is_bare
from meetings.web.parts import is_fetched, is_opened_by_hand

EXPIRED = _l("This form had expired, so nothing was saved. Look through what you typed and send it once more.")
FILES = _l("This form had expired, so nothing was saved. Choose the files again, and send it once more.")


class Guard(CSRFProtect):
    """Flask-WTF's guard, that lets a form of ours through to be shown again, and for nothing else."""

    def protect(self, *facts, **named):
        """Raise `CSRFError` for what is forged; for a form of ours that has expired, bar all transactions."""
        try:
            super().protect(*facts, **named)
        except CSRFError:
            if not (came_from() and (is_opened_by_hand() or is_fetched()) and _is_sent_by_ours()):
                raise
            bar(Expired(_why(), is_bare=is_bare()))


def _why():
    if any(one.filename for one in request.files.values()):
        return FILES
    return AGAIN if is_fetched() else EXPIRED


def register(app):
    """Guard every request. What a view answers who kept nothing and shows no form, as after a button that only leads
    on, would look as if something had been done: the refusal is told instead."""
    Guard(app)
    app.after_request(
        lambda response: make_response(forged(is_let_in=True)) if barred() and _leads_on(response) else response
    )
    app.teardown_request(lambda _error: bar(None))


def _leads_on(response):
    return 300 <= response.status_code < 400


def _is_sent_by_ours():
    """Whether the browser says that a page of ours sent it. No script can make it say so for another site's."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    told = [site == "same-origin"] if site else []
    told += [origin == request.host_url.rstrip("/")] if origin else []
    return bool(told) and all(told)
