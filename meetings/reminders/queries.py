"""Reading schedules: what counts for a conference, what was done, and whom the next step reaches."""

from datetime import UTC, date, datetime, time, timedelta
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


class Done(NamedTuple):
    """A step that was taken: so many days before the day on which the answers were due, at which moment the first site
    was reminded by it, and how many were."""

    days: int
    due_on: date
    at: datetime
    number: int


class Plan(NamedTuple):
    """What counts for one conference: its steps, until when answers are due, where both come from, whether it is off.

    `template` is the name of the template whose schedule counts; `has_term`: the letter names a term, else the
    conference's begin is it. `silent`: how many sites have not answered; `done`: the steps that were taken, whatever
    the schedule and the calendar of working days say by now.
    """

    days: tuple[int, ...]
    steps: list[plan.Step]
    due_at: datetime
    has_term: bool
    template: str
    off: Off | None
    silent: int
    done: list[Done]

    @property
    def due_on(self):
        """The day from which one counts back."""
        return clock.local(self.due_at).date()


class Row(NamedTuple):
    """A step as the conference's page shows it: stand "done", "next", "ahead", "missed" or "off", how many sites were
    reminded, or are silent now, and the day from which it was counted, where answers are due on another by now."""

    step: plan.Step
    stand: str
    number: int
    due_on: date | None = None


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
    return Plan(days, found, due_at, answer_by is not None, template, off, silent, _done(stamps))


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
    """How many sites were reminded by which step, and when first, as one text: "2026-11-30/3/14/2026-11-25 01:00:00"
    and so on, with commas between."""
    parts = Reminder.due_on, Reminder.days, func.count(), func.min(Reminder.at)
    due_on, days, number, at = (cast(part, String) for part in parts)
    said = due_on + "/" + days + "/" + number + "/" + at
    rows = select(said.label("said")).join(Site, Site.id == Reminder.site_id)
    rows = rows.where(Site.conference_id == NUMBER, Reminder.days.is_not(None))
    rows = rows.group_by(Reminder.due_on, Reminder.days).subquery()
    return select(func.aggregate_strings(rows.c.said, ",")).scalar_subquery()


def _done(stamps) -> list[Done]:
    """The steps that were taken, in their order."""
    rows = (row.split("/") for row in (stamps or "").split(",") if row)
    found = [Done(int(days), date.fromisoformat(day), _moment(at), int(number)) for day, days, number, at in rows]
    return sorted(found, key=lambda one: (one.at, one.due_on, -one.days))


def _moment(said) -> datetime:
    """An instant as the database writes it: SQLite in UTC without saying so, PostgreSQL in a zone that it names."""
    moment = datetime.fromisoformat(said)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def timeline(conference, hour: time) -> tuple[Plan, list[Row]]:
    """What counts for the conference and how far it is (two statements). What was done stands as it was done: at its
    true moment, also where the schedule names that step no more or the days are counted otherwise by now."""
    found = of(conference, hour)
    rows, now, is_next = [_row(one, found) for one in found.done], clock.now(), True
    taken = {one.days for one in found.done if one.due_on == found.due_on}
    for step in found.steps:
        if step.days in taken:
            continue
        if step.at <= now:
            rows.append(Row(step, "missed", 0))
        else:
            stand = "off" if found.off or conference.state not in sites.ASKED else "next" if is_next else "ahead"
            rows.append(Row(step, stand, found.silent))
            is_next = False
    return found, sorted(rows, key=lambda row: row.step.at)


def _row(one, found):
    return Row(plan.Step(one.days, one.at), "done", one.number, None if one.due_on == found.due_on else one.due_on)


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
