"""Keeping schedules, switching one off, and reminding those whom a step reaches."""

from meetings.base import clock
from meetings.base.db import STALE, db, hold
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.conferences.models import ConferenceKind
from meetings.journal import actions as journal
from meetings.reminders import plan, queries
from meetings.reminders.models import Schedule, SwitchedOff
from meetings.sites import actions as sites

NO_DAYS = _l("Write days as numbers from 0 to 60, with commas between: 5, 3, 1.")
IS_OVER = _l("The conference does not wait for answers any more.")


def days_typed(typed: str, *, field: str) -> tuple[int, ...]:
    """The days somebody wrote, the furthest first; none for an empty text. Raises `NotValid` for anything else."""
    parts = [part.strip() for part in (typed or "").replace(";", ",").split(",") if part.strip()]
    known = all(part.isascii() and part.isdigit() and len(part) < 3 and int(part) <= plan.FURTHEST for part in parts)
    if not known or len(parts) > plan.MOST_STEPS:
        raise NotValid(NO_DAYS, field=field)
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def keep(days_by_kind, *, version=None, by) -> int:
    """Set the schedules of these kinds of conference; returns how many have changed. What is as usual needs no row.

    Refused with `Stale`, which holds the days as they stand, where somebody changed them since `version` was shown.
    """
    standing, changed = queries.schedules(), 0
    if version is not None and version != queries.version(standing):
        theirs = {kind: list(row.days) for kind, row in standing.items() if row.days != list(days_by_kind[kind])}
        raise Stale(STALE, mine=days_by_kind, theirs=theirs)
    for kind, days in days_by_kind.items():
        row = standing.get(ConferenceKind(kind))
        before = tuple(row.days) if row else plan.USUAL[kind]
        if before == tuple(days):
            continue
        if row is None:
            row = Schedule(kind=kind)
            db.session.add(row)
        row.days = list(days)
        db.session.flush()
        journal.record(by, "set_reminders", row, kind=str(kind), before=list(before), now=list(days))
        changed += 1
    return changed


def switch(conference, *, on: bool, by) -> None:
    """Let the schedule remind the sites of the conference, or not; nothing happens where that stands already.

    Refused once the conference waits for no answers any more.
    """
    if not conference.is_open or clock.now() >= conference.starts_at:
        raise NotNow(IS_OVER)
    standing = queries.switched_off(conference.id)
    if on and standing:
        db.session.delete(standing)
        journal.record(by, "switched_reminders_on", conference, within=conference)
    if not on and standing is None:
        db.session.add(SwitchedOff(conference_id=conference.id, at=clock.now(), by_id=by.id, by_name=by.name))
        journal.record(by, "switched_reminders_off", conference, within=conference)


def run(conference, hour) -> int:
    """Remind the sites whom the schedule's step of now reaches; returns how many.

    Once for each site and step, also with two workers, and not whom somebody reminds by hand at this moment: nobody
    else reminds meanwhile, the conference is held, and each reminder leaves its stamp.
    """
    sites.alone_in_reminding(conference)
    hold(conference)
    step, found = _due(conference, hour)
    if step is None or found.off or conference.state not in sites.ASKED:
        return 0
    chosen = queries.to_remind(conference, step, found.due_on)
    return sites.remind(conference, site_ids=chosen, step=(step.days, found.due_on), by=None) if chosen else 0


def is_due(conference, hour) -> bool:
    """Whether a step of now reaches anybody: asked before anything is held."""
    step, found = _due(conference, hour)
    return step is not None and found.off is None and bool(queries.to_remind(conference, step, found.due_on))


def _due(conference, hour):
    found = queries.of(conference, hour)
    return plan.due(found.steps, clock.now()), found
