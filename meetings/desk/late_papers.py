"""Papers that came before the sites after they had been invited: which they are, and telling the sites of them.

The invitation names what stands on the shelf for them. What was uploaded since is new to them, and so is what was
hidden from them then (see `documents.sight`). What is told later stands in the journal, paper by paper, so that no
paper is told twice.
"""

from sqlalchemy import String, bindparam, cast, func, literal, or_, select

from meetings.agenda.models import Item
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow
from meetings.base.language import _l
from meetings.base.refs import ref
from meetings.base.statements import remembered
from meetings.conferences.models import Conference
from meetings.documents import queries as documents
from meetings.documents import sight
from meetings.documents.models import Document
from meetings.invitations import pace
from meetings.invitations import queries as invitations
from meetings.journal import actions as journal
from meetings.journal.models import Entry
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import stages, telling
from meetings.sites.models import SiteState

KIND, TOLD = "papers_added", "told_of_document"
MOST_NAMED = 20
NUMBER = bindparam("conference_id")
NOBODY = _l("No site that takes part was invited before these papers came.")
NOTHING_NEW = _l("The sites have been told of every paper that is there for them.")


@remembered
def _late():
    """A select of the papers that are there for the sites of `conference_id`, came before them after some site's last
    invitation and were not told."""
    within, paper = _ref(Conference, NUMBER), _ref(Document, Document.id)
    invited, hidden = _invited(within).subquery(), sight.hidden(within).subquery()
    told = select(Entry.id).where(Entry.verb == TOLD, Entry.about == paper)
    first = select(func.min(invited.c.at)).scalar_subquery()
    then = invited.c.at < hidden.c.until, or_(hidden.c.since.is_(None), invited.c.at >= hidden.c.since)
    parts = paper, _ref(Item, Document.item_id), within
    was_hidden = select(invited.c.at).where(hidden.c.about.in_(parts), *then)
    return documents.for_sites(NUMBER).where(or_(Document.uploaded_at > first, was_hidden.exists()), ~told.exists())


def _ref(kind, number):
    """What `base.refs.ref` says of a row, as a column."""
    return literal(f"{kind.__tablename__}:").concat(cast(number, String))


def _invited(within):
    """Rows of (site, at): when each was last invited."""
    query = select(Notice.about, func.max(Notice.created_at).label("at")).group_by(Notice.about)
    return query.where(Notice.within == within, Notice.kind == invitations.INVITATION)


def number():
    """How many they are, as a column of a statement that is given the conference's number as `conference_id`."""
    papers = _late().with_only_columns(Document.id).order_by(None).subquery()
    return select(func.count()).select_from(papers).scalar_subquery()


def tell(conference, *, by) -> int:
    """Tell each site that was invited before them of the papers that came since; returns how many messages.

    A message about papers that has not left yet is replaced by one that names all. Refused unless the conference is
    called and has not begun, and where nothing is new.
    """
    hold(conference)
    stages.expect_stage(conference, stages.ASKED)
    found = list(db.session.scalars(_late(), {"conference_id": conference.id}))
    if not found:
        raise NotNow(NOTHING_NEW)
    named = _by_site(conference, found)
    reached = {one.id for papers in named.values() for one in papers}
    if not reached:
        raise NotNow(NOBODY)
    notices.unsay_all(KIND, named)
    told = telling.tell_with_links(
        named,
        telling.reachable(named),
        KIND,
        lambda site: _facts(site, named[site]),
        send_after=clock.now() + pace.merge_window(),
    )
    with journal.together():
        for document in (one for one in found if one.id in reached):
            journal.record(by, TOLD, document, within=conference)
    return told


def _by_site(conference, found):
    """By site that takes part or may: the papers that it could not see when it was invited, with those whose message
    waits."""
    invited = dict(db.session.execute(_invited(ref(conference))).all())
    hidden = db.session.execute(sight.hidden(ref(conference))).all()
    waiting, named = _waiting(conference), {}
    shelf = list(db.session.scalars(documents.for_sites(conference.id))) if waiting else found
    for site in invitations.asked_sites(conference.id):
        at, before = invited.get(ref(site)), waiting.get(ref(site), ())
        new = [one for one in shelf if one.id in before or (one in found and at and _is_new(one, at, hidden))]
        if new and site.state is not SiteState.DECLINED:
            named[site] = new
    return named


def _is_new(paper, at, hidden):
    """Whether who was invited at that moment could not see the paper then."""
    parts = {ref(one) for one in (paper, paper.item, paper.conference) if one}
    times = [row for row in hidden if row.about in parts]
    return paper.uploaded_at > at or any((not one.since or one.since <= at) and at < one.until for one in times)


def _waiting(conference):
    """By site: the numbers of the papers that a message names which has not left."""
    query = select(Notice.about, Notice.facts).where(
        Notice.within == ref(conference), Notice.kind == KIND, Notice.state == NoticeState.QUEUED
    )
    return {about: set(facts["documents"]) for about, facts in db.session.execute(query)}


def _facts(site, papers):
    path = f"/conferences/{site.conference_id}/documents"
    return telling.facts(site) | {"path": path, "link_page": "/documents", **_named(papers)}


def _named(papers):
    return {
        "documents": [one.id for one in papers],
        "papers": [f"{one.title} ({one.ending})" for one in papers[:MOST_NAMED]],
        "more_papers": len(papers[MOST_NAMED:]),
    }


def still_there(notice) -> bool:
    """Whether a message, which is about to leave, has a paper to tell of; one that is there for the sites no longer is
    not named. True for every other message."""
    if notice.kind != KIND:
        return True
    number = int(notice.within.partition(":")[2])
    left = [one for one in db.session.scalars(documents.for_sites(number)) if one.id in notice.facts["documents"]]
    notice.facts = notice.facts | _named(left)
    return bool(left)
