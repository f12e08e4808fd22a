"""The calendar entry that goes with a message, and the time and place that the message told."""

from datetime import datetime
from typing import NamedTuple

ENTRY, STARTS, ENDS, PLACE = "calendar_of", "starts_at", "ends_at", "place"


class Plan(NamedTuple):
    """When and where a conference was to be, as somebody was told."""

    starts_at: datetime
    ends_at: datetime
    place: str


def enclosure(conference, plan=None) -> dict:
    """The entry of the conference, for a notice's `attachments`; `plan` where the message names another time than the
    one that stands."""
    plan = plan or plan_of(conference)
    moments = {STARTS: plan.starts_at.isoformat(), ENDS: plan.ends_at.isoformat()}
    return {ENTRY: conference.id, **moments, PLACE: plan.place}


def plan_of(conference) -> Plan:
    """Time and place as they stand."""
    return Plan(conference.starts_at, conference.ends_at, conference.place)


def told_by(attachments) -> Plan | None:
    """What a message with these `attachments` told; None for one without entry, and for those of former releases."""
    for one in attachments:
        if ENTRY in one and STARTS in one:
            return Plan(datetime.fromisoformat(one[STARTS]), datetime.fromisoformat(one[ENDS]), one[PLACE])
    return None
