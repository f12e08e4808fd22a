"""Which language and theme the reader gets: his own choice, else a cookie, else Vietnamese and the system's theme."""

import os

from flask import has_request_context, request
from flask_babel import get_locale

from meetings.web.access import me

LANGUAGES = ("vi", "en")
THEMES = ("auto", "light", "dark")


def language() -> str:
    """The reader's language."""
    if not has_request_context():
        return "vi"
    chosen = getattr(me(), "language", None) or request.cookies.get("language", "vi")
    return chosen if chosen in LANGUAGES else "vi"


def of_terminal() -> str:
    """The language of who sits at a terminal: English where the system is set to it, else Vietnamese."""
    chosen = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "en" if chosen.startswith("en") else "vi"


def theme() -> str:
    """The reader's theme: auto, light or dark."""
    chosen = getattr(me(), "theme", None) or request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def register(app):
    """Let the layouts ask for both."""
    app.jinja_env.globals["language"] = lambda: str(get_locale() or "vi")
    app.jinja_env.globals["theme"] = theme
