"""Writing the journal."""

from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import insert

from meetings.base import clock, origin
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.search import key_of
from meetings.journal.models import Entry

_waiting: ContextVar[list | None] = ContextVar("journal lines that wait", default=None)


@contextmanager
def together():
    """Write the lines recorded inside at its end, in their order and all at once: what they are about is stored by
    then, and needs no statement of its own before each line. For tables with thousands of rows."""
    waiting = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    db.session.flush()
    lines = [facts | _names(thing, within) for facts, thing, within in waiting]
    if lines:
        db.session.execute(insert(Entry), [line | {"search_key": key_of(Entry, line)} for line in lines])


@contextmanager
def unheard():
    """Write none of the lines recorded inside: what they would tell of is only imagined (`base.db.imagined`)."""
    token = _waiting.set([])
    try:
        yield
    finally:
        _waiting.reset(token)


def record(by, verb, thing, *, within=None, note="", **details) -> None:
    """Add one line: `by` (a person, None for the system) did `verb` to `thing`, part of `within`.

    `note` is free text by a person (a reason); `details` are plain JSON values.
    """
    facts = {
        "at": clock.now(),
        "by_id": by.id if by else None,
        "by_name": by.name if by else "",
        "address": origin.address(),
        "verb": verb,
        "title": str(getattr(thing, "title", None) or getattr(thing, "name", None) or "")[:300],
        "note": note or "",
        "details": details,
    }
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append((facts, thing, within))
        return
    db.session.flush()
    db.session.add(Entry(**facts, **_names(thing, within)))


def _names(thing, within):
    """What the line is about, by the numbers that are known once it is stored."""
    return {"about": ref(thing), "within": ref(within) if within is not None else None}
