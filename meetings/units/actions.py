"""Keeping the tree of units. Nothing is deleted: a unit ends, and may say what took its place."""

from datetime import date, timedelta

from sqlalchemy import or_, select, update

from meetings.base import addresses
from meetings.base.db import alone, db
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.journal import actions as journal
from meetings.units import queries
from meetings.units.models import Unit
from meetings.units.models import UnitKind as K
from meetings.units.trees import STORED, Read, hang, last_until, write_last_days

NO_NAME = _l("Write the name of the unit.")
BACKWARDS = _l("The last day lies before the first.")
CODE_TAKEN = _l("%(name)s has this code at the same time (%(period)s). Correct the code, or end that unit first.")
CYCLE = _l("A unit cannot stand below itself or below one of its own parts.")
OUTLIVES = _l("The unit above, %(name)s, does not exist at that time. Choose another one or other days.")
HAS_OPEN = _l("%(count)s units below still exist after that day. End them first, or tick that they end with it.")
HAS_OPEN_TABLE = _l("%(count)s units below still exist after that day. Give them a last day in the table, too.")
ABANDONS = _l("%(name)s stands below and does not exist at that time. Choose other days, or move that unit first.")
ENDED_ALREADY = _l("The unit has ended already.")
NOT_ENDED = _l("The unit has not ended; there is nothing to reopen.")
OWN_SUCCESSOR = _l("A unit cannot take its own place.")
SUCCESSOR_GONE = _l("%(name)s does not exist on the day after; choose a unit that does.")
ODD_PLACE = _l(
    "%(name)s is a territory, and none stands under %(parent)s. Choose another unit, or say that it is meant."
)
# A province, a district or a commune stands under one of these, or under a central body.
TERRITORIES = (K.PROVINCE, K.DISTRICT, K.COMMUNE, K.WARD, K.SPECIAL_ZONE)
# What is asked of how a unit stands below another.
STANDING = ("name", "code", "valid_from", "valid_until")
DAYS = {"valid_from", "valid_until"}
FIELDS = "name short_name kind code position valid_from valid_until phone email room".split()
# Two moves at once, each right by itself, could close a circle; a unit added below one that moves would be lost to it.
TREE = "shape of the tree of units"
LETTERHEAD = "letterhead_parent letterhead abbreviation place large_heading".split()


def add(
    name,
    *,
    kind,
    by,
    short_name="",
    code="",
    parent=None,
    position=0,
    valid_from=None,
    valid_until=None,
    phone="",
    email="",
    room="",
    tree=STORED,
    **letterhead,
):
    """Add a unit below `parent` (None: at the top).

    `letterhead` may hold the fields of `set_letterhead`; `tree` is where to look and to place it. Raises `NotValid`
    without a name, with days the wrong way round, when another unit bears the code at the same time, or when the parent
    does not exist in that time.
    """
    alone(TREE)
    unit = Unit(
        name=(name or "").strip(),
        short_name=(short_name or "").strip() or (name or "").strip(),
        kind=kind,
        code=(code or "").strip(),
        position=position or 0,
        valid_from=valid_from,
        valid_until=valid_until,
        phone=phone,
        email=email,
        room=room,
        successors=[],
        **letterhead,
    )
    check(unit, parent, email=unit.email, tree=tree)
    unit.parent = parent
    db.session.add(unit)
    tree.note(unit)
    journal.record(by, "added_unit", unit, code=unit.code)
    return unit


def change(unit, *, by, version=None, tree=STORED, **fields):
    """Change what is known of a unit (any of `FIELDS`). Refused as `add` is, and when `version` is old."""
    if fields.keys() & DAYS:
        alone(TREE)
    if version is not None:
        unit.expect(version)
    changed = {name: value for name, value in fields.items() if name in FIELDS and getattr(unit, name) != value}
    before = {name: str(getattr(unit, name) or "") for name in changed}
    with db.session.no_autoflush:
        for name, value in changed.items():
            setattr(unit, name, value)
        if not unit.short_name:
            unit.short_name = unit.name
        check(unit, unit.parent, email=changed.get("email"), tree=tree)
        if changed.keys() & DAYS:
            expect_parts_within(unit, unit.valid_from, unit.valid_until, tree=tree)
    if changed:
        tree.note(unit)
        journal.record(by, queries.CHANGED, unit, before=before, after={n: str(v or "") for n, v in changed.items()})
    return unit


def expect_parts_within(unit, first, last, *, tree=STORED) -> None:
    """Raise `NotValid` where a part of the unit does not exist while the unit does, from `first` to `last`."""
    for part in tree.parts(unit):
        if not part.overlaps(first, last):
            raise NotValid(ABANDONS % {"name": part.name}, field="valid_from")


def set_letterhead(unit, *, by, version=None, **fields):
    """Change what stands on the unit's official papers (any of `LETTERHEAD`; Decree 30/2020, Annex I, boxes 2 to 4)."""
    if version is not None:
        unit.expect(version)
    changed = {name: value for name, value in fields.items() if name in LETTERHEAD and getattr(unit, name) != value}
    for name, value in changed.items():
        setattr(unit, name, value)
    if changed:
        journal.record(by, "changed_letterhead", unit, after={n: str(v) for n, v in changed.items()})
    return unit


def move(unit, parent, *, by, version=None, sure=True, tree=STORED):
    """Put the unit, with all below it, under `parent` (None: at the top). Refuses a circle, and a place where no unit
    of its kind stands unless one is `sure`."""
    alone(TREE)
    if version is not None:
        unit.expect(version)
    expect_movable(unit, parent, tree=tree)
    if unit.parent is parent:
        return unit
    if not sure and parent is not None and unit.kind in TERRITORIES and parent.kind not in (*TERRITORIES, K.CENTRAL):
        raise NotValid(ODD_PLACE % {"name": unit.name, "parent": parent.name}, field="sure")
    before = unit.parent.name if unit.parent else ""
    hang(unit, parent)
    tree.note(unit)
    journal.record(by, "moved_unit", unit, before=before, after=parent.name if parent else "")
    return unit


