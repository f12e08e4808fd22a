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


def of_sites(conference) -> str:
    """Those who lead the units of the sites, a line each while they are few; who presides invites and is not
    invited."""
    return _listed(_units(conference))


def misfit(letter, chosen=None) -> Misfit | None:
    """Where the letter invites others than the sites the conference has now (`chosen`: these with their units, where
    they are at hand); None where it fits, or names nobody unit by unit (at most two statements).

    Only units whose site was dropped are called gone: a unit without a site may be invited to the main one.
    """
    lines = [bare for row in letter.attendees.splitlines() if (bare := _bare(row))]
    if not lines:
        return None
    units, said = _units(letter.conference, chosen), [fold(line) for line in lines]
    dropped = {fold(name) for name in _dropped(letter.conference, units)}
    known = sorted({*dropped, *map(fold, units)}, key=len, reverse=True)
    gone = [line for line, words in zip(lines, said, strict=True) if _whose(words, known) in dropped]
    if any(SEVERAL.search(words) for words in said):
        return Misfit(gone, []) if gone else None
    lacking = [name for name in units if not _names(said, fold(name))]
    by_unit = gone or len(lacking) < len(units)
    return Misfit(gone, lacking if by_unit else []) if gone or (lacking and by_unit) else None


def anew(letter, text) -> str:
    """What is typed, with the lines of `of_sites` where those stood that were written for units that have or had a
    site. All other rows stay as they were typed, before or behind, though they name a unit without a site now."""
    rows, units = [row for row in text.splitlines() if _bare(row)], _units(letter.conference)
    ours = {fold(ALL)} | {fold(_line(name)) for name in (*units, *_dropped(letter.conference, units))}
    said = [fold(_bare(row)) for row in rows]
    is_ours = [words in ours for words in said]
    first = is_ours.index(True) if True in is_ours else len(rows)
    before, behind = rows[:first], [row for row, ours in zip(rows, is_ours, strict=True) if not ours][first:]
    kept = [fold(row) for row in (*before, *behind)]
    lines = _listed(units).splitlines()
    new = [line for line in lines if fold(line) in said or not _names(kept, fold(_unit(line)))]
    return "\n".join([*before, *new, *behind])


def _listed(units):
    return "\n".join(_line(name) for name in units) if len(units) <= FEW else ALL


def _line(name):
    return f"Lãnh đạo {name}"


def _unit(line):
    return line.removeprefix("Lãnh đạo ")


def _bare(row):
    """The row without the signs of a list around it."""
    return row.strip(" \t-;.")


def _names(said, name):
    """Whether one of the lines names it, all of them without marks."""
    return any(name in words and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for words in said)


def _whose(words, names):
    """The first of the names with which the line ends, all of them without marks; None where it ends with none."""
    ends = (name for name in names if words.endswith(name) and not words[: -len(name)][-1:].isalnum())
    return next(ends, None)


def _units(conference, chosen=None):
    chosen = sites.sites_of(conference.id) if chosen is None else chosen
    return [site.unit.name for site in chosen if site.kind is not SiteKind.MAIN]


def _dropped(conference, units):
    """The names of those that had a site here, as the journal says, and have none now.

    Of the sites that one choice drops the journal keeps the first fifty, and each under the name that the site had: a
    unit that was renamed since, or stood behind those fifty, is not found. Nothing is then said of its line, and it
    stays; a letter names units one by one only where they are few (`FEW`).
    """
    within = Entry.within == ref(conference), Entry.verb.in_(("chose_sites", "dropped_site"))
    rows = db.session.execute(select(Entry.verb, Entry.title, Entry.details).where(*within).order_by(Entry.id)).all()
    found = [name for verb, title, told in rows for name in ([title] if verb == "dropped_site" else told["dropped"])]
    return [name for name in dict.fromkeys(found) if name not in units]
