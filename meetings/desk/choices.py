"""What a secretariat can choose from when it plans a conference; the models are those that it manages."""

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.choices import bodies, organisers, presiders, secretaries
from meetings.conferences.models import Conference
from meetings.sites import sight

__all__ = ["bodies", "models", "organisers", "presiders", "secretaries"]


def models(user, limit=40) -> list[Conference]:
    """The conferences that the person manages and could take as a model: the latest first, those to come after them."""
    latest = Conference.starts_at > clock.now(), Conference.starts_at.desc(), Conference.id.desc()
    query = select(Conference).where(sight.managed_by(user)).order_by(*latest)
    return list(db.session.scalars(query.limit(limit)))
