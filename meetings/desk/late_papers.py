"""Papers that came before the sites after they had been invited: which they are, and telling the sites of them.

The invitation names what stands on the shelf for them. What was uploaded since is new to them, and so is what was
hidden from them then (see `documents.sight`). What is told later stands in the journal, paper by paper, so that no
paper is told twice; so does that a message was dropped before it left, so that its papers are told again.
"""

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from meetings.agenda.models import Item
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow
from meetings.base.language import _l
from meetings.base.refs import number_in, ref, ref_column
from meetings.base.statements import remembered
from meetings.conferences import queries as conferences
from meetings.conferences.models import Conference
from meetings.documents import queries as documents
from meetings.documents import sight
from meetings.documents.models import Document
from meetings.invitations import queries as invitations
from meetings.journal import actions as journal
from meetings.journal.models import Entry
from meetings.notices import actions as notices
from meetings.notices import queries as outbox
from meetings.notices.models import Notice, NoticeState
from meetings.sites import pace, stages, telling
from meetings.sites.actions import FEW, NOTHING_REACHES
from meetings.sites.answering import site_answered
from meetings.sites.models import ANNOUNCING, Answer, Site, SiteState

KIND, TOLD, DROPPED = "papers_added", "told_of_document", "dropped_telling_of_document"
GOES = NoticeState.SENDING, NoticeState.SENT, NoticeState.GATHERED
MOST_NAMED = 20
NUMBER = bindparam("conference_id")
NOBODY = _l("No site that takes part was invited before these papers came.")
NOTHING_NEW = _l("The sites have been told of every paper that is there for them.")


@remembered
def _late():
    """A select of the papers that are there for the sites of `conference_id`, came before them after some site that
    takes part was last invited, and were not told, or not since one was first invited and could not see them."""
    within, paper = ref_column(Conference, NUMBER), ref_column(Document, Document.id)
    here = select(ref_column(Site, Site.id)).where(Site.conference_id == NUMBER, Site.state != SiteState.DECLINED)
    invited, hidden = _invited(within).where(Notice.about.in_(here)).cte("invited"), sight.hidden(within).cte("hidden")
    first = select(func.min(invited.c.at)).scalar_subquery()
    then = invited.c.at < hidden.c.until, or_(hidden.c.since.is_(None), invited.c.at >= hidden.c.since)
    parts = hidden.c.about.in_((paper, ref_column(Item, Document.item_id), within))

    def was_hidden(*of_whom):
        # Of few papers that is to be asked: the many sites are not looked through for the others.
        asked = select(invited.c.at).where(*then, *of_whom).correlate(hidden, Entry)
        return select(hidden.c.until).where(parts, asked.exists()).correlate(Document, Item).exists()

    told = _was_told(~was_hidden(invited.c.first > Entry.at))
    return documents.for_sites(NUMBER).where(or_(Document.uploaded_at > first, was_hidden()), ~told)


def _was_told(*conditions):
    """The condition on `Document` that the sites were told of it, and the message was not dropped since; `conditions`
    are what else is asked of the `Entry` that says so."""
    told, later = select(Entry.id).where(Entry.verb == TOLD), aliased(Entry)
    dropped = select(later.id).where(later.verb == DROPPED, later.about == Entry.about, later.id > Entry.id)
    return told.where(Entry.about == ref_column(Document, Document.id), ~dropped.exists(), *conditions).exists()


def _invited(within):
    """Rows of (site, at, first): when each was last invited, and when first."""
    times = func.max(Notice.created_at).label("at"), func.min(Notice.created_at).label("first")
    kind = Notice.kind == invitations.INVITATION, ~outbox.was_set_aside()
    return select(Notice.about, *times).group_by(Notice.about).where(Notice.within == within, *kind)


def number():
    """How many they are, as a column of a statement that is given the conference's number as `conference_id`."""
    papers = _late().with_only_columns(Document.id).order_by(None).subquery()
    return select(func.count()).select_from(papers).scalar_subquery()


