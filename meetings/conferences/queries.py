"""Reading conferences by themselves; who may see which is asked where sites are known (desk)."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from meetings.base.db import db
from meetings.conferences.models import Conference

BY_NUMBER = (
    select(Conference)
    .where(Conference.id == bindparam("conference_id"))
    .options(
        joinedload(Conference.organiser),
        joinedload(Conference.content_owner),
        joinedload(Conference.secretary),
        joinedload(Conference.chairs),
    )
)


def conference(conference_id: int) -> Conference | None:
    """The conference of that number with all who answer for it, or None (one statement)."""
    return db.session.scalars(BY_NUMBER, {"conference_id": conference_id}).unique().one_or_none()
