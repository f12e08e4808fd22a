"""What the worker does for calendars: those whose site is no longer there lose the entry."""

from meetings.base.db import transaction
from meetings.invitations import calendars, queries


def take_back_void() -> int:
    """Take the entry back from whom the conference no longer concerns; how many."""
    if not queries.has_void():
        return 0
    with transaction():
        return calendars.take_back_void()


rounds = (take_back_void,)