def expect_movable(unit, parent, *, tree=STORED) -> None:
    """Raise `NotValid` where the unit cannot stand under `parent`: it would stand below itself, or at another time."""
    if parent is not None and tree.is_within(parent, unit):
        raise NotValid(CYCLE, field="parent")
    if unit.parent is not parent:
        check(unit, parent, tree=tree)


def end(unit, *, on, by, successors=(), with_below=False, version=None):
    """Let the unit end after the day `on`; `successors` take its place; `with_below` ends all its parts, too.

    Raises `NotNow` when it has ended, `NotValid` when parts of it would stay behind, when `on` lies before its first
    day, or when a successor does not exist on the day after.
    """
    alone(TREE)
    if version is not None:
        unit.expect(version)
    if unit.valid_until is not None and unit.valid_until <= on:
        raise NotNow(ENDED_ALREADY)
    faults, staying = Faults(), queries.open_below(unit, on)
    if unit.valid_from and on < unit.valid_from:
        faults.found.append(NotValid(BACKWARDS, field="on"))
    if staying and not with_below:
        faults.found.append(NotValid(HAS_OPEN % {"count": staying}, field="with_below"))
    faults.of(succeed, unit, successors, on=on)
    faults.tell()
    unit.valid_until = on
    parts = _end_parts(unit, on) if staying else {}
    names = [one.name for one in unit.successors]
    journal.record(by, queries.ENDED, unit, on=on.isoformat(), successors=names, with_below=staying, parts=parts)
    return unit


def _end_parts(unit, on):
    """End what goes on below; returns by number the last day that each had, for the way back."""
    db.session.flush()
    below = Unit.path.startswith(unit.path, autoescape=True), Unit.id != unit.id
    below = *below, or_(Unit.valid_until.is_(None), Unit.valid_until > on)
    former = db.session.execute(select(Unit.id, Unit.valid_until).where(*below)).all()
    db.session.execute(
        update(Unit).where(*below).values(valid_until=on), execution_options={"synchronize_session": "fetch"}
    )
    return {str(number): day.isoformat() if day else None for number, day in former}


def succeed(unit, successors, *, on):
    """Note which units took the place of one that ends after `on`. Raises `NotValid` for itself or a unit not there."""
    for successor in successors:
        if successor is unit:
            raise NotValid(OWN_SUCCESSOR, field="successors")
        if on and not successor.exists_on(on + timedelta(days=1)):
            raise NotValid(SUCCESSOR_GONE % {"name": successor.name}, field="successors")
    unit.successors = list(successors)


def reopen(unit, *, by, version=None) -> list[Unit]:
    """Let a unit that ended go on; it has no successors then. The parts that ended by the same act go on with it, until
    the day they had before; returns these. One that could not stand so (its code is taken since) stays ended, with what
    is below it. Raises `NotNow` when the unit had not ended.
    """
    alone(TREE)
    if version is not None:
        unit.expect(version)
    if unit.valid_until is None:
        raise NotNow(NOT_ENDED)
    before = unit.valid_until
    with db.session.no_autoflush:
        unit.valid_until = None
        check(unit, unit.parent)
    unit.successors = []
    parts = _reopen_parts(unit, before)
    journal.record(by, queries.REOPENED, unit, before=before.isoformat(), parts=[part.id for part in parts])
    return parts


def _reopen_parts(unit, ended):
    """The parts that the act ended which ended the unit, the upper ones first; whose last day was set since, or who
    stands elsewhere, is left alone."""
    former, reopened = queries.ended_by_same_act(unit, ended), []
    numbers = [int(number) for number in former]
    found = queries.ended_below(unit, ended, numbers) if former else []
    tree = Read(queries.with_codes({part.code for part in found})) if found else STORED
    for part in found:
        day = former[str(part.id)]
        last_until(part, date.fromisoformat(day) if day else None)
        said = {name: getattr(part, name) for name in STANDING}
        if [*faults(part.parent, but=part, tree=tree, **said)] or part.parent.valid_until == ended:
            last_until(part, ended)
        else:
            reopened.append(part)
    write_last_days(reopened)
    return reopened


def check(unit, parent, *, email=None, tree=STORED) -> None:
    """Raise `NotValid`, with all faults, where the unit could not stand so below `parent`. `email` is an address that
    is said now: one that was taken before, under an older rule, is in nobody's way."""
    facts = {name: getattr(unit, name) for name in STANDING}
    Faults(faults(parent, but=unit, email=email, tree=tree, **facts)).tell()


def faults(parent, *, name="", code="", email="", valid_from=None, valid_until=None, but=None, tree=STORED):
    """All that is wrong with what was said of a unit, as `NotValid`s: name, address, days, and who else bears its
    code (in the `tree`). `but` is the unit that is meant. Reads only."""
    if not (name or "").strip():
        yield NotValid(NO_NAME, field="name")
    if said := addresses.fault(email):
        yield NotValid(said, field="email")
    if valid_from and valid_until and valid_until < valid_from:
        yield NotValid(BACKWARDS, field="valid_until")
        return
    if parent is not None and not parent.overlaps(valid_from, valid_until):
        yield NotValid(OUTLIVES % {"name": parent.name}, field="parent")
    same = tree.with_code(code, start=valid_from, end=valid_until, but=but) if code else []
    if same:
        yield NotValid(CODE_TAKEN % {"name": same[0].name, "period": same[0].period}, field="code")
