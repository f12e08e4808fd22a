"""Reading conferences by themselves; who may see which is asked where sites are known (desk)."""

from sqlalchemy import bindparam, select

from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conferences.models import Conference

BY_NUMBER = (
    select(Conference)
    .where(Conference.id == bindparam("conference_id"))
    .options(
        by_join(Conference.organiser),
        by_join(Conference.content_owner),
        by_join(Conference.secretary),
        by_join(Conference.chairs),
    )
)


def conference(conference_id: int) -> Conference | None:
    """The conference of that number with all who answer for it, or None (one statement)."""
    return db.session.scalars(BY_NUMBER, {"conference_id": conference_id}).unique().one_or_none()
