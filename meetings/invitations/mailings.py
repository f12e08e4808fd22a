"""Sending the invitation to the sites: at once to a few, part by part by the worker to many."""

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences import left
from meetings.conferences.times import enclosure
from meetings.documents import queries as documents
from meetings.invitations import actions, entries, guests, papers, queries
from meetings.invitations.models import Sending
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import NoticeState
from meetings.sites import telling
from meetings.sites.models import SiteKind, SiteState

NOT_SENT = _l("Invitations leave once the conference is called, and until it has ended.")
# Sites that one request, or one turn of the worker, prepares.
AT_ONCE = 300
# Papers that the message names; how many more there are it says.
MOST_PAPERS = 12
# For a message of few characters.
SHORT = "%H:%M %d/%m/%Y"


def goes_on(conference) -> bool:
    """Whether invitations leave: the conference is called or sits, and its time has not passed without it."""
    return conference.state in entries.GOES_ON and not left.is_unbegun(conference)


def send(conference, *, by, again=False, although_outdated=False) -> int:
    """Queue the invitation to all who answer for the sites that are asked; returns how many messages.

    A site that was told already is not told twice, unless `again` (a letter that replaces the first). The message holds
    all facts; enclosed are the entry for the calendar and, once it is released, the letter. For more sites than a
    request should prepare the worker prepares them part by part (see `prepare`); then the number is that of the sites.
    Refused before the conference is called, after it has ended, and while the letter no longer says what is planned:
    `although_outdated` is for who was asked and said so, which stands in the journal. Then the facts leave without it.
    """
    hold(conference)
    if not goes_on(conference):
        raise NotNow(NOT_SENT)
    letter = queries.letter(conference.id)
    outdated = {"outdated": letter.paper.symbol} if actions.is_outdated(letter) else {}
    if not although_outdated:
        actions.expect_true(letter)
    number = queries.how_many(conference, again=again)
    if number > AT_ONCE:
        return _begin(conference, number, again, by)
    found = queries.asked_sites(conference.id) if again else queries.not_told(conference)
    queued = _send_to(conference, found, letter, encloses=not outdated)
    if found:
        journal.record(by, "sent_invitations", conference, within=conference, sites=len(found), **outdated)
    return queued


def send_to(site, *, by) -> int:
    """Queue the invitation to one site that none has reached, now that somebody there can be; returns how many
    messages. What never could leave for want of an address counts as replaced.

    Refused outside the time in which invitations leave, while the letter no longer says what is planned, where the
    site is not asked or one has left or is on its way, and while nobody there can be reached (see `reaching`).
    """
    conference = site.conference
    hold(conference)
    if not goes_on(conference) or site.state is SiteState.UNSENT or site.kind is SiteKind.MAIN:
        raise NotNow(NOT_SENT)
    letter = queries.letter(conference.id)
    actions.expect_true(letter)
    former = queries.notices_of([site])[site.id]
    if any(queries.may_reach(one) for one in former):
        raise NotNow(_l("This site has had the invitation, or it is on its way."))
    people = reaching(site)
    if not people:
        raise NotValid(_l("Nobody at this site can be reached yet. Enter an address first."))
    for notice in former:
        if notice.state is NoticeState.FAILED and not (notice.to_address or notice.to_phone):
            leaving.set_aside(notice)
    journal.record(by, "sent_invitations", conference, within=conference, sites=1)
    return _send_to(conference, [site], letter, people={site.id: people})


def reaching(site, people=None, lost=None) -> list:
    """Whom an invitation to this site alone goes to: those who answer for it (`people`, where they are known) as far as
    something reaches them, else its unit; not at an address from which mail came back (`lost`, where those are
    known)."""
    people = telling.people([site])[site.id] if people is None else people
    known = telling.living({0: people, 1: [telling.unit_itself(site)]}, lost)
    return known[0] or known[1]


def addressees(sites, people=None) -> dict:
    """By site: whom a mailing sends its invitation, once it is asked; who answers for it (`telling.people`, where the
    caller has them), else its unit itself, so that the gap is seen (one statement, or none)."""
    people = telling.people(sites, are_asked=True) if people is None else people
    return {site.id: people[site.id] or [telling.unit_itself(site)] for site in sites}


