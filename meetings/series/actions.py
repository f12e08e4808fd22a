"""Opening and closing series, changing their rule, and making the drafts that are due."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences.models import Conference, ConferenceState
from meetings.journal import actions as journal
from meetings.series import plan, queries, templates, titles
from meetings.series.models import ConferenceSeries, Departure, Occurrence, OffDays, Origin, Pattern

CLOSED = _l("This series is closed. Open the one that took its place.")
NEW_RULE = _l("The rule of the series has changed.")
SERIES_CLOSED = _l("The series has been closed.")
MOST_AHEAD = 12
TERMS = ("template", "pattern", "every", "weekdays", "nth", "month_day", "last_on", "starts", "minutes", "off_days")

STANDARD = {"every": 1, "weekdays": [], "nth": 1, "month_day": 1, "last_on": None, "off_days": OffDays.MOVE}


@dataclass(frozen=True)
class Turn:
    """What a change of the rule did: the series that goes on, the drafts that followed, those that somebody had worked
    on (they stay as they were), and how many had no place any more and were called off."""

    series: ConferenceSeries
    followed: tuple[Conference, ...] = ()
    kept: tuple[Conference, ...] = ()
    dropped: int = 0


def open_series(*, title, organiser, first_on, ahead=3, by, **terms) -> ConferenceSeries:
    """A new series by a rule, without a draft yet (see `fill`). `terms` are those of `TERMS`.

    Refused (`NotValid`) without title, for a rule that names no day, and for numbers that cannot be.
    """
    series = ConferenceSeries(
        title=_named(title), organiser=organiser, first_on=first_on, ahead=_few(ahead), **STANDARD | terms
    )
    _check_rule(series)
    db.session.add(series)
    db.session.flush()
    journal.record(by, "opened_series", series)
    return series


def revise(series, *, title, ahead, version, by) -> None:
    """Give the series another title, or let more or fewer drafts stand ready. Its rule is changed by `change_rule`."""
    series.expect(version, mine=title, theirs=series.title)
    series.title, series.ahead = _named(title), _few(ahead)
    journal.record(by, "revised_series", series, ahead=ahead)


def fill(series, *, by=None) -> list[Conference]:
    """Let the next `ahead` occurrences exist as drafts; returns the new ones. A second time there is nothing to do.

    Drafts that nobody has worked on take over what the template says by now. A draft that somebody deleted is not made
    again, and a closed series makes none.
    """
    hold(series)
    made = []
    for slot in plan.coming(series, series.ahead) if series.closed_on is None else ():
        if slot.needs_draft:
            made.append(_make(slot, by=by))
        elif is_untouched(slot) and not slot.is_changed:
            _keep_up(slot, by=by)
    looked = update(ConferenceSeries).where(ConferenceSeries.id == series.id)
    db.session.execute(looked.values(filled_on=clock.today(), trouble=""))
    if made:
        journal.record(by, "filled_series", series, drafts=len(made))
    return made


def note_trouble(series, words) -> None:
    """Keep what prevents drafts from being made, until tomorrow's try."""
    looked = update(ConferenceSeries).where(ConferenceSeries.id == series.id)
    db.session.execute(looked.values(filled_on=clock.today(), trouble=str(words)))


def change_rule(series, *, first_on: date, version, by, **terms) -> Turn:
    """Close the series before `first_on` and open another one that goes on from there by new `terms` (see `TERMS`; what
    is not named stays).

    Drafts from `first_on` on that nobody has worked on follow to the new days; the others stay as they are and are
    named. Where one of them lies on a day of the new rule it counts for it. Refused for a day that has passed and for a
    closed series, with `Stale` when somebody else changed it since `version`.
    """
    _while_open(series)
    series.expect(version)
    if first_on < clock.today() or first_on <= series.first_on:
        raise NotValid(_l("Choose a day to come, after the first day of the present rule."), field="first_on")
    loose, kept = _drafts_from(series, first_on)
    series.closed_on = first_on - timedelta(days=1)
    db.session.flush()
    after = open_series(
        title=series.title,
        organiser=series.organiser,
        first_on=first_on,
        ahead=series.ahead,
        by=by,
        **{name: getattr(series, name) for name in TERMS} | terms,
    )
    after.follows_id = series.id
    dropped = _settle(after, loose, kept, by=by)
    fill(after, by=by)
    journal.record(by, "changed_series_rule", series, drafts=len(loose) - dropped, kept=len(kept))
    followed = tuple(row.conference for row in loose if row.series_id == after.id)
    return Turn(after, followed, tuple(row.conference for row in kept), dropped)


def close(series, *, last_on: date, version, by) -> Turn:
    """End the series after `last_on`. Later drafts that nobody has worked on are called off; the others stay and are
    named. Refused for a closed series, and with `Stale` when somebody else changed it since `version`."""
    _while_open(series)
    series.expect(version)
    if last_on < series.first_on:
        raise NotValid(_l("The last day must not come before the first."), field="last_on")
    loose, kept = _drafts_from(series, last_on + timedelta(days=1))
    series.closed_on = last_on
    for row in loose:
        conferences.cancel(row.conference, reason=str(SERIES_CLOSED), by=by)
    journal.record(by, "closed_series", series, dropped=len(loose), kept=len(kept))
    return Turn(series, kept=tuple(row.conference for row in kept), dropped=len(loose))


