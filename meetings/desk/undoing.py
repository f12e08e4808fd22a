"""A beginning or an end that was a slip is taken back, as long as nothing is lost by it; else the page says why not."""

from datetime import timedelta

from meetings.attendance import queries as attendance
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow
from meetings.base.language import _l
from meetings.conclusions import queries as conclusions
from meetings.conferences import actions as conferences
from meetings.conferences.models import LIFECYCLE
from meetings.conferences.models import ConferenceState as S
from meetings.desk import telling
from meetings.journal import queries as journal
from meetings.minutes import queries as minutes
from meetings.minutes.models import MinutesState

# Whoever pressed by mistake sees it within minutes; after half an hour sites have come, or gone, by what they saw. A
# sitting that was begun before its time has not been missed by anybody until half an hour after that time.
LONGEST, LATELY = timedelta(minutes=30), timedelta(minutes=10)
UNTOUCHED = (MinutesState.DRAFT, MinutesState.UNWANTED)
NOT_SITTING = _l("The conference does not sit now. Only a sitting that has just begun can be taken back.")
NOT_ENDED = _l("The conference has not ended, or its conclusions are out already.")
BEGUN_LONG_AGO = _l(
    "The sitting began more than half an hour ago. Taking it back would lose its time of beginning; end it instead."
)
ATTENDED = _l("Attendance has been taken since it began. Taking the beginning back would leave it without a sitting.")
WRITTEN = _l("Minutes have been written since it began. Taking the beginning back would leave them without a sitting.")
ENDED_LONG_AGO = _l(
    "The sitting ended more than half an hour ago. What is to be added now goes into the minutes, or into a conference "
    "of its own."
)
HANDED_IN = _l("The minutes have been handed in. Take them back first; they say when the sitting ended.")
CONCLUDING = _l("The notice of conclusions has been begun. The sitting cannot go on any more.")


def slip(conference) -> str:
    """The move that was made so lately that the page asks whether it was a slip; empty for none."""
    at, move = {S.LIVE: (conference.began_at, "unbegin"), S.ENDED: (conference.finished_at, "reopen")}.get(
        conference.state, (None, "")
    )
    return move if at and clock.now() - at < LATELY else ""


def why_not_unbegun(conference):
    """Why the beginning cannot be taken back: a sentence, or None (at most two statements)."""
    if conference.state is not S.LIVE:
        return NOT_SITTING
    began = conference.began_at
    if began is None:
        return None
    if clock.now() > max(began, conference.starts_at) + LONGEST:
        return BEGUN_LONG_AGO
    if attendance.is_written_since(conference.id, began):
        return ATTENDED
    return WRITTEN if minutes.is_written_since(conference.id, began) else None


def why_not_reopened(conference):
    """Why the end cannot be taken back: a sentence, or None (at most two statements)."""
    if conference.state is not S.ENDED:
        return NOT_ENDED
    if clock.now() > (conference.finished_at or conference.ends_at) + LONGEST:
        return ENDED_LONG_AGO
    written = minutes.newest(conference.id)
    if written is not None and (written.state not in UNTOUCHED or written.edition > 1):
        return HANDED_IN
    return CONCLUDING if conclusions.newest(conference.id) is not None else None


def unbegin(conference, *, by):
    """Take the beginning back: the conference is again what it was. A beginning tells nobody, so nobody is told.

    Refused unless it sits, half an hour after beginning and planned time, and once anything was written since.
    """
    _expect(conference, "unbegin", why_not_unbegun)
    conferences.unbegin(conference, former=_former(conference), by=by)


def reopen(conference, *, by):
    """Take the end back: the sitting goes on, attendance is open again, the draft of the minutes stays as it is. Those
    who were told of the end are told that it was a slip.

    Refused unless it ended within the last half hour and nothing was handed in or concluded since.
    """
    _expect(conference, "reopen", why_not_reopened)
    conferences.reopen(conference, by=by)
    telling.tell_chairs(conference, "conference_reopened")
    telling.tell_secretary(conference, "conference_reopened")


def _expect(conference, move, why_not):
    hold(conference)
    if move not in LIFECYCLE.timely(conference.state):
        LIFECYCLE.advance(conference, move)
    if why := why_not(conference):
        raise NotNow(why)


def _former(conference):
    """What it was before it began, as the journal says."""
    last = db.session.scalar(journal.entries(of=conference, verb="began").limit(1))
    return S.INVITING if last and last.details.get("before") == S.INVITING.value else S.READY
