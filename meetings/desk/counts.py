"""How much there is of everything, asked in one statement."""

from sqlalchemy import bindparam, func, select

from meetings.agenda.models import Item
from meetings.attendance.models import HeadCount
from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.directives.models import Directive
from meetings.documents.models import Document
from meetings.sites.models import Site, SiteKind, SiteState


def of_conference(conference_id: int) -> dict[str, str]:
    """What stands beside the tabs of a conference: sites confirmed of all asked, items, documents, directives."""
    row = db.session.execute(_counts(), {"conference_id": conference_id}).one()
    found = {
        key: str(row._mapping[key]) for key in ("agenda", "documents", "directives", "attendance") if row._mapping[key]
    }
    if row.sites:
        found["sites"] = f"{row.confirmed}/{row.sites}"
    return found


@remembered
def _counts():
    number = bindparam("conference_id")
    asked = Site.conference_id == number, Site.kind != SiteKind.MAIN
    present = select(func.coalesce(func.sum(HeadCount.present), 0)).join(Site).where(Site.conference_id == number)
    return select(
        _count(Site, *asked).label("sites"),
        _count(Site, *asked, Site.state == SiteState.CONFIRMED).label("confirmed"),
        _count(Item, Item.conference_id == number).label("agenda"),
        _count(Document, Document.conference_id == number, Document.removed_at.is_(None)).label("documents"),
        _count(Directive, Directive.conference_id == number).label("directives"),
        present.scalar_subquery().label("attendance"),
    )


def _count(model, *conditions):
    return select(func.count(model.id)).where(*conditions).scalar_subquery()
