"""Reading the journal."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import column, func, or_, select, table

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.search import matches, typed
from meetings.base.vietnamese import fold
from meetings.journal.models import Entry
from meetings.journal.words import named_by, verbs_with

MIDNIGHT = time()
# People are a noun above this one, which the lines point to.
PERSON = table("person", column("id"), column("name"))


def day_after(day: date) -> date:
    """The next day: what happened on `day` lies before its midnight."""
    return day + timedelta(days=1)


def entries(*, of=None, words=None, verb=None, thing=None, by_id=None, since=None, until=None):
    """The lines about `of` or within it (all lines when None) that fit, newest first: a select for a pager.

    `thing` is the kind of what was acted on (the table's name). `words` are found in what a line shows its reader: what
    was done, in his language, too, and the kind of thing where it is named whole.
    """
    query = select(Entry).where(matches(Entry, words, _shown(words))).order_by(Entry.at.desc(), Entry.id.desc())
    if of is not None:
        query = query.where(or_(Entry.about == ref(of), Entry.within == ref(of)))
    if verb:
        query = query.where(Entry.verb == verb)
    if thing:
        query = query.where(_is_kind(thing))
    if by_id:
        query = query.where(Entry.by_id == by_id)
    if since:
        query = query.where(Entry.at >= since)
    if until:
        query = query.where(Entry.at < until)
    return query


def last_acts(things, verbs) -> dict[str, datetime]:
    """When one of `verbs` was last done to each of the `things` (`base.refs.ref` names) (one statement)."""
    query = select(Entry.about, func.max(Entry.at)).where(Entry.about.in_(list(things)), Entry.verb.in_(verbs))
    return {about: at for about, at in db.session.execute(query.group_by(Entry.about))}


def _shown(words):
    """The condition that a line shows a word by its verb or its thing."""
    kinds = named_by(typed(words))

    def shows(part):
        fitting = [Entry.verb.in_(verbs_with(part))]
        return or_(*fitting, *(_is_kind(thing) for thing, name in kinds.items() if part in name))

    return shows


def _is_kind(thing):
    return Entry.about.startswith(f"{thing}:", autoescape=True)


def people():
    """Who stands in the journal: pairs of number and name, in the order of names.

    Each person is looked up in the index once; to group the lines would read the whole journal, which only grows.
    """
    is_there = select(Entry.id).where(Entry.by_id == PERSON.c.id).exists()
    found = db.session.execute(select(PERSON.c.id, PERSON.c.name).where(is_there))
    return sorted(found.all(), key=lambda row: fold(row.name))
