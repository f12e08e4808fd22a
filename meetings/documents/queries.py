"""Questions to the documents."""

from sqlalchemy import func, not_, or_, select

from meetings.agenda.models import Item
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.documents.models import Audience, Document, Download, Shelf

# What is on the shelf for who answers for a site, with an account or by the site's link.
FOR_SITES = (Audience.SITES, Audience.PARTICIPANTS)


def document(document_id: int) -> Document | None:
    """One document that has not been removed, with its conference."""
    found = db.session.get(Document, document_id, options=[by_join(Document.conference)])
    return found if found and found.removed_at is None else None


def shelf(conference_id: int) -> Shelf | None:
    """What is true of the conference's shelf as a whole; None while nothing was said of it."""
    return db.session.scalar(select(Shelf).filter_by(conference_id=conference_id))


def is_closed(conference_id: int) -> bool:
    """Whether the whole conference has secret content."""
    return db.session.scalar(select(Shelf.id).filter_by(conference_id=conference_id, is_secret=True)) is not None


def open_to_readers():
    """The condition on `Document` that neither its item nor its whole conference has secret content."""
    secret_items = select(Item.id).where(Item.is_secret)
    closed = select(Shelf.conference_id).where(Shelf.is_secret)
    by_item = or_(Document.item_id.is_(None), Document.item_id.not_in(secret_items))
    return by_item & Document.was_secret.is_(False) & not_(Document.conference_id.in_(closed))


def documents_of(conference_id: int, audiences, *, words: str = "", secret: bool = False):
    """A select of what stands on the shelf for `audiences`: by item of the agenda, then by title.

    `secret` adds what has secret content, by its item or its conference, for who is to take it off.
    """
    found = (
        select(Document)
        .where(Document.conference_id == conference_id, Document.removed_at.is_(None))
        .where(Document.audience.in_(audiences), matches(Document, words))
        .outerjoin(Document.item)
        .options(by_join(Document.item), by_join(Document.uploaded_by))
        .order_by(func.coalesce(Item.position, 0), Document.search_key, Document.id)
    )
    return found if secret else found.where(open_to_readers())


def for_sites(conference_id: int):
    """A select of what stands on the shelf for who answers for a site, as `documents_of` gives it."""
    return documents_of(conference_id, FOR_SITES)


def number_for_sites(conference_id: int) -> int:
    """How many papers a site's people find on the shelf."""
    return db.session.scalar(select(func.count()).select_from(for_sites(conference_id).order_by(None).subquery()))


def of_item(item_id: int) -> list[Document]:
    """All that hangs on an item of the agenda, also what was taken off the shelf."""
    query = select(Document).where(Document.item_id == item_id).options(by_join(Document.conference))
    return list(db.session.scalars(query.order_by(Document.id)))


def earlier(document: Document) -> list[Document]:
    """The versions that `document` replaced, the newest of them first (one statement)."""
    chain = select(Document.replaces_id.label("id")).where(Document.id == document.id).cte("chain", recursive=True)
    chain = chain.union_all(select(Document.replaces_id).where(Document.id == chain.c.id))
    query = select(Document).where(Document.id.in_(select(chain.c.id)))
    return list(db.session.scalars(query.options(by_join(Document.uploaded_by)).order_by(Document.id.desc())))


def earlier_version(document_id: int) -> Document | None:
    """A version that a newer one took the place of, with its conference."""
    found = removed(document_id)
    if found is None:
        return None
    return found if db.session.scalar(select(Document.id).filter_by(replaces_id=found.id).limit(1)) else None


def removed(document_id: int) -> Document | None:
    """One document that was taken off the shelf, with its conference."""
    found = db.session.get(Document, document_id, options=[by_join(Document.conference)])
    return found if found and found.removed_at else None


def same_file(conference_id: int, fingerprint: str) -> Document | None:
    """A document of the conference with exactly this content, if one stands there already."""
    return db.session.scalar(
        select(Document).filter_by(conference_id=conference_id, fingerprint=fingerprint, removed_at=None).limit(1)
    )


def secret_files(conference_id: int):
    """A select of the fingerprints of what was said to hold secret content, on the shelf or taken off it."""
    secret_items = select(Item.id).where(Item.is_secret)
    secret = Document.was_secret | Document.item_id.in_(secret_items)
    return select(Document.fingerprint).where(Document.conference_id == conference_id, secret)


def is_secret_file(conference_id: int, fingerprint: str) -> bool:
    """Whether exactly this content was said to be secret in the conference, under whatever name it comes again."""
    query = secret_files(conference_id).where(Document.fingerprint == fingerprint)
    return db.session.scalar(query.limit(1)) is not None


def downloads_of(document_id: int):
    """A select of who took it, newest first."""
    return (
        select(Download)
        .filter_by(document_id=document_id)
        .options(by_join(Download.person))
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
