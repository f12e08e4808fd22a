"""Who enters the video room, and who moderates it."""

from meetings.conferences import rules as conferences
from meetings.sites import rules as sites

# Whoever sees the conference may come to the door of its room.
can_enter = sites.can_see


def moderates(user, conference):
    """Those who preside and the secretariat, nobody else (contracts/jitsi.md h.6)."""
    return conferences.can_run(user, conference)
