"""Reading conferences by themselves; who may see which is asked where sites are known (desk)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.base.db import db
from meetings.conferences.models import Conference

WHOLE = tuple(
    joinedload(part)
    for part in (Conference.organiser, Conference.content_owner, Conference.secretary, Conference.chairs)
)


def conference(conference_id: int) -> Conference | None:
    """The conference of that number with all who answer for it, or None (one statement)."""
    return db.session.get(Conference, conference_id, options=WHOLE)


def by_uid(uid: str) -> Conference | None:
    """The conference with that calendar identity, or None."""
    return db.session.scalar(select(Conference).filter_by(uid=uid))
