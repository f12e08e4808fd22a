"""What a template says, as plain values: kept as JSON, handed to whoever makes a conference of it."""

from dataclasses import asdict, dataclass, field

from meetings.agenda.models import ItemKind
from meetings.conferences.models import ConferenceKind

LISTS = ("group_ids", "unit_ids", "relay_ids", "papers", "remind_days")


@dataclass(frozen=True)
class Seat:
    """Somebody who presides: a person of the directory where `person_id` is known, else a name."""

    name: str
    title: str = ""
    person_id: int | None = None

    def __str__(self):
        return f"{self.name}, {self.title}" if self.title else self.name


@dataclass(frozen=True)
class Point:
    """An item of the agenda; `presenter` as it reads, with the number of the person or unit where it is one."""

    title: str
    minutes: int = 10
    kind: ItemKind = ItemKind.REPORT
    presenter: str = ""
    person_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Content:
    """Everything that a conference takes from its template.

    `title` is a pattern (see `titles`); `starts` a clock time "08:00"; `main_unit_id` None for the organiser;
    `group_ids` are saved groups of sites, `unit_ids` further units; `papers` the kinds of document that are expected;
    `remind_days` how many days before the answers are due the silent are reminded.
    """

    title: str
    kind: ConferenceKind = ConferenceKind.BRIEFING
    starts: str = "08:00"
    minutes: int = 210
    place: str = ""
    content_owner_id: int | None = None
    secretary_id: int | None = None
    chair: Seat | None = None
    co_chairs: tuple[Seat, ...] = ()
    agenda: tuple[Point, ...] = ()
    main_unit_id: int | None = None
    group_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    relay_ids: tuple[int, ...] = ()
    papers: tuple[str, ...] = ()
    remind_days: tuple[int, ...] = field(default=(3, 1))

    @classmethod
    def read(cls, facts: dict) -> "Content":
        """Take it from JSON."""
        read = {
            "kind": ConferenceKind(facts["kind"]),
            "chair": Seat(**facts["chair"]) if facts["chair"] else None,
            "co_chairs": tuple(Seat(**row) for row in facts["co_chairs"]),
            "agenda": tuple(Point(**row | {"kind": ItemKind(row["kind"])}) for row in facts["agenda"]),
        }
        return cls(**facts | {name: tuple(facts[name]) for name in LISTS} | read)

    @property
    def facts(self) -> dict:
        """As JSON keeps it."""
        kept = asdict(self)
        kept["kind"] = self.kind.value
        kept["agenda"] = [row | {"kind": row["kind"].value} for row in kept["agenda"]]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}
