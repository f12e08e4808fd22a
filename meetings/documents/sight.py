"""When what stands on the shelf now was hidden from the sites: by its audience, off the shelf, with the whole shelf, or
with the item that it belongs to. The journal knows it."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from meetings.agenda.actions import SAID_OPEN, SAID_SECRET
from meetings.journal.models import Entry

OPENED, CLOSED = "opened_document", "closed_document"
PUT_BACK, REMOVED = "put_back_document", "removed_document"
SHELF_OPENED, SHELF_CLOSED = "opened_shelf", "closed_shelf"
# By each of these it came before the sites, or back before them; what had hidden it before.
HIDDEN_BY = {OPENED: CLOSED, PUT_BACK: REMOVED, SHELF_OPENED: SHELF_CLOSED, SAID_OPEN: SAID_SECRET}


def hidden(within):
    """Rows of (about, since, until): from when until when a document, an item, or the whole shelf of the conference
    `within` (a `base.refs.ref`, or a column of it) was hidden from the sites; `since` is None for what was so from the
    first."""
    shown, before = aliased(Entry), aliased(Entry)
    since = select(func.max(before.at)).where(
        before.about == shown.about, before.verb == case(HIDDEN_BY, value=shown.verb), before.id < shown.id
    )
    times = since.correlate(shown).scalar_subquery().label("since"), shown.at.label("until")
    return select(shown.about, *times).where(shown.within == within, shown.verb.in_(HIDDEN_BY))
