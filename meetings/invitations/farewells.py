"""Sites go from a conference: whose entry goes with them, so that the one message that says so takes it away."""

from sqlalchemy import select

from meetings.base.db import db
from meetings.invitations import entries, guests
from meetings.invitations.models import Invite


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
    entries.drop_waiting(conference, {row.key for row in gone})
    leaving = entries.leaving(conference)
    return {row.key for row in gone if (row.sequence is not None or row.key in leaving) and not row.ended}
