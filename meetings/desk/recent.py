"""What happened last around the conferences that one keeps: a line of the journal each."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.journal.models import Entry

TOLD = (
    "confirmed_site", "declined_site", "requested_site_change", "took_confirmation", "took_refusal",
    "took_site_change", "tested_line", "began", "ended", "reported_attendance", "added_document", "released_letter",
    "submitted_minutes", "approved_minutes", "released_minutes", "submitted_notice", "approved_notice",
    "released_notice",
)  # fmt: skip
READ, SHOWN, NAMED = 40, 3, 3


class Event(NamedTuple):
    """The same thing done about several, one after another: what, about whom, how many in all, when last."""

    verb: str
    titles: list[str]
    number: int
    at: datetime


def events(conferences) -> list[Event]:
    """The last things worth telling about these conferences, newest first (one statement)."""
    if not conferences:
        return []
    about = [ref(conference) for conference in conferences]
    query = select(Entry).where(Entry.within.in_(about), Entry.verb.in_(TOLD))
    entries = db.session.scalars(query.order_by(Entry.at.desc(), Entry.id.desc()).limit(READ))
    runs = [(verb, list(run)) for verb, run in groupby(entries, key=lambda entry: entry.verb)]
    return [_event(verb, run) for verb, run in runs[:SHOWN]]


def _event(verb, run):
    titles = list(dict.fromkeys(entry.title for entry in run))
    return Event(verb, titles[:NAMED], len(titles), run[0].at)
