"""Carrying a directive out, to its end. Every step adds to the history and the journal; nothing is deleted."""

from datetime import timedelta

from meetings.base import clock
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.directives import family, issuing, queries, steps
from meetings.directives.models import OWED, EventKind

NO_REPORT = _l("Write what has been done, or what stands in the way.")
SAME_UNIT = _l("This unit holds the directive already. Choose another.")
OPEN_BELOW = _l("Of what the unit passed down, %(number)s are not done yet. It has to withdraw them first.")
BAD_PROGRESS = _l("Enter a number from 0 to 100.")
# Kept in the history of a directive, as everything said there, in the language of the papers.
GROUND_GONE = "{code} đã thu hồi: {reason}"
NOT_OWED = _l("The unit does not owe this at the moment. Only what is still to be done can be urged.")
JUST_URGED = _l("The unit was urged at %(at)s already. Wait for its answer, or ring it.")
URGED_ONCE_IN = timedelta(minutes=10)


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
    if lead_unit is not None and lead_unit.id != directive.lead_unit_id:
        _give_to_another(directive, lead_unit, text or "", by)
    else:
        _noted_again(directive, directive.lead_unit, text or "", by)
    steps.tell_lead(directive, "directive_given", by=by)


def hand_over(directive, *, lead_unit, reason, by, version=None):
    """The giver takes it from the unit and gives it to another (chuyển đơn vị); both are told, with the reason.

    It starts anew there: not taken on, nothing done; code, deadline and history stay. Refused for the unit that holds
    it, for one that was given the same block (see `issuing.is_held`), and while what the unit passed down is open.
    """
    reason = steps.said(reason, steps.NO_REASON, "reason")
    if lead_unit.id == directive.lead_unit_id:
        raise NotValid(SAME_UNIT, field="lead_unit")
    steps.go(directive, "hand_over", version, mine=reason)
    _check_nothing_below(directive)
    _give_to_another(directive, lead_unit, reason, by)
    steps.tell_lead(directive, "directive_given", by=by)


def _give_to_another(directive, lead_unit, words, by):
    """Those who led it are told of it as it was; what they may open is known once it has gone over."""
    people, said, former = steps.leading(directive), steps.facts_of(directive), directive.lead_unit
    text = _moved(directive, lead_unit, words)
    _noted_again(directive, former, text, by)
    steps.tell_former(directive, people, "directive_handed_over", by=by, words=words, to=lead_unit.name, **said)


def _noted_again(directive, former, text, by):
    steps.noted(directive, EventKind.ASSIGNED_AGAIN, by=by, side=steps.GIVER, text=text, from_unit_id=former.id)


def _moved(directive, lead_unit, words):
    """Make it the directive of `lead_unit`, with nothing done; returns how the history says so."""
    others = queries.of_block(directive.block_id) if directive.block_id else []
    if any(issuing.is_held(other, directive.block_id, lead_unit) for other in others):
        raise NotValid(issuing.SAME_BLOCK, field="lead_unit")
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
