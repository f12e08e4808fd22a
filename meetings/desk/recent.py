"""What happened last around the conferences that one keeps: a line of the journal each."""

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.journal.models import Entry

TOLD = (
    "confirmed_site", "declined_site", "requested_site_change", "tested_line", "began", "ended", "reported_attendance",
    "added_document", "released_letter", "submitted_minutes", "approved_minutes", "released_minutes",
    "submitted_notice", "approved_notice", "released_notice",
)  # fmt: skip
SHOWN = 3


def events(conferences) -> list[Entry]:
    """The last things worth telling about these conferences, newest first (one statement)."""
    if not conferences:
        return []
    about = [ref(conference) for conference in conferences]
    query = select(Entry).where(Entry.within.in_(about), Entry.verb.in_(TOLD))
    return list(db.session.scalars(query.order_by(Entry.at.desc(), Entry.id.desc()).limit(SHOWN)))
