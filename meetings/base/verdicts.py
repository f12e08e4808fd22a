"""What importing a table does, row by row: the same answer in a dry run and for good."""

import enum
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from meetings.base.errors import Faults, NotValid, Refusal
from meetings.base.language import _l
from meetings.base.vietnamese import fold

LONGEST_CELL = 500
BLIND = _l("In “%(column)s” stands a formula without a value. Write the text itself.")
TOO_LONG = _l("The text in “%(field)s” is too long: at most %(most)s characters.")


class Outcome(enum.StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    PASSED_OVER = "passed_over"


class Change(NamedTuple):
    """One field that gets another value; both as they are read, or as the member of an enum that the page has words
    for. Of a new row: what it is worth seeing beforehand, `before` being what was written where that is kept as
    something else.
    """

    field: str
    before: str | enum.Enum
    after: str | enum.Enum


@dataclass(frozen=True)
class Verdict:
    """What becomes of one row of the table, and why not."""

    row: int
    name: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    why: object = field(default="", compare=False)

    @property
    def is_new(self) -> bool:
        """Whether nothing was there before."""
        return self.outcome is Outcome.NEW

    @property
    def is_changed(self) -> bool:
        """Whether what was there before gets other values."""
        return self.outcome is Outcome.CHANGED

    def refused(self, why) -> "Verdict":
        """The same row, refused after all."""
        return replace(self, outcome=Outcome.REFUSED, why=why)


def judge(row: int, name: str, act: Callable[[], "tuple[Outcome, tuple[Change, ...]]"]) -> Verdict:
    """Do `act()` for one row, which refuses before it changes anything: all its faults become the reason."""
    try:
        outcome, changes = act()
    except Refusal as no:
        return Verdict(row, name, Outcome.REFUSED, why=reason(no))
    return Verdict(row, name, outcome, tuple(changes))


def reason(no: Refusal):
    """Why a row is refused: the sentence, or those of all its faults."""
    return no.told if isinstance(no, NotValid) and no.also else no.message


def outcome_of(changes: Iterable[Change]) -> Outcome:
    """What became of a row that was there before."""
    return Outcome.CHANGED if changes else Outcome.UNCHANGED


def digest(verdicts: Iterable[Verdict]) -> str:
    """The same for the same verdicts, so that a second run can be compared with the first."""
    facts = [(one.row, one.name, one.outcome.value, one.changes) for one in verdicts]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def tally(verdicts: Iterable[Verdict]) -> dict[Outcome, int]:
    """How many rows of each outcome."""
    counted = dict.fromkeys(Outcome, 0)
    for one in verdicts:
        counted[one.outcome] += 1
    return counted


def unvalued(fields: Iterable[str], aliases: Mapping[str, Sequence[str]]) -> list[NotValid]:
    """What is wrong with the fields of a row in which formulas stand of which no value was kept."""
    return [NotValid(BLIND % {"column": aliases[name][0]}, field=name) for name in fields]


def short_enough(record: dict[str, str], labels: dict[str, object], **longest: int) -> None:
    """Raise `NotValid` for cells that no field of ours can hold, or none of that name as `longest` says."""
    most = {name: longest.get(name, LONGEST_CELL) for name in record}
    Faults(
        NotValid(TOO_LONG % {"field": labels.get(name, name), "most": most[name]}, field=name)
        for name, text in record.items()
        if len(text) > most[name]
    ).tell()


def chosen(text: str, words: dict[str, object], sentence) -> object:
    """Which member is meant by what stands in a cell, marks and capitals aside. Raises `NotValid(sentence)`."""
    try:
        return words[fold(text)]
    except KeyError:
        raise NotValid(sentence % {"text": text[:60]}) from None
