"""Whose hand wrote: one opened editor is one hand, and never stands in its own way.

An editor saves by itself, is sent by its button, is left in the middle of a save and comes back from a copy on the
device. All of that is one hand, `name-turn`, where the turn counts what was typed. Each save keeps its hand, so that a
later save of the same hand is known as the same person going on, and an earlier one that arrives late as what it is.
"""

import re
import secrets
from typing import NamedTuple

from meetings.base.db import STALE
from meetings.base.errors import Stale
from meetings.base.language import _l

STALE_BY_ME = _l("You saved this in another window meanwhile. Compare both and save again.")
SHAPE = re.compile(r"([0-9a-f]{8,32})-([0-9]{1,9})", re.ASCII)


class Hand(NamedTuple):
    """One opened editor, and how often something was typed in it."""

    name: str
    turn: int

    def __str__(self) -> str:
        return f"{self.name}-{self.turn}"


def new() -> Hand:
    """The hand of an editor that is opened now."""
    return Hand(secrets.token_hex(8), 1)


def read(typed) -> Hand | None:
    """The hand a form was sent with; None where it bears none."""
    found = SHAPE.fullmatch(str(typed or ""))
    return Hand(found[1], int(found[2])) if found else None


def own(hand: Hand | None, by, since) -> bool:
    """Whether all of `since` (revisions) was saved by this very hand."""
    return bool(hand and by and since) and all(
        one.by_id == by.id and (kept := read(one.content.get("hand"))) is not None and kept.name == hand.name
        for one in since
    )


def is_late(hand: Hand, since) -> bool:
    """Whether this hand has saved something newer already."""
    return any(read(one.content["hand"]).turn > hand.turn for one in since)


def comes_late(hand: Hand | None, by, since, *, is_last, mine, theirs, base=None) -> bool:
    """Whether a save comes after a newer one of the same hand and is to change nothing; `since` is what was saved
    after the version it rests on.

    Raises `Stale` with both contents, and the one both were begun from where it is known (`base`), where another hand
    saved, and where the writer pressed the button (`is_last`) of a page that "Back" brought up again.
    """
    if not own(hand, by, since):
        is_me = bool(since) and all(by is not None and one.by_id == by.id for one in since)
        raise Stale(STALE_BY_ME if is_me else STALE, mine=mine, theirs=theirs, base=base)
    late = is_late(hand, since)
    if late and is_last:
        raise Stale(STALE_BY_ME, mine=mine, theirs=theirs, base=base)
    return late
