"""Reading official papers and their number series."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.base.search import matches
from meetings.registry.models import Paper, Series


def paper(paper_id):
    """The paper of that number, or None."""
    return db.session.get(Paper, paper_id)


def papers(*, words=None, kind=None, issuer_id=None, year=None):
    """The register of outgoing papers that fit, newest first: a select for a pager."""
    query = (
        select(Paper)
        .where(matches(Paper, words))
        .options(joinedload(Paper.issuer))
        .order_by(Paper.issued_on.desc(), Paper.id.desc())
    )
    if kind:
        query = query.where(Paper.kind == kind)
    if issuer_id:
        query = query.where(Paper.issuer_id == issuer_id)
    if year:
        query = query.where(Paper.year == year)
    return query


def papers_within(thing):
    """The papers issued for a conference, oldest first."""
    return db.session.scalars(
        select(Paper).where(Paper.within == ref(thing)).order_by(Paper.released_at, Paper.id)
    ).all()


def unrendered(limit=20):
    """Released papers whose PDF is not in storage yet, oldest first."""
    query = select(Paper).where(Paper.fingerprint.is_(None)).order_by(Paper.id).limit(limit)
    return db.session.scalars(query).all()


def series_of(issuer_id, year):
    """The counters of an issuer in a year, by kind."""
    query = select(Series).where(Series.issuer_id == issuer_id, Series.year == year)
    return {row.kind: row for row in db.session.scalars(query)}
