"""A result handed in too soon is taken back by the unit, as long as nobody has decided on it."""

from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.directives import queries, steps
from meetings.directives.models import DirectiveEvent, EventKind
from meetings.notices import actions as notices
from meetings.notices.models import Notice

HANDED_IN = "directive_submitted"


def take_back(directive, *, by, text="", version=None):
    """The unit takes the result back to go on working; the deadline stays, progress is again that of the last report.

    What the giver's side was to be told of the result and has not left is called off; whom it has reached is told once.
    """
    steps.go(directive, "take_back", version, mine=text)
    since = _handed_in_at(directive)
    directive.completed_on = None
    directive.progress = queries.last_reported_progress(directive)
    steps.noted(directive, EventKind.TAKEN_BACK, by=by, side=steps.LEAD, text=text or "")
    notices.unsay(HANDED_IN, about=directive)
    steps.tell(_reached(directive, since), directive, "directive_taken_back", by=by, words=text or "")


def _handed_in_at(directive):
    query = select(DirectiveEvent.at).filter_by(directive_id=directive.id, kind=EventKind.SUBMITTED)
    return db.session.scalar(query.order_by(DirectiveEvent.id.desc()).limit(1))


def _reached(directive, since):
    """Who was told of the result that was handed in then."""
    told = Notice.about == ref(directive), Notice.kind == HANDED_IN, Notice.created_at >= since
    return db.session.scalars(select(Person).where(Person.id.in_(select(Notice.person_id).where(*told)))).all()
