"""A later deadline is a ruling: the unit asks with a day and a reason, the giver grants or refuses; both days stay."""

from meetings.base import clock
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.directives import steps
from meetings.directives.models import OWED, DirectiveState, EventKind

PAST = _l("This day has passed. Choose today or later.")
NOT_LATER = _l("The day asked for must be later than the deadline of today (%(due)s).")
NO_DEADLINE = _l("A standing directive has no deadline that could be moved.")
NOT_ASKED = _l("Nobody is asking for longer any more. Reload the page to see where it stands.")


def ask_for_longer(directive, *, due_on, reason, by, version=None):
    """The unit asks for a later deadline; until the giver answers, the old one counts.

    Raises `NotValid` for a day that is not later or has passed, or is later than the deadline of the directive from
    which it was passed down.
    """
    reason = steps.said(reason, steps.NO_REASON, "reason")
    _check_longer(directive, due_on)
    steps.go(directive, "ask_for_longer", version, mine=reason)
    directive.wanted_due_on = due_on
    words = f"{steps.written(due_on)}: {reason}"
    steps.noted(directive, EventKind.LONGER_ASKED, by=by, side=steps.LEAD, text=words)
    steps.tell_giver(directive, "directive_longer_asked", by=by, words=reason, wanted=steps.written(due_on))


def grant_longer(directive, *, by, due_on=None, text="", version=None):
    """The giver moves the deadline to `due_on` (to the day asked for, if not told); the unit is told.

    The first deadline stays on record. Raises as `ask_for_longer` does, and where nobody asks any more.
    """
    _answer_longer(directive, version)
    due_on = due_on or directive.wanted_due_on
    _check_longer(directive, due_on)
    before, directive.due_on, directive.wanted_due_on = directive.due_on, due_on, None
    words = f"{steps.written(before)} → {steps.written(due_on)}" + (f": {text}" if text else "")
    steps.noted(directive, EventKind.LONGER_GRANTED, by=by, side=steps.GIVER, text=words)
    steps.tell_lead(directive, "directive_longer_answered", by=by, words=text or "", granted=True)


def refuse_longer(directive, *, reason, by, version=None):
    """The giver keeps the deadline, and says why. The unit is told."""
    reason = steps.said(reason, steps.NO_REASON, "reason")
    _answer_longer(directive, version)
    directive.wanted_due_on = None
    steps.noted(directive, EventKind.LONGER_REFUSED, by=by, side=steps.GIVER, text=reason)
    steps.tell_lead(directive, "directive_longer_answered", by=by, words=reason, granted=False)


def _check_longer(directive, due_on):
    if directive.due_on is None:
        raise NotValid(NO_DEADLINE)
    if due_on is None or due_on <= directive.due_on:
        raise NotValid(NOT_LATER % {"due": steps.written(directive.due_on)}, field="due_on")
    if due_on < clock.today():
        raise NotValid(PAST, field="due_on")
    steps.not_later_than(directive.parent, due_on)


def _answer_longer(directive, version):
    if version is not None:
        directive.expect(version)
    if directive.wanted_due_on is None or directive.state not in (*OWED, DirectiveState.SUBMITTED):
        raise NotNow(NOT_ASKED)
