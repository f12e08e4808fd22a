"""What a conference still lacks before it can be announced."""

from typing import NamedTuple

from sqlalchemy import func, select

from meetings.base.db import db
from meetings.base.language import _l
from meetings.sites.models import Site, SiteKind


class Lack(NamedTuple):
    """One thing that is missing: its key, the sentence, and the step of the creation that mends it."""

    key: str
    words: str
    step: str


def lacks(conference) -> list[Lack]:
    """What keeps the conference from being announced (Decision 45/2018: chair, attendees, content, time, place)."""
    main, others = _sites(conference.id)
    checks = (
        (conference.title.strip(), Lack("title", _l("The conference has no title."), "information")),
        (conference.chair, Lack("chair", _l("Nobody is named to preside."), "information")),
        (main, Lack("main", _l("No main site is chosen."), "sites")),
        (others, Lack("sites", _l("No site is invited yet; choose at least one."), "sites")),
    )
    return [lack for fulfilled, lack in checks if not fulfilled]


def _sites(conference_id):
    """How many main sites there are, and how many others."""
    counted = select(Site.kind, func.count()).where(Site.conference_id == conference_id).group_by(Site.kind)
    kinds = dict(db.session.execute(counted).all())
    main = kinds.pop(SiteKind.MAIN, 0)
    return main, sum(kinds.values())