def preview(*, first_on: date, number: int, **terms) -> list[plan.Slot]:
    """The first days of a rule, without keeping it. Refused like `open_series`."""
    series = ConferenceSeries(first_on=first_on, **STANDARD | terms)
    _check_rule(series)
    return plan.coming(series, number)


def touched(slots) -> set[int]:
    """The conferences among those slots that are no drafts any more, or that somebody has worked on."""
    rows = [slot.row for slot in slots if slot.conference]
    return {row.conference_id for row in rows} - {row.conference_id for row in _untouched(rows)}


def is_untouched(slot) -> bool:
    """Whether the occurrence is a draft that nobody has worked on since it was made."""
    return bool(slot.conference and _untouched([slot.row]))


def keep(slot) -> Occurrence:
    """The row in which what is known of that day is kept."""
    if slot.row is not None:
        return slot.row
    row = Occurrence(series=slot.series, day=slot.day)
    db.session.add(row)
    db.session.flush()
    return row


def attach(row, conference, *, mark=True) -> None:
    """Let the occurrence be this conference; with `mark`, as nobody has worked on it yet."""
    row.conference, row.made_at = conference, clock.now()
    db.session.flush()
    if mark:
        row.mark = queries.marks([conference])[conference.id]
        db.session.flush()


def title_of(slot, row) -> str:
    """What the conference of that day is called: for the month of the rule, also where a day off moves it on."""
    pattern = slot.series.template.content.title
    return row.conference_title or titles.filled(pattern, slot.day, held_on=slot.held_on)


def _make(slot, *, by):
    row = keep(slot)
    conference = templates.make(
        slot.series.template,
        organiser=slot.series.organiser,
        day=slot.held_on,
        starts=slot.starts,
        minutes=slot.minutes,
        title=title_of(slot, row),
        by=by,
    )
    journal.record(by, "continued_series", conference, within=conference, series=slot.series.title)
    attach(row, conference)
    return conference


def _keep_up(slot, *, by):
    origin = db.session.get(Origin, slot.conference.id)
    template = slot.series.template
    if origin is None or (origin.template_id, origin.edition) != (template.id, template.edition):
        _renew(slot, slot.row, by=by)


def _renew(slot, row, *, by):
    """Let an untouched draft be what the series makes of that day now."""
    templates.renew(
        row.conference,
        slot.series.template,
        day=slot.held_on,
        starts=slot.starts,
        minutes=slot.minutes,
        title=title_of(slot, row),
        by=by,
    )
    attach(row, row.conference)


def _drafts_from(series, first_on):
    """The rows with a conference on or after that day that has not been called off: untouched drafts, and others."""
    rows = [
        row
        for row in queries.rows(series)
        if row.conference
        and row.conference.state is not ConferenceState.CANCELLED
        and clock.local(row.conference.starts_at).date() >= first_on
    ]
    loose = _untouched(rows)
    return loose, [row for row in rows if row not in loose]


def _untouched(rows):
    marks = queries.marks([row.conference for row in rows])
    drafts = [row for row in rows if row.conference.state is ConferenceState.DRAFT]
    return [row for row in drafts if marks.get(row.conference_id, 0) <= row.mark]


def _settle(after, loose, kept, *, by):
    """Give the days of the new rule to the conferences that there are; returns how many drafts found no day."""
    ahead = plan.coming(after, max(after.ahead, len(loose) + len(kept)))
    free = {slot.held_on: slot for slot in ahead if slot.held_on and not slot.conference}
    for row in kept:
        slot = free.pop(clock.local(row.conference.starts_at).date(), None)
        if slot:
            row.series, row.day = after, slot.day
    waiting = list(loose)
    for slot in list(free.values())[: len(loose)]:
        row = waiting.pop(0)
        row.series, row.day, row.departure, row.held_on = after, slot.day, Departure.NONE, None
        row.starts, row.minutes, row.conference_title, row.note = "", None, "", ""
        db.session.flush()
        _renew(slot, row, by=by)
    for row in waiting:
        conferences.cancel(row.conference, reason=str(NEW_RULE), by=by)
    db.session.flush()
    return len(waiting)


def _while_open(series):
    if series.closed_on is not None:
        raise NotNow(CLOSED)


def _named(title):
    if not title.strip():
        raise NotValid(_l("Give the series a title."), field="title")
    return title.strip()


def _few(ahead):
    if not 1 <= ahead <= MOST_AHEAD:
        raise NotValid(_l("From 1 to %(most)s drafts can stand ready.", most=MOST_AHEAD), field="ahead")
    return ahead


def _check_rule(series):
    faults = Faults()
    if series.last_on and series.last_on < series.first_on:
        faults.found.append(NotValid(_l("The last day must not come before the first."), field="last_on"))
    if series.pattern is not Pattern.MONTH_DAY and not series.weekdays:
        faults.found.append(NotValid(_l("Choose at least one weekday."), field="weekdays"))
    if not 0 < series.minutes <= templates.LONGEST_MINUTES:
        faults.found.append(NotValid(_l("The end must come after the start."), field="ends"))
    faults.tell()
    series.off_days = OffDays(series.off_days)
    until = series.last_on or series.first_on + timedelta(days=366 * 4)
    if not series.rule.days(series.first_on, until):
        raise NotValid(_l("Between these two days the rule names no day."), field="last_on")
