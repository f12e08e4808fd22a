"""The same once more, in one step: the next conference after the model of the last one."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

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

TOUCHED = _l("Somebody has worked on the draft of %(day)s already; nothing was changed. Open it and go on from there.")
ANNOUNCED = _l("The conference of %(day)s has been announced already; nothing was changed.")
NOTHING = _l("No conference of this series has been held yet, so there is none that the next one could be like.")
NOTHING_MORE = _l("No more conference of this series is to come.")


class Once(NamedTuple):
    """The conference that is like another one; `was_there`: it stood already, and nothing was done; `parts`: what alone
    it was given, where somebody had worked on it."""

    conference: Conference
    was_there: bool = False
    parts: tuple[copying.Part, ...] = ()


@dataclass(frozen=True)
class Prospect:
    """The next one of a series and the last one that it could be like, each None where there is none; `is_free`:
    nobody has worked on its draft, or there is none yet; `parts`: what would be taken over (see `copying.compare`)."""

    slot: plan.Slot | None
    model: Conference | None
    is_free: bool = False
    parts: tuple[copying.Part, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether the next one is a draft, or not even that."""
        conference = self.slot and self.slot.conference
        return self.slot is not None and (conference is None or conference.state is ConferenceState.DRAFT)

    @property
    def is_possible(self) -> bool:
        """Whether there is something to be like, and a draft that can be."""
        return self.model is not None and self.is_draft

    @property
    def taken(self) -> tuple[copying.Part, ...]:
        """The parts that would change."""
        return tuple(part for part in self.parts if part.offered and (not part.standing or self._is_other(part)))

    def _is_other(self, part):
        is_same_text = part.offered == part.standing and isinstance(part.offered, str)
        return self.is_free and not is_same_text


def again(conference, *, by) -> Once:
    """The same a month later: the next one of its series, or a copy on the like weekday of the next month to come.

    A second time the copy that is there already is handed back. Refused like `as_last_time`.
    """
    row = queries.occurrence_of(conference)
    if row is not None and not row.series.is_over:
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
    if standing:
        return Once(standing, was_there=True)
    return Once(_copy(conference, starts_at, titles.carried(conference.title, former.date(), day), by=by))


def next_of(series, coming) -> Prospect:
    """What is next among the slots to come of the series, and what it could be like (one statement)."""
    slot = next((one for one in coming if _lies_ahead(one)), None)
    return Prospect(slot, queries.latest_of(series, slot.starts_at) if slot else None)


def prospect(series) -> Prospect:
    """What is next of the series, what it could be like, and what that would give it, part by part."""
    found = next_of(series, _coming(series))
    if not found.is_possible:
        return found
    conference = found.slot.conference
    is_free = conference is None or actions.is_untouched(found.slot)
    return replace(found, is_free=is_free, parts=copying.compare(found.model, conference))


def as_last_time(series, *, model=None, by) -> Once:
    """Let the next conference of the series be like the last one (or like `model`): chairs, sites, agenda, letter.

    Its draft is filled anew where nobody has worked on it, and made where there is none. Where the series ends before,
    it is the next one of the series that goes on in its place. Refused where somebody has worked on the draft, where it
    is no draft any more, where nothing has been held yet, and where nothing more is to come.
    """
    hold(series)
    slot = next((one for one in _coming(series) if _lies_ahead(one) and _is_later(one, model)), None)
    if slot is None:
        after = queries.followed_by(series)
        if after is None:
            raise NotNow(NOTHING_MORE)
        return as_last_time(after, model=model, by=by)
    model = model or queries.latest_of(series, slot.starts_at)
    if model is None:
        raise NotValid(NOTHING)
    if slot.conference is not None and not actions.is_untouched(slot):
        if slot.conference.copied_from_id == model.id:
            return Once(slot.conference, was_there=True)
        is_draft = slot.conference.state is ConferenceState.DRAFT
        raise NotNow((TOUCHED if is_draft else ANNOUNCED) % {"day": clock.local(slot.starts_at).strftime("%d/%m/%Y")})
    return Once(_like(model, slot, by=by))


def complete(series, *, by) -> Once:
    """Give the draft of the next conference what it has not and the last one had, and make it wholly like the last one
    where nobody has worked on it. What was typed stays. Refused like `as_last_time`."""
    hold(series)
    found = prospect(series)
    if found.slot is None:
        raise NotNow(NOTHING_MORE)
    if found.model is None:
        raise NotValid(NOTHING)
    if not found.is_draft:
        raise NotNow(ANNOUNCED % {"day": clock.local(found.slot.starts_at).strftime("%d/%m/%Y")})
    if found.is_free:
        return Once(_like(found.model, found.slot, by=by))
    parts = copying.add_missing(found.model, found.slot.conference, by=by)
    return Once(found.slot.conference, not parts, parts)


def _like(model, slot, *, by):
    series = slot.series
    row = actions.keep(slot)
    if slot.conference is None:
        target = _copy(model, slot.starts_at, actions.title_of(slot, row), minutes=slot.minutes, by=by)
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


def _coming(series):
    return plan.coming(series, series.ahead + 1)


def _lies_ahead(slot):
    return slot.held_on is not None and slot.starts_at > clock.now()


def _is_later(slot, model):
    return model is None or slot.starts_at > model.starts_at


def _copy(source, starts_at, title, *, by, minutes=None):
    length = timedelta(minutes=minutes) if minutes else source.ends_at - source.starts_at
    return copying.copy(source, starts_at=starts_at, ends_at=starts_at + length, title=title, by=by)
