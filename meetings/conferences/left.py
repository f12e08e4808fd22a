"""Conferences whose time is over and of which nobody has said what became of them: never begun, or never ended.

They keep their state until a person says so. What counts a conference as over (pages of sites, /now, retention) asks
here; the whole day after the one on which it was to end is left for saying it.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import and_

from meetings.base import clock
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S

UNBEGUN = (S.INVITING, S.READY)
OPEN = (*UNBEGUN, S.LIVE, S.PAUSED)


def line() -> datetime:
    """What was to end before this moment has been left: midnight before yesterday."""
    return clock.instant(clock.today() - timedelta(days=1), time())


def is_left(conference) -> bool:
    """Whether it was called, has passed, and was neither ended nor called off."""
    return conference.state in OPEN and conference.ends_at < line()


def is_unbegun(conference) -> bool:
    """Whether it is such a one that was never begun: nobody knows whether it was held."""
    return conference.state in UNBEGUN and conference.ends_at < line()


def is_late(conference) -> bool:
    """Whether its time has passed without its having begun, not so long ago that it was left: it may yet begin."""
    return conference.state in UNBEGUN and line() <= conference.ends_at < clock.now()


def is_overrun(conference) -> bool:
    """Whether it still sits although the day on which it was to end is over: its true end is not now."""
    sits = conference.state in (S.LIVE, S.PAUSED)
    return sits and clock.local(conference.ends_at).date() < clock.today()


def are_left(states=OPEN):
    """The condition on `Conference` for `is_left`; for `is_unbegun` with `UNBEGUN`."""
    return and_(Conference.state.in_(states), Conference.ends_at < line())
