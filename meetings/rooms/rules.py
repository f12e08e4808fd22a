"""Who enters the video room, who keeps it, and who moderates it."""

from meetings.accounts.models import Role
from meetings.conferences import rules as conferences
from meetings.sites import rules as sites

# Whoever sees the conference may come to the door of its room.
can_enter = sites.can_see


def can_keep(user, conference):
    """Who runs the conference (an administrator helps) makes the room, renames it and asks how the server is."""
    return conferences.can_run(user, conference)


def moderates(user, conference):
    """Those who preside and the secretariat, nobody else (contracts/jitsi.md h.6): no administrator as such."""
    if not user.is_authenticated:
        return False
    keeps = user.id == conference.secretary_id or user.reaches(conference.organiser, Role.SECRETARIAT)
    return keeps or conferences.presides(user, conference)
