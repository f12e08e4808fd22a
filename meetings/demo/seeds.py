"""The units of the demo: Hà Tĩnh with its districts of 2015, and with its communes and wards since 1 July 2025."""

import csv
from datetime import date

from sqlalchemy import select

from meetings.base.db import db
from meetings.demo.cast import DATA
from meetings.units import actions
from meetings.units.models import Unit, UnitKind

FILES = ("units-2015.csv", "units-2025.csv")
DAYS = ("valid_from", "valid_until")


def units() -> None:
    """Add what is not there yet, then say who took whose place."""
    rows = [row for name in FILES for row in csv.DictReader((DATA / name).read_text().splitlines())]
    there = {unit.name: unit for unit in db.session.scalars(select(Unit))}
    added = [row for row in rows if row["name"] not in there]
    for row in added:
        there[row["name"]] = _add(row, there)
    for row in added:
        unit = there[row["name"]]
        if unit.valid_until:
            successors = [there[name] for name in row["successors"].split("|") if name]
            actions.succeed(unit, successors, on=unit.valid_until)


def _add(row, there):
    facts = {name: text.replace("\\n", "\n") for name, text in row.items() if name not in ("successors", *DAYS)}
    facts["kind"] = UnitKind(facts["kind"])
    facts["parent"] = there.get(facts["parent"])
    for name in DAYS:
        facts[name] = date.fromisoformat(row[name]) if row[name] else None
    until = facts.pop("valid_until")
    unit = actions.add(**facts, position=len(there), by=None)
    unit.valid_until = until
    return unit
