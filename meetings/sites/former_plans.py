"""What somebody was told before a conference changed, for the pages on which a site answers anew."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.conferences import times
from meetings.notices.models import Notice
from meetings.sites.models import SILENT
from meetings.sites.pace import CHANGES


class Former(NamedTuple):
    """Time and place as they were told before, and as they are now."""

    old: str
    new: str


def of(site) -> Former | None:
    """What those of the site knew before the last change that was told to them (one statement, none for a conference
    that never changed); None where nothing changed since it was asked, and once it has answered to what holds now."""
    if site.state not in SILENT or not site.conference.sequence:
        return None
    told = select(Notice.facts).where(Notice.about == ref(site), Notice.kind.in_(CHANGES))
    facts = db.session.scalar(told.order_by(Notice.id.desc()).limit(1))
    old, new = (facts or {}).get("before", ""), times.told(site.conference)
    return Former(old, new) if old and old != new else None
