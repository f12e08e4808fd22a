"""Reading conferences by themselves; who may see which is asked where sites are known (desk)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.base.db import db
from meetings.conferences.models import Conference


def conference(conference_id: int) -> Conference | None:
    """The conference of that number with its organiser, content owner and secretary, or None."""
    wanted = joinedload(Conference.organiser), joinedload(Conference.content_owner), joinedload(Conference.secretary)
    return db.session.get(Conference, conference_id, options=wanted)


def by_uid(uid: str) -> Conference | None:
    """The conference with that calendar identity, or None."""
    return db.session.scalar(select(Conference).filter_by(uid=uid))
