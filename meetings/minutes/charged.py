"""Whom a directive may charge: a unit that has ended carries nothing out, whoever took its place does."""

from datetime import date

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.vietnamese import collation_key
from meetings.units import queries as units
from meetings.units.models import Unit

ENDED = _l("%(unit)s ended on %(day)s and can carry nothing out. Choose who took its place: %(heirs)s.")
ENDED_WITHOUT = _l(
    "%(unit)s ended on %(day)s and can carry nothing out. It is not recorded who took its place: choose another unit."
)


def day_of(conference) -> date:
    """The day on which a unit has to be there: that of the conference, or today where that is later."""
    return max(clock.local(conference.starts_at).date(), clock.today())


def ended(those, day: date) -> list[Unit]:
    """Those of the units that ended before `day`."""
    return [unit for unit in those if unit.valid_until is not None and unit.valid_until < day]


def sentence(unit: Unit, day: date):
    """Since when the unit is no more, and who took its place and is there on `day` (one statement)."""
    heirs = sorted((one.short_name for one in units.successors(unit) if one.exists_on(day)), key=collation_key)
    said = {"unit": unit.short_name, "day": unit.valid_until.strftime("%d/%m/%Y")}
    return ENDED % {**said, "heirs": ", ".join(heirs)} if heirs else ENDED_WITHOUT % said
