"""Reading the sites of conferences."""

from sqlalchemy import exists, select

from meetings.base.db import db
from meetings.sites.models import Site


def has_site_of(conference_id, unit_ids) -> bool:
    """Whether one of the units takes part in the conference."""
    return bool(unit_ids) and db.session.scalar(
        select(exists().where(Site.conference_id == conference_id, Site.unit_id.in_(unit_ids)))
    )


def is_site_chair(conference_id, person_id) -> bool:
    """Whether the person presides at one of the conference's sites."""
    return db.session.scalar(select(exists().where(Site.conference_id == conference_id, Site.chair_id == person_id)))
