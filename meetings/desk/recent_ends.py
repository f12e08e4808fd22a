"""The conference that ended last: with nothing ahead, its minutes and conclusions are what one looks for."""

from datetime import timedelta

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conferences.models import HELD, Conference
from meetings.sites import sight

RECENT = timedelta(days=30)


def last_of(user) -> Conference | None:
    """The last conference of these weeks that was held and that the person may see (one statement)."""
    query = select(Conference).where(sight.seen_by(user), Conference.state.in_(HELD))
    query = query.where(Conference.ends_at >= clock.now() - RECENT).options(by_join(Conference.organiser))
    return db.session.scalars(query.order_by(Conference.starts_at.desc()).limit(1)).first()
