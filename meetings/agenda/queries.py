"""Questions to the agenda."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from meetings.agenda.models import Agenda, Item
from meetings.agenda.timetable import Timetable, timetable
from meetings.base.db import db

PRESENTERS = (joinedload(Item.presenter_person), joinedload(Item.presenter_unit), joinedload(Item.site))
IN_ORDER = (
    select(Item)
    .where(Item.conference_id == bindparam("conference_id"))
    .order_by(Item.position, Item.id)
    .options(*PRESENTERS)
)


def agenda(conference_id: int) -> Agenda | None:
    """What is true of the agenda as a whole; None before the first item."""
    return db.session.scalar(select(Agenda).filter_by(conference_id=conference_id))


def item(item_id: int) -> Item | None:
    """One item with its conference."""
    return db.session.get(Item, item_id, options=(*PRESENTERS, joinedload(Item.conference)))


def items_of(conference_id: int) -> list[Item]:
    """All items in order, with who presents them (one statement)."""
    return list(db.session.scalars(IN_ORDER, {"conference_id": conference_id}))


def plan(conference) -> Timetable:
    """The items with computed times."""
    return timetable(items_of(conference.id), conference.starts_at, conference.ends_at)


def last_position(conference_id: int) -> int:
    """The position of the last item, 0 without items."""
    return db.session.scalar(select(func.max(Item.position)).filter_by(conference_id=conference_id)) or 0
