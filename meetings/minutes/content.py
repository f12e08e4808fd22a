"""What one block says, as plain values: kept in revisions, compared between writers, shown with differences."""

import re
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise

from meetings.minutes import merging
from meetings.minutes.models import Block

PLAIN = (
    "item_id",
    "text",
    "speaker_name",
    "speaker_title",
    "site_id",
    "needs_reading",
    "is_standing",
    "expected_result",
)
# Pairs of words that are compared in a moment.
QUICK = 400_000
FIELDS = (*PLAIN, "due_on", "leads", "coordinators")


def content(block: Block) -> dict:
    """What `block` says now; units by id and by the name they had, the deadline as yyyy-mm-dd."""
    return described({name: getattr(block, name) for name in FIELDS})


def described(values: dict) -> dict:
    """The same plain values for what is about to be written (`values` has every name of FIELDS)."""
    found = {name: values[name] for name in PLAIN}
    found["due_on"] = values["due_on"].isoformat() if values["due_on"] else None
    for part in ("leads", "coordinators"):
        units = sorted(values[part], key=lambda unit: unit.id)
        found[part] = [[unit.id, unit.short_name or unit.name] for unit in units]
    return found


def deadline(plain: dict) -> date | None:
    """The deadline out of plain values."""
    return date.fromisoformat(plain["due_on"]) if plain["due_on"] else None


def unit_ids(plain: dict, part: str) -> list[int]:
    """The ids of the lead or coordinating units out of plain values."""
    return [unit_id for unit_id, _name in plain[part]]


def words(text: str) -> list[str]:
    """The text cut into words and the blanks between them; joined again it is the same."""
    cuts = [0, *(place for place in range(1, len(text)) if text[place - 1].isspace() != text[place].isspace())]
    return [text[start:end] for start, end in pairwise([*cuts, len(text)])] if text else []


def sentences(text: str) -> list[str]:
    """The text cut behind each end of a sentence or line; joined again it is the same."""
    return re.findall(r"[^.;!?\n]*[.;!?\n]+\s*|[^.;!?\n]+", text)


def differences(old: str, new: str) -> list[tuple[str, str]]:
    """The way from `old` to `new` as runs of words: ("same" | "gone" | "added", text).

    Of long texts the sentences are compared, and words only in those that differ: seconds would pass otherwise.
    """
    runs: list[tuple[str, str]] = []
    for kind, text in _runs(old, new, words, sentences):
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1] + text)
        elif text:
            runs.append((kind, text))
    return runs


def _runs(old, new, *cuts):
    """By the first of the cuts, from fine to coarse, that is quick; what differs then by words again."""
    for cut in cuts:
        before, after = cut(old), cut(new)
        if len(before) * len(after) <= QUICK:
            break
    else:
        yield from (("gone", old), ("added", new))
        return
    for step, b, b_end, a, a_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, added = "".join(before[b:b_end]), "".join(after[a:a_end])
        if step == "equal":
            yield "same", gone
        elif step == "replace" and cut is not words:
            yield from _runs(gone, added, words)
        else:
            yield from (("gone", gone), ("added", added))


def changed_fields(old: dict, new: dict) -> Iterable[str]:
    """The names of what differs between two plain contents."""
    return [name for name in FIELDS if old.get(name) != new.get(name)]


def joined(theirs: dict, mine: dict, base: dict | None = None) -> dict:
    """Both in one, begun from `base`: the texts merged, all units that either names (one that leads for either leads);
    else mine."""
    both = dict(mine, text=merging.merged(theirs["text"], mine["text"], base and base["text"]))
    leads = {unit_id: name for unit_id, name in [*theirs["leads"], *mine["leads"]]}
    others = {unit_id: name for unit_id, name in [*theirs["coordinators"], *mine["coordinators"]]}
    both["leads"] = sorted([unit_id, name] for unit_id, name in leads.items())
    both["coordinators"] = sorted([unit_id, name] for unit_id, name in others.items() if unit_id not in leads)
    return both


def typed(plain: dict) -> list[tuple[str, str]]:
    """Plain values as a form sends them."""
    due = deadline(plain)
    said = dict(plain, due_on=f"{due:%d/%m/%Y}" if due else "")
    said |= {name: "y" if plain[name] else None for name in ("needs_reading", "is_standing")}
    said |= {part: unit_ids(plain, part) for part in ("leads", "coordinators")}
    pairs = ((name, one) for name in FIELDS for one in (said[name] if isinstance(said[name], list) else [said[name]]))
    return [(name, str(value)) for name, value in pairs if value is not None]
