"""Units as a table that the import reads again."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from meetings.base.db import db
from meetings.units import queries
from meetings.units.headings import ALIASES, KINDS
from meetings.units.models import Unit

HEADINGS = [names[0] for names in ALIASES.values()]


def rows(day=None):
    """One row for each unit of `day` (of all times for None), those above first; parents by code, else by name."""
    query = select(Unit).options(selectinload(Unit.successors)).order_by(*queries.ORDER)
    if day:
        query = query.where(queries.existing(day))
    units = list(db.session.scalars(query))
    known = {unit.id: unit for unit in units}
    missing = {unit.parent_id for unit in units} - set(known) - {None}
    if missing:
        known |= {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(missing)))}
    for unit in sorted(units, key=lambda one: one.path.count("/")):
        yield [_cell(unit, name, known) for name in ALIASES]


def _cell(unit, name, known):
    if name == "kind":
        return KINDS[unit.kind][0]
    if name == "parent":
        above = known.get(unit.parent_id)
        return (above.code or above.name) if above else ""
    if name == "successors":
        return ", ".join(one.code or one.name for one in unit.successors)
    return getattr(unit, name) or ""
