"""Reading official papers and their number series."""

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased, defer

from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.registry.models import Numbering, Paper, Series
from meetings.units.models import Unit


def paper(paper_id):
    """The paper of that number, or None."""
    return db.session.get(Paper, paper_id)


def papers(*, words=None, kind=None, issuer_id=None, year=None):
    """The register of outgoing papers that fit, newest first: a select for a pager, without what the papers say."""
    query = (
        select(Paper)
        .where(matches(Paper, words))
        .options(defer(Paper.facts), by_join(Paper.issuer), by_join(Paper.supersedes, without=(Paper.facts,)))
        .order_by(Paper.issued_on.desc(), Paper.id.desc())
    )
    if kind:
        query = query.where(Paper.kind == kind)
    if issuer_id:
        query = query.where(Paper.issuer_id == issuer_id)
    if year:
        query = query.where(Paper.year == year)
    return query


def unrendered(limit=20, but=()):
    """Released papers whose PDF is not in storage yet, oldest first, `but` those of these numbers."""
    query = select(Paper).where(Paper.fingerprint.is_(None), Paper.id.not_in(but)).order_by(Paper.id).limit(limit)
    return db.session.scalars(query).all()


def holds():
    """The condition on `Paper` that no later one stands in its place."""
    later = aliased(Paper)
    return ~exists().where(later.supersedes_id == Paper.id)


def superseded_by(papers) -> dict[int, Paper]:
    """By the number of a paper: the later one that stands in its place."""
    later = select(Paper).where(Paper.supersedes_id.in_([paper.id for paper in papers]))
    query = later.options(defer(Paper.facts)).order_by(Paper.id)
    return {paper.supersedes_id: paper for paper in db.session.scalars(query)}


def highest_number(issuer_id, year, kind) -> int:
    """The highest number that was given out here in a series, without a kind in that of all papers; 0 while there is
    none."""
    query = select(func.max(Paper.number)).filter_by(issuer_id=issuer_id, year=year)
    return db.session.scalar(query.filter_by(kind=kind) if kind else query) or 0


def has_numbers(issuer_id, year) -> bool:
    """Whether a number of that year was taken in any of the issuer's series, here or, as somebody said, elsewhere."""
    begun = select(Series.id).filter_by(issuer_id=issuer_id, year=year).where(Series.last_number > 0)
    return db.session.scalar(begun.limit(1)) is not None


def numbers_in_common(issuer_id, year) -> bool:
    """Whether the issuer numbers all papers of that year in one series: as was said of it, or of the last year before
    of which something was said; else each kind has its own."""
    said = select(Numbering.is_common).where(Numbering.issuer_id == issuer_id, Numbering.year <= year)
    return bool(db.session.scalar(said.order_by(Numbering.year.desc()).limit(1)))


def numberings(year):
    """How issuers number in that year, and where it is said of a later one: the row in force, and those after it."""
    later = aliased(Numbering)
    passed = exists().where(later.issuer_id == Numbering.issuer_id, later.year > Numbering.year, later.year <= year)
    query = select(Numbering).where(~passed).join(Numbering.issuer).options(by_join(Numbering.issuer))
    return db.session.scalars(query.order_by(Unit.position, Unit.search_key, Unit.id, Numbering.year)).all()


def issuers():
    """The units that give out papers, or are set up to: those with a symbol, a letterhead or a series."""
    named = or_(Unit.abbreviation != "", Unit.letterhead != "", Unit.id.in_(select(Series.issuer_id)))
    return db.session.scalars(select(Unit).where(named).order_by(Unit.position, Unit.search_key, Unit.id)).all()


def all_series():
    """Every counter, the latest year first: a select for a pager."""
    query = select(Series).join(Series.issuer).options(by_join(Series.issuer))
    return query.order_by(Series.year.desc(), Unit.position, Unit.search_key, Series.kind.nulls_first(), Series.id)
