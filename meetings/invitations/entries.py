"""The entry of one recipient: the message that brings it, what waits or is on its way, what the mail server took."""

from sqlalchemy import func, or_, select, update

from meetings.base import clock
from meetings.base.db import db
from meetings.base.refs import number_in, ref
from meetings.conferences import times
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import guests, known, telling
from meetings.invitations.models import Invite, InvitePart
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites import links
from meetings.sites import queries as sites
from meetings.sites.models import Site
from meetings.sites.substitutes import NAMED
from meetings.sites.telling import NOBODY

ENTERED, WITHDRAWN = "conference_entered", "conference_withdrawn"
GOES_ON = (C.INVITING, C.READY, C.LIVE, C.PAUSED)
IN_CALENDARS = (*GOES_ON, C.POSTPONED)


def brings_entry(notice) -> bool:
    """Whether the entry for a calendar goes with the message."""
    return any(times.ENTRY in one for one in notice.attachments)


def leaving(conference) -> set[str]:
    """The addresses to which the entry is on its way at this moment: nobody can call it back."""
    query = select(Notice.to_address, Notice.attachments)
    query = query.where(Notice.within == ref(conference), Notice.state == NoticeState.SENDING)
    return {notice.to_address.lower() for notice in db.session.execute(query) if brings_entry(notice)}


def links_of(rows) -> dict[int, int]:
    """By row: the number of the link with which its bearer answers for his site, issued where a message reaches him.
    Whose link was withdrawn or sent back is given no other one."""
    bearers = {}
    for row in rows:
        someone = notices.Recipient.of(telling.recipient(row))
        if row.site_id is not None and someone.is_reached:
            bearers[row.id] = row.site_id, row.name, row.address or someone.phone
    shut = links.shut_for({site_id for site_id, *_ in bearers.values()}) if bearers else NOBODY
    wanted = {number: one for number, one in bearers.items() if not shut.ending(*one)}
    given = links.numbers(wanted.values())
    return {number: given[one] for number, one in wanted.items()}


def announce(conference, rows) -> None:
    """Send each of them the whole message at once, as to somebody new (a fixed number of statements)."""
    tell(conference, ENTERED, rows, telling.facts(conference))


def tell(conference, kind, rows, said, *, send_after=None, own=lambda row: {}) -> None:
    """Queue a message of `kind` with the entry to each of the rows: what is `said` to all, what is his own (see
    `telling.own_facts`), and what `own(row)` adds to that."""
    given, messages = links_of(rows), []
    for row in rows:
        facts = said | telling.own_facts(row, given.get(row.id)) | own(row)
        to = notices.Recipient.of(telling.recipient(row))
        messages.append(notices.Message(to, row.site or conference, conference, telling.reason(row), facts))
    notices.tell_each(messages, kind, send_after=send_after, attachments=[times.enclosure(conference)])


def take_back(invite, *, has_new_chair=False) -> None:
    """Tell the recipient that the entry is gone; where the conference has a new chair, who presided reads who it is.
    Who never had it, nor is about to get it, only loses what waits."""
    is_overtaken = bool(drop_waiting(invite.conference, {invite.key}))
    if invite.sequence is None and invite.key not in leaving(invite.conference):
        return
    conference = invite.conference
    stands = times.plan_of(conference)
    plan = known.plans(conference).get(invite.key, stands) if is_overtaken else stands
    facts = telling.facts(conference) | {"path": "", "site": invite.site_name, "goes_on": conference.state in GOES_ON}
    facts |= {} if conference.state is C.POSTPONED else {"when": plan.when}
    facts |= {"chair_now": telling.chair_now(invite) if has_new_chair else ""}
    enclosed, reason = [times.enclosure(conference, plan)], telling.former_reason(invite)
    notices.tell([telling.recipient(invite)], WITHDRAWN, about=conference, within=conference, reason=reason,
                 attachments=enclosed, **facts)  # fmt: skip


def drop_waiting(conference, keys) -> set[str]:
    """Delete the messages with the entry that wait to leave for those known by these `keys`, and the short messages
    that wait beside such mails; returns the keys of those for whom one with the entry waited.

    Many have a mobile number only: that two messages have no address does not make them the same one's.
    """
    if not keys:
        return set()
    db.session.flush()
    addressed = or_(Notice.to_address == "", func.lower(Notice.to_address).in_(list(keys)))
    here = Notice.within == ref(conference), Notice.state == NoticeState.QUEUED, addressed
    waiting = list(db.session.scalars(select(Notice).where(*here).order_by(Notice.id).with_for_update()))
    found = _with_entry_for(keys, waiting)
    mails = {one.twin_of for one in waiting} - {None}
    his = {one.id for one in _with_entry_for(keys, _notices(mails))} if mails else set()
    for notice in found + [one for one in waiting if one.twin_of in his]:
        db.session.delete(notice)
    return {known.key_of(notice) for notice in found}


def _with_entry_for(keys, messages):
    return [one for one in messages if brings_entry(one) and known.key_of(one) in keys]


def _notices(ids):
    return db.session.scalars(select(Notice).where(Notice.id.in_(ids)))


def of_notice(notice, conference) -> Invite:
    """The row of the one to whom a message with the entry goes; made now where nobody made it before.

    Who is told about a site answers for it: as its new chair, or with a link that was given to him. Who presides again
    after another did has the entry again.
    """
    standing = guests.invite_of(conference, notice.to_address)
    site = _site_of(notice, conference) if standing is None or notice.kind == NAMED else None
    if standing:
        return _named_again(standing, site)
    part = InvitePart.SITE if site else InvitePart.GUEST
    one = guests.Wanted(part, notice.to_name, notice.to_address.strip(), notice.person_id, site)
    return guests.add(conference, [one])[0]


def _named_again(invite, site):
    if site is not None and invite.is_void and not invite.by_hand:
        invite.part, invite.site_id, invite.site_name = InvitePart.SITE, site.id, site.name
        guests.given_back(invite)
    return invite


def _site_of(notice, conference):
    number = number_in(notice.about, Site)
    site = sites.site(number) if number else None
    return site if site is not None and site.conference_id == conference.id else None


def has_gone(invite_id, *, sequence, ended) -> None:
    """The mail server has taken a message with the entry: what it said is what the recipient's calendar knows."""
    values = {"sequence": sequence, "ended": ended, "sent_at": clock.now()}
    older = Invite.sequence.is_(None) | (Invite.sequence <= sequence)
    db.session.execute(update(Invite).where(Invite.id == invite_id, older).values(values))
