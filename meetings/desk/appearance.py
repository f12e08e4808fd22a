"""How the pages look to the reader: theme and language, kept with the account or, without one, in a cookie."""

from urllib.parse import urlsplit

from flask import redirect, request, url_for

from meetings.base.db import transaction
from meetings.desk.doors import bp
from meetings.web.access import allow, anyone, me
from meetings.web.language import LANGUAGES, THEMES

KNOWN = {"theme": THEMES, "language": LANGUAGES}
A_YEAR = 365 * 24 * 3600


@bp.post("/appearance")
@allow(anyone)
def appearance():
    chosen = {name: request.form[name] for name, known in KNOWN.items() if request.form.get(name) in known}
    if me().is_authenticated:
        with transaction():
            for name, value in chosen.items():
                setattr(me(), name, value)
    answer = redirect(_local(request.form.get("back", "")))
    for name, value in chosen.items():
        answer.set_cookie(name, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _local(address):
    """The address to go back to, if it is one of ours."""
    parts = urlsplit(address.replace("\\", "/"))
    ours = address.startswith("/") and not address.startswith("//") and not parts.netloc and not parts.scheme
    return address if ours else url_for("desk.home")
