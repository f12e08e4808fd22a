"""What the tests of the agenda make."""

from meetings.agenda import actions
from meetings.agenda.models import ItemKind
from meetings.base.db import transaction
from tests.make import a_secretary


def added(conference, *titles, **facts):
    """Items of these titles, reports unless told otherwise."""
    facts.setdefault("kind", ItemKind.REPORT)
    by = a_secretary(conference.organiser)
    with transaction():
        return [actions.add(conference, title=title, by=by, **facts) for title in titles]
