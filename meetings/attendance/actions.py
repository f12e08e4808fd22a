"""Reporting and marking who was there."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from meetings.attendance import queries, rules
from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import STALE, db
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.base.vietnamese import fold
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal

ANNOUNCED = (C.INVITING, C.READY, C.POSTPONED)
SITTING = (C.LIVE, C.PAUSED)
MOST_DELEGATES = 2_000
MOST_PEOPLE = 100_000

TOO_EARLY = _l("Attendance is taken on the day of the conference. Until then you can write down who will come.")
CLOSED = _l("The conference has ended and its attendance is closed. Ring the secretariat if something is wrong.")
OVER = _l("The conference is concluded or cancelled; its attendance stays as it is.")
NOT_CALLED = _l("The conference is still a draft. Delegates can be named once it is announced.")
NO_REASON = _l("Give the reason of the absence, or choose “absent without reason”.")


@dataclass(frozen=True)
class Added:
    """What adding names did: how many are new, and the names that were there already."""

    added: int
    known: tuple[str, ...]


def report(site, *, present, absent=0, note="", version=None, by):
    """Report how many are present and absent at the site.

    `version` is that of the report the page showed: 0 when there was none, None to skip the question. Refused
    before the day, for all but the secretariat after the end, and with `Stale` (both numbers at hand) when
    somebody else reported since.
    """
    _on_the_day(site.conference, by)
    db.session.refresh(site, with_for_update={"of": type(site)})
    known = queries.head_count(site.id)
    _expect(known, version, mine={"present": present, "absent": absent, "note": note})
    _possible(present, absent)
    before = {"present": known.present, "absent": known.absent} if known else None
    facts = {"present": present, "absent": absent, "note": note or ""}
    facts |= {"reported_at": clock.now(), "reported_by_id": by.id}
    if known is None:
        known = HeadCount(site_id=site.id, **facts)
        db.session.add(known)
    for key, value in facts.items():
        setattr(known, key, value)
    _record(by, "reported_attendance", site, present=present, absent=absent, before=before)
    return known


def _expect(known, version, *, mine):
    if version is None or int(version) == (known.version if known else 0):
        return
    theirs = {}
    if known:
        theirs = {"present": known.present, "absent": known.absent, "note": known.note}
        theirs["by"] = known.reported_by.name if known.reported_by else ""
    raise Stale(STALE, mine=mine, theirs=theirs)


def _possible(present, absent):
    for field, number in (("present", present), ("absent", absent)):
        if not 0 <= number <= MOST_PEOPLE:
            raise NotValid(_l("This number of people cannot be."), field=field)


def name(site, people, *, by) -> Added:
    """Write down who is to come: `people` are pairs of name and title, in their order. Who is there already under
    the same name and title is passed over.

    Refused while the conference is a draft, for all but the secretariat after its end, and beyond 2,000 a site.
    """
    _list_is_open(site.conference, by)
    if not people:
        raise NotValid(_l("Write at least one name."), field="people")
    known = {_alike(one.name, one.title) for one in db.session.scalars(queries.delegates(site.id))}
    fresh, again = {}, []
    for person, title in people:
        key = _alike(person, title)
        if key in known or key in fresh:
            again.append(person)
        else:
            fresh[key] = (person, title)
    if len(known) + len(fresh) > MOST_DELEGATES:
        raise NotValid(_l("A site can have at most %(n)s named delegates.", n=MOST_DELEGATES), field="people")
    place = db.session.scalar(select(func.max(Delegate.position)).where(Delegate.site_id == site.id)) or 0
    for number, (person, title) in enumerate(fresh.values(), start=place + 1):
        db.session.add(Delegate(site_id=site.id, name=person, title=title, position=number))
    if fresh:
        _record(by, "named_delegates", site, delegates=len(fresh))
    return Added(len(fresh), tuple(again))


def _alike(person, title):
    return fold(person), fold(title)


def edit(delegate, *, version, by, name, title="", substitute_name="", substitute_title=""):
    """Correct a delegate, or name who comes in his place: both names stay. Refused like `name`, and with `Stale`
    (both texts at hand) when somebody else changed the delegate."""
    _list_is_open(delegate.site.conference, by)
    facts = {
        "name": name,
        "title": title,
        "substitute_name": substitute_name,
        "substitute_title": substitute_title,
    }
    before = {key: getattr(delegate, key) for key in facts}
    delegate.expect(version, mine=facts, theirs=before)
    if not name.strip():
        raise NotValid(_l("Give the delegate's name."), field="name")
    if substitute_title and not substitute_name:
        raise NotValid(_l("Give the name of the one who comes instead."), field="substitute_name")
    for key, value in facts.items():
        setattr(delegate, key, value)
    changed = {key: [before[key], value] for key, value in facts.items() if before[key] != value}
    if changed:
        _record(by, "edited_delegate", delegate.site, delegate=name, **changed)


def remove(delegate, *, version, by):
    """Take a delegate off the list. Refused like `edit`."""
    _list_is_open(delegate.site.conference, by)
    delegate.expect(version)
    _record(by, "removed_delegate", delegate.site, delegate=delegate.name, presence=str(delegate.presence))
    db.session.delete(delegate)


def mark(delegate, presence: Presence, *, reason="", version=None, by):
    """Say how a delegate attends; an excused absence needs its reason, another state has none.

    Refused before the day, for all but the secretariat after the end, and with `Stale` on an old page.
    """
    _on_the_day(delegate.site.conference, by)
    if version is not None:
        theirs = {"presence": str(delegate.presence), "reason": delegate.reason}
        delegate.expect(version, mine={"presence": str(presence), "reason": reason}, theirs=theirs)
    if presence is Presence.ABSENT_EXCUSED and not reason.strip():
        raise NotValid(NO_REASON, field="reason")
    before, marked = delegate.presence, presence is not Presence.UNMARKED
    facts = {"marked_at": clock.now() if marked else None, "marked_by_id": by.id if marked else None}
    facts |= {"presence": presence, "reason": reason if presence is Presence.ABSENT_EXCUSED else ""}
    for key, value in facts.items():
        setattr(delegate, key, value)
    if delegate.site.conference.state is C.ENDED:
        details = {"before": str(before), "now": str(presence)}
        _record(by, "marked_delegate", delegate.site, note=reason, delegate=delegate.name, **details)


def mark_rest(site, presence: Presence, *, by):
    """Mark all who are not marked yet, for example as present in the room. Returns (how many, when): `when` is what
    `undo` wants. Refused like `mark`; an excused absence is each person's own."""
    _on_the_day(site.conference, by)
    if presence in (Presence.UNMARKED, Presence.ABSENT_EXCUSED):
        raise NotValid(_l("All can be marked present, online, late or absent without reason."), field="presence")
    now = clock.now()
    number = _change_many(site, Presence.UNMARKED, presence, marked_at=now, marked_by_id=by.id)
    if not number:
        raise NotValid(_l("Everybody on the list is marked already."), field="presence")
    _record(by, "marked_delegates", site, delegates=number, presence=str(presence))
    return number, now


