"""Reading minutes, their blocks and what blocks have been."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import selectinload

from meetings.accounts.models import Person
from meetings.agenda import queries as agenda
from meetings.agenda.models import Item
from meetings.attendance import queries as attendance
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conferences.models import Conference
from meetings.minutes import charged
from meetings.minutes.models import Block, BlockKind, Minutes, MinutesState, Revision
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units import queries as all_units
from meetings.units.models import Unit

WHOLE = (selectinload(Block.leads), selectinload(Block.coordinators), by_join(Block.site))


class Whole(NamedTuple):
    """An edition with all its blocks, as a page shows it: `version` counts every save of any of them."""

    version: int


@dataclass
class Section:
    """An item of the agenda (None: what belongs to no item) with its blocks in order."""

    item: Item | None
    blocks: list[Block] = field(default_factory=list)

    @property
    def to_read(self) -> int:
        """How many blocks wait to be read again."""
        return sum(block.needs_reading for block in self.blocks)


def minutes(minutes_id):
    """The minutes of that number with their conference, those who preside over it, and its secretary with his posts, or
    None (one statement)."""
    wanted = (Conference.chairs,), (Conference.secretary, Person.posts)
    return db.session.get(Minutes, minutes_id, options=[by_join(Minutes.conference, *one) for one in wanted])


def editions(conference_id) -> list[Minutes]:
    """All editions of a conference's minutes that stand, newest first, with their papers."""
    query = (
        select(Minutes).where(*_standing(conference_id)).options(by_join(Minutes.paper), by_join(Minutes.approved_by))
    )
    return list(db.session.scalars(query.order_by(Minutes.edition.desc())))


def _standing(conference_id):
    return Minutes.conference_id == conference_id, Minutes.state != MinutesState.DROPPED


def last_edition(conference_id) -> int:
    """The number of the last edition that was begun, dropped ones counted; 0 before the first draft."""
    query = select(func.max(Minutes.edition)).where(Minutes.conference_id == conference_id)
    return db.session.scalar(query) or 0


def whole(minutes) -> Whole:
    """The edition as it stands: by its version one sees that somebody wrote in it meanwhile."""
    blocks = select(func.sum(Block.version)).where(Block.minutes_id == minutes.id)
    return Whole(minutes.version + (db.session.scalar(blocks) or 0))


def newest(conference_id) -> Minutes | None:
    """The newest edition that stands; None before the first draft."""
    return db.session.scalar(select(Minutes).where(Minutes.id == newest_id(conference_id)))


def number_of_blocks(minutes_id) -> int:
    """How many parts stand in the edition."""
    query = select(func.count(Block.id)).where(Block.minutes_id == minutes_id, Block.removed_at.is_(None))
    return db.session.scalar(query)


def newest_id(conference_id):
    """Its number, as a part of a statement."""
    query = select(Minutes.id).where(*_standing(conference_id)).order_by(Minutes.edition.desc())
    return query.limit(1).scalar_subquery()


def newest_frozen(conference_id) -> Minutes | None:
    """The newest edition that has been approved or released; None while there is none."""
    return next((edition for edition in editions(conference_id) if edition.is_frozen), None)


def is_written_since(conference_id, moment) -> bool:
    """Whether anybody wrote in the minutes of the conference since then."""
    of_minutes = Block.minutes_id.in_(select(Minutes.id).where(Minutes.conference_id == conference_id))
    return db.session.scalar(select(exists().where(of_minutes, Block.revised_at >= moment)))


def block(block_id) -> Block | None:
    """The block of that number with minutes and conference, or None."""
    whole = by_join(Block.minutes, Minutes.conference)
    return db.session.get(Block, block_id, options=[whole])


def blocks_of(minutes_id, *kinds: BlockKind, also=(), options=()) -> list[Block]:
    """The blocks that stand, in the order of the paper: by item of the agenda, what has no item last; with those of
    the editions of the numbers `also`, each block with its own `minutes_id` (three statements). `options` say what
    else of them is loaded."""
    every = all_blocks_of(minutes_id, *kinds, also=also, options=options)
    return [block for block in every if block.removed_at is None]


def all_blocks_of(minutes_id, *kinds: BlockKind, also=(), options=()) -> list[Block]:
    """The same with those that were taken out and can be put back."""
    query = (
        select(Block)
        .outerjoin(Block.item)
        .where(Block.minutes_id.in_((minutes_id, *also)))
        .options(*WHOLE, by_join(Block.item), *options)
        .order_by(Block.item_id.is_(None), Item.position, Item.id, Block.position, Block.id)
    )
    return list(db.session.scalars(query.where(Block.kind.in_(kinds)) if kinds else query))


def sections(minutes: Minutes, blocks: list[Block] | None = None) -> list[Section]:
    """The minutes as people read them: each item of the agenda with its blocks, what belongs to none at the end."""
    found = {item.id: Section(item) for item in agenda.items_of(minutes.conference_id)}
    rest = Section(None)
    for one in blocks_of(minutes.id) if blocks is None else blocks:
        found.get(one.item_id, rest).blocks.append(one)
    return [*found.values(), *([rest] if rest.blocks or not found else [])]


def site_in(site_id, conference_id) -> Site | None:
    """The site of that number, if it is one of the conference."""
    return db.session.scalar(select(Site).where(Site.id == site_id, Site.conference_id == conference_id))


