"""Units from a table: rows in any order, matched by code, refused with a reason; one run for all or nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from meetings.base.days import day_of
from meetings.base.db import alone, imagined
from meetings.base.errors import Faults, NotValid, Refusal
from meetings.base.language import _l
from meetings.base.telephone import expect_number
from meetings.base.verdicts import Change, Outcome, Verdict, chosen, judge, outcome_of, reason, short_enough, unvalued
from meetings.base.vietnamese import fold
from meetings.journal import actions as journal
from meetings.units import actions, trees
from meetings.units.headings import ALIASES, KEPT_AS_ANOTHER, KIND_WORDS
from meetings.units.models import Unit, UnitKind

TEXTS = ("name short_name code phone email room " + " ".join(actions.LETTERHEAD[:4])).split()
# As long as on the pages; PostgreSQL would refuse a longer code, and a number of a paper with a longer abbreviation.
LONGEST = {"code": 35, "abbreviation": 30}
# Of these an address or number that no rule would take today may stand at a unit already.
KNOWN_BEFORE = ("email", "phone")
DASHES = ("-", "–", "—")

NO_KIND = _l("“%(text)s” is no kind of unit. Write for example xã, phường, huyện, sở, văn phòng, phòng.")
KIND_MISSING = _l("A new unit needs its kind (xã, phường, huyện, sở, văn phòng, phòng …).")
BAD_POSITION = _l("“%(text)s” is no whole number.")
NO_PARENT = _l("There is no unit “%(text)s” above, neither in the table nor here, at that time.")
PARENT_REFUSED = _l("The unit above is refused in row %(row)s.")
MANY = _l("Several units fit “%(text)s”. Write the code, or the days from and until.")
CIRCLE = _l("The units of this row and its parents stand in a circle.")
TWICE = _l("Row %(row)s already says this of the same unit.")
NO_SUCCESSOR = _l("There is no unit “%(text)s” that could take its place.")


@dataclass
class Line:
    """One row as it is meant."""

    row: int
    cells: dict[str, str]
    start: date | None = None
    end: date | None = None
    facts: dict = field(default_factory=dict)
    faults: list[NotValid] = field(default_factory=list)
    unit: Unit | None = None

    @property
    def name(self):
        """What the row is called in its verdict."""
        return self.cells.get("name") or self.cells.get("code") or ""


def run(sheet, *, by) -> list[Verdict]:
    """Add and change what the table says, inside the caller's transaction; a verdict for each row, in its order.

    Raises `NotValid` when the table lacks the column of names.
    """
    alone(actions.TREE)
    lines = _lines(sheet)
    with journal.together():
        return _run(lines, trees.Read(), by)


def foresee(sheet, *, by) -> list[Verdict]:
    """The verdicts that `run` would give, and nothing is written. Raises `NotValid` like it."""
    lines = _lines(sheet)
    with imagined(), journal.unheard():
        return _run(lines, trees.Imagined(), by)


def _lines(sheet):
    blind = sheet.blind(ALIASES, ("name",))
    return [_line(row, cells, blind.get(row, ())) for row, cells in sheet.records(ALIASES, ("name",))]


def _run(lines, tree, by):
    by_key = _by_key(lines)
    verdicts: dict[int, Verdict] = {}
    for line, circle in _parents_first(lines, by_key):
        among = (circle, _twice(line, by_key, verdicts), _orphan(line, by_key, verdicts))
        faults = [NotValid(why) for why in among if why]
        act = partial(_keep, line, tree, by, among_rows=faults)
        verdicts[line.row] = judge(line.row, line.name, act)
    tree.settle()
    tree.with_successors([line.unit for line in lines if line.unit and line.cells.get("successors")])
    for line in lines:
        verdicts[line.row] = _close(line, tree, verdicts[line.row])
    return [verdicts[line.row] for line in lines]


def _by_key(lines):
    """The rows by their code and by their name."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for key in {line.cells.get("code", ""), fold(line.cells.get("name", ""))} - {""}:
            found[key].append(line)
    return found


