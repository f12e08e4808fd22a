"""All pages of the desk, called in by name."""

from meetings.desk import (
    appearance,
    calendar,
    calendars,
    heads,
    home,
    inbox,
    letters,
    moves,
    navigation,
    outbox,
    overview,
    regime,
    released,
    ruling_doors,
    search,
    settings,
    wizard,
)
from meetings.desk.doors import bp

__all__ = [
    "appearance",
    "bp",
    "calendar",
    "calendars",
    "heads",
    "home",
    "inbox",
    "letters",
    "moves",
    "navigation",
    "outbox",
    "overview",
    "regime",
    "released",
    "ruling_doors",
    "search",
    "settings",
    "wizard",
]
