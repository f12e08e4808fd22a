"""Reading the journal."""

from sqlalchemy import or_, select

from meetings.base.refs import ref
from meetings.base.search import matches
from meetings.journal.models import Entry


def entries(*, of=None, words=None, verb=None, by_id=None, since=None, until=None):
    """The lines about `of` or within it (all lines when None) that fit, newest first: a select for a pager."""
    query = select(Entry).where(matches(Entry, words)).order_by(Entry.at.desc(), Entry.id.desc())
    if of is not None:
        query = query.where(or_(Entry.about == ref(of), Entry.within == ref(of)))
    if verb:
        query = query.where(Entry.verb == verb)
    if by_id:
        query = query.where(Entry.by_id == by_id)
    if since:
        query = query.where(Entry.at >= since)
    if until:
        query = query.where(Entry.at < until)
    return query