def undo(site, when, *, by) -> int:
    """Take back what `mark_rest` marked at `when`; who was marked otherwise since stays so. Returns how many."""
    _on_the_day(site.conference, by)
    number = _change_many(site, None, Presence.UNMARKED, Delegate.marked_at == when, marked_at=None, marked_by_id=None)
    if not number:
        raise NotNow(_l("There is nothing left to take back."))
    _record(by, "unmarked_delegates", site, delegates=number)
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
    if conference.state not in (*SITTING, C.ENDED):
        raise NotNow(_l("Attendance is closed when the conference ends."))
    whole = queries.totals(conference.id).whole
    numbers = {"sites": whole.sites, "reported": whole.reported, "present": whole.present, "absent": whole.absent}
    journal.record(by, "closed_attendance", conference, within=conference, **numbers)


def takes_marks(conference, user) -> bool:
    """Whether `user` can report and mark now, as far as time goes."""
    return why_no_marks(conference, user) is None


def takes_names(conference, user) -> bool:
    """Whether `user` can change the list of names now, as far as time goes."""
    return _why_no_names(conference, user) is None


def _on_the_day(conference, by):
    why = why_no_marks(conference, by)
    if why:
        raise NotNow(why)


def _list_is_open(conference, by):
    why = _why_no_names(conference, by)
    if why:
        raise NotNow(why)


def why_no_marks(conference, user):
    """Why `user` can neither report nor mark now, as far as time goes: a sentence, or None."""
    is_early = clock.today() < clock.local(conference.starts_at).date()
    if conference.state in (C.DRAFT, C.POSTPONED) or (conference.state in ANNOUNCED and is_early):
        return TOO_EARLY
    return _why_no_names(conference, user)


def _why_no_names(conference, user):
    if conference.state is C.DRAFT:
        return None if rules.corrects(user, conference) else NOT_CALLED
    if conference.state is C.ENDED:
        return None if rules.corrects(user, conference) else CLOSED
    return None if conference.state in (*ANNOUNCED, *SITTING) else OVER


def _record(by, verb, site, *, note="", **details):
    after_the_end = site.conference.state is C.ENDED
    more = {"correction": True} if after_the_end else {}
    journal.record(by, verb, site, within=site.conference, note=note, **details, **more)
