"""What departs from the rule: one occurrence moved, changed or skipped, and back to the rule."""

from datetime import date, time, timedelta

from meetings.agenda import actions as agenda
from meetings.base import clock
from meetings.base.db import STALE, db, hold
from meetings.base.errors import Faults, NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences.models import ConferenceState
from meetings.journal import actions as journal
from meetings.journal import words
from meetings.series import actions, plan
from meetings.series.models import Departure
from meetings.series.templates import LONGEST_MINUTES

ANNOUNCED = _l("This conference has been announced. Change it on its own page, so that everybody is told.")
TAKEN = _l("Another conference of the series is held on that day. Choose a different one.")
OVER = _l("This day has passed.")


def change(slot, *, held_on: date, starts="", minutes=None, title="", note="", version=None, by) -> None:
    """Let one occurrence be otherwise, this once: on another day, at other hours, under another title.

    An existing draft follows at once and counts as worked on. Refused (`NotNow`) when it has been announced or is over,
    (`NotValid`) for a day that has passed or on which another occurrence is held, and with `Stale` when somebody else
    changed it since `version`.
    """
    slot = _afresh(slot, version)
    starts, minutes = starts or slot.series.starts, minutes or slot.series.minutes
    starts_at, faults = clock.instant(held_on, time.fromisoformat(starts)), Faults()
    if not 0 < minutes <= LONGEST_MINUTES:
        faults.found.append(NotValid(_l("The end must come after the start."), field="ends"))
    if starts_at <= clock.now():
        faults.found.append(NotValid(_l("This day has passed. Choose today or later."), field="starts_on"))
    elif plan.taken(slot.series, held_on, but=slot.day):
        faults.found.append(NotValid(TAKEN, field="starts_on"))
    faults.tell()
    row = actions.keep(slot)
    row.departure, row.note = Departure.CHANGED, note.strip()
    row.held_on = None if held_on == slot.ruled_on else held_on
    row.starts = "" if starts == slot.series.starts else starts
    row.minutes = None if minutes == slot.series.minutes else minutes
    row.conference_title = title.strip()
    if slot.is_off:
        row.conference, row.made_at = None, None
    elif row.conference is not None:
        facts = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
        facts["title"] = row.conference_title or row.conference.title
        _revise(row.conference, by=by, **facts)
    elif row.made_at is not None:
        row.made_at = None
    db.session.flush()
    journal.record(by, "changed_occurrence", row, note=note, held_on=held_on.isoformat())


def skip(slot, *, note, version=None, by) -> None:
    """Let one occurrence fall out, with the reason; its draft is called off. Refused like `change`."""
    slot = _afresh(slot, version)
    if not note.strip():
        raise NotValid(_l("Say why it falls out."), field="note")
    row = actions.keep(slot)
    row.departure, row.note = Departure.SKIPPED, note.strip()
    if slot.conference is not None and not slot.is_off:
        conferences.cancel(slot.conference, reason=note.strip(), by=by)
    db.session.flush()
    journal.record(by, "skipped_occurrence", row, note=note)


def restore(slot, *, version=None, by) -> None:
    """Let one occurrence be as the rule has it again. A draft that stands is put back to its time, or called off where
    by the rule the day falls out; one that was called off or deleted is made anew with the next drafts. Refused like
    `change`."""
    slot = _afresh(slot, version)
    if slot.row is None:
        return
    row = slot.row
    if slot.is_off or row.conference is None:
        row.conference, row.made_at, row.mark = None, None, 0
    elif slot.ruled_on:
        starts_at = clock.instant(slot.ruled_on, time.fromisoformat(slot.series.starts))
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=slot.series.minutes)}
        _revise(row.conference, by=by, **times)
    else:
        conferences.cancel(row.conference, reason=words.DAY_OFF, by=by)
    row.departure, row.held_on, row.starts, row.minutes = Departure.NONE, None, "", None
    row.conference_title, row.note = "", ""
    db.session.flush()
    journal.record(by, "restored_occurrence", row)


def _revise(conference, *, by, **facts):
    """Change the draft; what its agenda fixes to an hour moves along."""
    former_start = conference.starts_at
    conferences.revise(conference, version=conference.version, by=by, **facts)
    agenda.follow(conference, former_start=former_start, by=by)


def _afresh(slot, version):
    """The day as it is now that nobody else writes."""
    hold(slot.series)
    now = plan.slot(slot.series, slot.day)
    if now is None:
        raise Stale(STALE)
    if version is not None and str(version) != str(now.version):
        raise Stale(STALE)
    _while_open(now)
    return now


def _while_open(slot):
    conference = slot.conference
    if conference is not None and conference.state not in (ConferenceState.DRAFT, ConferenceState.CANCELLED):
        raise NotNow(ANNOUNCED)
    if slot.series.is_over and conference is None:
        raise NotNow(actions.CLOSED)
    if conference is None and not slot.was_deleted and slot.starts_at and slot.starts_at <= clock.now():
        raise NotNow(OVER)
    if slot.day < clock.today() - plan.BACK:
        raise NotNow(OVER)
