"""The end of a unit, alone or by a table, and who hears of it: those of its sites, who keeps the conferences, who gave
what it has to do."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences import times
from meetings.conferences.models import ConferenceState
from meetings.desk import hanging, telling
from meetings.desk.unit_told import DAY, HOUSE, KEEPS, NAMED, OF_SITES, OF_SITES_AGAIN, correct
from meetings.directives.models import Directive
from meetings.directives.sight import still_gives
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import pace
from meetings.sites import queries as sites
from meetings.sites import telling as site_telling
from meetings.units import actions as units
from meetings.units import queries, undoing
from meetings.units.models import Unit, UnitImport

__all__ = ["OF_SITES", "OF_SITES_AGAIN", "end", "reopen", "take_in", "undo"]
LISTED = 20


def end(unit, *, on, by, **facts):
    """Let the unit end (see `units.actions.end`) and tell whom it concerns, each in one message.

    For each conference after its last day to which it or a part of it was called: those who answer for the site. In one
    message each: who keeps those conferences, drafts too, and who gave a directive that is still open. The messages
    wait as changes of a conference do, so that an end by mistake is taken back in silence. Who was told of another day
    and is not told of this one hears that it has changed (see `unit_told.correct`).
    """
    units.end(unit, on=on, by=by, **facts)
    db.session.flush()
    _tell_of(unit, (HOUSE, OF_SITES))
    numbers = _with_parts(unit, on)
    _tell_rest(set(numbers))
    correct(numbers)


def _tell_of(unit, kinds):
    """What is told of an end takes the place of what was to be told of another day and has not left."""
    on = unit.valid_until
    for kind in kinds:
        _unsay(kind, unit, on)
    said = {"unit": unit.name, "on": on.strftime(DAY), "successors": ", ".join(one.name for one in unit.successors)}
    _tell(unit, unit, _sites(unit, on), said, kinds=kinds)


def _with_parts(unit, on):
    return [unit.id, *(part.id for part in hanging.ended_with(unit, on))]


def _tell(about, ended, there, said, heirs=None, kinds=(HOUSE, OF_SITES)):
    """Tell of `ended`, a unit with its parts or the numbers of several, whose sites to come are `there`; the house's
    messages are about `about`. `heirs` says by number what takes the place of each of several."""
    later = {"send_after": clock.now() + pace.merge_window()}
    if OF_SITES in kinds:
        _tell_sites([site for site in there if telling.knows(site)], said, heirs or {}, later)
    if HOUSE in kinds:
        open_ones = list(db.session.scalars(hanging.with_giver(hanging.directives_of(ended))).unique())
        numbers = ended if isinstance(ended, list) else _with_parts(ended, ended.valid_until)
        _tell_house(about, there, open_ones, said | {"units": numbers} | later)


def take_in(sheet, *, by):
    """Take a table of units in (see `units.undoing.run`), and tell of those that end by it as `end` does; those of one
    day in one message. What was to be told of another day and has not left is not told; who was told of one that does
    not stand any more hears of it (see `unit_told.correct`)."""
    verdicts, taken = undoing.run(sheet, by=by)
    if taken:
        moved = _days(taken)
        _unsay_sites(moved)
        notices.unsay_all(HOUSE, queries.with_numbers(moved))
        _tell_ends(taken, _told_days(taken, moved))
        _tell_rest(moved, besides=taken)
        correct(moved)
    return verdicts


def undo(taken, *, by):
    """Take an import back (see `units.undoing.undo`); what was to be told of it and has not left is not told. Where an
    end that was known before stands again, of that is told; who was told of one that does not stand any more hears of
    it (see `unit_told.correct`)."""
    moved = _days(taken)
    _unsay_sites(moved)  # while they are at hand: afterwards each would be read anew
    notices.unsay_all(HOUSE, [taken])
    undoing.undo(taken, by=by)
    _tell_ends(taken, _told_days(taken, moved))
    correct(moved)


class Days(NamedTuple):
    """The last day of a unit, or None: before an import, and by it."""

    former: date | None
    now: date | None

    @property
    def earlier(self) -> date:
        """From when on what was told of one of them is no longer true."""
        return min(day for day in self if day)


def _days(taken):
    """The units whose last day an import changed, by number."""
    kept = {int(number): one for number, one in taken.kept.items() if one["before"]}
    days = {number: Days(_last(one["before"]), _last(one["after"])) for number, one in kept.items()}
    return {number: both for number, both in days.items() if both.former != both.now}


def _told_days(taken, moved):
    """The last days that stand by an import, or stand again since it was taken back."""
    days = {number: both.former if taken.undone_at else both.now for number, both in moved.items()}
    return {number: day for number, day in days.items() if day}


def _last(columns):
    return date.fromisoformat(columns["valid_until"]) if columns["valid_until"] else None


def _tell_ends(taken, last, kinds=(HOUSE, OF_SITES)):
    """Tell of the units that end on the days in `last`, by number, where they still do; those of one day in one
    message."""
    found = {}
    query = select(Unit).where(Unit.id.in_(last)).options(selectinload(Unit.successors)).order_by(*queries.ORDER)
    for unit in db.session.scalars(query) if last else ():
        if unit.valid_until == last[unit.id]:
            found.setdefault(unit.valid_until, []).append(unit)
    for on, ended in found.items():
        names = {"unit": ", ".join(one.name for one in ended[:NAMED]), "more_units": max(0, len(ended) - NAMED)}
        heirs = {one.id: ", ".join(heir.name for heir in one.successors) for one in ended}
        every = dict.fromkeys(heir.name for one in ended for heir in one.successors)
        said = {**names, "several": len(ended) > 1, "on": on.strftime(DAY), "successors": ", ".join(every)}
        _tell(taken, list(heirs), _sites_after(list(heirs), on), said, heirs, kinds)


def _unsay_sites(moved):
    """Drop what waits for the sites of units whose last day changed."""
    for on in sorted({days.earlier for days in moved.values()}):
        ended = [number for number, days in moved.items() if days.earlier == on]
        notices.unsay_all(OF_SITES, _sites_after(ended, on))


def _tell_rest(numbers, besides=None):
    """What an import has still to tell the house of these units is no longer so: it tells of the others alone."""
    for taken in _still_telling():
        last = _told_days(taken, _days(taken))
        if taken is not besides and not last.keys().isdisjoint(numbers):
            notices.unsay_all(HOUSE, [taken])
            _tell_ends(taken, last, (HOUSE,))


def _still_telling():
    """The imports of whose ends a message to the house waits."""
    about = select(Notice.about).where(Notice.kind == HOUSE, Notice.state == NoticeState.QUEUED)
    table = f"{UnitImport.__tablename__}:"
    numbers = [int(one.removeprefix(table)) for one in db.session.scalars(about.distinct()) if one.startswith(table)]
    return db.session.scalars(select(UnitImport).where(UnitImport.id.in_(numbers)).options(undefer(UnitImport.kept)))


def reopen(unit, *, by, version=None) -> int:
    """Let it go on with the parts that ended by the same act (see `units.actions.reopen`). What was to be told of the
    end and has not left is not told; who was told of it, by the page or by a table, is told of this (see
    `unit_told.correct`). Returns how many of its parts still end on that day: of them it is told as of ends of their
    own."""
    on = unit.valid_until
    unsaid = [kind for kind in (HOUSE, OF_SITES) if _unsay(kind, unit, on)] if on else []
    again = [unit, *units.reopen(unit, by=by, version=version)]
    db.session.flush()
    numbers = {one.id for one in again}
    parts = hanging.ended_with(unit, on)
    _tell_rest(numbers)
    staying = {part.id for part in parts}
    for part in parts:
        if part.parent_id not in staying:
            _tell_of(part, unsaid)
    correct(numbers)
    return len(parts)


def _unsay(kind, unit, on):
    """Of the unit and what ended with it on that day: how many messages are dropped."""
    about = _sites(unit, on) if kind == OF_SITES else [unit, *hanging.ended_with(unit, on)]
    return notices.unsay_all(kind, about)


def _sites(unit, on):
    """Those of the unit and of what ended with it: a part that ended before has been told its own day."""
    return [site for site in _sites_after(unit, on) if site.unit_id == unit.id or site.unit.valid_until == on]


def _sites_after(ended, on):
    return list(db.session.scalars(hanging.full(hanging.sites_after(ended, on))).unique())


def _tell_sites(there, said, heirs, later):
    def facts(site):
        successors = heirs.get(site.unit_id, said["successors"])
        return {**said, **site_telling.facts(site), "unit": site.unit.name, "successors": successors}

    site_telling.tell_with_links(there, site_telling.reachable(there), OF_SITES, facts, **later)


def _tell_house(unit, there, open_ones, said):
    told = {}
    conferences = {site.conference_id: site.conference for site in there}
    for number, people in sites.keepers(conferences.values()).items():
        _add(told, people, "conferences", _conference(conferences[number]))
    givers = {one.id: one.giver for one in open_ones if one.giver and still_gives(one.giver, one)}
    houses = sites.secretariats({one.giver_unit_id for one in open_ones if one.id not in givers})
    for one in open_ones:
        known = [post.person for post in houses.get(one.giver_unit_id, [])]
        people = [givers[one.id]] if one.id in givers else known
        _add(told, people, "directives", _directive(one))
    for person, lists in told.values():
        shown = {name: lines[:LISTED] for name, lines in lists.items()}
        more = {f"more_{name}": max(0, len(lines) - LISTED) for name, lines in lists.items()}
        path = next(iter([*lists["conferences"], *lists["directives"]]))["path"]
        notices.tell([person], HOUSE, about=unit, reason=KEEPS, path=path, **shown, **more, **said)


def _add(told, people, name, line):
    for person in people:
        told.setdefault(person.id, (person, {"conferences": [], "directives": []}))[1][name].append(line)


def _conference(conference):
    return {
        "title": conference.named,
        "starts": times.begins(conference.starts_at, conference.ends_at),
        "is_draft": conference.state is ConferenceState.DRAFT,
        "path": f"/conferences/{conference.id}/sites",
    }


def _directive(one: Directive):
    due = one.due_on.strftime(DAY) if one.due_on else ""
    return {"code": one.code, "text": one.text[:140], "due": due, "path": f"/directives/{one.id}"}
