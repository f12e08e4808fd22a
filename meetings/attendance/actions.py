"""Reporting how many were there, and marking who."""

from sqlalchemy import update

from meetings.attendance import changes, hours, likely, queries
from meetings.attendance.models import ABSENT, PRESENT, Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import STALE, db, hold
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal

MOST_PEOPLE = 100_000

MEANWHILE = _l(
    "%(name)s has reported meanwhile: %(present)s present, %(absent)s absent. Nothing was recorded; what you typed for "
    "the others stands below."
)
NO_REASON = _l("Give the reason of the absence, or choose “absent without reason”.")


def report(site, *, present, absent=0, note="", version=None, sure=False, by):
    """Report how many are present and absent at the site.

    `version` is that of the report the page showed: 0 when there was none, None to skip the question. Refused
    before the day, for all but the secretariat after the end, with `Stale` (both numbers at hand) when somebody else
    reported since, and far more people than announced unless one is `sure`.
    """
    hours.expect_marks(site.conference, by)
    hold(site)
    known = queries.head_count(site.id)
    _expect(known, version, mine={"present": present, "absent": absent, "note": note})
    _possible(present, absent)
    likely.check([(site, present, absent)], sure=sure)
    before = {"present": known.present, "absent": known.absent} if known else None
    facts = {"present": present, "absent": absent, "note": note or ""}
    facts |= {"reported_at": clock.now(), "reported_by_id": by.id, "reported_as": "" if by.id else by.name}
    if known is None:
        known = HeadCount(site_id=site.id, **facts)
        db.session.add(known)
    for key, value in facts.items():
        setattr(known, key, value)
    db.session.flush()
    # Not by way of the rows: what a page of the list says of its people has not changed.
    anew = update(Delegate).where(Delegate.site_id == site.id, Delegate.counts_present.is_not(None))
    db.session.execute(anew.values(counts_present=None, moved_at=None))
    changes.record(by, "reported_attendance", site, present=present, absent=absent, before=before)
    return known


def report_all(conference, counts, *, sure=False, by) -> int:
    """Report several sites at once, `counts` being (site, present, absent): all of them or none. Returns how many.

    Refused like `report`, by name for a site that reported meanwhile and for all with far more people than announced.
    """
    if not counts:
        raise NotValid(_l("Fill in the numbers of at least one site."))
    for site, _present, _absent in counts:
        hold(site)
        if known := queries.head_count(site.id):
            told = {"name": site.short_name, "present": known.present, "absent": known.absent}
            raise Stale(MEANWHILE % told)
    likely.check(counts, sure=sure)
    for site, present, absent in counts:
        report(site, present=present, absent=absent, version=0, sure=True, by=by)
    return len(counts)


def _expect(known, version, *, mine):
    if version is None or int(version) == (known.version if known else 0):
        return
    theirs = {}
    if known:
        theirs = {"present": known.present, "absent": known.absent, "note": known.note}
        theirs["by"] = known.reporter
    raise Stale(STALE, mine=mine, theirs=theirs, row=known or HeadCount(version=0))


def _possible(present, absent):
    for field, number in (("present", present), ("absent", absent)):
        if not 0 <= number <= MOST_PEOPLE:
            raise NotValid(_l("This number of people cannot be."), field=field)


def mark(delegate, presence: Presence, *, reason="", version=None, by):
    """Say how a delegate attends; an excused absence needs its reason, another state has none. Who was absent and comes
    after all (or leaves) takes one of the reported head-count with him; a mark that is taken back gives him back.

    Refused before the day, for all but the secretariat after the end, and with `Stale` on an old page.
    """
    hours.expect_marks(delegate.site.conference, by)
    # The site first, as whoever reports does: its head-count and its list move together.
    hold(delegate.site)
    hold(delegate)
    if (delegate.presence, delegate.reason) == (presence, reason if presence is Presence.ABSENT_EXCUSED else ""):
        return  # a button pressed twice says the same
    if version is not None:
        theirs = {"presence": str(delegate.presence), "reason": delegate.reason}
        delegate.expect(version, mine={"presence": str(presence), "reason": reason}, theirs=theirs)
    if presence is Presence.ABSENT_EXCUSED and not reason.strip():
        raise NotValid(NO_REASON, field="reason")
    before, marked, now = delegate.presence, presence is not Presence.UNMARKED, clock.now()
    facts = {"marked_at": now if marked else None, "marked_by_id": by.id if marked else None}
    facts |= {"presence": presence, "reason": reason if presence is Presence.ABSENT_EXCUSED else ""}
    for key, value in facts.items():
        setattr(delegate, key, value)
    _move_over(delegate, before, presence, at=now, by=by)
    if delegate.site.conference.state is C.ENDED:
        details = {"before": str(before), "now": str(presence)}
        changes.record(by, "marked_delegate", delegate.site, place=delegate.position, **details)


