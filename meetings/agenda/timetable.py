"""When each item begins: computed from the start of the conference and the planned minutes, never stored."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.agenda.models import Item, ItemKind
from meetings.base.clock import local

NIGHT = timedelta(hours=6)


@dataclass(frozen=True)
class Slot:
    """An item and its computed times. `waits`: idle minutes before a fixed start, the night before the first item of
    a further day not among them; `late`: minutes after it."""

    item: Item
    starts_at: datetime
    ends_at: datetime
    waits: int = 0
    late: int = 0


@dataclass(frozen=True)
class Timetable:
    """The slots in order; `linked` while the sites are connected, `local` each site's own session afterwards.

    `drift` is how many minutes the forecast end lies after (before: negative) the invited end.
    """

    linked: list[Slot]
    local: list[Slot]
    ends_at: datetime
    drift: int


def timetable(items: Iterable[Item], starts_at: datetime, invited_end: datetime) -> Timetable:
    """Lay the items out one after another from `starts_at`; a fixed start is kept where the time before allows it.

    Each site goes on by itself afterwards: what is local begins when the link ends or its own site is free.
    """
    items = list(items)
    linked = _in_turn((item for item in items if item.kind is not ItemKind.LOCAL), starts_at)
    ends_at = linked[-1].ends_at if linked else starts_at
    own = defaultdict(list)
    for item in items:
        if item.kind is ItemKind.LOCAL:
            own[item.site_id].append(item)
    local = [slot for mine in own.values() for slot in _in_turn(mine, ends_at)]
    return Timetable(linked, local, ends_at, _minutes(ends_at - invited_end))


def _in_turn(items, clock):
    slots = []
    for item in items:
        slots.append(_slot(item, clock))
        clock = slots[-1].ends_at
    return slots


def _slot(item, clock):
    wanted = item.fixed_start or clock
    begins = max(wanted, clock)
    ends = begins + timedelta(minutes=item.planned_minutes)
    waits = begins - clock
    is_night = waits >= NIGHT and local(begins).date() != local(clock).date()
    return Slot(item, begins, ends, waits=0 if is_night else _minutes(waits), late=_minutes(begins - wanted))


def _minutes(span):
    return int(span.total_seconds() // 60)
