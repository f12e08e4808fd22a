"""Questions to the speeches."""

from datetime import timedelta

from sqlalchemy import case, exists, func, or_, select, union
from sqlalchemy.orm import contains_eager

from meetings.agenda.models import Item
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.conferences import left
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.documents import queries as documents
from meetings.documents.models import Shelf
from meetings.sites.models import Site
from meetings.speeches.models import Speech, SpeechState

# What waits for a decision stands first, then the agenda as it runs, then what is settled.
ORDER = case({state: place for place, state in enumerate(SpeechState)}, value=Speech.state)


def speech(speech_id) -> Speech | None:
    """The speech of that number with its site, conference and item, or None."""
    options = [
        by_join(Speech.site, Site.unit),
        by_join(Speech.site, Site.conference, Conference.organiser),
        by_join(Speech.site, Site.conference, Conference.secretary),
        by_join(Speech.item),
        by_join(Speech.decided_by),
    ]
    return db.session.get(Speech, speech_id, options=options)


def of_conference(conference_id, *, state=None, words=None):
    """The speeches of a conference that fit, those first that wait: a select for a pager."""
    query = (
        select(Speech)
        .join(Speech.site)
        .outerjoin(Speech.item)
        .where(Site.conference_id == conference_id, matches(Speech, words))
        .options(contains_eager(Speech.site).options(by_join(Site.unit)), contains_eager(Speech.item))
    )
    if state is not None:
        query = query.where(Speech.state == state)
    return query.order_by(ORDER, func.coalesce(Item.position, 0), Speech.offered_at, Speech.id)


def counts(conference_id) -> dict[SpeechState, tuple[int, int]]:
    """By state: how many speeches and how many minutes in all; every state is a key."""
    query = (
        select(Speech.state, func.count(), func.sum(Speech.minutes))
        .join(Speech.site)
        .where(Site.conference_id == conference_id)
        .group_by(Speech.state)
    )
    return dict.fromkeys(SpeechState, (0, 0)) | {row[0]: (row[1], int(row[2])) for row in db.session.execute(query)}


def secret_texts(conference_id) -> set[str]:
    """The fingerprints of the texts that nobody reads, by one statement: said to be secret when they stood on the
    shelf, of an item with secret content, or of a conference that has it."""
    closed = exists().where(Shelf.conference_id == conference_id, Shelf.is_secret)
    of_speeches = (
        select(Speech.fingerprint)
        .join(Speech.site)
        .outerjoin(Speech.item)
        .where(Site.conference_id == conference_id, Speech.fingerprint != "", Item.is_secret | closed)
    )
    return set(db.session.scalars(union(documents.secret_files(conference_id), of_speeches)))


def outworn(*, days: int) -> list[Conference]:
    """The conferences that were over more than `days` days ago, or left (`conferences.left`), and still name who was to
    hold a speech that never came into the agenda."""
    named = (
        select(Site.conference_id)
        .join(Speech, Speech.site_id == Site.id)
        .where(Speech.state != SpeechState.ACCEPTED, Speech.speaker_name != "")
    )
    over = select(Conference).where(
        or_(Conference.state.in_((C.ENDED, C.CONCLUDED, C.CANCELLED)), left.are_left()),
        Conference.ends_at < clock.now() - timedelta(days=days),
    )
    return list(db.session.scalars(over.where(Conference.id.in_(named)).order_by(Conference.id)))


def of_site(site_id) -> list[Speech]:
    """The speeches of one site, as they were offered."""
    query = select(Speech).filter_by(site_id=site_id).order_by(Speech.id).options(by_join(Speech.item))
    return list(db.session.scalars(query))


def number_open(site_id) -> int:
    """How many speeches of the site are not withdrawn."""
    query = select(func.count()).select_from(Speech).filter_by(site_id=site_id)
    return db.session.scalar(query.where(Speech.state != SpeechState.WITHDRAWN))


def item_ids(conference_id) -> list[int]:
    """The items of the agenda that are accepted speeches, in the order of the agenda."""
    query = (
        select(Item.id)
        .join(Speech, Speech.item_id == Item.id)
        .where(Item.conference_id == conference_id, Speech.state == SpeechState.ACCEPTED)
    )
    return list(db.session.scalars(query.order_by(Item.position, Item.id)))
