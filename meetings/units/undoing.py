"""The way back from an import of units: what it did is remembered, and taken back in one step while all stands as it
left it.

What other nouns hold to a unit that came by the import (a post, a site, a directive) keeps the unit: then nothing is
taken back, for half a way back would leave a tree that nobody ever had.
"""

from datetime import date

from sqlalchemy import delete, insert, select, update

from meetings.base import clock
from meetings.base.db import alone, db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.units import actions, imports, queries
from meetings.units.models import Unit, UnitImport, UnitKind, unit_successors

TABLE = Unit.__table__
LINKS = unit_successors.c
COLUMNS = [column.name for column in TABLE.columns if column.name not in ("id", "version")]
NAMED = 5
UNDONE = _l("This import was taken back already.")
TOUCHED = _l("Somebody has changed since: %(names)s. Correct the units one by one, or by another table.")
IN_USE = _l("Already in use: %(names)s. Correct the units one by one, or end those that are wrong.")


def run(sheet, *, by):
    """Take the table in as `imports.run` does, and remember what it did: the verdicts, and the import (None where
    nothing changed)."""
    alone(actions.TREE)
    before = _state()
    verdicts = imports.run(sheet, by=by)
    db.session.flush()
    kept, taken = _differences(before, _state()), None
    if kept:
        added = sum(one["before"] is None for one in kept.values())
        taken = UnitImport(
            at=clock.now(),
            by_name=by.name if by else "",
            added=added,
            changed=len(kept) - added,
            names=_named([one["name"] for one in kept.values()]),
            kept=kept,
        )
        db.session.add(taken)
        journal.record(by, "imported_units", taken, added=taken.added, changed=taken.changed)
    return verdicts, taken


def undo(taken, *, by) -> None:
    """Take the import back: what it added goes, what it changed is as before.

    Refused once it was taken back; when a unit of it was changed since, or what now stands below one would be lost;
    when a unit that it added is in use; and when something of before is no longer possible (a code taken since).
    """
    alone(actions.TREE)
    hold(taken)
    if taken.undone_at is not None:
        raise NotNow(UNDONE)
    kept = {int(number): one for number, one in taken.kept.items()}
    state = _state()
    _expect_untouched(kept, state)
    new = [number for number, one in kept.items() if one["before"] is None]
    _expect_unused(kept, new)
    for unit in _units(kept):
        journal.record(by, "took_back_unit" if unit.id in new else "put_back_unit", unit)
    _put_back(kept, new)
    db.session.expire_all()
    for unit in _units(set(kept) - set(new)):
        _expect_possible(unit)
    taken.undone_at, taken.undone_by = clock.now(), by.name if by else ""
    journal.record(by, "undid_unit_import", taken)


def _state():
    """Every unit by number: its columns as JSON can hold them, its version, its successors."""
    successors: dict[int, list[int]] = {}
    for unit_id, successor_id in db.session.execute(select(unit_successors).order_by(*LINKS)):
        successors.setdefault(unit_id, []).append(successor_id)
    return {
        row.id: {
            "columns": {name: _plain(getattr(row, name)) for name in COLUMNS},
            "version": row.version,
            "successors": successors.get(row.id, []),
        }
        for row in db.session.execute(select(TABLE))
    }


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _differences(before, after):
    kept = {}
    for number, now in after.items():
        was = before.get(number)
        if was is None or was["columns"] != now["columns"] or was["successors"] != now["successors"]:
            kept[str(number)] = {
                "name": now["columns"]["name"],
                "version": now["version"],
                "before": was and was["columns"],
                "after": now["columns"],
                "successors": [was["successors"] if was else [], now["successors"]],
            }
    return kept


def _expect_untouched(kept, state):
    touched = [one["name"] for number, one in kept.items() if _is_touched(one, state.get(number))]
    changed = [one for one in kept.values() if one["before"] is not None]
    moved = [one["after"]["path"] for one in changed if one["before"]["path"] != one["after"]["path"]]
    touched += [
        now["columns"]["name"]
        for number, now in state.items()
        if number not in kept and any(now["columns"]["path"].startswith(path) for path in moved)
    ]
    if touched:
        raise NotNow(TOUCHED % {"names": _named(touched)})


def _is_touched(one, now):
    left = {"columns": one["after"], "version": one["version"], "successors": one["successors"][1]}
    return now != left


def _expect_unused(kept, new):
    used = {number for asked in _uses(kept, new) for number in db.session.scalars(asked)} if new else set()
    if used:
        raise NotNow(IN_USE % {"names": _named([kept[number]["name"] for number in new if number in used])})


def _uses(kept, new):
    """For each column anywhere that points to a unit: which of the new ones it points to, the import's own aside."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is TABLE.c.id for key in column.foreign_keys):
                asked = select(column).where(column.in_(new))
                if table is TABLE:
                    asked = asked.where(TABLE.c.id.not_in(list(kept)))
                if table is unit_successors:
                    asked = asked.where(LINKS.unit_id.not_in(list(kept)))
                yield asked


def _put_back(kept, new):
    db.session.flush()
    db.session.execute(delete(unit_successors).where(LINKS.unit_id.in_(list(kept))))
    for number, one in kept.items():
        if one["before"] is not None:
            values = {name: _typed(name, value) for name, value in one["before"].items()}
            db.session.execute(update(TABLE).where(TABLE.c.id == number).values(**values, version=TABLE.c.version + 1))
    if new:
        db.session.execute(delete(TABLE).where(TABLE.c.id.in_(new)))
    before = {number: one["successors"][0] for number, one in kept.items()}
    pairs = [{"unit_id": number, "successor_id": other} for number, others in before.items() for other in others]
    if pairs:
        db.session.execute(insert(unit_successors), pairs)


def _typed(name, value):
    if name == "kind":
        return UnitKind(value)
    return date.fromisoformat(value) if value and name in ("valid_from", "valid_until") else value


def _expect_possible(unit):
    actions.check(unit, unit.parent)
    if unit.valid_until and (staying := queries.open_below(unit, unit.valid_until)):
        raise NotValid(actions.HAS_OPEN % {"count": staying})


def _units(numbers):
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(sorted(numbers))).order_by(Unit.id)))


def _named(names):
    shown = ", ".join(names[:NAMED])
    return f"{shown} (+{len(names) - NAMED})" if len(names) > NAMED else shown