def item_in(item_id, conference_id) -> Item | None:
    """The item of that number, if it is one of the conference's agenda."""
    return db.session.scalar(select(Item).where(Item.id == item_id, Item.conference_id == conference_id))


def linked_sites(conference_id) -> int:
    """How many sites were linked with the main one: those in whose rooms somebody was reported or marked present; while
    none has reported, those that confirmed. Whoever sits in another's room is linked there, and no site of its own."""
    site = attendance.stands(conference_id).c
    came, confirmed = (func.count(case((known, site.room)).distinct()) for known in (site.came, site.confirmed))
    reported, came, confirmed = db.session.execute(select(attendance.number_of(site.reported), came, confirmed)).one()
    return came if reported else confirmed


def sites_with_chairs(conference_id) -> list[Site]:
    """The linked sites of which it is known who presided there, in order: people were there, or the site confirmed and
    nobody has reported otherwise. Nobody presides over those who sit in another's room."""
    stands = attendance.stands(conference_id)
    presided = or_(stands.c.came, and_(stands.c.confirmed, not_(stands.c.reported)))
    query = select(Site).join(stands, stands.c.id == Site.id).where(presided)
    query = query.where(Site.kind == SiteKind.MEMBER, Site.joined_id.is_(None), Site.chair_name != "")
    return list(db.session.scalars(query.order_by(Site.position, Site.id)))


def last_position(minutes_id, item_id) -> int:
    """The place of the last block of an item; 0 where there is none."""
    query = select(func.max(Block.position)).where(Block.minutes_id == minutes_id)
    return db.session.scalar(query.where(Block.item_id == item_id)) or 0


def siblings(block: Block) -> list[tuple[int, int]]:
    """The (id, position) of the standing blocks of the same item, in order, removed ones left out."""
    query = select(Block.id, Block.position).where(
        Block.minutes_id == block.minutes_id, Block.item_id == block.item_id, Block.removed_at.is_(None)
    )
    return [tuple(row) for row in db.session.execute(query.order_by(Block.position, Block.id))]


def revisions(block_id) -> list[Revision]:
    """What the block has been, newest first."""
    query = select(Revision).where(Revision.block_id == block_id)
    return list(db.session.scalars(query.order_by(Revision.number.desc())))


def revision(block_id, number) -> Revision | None:
    """The block as it was after its save of that number."""
    return db.session.scalar(select(Revision).where(Revision.block_id == block_id, Revision.number == number))


def item_titles(conference_id, items=None) -> list[tuple[int, str]]:
    """The items of the agenda of a conference, with their numbers; `items` where the caller has them already."""
    items = agenda.items_of(conference_id) if items is None else items
    return [(item.id, f"{item.number}. {item.title}" if item.number else item.title) for item in items]


def site_choices(conference_id) -> list[tuple[int, str]]:
    """The sites of a conference as choices."""
    query = select(Site.id, Site.name).where(Site.conference_id == conference_id)
    return [tuple(row) for row in db.session.execute(query.order_by(Site.position, Site.id))]


def speaking_sites(conference_id, kept) -> list[tuple[int, str, str, str]]:
    """Number and name of the sites that take part, and of the one of the number `kept`, each with name and title of who
    presides there."""
    query = select(Site.id, Site.name, Site.chair_name, Site.chair_title).where(Site.conference_id == conference_id)
    query = query.where((Site.state != SiteState.DECLINED) | (Site.id == kept))
    return [tuple(row) for row in db.session.execute(query.order_by(Site.position, Site.id))]


def unit_choices(conference, kept, words="", limit=40) -> list[Unit]:
    """Units to choose from for a directive: those `kept` first, then what `words` find among the units of the day on
    which they have to be there (see `charged`); without words its sites' units and then the organiser's own."""
    day = charged.day_of(conference)
    if not words:
        return _likely(conference, kept, day, limit)
    more = all_units.found(words, day=day).where(Unit.id.not_in(kept)).options(by_join(Unit.parent)).limit(limit)
    return [*(units(kept) if kept else []), *db.session.scalars(more)]


def _likely(conference, kept, day, limit):
    at_sites = select(Site.unit_id).where(Site.conference_id == conference.id)
    near = or_(Unit.parent_id == conference.organiser_id, Unit.id.in_(at_sites))
    likely = all_units.on(day).where(near).with_only_columns(Unit.id).order_by(None)
    query = select(Unit).where(or_(Unit.id.in_(kept), Unit.id.in_(likely))).options(by_join(Unit.parent))
    is_site = Unit.id.in_(at_sites) & (Unit.id != conference.organiser_id)
    order = case((Unit.id.in_(kept), 0), (is_site, 1), else_=2), *all_units.ORDER
    return list(db.session.scalars(query.order_by(*order).limit(limit + len(kept))))


def last_revision_number(block_id) -> int:
    """How often the block has been saved."""
    return db.session.scalar(select(func.max(Revision.number)).where(Revision.block_id == block_id)) or 0


def units(ids) -> list[Unit]:
    """The units of those numbers."""
    query = select(Unit).where(Unit.id.in_(list(ids))).options(by_join(Unit.parent))
    return list(db.session.scalars(query.order_by(Unit.position, Unit.id)))
