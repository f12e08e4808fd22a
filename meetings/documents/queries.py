"""Questions to the documents."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from meetings.agenda.models import Item
from meetings.base.db import db
from meetings.base.search import matches
from meetings.documents.models import Document, Download


def document(document_id: int) -> Document | None:
    """One document that has not been removed, with its conference."""
    found = db.session.get(Document, document_id, options=[joinedload(Document.conference)])
    return found if found and found.removed_at is None else None


def documents_of(conference_id: int, audiences, *, words: str = "", secret: bool = False):
    """A select of what stands on the shelf for `audiences`: by item of the agenda, then by title.

    `secret` adds what belongs to items with secret content, for who is to take it off.
    """
    found = (
        select(Document)
        .where(Document.conference_id == conference_id, Document.removed_at.is_(None))
        .where(Document.audience.in_(audiences), matches(Document, words))
        .outerjoin(Document.item)
        .options(joinedload(Document.item), joinedload(Document.uploaded_by))
        .order_by(func.coalesce(Item.position, 0), Document.title, Document.id)
    )
    return found if secret else found.where(or_(Item.id.is_(None), Item.is_secret.is_(False)))


def removed(document_id: int) -> Document | None:
    """One document that was taken off the shelf, with its conference."""
    found = db.session.get(Document, document_id, options=[joinedload(Document.conference)])
    return found if found and found.removed_at else None


def same_file(conference_id: int, fingerprint: str) -> Document | None:
    """A document of the conference with exactly this content, if one stands there already."""
    return db.session.scalar(
        select(Document).filter_by(conference_id=conference_id, fingerprint=fingerprint, removed_at=None).limit(1)
    )


def downloads_of(document_id: int):
    """A select of who took it, newest first."""
    return (
        select(Download)
        .filter_by(document_id=document_id)
        .options(joinedload(Download.person))
        .order_by(Download.at.desc(), Download.id.desc())
    )


def times_taken(document_ids) -> dict[int, int]:
    """How often each was taken (one statement)."""
    rows = db.session.execute(
        select(Download.document_id, func.count())
        .where(Download.document_id.in_(document_ids))
        .group_by(Download.document_id)
    )
    return dict(rows.all())
