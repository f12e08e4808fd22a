"""What a pasted or imported list does to the list that stands: a verdict for each line, nothing written yet."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from meetings.attendance.models import Delegate
from meetings.base import names
from meetings.base.language import _l
from meetings.base.verdicts import Change, Outcome, Verdict
from meetings.base.vietnamese import TONES, fold, nfc
from meetings.web.filters import number

MOST = 2_000
LONGEST = 160
FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

NO_NAME = _l("There is no name in this line.")
FORMULA = _l("“%(text)s” is a formula. Write the name itself.")
NOT_A_NAME = _l("“%(text)s” is no name of a person.")
TOO_LONG = _l("At most 160 signs for a name or a position; shorten it.")
NAMESAKE = _l("The same name stands in line %(row)s, with another position: “%(title)s”. One person, or two?")
NAMESAKE_KNOWN = _l("The same name stands on the list, with another position: “%(title)s”. One person, or two?")
TOO_MANY = _l("A site can have at most %(n)s named delegates.")


class Line(NamedTuple):
    """One line as it was sent: its number, name and position."""

    row: int
    name: str
    title: str = ""


class Step(NamedTuple):
    """What becomes of a line, and which delegate it means (None for a new one)."""

    line: Line
    verdict: Verdict
    known: Delegate | None = None

    @property
    def asks(self) -> bool:
        """Whether it is to be said first if the new one is another person of the same name."""
        return self.verdict.outcome is Outcome.NEW and bool(self.verdict.why)


def plan(known: Iterable[Delegate], lines: Iterable[Line], *, most: int) -> list[Step]:
    """A step for each line, in their order; who stands on the list is changed or left, never doubled.

    The same name with the same position is the same delegate. The same name with another position is, too, where it
    stands once on the list and once among the lines that fit nobody else; a name typed without marks means the one who
    has it with marks, and changes nothing about him. A new one with the name of another is asked about (see
    `Step.asks`). Lines beyond `most` delegates are refused.
    """
    known, lines = list(known), list(lines)
    faults = {line.row: fault for line in lines if (fault := _fault(line))}
    sound = [line for line in lines if line.row not in faults]
    same = {_key(one.name, one.title): one for one in known}
    same |= {_key(one.substitute_name, one.substitute_title): one for one in known if one.substitute_name}
    exact = {line.row: same[key] for line in sound if (key := _key(line.name, line.title)) in same}
    by_name = _renamed(known, sound, exact)
    unmarked = _unmarked(known, [line for line in sound if line.row not in exact and line.row not in by_name])
    steps, seen, room = [], set(), most - len(known)
    for line in lines:
        step = _step(line, faults, exact | unmarked, by_name, seen)
        if step.verdict.outcome is Outcome.NEW:
            room -= 1
            if room < 0:
                step = Step(line, step.verdict.refused(TOO_MANY % {"n": number(most)}))
        steps.append(step)
    return _asked(known, steps)


def _asked(known, steps):
    """The steps, those that add somebody whose name another line or delegate has with the question about it."""
    named, there = {}, {}
    for step in steps:
        if step.verdict.outcome is not Outcome.REFUSED:
            named.setdefault(_alike(step.line.name), []).append(step.line)
    for one in known:
        there.setdefault(_alike(one.name), one)
    return [
        step._replace(verdict=replace(step.verdict, why=why)) if (why := _question(step, named, there)) else step
        for step in steps
    ]


def _question(step, named, there):
    if step.verdict.outcome is not Outcome.NEW:
        return ""
    own, name = _key(step.line.name, step.line.title), _alike(step.line.name)
    for line in named[name]:
        if _key(line.name, line.title) != own:
            return NAMESAKE % {"row": line.row, "title": line.title or "–"}
    return NAMESAKE_KNOWN % {"title": there[name].title or "–"} if name in there else ""


def _step(line, faults, exact, by_name, seen):
    name = line.name or line.title
    if line.row in faults:
        return Step(line, Verdict(line.row, name[:LONGEST], Outcome.REFUSED, why=faults[line.row]))
    key = _key(line.name, line.title)
    if line.row in exact or key in seen:
        return Step(line, Verdict(line.row, name, Outcome.UNCHANGED), exact.get(line.row))
    seen.add(key)
    one = by_name.get(line.row)
    if one is None:
        return Step(line, Verdict(line.row, name, Outcome.NEW))
    if not line.title:
        return Step(line, Verdict(line.row, name, Outcome.UNCHANGED), one)
    return Step(line, Verdict(line.row, name, Outcome.CHANGED, (Change("title", one.title, line.title),)), one)


def _renamed(known, lines, exact):
    """By line: the one delegate of that name who fits no other line."""
    taken = {id(one) for one in exact.values()}
    free, asking = {}, {}
    for one in known:
        if id(one) not in taken:
            free.setdefault(_alike(one.name), []).append(one)
    for line in lines:
        if line.row not in exact:
            asking.setdefault(_alike(line.name), {})[_key(line.name, line.title)] = line.row
    return {
        next(iter(asking[name].values())): found[0]
        for name, found in free.items()
        if len(found) == 1 and len(asking.get(name, ())) == 1
    }


def _unmarked(known, lines):
    """By line: the one delegate whose name was typed without its marks."""
    found = {}
    for one in known:
        found.setdefault(fold(one.name), []).append(one)
    meant = {line.row: found.get(fold(line.name), ()) for line in lines if names.is_unmarked(line.name)}
    return {row: ones[0] for row, ones in meant.items() if len(ones) == 1}


def _fault(line):
    """All that is wrong with a line, as one text; empty where nothing is."""
    found = []
    if not line.name:
        found.append(NO_NAME)
    elif line.name.startswith("="):
        found.append(FORMULA % {"text": line.name[:40]})
    elif line.name.startswith(FORMULAS) or sum(sign.isalpha() for sign in line.name) < 2:
        found.append(NOT_A_NAME % {"text": line.name[:40]})
    if max(len(line.name), len(line.title)) > LONGEST:
        found.append(TOO_LONG)
    return " ".join(map(str, found))


def _key(name, title):
    return _alike(name), _alike(title)


def _alike(text):
    """The same for "Hoà" and "HÒA", which are one name; not for "Hùng" and "Hưng", which are two."""
    return tuple(map(_word, nfc(text).casefold().split()))


def _word(word):
    signs = unicodedata.normalize("NFD", word)
    letters = "".join(sign for sign in signs if sign not in TONES)
    return letters, "".join(sorted(sign for sign in signs if sign in TONES))
