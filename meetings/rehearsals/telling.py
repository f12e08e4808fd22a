"""Telling the sites of a rehearsal, in words of the papers (Vietnamese)."""

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.rehearsals.models import Trial
from meetings.rehearsals.queries import CONCERNED, WITH_SITE
from meetings.sites import telling


def tell_sites(rehearsal, kind):
    """Queue a message of `kind` to those who answer for each site of the rehearsal, each with his link (a fixed number
    of statements)."""
    query = select(Trial).join(Trial.site).where(Trial.rehearsal_id == rehearsal.id, CONCERNED)
    trials = db.session.scalars(query.options(WITH_SITE))
    sites = [trial.site for trial in trials]
    shared = facts(rehearsal) | {"link_page": "/test"}
    telling.tell_with_links(
        sites,
        telling.people(sites),
        kind,
        lambda site: telling.facts(site) | shared | {"path": f"/sites/{site.id}/test"},
    )


def facts(rehearsal) -> dict:
    """What every message about a rehearsal says of it."""
    starts, ends = clock.local(rehearsal.starts_at), clock.local(rehearsal.ends_at)
    return {
        "rehearsal": f"từ {starts:%H:%M} đến {ends:%H:%M} ngày {starts:%d/%m/%Y}",
        "number": rehearsal.number,
        "note": rehearsal.note,
        "operator": rehearsal.operator.name if rehearsal.operator else "",
    }
