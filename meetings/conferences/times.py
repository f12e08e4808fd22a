"""When and where a conference is, in the words of papers and messages, and what a message told of it."""

from datetime import datetime
from typing import NamedTuple

from meetings.base import clock
from meetings.base.vietnamese import WEEKDAYS
from meetings.conferences.models import ConferenceState

ENTRY, STARTS, ENDS, PLACE = "calendar_of", "starts_at", "ends_at", "place"
MOMENT = "%H:%M ngày %d/%m/%Y"
POSTPONED = "đang hoãn, chưa có thời gian mới"


class Plan(NamedTuple):
    """When and where a conference is to be, or was to be when somebody was told."""

    starts_at: datetime
    ends_at: datetime
    place: str

    @property
    def when(self) -> str:
        """Its time as people read it, see `when`."""
        return when(self.starts_at, self.ends_at)

    @property
    def words(self) -> str:
        """Its time and place as people read them; without a place the time alone."""
        return "; ".join(filter(None, (self.when, self.place)))


def plan_of(conference) -> Plan:
    """The time and place of the conference as they stand now."""
    return Plan(conference.starts_at, conference.ends_at, conference.place)


def enclosure(conference, plan=None) -> dict:
    """The conference's entry for a calendar, as one of a notice's `attachments`; `plan` where the message names another
    time than the one that stands."""
    plan = plan or plan_of(conference)
    moments = {STARTS: plan.starts_at.isoformat(), ENDS: plan.ends_at.isoformat()}
    return {ENTRY: conference.id, **moments, PLACE: plan.place}


def told_by(attachments) -> Plan | None:
    """What a message with these `attachments` told; None for one without entry, and for those of former releases."""
    for one in attachments:
        if ENTRY in one and STARTS in one:
            return Plan(datetime.fromisoformat(one[STARTS]), datetime.fromisoformat(one[ENDS]), one[PLACE])
    return None


def when(starts_at, ends_at) -> str:
    """08:00 – 11:30, Thứ Hai 07/12/2015; both days where they differ."""
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    if starts.date() == ends.date():
        return f"{starts:%H:%M} – {ends:%H:%M}, {_day(starts)}"
    return f"{starts:%H:%M} {_day(starts)} – {ends:%H:%M} {_day(ends)}"


def begins(starts_at, ends_at) -> str:
    """08:00 ngày 07/12/2015; with "đến" and its end where that is on another day."""
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    return f"{starts:{MOMENT}}" if starts.date() == ends.date() else f"{starts:{MOMENT}} đến {ends:{MOMENT}}"


def stands(conference) -> str:
    """When it takes place; of one that was put off that this is not known, for the former time was called off."""
    is_off = conference.state is ConferenceState.POSTPONED
    return POSTPONED if is_off else when(conference.starts_at, conference.ends_at)


def told(conference) -> str:
    """The time and place that a recipient knows once he has read a message that leaves now."""
    return plan_of(conference).words


def _day(moment):
    return f"{WEEKDAYS[moment.weekday()]} {moment:%d/%m/%Y}"
