"""Two writers' texts in one: whole sentences and lines of both, never words of two in one sentence."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

ENDS = ".!?…"
# "1." and "TP." end no sentence; "Nội." may, but is taken for the same: that only makes one longer piece of two.
SHORT = re.compile(r"\d+\.|(?![a-zà-ỹđ])[^\W\d_]{1,3}\.")


class Change(NamedTuple):
    """What one writer put in the place of the pieces from `start` to before `end`."""

    start: int
    end: int
    pieces: list[tuple[str, str]]
    is_mine: bool


def merged(theirs: str, mine: str, base: str | None = None) -> str:
    """Both texts in one, begun from `base` (None: from what is the same in both, so that no word of either is lost).

    What one writer changed stands as it was changed. Where both changed the same sentence or line, or put something in
    the same place, both stand whole, theirs before mine, each on a line of its own.
    """
    their_pieces, my_pieces = _pieces(theirs), _pieces(mine)
    if base is None:
        begun, their_steps, my_steps = _from_what_is_same(their_pieces, my_pieces)
    else:
        begun = _pieces(base)
        their_steps, my_steps = _steps(begun, their_pieces), _steps(begun, my_pieces)
    blanks, changes = [blank for _text, blank in begun], []
    for steps, pieces, is_mine in ((my_steps, my_pieces, True), (their_steps, their_pieces, False)):
        changes += _changes(begun, steps, pieces, blanks, is_mine)
    out, place = "", 0
    kept = [(text, blank) for (text, _old), blank in zip(begun, blanks, strict=True)]
    for group in _together(sorted(changes)):
        start, end = min(one.start for one in group), max(one.end for one in group)
        out = _after(out, _told(kept[place:start]))
        sides = [_side(kept, group, start, end, is_mine) for is_mine in (False, True)]
        changed = {one.is_mine for one in group}
        if len(changed) == 2 and sides[0].split() != sides[1].split():
            both = "\n".join(side.strip() for side in sides if side.strip())
            out = f"{out.rstrip()}\n{both}\n"
        else:
            out = _after(out, sides[changed == {True}])
        place = end
    return _after(out, _told(kept[place:])).strip()


def _pieces(text):
    """Sentences and lines, each with the blanks behind it."""
    found, begun = [], ""
    for word, blank in re.findall(r"(\S+)(\s*)", text):
        begun += word
        if not blank or "\n" in blank or (word[-1] in ENDS and not SHORT.fullmatch(word)):
            found.append((begun, blank))
            begun = ""
        else:
            begun += blank
    return found


def _steps(old, new):
    texts = [[text for text, _blank in pieces] for pieces in (old, new)]
    return SequenceMatcher(None, *texts, autojunk=False).get_opcodes()


def _from_what_is_same(theirs, mine):
    """What is the same in both, and the steps from there to either: nothing is ever taken away."""
    begun, their_steps, my_steps = [], [], []
    for step, first, last, my_first, my_last in _steps(theirs, mine):
        start = len(begun)
        if step == "equal":
            begun += theirs[first:last]
        their_steps.append((step, start, len(begun), first, last))
        my_steps.append((step, start, len(begun), my_first, my_last))
    return begun, their_steps, my_steps


def _changes(begun, steps, pieces, blanks, is_mine):
    """The changes of one writer; the blanks he changed behind what he left are put into `blanks`."""
    for step, start, end, first, last in steps:
        if step == "equal":
            for n, (_text, blank) in enumerate(pieces[first:last], start):
                blanks[n] = blank if blank != begun[n][1] and blank else blanks[n]
        elif start < end or first < last:
            yield Change(start, end, pieces[first:last], is_mine)


def _together(changes):
    """Changes in groups that touch: they share a piece, or one puts something in where the other ends or begins."""
    groups = []
    for one in changes:
        last = groups[-1] if groups else []
        end = max((other.end for other in last), default=-1)
        puts_in = one.start == one.end or any(other.start == other.end for other in last)
        if last and (one.start < end or (one.start == end and puts_in)):
            last.append(one)
        else:
            groups.append([one])
    return groups


def _side(kept, group, start, end, is_mine):
    told, place = "", start
    for one in group:
        if one.is_mine is is_mine:
            told = _after(_after(told, _told(kept[place : one.start])), _told(one.pieces))
            place = one.end
    return _after(told, _told(kept[place:end]))


def _told(pieces):
    return "".join(text + (blank or ("" if n == len(pieces) else " ")) for n, (text, blank) in enumerate(pieces, 1))


def _after(before, text):
    return f"{before}{text}" if not before or before[-1].isspace() or not text else f"{before} {text}"
