"""Giving directives and carrying them out. Every step adds to the history and the journal; nothing is deleted."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import Faults, NotNow, NotValid
from meetings.base.language import _l
from meetings.directives import family, orders, queries, steps
from meetings.directives.models import (
    LEVELS,
    OWED,
    Directive,
    DirectiveSeries,
    EventKind,
)

NO_TEXT = _l("Write what is to be done.")
NO_UNIT = _l("Choose at least one unit.")
NO_REPORT = _l("Write what has been done, or what stands in the way.")
DUE_BEFORE_GIVEN = _l("The deadline lies before the day on which the directive was given.")
TOO_DEEP = _l("A directive can be passed down over %(levels)s levels; this is the last one.")
SAME_UNIT = _l("This unit holds the directive already. Choose another.")
OPEN_BELOW = _l("Of what the unit passed down, %(number)s are not done yet. It has to withdraw them first.")
NOT_BELOW = _l("A directive is passed down to offices and units below your own.")
SAME_BLOCK = _l("This unit has already been given this directive.")
BAD_PROGRESS = _l("Enter a number from 0 to 100.")
# Kept in the history of a directive, as everything said there, in the language of the papers.
GROUND_GONE = "{code} đã thu hồi: {reason}"
NOT_OWED = _l("The unit does not owe this at the moment. Only what is still to be done can be urged.")

JUST_URGED = _l("The unit was urged at %(at)s already. Wait for its answer, or ring it.")
URGED_ONCE_IN = timedelta(minutes=10)


def give(
    text,
    *,
    lead_unit,
    giver_unit,
    by,
    coordinators=(),
    due_on=None,
    expected_result="",
    giver=None,
    giver_name="",
    giver_title="",
    given_at=None,
    person=None,
    conference=None,
    item=None,
    block=None,
    paper=None,
    source="",
    parent=None,
    order=None,
):
    """Give a directive to one lead unit and tell it; `due_on` None means standing (thường xuyên).

    `giver` (a person) or `giver_name` and `giver_title` are kept as a snapshot; `given_at` is the moment it was said
    (now, if not told). `source` names the document in words ("Thông báo số 452/TB-UBND, mục 3"). The people of the lead
    and of the coordinating units are told. Raises `NotValid` without a text, with a deadline before the day it was
    given, or when `block` was already given to that unit.
    """
    given_at = given_at or clock.now()
    text = (text or "").strip()
    faults = Faults()
    if not text:
        faults.found.append(NotValid(NO_TEXT, field="text"))
    if due_on and due_on < clock.local(given_at).date():
        faults.found.append(NotValid(DUE_BEFORE_GIVEN, field="due_on"))
    if block and any(other.lead_unit_id == lead_unit.id for other in queries.of_block(block.id)):
        faults.found.append(NotValid(SAME_BLOCK, field="lead_unit"))
    faults.tell()
    directive = Directive(
        code=_next_code(given_at),
        text=text,
        expected_result=expected_result or "",
        source=source,
        giver=giver,
        giver_name=giver_name or (giver.name if giver else giver_unit.name),
        giver_title=giver_title or _title_of(giver, giver_unit),
        giver_unit=giver_unit,
        given_at=given_at,
        lead_unit=lead_unit,
        coordinators=[unit for unit in coordinators if unit.id != lead_unit.id],
        person=person,
        due_on=due_on,
        first_due_on=due_on,
        conference=conference,
        item=item,
        block=block,
        paper=paper,
        parent=parent,
        order=order,
    )
    db.session.add(directive)
    steps.noted(directive, EventKind.GIVEN, by=by, side=steps.GIVER, text="")
    steps.tell_lead(directive, "directive_given", by=by)
    steps.tell_coordinators(directive, "directive_to_coordinate", by=by)
    return directive


def give_each(text, *, lead_units, giver_unit, by, **facts):
    """Give the same directive to each of `lead_units`, which stand below `giver_unit`: one for each, as `give` does."""
    if not lead_units:
        raise NotValid(NO_UNIT, field="lead_units")
    if any(unit.id == giver_unit.id or not unit.is_within(giver_unit) for unit in lead_units):
        raise NotValid(NOT_BELOW, field="lead_units")
    order = orders.tie(lead_units)
    return [give(text, lead_unit=unit, giver_unit=giver_unit, order=order, by=by, **facts) for unit in lead_units]


def _title_of(giver, unit):
    if giver is None:
        return ""
    return next((post.title for post in giver.current_posts if unit.id in post.acts_for_ids), giver.position)


def _next_code(given_at):
    year = clock.local(given_at).year
    locked = select(DirectiveSeries).filter_by(year=year).with_for_update()
    series = db.session.scalar(locked)
    if series is None:
        try:
            with db.session.begin_nested():
                db.session.add(DirectiveSeries(year=year, last_number=0))
        except IntegrityError:
            pass  # another giver made the row at the same moment; it is read, locked, below
        series = db.session.scalar(locked.execution_options(populate_existing=True))
    series.last_number += 1
    return f"NV-{year}-{series.last_number:04d}"


def take_on(directive, *, by, person=None, version=None, words=""):
    """The unit takes it on; `person` may be named to do it. The giver sees it, nobody is written to."""
    steps.go(directive, "take_on", version)
    if person is not None:
        directive.person = person
    return steps.noted(directive, EventKind.TAKEN_ON, by=by, side=steps.LEAD, text=words)


def return_(directive, *, reason, by, version=None):
    """The unit gives it back with a reason; the giver is told and assigns it again, to it or another, or withdraws it.

    What was taken on already is returned too, to propose another unit; not while work passed down is still open.
    """
    reason = steps.said(reason, steps.NO_REASON, "reason")
    steps.go(directive, "return_", version, mine=reason)
    _check_nothing_below(directive)
    directive.wanted_due_on = None
    steps.noted(directive, EventKind.RETURNED, by=by, side=steps.LEAD, text=reason)
    steps.tell_giver(directive, "directive_returned", by=by, words=reason)


def assign_again(directive, *, by, lead_unit=None, text="", version=None):
    """The giver assigns a returned one again, to the same unit or to another `lead_unit`; that unit is told, and the
    one that returned it, that it is free of it.

    `text` answers the reason for which it was returned.
    """
    steps.go(directive, "assign_again", version, mine=text)
    moved = lead_unit is not None and lead_unit.id != directive.lead_unit_id
    if moved:
        steps.tell_lead(directive, "directive_handed_over", by=by, words=text or "", to=lead_unit.name)
    words = _moved(directive, lead_unit, text) if moved else text or ""
    steps.noted(directive, EventKind.ASSIGNED_AGAIN, by=by, side=steps.GIVER, text=words)
    steps.tell_lead(directive, "directive_given", by=by)


def hand_over(directive, *, lead_unit, reason, by, version=None):
    """The giver takes it from the unit and gives it to another (chuyển đơn vị); both are told, with the reason.

    It starts anew there: not taken on, nothing done; code, deadline and history stay. Refused for the unit that holds
    it, for one that was given the same block, and while what the unit passed down is open.
    """
    reason = steps.said(reason, steps.NO_REASON, "reason")
    if lead_unit.id == directive.lead_unit_id:
        raise NotValid(SAME_UNIT, field="lead_unit")
    steps.go(directive, "hand_over", version, mine=reason)
    _check_nothing_below(directive)
    steps.tell_lead(directive, "directive_handed_over", by=by, words=reason, to=lead_unit.name)
    words = _moved(directive, lead_unit, reason)
    steps.noted(directive, EventKind.ASSIGNED_AGAIN, by=by, side=steps.GIVER, text=words)
    steps.tell_lead(directive, "directive_given", by=by)


def _moved(directive, lead_unit, words):
    """Make it the directive of `lead_unit`, with nothing done; returns how the history says so."""
    others = queries.of_block(directive.block_id) if directive.block_id else []
    if any(other.lead_unit_id == lead_unit.id for other in others):
        raise NotValid(SAME_BLOCK, field="lead_unit")
    said = f"{directive.lead_unit.short_name} → {lead_unit.short_name}" + (f": {words}" if words else "")
    directive.lead_unit, directive.person, directive.wanted_due_on = lead_unit, None, None
    directive.progress, directive.is_hindered, directive.last_report_at = 0, False, None
    directive.reminded_at = None  # who has it now was never urged
    directive.coordinators = [unit for unit in directive.coordinators if unit.id != lead_unit.id]
    return said


def _check_nothing_below(directive):
    still_open = family.family(directive).open
    if still_open:
        raise NotNow(OPEN_BELOW % {"number": still_open})


def report(directive, *, text, progress, by, files=(), is_hindered=False, version=None):
    """The unit reports how far it is; with `is_hindered` the giver is told what stands in the way.

    `files` have been taken by web.files. Raises `NotValid` without words or with a percentage outside 0 to 100.
    """
    text = steps.said(text, NO_REPORT, "text")
    if not isinstance(progress, int) or not 0 <= progress <= 100:
        raise NotValid(BAD_PROGRESS, field="progress")
    steps.go(directive, "report", version, mine=text)
    directive.progress, directive.is_hindered, directive.last_report_at = progress, is_hindered, clock.now()
    facts = dict(text=text, progress=progress, files=files, is_hindered=is_hindered)
    event = steps.noted(directive, EventKind.REPORTED, by=by, side=steps.LEAD, **facts)
    if is_hindered:
        steps.tell_giver(directive, "directive_hindered", by=by, words=text)
    return event


def submit(directive, *, text, by, files=(), version=None):
    """The unit hands in the result and asks for acceptance; today is the day of completion if it is accepted.

    A wish for a later deadline stays: it counts again if the result is sent back.
    """
    text = steps.said(text, NO_REPORT, "text")
    steps.go(directive, "submit", version, mine=text)
    directive.progress, directive.is_hindered = 100, False
    directive.completed_on, directive.last_report_at = clock.today(), clock.now()
    steps.noted(directive, EventKind.SUBMITTED, by=by, side=steps.LEAD, text=text, progress=100, files=files)
    steps.tell_giver(directive, "directive_submitted", by=by, words=text)


def accept(directive, *, by, text="", version=None):
    """The giver accepts the result; the unit is told. In time or late is judged by the day it was handed in."""
    steps.go(directive, "accept", version, mine=text)
    directive.wanted_due_on = None
    steps.noted(directive, EventKind.ACCEPTED, by=by, side=steps.GIVER, text=text or "")
    steps.tell_lead(directive, "directive_accepted", by=by, words=text or "")


def send_back(directive, *, reason, by, version=None):
    """The giver sends the result back with a reason; the deadline stays, progress is again that of the last report."""
    reason = steps.said(reason, steps.NO_REASON, "reason")
    steps.go(directive, "send_back", version, mine=reason)
    directive.completed_on = None
    directive.progress = queries.last_reported_progress(directive)
    steps.noted(directive, EventKind.SENT_BACK, by=by, side=steps.GIVER, text=reason)
    steps.tell_lead(directive, "directive_sent_back", by=by, words=reason)


def withdraw(directive, *, reason, by, below=False, version=None):
    """The giver takes it back; the unit is told.

    With `below` all that was passed down on the ground of it and is open is withdrawn with it, and each unit told why;
    without, the unit is told that what it passed down is its own to withdraw.
    """
    reason = steps.said(reason, steps.NO_REASON, "reason")
    steps.go(directive, "withdraw", version, mine=reason)
    directive.wanted_due_on = directive.completed_on = None
    steps.noted(directive, EventKind.WITHDRAWN, by=by, side=steps.GIVER, text=reason)
    if below:
        for child in family.open_below(directive):
            withdraw(child, reason=GROUND_GONE.format(code=directive.code, reason=reason), by=by)
    open_children = family.family(directive).open
    steps.tell_lead(directive, "directive_withdrawn", by=by, words=reason, open_children=open_children)


def remind(directive, *, by, text="", version=None):
    """The giver urges the unit (đôn đốc). Raises `NotNow` where the unit owes nothing, `Stale` as every step does: a
    button pressed twice sends one message."""
    if version is not None:
        directive.expect(version, mine=text, theirs=queries.last_said(directive))
    if directive.state not in OWED:
        raise NotNow(NOT_OWED)
    if _was_just_urged(directive):
        raise NotNow(JUST_URGED % {"at": clock.local(directive.reminded_at).strftime("%H:%M")})
    directive.reminded_at = clock.now()
    steps.noted(directive, EventKind.REMINDED, by=by, side=steps.GIVER, text=text or "")
    left = directive.days_left(clock.today())
    return steps.tell_lead(directive, "directive_reminded", by=by, words=text or "", days_left=left)


def _was_just_urged(directive):
    return directive.reminded_at is not None and clock.now() - directive.reminded_at < URGED_ONCE_IN


def remind_all(directives, *, by, text=""):
    """Urge many at once and return them; those whose units owe nothing, or were urged just now, are passed over."""
    urged = [directive for directive in directives if directive.state in OWED and not _was_just_urged(directive)]
    for directive in urged:
        remind(directive, by=by, text=text)
    return urged


def pass_down(parent, *, tasks, by, giver=None, version=None):
    """The lead unit gives directives of its own on the ground of `parent`: one for each of `tasks`.

    A task is a dict for `give`: text, lead_unit, due_on, and if wanted expected_result, coordinators, person,
    giver_name, giver_title, given_at. Raises `NotValid` at the fourth level, for a unit that is not below the lead
    unit, and for a deadline later than the parent's (a standing one is later than any day).
    """
    if not family.can_have_children(parent):
        raise NotValid(TOO_DEEP % {"levels": LEVELS})
    steps.go(parent, "pass_down", version)
    ties = orders.ties(task["text"] for task in tasks)
    children = [_child(parent, by=by, giver=giver, order=ties[task["text"]], **task) for task in tasks]
    names = ", ".join(child.lead_unit.short_name for child in children)
    steps.noted(parent, EventKind.PASSED_DOWN, by=by, side=steps.LEAD, text=names)
    return children


def _child(parent, *, text, lead_unit, by, giver, due_on=None, **facts):
    if lead_unit.id == parent.lead_unit_id or not lead_unit.is_within(parent.lead_unit):
        raise NotValid(NOT_BELOW, field="lead_unit")
    steps.not_later_than(parent, due_on)
    source = parent.source or f"{parent.code}, {parent.giver_name}"
    return give(
        text,
        lead_unit=lead_unit,
        giver_unit=parent.lead_unit,
        due_on=due_on,
        giver=giver,
        by=by,
        conference=parent.conference,
        item=parent.item,
        paper=parent.paper,
        source=facts.pop("source", source),
        parent=parent,
        **facts,
    )
