"""The choice of sites while it is being made, as plain values.

Everything that is ticked travels with the page (`chosen`), what a page showed travels as `shown`, so that a
branch that is closed keeps its ticks. Thousands of numbers travel as ranges ("7-3006,3010"). The same works
with and without JavaScript.
"""

from collections import Counter
from dataclasses import dataclass, field

from meetings.sites.models import SiteKind

# A choice larger than this is no choice of units; a forged range must not fill the memory.
MOST_NUMBERS = 60_000


def numbers(texts) -> set[int]:
    """The whole numbers among typed texts, each of which may hold several between commas, and ranges of them."""
    found = set()
    for part in (part for text in texts for part in (text or "").split(",")):
        first, dash, last = part.partition("-")
        ends = [int(end) for end in ((first, last) if dash else (first,)) if _is_number(end)]
        if len(ends) == 1 + bool(dash) and ends[-1] - ends[0] + len(found) < MOST_NUMBERS:
            found.update(range(ends[0], ends[-1] + 1))
    return found


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 10


def ranges(numbers) -> str:
    """The numbers as a text that `numbers` reads again: "7-3006,3010"."""
    runs = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


@dataclass
class Draft:
    """A choice on its way: units, main and relay sites, open branches (and how often more of one was asked for)
    and typed words."""

    chosen: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    main: int | None = None
    relays: set[int] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    more: Counter[str] = field(default_factory=Counter)
    words: str = ""

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
        relays = numbers(form.getlist("relays")) - numbers(form.getlist("relay_shown"))
        # Only what the tree offers: a unit of another body would be asked, and bring what is known of its people.
        main = next(iter(numbers([form.get("main", "")]) & tree.known), None)
        return cls(
            chosen & tree.known,
            numbers(form.getlist("known")),
            main,
            relays | numbers(form.getlist("relay")),
            set(form.getlist("open")),
            Counter(form.getlist("more")),
            form.get("q", "").strip()[:100],
        )

    def obey(self, order, groups, tree):
        """Do what the pressed button says: "open:7", "close:7", "more:7:commune", "remove:7", "empty:7" (the
        chosen children of a unit), "group:3" and "level:commune" (all of them, or none if all were chosen), "clear".
        """
        verb, _, about = order.partition(":")
        match verb:
            case "open":
                self.open.add(about)
            case "close":
                self.open.discard(about)
            case "more":
                self.more[about] += 1
            case "remove":
                self.chosen -= numbers([about])
            case "empty":
                self.chosen -= set(tree.children_of(about))
            case "group":
                self._turn(next((ids for group, ids in groups if str(group.id) == about), ()), tree)
            case "level":
                self._turn(tree.levels.get(about, ()), tree)
            case "all":
                self.words = ""
            case "clear":
                self.chosen = set()

    def _turn(self, ids, tree):
        wanted = set(ids) & tree.known
        self.chosen = self.chosen - wanted if wanted <= self.chosen else self.chosen | wanted

    def values(self, tree) -> dict:
        """The choice as `actions.choose` wants it; a relay point can do nothing but relay."""
        relays = {unit_id for unit_id in self.chosen if unit_id in self.relays or tree.is_relay(unit_id)}
        return {
            "unit_ids": self.chosen,
            "main_unit_id": self.main,
            "relay_ids": relays,
            "known_ids": self.known,
        }
