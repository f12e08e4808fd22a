"""All pages of the desk, called in by name."""

from meetings.desk import (
    appearance,
    calendars,
    heads,
    home,
    letters,
    navigation,
    outbox,
    released,
    search,
)
from meetings.desk.doors import bp

__all__ = [
    "appearance",
    "bp",
    "calendars",
    "heads",
    "home",
    "letters",
    "navigation",
    "outbox",
    "released",
    "search",
]
