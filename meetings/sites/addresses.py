"""A contact whose address was wrong: once it is corrected, what came back from there leaves anew, with a link."""

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.notices import actions as notices
from meetings.notices import queries as outbox
from meetings.notices.models import Notice, NoticeState
from meetings.sites import links, telling
from meetings.sites.models import Ending


def corrected(site, former, *, by) -> Notice | None:
    """After the contact's address was corrected: where mail from the `former` one came back, its links end, and the
    last message about the site that did not arrive leaves anew to the new one, with a link of the contact's own.

    Nothing happens where mail arrived there: whoever has that address goes on being told, until his link is withdrawn.
    An officer whose account has the former address keeps his link: his address is corrected with his account.
    """
    answering = {address.lower() for _name, address in map(telling.bearer, telling.people([site])[site.id])}
    if not former or not outbox.lost([former]):
        return None
    for given in links.open_links([site.id]):
        if given.to_address.lower() == former.lower() and former.lower() not in answering:
            links.end(given, Ending.RENEWED, by=by)
    notice = _last_lost(site, former)
    known = notices.Recipient.of(telling.contact(site))
    if notice is None or not known.address:
        return None
    [link] = links.issue_all([(site, known.name, known.address)])
    notice.facts, notice.to_name = notice.facts | {"link_id": link.id}, known.name
    return notices.try_again(notice, address=known.address, phone=known.phone, by=by)


def _last_lost(site, address):
    query = select(Notice).where(Notice.about == ref(site), Notice.state == NoticeState.FAILED)
    found = db.session.scalars(query.order_by(Notice.id.desc()))
    return next((notice for notice in found if notice.to_address.lower() == address.lower()), None)
