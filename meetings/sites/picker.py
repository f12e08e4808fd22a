"""The choice of sites while it is being made: the tree of units with what is ticked, as plain values.

Everything that is ticked travels with the page (`chosen`), what a page showed travels as `shown`, so that a
branch
that is closed keeps its ticks. The same works with and without JavaScript.
"""

from dataclasses import dataclass, field

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.vietnamese import fold
from meetings.sites import offers
from meetings.sites.models import SiteKind
from meetings.units.models import UnitKind as K

FAMILIES = {
    "district": (_l("Districts, towns and cities"), (K.DISTRICT,)),
    "commune": (_l("Communes, wards and special zones"), (K.COMMUNE, K.WARD, K.SPECIAL_ZONE)),
    "department": (_l("Departments and agencies"), (K.DEPARTMENT, K.CENTRAL)),
    "province": (_l("Provinces"), (K.PROVINCE,)),
    "inner": (_l("Offices and divisions"), (K.OFFICE, K.DIVISION)),
    "other": (_l("Other organisations"), (K.OTHER,)),
    "relay": (_l("Relay points"), (K.RELAY,)),
}
FAMILY_OF = {kind: name for name, (_, kinds) in FAMILIES.items() for kind in kinds}
FOUND_LIMIT = 60
SHOWN_LIMIT = 60


def numbers(texts) -> set[int]:
    """The whole numbers among typed texts, each of which may hold several between commas."""
    parts = (part for text in texts for part in (text or "").split(","))
    return {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10}


@dataclass
class Draft:
    """A choice on its way: units, main and relay sites, open branches and typed words."""

    chosen: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    main: int | None = None
    relays: set[int] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    words: str = ""
    drops_answered: bool = False

    @classmethod
    def of(cls, rows):
        """The choice as it is kept: `rows` of (unit_id, kind, …)."""
        ids = {row.unit_id for row in rows}
        main = next((row.unit_id for row in rows if row.kind is SiteKind.MAIN), None)
        return cls(set(ids), set(ids), main, {row.unit_id for row in rows if row.kind is SiteKind.RELAY})

    @classmethod
    def typed(cls, form, tree):
        """The choice as a page sent it (a MultiDict)."""
        shown, ticked = numbers(form.getlist("shown")), numbers(form.getlist("unit"))
        chosen = (numbers(form.getlist("chosen")) - shown) | ticked
        before, after = set(form.getlist("was")), set(form.getlist("all"))
        for key in after - before:
            chosen |= set(tree.ids_of(key))
        for key in before - after:
            chosen -= set(tree.ids_of(key))
        relays = (numbers(form.getlist("relays")) - numbers(form.getlist("relay_shown"))) | numbers(
            form.getlist("relay")
        )
        main = next(iter(numbers([form.get("main", "")])), None)
        known, opened = numbers(form.getlist("known")), set(form.getlist("open"))
        return cls(
            chosen & tree.known,
            known,
            main,
            relays,
            opened,
            form.get("q", "").strip()[:100],
            form.get("drop_answered") == "yes",
        )

    def obey(self, order, groups):
        """Do what the pressed button says: "open:7", "close:7", "remove:7", "group:3", "clear"."""
        verb, _, about = order.partition(":")
        match verb:
            case "open":
                self.open.add(about)
            case "close":
                self.open.discard(about)
            case "remove":
                self.chosen -= numbers([about])
            case "group":
                self.chosen |= next((set(ids) for group, ids in groups if str(group.id) == about), set())
            case "all":
                self.words = ""
            case "clear":
                self.chosen = set()

    def values(self, tree) -> dict:
        """The choice as `actions.choose` wants it; a relay point can do nothing but relay."""
        relays = {unit_id for unit_id in self.chosen if unit_id in self.relays or tree.is_relay(unit_id)}
        return {
            "unit_ids": self.chosen,
            "main_unit_id": self.main,
            "relay_ids": relays,
            "known_ids": self.known,
            "drop_answered": self.drops_answered,
        }


@dataclass(frozen=True)
class Leaf:
    """A unit in the tree."""

    id: int
    name: str
    chosen: bool
    below: int
    opened: bool
    branches: tuple = ()

    @property
    def key(self) -> str:
        """What its opening button sends."""
        return str(self.id)


@dataclass(frozen=True)
class Branch:
    """The units of one family below a unit, ticked together. The only family of a unit is always open."""

    key: str
    label: str
    unit_ids: tuple[int, ...]
    chosen: int
    opened: bool
    is_only: bool
    leaves: tuple[Leaf, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether all of them are chosen."""
        return self.chosen == len(self.unit_ids)


class Tree:
    """The units that exist on the conference's day, from the organiser's topmost body down."""

    def __init__(self, rows):
        self.rows = {row.id: row for row in rows}
        self.known = set(self.rows)
        self.families, self.roots = {}, []
        for row in rows:
            if row.parent_id in self.rows:
                self.families.setdefault(row.parent_id, {}).setdefault(FAMILY_OF[row.kind], []).append(row.id)
            else:
                self.roots.append(row.id)

    def ids_of(self, key) -> list[int]:
        """The units of the branch "7:commune"; none for an unknown key."""
        parent, _, family = key.partition(":")
        return self.families.get(int(parent), {}).get(family, []) if parent.isdecimal() else []

    def leaves(self, draft):
        """The tree as it is drawn: the topmost bodies, opened."""
        return tuple(self._leaf(unit_id, draft, top=True) for unit_id in self.roots)

    def _leaf(self, unit_id, draft, *, top=False):
        families = self.families.get(unit_id, {})
        opened = bool(families) and (top or str(unit_id) in draft.open)
        branches = [self._branch(unit_id, name, draft) for name in FAMILIES if name in families] if opened else ()
        below = sum(len(ids) for ids in families.values())
        return Leaf(unit_id, self.rows[unit_id].name, unit_id in draft.chosen, below, opened, tuple(branches))

    def _branch(self, parent_id, name, draft):
        ids = self.families[parent_id][name]
        key = f"{parent_id}:{name}"
        alone = len(self.families[parent_id]) == 1
        opened = alone or key in draft.open
        leaves = tuple(self._leaf(unit_id, draft) for unit_id in ids) if opened else ()
        chosen = len(draft.chosen.intersection(ids))
        return Branch(key, FAMILIES[name][0], tuple(ids), chosen, opened, alone, leaves)

    def found(self, draft):
        """The units in which all typed words occur, marks or none, up to a limit."""
        words = fold(draft.words).split()
        fits = (row for row in self.rows.values() if all(word in row.search_key for word in words))
        return [
            Leaf(row.id, row.name, row.id in draft.chosen, 0, False)
            for row, _ in zip(fits, range(FOUND_LIMIT), strict=False)
        ]

    def chosen_rows(self, draft):
        """The chosen units in the order of the tree."""
        return [row for unit_id, row in self.rows.items() if unit_id in draft.chosen]

    def is_relay(self, unit_id) -> bool:
        """Whether the unit can do nothing but relay."""
        return self.rows[unit_id].kind is K.RELAY


def tree_of(conference) -> Tree:
    """The tree of the organiser's topmost body as it is on the day of the conference."""
    day = clock.local(conference.starts_at).date()
    top = conference.organiser.ancestor_ids[:1] or [conference.organiser_id]
    return Tree(offers.units_on(day, below=f"/{top[0]}/"))
