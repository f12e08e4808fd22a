"""Who is invited by name in the letter, beside the sites that the conference has now."""

import re
from typing import NamedTuple

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.vietnamese import fold
from meetings.journal.models import Entry
from meetings.sites import queries as sites
from meetings.sites.models import SiteKind

FEW = 12
ALL = "Lãnh đạo các đơn vị có điểm cầu"
# A line of this kind speaks for more units than it names: whom it leaves out nobody can say.
SEVERAL = re.compile(r"\b(cac|nhung|toan the)\b")


class Misfit(NamedTuple):
    """The lines that invite a unit whose site was dropped, and the units of sites whom no line invites."""

    gone: list[str]
    lacking: list[str]


def of_sites(conference, chosen=None) -> str:
    """Those who lead the units of the sites, a line each while they are few; who presides invites and is not invited.
    `chosen` are the sites with their units, where they are at hand."""
    units = _units(conference, chosen)
    return "\n".join(_line(name) for name in units) if len(units) <= FEW else ALL


def misfit(letter, chosen=None, text=None) -> Misfit | None:
    """Where the letter (`text`: what is typed in its place) invites others than the sites the conference has now; None
    where it fits, or names nobody unit by unit (at most two statements).

    Only units whose site was dropped are called gone: a unit without a site may be invited to the main one.
    """
    lines = _lines(letter.attendees if text is None else text)
    if not lines:
        return None
    units, said = _units(letter.conference, chosen), [fold(line) for line in lines]
    dropped = [fold(name) for name in _dropped(letter.conference, units)]
    gone = [line for line, words in zip(lines, said, strict=True) if _is_of(words, dropped)]
    if any(SEVERAL.search(words) for words in said):
        return Misfit(gone, []) if gone else None
    lacking = [name for name in units if not _names(said, fold(name))]
    by_unit = gone or len(lacking) < len(units)
    return Misfit(gone, lacking if by_unit else []) if gone or (lacking and by_unit) else None


def anew(letter, text) -> str:
    """What is typed, with the lines of `of_sites` where those of units stood that have or had a site; what was written
    beside them stays before or behind."""
    lines, units = _lines(text), _units(letter.conference)
    lines_of = {fold(_line(name)) for name in units} | {fold(ALL)}
    dropped = [fold(name) for name in _dropped(letter.conference, units)]
    is_ours = [fold(line) in lines_of or _is_of(fold(line), dropped) for line in lines]
    first = is_ours.index(True) if True in is_ours else len(lines)
    before, behind = lines[:first], [line for line, ours in zip(lines, is_ours, strict=True) if not ours][first:]
    kept = [fold(line) for line in (*before, *behind)]
    new = [line for line in of_sites(letter.conference).splitlines() if not _names(kept, fold(_unit(line)))]
    return "\n".join([*before, *new, *behind])


def _line(name):
    return f"Lãnh đạo {name}"


def _unit(line):
    return line.removeprefix("Lãnh đạo ")


def _lines(text):
    return [line for line in (row.strip(" \t-;.") for row in text.splitlines()) if line]


def _names(said, name):
    """Whether one of the lines names it, all of them without marks."""
    return any(name in words and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for words in said)


def _is_of(words, names):
    """Whether the line ends with one of the names, all of them without marks."""
    return any(words.endswith(name) and not words[: -len(name)][-1:].isalnum() for name in names)


def _units(conference, chosen=None):
    chosen = sites.sites_of(conference.id) if chosen is None else chosen
    return [site.unit.name for site in chosen if site.kind is not SiteKind.MAIN]


def _dropped(conference, units):
    """The names of those that had a site here, as the journal says, and have none now."""
    within = Entry.within == ref(conference), Entry.verb.in_(("chose_sites", "dropped_site"))
    rows = db.session.execute(select(Entry.verb, Entry.title, Entry.details).where(*within).order_by(Entry.id)).all()
    found = [name for verb, title, told in rows for name in ([title] if verb == "dropped_site" else told["dropped"])]
    return [name for name in dict.fromkeys(found) if name not in units]
