"""When each item begins: computed from the start of the conference and the planned minutes, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.agenda.models import Item, ItemKind


@dataclass(frozen=True)
class Slot:
    """An item and its computed times. `waits`: idle minutes before a fixed start; `late`: minutes after it."""

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
    """Lay the items out one after another from `starts_at`; a fixed start is kept where the time before allows it."""
    linked, clock = [], starts_at
    for item in (item for item in items if item.kind is not ItemKind.LOCAL):
        slot = _slot(item, clock)
        linked.append(slot)
        clock = slot.ends_at
    local = [_slot(item, clock) for item in items if item.kind is ItemKind.LOCAL]
    return Timetable(linked, local, clock, _minutes(clock - invited_end))


def _slot(item, clock):
    wanted = item.fixed_start or clock
    begins = max(wanted, clock)
    ends = begins + timedelta(minutes=item.planned_minutes)
    return Slot(item, begins, ends, waits=_minutes(begins - clock), late=_minutes(begins - wanted))


def _minutes(span):
    return int(span.total_seconds() // 60)
