"""Reading the journal."""

from datetime import date, time, timedelta

from sqlalchemy import func, or_, select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.search import matches
from meetings.base.vietnamese import fold
from meetings.journal.models import Entry

MIDNIGHT = time()


def day_after(day: date) -> date:
    """The next day: what happened on `day` lies before its midnight."""
    return day + timedelta(days=1)


def entries(*, of=None, words=None, verb=None, thing=None, by_id=None, since=None, until=None):
    """The lines about `of` or within it (all lines when None) that fit, newest first: a select for a pager.

    `thing` is the kind of what was acted on (the table's name).
    """
    query = select(Entry).where(matches(Entry, words)).order_by(Entry.at.desc(), Entry.id.desc())
    if of is not None:
        query = query.where(or_(Entry.about == ref(of), Entry.within == ref(of)))
    if verb:
        query = query.where(Entry.verb == verb)
    if thing:
        query = query.where(Entry.about.startswith(f"{thing}:", autoescape=True))
    if by_id:
        query = query.where(Entry.by_id == by_id)
    if since:
        query = query.where(Entry.at >= since)
    if until:
        query = query.where(Entry.at < until)
    return query


def people():
    """Who stands in the journal, by name as it was written last: pairs of number and name."""
    query = select(Entry.by_id, func.max(Entry.by_name)).where(Entry.by_id.is_not(None)).group_by(Entry.by_id)
    return sorted(db.session.execute(query).all(), key=lambda row: fold(row[1]))
