"""How much there is of everything, asked in one statement."""

from typing import NamedTuple

from sqlalchemy import func, select

from meetings.agenda.models import Item
from meetings.attendance.models import HeadCount
from meetings.base import clock
from meetings.base.db import db
from meetings.desk import waiting
from meetings.directives import deadlines
from meetings.directives import sight as directives
from meetings.directives.models import Directive
from meetings.documents.models import Document
from meetings.sites.models import LineState, Site, SiteKind, SiteState


class Waits(NamedTuple):
    """What waits for a person: overdue directives of his units or given in their name, papers for him to finish."""

    overdue: int = 0
    papers: int = 0


def waits_for(user) -> Waits:
    """What the sidebar says beside its entries (one statement)."""
    return Waits(*db.session.execute(select(*_waits(user))).one())


def of_conference(conference_id: int, user) -> tuple[dict[str, str], Waits]:
    """What stands beside the tabs of a conference (sites confirmed of all asked, items, minutes planned, documents,
    directives, sites with a good line), and what waits for the person, all in one statement."""
    asked = Site.conference_id == conference_id, Site.kind != SiteKind.MAIN
    row = db.session.execute(
        select(
            _count(Site, *asked).label("sites"),
            _count(Site, *asked, Site.state == SiteState.CONFIRMED).label("confirmed"),
            _count(Site, *asked, Site.line == LineState.GOOD).label("lines"),
            _count(Item, Item.conference_id == conference_id).label("agenda"),
            _sum(Item.planned_minutes).where(Item.conference_id == conference_id).scalar_subquery().label("planned"),
            _count(Document, Document.conference_id == conference_id, Document.removed_at.is_(None)).label("documents"),
            _count(Directive, Directive.conference_id == conference_id).label("directives"),
            _sum(HeadCount.present)
            .join(Site)
            .where(Site.conference_id == conference_id)
            .scalar_subquery()
            .label("attendance"),
            *_waits(user),
        )
    ).one()
    shown = ("agenda", "planned", "documents", "directives", "attendance", "lines")
    found = {key: str(row._mapping[key]) for key in shown if row._mapping[key]}
    if row.sites:
        found["sites"] = f"{row.confirmed}/{row.sites}"
    return found, Waits(row.overdue, row.papers)


def _waits(user):
    mine = directives.owed_by(user) | directives.given_by(user)
    return (
        _count(Directive, mine, deadlines.overdue(clock.today())).label("overdue"),
        waiting.number_of_papers(user).label("papers"),
    )


def _sum(column):
    return select(func.coalesce(func.sum(column), 0))


def _count(model, *conditions):
    return select(func.count(model.id)).where(*conditions).scalar_subquery()
