"""The stories of a conference that reach over many nouns, each one a move of its life cycle."""

from sqlalchemy import true

from meetings.attendance import actions as attendance
from meetings.base import clock
from meetings.base.db import hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences import left
from meetings.conferences.models import LIFECYCLE
from meetings.desk import checks, clashes, readiness, spreading, tallies, telling
from meetings.invitations import calendars, mailings
from meetings.journal import actions as journal
from meetings.minutes import actions as minutes
from meetings.rooms import actions as rooms
from meetings.sites import actions as sites

LONG_PAST = _l("The time of this conference has passed. Say that it was held, postpone it or cancel it.")
SAY_WHEN = _l("The day on which it was to end is over. Say when it ended.")
OVERRUN = _l(
    "The day on which it was to end is over. The minutes name the hour that you say here, and the days for the notice "
    "of conclusions are counted from it."
)
NOT_LEFT = _l("Its time has not passed yet, or it was begun or called off. Reload the page to see where it stands.")


def invite(conference, *, by):
    """Announce a draft: its sites are asked, and those who preside are told.

    Refused unless it is a draft, once its time has passed, while chair, main site or further sites are missing (the
    sentence names them), and while the letter that was given out is no longer true.
    """
    _refuse_untimely(conference, "invite")
    if conference.ends_at <= clock.now():
        raise NotValid(_l("The time of this conference has passed. Give it another day first."))
    lacks = readiness.lacks(conference, tallies.tallies([conference.id])[conference.id])
    if lacks:
        raise NotValid(_l("Something is still missing: %(what)s", what=" ".join(str(lack.words) for lack in lacks)))
    _note_what_is_not_kept(conference, by)
    conferences.advance(conference, "invite", verb="invited", by=by)
    rooms.make(conference, by=by)
    send_invitations(conference, by=by)
    telling.tell_chairs(conference, "conference_announced")
    telling.tell_secretary(conference, "conference_announced")
    calendars.enrol(conference)


def _note_what_is_not_kept(conference, by):
    """Warnings never block; that somebody went on in spite of them stands in the journal."""
    keys = [rule.key for rule in checks.warnings(conference)]
    others = [clash.title for clash in clashes.of(conference, true())]
    if keys or others:
        journal.record(by, "went_on_despite", conference, within=conference, rules=keys, clashes=others[:20])


def send_invitations(conference, *, although_outdated=False, by) -> int:
    """Ask the sites that nobody has asked yet and send them the invitation; returns how many messages are queued.

    Refused while the letter that was given out is no longer true, unless somebody was asked (`although_outdated`).
    """
    sites.invite(conference, by=by)
    return mailings.send(conference, although_outdated=although_outdated, by=by)


def mark_ready(conference, *, by):
    """All is prepared. Sites that have not answered are no obstacle: the page shows them until the end."""
    conferences.advance(conference, "make_ready", verb="marked_ready", by=by)


def begin(conference, *, by):
    """The sitting begins: from now on attendance is taken. Changes that wait to be gathered are told at once.

    Raises `NotNow` where its time has passed (`conferences.left`): of that one is said whether it was held.
    """
    hold(conference)
    if left.is_unbegun(conference):
        raise NotNow(LONG_PAST)
    spreading.finish(conference)
    conferences.begin(conference, by=by)
    calendars.hurry(conference)


def pause(conference, *, by):
    """The sitting rests; nobody is told. Raises `NotNow` unless it is on."""
    conferences.pause(conference, by=by)


def resume(conference, *, by):
    """The sitting goes on; nobody is told. Raises `NotNow` unless it rests."""
    conferences.resume(conference, by=by)


def end(conference, *, finished_at=None, by):
    """The sitting ends: attendance closes, the minutes begin unless none are wanted, those who preside and the
    secretary are told.

    Raises `NotValid` where the day of its planned end is over and nobody says when it ended (`finished_at`): minutes
    and the term of the notice rest on it.
    """
    if finished_at is None and left.is_overrun(conference):
        raise NotValid(SAY_WHEN, field="finished_on")
    conferences.end(conference, finished_at=finished_at, by=by)
    _close(conference, by)


def _close(conference, by):
    attendance.close_sheet(conference, by=by)
    said = {"without_minutes": True} if minutes.start_draft(conference, by=by).is_unwanted else {}
    telling.tell_chairs(conference, "conference_ended", **said)
    telling.tell_secretary(conference, "conference_ended", **said)


def record_held(conference, *, began_at=None, finished_at=None, by):
    """Say of a conference that was never begun here that it was held all the same, and when (None: as planned):
    attendance closes for its sites, the minutes begin, those who preside and the secretary are told.

    Raises `NotNow` unless its time has passed (`conferences.left`): before, it is begun and ended.
    """
    hold(conference)
    if not left.is_unbegun(conference):
        raise NotNow(NOT_LEFT)
    conferences.record_held(conference, began_at=began_at, finished_at=finished_at, by=by)
    _close(conference, by)


def conclude(conference, *, by):
    """Close the conference after its conclusions are given out, or where the chair wants no notice of them."""
    conferences.conclude(conference, by=by)


def _refuse_untimely(conference, move):
    """Say that it is too late before saying what is missing."""
    if move not in LIFECYCLE.timely(conference.state):
        LIFECYCLE.advance(conference, move)