def _move_over(delegate, before, now, *, at, by):
    """One more here and one fewer there; who was not marked before may be counted on either side already, unless a
    mark has moved him since the report. Who is marked no more goes back to where the report had him."""
    was, is_now = delegate.counts_present, _side(now)
    if is_now is None and delegate.is_moved:
        is_now = not was
    was = _side(before) if was is None else was
    if None not in (was, is_now) and was is not is_now:
        _take_along(delegate, is_now, at=at, by=by)


def _take_along(delegate, is_present, *, at, by):
    """Count him on that side of what was reported, if somebody is left on the other."""
    known = queries.head_count(delegate.site_id)
    if known is None or not (known.absent if is_present else known.present):
        return
    more = 1 if is_present else -1
    known.present, known.absent = known.present + more, known.absent - more
    delegate.counts_present, delegate.moved_at = is_present, None if delegate.is_moved else at
    changes.record(by, "moved_head_count", delegate.site, present=known.present, absent=known.absent)


def _side(presence):
    """Whether such a mark counts as present; None for none."""
    return True if presence in PRESENT else False if presence in ABSENT else None


def mark_rest(site, presence: Presence, *, by):
    """Mark all who are not marked yet, for example as present in the room. Returns (how many, when): `when` is what
    `undo` wants. Refused like `mark`; an excused absence is each person's own."""
    hours.expect_marks(site.conference, by)
    if presence in (Presence.UNMARKED, Presence.ABSENT_EXCUSED):
        raise NotValid(_l("All can be marked present, online, late or absent without reason."), field="presence")
    hold(site)
    now = clock.now()
    for delegate in queries.moved(site.id):
        if delegate.presence is Presence.UNMARKED:
            _move_over(delegate, Presence.UNMARKED, presence, at=now, by=by)
    number = _change_many(site, Presence.UNMARKED, presence, marked_at=now, marked_by_id=by.id)
    if not number:
        raise NotValid(_l("Everybody on the list is marked already."), field="presence")
    changes.record(by, "marked_delegates", site, delegates=number, presence=str(presence))
    return number, now


def undo(site, when, *, by) -> int:
    """Take back what `mark_rest` marked at `when`, and what it moved in the reported head-count; who was marked
    otherwise since stays so. Returns how many.

    Raises `NotNow` where none is left, and when nobody may mark any more.
    """
    hours.expect_marks(site.conference, by)
    hold(site)
    for delegate in queries.moved(site.id):
        if delegate.marked_at == delegate.moved_at == when:
            _take_along(delegate, not delegate.counts_present, at=None, by=by)
    number = _change_many(site, None, Presence.UNMARKED, Delegate.marked_at == when, marked_at=None, marked_by_id=None)
    if not number:
        raise NotNow(_l("There is nothing left to take back."))
    changes.record(by, "unmarked_delegates", site, delegates=number)
    return number


def _change_many(site, before, after, *conditions, **facts):
    db.session.flush()
    query = update(Delegate).where(Delegate.site_id == site.id, *conditions)
    if before is not None:
        query = query.where(Delegate.presence == before)
    return db.session.execute(query.values(presence=after, version=Delegate.version + 1, **facts)).rowcount


def close_sheet(conference, *, by):
    """The sitting is over: from now on only the secretariat corrects. What stands is written in the journal.

    The lock itself follows from the conference's state. Refused unless it sits or has just ended.
    """
    if conference.state not in (*hours.SITTING, C.ENDED):
        raise NotNow(_l("Attendance is closed when the conference ends."))
    whole = queries.totals(conference.id).whole
    numbers = {"sites": whole.sites, "reported": whole.reported, "present": whole.present, "absent": whole.absent}
    journal.record(by, "closed_attendance", conference, within=conference, **numbers)
