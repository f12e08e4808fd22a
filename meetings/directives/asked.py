"""What somebody asks the register of directives for, as it stands in an address."""

from dataclasses import dataclass, field, fields, replace
from datetime import date

from meetings.base.asking import Typed
from meetings.base.days import days_asked
from meetings.directives.deadlines import Bucket
from meetings.directives.models import DirectiveState, OfficialClass

DAYS = ("due_from", "due_to")
SIDES = ("mine", "ours")
SORTS = ("urgent", "due", "unit", "progress", "newest")


@dataclass(frozen=True)
class Asked:
    """What somebody asked the register for; every part lives in the address. Nonsense there asks for nothing, and the
    page says so. `giver` is the body in whose name something was ordered, `by` the person who did; `by_name` is typed
    where there are too many to choose from. `no_days` is by name what was typed for a day and is none; the page says
    so.
    """

    words: str = ""
    bucket: Bucket | None = None
    state: DirectiveState | None = None
    official: OfficialClass | None = None
    side: str = ""
    unit: int | None = None
    lead: str = ""
    giver: int | None = None
    by: int | None = None
    by_name: str = ""
    conference: int | None = None
    under: int | None = None
    order: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    sort: str = "urgent"
    no_days: dict = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, typed) -> "Asked":
        """Read the values of an address (a mapping of texts, or `Typed`)."""
        typed = Typed.of(typed)
        days, wrong = days_asked(typed, *DAYS)
        return cls(
            words=typed.words(),
            bucket=typed.one_of("bucket", Bucket),
            state=typed.one_of("state", DirectiveState),
            official=typed.one_of("official", OfficialClass),
            side=typed.one_of("side", SIDES, ""),
            unit=typed.number("unit"),
            lead=typed.words("lead"),
            giver=typed.number("giver"),
            by=typed.number("by"),
            by_name=typed.words("by_name"),
            conference=typed.number("conference"),
            under=typed.number("under"),
            order=typed.number("order"),
            **days,
            sort=typed.one_of("sort", SORTS, "urgent"),
            no_days=wrong,
        )

    def address(self, **changes) -> dict[str, str]:
        """The values for an address that asks the same, with `changes`; what is not asked is left out."""
        changed = replace(self, **changes)
        named = {"words": "q"}
        parts = [part.name for part in fields(changed) if part.name != "no_days"]
        found = {named.get(name, name): getattr(changed, name) for name in parts}
        return {name: _written(value) for name, value in found.items() if value not in (None, "", "urgent")}

    @property
    def is_tree(self) -> bool:
        """Whether rows stand below their parents: nothing was asked that a child may answer and its parent not."""
        urgency = self.bucket, self.state, self.official, self.due_from, self.due_to
        return not any((self.words, self.unit, self.lead, self.under, self.order, *urgency))

    @property
    def is_plain(self) -> bool:
        """Whether nothing at all was asked for."""
        return self == Asked(sort=self.sort)


def _written(value):
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
