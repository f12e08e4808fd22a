"""Sites whose unit does not exist any more on the day of the conference, and what took its place."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import shared_alias
from meetings.base.vietnamese import collation_key
from meetings.sites.models import Site, SiteKind
from meetings.units.models import Unit, unit_successors

SUCCESSOR = shared_alias(Unit)


class Ended(NamedTuple):
    """A site whose unit ends before the day of the conference; `successors` are the short names of the units that took
    its place and exist on that day."""

    site_id: int
    name: str
    until: date
    successors: list[str]


def is_ended(day: date):
    """The condition that the unit of a site does not exist any more on that day."""
    return Site.unit_id.in_(select(Unit.id).where(Unit.valid_until < day))


def heirs(day: date):
    """The short names of those that took the place of a site's unit and exist on that day, one a line: a column."""
    named = select(func.aggregate_strings(SUCCESSOR.short_name, "\n"))
    named = named.join(unit_successors, unit_successors.c.successor_id == SUCCESSOR.id)
    exists = (
        or_(SUCCESSOR.valid_from.is_(None), SUCCESSOR.valid_from <= day),
        or_(SUCCESSOR.valid_until.is_(None), SUCCESSOR.valid_until >= day),
    )
    return named.where(unit_successors.c.unit_id == Site.unit_id, *exists).correlate(Site).scalar_subquery()


def among(rows, day: date) -> list[Ended]:
    """The sites among `rows` (pairs of a site with its unit, and of its `heirs`) whose unit ends before that day."""
    gone = [(site, names) for site, names in rows if site.unit.valid_until and site.unit.valid_until < day]
    gone.sort(key=lambda pair: (pair[0].kind is not SiteKind.MAIN, pair[0].position, pair[0].id))
    return [
        Ended(site.id, site.short_name, site.unit.valid_until, sorted((names or "").splitlines(), key=collation_key))
        for site, names in gone
    ]


def heirs_of(site) -> list[Unit]:
    """The units that took the place of the site's unit and exist on the day of its conference."""
    day = clock.local(site.conference.starts_at).date()
    query = select(SUCCESSOR).join(unit_successors, unit_successors.c.successor_id == SUCCESSOR.id)
    found = db.session.scalars(query.where(unit_successors.c.unit_id == site.unit_id))
    return [unit for unit in found if unit.exists_on(day)]
