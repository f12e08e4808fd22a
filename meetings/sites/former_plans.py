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
    """What those of the site knew before time or place last changed (one statement, none for a conference that never
    changed); None where neither changed since it was asked or gave its last answer, and once it has answered to what
    holds now. A later change of something else, which names no former time, takes nothing of that back."""
    if site.state not in SILENT or not site.conference.sequence:
        return None
    before = Notice.facts["before"].as_string()
    told = select(before).where(Notice.about == ref(site), Notice.kind.in_(CHANGES), before != "")
    for since in filter(None, (site.invited_at, site.answered_at)):
        told = told.where(Notice.created_at >= since)
    old, new = db.session.scalar(told.order_by(Notice.id.desc()).limit(1)), times.told(site.conference)
    return Former(old, new) if old and old != new else None