def _line(row, cells, blind):
    line, faults = Line(row, {name: text.strip() for name, text in cells.items()}), Faults(unvalued(blind, ALIASES))
    faults.of(short_enough, line.cells, {name: names[0] for name, names in ALIASES.items()}, **LONGEST)
    line.start, line.end = (
        faults.of(day_of, _plain(line.cells.get(name, ""))) for name in ("valid_from", "valid_until")
    )
    line.facts = _facts(line, faults)
    said = {"name": line.name, "email": line.facts.get("email"), "valid_from": line.start, "valid_until": line.end}
    line.faults = [*faults.found, *actions.faults(None, **said)]
    return line


def _plain(text):
    return "" if text in DASHES else text


def _parents_first(lines, by_key):
    """Every row after those it stands under, with a reason for those that stand in a circle."""
    open_rows, ordered, stack = {}, [], [(line, None) for line in reversed(lines)]
    while stack:
        line, circle = stack.pop()
        if circle is not None:
            open_rows[line.row] = False
            ordered.append((line, circle))
        elif line.row not in open_rows:
            open_rows[line.row] = True
            above = _rows_above(line, by_key)
            stack.append((line, CIRCLE if any(open_rows.get(one.row) for one in above) else ""))
            stack += [(one, None) for one in above]
    return ordered


def _rows_above(line, by_key):
    text = _plain(line.cells.get("parent", ""))
    rows = by_key.get(text, []) + by_key.get(fold(text), []) if text else []
    return [one for one in rows if _meets(one, line)]


def _meets(one, other):
    return (one.end is None or other.start is None or other.start <= one.end) and (
        other.end is None or one.start is None or one.start <= other.end
    )


def _twice(line, by_key, verdicts):
    code = line.cells.get("code", "")
    same = [one for one in by_key.get(code, ()) if one.cells.get("code") == code and one.row in verdicts]
    return next((TWICE % {"row": one.row} for one in same if code and _meets(one, line)), None)


def _orphan(line, by_key, verdicts):
    above = _rows_above(line, by_key)
    lost = [one for one in above if one.row in verdicts and verdicts[one.row].outcome is Outcome.REFUSED]
    return PARENT_REFUSED % {"row": lost[0].row} if lost and len(lost) == len(above) else None


def _keep(line, tree, by, *, among_rows):
    """What the row does. All that could be refused is asked first, as the actions would in their order."""
    parent, unit = _places(line, tree, among_rows)
    facts = line.facts
    if unit is None:
        line.unit = actions.add(by=by, parent=parent, tree=tree, **{"name": ""} | facts)
        return Outcome.NEW, _as_new(line, parent)
    line.unit = unit
    changed = {name: value for name, value in facts.items() if getattr(unit, name) != value}
    changes = [_change(unit, name, value) for name, value in changed.items()]
    moves = parent is not None and unit.parent is not parent
    if moves:
        actions.expect_movable(unit, parent, tree=tree)
        changes.append(Change("parent", unit.parent.name if unit.parent else "", parent.name))
    _expect_possible(unit, parent if moves else unit.parent, changed, tree)
    if moves:
        actions.move(unit, parent, by=by, tree=tree)
    actions.change(unit, by=by, tree=tree, **{name: changed[name] for name in changed if name in actions.FIELDS})
    actions.set_letterhead(unit, by=by, **{name: changed[name] for name in changed if name in actions.LETTERHEAD})
    return outcome_of(changes), tuple(changes)


def _as_new(line, parent):
    """Kind and place of a new unit, for the page; and the word that was written where it is kept as another kind."""
    written = line.cells["kind"] if fold(line.cells["kind"]) in KEPT_AS_ANOTHER else ""
    return Change("kind", written, line.facts["kind"]), Change("parent", "", parent.name if parent else "")


def _expect_possible(unit, parent, changed, tree):
    said = {name: getattr(unit, name) for name in ("name", "code", "valid_from", "valid_until")}
    said |= {name: changed[name] for name in said if name in changed}
    Faults(actions.faults(parent, **said, email=changed.get("email"), but=unit, tree=tree)).tell()


