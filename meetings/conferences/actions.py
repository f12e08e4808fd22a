"""Drafting a conference, revising it, and the moves of its life. What reaches other nouns stands in desk/actions.py."""

import uuid

from sqlalchemy.orm.attributes import flag_modified

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences import planning
from meetings.conferences.models import LIFECYCLE, Conference
from meetings.conferences.models import ConferenceState as S
from meetings.journal import actions as journal

STAFFABLE = (*planning.REVISABLE, S.LIVE, S.PAUSED, S.ENDED)
ONLY_DRAFTS = _l("Only drafts can be deleted. Cancel the conference instead, so that everyone is told.")


def draft(*, title, kind, organiser, starts_at, ends_at, chair=None, co_chairs=(), by, copied_from=None,
          **facts) -> Conference:  # fmt: skip
    """A new conference in draft, seen by its secretariat and those who preside only.

    `chair` and each of `co_chairs` is a Person or a `Presider`; more `facts`: content_owner, place, secretary.
    Raises `NotValid` for an empty title, an end before the start and an organiser that does not exist on the day.
    """
    conference = Conference(
        uid=f"{uuid.uuid4()}@nhip-cau",
        created_at=clock.now(),
        created_by_id=by.id if by else None,
        copied_from_id=copied_from.id if copied_from else None,
        **planning.checked(title=title, kind=kind, organiser=organiser, starts_at=starts_at, ends_at=ends_at, **facts),
    )
    conference.chairs = planning.chairs_of(chair, co_chairs)
    db.session.add(conference)
    db.session.flush()
    journal.record(by, "drafted", conference, within=conference)
    return conference


def revise(conference, *, version, by, **facts) -> set[str]:
    """Change what is planned; returns the names of what became different. `chair` and `co_chairs` go together.

    A change of place, time or chair raises the calendar entry's SEQUENCE (RFC 5545 §3.8.7.4). Refused once the
    conference has begun; raises `Stale` with both texts when somebody else changed it since `version`.
    """
    changed, checked, chairs = planning.foresee(conference, version=version, **facts)
    for name in changed & checked.keys():
        setattr(conference, name, checked[name])
    if "chairs" in changed:
        conference.chairs = chairs
    if changed & planning.MATERIAL and conference.state is not S.DRAFT:
        conference.sequence += 1
    if changed:
        flag_modified(conference, "title")  # other chairs alone would not raise the version that others compare
        journal.record(by, "revised", conference, within=conference, changed=sorted(changed))
    return changed


def name_secretary(conference, person, *, version=None, by):
    """Let `person` (None: nobody) write the minutes. Raises `NotNow` once the conference is concluded or does not take
    place; `version` as in `cancel`."""
    _expect(conference, version)
    if conference.state not in STAFFABLE:
        raise NotNow(_l("The conference is over; its secretary stays as named."))
    conference.secretary = person
    journal.record(by, "named_secretary", conference, within=conference, name=person.name if person else "")


def delete_draft(conference, *, by):
    """Take a draft away for good; the journal keeps its title. Refused for anything that has been announced."""
    if conference.state is not S.DRAFT:
        raise NotNow(ONLY_DRAFTS)
    journal.record(by, "deleted_draft", conference, within=conference)
    db.session.delete(conference)
    db.session.flush()


def advance(conference, move, *, verb, by, note="", **details):
    """Make a move of the life cycle and note it. Raises `NotNow` where the move does not exist in this state."""
    before = conference.state
    LIFECYCLE.advance(conference, move)
    states = {"before": before.value, "now": conference.state.value}
    journal.record(by, verb, conference, within=conference, note=note, **states, **details)


def begin(conference, *, by):
    """The sitting begins now: `began_at` is kept. Raises `NotNow` unless the sites are called."""
    advance(conference, "begin", verb="began", by=by)
    conference.began_at = clock.now()


def pause(conference, *, by):
    """The sitting rests. Raises `NotNow` unless it is on."""
    advance(conference, "pause", verb="paused", by=by)


def resume(conference, *, by):
    """The sitting goes on. Raises `NotNow` unless it rests."""
    advance(conference, "resume", verb="resumed", by=by)


def end(conference, *, finished_at=None, by):
    """The sitting ends now, or ended at `finished_at`, which is kept. Raises `NotNow` unless it has begun, `NotValid`
    for an end before its beginning or one that lies ahead."""
    said = {"finished": finished_at.isoformat()} if finished_at else {}
    advance(conference, "end", verb="ended", by=by, **said)
    _expect_past(conference.began_at, finished_at)
    conference.finished_at = finished_at or clock.now()


