"""Reading the tree of units: on a day, without marks, with the names of what stands above."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import func, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.refs import ref
from meetings.base.search import by_words, matches
from meetings.base.vietnamese import fold
from meetings.journal.models import Entry
from meetings.units.models import Unit, UnitImport, unit_successors

# By names without marks, so that Đ stands with D in every database.
# Under these words a change, an end and its way back stand in the journal.
CHANGED, ENDED, REOPENED = "changed_unit", "ended_unit", "reopened_unit"
ORDER = (Unit.position, Unit.code, *by_words(Unit), Unit.id)


class Branch(NamedTuple):
    """A unit of the tree, how deep it stands, and how many stand directly below it."""

    unit: Unit
    depth: int
    children: int


def unit(unit_id):
    """The unit of that number, or None."""
    return db.session.get(Unit, unit_id)


def unit_import(import_id):
    """The import of that number, or None."""
    return db.session.get(UnitImport, import_id)


def unit_imports():
    """The imports that changed something, the newest first: a select for a pager."""
    return select(UnitImport).order_by(UnitImport.id.desc())


def existing(day=None):
    """The condition that a unit exists on `day` (today if not told)."""
    day = day or clock.today()
    return (or_(Unit.valid_from.is_(None), Unit.valid_from <= day)) & (
        or_(Unit.valid_until.is_(None), Unit.valid_until >= day)
    )


def on(day=None):
    """All units that exist on `day`, those above before those below: a select."""
    return select(Unit).where(existing(day)).order_by(*ORDER)


def found(words, *, day=None, kind=None):
    """The units of `day` (of every time when `day` is False) that fit the `words`: a select for a pager."""
    query = select(Unit).where(matches(Unit, words)).order_by(*ORDER)
    if day is not False:
        query = query.where(existing(day))
    return query.where(Unit.kind == kind) if kind else query


def going_on(day, words=""):
    """The units that exist after `day`, if only later, and fit the words: a select."""
    query = select(Unit).where(or_(Unit.valid_until.is_(None), Unit.valid_until > day), matches(Unit, words))
    return query.order_by(*ORDER)


def with_numbers(numbers) -> list[Unit]:
    """The units of those numbers, in order (one statement, none without numbers)."""
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(numbers)).order_by(*ORDER))) if numbers else []


def tree(day=None) -> list[Branch]:
    """The whole tree of `day`, in the order in which it is read (one statement).

    A unit whose parent does not exist on that day stands at the top.
    """
    rows = list(db.session.scalars(on(day)))
    here = {row.id for row in rows}
    under = defaultdict(list)
    for row in rows:
        under[row.parent_id if row.parent_id in here else None].append(row)
    return list(_walk(under, None, 0))


def _walk(under, parent_id, depth):
    for row in under[parent_id]:
        yield Branch(row, depth, len(under[row.id]))
        yield from _walk(under, row.id, depth + 1)


def path_names(units) -> dict[int, list[str]]:
    """For each of the units the short names of those above it, from the top down (one statement)."""
    units = list(units)
    above = {above_id for one in units for above_id in one.ancestor_ids[:-1]}
    if not above:
        return {one.id: [] for one in units}
    names = dict(db.session.execute(select(Unit.id, Unit.short_name).where(Unit.id.in_(above))).all())
    return {one.id: [names[above_id] for above_id in one.ancestor_ids[:-1] if above_id in names] for one in units}


def predecessors(unit):
    """The units whose place this one took."""
    query = select(Unit).join(unit_successors, unit_successors.c.unit_id == Unit.id)
    return list(db.session.scalars(query.where(unit_successors.c.successor_id == unit.id).order_by(*ORDER)))


def with_code(code, *, start=None, end=None, but=None):
    """The units of that code that exist on some day from `start` to `end` (None: open), without the unit `but`."""
    query = select(Unit).where(Unit.code == code, Unit.code != "")
    if start:
        query = query.where(or_(Unit.valid_until.is_(None), Unit.valid_until >= start))
    if end:
        query = query.where(or_(Unit.valid_from.is_(None), Unit.valid_from <= end))
    if but is not None and but.id:
        query = query.where(Unit.id != but.id)
    return list(db.session.scalars(query.order_by(Unit.id)))


def with_codes(codes) -> list[Unit]:
    """The units of all times that bear one of the codes (one statement)."""
    return list(db.session.scalars(select(Unit).where(Unit.code.in_(codes), Unit.code != "").order_by(Unit.id)))


def ended_below(unit, day, numbers) -> list[Unit]:
    """Of the units of these numbers those below `unit` whose last day is `day`, the upper ones first, with what they
    stand under."""
    query = select(Unit).where(Unit.id.in_(numbers), Unit.valid_until == day).options(by_join(Unit.parent))
    query = query.where(Unit.path.startswith(unit.path, autoescape=True))
    return list(db.session.scalars(query.order_by(Unit.path)))


def by_code(code, day=None):
    """The unit of that code that exists on `day` (today if not told), or None."""
    return db.session.scalar(on(day).where(Unit.code == code, Unit.code != "").limit(1))


def named(name, day=None):
    """The unit whose full or short name is `name`, marks and capitals aside, on `day`; None if none or several."""
    numbers = _numbers_named(name, day)
    return unit(numbers[0]) if len(numbers) == 1 else None


def _numbers_named(name, day):
    """All of them: a province has a hundred whose name begins with that of one."""
    wanted, named_so = fold(name), select(Unit.id, Unit.name, Unit.short_name).where(matches(Unit, name), existing(day))
    rows = db.session.execute(named_so).all()
    return [number for number, whole, short in rows if wanted in (fold(whole), fold(short))]


def open_below(unit, day):
    """How many units below `unit` still exist after `day`."""
    return db.session.scalar(
        select(func.count(Unit.id)).where(
            Unit.path.startswith(unit.path, autoescape=True),
            Unit.id != unit.id,
            or_(Unit.valid_until.is_(None), Unit.valid_until > day),
        )
    )


def count() -> int:
    """How many units there are, of all times."""
    return db.session.scalar(select(func.count(Unit.id)))


def choices(day=None, *, without=None, within=None):
    """All units of `day` as (number, indented name), for a list of choices.

    The branch of `without` is left out; with paths `within` only what stands below one of them is offered.
    """
    return [
        (branch.unit.id, "\u2003" * branch.depth + branch.unit.name)
        for branch in tree(day)
        if (without is None or not branch.unit.is_within(without))
        and (within is None or any(branch.unit.path.startswith(path) for path in within))
    ]


def above(unit):
    """The units above, from the top down (one statement)."""
    numbers = unit.ancestor_ids[:-1]
    rows = {row.id: row for row in db.session.scalars(select(Unit).where(Unit.id.in_(numbers)))} if numbers else {}
    return [rows[number] for number in numbers if number in rows]


def successors(unit):
    """What took the unit's place."""
    query = select(Unit).join(unit_successors, unit_successors.c.successor_id == Unit.id)
    return list(db.session.scalars(query.where(unit_successors.c.unit_id == unit.id).order_by(*ORDER)))