def _places(line, tree, among_rows):
    """What stands above, and the unit meant (None for a new one); all faults of the row are told at once."""
    faults, among = Faults(line.faults), Faults(among_rows)
    parent = None if among_rows else among.of(_parent, line, tree)
    unit = among.of(_known, line, parent, tree)
    if unit is None and not line.cells.get("kind") and not among.found:
        among.found.append(NotValid(KIND_MISSING))
    for name in KNOWN_BEFORE:  # what stands there from before the rule is in nobody's way
        if unit is not None and line.facts.get(name) == getattr(unit, name):
            faults.found = [no for no in faults.found if no.field != name]
    faults.found += among.found
    faults.tell()
    return parent, unit


def _change(unit, name, value):
    return Change(name, _shown(getattr(unit, name)), _shown(value))


def _shown(value):
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, UnitKind):
        return value
    return "" if value is None else str(value)


def _facts(line, faults):
    """What the row says, without the cells that are left empty."""
    cells = line.cells
    facts = {name: _plain(cells[name]) for name in TEXTS if cells.get(name)}
    faults.of(expect_number, facts.get("phone", ""))
    if cells.get("kind"):
        facts["kind"] = faults.of(chosen, cells["kind"], KIND_WORDS, NO_KIND)
    if cells.get("position"):
        facts["position"] = faults.of(_whole, _plain(cells["position"]) or "0")
    for name, value in (("valid_from", line.start), ("valid_until", line.end)):
        if cells.get(name):
            facts[name] = value
    return facts


def _whole(text):
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise NotValid(BAD_POSITION % {"text": text[:40]})
    return int(text)


def _parent(line, tree):
    text = _plain(line.cells.get("parent", ""))
    if not text:
        return None
    found = _meant(text, line, tree)
    if not found:
        raise NotValid(NO_PARENT % {"text": text[:60]})
    return found[0]


def _meant(text, line, tree):
    """The units that are called `text` at the time of the row; raises `NotValid` when it could be several."""
    time = {"start": line.start, "end": line.end}
    found = tree.with_code(text, **time) or tree.named(text, **time)
    if len(found) > 1:
        raise NotValid(MANY % {"text": text[:60]})
    return found


def _known(line, parent, tree):
    """The unit that the row speaks of: of its code, else one without a code of that name under the same parent."""
    code, name = line.cells.get("code", ""), line.cells.get("name", "")
    time = {"start": line.start, "end": line.end}
    found = tree.with_code(code, **time)
    if not found and name:
        found = [one for one in tree.named(name, **time) if one.parent is parent and not one.code]
    if len(found) > 1:
        raise NotValid(MANY % {"text": code or name})
    return found[0] if found else None


def _close(line, tree, verdict):
    """When all rows are in: what took the unit's place, and whether something would stay behind below it."""
    if verdict.outcome is Outcome.REFUSED:
        return verdict
    try:
        return _closed(line, tree, verdict)
    except Refusal as no:
        return verdict.refused(reason(no))


def _closed(line, tree, verdict):
    unit = line.unit
    if {one.field for one in verdict.changes} & actions.DAYS:
        actions.expect_parts_within(unit, unit.valid_from, unit.valid_until, tree=tree)
    if line.end and (staying := tree.open_below(unit, line.end)):
        return verdict.refused(actions.HAS_OPEN_TABLE % {"count": staying})
    text = line.cells.get("successors", "")
    if not text:
        return verdict
    named = [part.strip() for part in _plain(text).replace(";", ",").split(",") if part.strip()]
    wanted = list(dict.fromkeys(_successor(part, unit, tree) for part in named))
    if set(wanted) == set(unit.successors):
        return verdict
    change = Change("successors", ", ".join(one.name for one in unit.successors), ", ".join(o.name for o in wanted))
    actions.succeed(unit, wanted, on=unit.valid_until)
    if verdict.outcome is Outcome.NEW:
        return verdict
    return Verdict(verdict.row, verdict.name, Outcome.CHANGED, (*verdict.changes, change))


def _successor(text, unit, tree):
    from_day = unit.valid_until
    found = [one for one in tree.with_code(text, start=from_day) if one is not unit]
    found = found or [one for one in tree.named(text, start=from_day) if one is not unit]
    after = [one for one in found if one.valid_until is None or from_day is None or one.valid_until > from_day]
    if len(after) != 1:
        raise NotValid((MANY if after else NO_SUCCESSOR) % {"text": text[:60]})
    return after[0]
