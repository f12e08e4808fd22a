"""The tree of units from which sites are chosen, and the list of what is chosen, as plain values.

The whole tree is read in one statement and counted here; drawn are only the branches that are open, and of a
large one only its first hundred, so that a page stays small for thousands of units.
"""

from dataclasses import dataclass

from meetings.base import clock
from meetings.base.language import _l
from meetings.sites import offers
from meetings.units.models import INNER, PLACES
from meetings.units.models import UnitKind as K

FAMILIES = {
    "district": (_l("Districts, towns and cities"), (K.DISTRICT,)),
    "commune": (_l("Communes, wards and special zones"), (K.COMMUNE, K.WARD, K.SPECIAL_ZONE)),
    "department": (_l("Departments and agencies"), (K.DEPARTMENT, K.CENTRAL)),
    "province": (_l("Provinces"), (K.PROVINCE,)),
    "inner": (_l("Offices and divisions"), INNER),
    "other": (_l("Other organisations"), (K.OTHER,)),
    "relay": (_l("Relay points"), (K.RELAY,)),
}
FAMILY_OF = {kind: name for name, (_, kinds) in FAMILIES.items() for kind in kinds}
LEVEL_FROM = 2
FOUND_LIMIT = 60
PAGE = 100
LISTED = 60


@dataclass(frozen=True)
class Leaf:
    """A unit in the tree: whether it is chosen itself, and how many of those below it (without offices and
    divisions, which come with their body)."""

    id: int
    name: str
    chosen: bool
    children: int = 0
    below: tuple[int, ...] = ()
    chosen_below: int = 0
    opened: bool = False
    branches: tuple = ()
    above: str = ""

    @property
    def key(self) -> str:
        """What its opening button sends."""
        return str(self.id)


@dataclass(frozen=True)
class Branch:
    """The units of one family below a unit, ticked together. The only family of a unit is always open; of a large
    one `rest` are not drawn yet."""

    key: str
    label: str
    unit_ids: tuple[int, ...]
    chosen: int
    opened: bool
    is_only: bool
    leaves: tuple[Leaf, ...] = ()
    rest: int = 0


@dataclass(frozen=True)
class Chosen:
    """The chosen units below one parent, or all of them (no `label`); `rest` are not listed yet."""

    key: str
    label: str
    total: int
    opened: bool
    rows: list
    rest: int

    @property
    def parent(self) -> str:
        """The number of the parent, as the buttons send it."""
        return self.key.partition(":")[2]


