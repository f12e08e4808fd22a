"""A change as it is shown before it is done: facts before and after, who is told, what becomes of the rest."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from meetings.desk import routing, telling
from meetings.invitations.queries import INVITATION


class Row(NamedTuple):
    """One fact before and after; whether it matters to those who were called."""

    label: str
    old: str
    new: str
    is_material: bool


class Effect(NamedTuple):
    """What becomes of one thing beside the facts."""

    icon: str
    label: str
    words: str


@dataclass(frozen=True)
class Outlook:
    """A change as it is shown before it is done. `letter` is the number that a new letter can supersede; `hindrance`
    says why it cannot be done yet, and what is to be done first."""

    rows: list[Row]
    told: list[telling.Told] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    letter: str = ""
    hindrance: str = ""

    @property
    def is_material(self) -> bool:
        """Whether anything in it matters to those who were called."""
        return any(row.is_material for row in self.rows)

    def routed(self, config) -> "Outlook":
        """The same with the way by which the message leaves to each, under the settings `config`."""
        return replace(self, told=routing.routed(self.told, config))

    @property
    def counts(self) -> list[tuple[str, str, str, bool, int]]:
        """How many are told: by kind of message, part, way, and whether a short message goes beside."""
        counted = Counter((told.kind, told.part, told.way, told.beside) for told in self.told)
        return [(*key, number) for key, number in counted.items()]

    @property
    def invites(self) -> bool:
        """Whether somebody gets the invitation for the first time."""
        return any(told.kind == INVITATION for told in self.told)

    @property
    def reached(self) -> list[telling.Told]:
        """Those to whom a message leaves, whatever the way."""
        return [told for told in self.told if told.way]
