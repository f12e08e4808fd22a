"""How much there is of everything, asked in one statement."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from meetings.accounts.models import Role
from meetings.agenda.models import Item
from meetings.attendance.models import HeadCount
from meetings.base import clock
from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.conferences import rules as conferences
from meetings.desk import waiting
from meetings.directives import deadlines
from meetings.directives import sight as directives
from meetings.directives.models import Directive
from meetings.documents import queries as documents
from meetings.documents.models import Audience, Document
from meetings.sites.models import LineState, Site, SiteKind, SiteState

NUMBER = bindparam("conference_id")


class Waits(NamedTuple):
    """What waits for a person: overdue directives of his units or given in their name, papers for him to finish."""

    overdue: int = 0
    papers: int = 0


def waits_for(user) -> Waits:
    """What the sidebar says beside its entries (one statement)."""
    return Waits(*db.session.execute(select(*_waits(user))).one())


def of_conference(conference, user) -> tuple[dict[str, str], Waits]:
    """What stands beside the tabs of a conference (sites confirmed of all asked, items, minutes planned, documents and
    directives that the person may see, sites with a good line), and what waits for him, all in one statement."""
    seen = _count(Directive, Directive.conference_id == NUMBER, directives.seen_by(user)).label("directives")
    asked = select(*_numbers(_shelf(user, conference)), seen, *_waits(user))
    row = db.session.execute(asked, {"conference_id": conference.id}).one()
    shown = ("agenda", "planned", "documents", "directives", "attendance", "lines")
    found = {key: str(row._mapping[key]) for key in shown if row._mapping[key]}
    if row.sites:
        found["sites"] = f"{row.confirmed}/{row.sites}"
    return found, Waits(row.overdue, row.papers)


def _shelf(user, conference):
    """Whose papers are counted: no statement is spent on whether a site's people take part here."""
    if conferences.can_run(user, conference):
        return tuple(Audience)
    answers = user.posts_as(Role.SITE_OFFICER, Role.LEADER)
    return (Audience.SITES, Audience.PARTICIPANTS) if answers else (Audience.PARTICIPANTS,)


@remembered
def _numbers(audiences):
    asked = Site.conference_id == NUMBER, Site.kind != SiteKind.MAIN
    present = _sum(HeadCount.present).join(Site).where(Site.conference_id == NUMBER)
    planned = _sum(Item.planned_minutes).where(Item.conference_id == NUMBER)
    shown = Document.removed_at.is_(None), Document.audience.in_(audiences), documents.open_to_readers()
    return (
        _count(Site, *asked).label("sites"),
        _count(Site, *asked, Site.state == SiteState.CONFIRMED).label("confirmed"),
        _count(Site, *asked, Site.line == LineState.GOOD).label("lines"),
        _count(Item, Item.conference_id == NUMBER).label("agenda"),
        planned.scalar_subquery().label("planned"),
        _count(Document, Document.conference_id == NUMBER, *shown).label("documents"),
        present.scalar_subquery().label("attendance"),
    )


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