def _begin(conference, number, again, by):
    """Let the worker prepare the mailing; the one that is being prepared goes on instead of a second, from the first
    site that none has told and that it has passed already: by its number a former main site, asked since, comes
    first."""
    standing = queries.sending(conference.id)
    if standing and not again:
        first = queries.next_to_tell(conference, again=False, after=0, most=1)[0].id
        if first <= standing.reached:
            standing = queries.sending(conference.id, again=False)
        if standing and first <= standing.reached:
            standing.reached, standing.sites = first - 1, standing.prepared + number
    if standing is None:
        facts = {"again": again, "sites": number, "started_at": clock.now(), "by_id": by.id if by else None}
        db.session.add(Sending(conference=conference, **facts))
        journal.record(by, "sent_invitations", conference, within=conference, sites=number)
    return number


def prepare(sending) -> int:
    """Queue the next part of a mailing; returns to how many sites. It is done when none is left, or when the conference
    is no longer one to which anybody is invited. A letter that meanwhile says no longer what is planned stays behind.
    """
    conference = sending.conference

    def find():
        return queries.next_to_tell(conference, again=sending.again, after=sending.reached, most=AT_ONCE)

    def tell(found):
        letter = queries.letter(conference.id)
        _send_to(conference, found, letter, encloses=not actions.is_outdated(letter))

    return go_on(sending, lambda: goes_on(conference), find, tell)


def leave_to_the_worker(conference, kind, number, facts, *, by=None) -> None:
    """Note that so many sites are to be told with messages of `kind`; `facts` are plain values for who prepares it."""
    facts = {"kind": kind, "facts": facts, "sites": number, "by_id": by.id if by else None}
    db.session.add(Sending(conference=conference, started_at=clock.now(), **facts))


def go_on(sending, is_wanted, find, tell) -> int:
    """Go on with a mailing: `tell` the sites of the next part, which `find()` gives, and keep the place reached.
    Returns how many; it is done when none is left, or when it is no longer wanted (`is_wanted()`)."""
    hold(sending.conference)
    hold(sending)
    found = find() if sending.done_at is None and is_wanted() else []
    if found:
        tell(found)
        sending.reached, sending.prepared = found[-1].id, sending.prepared + len(found)
    if len(found) < AT_ONCE:
        sending.done_at = sending.done_at or clock.now()
    return len(found)


def _send_to(conference, found, letter, *, encloses=True, people=None):
    """Queue it; an invitation to the same site that still waits is one too many beside it."""
    notices.unsay_all(queries.INVITATION, found)
    people = addressees(found, people)
    shared = shared_facts(conference, letter) | ({} if encloses else {"symbol": ""})
    enclosed = [enclosure(conference), *(letter_enclosed(letter) if encloses else [])]
    guests.admit(conference, [guests.of_site(site, someone) for site in found for someone in people[site.id]])
    return telling.tell_with_links(
        found,
        people,
        queries.INVITATION,
        lambda site: {"site": site.name, "path": f"/sites/{site.id}", **shared},
        attachments=enclosed,
    )


def letter_enclosed(letter) -> list[dict]:
    """The letter among the `attachments` of a message; nothing before it was given out."""
    return [{"paper_id": letter.paper_id}] if letter and letter.paper_id else []


def shared_facts(conference, letter, items=None) -> dict:
    """What the message says to all sites alike; `items` of the agenda where the caller has read them already."""
    items = queries.agendas([conference.id])[conference.id] if items is None else items
    return {
        "conference": conference.named,
        "organiser": conference.organiser.name,
        "when": papers.time_in_words(conference),
        "starts": _short(conference),
        "place": conference.place,
        "chairs": [", ".join(filter(None, (chair.name, chair.title))) for chair in conference.chairs],
        "programme": papers.programme(conference, items),
        "notes": papers.notes(letter) if letter else [],
        "contact": papers.contact(letter) if letter else "",
        "symbol": letter.paper.symbol if letter and letter.paper else "",
        "join": f"/conferences/{conference.id}/room",
        "shelf": f"/conferences/{conference.id}/documents",
        **_papers(conference),
    }


def _short(conference):
    starts, ends = clock.local(conference.starts_at), clock.local(conference.ends_at)
    return f"{starts:{SHORT}} - {ends:{SHORT}}" if conference.several_days else f"{starts:{SHORT}}"


def _papers(conference):
    """What stands on the shelf for the sites, by name; `more_papers` is how many beside those."""
    found = list(db.session.scalars(documents.for_sites(conference.id)))
    named = [f"{one.title} ({one.ending})" for one in found[:MOST_PAPERS]]
    return {"papers": named, "more_papers": len(found) - len(named)}
