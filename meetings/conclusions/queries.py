"""Reading conclusions and the notices of them."""

from typing import NamedTuple

from sqlalchemy import func, or_, select

from meetings.agenda.models import Item, ItemKind
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.refs import ref
from meetings.conclusions.models import Conclusion, ConclusionNotice, NoticeState
from meetings.conferences.models import Conference
from meetings.journal.models import Entry
from meetings.minutes import queries as minutes
from meetings.minutes.models import Block, BlockKind, block_coordinators, block_leads

WROTE = "wrote_notice"


def notice(notice_id) -> ConclusionNotice | None:
    """The notice of that number with its conference, or None."""
    options = by_join(ConclusionNotice.conference), by_join(ConclusionNotice.minutes)
    return db.session.get(ConclusionNotice, notice_id, options=options)


class Save(NamedTuple):
    """One save of a notice, as `minutes.hands` judges it: by whom, and with which hand."""

    by_id: int | None
    content: dict


def saves(notice, number: int) -> list[Save]:
    """The last saves of the notice, the latest first, at most `number`, as the journal keeps them."""
    query = select(Entry.by_id, Entry.details).where(Entry.about == ref(notice), Entry.verb == WROTE)
    rows = db.session.execute(query.order_by(Entry.id.desc()).limit(max(number, 0))).all()
    return [Save(by_id, details) for by_id, details in rows]


def editions(conference_id) -> list[ConclusionNotice]:
    """All editions of a conference's notice that stand, newest first, with their papers."""
    query = select(ConclusionNotice).where(*_standing(conference_id))
    query = query.options(by_join(ConclusionNotice.paper), by_join(ConclusionNotice.minutes))
    return list(db.session.scalars(query.order_by(ConclusionNotice.edition.desc())))


def _standing(conference_id):
    return ConclusionNotice.conference_id == conference_id, ConclusionNotice.state != NoticeState.DROPPED


def last_edition(conference_id) -> int:
    """The number of the last edition that was begun, dropped ones counted; 0 before the first draft."""
    query = select(func.max(ConclusionNotice.edition)).where(ConclusionNotice.conference_id == conference_id)
    return db.session.scalar(query) or 0


def newest(conference_id) -> ConclusionNotice | None:
    """The newest edition of the notice that stands; None before the first draft."""
    query = select(ConclusionNotice).where(*_standing(conference_id))
    return db.session.scalar(query.order_by(ConclusionNotice.edition.desc()).limit(1))


def conclusions(minutes_id) -> list[Conclusion]:
    """The numbered conclusions of an approved edition of the minutes."""
    query = select(Conclusion).where(Conclusion.minutes_id == minutes_id).order_by(Conclusion.number)
    return list(db.session.scalars(query))


def directives_of(minutes_id) -> list[Block]:
    """The directive blocks that the notice gives out: those of the conference itself."""
    return [block for block in minutes.blocks_of(minutes_id, BlockKind.DIRECTIVE) if not is_local(block)]


def local_directives_of(minutes_id) -> list[Block]:
    """The directive blocks of the sites' own sessions after the link closed: they bind there, by the site's chair."""
    return [block for block in minutes.blocks_of(minutes_id, BlockKind.DIRECTIVE) if is_local(block)]


def differ(one: int, other: int) -> bool:
    """Whether two editions of the minutes, by their numbers, conclude or order differently: a notice of the one then no
    longer says what the other does (two statements)."""
    ids = one, other
    said = select(Conclusion.minutes_id, Conclusion.number, Conclusion.text).where(Conclusion.minutes_id.in_(ids))
    facts = Block.text, Block.due_on, Block.is_standing, Block.expected_result
    ordered = (
        select(Block.minutes_id, *facts, block_leads.c.unit_id, block_coordinators.c.unit_id)
        .outerjoin(block_leads, block_leads.c.block_id == Block.id)
        .outerjoin(block_coordinators, block_coordinators.c.block_id == Block.id)
        .outerjoin(Block.item)
        .where(Block.minutes_id.in_(ids), Block.kind == BlockKind.DIRECTIVE, Block.removed_at.is_(None))
        .where(or_(Item.id.is_(None), Item.kind != ItemKind.LOCAL))
    )
    found = {number: set() for number in ids}
    for query in (said, ordered):
        for number, *row in db.session.execute(query):
            found[number].add(tuple(row))
    return found[one] != found[other]


def is_local(block: Block) -> bool:
    """Whether the block was said in a site's own session after the link had closed."""
    return block.item is not None and block.item.kind is ItemKind.LOCAL


def last_signed(organiser_id) -> ConclusionNotice | None:
    """The organiser's newest notice on which it is said who signs; its signature is the next one's first proposal."""
    query = select(ConclusionNotice).join(ConclusionNotice.conference)
    query = query.where(Conference.organiser_id == organiser_id, ConclusionNotice.signer_name != "")
    query = query.where(ConclusionNotice.state != NoticeState.DROPPED)
    return db.session.scalar(query.order_by(ConclusionNotice.id.desc()).limit(1))
