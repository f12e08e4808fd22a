"""What the one search box finds: in each place the first few that the person may see, one statement a place.

Where the words stand together as they were typed comes first.
"""

from sqlalchemy import or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import closest, matches
from meetings.conferences.models import Conference
from meetings.desk import paper_sight
from meetings.directives import sight as directive_sight
from meetings.directives.models import Directive
from meetings.documents import queries as shelves
from meetings.documents.models import Audience, Document
from meetings.registry import queries as registry
from meetings.registry.models import Paper
from meetings.sites import sight
from meetings.sites.models import Site
from meetings.units.models import Unit

SHOWN = 8


def conferences(user, words) -> list[Conference]:
    """Conferences by title and place, the latest first."""
    query = select(Conference).where(sight.seen_by(user), matches(Conference, words))
    return _few(query.order_by(closest(Conference, words), Conference.starts_at.desc(), Conference.id.desc()))


def sites(user, words) -> list[Site]:
    """Sites by name, chair and contact, in conferences that are seen, the latest first."""
    query = select(Site).join(Site.conference).where(sight.seen_by(user), matches(Site, words))
    sorting = closest(Site, words), Conference.starts_at.desc(), Site.position
    return _few(query.options(by_join(Site.conference)).order_by(*sorting))


def directives(user, words) -> list[Directive]:
    """Directives by code, text, giver and source, the latest first."""
    query = select(Directive).where(directive_sight.seen_by(user), matches(Directive, words))
    sorting = closest(Directive, words), Directive.given_at.desc(), Directive.id.desc()
    return _few(query.options(by_join(Directive.lead_unit)).order_by(*sorting))


def papers(user, words) -> list[Paper]:
    """Released papers by symbol, subject and signer: those that hold first, among them the latest."""
    query = select(Paper).where(paper_sight.papers_seen_by(user), matches(Paper, words))
    return _few(
        query.order_by(closest(Paper, words), registry.holds().desc(), Paper.released_at.desc(), Paper.id.desc())
    )


def documents(user, words) -> list[Document]:
    """Files on the shelf: all of them where one runs the conference, else those meant for all who take part."""
    allowed = or_(sight.run_by(user), Document.audience == Audience.PARTICIPANTS)
    query = (
        select(Document)
        .join(Document.conference)
        .where(Document.removed_at.is_(None), shelves.open_to_readers())
        .where(sight.seen_by(user), allowed, matches(Document, words))
        .options(by_join(Document.conference))
    )
    return _few(query.order_by(closest(Document, words), Document.uploaded_at.desc(), Document.id.desc()))


def units(words) -> list[Unit]:
    """Units that exist today by name and code."""
    today = clock.today()
    query = select(Unit).where(
        matches(Unit, words),
        or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
        or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
    )
    return _few(query.order_by(closest(Unit, words), Unit.position, Unit.id))


def _few(query):
    return list(db.session.scalars(query.limit(SHOWN)))