def tell(conference, *, by) -> int:
    """Tell each site that was invited before them of the papers that came since; returns how many messages.

    A message about papers that has not left yet is replaced by one that names all. Refused unless the conference is
    called and has not begun, where nothing is new, and where nothing reaches anybody.
    """
    hold(conference)
    stages.expect_stage_now(conference, stages.ASKED)
    found = list(db.session.scalars(_late(), {"conference_id": conference.id}))
    if not found:
        raise NotNow(NOTHING_NEW)
    named = _by_site(conference, found, invitations.asked_sites(conference.id))
    if not named:
        raise NotNow(NOBODY)
    people = telling.reachable(named)
    lost = telling.beyond(named, people)
    named = {site: papers for site, papers in named.items() if site not in lost}
    reached = {one.id for papers in named.values() for one in papers}
    if not reached:
        raise NotNow(NOTHING_REACHES % {"names": ", ".join(site.name for site in lost[:FEW])})
    told = _queue(named, people)
    with journal.together():
        for document in (one for one in found if one.id in reached):
            journal.record(by, TOLD, document, within=conference)
    return told


def _queue(named, people):
    notices.unsay_all(KIND, named)
    later = clock.now() + pace.merge_window()
    return telling.tell_with_links(named, people, KIND, lambda site: _facts(site, named[site]), send_after=later)


@site_answered.connect
def catch_up(site) -> None:
    """A site that had declined takes part after all: tell it, once, of the papers that the others were told of
    meanwhile. What nobody was told yet is offered to the secretariat as ever."""
    conference = site.conference
    if site.state not in ANNOUNCING or not stages.waits(conference) or not _had_declined(site):
        return
    told = documents.for_sites(conference.id).where(_was_told())
    named = _by_site(conference, list(db.session.scalars(told)), [site])
    waiting = _documents(conference, NoticeState.QUEUED).get(ref(site), ())
    if any(one.id not in waiting for one in named.get(site, ())):
        people = telling.reachable(named)
        if not telling.beyond(named, people):
            _queue(named, people)


def _had_declined(site):
    declined = select(Answer.id).where(Answer.site_id == site.id, Answer.state == SiteState.DECLINED)
    return site.answers > 1 and db.session.scalar(declined.limit(1)) is not None


def _by_site(conference, found, asked):
    """By site of those `asked` that takes part or may: the papers that it could not see when it was invited, with those
    whose message waits."""
    invited = {row.about: row.at for row in db.session.execute(_invited(ref(conference)))}
    hidden = db.session.execute(sight.hidden(ref(conference))).all()
    waiting, told, named = _documents(conference, NoticeState.QUEUED), _documents(conference, *GOES), {}
    shelf = list(db.session.scalars(documents.for_sites(conference.id))) if waiting else found
    for site in asked:
        at, before = invited.get(ref(site)), waiting.get(ref(site), ())
        new = [one for one in found if at and _is_new(one, at, hidden) and one.id not in told.get(ref(site), ())]
        new = [one for one in shelf if one.id in before or one in new]
        if new and site.state is not SiteState.DECLINED:
            named[site] = new
    return named


def _is_new(paper, at, hidden):
    """Whether who was invited at that moment could not see the paper then."""
    parts = {ref(one) for one in (paper, paper.item, paper.conference) if one}
    times = [row for row in hidden if row.about in parts]
    return paper.uploaded_at > at or any((not one.since or one.since <= at) and at < one.until for one in times)


def _documents(conference, *states):
    """By site: the numbers of the papers that its messages in these states name."""
    query = select(Notice.about, Notice.facts).where(
        Notice.within == ref(conference), Notice.kind == KIND, Notice.state.in_(states)
    )
    found = {}
    for about, facts in db.session.execute(query):
        found.setdefault(about, set()).update(facts["documents"])
    return found


def drop(conference) -> None:
    """Drop the messages about papers that wait for the sites of a conference that is off: once it goes on their papers
    are offered again."""
    waiting = _documents(conference, NoticeState.QUEUED)
    if notices.unsay_within(KIND, conference):
        _note_dropped(conference, set().union(*waiting.values()))


def _note_dropped(conference, numbers):
    """Note of each of these papers that messages leave without it: once, until it is told again."""
    noted = select(Entry.verb).where(Entry.about == ref_column(Document, Document.id), Entry.verb.in_((TOLD, DROPPED)))
    last = noted.order_by(Entry.id.desc()).limit(1).scalar_subquery()
    query = select(Document).where(Document.id.in_(numbers), last.is_distinct_from(DROPPED))
    with journal.together():
        for document in db.session.scalars(query.order_by(Document.id)):
            journal.record(None, DROPPED, document, within=conference)


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
    number, before = number_in(notice.within, Conference), notice.facts["documents"]
    left = [one for one in db.session.scalars(documents.for_sites(number)) if one.id in before]
    notice.facts = notice.facts | _named(left)
    if len(left) < len(before):
        _note_dropped(conferences.conference(number), set(before) - {one.id for one in left})
    return bool(left)