def record_held(conference, *, began_at=None, finished_at=None, by):
    """It was held although nobody noted its beginning and its end here: it has ended, at the times that are said (None:
    as planned). Raises `NotNow` unless the sites are called, and `NotValid` as `end`; whether its time has passed,
    `desk.actions` asks."""
    hours = {"began": began_at, "finished": finished_at}
    said = {name: moment.isoformat() for name, moment in hours.items() if moment}
    advance(conference, "record_held", verb="recorded_held", by=by, **said)
    _expect_past(began_at, finished_at)
    conference.began_at, conference.finished_at = began_at, finished_at


def _expect_past(began_at, finished_at):
    if finished_at and finished_at > clock.now():
        raise NotValid(_l("This lies ahead. Say when it ended."), field="finished_on")
    if began_at and finished_at and finished_at <= began_at:
        raise NotValid(_l("The conference cannot end before it begins."), field="finished_clock")
    if began_at and finished_at and finished_at - began_at > planning.LONGEST:
        raise NotValid(planning.TOO_LONG, field="finished_on")


def unbegin(conference, *, former, by):
    """The sitting had not begun, somebody slipped: it is again what it was (`former`), and has no time of beginning.
    When that loses nothing, `desk.undoing` says."""
    move = "unbegin" if former is S.READY else "unbegin_inviting"
    began = conference.began_at.isoformat() if conference.began_at else None
    advance(conference, move, verb="took_back_beginning", by=by, began=began)
    conference.began_at = None


def reopen(conference, *, by):
    """The sitting had not ended, somebody slipped: it goes on. When that is true still, `desk.undoing` says."""
    finished = conference.finished_at.isoformat() if conference.finished_at else None
    advance(conference, "reopen", verb="reopened", by=by, finished=finished)
    conference.finished_at = None


def conclude(conference, *, by):
    """Its conclusions are given out, or the chair needs none: nothing more is to be written."""
    advance(conference, "conclude", verb="concluded", by=by)


def cancel(conference, *, reason, version=None, by):
    """It does not take place; the reason is required. Its calendar entry is cancelled, not gone.

    `version`, where given, is the one that was shown: raises `Stale` when somebody changed the conference since.
    """
    _expect(conference, version)
    _require_reason(reason, _l("Say why the conference is cancelled."))
    advance(conference, "cancel", verb="cancelled", by=by, note=reason)
    conference.reason, conference.sequence = reason, conference.sequence + 1


def postpone(conference, *, reason, version=None, by):
    """It is put off to a day yet unknown (Decision 45/2018, Art. 14: the chair decides); the reason is required.

    `version` as in `cancel`.
    """
    _expect(conference, version)
    _require_reason(reason, _l("Say why the conference is postponed."))
    advance(conference, "postpone", verb="postponed", by=by, note=reason)
    conference.reason, conference.sequence = reason, conference.sequence + 1


def reschedule(conference, *, starts_at, ends_at, version=None, by):
    """A postponed conference gets its new time, which lies ahead, and is called again. `version` as in `cancel`."""
    _expect(conference, version)
    planning.expect_time(starts_at, ends_at)
    times = {"former": conference.starts_at.isoformat(), "starts": starts_at.isoformat()}
    advance(conference, "reschedule", verb="rescheduled", by=by, **times)
    conference.starts_at, conference.ends_at, conference.reason = starts_at, ends_at, ""
    conference.sequence += 1


def restore(conference, *, starts_at, ends_at, version=None, by):
    """A cancelled conference takes place after all, at a time that lies ahead, and is called again; its calendar entry
    comes back under the same identity. `version` as in `cancel`."""
    _expect(conference, version)
    planning.expect_time(starts_at, ends_at)
    advance(conference, "restore", verb="restored", by=by, starts=starts_at.isoformat())
    conference.starts_at, conference.ends_at, conference.reason = starts_at, ends_at, ""
    conference.sequence += 1


def restore_draft(conference, *, version=None, by):
    """A draft that was cancelled before anybody was called becomes a draft again. `version` as in `cancel`."""
    _expect(conference, version)
    advance(conference, "restore_draft", verb="restored", by=by)
    conference.reason = ""


def expect_turn(conference, move, version=None):
    """Go on only if the move exists in this state and nobody changed the conference since `version` was shown."""
    _expect(conference, version)
    if move not in LIFECYCLE.timely(conference.state):
        raise NotNow(LIFECYCLE.refusal)


def _expect(conference, version):
    if version is not None:
        conference.expect(version)


def _require_reason(reason, words):
    if not (reason or "").strip():
        raise NotValid(words, field="reason")
