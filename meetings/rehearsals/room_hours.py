"""When one may enter the room of a trial."""

from datetime import datetime, timedelta

from meetings.base import clock
from meetings.rehearsals.models import Rehearsal, RehearsalState

# Technicians are on duty an hour before; a trial that runs long is not cut off.
BEFORE, AFTER = timedelta(minutes=60), timedelta(hours=2)


def opens_at(rehearsal: Rehearsal) -> datetime:
    """From when the sites may enter."""
    return rehearsal.starts_at - BEFORE


def is_open(rehearsal: Rehearsal, *, judges: bool) -> bool:
    """Whether one may enter now; who gives verdicts may prepare as soon as the trial is planned."""
    if rehearsal.state is not RehearsalState.PLANNED or clock.now() >= rehearsal.ends_at + AFTER:
        return False
    return judges or clock.now() >= opens_at(rehearsal)


def pass_lasts(rehearsal: Rehearsal) -> timedelta:
    """How long a pass taken now is good."""
    return max(rehearsal.ends_at - clock.now(), timedelta()) + AFTER
