"""Telling the sites of a rehearsal, in words of the papers (Vietnamese)."""

from sqlalchemy import func, select

from meetings.base import clock
from meetings.base.db import db
from meetings.invitations import mailings
from meetings.rehearsals import queries
from meetings.rehearsals.models import RehearsalState, Trial
from meetings.rehearsals.queries import CONCERNED, WITH_SITE
from meetings.sites import telling

# The messages, and in which state a rehearsal is of which that is still to be told.
KINDS = {
    "rehearsal_planned": RehearsalState.PLANNED,
    "rehearsal_moved": RehearsalState.PLANNED,
    "rehearsal_cancelled": RehearsalState.CANCELLED,
}


def tell_sites(rehearsal, kind, *, by=None):
    """Queue a message of `kind` to those who answer for each site of the rehearsal, each with his link (a fixed number
    of statements); for more sites than one request prepares the worker does it (see `prepare`)."""
    number = db.session.scalar(select(func.count()).select_from(_trials(rehearsal).subquery()))
    if number > mailings.AT_ONCE:
        mailings.leave_to_the_worker(rehearsal.conference, kind, number, {"rehearsal": rehearsal.id}, by=by)
    else:
        _tell(rehearsal, kind, [trial.site for trial in db.session.scalars(_trials(rehearsal).options(WITH_SITE))])


def prepare(sending) -> int:
    """Queue the messages to the next part of the sites; returns to how many. Nothing where the rehearsal has meanwhile
    been called off with its conference."""
    rehearsal = queries.rehearsal(sending.facts["rehearsal"])

    def find():
        query = _trials(rehearsal).where(Trial.site_id > sending.reached).order_by(Trial.site_id)
        return [trial.site for trial in db.session.scalars(query.limit(mailings.AT_ONCE).options(WITH_SITE))]

    return mailings.go_on(
        sending,
        lambda: rehearsal is not None and rehearsal.state is KINDS[sending.kind],
        find,
        lambda found: _tell(rehearsal, sending.kind, found),
    )


def _trials(rehearsal):
    return select(Trial).join(Trial.site).where(Trial.rehearsal_id == rehearsal.id, CONCERNED)


def _tell(rehearsal, kind, sites):
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
