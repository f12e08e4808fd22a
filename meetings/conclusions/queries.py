"""Reading conclusions and the notices of them."""

from typing import NamedTuple

from sqlalchemy import func, select

from meetings.agenda.models import ItemKind
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.refs import ref
from meetings.conclusions.models import Conclusion, ConclusionNotice, NoticeState
from meetings.conferences.models import Conference
from meetings.journal.models import Entry
from meetings.minutes import queries as minutes
from meetings.minutes.models import Block, BlockKind

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
    return db.session.scalar(select(ConclusionNotice).where(ConclusionNotice.id == newest_id(conference_id)))


def newest_id(conference_id):
    """Its number, as a part of a statement."""
    query = select(ConclusionNotice.id).where(*_standing(conference_id)).order_by(ConclusionNotice.edition.desc())
    return query.limit(1).scalar_subquery()


def conclusions(minutes_id) -> list[Conclusion]:
    """The numbered conclusions of an approved edition of the minutes."""
    query = select(Conclusion).where(Conclusion.minutes_id == minutes_id).order_by(Conclusion.number)
    return list(db.session.scalars(query))


def directives_of(minutes_id, *also) -> list[Block]:
    """The directive blocks that the notice gives out: those of the conference itself; with those of the editions of the
    numbers `also`."""
    return [block for block in minutes.blocks_of(minutes_id, BlockKind.DIRECTIVE, also=also) if not is_local(block)]


def differ(one: int, other: int, directives) -> bool:
    """Whether two editions of the minutes, by their numbers, conclude or order differently: a notice of the one then no
    longer says what the other does (one statement); `directives` are the `directives_of` both."""
    said = select(Conclusion.minutes_id, Conclusion.number, Conclusion.text)
    found = {number: set() for number in (one, other)}
    for number, *conclusion in db.session.execute(said.where(Conclusion.minutes_id.in_(found))):
        found[number].add(tuple(conclusion))
    for block in directives:
        units = (frozenset(unit.id for unit in some) for some in (block.leads, block.coordinators))
        found[block.minutes_id].add((block.text, block.due_on, block.is_standing, block.expected_result, *units))
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
