"""Reporting and marking who was there."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from meetings.attendance import changes, hours, likely, queries, rolls
from meetings.attendance.models import ABSENT, PRESENT, ChangeKind, Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import STALE, db, hold
from meetings.base.errors import Faults, NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.base.verdicts import Outcome, tally
from meetings.conferences.models import ConferenceState as C
from meetings.journal import actions as journal

MOST_DELEGATES = rolls.MOST
MOST_PEOPLE = 100_000
MOST_FAULTS = 5

MEANWHILE = _l(
    "%(name)s has reported meanwhile: %(present)s present, %(absent)s absent. Nothing was recorded; what you typed for "
    "the others stands below."
)
NO_REASON = _l("Give the reason of the absence, or choose “absent without reason”.")


@dataclass(frozen=True)
class Added:
    """What adding names did: how many are new, how many got another position, and the names that were there already."""

    added: int
    changed: int
    known: tuple[str, ...]


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
    db.session.execute(anew.values(counts_present=None))
    _record(by, "reported_attendance", site, present=present, absent=absent, before=before)
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


def name(site, people, *, by) -> Added:
    """Write down who is to come: `people` are pairs of name and position, or `rolls.Line`s, in their order. Who is on
    the list is changed or left (see `rolls.plan`), never doubled.

    Refused while the conference is a draft, for all but the secretariat after its end, beyond 2,000 a site, and as a
    whole with the first line that cannot be.
    """
    if not people:
        raise NotValid(_l("Write at least one name."), field="people")
    lines = [one if isinstance(one, rolls.Line) else rolls.Line(n, *one) for n, one in enumerate(people, start=1)]
    steps = enter(site, lines, by=by)
    wrong = [step.verdict for step in steps if step.verdict.outcome is Outcome.REFUSED]
    if wrong:
        told = (str(_l("Line %(n)s: %(why)s", n=one.row, why=one.why)) for one in wrong[:MOST_FAULTS])
        raise NotValid(" ".join(told), field="people")
    counts = tally(step.verdict for step in steps)
    known = tuple(step.line.name for step in steps if step.verdict.outcome is Outcome.UNCHANGED)
    return Added(counts[Outcome.NEW], counts[Outcome.CHANGED], known)


def enter(site, lines, *, by, when=None) -> list[rolls.Step]:
    """Do what `lines` do to the site's list; nothing at all when one of them is refused, nor unless `when(steps)`.
    Returns the steps with their verdicts, and whom they added. Refused like `name`."""
    hours.expect_names(site.conference, by)
    hold(site)
    steps = rolls.plan(db.session.scalars(queries.delegates(site.id)), lines, most=MOST_DELEGATES)
    counts = tally(step.verdict for step in steps)
    if counts[Outcome.REFUSED] or not (counts[Outcome.NEW] or counts[Outcome.CHANGED]) or (when and not when(steps)):
        return steps
    fresh = [step.line for step in steps if step.verdict.outcome is Outcome.NEW]
    renamed = [step for step in steps if step.verdict.outcome is Outcome.CHANGED]
    noted = [changes.Noted(ChangeKind.ADDED, line.name) for line in fresh]
    noted += [written(step.known, title=step.line.title) for step in renamed]
    late_at = changes.note(site, noted, by=by)
    for step in renamed:
        step.known.late_at = late_at or step.known.late_at
    place = db.session.scalar(select(func.max(Delegate.position)).where(Delegate.site_id == site.id)) or 0
    added = {}
    for number, line in enumerate(fresh, start=place + 1):
        facts = {"name": line.name, "title": line.title, "position": number, "late_at": late_at}
        added[line.row] = Delegate(site_id=site.id, **facts)
    db.session.add_all(added.values())
    changes.settle(site)
    _record(by, "named_delegates", site, delegates=counts[Outcome.NEW], changed=counts[Outcome.CHANGED])
    return [step._replace(known=added.get(step.line.row, step.known)) for step in steps]


def written(delegate, **facts) -> changes.Noted:
    """Write something else of a delegate; what his list's log is to say of it."""
    former = described(delegate)
    for key, value in facts.items():
        setattr(delegate, key, value)
    return changes.Noted(ChangeKind.CHANGED, described(delegate), former)


def described(delegate) -> str:
    """The delegate in a line: name, position, and who comes in his place."""
    own = ", ".join(part for part in (delegate.name, delegate.title) if part)
    other = ", ".join(part for part in (delegate.substitute_name, delegate.substitute_title) if part)
    return f"{own} → {other}" if other else own


def edit(delegate, *, version, by, name, title="", substitute_name="", substitute_title=""):
    """Correct a delegate, or name who comes in his place: both names stay. Refused like `name`, and with `Stale`
    (both texts at hand) when somebody else changed the delegate."""
    hours.expect_names(delegate.site.conference, by)
    facts = {
        "name": name,
        "title": title,
        "substitute_name": substitute_name,
        "substitute_title": substitute_title,
    }
    before = {key: getattr(delegate, key) for key in facts}
    delegate.expect(version, mine=facts, theirs=before)
    faults = Faults(substitute_faults(substitute_name, substitute_title))
    if not name.strip():
        faults.found.insert(0, NotValid(_l("Give the delegate's name."), field="name"))
    faults.tell()
    changed = sorted(key for key, value in facts.items() if before[key] != value)
    if changed:
        late_at = changes.note(delegate.site, [written(delegate, **facts)], by=by)
        delegate.late_at = late_at or delegate.late_at
        changes.settle(delegate.site)
        _record(by, "edited_delegate", delegate.site, place=delegate.position, changed=changed)


def substitute_faults(name, title):
    """What is wrong with who comes instead, as `NotValid`s."""
    if title and not name:
        yield NotValid(_l("Give the name of the one who comes instead."), field="substitute_name")


def remove(delegate, *, version, by):
    """Take a delegate off the list; the list's own log keeps the name, as long as names are kept. Refused like
    `edit`."""
    site = delegate.site
    hours.expect_names(site.conference, by)
    delegate.expect(version)
    _record(by, "removed_delegate", site, place=delegate.position, presence=str(delegate.presence))
    changes.note(site, [changes.Noted(ChangeKind.REMOVED, described(delegate))], by=by)
    db.session.delete(delegate)
    changes.settle(site)


def mark(delegate, presence: Presence, *, reason="", version=None, by):
    """Say how a delegate attends; an excused absence needs its reason, another state has none. Who was absent and comes
    after all (or leaves) takes one of the reported head-count with him.

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
        _record(by, "marked_delegate", delegate.site, place=delegate.position, **details)


def _move_over(delegate, before, now, *, at, by):
    """One more here and one fewer there; who was not marked before may be counted on either side already, unless a
    mark has moved him since the report."""
    was, is_now = delegate.counts_present, _side(now)
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
    delegate.counts_present, delegate.moved_at = is_present, at
    _record(by, "moved_head_count", delegate.site, present=known.present, absent=known.absent)


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
    _record(by, "marked_delegates", site, delegates=number, presence=str(presence))
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
    if conference.state not in (*hours.SITTING, C.ENDED):
        raise NotNow(_l("Attendance is closed when the conference ends."))
    whole = queries.totals(conference.id).whole
    numbers = {"sites": whole.sites, "reported": whole.reported, "present": whole.present, "absent": whole.absent}
    journal.record(by, "closed_attendance", conference, within=conference, **numbers)


def _record(by, verb, site, *, note="", **details):
    after_the_end = site.conference.state is C.ENDED
    more = {"correction": True} if after_the_end else {}
    journal.record(by, verb, site, within=site.conference, note=note, **details, **more)
