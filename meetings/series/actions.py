"""Opening and closing series, changing their rule, and making the drafts that are due."""

from datetime import date, timedelta

from sqlalchemy import update

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.conferences.models import Conference, ConferenceState
from meetings.journal import actions as journal
from meetings.series import plan, queries, templates, titles
from meetings.series.models import ConferenceSeries, Occurrence, OffDays, Origin, Pattern

CLOSED = _l("This series is closed. Open the one that took its place.")
NOT_LATER = _l("Choose a day to come, after the first day of the present rule.")
MOST_AHEAD = 12
TERMS = ("template", "pattern", "every", "weekdays", "nth", "month_day", "last_on", "starts", "minutes", "off_days")

STANDARD = {"every": 1, "weekdays": [], "nth": 1, "month_day": 1, "last_on": None, "off_days": OffDays.MOVE}


def open_series(*, title, organiser, first_on, ahead=3, by, **terms) -> ConferenceSeries:
    """A new series by a rule, without a draft yet (see `fill`). `terms` are those of `TERMS`.

    Refused (`NotValid`) without title, for a rule that names no day, and for numbers that cannot be.
    """
    series = ConferenceSeries(
        title=_named(title), organiser=organiser, first_on=first_on, ahead=_few(ahead), **STANDARD | terms
    )
    check_rule(series)
    db.session.add(series)
    db.session.flush()
    journal.record(by, "opened_series", series)
    return series


def revise(series, *, title, ahead, version, by) -> None:
    """Give the series another title, or let more or fewer drafts stand ready. Its rule is changed by `change_rule`."""
    series.expect(version)
    series.title, series.ahead = _named(title), _few(ahead)
    journal.record(by, "revised_series", series, ahead=ahead)


def fill(series, *, by=None) -> list[Conference]:
    """Let the next `ahead` occurrences exist as drafts; returns the new ones. A second time there is nothing to do.

    Drafts that nobody has worked on take over what the template says by now. A draft that somebody deleted is not made
    again. A series makes drafts until its last day, also where one has been set already.
    """
    hold(series)
    made = []
    for slot in () if series.is_over else plan.coming(series, series.ahead):
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


def preview(*, first_on: date, number: int, **terms) -> list[plan.Slot]:
    """The first days of a rule, without keeping it. Refused like `open_series`."""
    series = ConferenceSeries(first_on=first_on, **STANDARD | terms)
    check_rule(series)
    return plan.coming(series, number)


def touched(slots) -> set[int]:
    """The conferences among those slots that are no drafts any more, or that somebody has worked on."""
    rows = [slot.row for slot in slots if slot.conference]
    return {row.conference_id for row in rows} - {row.conference_id for row in untouched(rows)}


def is_untouched(slot) -> bool:
    """Whether the occurrence is a draft that nobody has worked on since it was made."""
    return bool(slot.conference and untouched([slot.row]))


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
        renew(slot, slot.row, by=by)


def renew(slot, row, *, by):
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


def untouched(rows) -> list[Occurrence]:
    """Those of the rows whose conference is a draft that nobody has worked on since it was made."""
    marks = queries.marks([row.conference for row in rows])
    drafts = [row for row in rows if row.conference.state is ConferenceState.DRAFT]
    return [row for row in drafts if marks.get(row.conference_id, 0) <= row.mark]


def _named(title):
    if not title.strip():
        raise NotValid(_l("Give the series a title."), field="title")
    return title.strip()


def _few(ahead):
    if not 1 <= ahead <= MOST_AHEAD:
        raise NotValid(_l("From 1 to %(most)s drafts can stand ready.", most=MOST_AHEAD), field="ahead")
    return ahead


def check_rule(series) -> None:
    """Raise `NotValid` for a rule that names no day, and for numbers that cannot be."""
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
