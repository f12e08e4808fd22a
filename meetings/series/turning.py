"""A new rule from a day on, and the end of a series: what becomes of the days on which something stands already."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences.models import Conference, ConferenceState
from meetings.journal import actions as journal
from meetings.journal import words
from meetings.series import actions, plan, queries
from meetings.series.models import ConferenceSeries, Departure, Occurrence
from meetings.series.pairing import Standing, paired

# Kept with the day, in the language of the papers.
HELD_LATER = "Đã chuyển sang ngày {day} và tính cho ngày {ruled} của quy tắc mới."
ENDS_ALREADY = _l("This series ends on %(day)s already.")


@dataclass(frozen=True)
class Turn:
    """What a change of the rule did (or would do): the series that goes on, the drafts that followed, how many had no
    place any more and were called off, and what stood on the days of the former rule."""

    series: ConferenceSeries
    followed: tuple[Conference, ...] = ()
    dropped: int = 0
    standing: tuple[Standing, ...] = ()
    coming: list[plan.Slot] = field(default_factory=list)

    @property
    def kept(self) -> tuple[Conference, ...]:
        """The conferences that stay as they are."""
        return tuple(one.row.conference for one in self.standing if one.is_kept)

    @property
    def by_day(self) -> dict[date, Standing]:
        """What takes the place of a day of the new rule."""
        return {one.counts_for: one for one in self.standing if one.counts_for}


def change_rule(series, *, first_on: date, version, by, **terms) -> Turn:
    """Close the series before `first_on` and open another one that goes on from there by new `terms` (see
    `actions.TERMS`; what is not named stays). Until that day the former rule counts.

    Drafts for days from `first_on` on that nobody has worked on follow to the new days. The others stay as they are and
    count for the day of the new rule that lies in the same week, month, quarter …, so that none is planned twice. What
    fell out, or was said of a day, goes over to that day, too, where both rules repeat as often; where they do not,
    what fell out does not come back in the same week (or month, see `pairing.paired`). An earlier day that was moved
    there leaves a word behind, so that the former rule does not plan it again. Refused for a day that has
    passed and for a closed series, with `Stale` when somebody else changed it since `version`.
    """
    hold(series)  # the worker makes drafts of it meanwhile
    _while_open(series)
    series.expect(version)
    loose, standing = _apart(series, first_on)
    series.closed_on = first_on - timedelta(days=1)
    db.session.flush()
    new = _terms(series, terms)
    after = actions.open_series(**new, title=series.title, organiser=series.organiser, first_on=first_on, by=by)
    after.follows_id = series.id
    standing = paired(series, after, standing)
    for one in standing:
        _go_over(one, series, after)
    db.session.flush()
    dropped = _settle(after, loose, by=by)
    actions.fill(after, by=by)
    turn = Turn(after, tuple(row.conference for row in loose if row.series_id == after.id), dropped, standing)
    journal.record(by, "changed_series_rule", series, drafts=len(loose) - dropped, kept=len(turn.kept))
    return turn


def foresee(series, *, first_on: date, number: int, **terms) -> Turn:
    """What `change_rule` would do, without doing it, with the next `number` days of the new rule. Refused like it."""
    _while_open(series)
    loose, standing = _apart(series, first_on)
    after = ConferenceSeries(first_on=first_on, **_terms(series, terms))
    actions.check_rule(after)
    coming = plan.coming(after, number)
    return Turn(after, tuple(row.conference for row in loose), standing=paired(series, after, standing), coming=coming)


def close(series, *, last_on: date, version, by) -> Turn:
    """End the series after `last_on`. Later drafts that nobody has worked on are called off; the others stay and are
    named. Refused for a closed series, and with `Stale` when somebody else changed it since `version`."""
    hold(series)
    _while_open(series)
    series.expect(version)
    if last_on < series.first_on:
        raise NotValid(_l("The last day must not come before the first."), field="last_on")
    later = [row for row in _with_conference(series) if clock.local(row.conference.starts_at).date() > last_on]
    loose = _loose(later)
    series.closed_on = last_on
    for row in loose:
        conferences.cancel(row.conference, reason=words.SERIES_CLOSED, by=by)
    kept = tuple(Standing(row, clock.local(row.conference.starts_at).date()) for row in later if row not in loose)
    journal.record(by, "closed_series", series, dropped=len(loose), kept=len(kept))
    return Turn(series, dropped=len(loose), standing=kept)


def _while_open(series):
    if series.is_over:
        raise NotNow(actions.CLOSED)
    if series.closed_on is not None:
        raise NotNow(ENDS_ALREADY % {"day": series.closed_on.strftime("%d/%m/%Y")})


def _terms(series, terms):
    return {"ahead": series.ahead, **{name: getattr(series, name) for name in actions.TERMS}, **terms}


def _with_conference(series):
    rows = queries.rows(series)
    return [row for row in rows if row.conference and row.conference.state is not ConferenceState.CANCELLED]


def _apart(series, first_on):
    """The drafts for days from `first_on` on that nobody has worked on, and whatever else is kept of such days, or was
    moved to them: somebody wanted that there."""
    if first_on < clock.today() or first_on <= series.first_on:
        raise NotValid(actions.NOT_LATER, field="first_on")
    near = [row for row in queries.rows(series, since=first_on - plan.BACK) if not _says_nothing(row)]
    rows = [row for row in near if first_on <= max(row.day, _day(row))]
    loose = _loose([row for row in rows if row.conference and first_on <= row.day])
    others = [row for row in rows if row not in loose]
    return loose, [Standing(row, _day(row)) for row in others if row.conference is None or not _is_over(row)]


def _loose(rows):
    """Those that may follow or be called off: neither worked on, nor made of a day that somebody had changed before."""
    return [row for row in actions.untouched(rows) if row.departure is not Departure.CHANGED]


def _says_nothing(row):
    return row.conference is None and row.made_at is None and row.departure is Departure.NONE


def _is_over(row):
    return row.conference.ends_at <= clock.now()


def _day(row):
    standing = row.conference and row.conference.state is not ConferenceState.CANCELLED
    return clock.local(row.conference.starts_at).date() if standing else row.held_on or row.day


def _go_over(one, before, after):
    """Let the row be of the new series; a conference on another day than the rule's stands there as changed."""
    row, former = one.row, one.row.day
    if one.counts_for is None:
        return
    row.series, row.day = after, one.counts_for
    db.session.flush()
    if former < after.first_on:
        _leave_behind(before, former, one)
    if one.is_kept and one.day != one.counts_for:
        starts = clock.local(row.conference.starts_at).strftime("%H:%M")
        row.departure, row.held_on = Departure.CHANGED, one.day
        row.starts = "" if starts == after.starts else starts
        minutes = row.conference.minutes_planned
        row.minutes = None if minutes == after.minutes else minutes


def _leave_behind(series, day, one):
    said = HELD_LATER.format(day=one.day.strftime("%d/%m/%Y"), ruled=one.counts_for.strftime("%d/%m/%Y"))
    db.session.add(Occurrence(series=series, day=day, departure=Departure.SKIPPED, note=said))


def _settle(after, loose, *, by):
    """Give the days of the new rule on which nothing stands to the drafts nobody has worked on; returns how many found
    no day and are called off."""
    ahead = plan.coming(after, max(after.ahead, len(loose)) + _taken(after))
    free = [slot for slot in ahead if slot.held_on and slot.row is None]
    for row, slot in zip(loose, free, strict=False):
        row.series, row.day, row.departure, row.held_on = after, slot.day, Departure.NONE, None
        row.starts, row.minutes, row.conference_title, row.note = "", None, "", ""
        db.session.flush()
        actions.renew(slot, row, by=by)
    waiting = loose[len(free) :]
    for row in waiting:
        conferences.cancel(row.conference, reason=words.NEW_RULE, by=by)
    db.session.flush()
    return len(waiting)


def _taken(after):
    return len(queries.rows(after))
