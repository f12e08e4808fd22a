"""Writing the journal."""

from meetings.base import clock, origin
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.journal.models import Entry


def record(by, verb, thing, *, within=None, note="", **details):
    """Add one line: `by` (a person, None for the system) did `verb` to `thing`, part of `within`.

    `note` is free text by a person (a reason); `details` are plain JSON values.
    """
    db.session.flush()
    entry = Entry(
        at=clock.now(),
        by_id=by.id if by else None,
        by_name=by.name if by else "",
        address=origin.address(),
        verb=verb,
        about=ref(thing),
        within=ref(within) if within is not None else None,
        title=str(getattr(thing, "title", None) or getattr(thing, "name", None) or "")[:300],
        note=note or "",
        details=details,
    )
    db.session.add(entry)
    return entry
