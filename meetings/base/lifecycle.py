"""A life cycle is a table of moves: read in one glance, buttons are drawn from it, one test walks all of it."""

from dataclasses import dataclass
from typing import Any

from meetings.base.errors import NotNow


@dataclass(frozen=True)
class Move:
    """From any of `sources` to `target`."""

    sources: tuple
    target: Any


def move(*sources, to) -> Move:
    """A move that exists in the states `sources` and leads `to` another."""
    return Move(sources, to)


class Lifecycle:
    """The moves of a kind of thing that has a `state`."""

    def __init__(self, refusal, **moves: Move):
        self.refusal, self.moves = refusal, moves

    def timely(self, state) -> list[str]:
        """The names of the moves that exist in `state`, in the order of the table."""
        return [name for name, step in self.moves.items() if state in step.sources]

    def advance(self, thing, name: str) -> None:
        """Make the move `name`. Raises `NotNow` where it does not exist in the thing's state."""
        step = self.moves[name]
        if thing.state not in step.sources:
            raise NotNow(self.refusal)
        thing.state = step.target
