"""Reading schedules: what counts for a conference, what was done, and whom the next step reaches."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import String, bindparam, cast, exists, func, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.conferences.models import Conference, ConferenceKind
from meetings.invitations.models import Letter
from meetings.reminders import plan
from meetings.reminders.models import Schedule, SwitchedOff
from meetings.series import queries as series
from meetings.sites import actions as sites
from meetings.sites import pace
from meetings.sites.models import SILENT, Reminder, Site, SiteKind
from meetings.workdays import queries as workdays

NUMBER = bindparam("conference_id")
ASKED = Site.kind != SiteKind.MAIN
AHEAD = timedelta(days=120)


class Off(NamedTuple):
    """Who switched a schedule off, and when."""

    by_name: str
    at: datetime


class Plan(NamedTuple):
    """What counts for one conference: its steps, until when answers are due, where both come from, whether it is off.

    `template` is the name of the template whose schedule counts; `has_term`: the letter names a term, else the
    conference's begin is it. `silent`: how many sites have not answered; `done`: how many were reminded, by step.
    """

    days: tuple[int, ...]
    steps: list[plan.Step]
    due_at: datetime
    has_term: bool
    template: str
    off: Off | None
    silent: int
    done: dict[int, int]

    @property
    def due_on(self):
        """The day from which one counts back."""
        return clock.local(self.due_at).date()


class Row(NamedTuple):
    """A step as the conference's page shows it: stand "done", "next", "ahead", "missed" or "off", and how many sites
    were reminded, or are silent now."""

    step: plan.Step
    stand: str
    number: int


def schedules() -> dict[ConferenceKind, Schedule]:
    """The schedules that somebody has set, by kind."""
    return {row.kind: row for row in db.session.scalars(select(Schedule))}


def version(found) -> int:
    """How often the schedules `found` have been set, all together: none is ever removed."""
    return sum(row.version for row in found.values())


def switched_off(conference_id) -> SwitchedOff | None:
    """Who has switched the schedule of the conference off, and when; None while it is on."""
    return db.session.get(SwitchedOff, conference_id)


def of(conference, hour: time) -> Plan:
    """What counts for the conference (two statements); reminders leave at `hour`."""
    known = series.background(conference.id, _also(), kind=conference.kind)
    answer_by, off_at, off_by, by_kind, silent, stamps = known.also
    usual = plan.USUAL[conference.kind] if by_kind is None else by_kind
    days = tuple(known.facts["remind_days"] if known.facts else usual)
    due_at = answer_by or conference.starts_at
    day = clock.local(due_at).date()
    found = plan.steps(days, due_at, workdays.working_days(day, day), hour)
    template = known.template.name if known.facts and known.template else ""
    off = Off(off_by, off_at) if off_at else None
    return Plan(days, found, due_at, answer_by is not None, template, off, silent, _done(stamps, day))


@remembered
def _also():
    """The letter's term, who switched the schedule off, that of the kind, how many are silent, the stamps: for one
    statement."""
    off = SwitchedOff.conference_id == NUMBER
    return (
        select(Letter.answer_by).where(Letter.conference_id == NUMBER).scalar_subquery(),
        select(SwitchedOff.at).where(off).scalar_subquery(),
        select(SwitchedOff.by_name).where(off).scalar_subquery(),
        select(Schedule.days).where(Schedule.kind == bindparam("kind")).scalar_subquery(),
        select(func.count(Site.id)).where(*_silent(NUMBER)).scalar_subquery(),
        _stamps(),
    )


def _stamps():
    """How many sites were reminded by which step, as one text: "2026-11-30/3/14" and so on, with commas between."""
    due_on, days, number = (cast(part, String) for part in (Reminder.due_on, Reminder.days, func.count()))
    rows = select((due_on + "/" + days + "/" + number).label("said")).join(Site, Site.id == Reminder.site_id)
    rows = rows.where(Site.conference_id == NUMBER, Reminder.days.is_not(None))
    rows = rows.group_by(Reminder.due_on, Reminder.days).subquery()
    return select(func.aggregate_strings(rows.c.said, ",")).scalar_subquery()


def _done(stamps, due_on) -> dict[int, int]:
    """How many sites were reminded by which step of those that are counted from `due_on`."""
    rows = (row.split("/") for row in (stamps or "").split(",") if row)
    return {int(days): int(number) for day, days, number in rows if day == due_on.isoformat()}


def timeline(conference, hour: time) -> tuple[Plan, list[Row]]:
    """What counts for the conference and how far it is (two statements)."""
    found = of(conference, hour)
    rows, now, is_next = [], clock.now(), True
    for step in found.steps:
        if step.days in found.done:
            rows.append(Row(step, "done", found.done[step.days]))
        elif step.at <= now:
            rows.append(Row(step, "missed", 0))
        else:
            stand = "off" if found.off or conference.state not in sites.ASKED else "next" if is_next else "ahead"
            rows.append(Row(step, stand, found.silent))
            is_next = False
    return found, rows


def _silent(conference_id):
    return Site.conference_id == conference_id, ASKED, Site.state.in_(SILENT)


def to_remind(conference, step, due_on) -> set[int]:
    """The sites whom the step reaches: silent, asked before it came, not reminded by it yet, nor shortly before it;
    none where a change asked all of them anew since, or shortly before."""
    stamped = exists().where(Reminder.site_id == Site.id, Reminder.due_on == due_on, Reminder.days == step.days)
    lately = step.at - plan.SHORTLY
    query = select(Site.id).where(
        *_silent(conference.id),
        Site.invited_at < step.at,
        or_(Site.reminded_at.is_(None), Site.reminded_at < lately),
        ~stamped,
        ~pace.was_asked_anew(conference, since=step.at - plan.TO_ANSWER),
    )
    return set(db.session.scalars(query))


def awaiting() -> list[int]:
    """The conferences that wait for answers and whose schedule is on."""
    now = clock.now()
    off = select(SwitchedOff.conference_id)
    query = select(Conference.id).where(
        Conference.state.in_(sites.ASKED), Conference.starts_at > now, Conference.starts_at < now + AHEAD,
        Conference.id.not_in(off),
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Conference.starts_at, Conference.id)))
