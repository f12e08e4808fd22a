"""When one may enter the video room of a conference."""

from datetime import datetime, timedelta

from meetings.base import clock
from meetings.conferences.models import ConferenceState as S

# Technicians are on duty an hour before (domain/workflow.md §2, step 9).
BEFORE = timedelta(minutes=60)
# A conference that runs long is not cut off; it closes when the secretary ends it.
AFTER = timedelta(hours=6)
RUNNING = (S.LIVE, S.PAUSED)
CALLED = (S.INVITING, S.READY)


def opens_at(conference) -> datetime:
    """From when everybody who takes part may enter."""
    return conference.starts_at - BEFORE


def is_open(conference, *, keeps: bool) -> bool:
    """Whether one may enter now: while it sits, and from an hour before until long after the planned end.

    Who keeps the room may enter from the call on, to prepare and to test lines.
    """
    if conference.state in RUNNING:
        return True
    if conference.state not in CALLED:
        return False
    return clock.now() < conference.ends_at + AFTER and (keeps or clock.now() >= opens_at(conference))


def pass_lasts(conference) -> timedelta:
    """How long a pass taken now is good: until two hours after the planned end, at least for two."""
    return max(conference.ends_at - clock.now(), timedelta()) + timedelta(hours=2)