def ended_by_same_act(unit, on) -> dict[str, str | None]:
    """By number: the parts that ended with the unit after the day `on`, by the same act, and the last day that each had
    before. Nothing where the day was not set by such an act (but by a table, or when it was edited); without the parts
    whose last day somebody set by itself since.

    A unit may be ended again, on an earlier day: what its parts had before the first of these acts counts.
    """
    query = select(Entry.id, Entry.verb, Entry.details).where(Entry.about == ref(unit))
    former, acts, last = {}, {}, None
    for act, verb, details in db.session.execute(query.where(Entry.verb.in_((ENDED, REOPENED))).order_by(Entry.id)):
        if verb == REOPENED:
            former, acts, last = {}, {}, None
            continue
        last = details["on"]
        for number, day in details.get("parts", {}).items():
            former.setdefault(number, day)
            acts[number] = act
    if last != on.isoformat():
        return {}
    apart = _decided_since(acts)
    return {number: day for number, day in former.items() if number not in apart}


def _decided_since(acts) -> set[str]:
    """Of the units of these numbers those whose last day was set by itself after the entry of the journal that is named
    beside each."""
    if not acts:
        return set()
    numbers = {f"{Unit.__tablename__}:{number}": number for number in acts}
    query = select(Entry.id, Entry.about, Entry.verb, Entry.details).where(
        Entry.about.in_(numbers), Entry.verb.in_((CHANGED, ENDED, REOPENED)), Entry.id > min(acts.values())
    )
    later = (row for row in db.session.execute(query) if row.id > acts[numbers[row.about]])
    return {numbers[row.about] for row in later if row.verb != CHANGED or "valid_until" in row.details["after"]}
