"""What the conference's side hears of answers that need somebody: that a site asks for a change, or does not take part.

What comes within the time for which changes are gathered, or waits for the daily digest, is one message: of a
conference with thousands of sites nobody is sent as many.
"""

from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import number_in, ref
from meetings.conferences.models import Conference
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import links, pace, queries, telling
from meetings.sites.models import Site, SiteState

CHANGE_ASKED, DECLINED = "site_change_asked", "site_declined"
KINDS = {SiteState.CHANGE_REQUESTED: CHANGE_ASKED, SiteState.DECLINED: DECLINED}
PRESIDES = "Anh/chị chủ trì hoặc đồng chủ trì hội nghị."
MOST_LINES = 20


def answered(site, former, *, by) -> None:
    """The site has answered, and stood in the state `former` before. Where the answer needs somebody the conference's
    secretary is told (where nobody is named the secretariat of the organiser), and of a wish its chair, who consents;
    not who wrote the answer down himself (`by`). A message that has not left yet is replaced by one that names this
    site as well."""
    if former in KINDS:
        unsay(site.conference, [site])
    if site.state in KINDS:
        kind = KINDS[site.state]
        _tell([(person, why) for person, why in _people(site.conference, kind) if person.id != by.id], kind, site)


def _tell(people, kind, site):
    """Queue it to each of the people, pairs of a person and why he is told (a fixed number of statements, but for
    messages that leave at other times)."""
    conference, said, joined = site.conference, telling.facts(site), {}
    for row in _waiting(conference, Notice.kind == kind, Notice.person_id.in_([person.id for person, _why in people])):
        if len(row.facts["sites"]) < MOST_LINES:
            joined.setdefault(row.person_id, row)
    messages, later = {}, clock.now() + pace.merge_window()
    for person, why in people:
        lines, leaves_at = [_line(site)], later
        if former := joined.get(person.id):
            lines, leaves_at = [*former.facts["sites"], *lines], former.send_after
            db.session.delete(former)
        to, facts = notices.Recipient.of(person), said | _named(conference.id, lines)
        messages.setdefault(leaves_at, []).append(notices.Message(to, conference, conference, why, facts))
    for leaves_at, some in messages.items():
        notices.tell_each(some, kind, send_after=leaves_at)


def unsay(conference, sites=None) -> None:
    """What these sites (None: all) had answered does not hold any more: they are taken out of the messages that have
    not left, and one that names nobody else is dropped. One that somebody else is writing keeps them until it leaves
    (see `still_stands`)."""
    gone = None if sites is None else {site.id for site in sites}
    if gone is not None and not gone:
        return
    for row in _waiting(conference, Notice.kind.in_(KINDS.values())):
        left = [] if gone is None else [line for line in row.facts["sites"] if line["id"] not in gone]
        if not left:
            db.session.delete(row)
        elif len(left) < len(row.facts["sites"]):
            row.facts = row.facts | _named(conference.id, left)


def still_stands(notice) -> bool:
    """Whether a message that is about to leave names a site whose answer is still the one that it says; what others
    have answered meanwhile is taken out of it. True for messages of all other kinds."""
    if notice.kind not in KINDS.values():
        return True
    lines = notice.facts["sites"]
    found = db.session.scalars(select(Site).where(Site.id.in_([line["id"] for line in lines])))
    stand = {site.id: site for site in found if KINDS.get(site.state) == notice.kind}
    left = [line for line in lines if line["id"] in stand and _says(line, stand[line["id"]])]
    if left and len(left) < len(lines):
        notice.facts = notice.facts | _named(number_in(notice.within, Conference), left)
    return bool(left)


def _says(line, site):
    """Whether it is what the site says now; it may have another name since."""
    return line == _line(site) | {"site": line["site"]}


def _people(conference, kind):
    """Pairs of a person and why he is told."""
    keepers = queries.keepers([conference])[conference.id]
    why = links.SECRETARY if keepers == [conference.secretary] else links.SECRETARIAT
    chair = conference.chair if kind == CHANGE_ASKED else None
    person = db.session.get(Person, chair.person_id) if chair and chair.person_id else None
    consents = [(person, PRESIDES)] if person and not person.is_closed and person not in keepers else []
    return [(one, why) for one in keepers] + consents


def _waiting(conference, *conditions):
    """The messages that have not left, held so that the worker takes none of them meanwhile. One that somebody else
    holds is let alone, not waited for: he may wait for a site that is written here."""
    query = select(Notice).where(Notice.within == ref(conference), Notice.state == NoticeState.QUEUED, *conditions)
    query = query.order_by(Notice.id).with_for_update(skip_locked=True)
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def _line(site):
    """What a message says of one site; what it asks for is kept as a code and said by the text."""
    return {
        "id": site.id,
        "site": site.name,
        "change": str(site.change or ""),
        "chair": ", ".join(part for part in (site.wanted_chair_name, site.wanted_chair_title) if part),
        "note": site.answer_note,
        "bearer": site.answered_by,
    }


def _named(conference_id, lines):
    """The sites, and where they are looked at: the one where there is but one, else those of the state on the board."""
    state = SiteState.CHANGE_REQUESTED if any(line["change"] for line in lines) else SiteState.DECLINED
    path = f"/conferences/{conference_id}/sites?state={state}"
    if len(lines) == 1:
        [line] = lines
        path = f"/sites/{line['id']}/decide" if line["change"] else f"/sites/{line['id']}"
    return {"sites": lines, "site": lines[0]["site"], "more": len(lines) - 1, "path": path}
