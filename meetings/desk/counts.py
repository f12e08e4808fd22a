"""How much there is of everything, asked in one statement."""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func, or_, select, true

from meetings.agenda.models import Item
from meetings.attendance import queries as attendance
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
from meetings.sites.queries import NEEDS_LINE, units_answered_by

NUMBER = bindparam("conference_id")


class Waits(NamedTuple):
    """What waits for a person: overdue directives among those that he follows, the number that home and the register
    say too; papers for him to finish."""

    overdue: int = 0
    papers: int = 0


def waits_for(user) -> Waits:
    """What the sidebar says beside its entries (one statement)."""
    return Waits(*db.session.execute(select(*_waits(user))).one())


def of_conference(conference, user) -> tuple[dict[str, str], Waits]:
    """What stands beside the tabs of a conference (sites confirmed of all asked, items, minutes planned, documents and
    directives that the person may see, lines that are needed and good), and what waits for him, all in one
    statement."""
    seen = _count(Directive, Directive.conference_id == NUMBER, directives.seen_by(user)).label("directives")
    asked = select(*_numbers(*_shelf(user, conference)), seen, *_waits(user))
    row = db.session.execute(asked, {"conference_id": conference.id}).one()
    shown = ("agenda", "planned", "documents", "directives", "attendance", "lines", "tested", "hubs")
    found = {key: str(row._mapping[key]) for key in shown if row._mapping[key]}
    if row.sites:
        found["sites"] = f"{row.confirmed}/{row.sites}"
    return found, Waits(row.overdue, row.papers)


def _shelf(user, conference):
    """Whose papers are counted, as a condition that asks in the same statement whether the reader answers for a site:
    `documents.rules.audiences_for` says the same of a conference at hand."""
    if conferences.can_run(user, conference):
        return None, ()
    return user.id, tuple(sorted(units_answered_by(user)))


@remembered
def _numbers(reader_id, answering):
    asked = Site.conference_id == NUMBER, Site.kind != SiteKind.MAIN
    lines = Site.conference_id == NUMBER, NEEDS_LINE
    planned = _sum(Item.planned_minutes).where(Item.conference_id == NUMBER)
    shown = Document.removed_at.is_(None), _is_on_shelf(reader_id, answering), documents.open_to_readers()
    return (
        _count(Site, *asked).label("sites"),
        _count(Site, *asked, Site.state == SiteState.CONFIRMED).label("confirmed"),
        _count(Site, *lines).label("lines"),
        _count(Site, *lines, Site.line == LineState.GOOD).label("tested"),
        _count(Site, *lines, Site.kind == SiteKind.MAIN).label("hubs"),
        _count(Item, Item.conference_id == NUMBER).label("agenda"),
        planned.scalar_subquery().label("planned"),
        _count(Document, Document.conference_id == NUMBER, *shown).label("documents"),
        attendance.present(NUMBER).label("attendance"),
    )


def _is_on_shelf(reader_id, answering):
    """For everybody who takes part; those for the sites also for who answers for one; all for who runs it (None)."""
    if reader_id is None:
        return true()
    own = or_(Site.unit_id.in_(answering), Site.chair_id == reader_id)
    answers = exists().where(Site.conference_id == NUMBER, own)
    return or_(Document.audience == Audience.PARTICIPANTS, and_(Document.audience == Audience.SITES, answers))


def _waits(user):
    return (
        _count(Directive, directives.followed_by(user), deadlines.overdue(clock.today())).label("overdue"),
        waiting.number_of_papers(user).label("papers"),
    )


def _sum(column):
    return select(func.coalesce(func.sum(column), 0))


def _count(model, *conditions):
    return select(func.count(model.id)).where(*conditions).scalar_subquery()
