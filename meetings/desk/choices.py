"""What a secretariat can choose from when it plans a conference; the models are those that it manages."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.choices import bodies, organisers, presiders, secretaries
from meetings.conferences.models import Conference
from meetings.sites import sight

__all__ = ["bodies", "models", "organisers", "presiders", "secretaries"]


class Models(NamedTuple):
    """The conferences that can be taken as a model, in the order of time, backwards: those `coming`, those `past`."""

    coming: list[Conference]
    past: list[Conference]

    @property
    def nearest(self) -> Conference | None:
        """The one that stands chosen: the last of the past ones, else the next to come."""
        return next(iter([*self.past[:1], *self.coming[-1:]]), None)


def models(user, limit=40) -> Models:
    """The conferences that the person manages and could take as a model: the next to come and the latest of the others,
    `limit` of each (two statements)."""
    query, ahead = select(Conference).where(sight.managed_by(user)), Conference.starts_at > clock.now()
    coming = query.where(ahead).order_by(Conference.starts_at, Conference.id).limit(limit)
    past = query.where(~ahead).order_by(Conference.starts_at.desc(), Conference.id.desc()).limit(limit)
    return Models(list(reversed(db.session.scalars(coming).all())), list(db.session.scalars(past)))
