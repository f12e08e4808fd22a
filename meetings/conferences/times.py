"""When and where a conference is, in the words of papers and messages."""

from meetings.base import clock
from meetings.base.vietnamese import WEEKDAYS


def when(starts_at, ends_at) -> str:
    """08:00 – 11:30, Thứ Hai 07/12/2015; both days where they differ."""
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    if starts.date() == ends.date():
        return f"{starts:%H:%M} – {ends:%H:%M}, {_day(starts)}"
    return f"{starts:%H:%M} {_day(starts)} – {ends:%H:%M} {_day(ends)}"


def told(conference) -> str:
    """The time and place that a recipient knows once he has read a message that leaves now."""
    return "; ".join(filter(None, (when(conference.starts_at, conference.ends_at), conference.place)))


def _day(moment):
    return f"{WEEKDAYS[moment.weekday()]} {moment:%d/%m/%Y}"
