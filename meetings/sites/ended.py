"""Sites whose unit does not exist any more on the day of the conference, and what took its place."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from meetings.base import clock
from meetings.base.db import db
from meetings.sites.models import Site
from meetings.sites.queries import NOT_MAIN, SHORT_NAME
from meetings.units.models import Unit, unit_successors

SUCCESSOR = aliased(Unit)


class Ended(NamedTuple):
    """A site whose unit ends before the day of the conference; `successors` are the short names of the units that took
    its place and exist on that day."""

    site_id: int
    name: str
    until: date
    successors: list[str]


def of_conference(conference) -> list[Ended]:
    """Those sites of the conference, in their order (one statement)."""
    day = clock.local(conference.starts_at).date()
    query = (
        select(Site.id, SHORT_NAME, Unit.valid_until, SUCCESSOR)
        .join(Site.unit)
        .outerjoin(unit_successors, unit_successors.c.unit_id == Unit.id)
        .outerjoin(SUCCESSOR, SUCCESSOR.id == unit_successors.c.successor_id)
        .where(Site.conference_id == conference.id, Unit.valid_until < day)
        .order_by(NOT_MAIN, Site.position, Site.id, SUCCESSOR.position, SUCCESSOR.id)
    )
    found = {}
    for site_id, name, until, successor in db.session.execute(query):
        one = found.setdefault(site_id, Ended(site_id, name, until, []))
        if successor is not None and successor.exists_on(day):
            one.successors.append(successor.short_name)
    return list(found.values())


def successor_ids(site) -> list[int]:
    """The units that took the place of the site's unit and exist on the day of its conference."""
    day = clock.local(site.conference.starts_at).date()
    query = select(SUCCESSOR).join(unit_successors, unit_successors.c.successor_id == SUCCESSOR.id)
    found = db.session.scalars(query.where(unit_successors.c.unit_id == site.unit_id))
    return [unit.id for unit in found if unit.exists_on(day)]
