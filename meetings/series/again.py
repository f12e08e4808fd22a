"""The same once more, in one step: the next conference after the model of the last one."""

from datetime import date, timedelta

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.later import Later
from meetings.conferences.models import Conference, ConferenceState
from meetings.journal import actions as journal
from meetings.series import actions, copying, plan, queries, titles
from meetings.series.models import Origin
from meetings.series.recurrence import LAST, Pattern, Rule
from meetings.workdays import queries as workdays

relativedelta = Later("dateutil.relativedelta")

TOUCHED = _l("Somebody has worked on the draft of %(day)s already. Open it and go on from there.")
NOTHING = _l("No conference of this series has been planned yet. Make its drafts first.")
NOTHING_MORE = _l("No more conference of this series is to come.")


def again(conference, *, by) -> Conference:
    """The same a month later: the next one of its series, or a copy on the like weekday of the next month to come.

    A second time the copy that is there already is handed back. Refused like `as_last_time`.
    """
    row = queries.occurrence_of(conference)
    if row is not None and row.series.closed_on is None:
        return as_last_time(row.series, model=conference, by=by)
    hold(conference)  # whoever presses twice finds the first copy
    former = clock.local(conference.starts_at)
    day = next_month(former.date(), after=max(clock.today(), former.date()))
    starts_at = clock.instant(day, former.time())
    there = select(Conference).where(
        Conference.copied_from_id == conference.id,
        Conference.starts_at == starts_at,
        Conference.state != ConferenceState.CANCELLED,
    )
    standing = db.session.scalar(there.limit(1))
    return standing or _copy(conference, starts_at, titles.carried(conference.title, former.date(), day), by=by)


def as_last_time(series, *, model=None, by) -> Conference:
    """Let the next conference of the series be like the last one (or like `model`): chairs, sites, agenda, letter.

    Its draft is filled anew where nobody has worked on it, and made where there is none. Refused where somebody has,
    where nothing has been held yet, and where nothing more is to come.
    """
    hold(series)
    slot = next((one for one in _to_come(series) if model is None or _is_later(one, model)), None)
    if slot is None:
        raise NotNow(NOTHING_MORE)
    model = model or queries.latest_of(series, slot.starts_at)
    if model is None:
        raise NotValid(NOTHING)
    if slot.conference is not None and not actions.is_untouched(slot):
        if slot.conference.copied_from_id == model.id:
            return slot.conference
        raise NotNow(TOUCHED % {"day": clock.local(slot.starts_at).strftime("%d/%m/%Y")})
    row = actions.keep(slot)
    title = actions.title_of(slot, row)
    if slot.conference is None:
        target = _copy(model, slot.starts_at, title, minutes=slot.minutes, by=by)
        former = db.session.get(Origin, model.id)
        db.session.add(
            Origin(
                conference_id=target.id,
                template_id=former.template_id if former else series.template_id,
                edition=former.edition if former else series.template.edition,
            )
        )
    else:
        target = slot.conference
        copying.take_over(model, target, by=by)
    journal.record(by, "continued_series", target, within=target, series=series.title)
    # Somebody has asked for it to be like this: from now on the template leaves it alone.
    actions.attach(row, target, mark=False)
    return target


def next_month(day: date, *, after: date) -> date:
    """The like weekday of the first month after `day`'s in which it lies after `after`: the second Monday after a
    second Monday; the last where there is no fifth. On a day off, the next working day."""
    nth = (day.day - 1) // 7 + 1
    nth = LAST if nth == 5 else nth
    working = workdays.working_days(day, max(day, after) + timedelta(days=70))
    first_on = day.replace(day=1) + relativedelta.relativedelta(months=1)
    rule = Rule(Pattern.MONTH_WEEKDAY, first_on=first_on, weekdays=(day.weekday(),), nth=nth)
    days = rule.days(first_on, max(first_on, after) + timedelta(days=70))
    placed = [one if working.holds(one) else working.after(one, 1) for one in days]
    return next(one for one in placed if one > after)


def _to_come(series):
    return [slot for slot in plan.coming(series, series.ahead + 1) if slot.held_on and slot.starts_at > clock.now()]


def _is_later(slot, model):
    return slot.starts_at > model.starts_at


def _copy(source, starts_at, title, *, by, minutes=None):
    length = timedelta(minutes=minutes) if minutes else source.ends_at - source.starts_at
    return copying.copy(source, starts_at=starts_at, ends_at=starts_at + length, title=title, by=by)