class Tree:
    """The units that exist on the conference's day, from the organiser's topmost body down."""

    def __init__(self, rows):
        self.rows = {row.id: row for row in rows}
        self.known = set(self.rows)
        self.families, self.roots, self.levels = {}, [], {}
        for row in rows:
            family = FAMILY_OF[row.kind]
            self.levels.setdefault(family, []).append(row.id)
            if row.parent_id in self.rows:
                self.families.setdefault(row.parent_id, {}).setdefault(family, []).append(row.id)
            else:
                self.roots.append(row.id)

    def name(self, unit_id) -> str:
        """How lists call the unit: of a place one says "xã Hương Khê", of a department its whole name."""
        row = self.rows[unit_id]
        return row.short_name if row.kind in PLACES and row.short_name else row.name

    def children_of(self, text) -> list[int]:
        """The units directly below the unit of that typed number."""
        families = self.families.get(int(text), {}) if text.isdecimal() and len(text) < 10 else {}
        return [unit_id for ids in families.values() for unit_id in ids]

    def ids_of(self, key) -> list[int]:
        """The units of the branch "7:commune", or with "7:below" all that stand below; none for an unknown key."""
        parent, _, family = key.partition(":")
        if not (parent.isdecimal() and len(parent) < 10):
            return []
        if family == "below":
            return self._below(int(parent))
        return self.families.get(int(parent), {}).get(family, [])

    def _below(self, unit_id):
        found = []
        for family, ids in self.families.get(unit_id, {}).items():
            for child in ids if family != "inner" else ():
                found += [child, *self._below(child)]
        return found

    def quick(self):
        """The levels that are chosen with one press: (key, name, units)."""
        offered = (name for name in FAMILIES if name != "inner" and len(self.levels.get(name, ())) >= LEVEL_FROM)
        return [(name, FAMILIES[name][0], self.levels[name]) for name in offered]

    def leaves(self, draft):
        """The tree as it is drawn: the topmost bodies, opened."""
        return tuple(self._leaf(unit_id, draft) for unit_id in self.roots)

    def node(self, key, draft):
        """The leaf "7" or the branch "7:commune" as it is drawn, or None for an unknown key."""
        unit, _, family = key.partition(":")
        number = int(unit) if unit.isdecimal() and len(unit) < 10 else None
        if family:
            return self._branch(number, family, draft) if self.ids_of(key) and family in FAMILIES else None
        return self._leaf(number, draft) if number in self.rows else None

    def _leaf(self, unit_id, draft):
        families = self.families.get(unit_id, {})
        opened = bool(families) and (unit_id in self.roots or str(unit_id) in draft.open)
        branches = (self._branch(unit_id, name, draft) for name in FAMILIES if name in families) if opened else ()
        below = tuple(self._below(unit_id))
        return Leaf(
            unit_id,
            self.name(unit_id),
            unit_id in draft.chosen,
            sum(map(len, families.values())),
            below,
            len(draft.chosen.intersection(below)),
            opened,
            tuple(branches),
        )

    def _branch(self, parent_id, name, draft):
        ids = self.families[parent_id][name]
        key = f"{parent_id}:{name}"
        alone = len(self.families[parent_id]) == 1
        opened = alone or key in draft.open
        drawn = ids[: PAGE * (1 + draft.more[key])] if opened else []
        leaves = tuple(self._leaf(unit_id, draft) for unit_id in drawn)
        rest = len(ids) - len(drawn) if opened else 0
        chosen = len(draft.chosen.intersection(ids))
        return Branch(key, FAMILIES[name][0], tuple(ids), chosen, opened, alone, leaves, rest)

    def found(self, draft, ids):
        """The found units as leaves, up to a limit, each with the name of the unit above it."""
        shown = [unit_id for unit_id in ids if unit_id in self.rows][:FOUND_LIMIT]
        return [
            Leaf(unit_id, self.name(unit_id), unit_id in draft.chosen, above=self._above(unit_id)) for unit_id in shown
        ]

    def _above(self, unit_id):
        parent_id = self.rows[unit_id].parent_id
        return self.name(parent_id) if parent_id in self.rows else ""

    def listed(self, draft, main_id):
        """What is chosen beside the main site: one list, or for many one entry for each parent, to be opened."""
        rows = [row for unit_id, row in self.rows.items() if unit_id in draft.chosen and unit_id != main_id]
        parents = {}
        for row in rows:
            parents.setdefault(row.parent_id if row.parent_id in self.rows else None, []).append(row)
        if len(rows) <= LISTED or len(parents) == 1:
            return [self._chosen("chosen", "", rows, draft, True)] if rows else []
        return [
            self._chosen(f"chosen:{parent or ''}", self.name(parent) if parent else "–", parents[parent], draft)
            for parent in (None, *self.rows)
            if parent in parents
        ]

    @staticmethod
    def _chosen(key, label, rows, draft, opened=False):
        opened = opened or key in draft.open
        drawn = rows[: LISTED + PAGE * draft.more[key]] if opened else []
        return Chosen(key, label, len(rows), opened, drawn, len(rows) - len(drawn) if opened else 0)

    def is_relay(self, unit_id) -> bool:
        """Whether the unit can do nothing but relay."""
        return self.rows[unit_id].kind is K.RELAY


def scope(conference):
    """Which units are offered: the day, and the path of the organiser's topmost body."""
    top = conference.organiser.ancestor_ids[:1] or [conference.organiser_id]
    return clock.local(conference.starts_at).date(), f"/{top[0]}/"


def tree_of(conference) -> Tree:
    """The tree of the organiser's topmost body as it is on the day of the conference."""
    day, path = scope(conference)
    return Tree(offers.units_on(day, below=path))


def found_of(conference, words) -> list[int]:
    """The units of that tree in which the words occur; none while nothing is typed."""
    day, path = scope(conference)
    return offers.units_found(words, day, below=path) if words else []
