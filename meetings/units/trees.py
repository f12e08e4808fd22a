"""Where the actions look for units and how they place them: in the database, or in what was read of it in one go.

A table of thousands of rows asks the same few things for each of them. `Read` answers from memory, with what the rows
before have changed, and writes all places in the tree at its end.
"""

from collections import defaultdict

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from meetings.base.db import db
from meetings.base.vietnamese import fold
from meetings.units import queries
from meetings.units.models import Unit

TABLE = Unit.__table__
LAST_DAYS = update(TABLE).where(TABLE.c.id == bindparam("number"))
LAST_DAYS = LAST_DAYS.values(valid_until=bindparam("day"), version=TABLE.c.version + 1)
PATHS = update(TABLE).where(TABLE.c.id == bindparam("number")).values(path=bindparam("new_path"))


class Stored:
    """The tree as the database has it: a statement for each question."""

    with_code = staticmethod(queries.with_code)

    def is_within(self, unit, other) -> bool:
        """Whether `unit` is `other` or stands anywhere below it."""
        return unit.is_within(other)

    def parts(self, unit) -> list[Unit]:
        """What stands directly below it, of all times."""
        return list(db.session.scalars(select(Unit).where(Unit.parent_id == unit.id).order_by(Unit.id)))

    def note(self, unit) -> None:
        """Know a unit that is new, has another parent or is called otherwise: it gets its place, with all below it."""
        if unit.id is None:
            db.session.flush()
        old, new = unit.path, _path(unit)
        if old == new:
            return
        unit.path = new
        if old:
            self._carry_below(unit, old)

    def _carry_below(self, unit, old):
        db.session.flush()
        db.session.execute(
            update(Unit)
            .where(Unit.path.startswith(old, autoescape=True), Unit.id != unit.id)
            .values(path=literal(unit.path).concat(func.substr(Unit.path, len(old) + 1))),
            execution_options={"synchronize_session": "fetch"},
        )


STORED = Stored()


class Read(Stored):
    """The tree of all times, read in one statement (or `units` of it). New places are written by `settle`."""

    def __init__(self, units=None):
        self._units = {}  # in the order in which they came
        self._below = {}
        self._by_code, self._by_name = defaultdict(list), defaultdict(list)
        for unit in db.session.scalars(select(Unit).order_by(Unit.id)) if units is None else units:
            self.note(unit)

    def with_code(self, code, *, start=None, end=None, but=None):
        """The units of that code that exist on some day from `start` to `end` (None: open), without the unit `but`."""
        found = [one for one in self._by_code.get(code, ()) if one.code == code and one is not but] if code else []
        return _in_order(one for one in found if one.overlaps(start, end))

    def named(self, name, *, start=None, end=None, short=False):
        """The units of that full name (or, with `short`, that short name), marks and capitals aside, in that time."""
        wanted = fold(name)
        found = [one for one in self._by_name.get(wanted, ()) if _is_called(one, wanted, short)]
        return _in_order(one for one in found if one.overlaps(start, end))

    def is_within(self, unit, other) -> bool:
        """Whether `unit` is `other` or stands anywhere below it, by the parents that are known now."""
        while unit is not None and unit is not other:
            unit = unit.parent
        return unit is not None

    def parts(self, unit) -> list[Unit]:
        """What stands directly below it, of all times, once all is settled; nothing while rows to come may move it."""
        return _in_order(self._below[unit]) if self._below else []

    def note(self, unit) -> None:
        """Find it by what it is called now (what it was called before is passed over by who looks); `settle` writes its
        place."""
        self._units[unit] = True
        for among, key in (
            (self._by_code, unit.code),
            (self._by_name, fold(unit.name)),
            (self._by_name, fold(unit.short_name)),
        ):
            if not any(one is unit for one in among[key]):
                among[key].append(unit)

    def settle(self) -> None:
        """Write every place that is new (a statement for each level of new units, one for all places), and know what
        stands below what."""
        db.session.flush()
        self._know_below()
        moved = []
        for unit in self._walk(None):
            if unit.path != (path := _path(unit)):
                moved.append({"number": unit.id, "new_path": path})
                set_committed_value(unit, "path", path)
        if moved:
            db.session.connection().execute(PATHS, moved)

    def _know_below(self):
        self._below = defaultdict(list)
        for unit in self._units:
            self._below[unit.parent].append(unit)

    def _walk(self, parent):
        waiting = list(self._below[parent])
        while waiting:
            unit = waiting.pop()
            yield unit
            waiting += self._below[unit]

    def open_below(self, unit, day) -> int:
        """How many units below still exist after `day`, once all is settled."""
        return sum(one.valid_until is None or one.valid_until > day for one in self._walk(unit))

    def with_successors(self, units) -> None:
        """Read what took the place of the units, in one go."""
        numbers = [unit.id for unit in units if unit.id]
        if numbers:
            list(db.session.scalars(select(Unit).where(Unit.id.in_(numbers)).options(selectinload(Unit.successors))))


class Imagined(Read):
    """The same tree, of which nothing is written: new units stand in it without a number."""

    def settle(self) -> None:
        """Know what stands below what."""
        self._know_below()


def hang(unit, parent) -> None:
    """Let a unit stand under another parent, and forget the former one.

    A unit is written after all under which it is known to stand or to have stood: two that turn round in one table
    would each wait for the other.
    """
    set_committed_value(unit, "parent", None)
    unit.parent, unit.parent_id = parent, parent.id if parent else None


def last_until(unit, day) -> None:
    """Let it last until that day in what has been read; `write_last_days` writes it."""
    set_committed_value(unit, "valid_until", day)


def write_last_days(units) -> None:
    """Write until when each of the units lasts, all in one statement."""
    if units:
        rows = [{"number": unit.id, "day": unit.valid_until} for unit in units]
        db.session.connection().execute(LAST_DAYS, rows)
    for unit in units:
        set_committed_value(unit, "version", unit.version + 1)


def _path(unit):
    return f"{unit.parent.path if unit.parent else '/'}{unit.id}/"


def _is_called(unit, wanted, short):
    return wanted == fold(unit.name) or (short and wanted == fold(unit.short_name))


def _in_order(units):
    """By number, and those that have none yet after them."""
    return sorted(units, key=lambda unit: unit.id or float("inf"))
