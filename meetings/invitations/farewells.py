"""Sites go from a conference: whose entry goes with them, so that the one message that says so takes it away."""

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.invitations import entries, guests
from meetings.invitations.models import Invite
from meetings.notices.models import Notice, NoticeState


def holders(site_ids) -> list[int]:
    """The rows of those who have, or are to get, the entry for one of these sites; asked before the sites go."""
    return list(db.session.scalars(select(Invite.id).where(Invite.site_id.in_(list(site_ids)))))


def leave(conference, invite_ids) -> set[str]:
    """Drop what waits for those whose sites have just gone, and return the keys of those whose calendars have the
    conference or are about to: the message that they are told by is to take it away (`take_back_void` does for whom
    nothing is told). Who answers for another site too keeps the entry for that one.
    """
    found = select(Invite).where(Invite.id.in_(invite_ids)).execution_options(populate_existing=True)
    rows = list(db.session.scalars(found))
    guests.keep_elsewhere(conference, [row for row in rows if row.is_void])
    gone = [row for row in rows if row.is_void and row.withdrawn_at is None]
    _drop_waiting(conference, [row.address for row in gone if row.address])
    leaving = entries.leaving(conference)
    return {row.key for row in gone if (row.sequence is not None or row.key in leaving) and not row.ended}


def _drop_waiting(conference, addresses):
    waiting = Notice.within == ref(conference), Notice.state == NoticeState.QUEUED, Notice.to_address.in_(addresses)
    for notice in db.session.scalars(select(Notice).where(*waiting).with_for_update()):
        if entries.brings_entry(notice):
            db.session.delete(notice)
