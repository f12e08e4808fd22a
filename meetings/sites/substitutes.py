"""Another chair for a site: what was asked is kept with both names and times, and on consent the link passes on."""

from datetime import timedelta

from sqlalchemy import or_, select

from meetings.base import clock, names
from meetings.base.db import db
from meetings.conferences import left
from meetings.conferences.models import HELD, Conference, ConferenceState
from meetings.conferences.times import enclosure
from meetings.notices import actions as notices
from meetings.notices.actions import Recipient
from meetings.sites import links, telling
from meetings.sites.models import Ending, Site, Substitution

NAMED = "substitute_named"


def ask(site, *, reason, asked_by, email="", scan=None) -> Substitution:
    """Keep that somebody asked for the wanted chair in the place of the one named; `scan` is a file in storage."""
    row = Substitution(
        site_id=site.id,
        former_name=site.chair_name,
        former_title=site.chair_title,
        name=site.wanted_chair_name,
        title=site.wanted_chair_title,
        reason=reason or "",
        asked_at=clock.now(),
        asked_by=asked_by,
        email=(email or "").strip(),
    )
    if scan is not None:
        row.file_name, row.content_type = scan.file_name, scan.content_type
        row.size, row.fingerprint = scan.size, scan.fingerprint
    db.session.add(row)
    return row


def settle(site, *, granted: bool, note="", by) -> Substitution | None:
    """Write down what was decided on the question that is open; None where there is none."""
    db.session.flush()
    row = undecided(site.id)
    if row is not None:
        row.is_granted, row.decided_at, row.decided_by, row.note = granted, clock.now(), by.name, note or ""
    return row


def pass_on(site, row, *, former=None, note="", by):
    """The former chair's links end, and the new one is told with a link of his own and the entry for his calendar;
    without an address he is told by whoever answers for the site. Those who answer for it are told of the consent, and
    so is who presided until now: `former`, where he is known by more than his name.

    Who presided and still answers for the site, as its contact or its officer, has a new link in that part, and reads
    why. The calendars look at the links that ended so: whose last one it was loses the entry.
    """
    site.former_chair = row.former_name
    notices.unsay(NAMED, about=site)
    ended = _end_links(site, row, (former.email or "") if former else "", by)
    said = {**telling.facts(site), **_said(row)}
    _tell_new(site, row, said)
    _tell_former(site, [former] if former else [(given.to_name, *_way(given)) for given in ended], said)
    anew = {given.to_address.lower() for given in ended}
    telling.tell(site, "site_change_granted", anew=anew, note=note, **_said(row))


def _end_links(site, row, former_email, by):
    ended = []
    for given in links.open_links([site.id]):
        is_his = row.former_name and given.to_name == row.former_name
        if is_his or (former_email and given.to_address.lower() == former_email.lower()):
            links.end(given, Ending.SUBSTITUTED, by=by)
            ended.append(given)
    return ended


def _way(given):
    return (given.to_address, "") if given.has_mail else ("", given.to_address)


def _said(row):
    """Who presides in whose place, and when that was agreed to."""
    return {
        "chair": names.bare(row.name),
        "chair_title": row.title,
        "former": names.bare(row.former_name),
        "former_title": row.former_title,
        "decided": clock.local(row.decided_at).strftime(telling.MOMENT),
    }


def _tell_new(site, row, said):
    address = row.email or (site.chair.email if site.chair_id and site.chair else "") or ""
    if address:
        why = f"Anh/chị được cử chủ trì tại điểm cầu {site.name}."
        enclosed = [enclosure(site.conference)]
        people = {site.id: [(row.name, address)]}
        # He was named and agreed to, which is as good as a link by hand: also where another's behind that mailbox, or
        # one of his own, was taken away before.
        links.issue_all([(site, *telling.bearer((row.name, address)))])
        telling.tell_with_links([site], people, NAMED, lambda _site: said, attachments=enclosed, why=why)


def _tell_former(site, people, said):
    """Without a link or a page: he answers for the site no more. Who does reads it in the message about the consent."""
    answering = {Recipient.of(one).key for one in telling.people([site])[site.id]}
    people = [one for one in people if (known := Recipient.of(one)).is_reached and known.key not in answering]
    why = f"Trước đó anh/chị được cử chủ trì tại điểm cầu {site.name}."
    facts = {name: value for name, value in said.items() if name != "path"}
    notices.tell(people, "site_chair_replaced", about=site, within=site.conference, reason=why, **facts)


def undecided(site_id) -> Substitution | None:
    """The question that is open, if there is one."""
    query = select(Substitution).where(Substitution.site_id == site_id, Substitution.is_granted.is_(None))
    return db.session.scalar(query.order_by(Substitution.id.desc()).limit(1))


def of_site(site_id) -> list[Substitution]:
    """All that was asked and decided for the site, the latest first."""
    query = select(Substitution).where(Substitution.site_id == site_id).order_by(Substitution.id.desc())
    return list(db.session.scalars(query))


def substitution(substitution_id) -> Substitution | None:
    """The one of that number, or None."""
    return db.session.get(Substitution, substitution_id)


HELD_BACK = or_(Substitution.fingerprint != "", Substitution.email != "")


def outworn(*, days: int) -> list[Conference]:
    """The conferences that were over more than `days` days ago, or left (`conferences.left`), and still hold scans of
    authorisations or addresses."""
    holding = select(Site.conference_id).join(Substitution, Substitution.site_id == Site.id).where(HELD_BACK)
    over = select(Conference).where(
        or_(Conference.state.in_((*HELD, ConferenceState.CANCELLED)), left.are_left()),
        Conference.ends_at < clock.now() - timedelta(days=days),
    )
    return list(db.session.scalars(over.where(Conference.id.in_(holding)).order_by(Conference.id)))


def forget(conference) -> int:
    """Take scans of authorisations and addresses away from the record of a conference; the names stay. Returns how
    many."""
    ids = select(Site.id).where(Site.conference_id == conference.id)
    rows = db.session.scalars(select(Substitution).where(Substitution.site_id.in_(ids), HELD_BACK))
    number = 0
    for row in rows:
        row.file_name = row.content_type = row.fingerprint = row.email = ""
        row.size, number = None, number + 1
    return number
