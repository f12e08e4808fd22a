"""How many people: of one site and of many. What counts as what, in one place."""

from dataclasses import dataclass

from meetings.attendance.models import HeadCount


@dataclass(frozen=True)
class Numbers:
    """Sites and people: how many sites, how many of them reported; how many people were announced, are present, are
    absent, and are still unknown: announced or named, and nobody has said whether they are there; how many of the sites
    sit in another's room.

    At each site present + absent + unknown is at least what was announced, so nobody vanishes; it is more where people
    came whom nobody had announced.
    """

    sites: int = 0
    reported: int = 0
    announced: int = 0
    present: int = 0
    absent: int = 0
    unknown: int = 0
    guests: int = 0

    def __add__(self, other):
        return Numbers(*(one + two for one, two in zip(self._all, other._all, strict=True)))

    @property
    def _all(self):
        return (self.sites, self.reported, self.announced, self.present, self.absent, self.unknown, self.guests)

    @property
    def missing(self) -> int:
        """How many sites have not reported."""
        return self.sites - self.reported


@dataclass(frozen=True)
class Totals:
    """The numbers of a conference: as a whole and by level ("main", "department", "commune" …, in their order)."""

    whole: Numbers
    levels: dict[str, Numbers]

    @property
    def is_main_unannounced(self) -> bool:
        """Whether people are at the main site, which nobody asks for a number: they are among the present alone."""
        main = self.levels.get("main", Numbers())
        return main.present > 0 and not main.announced


@dataclass(frozen=True)
class Line:
    """What one site has: how many it announced, its report, if there is one, and the marks of its named delegates."""

    head_count: HeadCount | None = None
    announced: int = 0
    named: int = 0
    marked: int = 0
    named_present: int = 0
    named_absent: int = 0

    @property
    def is_reported(self) -> bool:
        """Whether the site has said anything about who is there."""
        return self.head_count is not None or self.marked > 0

    @property
    def present(self) -> int | None:
        """How many are there: as reported, else as marked by name; None while nothing is known."""
        if self.head_count is not None:
            return self.head_count.present
        return self.named_present if self.marked else None

    @property
    def absent(self) -> int | None:
        """How many are absent, likewise."""
        if self.head_count is not None:
            return self.head_count.absent
        return self.named_absent if self.marked else None

    @property
    def unknown(self) -> int:
        """How many were announced or named of whom nobody has said whether they are there (see `Numbers`)."""
        return max(0, max(self.announced, self.named) - (self.present or 0) - (self.absent or 0))

    @property
    def unmarked(self) -> int:
        """How many named delegates are not marked yet."""
        return self.named - self.marked

    @property
    def nameless(self) -> int:
        """How many of the unknown are no matter of marking names: what a report of numbers has to say."""
        return self.unknown if self.head_count is not None else max(0, self.unknown - self.unmarked)

    @property
    def by_name(self) -> tuple[int, int] | None:
        """Present and absent as a list says in which everybody is named and marked; None where it cannot say."""
        is_whole = self.marked and not self.unmarked and self.named >= self.announced
        return (self.named_present, self.named_absent) if is_whole else None

    @property
    def is_contradicted(self) -> bool:
        """Whether the list of names shows more people present or absent than the site reported."""
        known = self.head_count
        return known is not None and (self.named_present > known.present or self.named_absent > known.absent)
