"""Reading video rooms."""

from sqlalchemy import or_, select

from meetings.base.db import db
from meetings.rooms.models import Room
from meetings.sites.models import Site


def room_of(conference_id) -> Room | None:
    """The room of the conference; None where none was made."""
    return db.session.scalar(select(Room).filter_by(conference_id=conference_id))


def site_name_of(conference_id, person) -> str:
    """The name of the site at which the person takes part; empty for those of no site."""
    mine = or_(Site.chair_id == person.id, Site.unit_id.in_(sorted(person.unit_ids)))
    query = select(Site.name).where(Site.conference_id == conference_id, mine).order_by(Site.position, Site.id).limit(1)
    return db.session.scalar(query) or ""
