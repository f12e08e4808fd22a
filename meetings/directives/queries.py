"""Reading directives. Lists that pages show are in `register`; here are single ones, families and what home asks."""

from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from meetings.accounts import queries as accounts
from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.directives import deadlines, sight
from meetings.directives.models import (
    LEVELS,
    OPEN,
    OWED,
    Directive,
    DirectiveEvent,
    DirectiveFile,
    DirectiveState,
    EventKind,
)
from meetings.minutes.models import Block
from meetings.units.models import Unit, UnitKind

S = DirectiveState
# Who answers for a unit.
ANSWERING = (Role.LEADER, Role.SECRETARIAT, Role.SITE_OFFICER)
MOST_CHILDREN = 300
IN_A_ROW = (
    joinedload(Directive.lead_unit),
    joinedload(Directive.giver_unit),
    joinedload(Directive.conference).lazyload(Conference.chairs),
)


class Family(NamedTuple):
    """What was passed down from a directive, withdrawn ones left out, in numbers."""

    total: int = 0
    done: int = 0
    overdue: int = 0
    progress: int = 0

    @property
    def open(self) -> int:
        """How many are not done yet."""
        return self.total - self.done


def directive(directive_id):
    """The directive of that number with what its page shows, or None."""
    around = (Directive.person, Directive.giver, Directive.block, Directive.item, Directive.paper)
    parent = joinedload(Directive.parent)
    return db.session.get(
        Directive,
        directive_id,
        options=[
            *IN_A_ROW,
            *(joinedload(part) for part in around),
            parent.joinedload(Directive.lead_unit),
            parent.joinedload(Directive.parent),
            selectinload(Directive.coordinators),
        ],
    )


def file(file_id):
    """The file of a report with its directive, or None."""
    return db.session.get(
        DirectiveFile, file_id, options=[joinedload(DirectiveFile.event).joinedload(DirectiveEvent.directive)]
    )


def is_seen_by(directive, person) -> bool:
    """Whether the person may read the directive: the same condition that fills the register."""
    return db.session.scalar(select(exists().where(Directive.id == directive.id, sight.seen_by(person))))


def level_of(directive) -> int:
    """1 for one given from above, 2 and 3 for what was passed down."""
    level, up = 1, directive.parent
    while up is not None:
        level, up = level + 1, up.parent
    return level


def can_have_children(directive) -> bool:
    """Whether there is a level left below it."""
    return level_of(directive) < LEVELS


def of_block(block_id):
    """The directives made of a block of the minutes or of the blocks it is a corrected copy of, one a lead unit."""
    editions, at = [], block_id
    while at is not None:
        editions.append(at)
        at = db.session.scalar(select(Block.origin_id).where(Block.id == at))
    return db.session.scalars(select(Directive).where(Directive.block_id.in_(editions)).order_by(Directive.id)).all()


def of_conference(conference_id):
    """All directives of a conference, the most urgent first, with units: a select."""
    return (
        select(Directive).where(Directive.conference_id == conference_id).options(*IN_A_ROW).order_by(*urgent_first())
    )


def urgent_first():
    """Overdue, due soon, other open ones, done, withdrawn; within each by deadline."""
    due = Directive.due_on
    return deadlines.rank(clock.today()), due.is_(None), due, Directive.id


def children_of(parent_ids, person):
    """What was passed down from any of these and the person may see, the most urgent first, with units."""
    ids = list(parent_ids)
    if not ids:
        return []
    return _listed(MOST_CHILDREN, Directive.parent_id.in_(ids), sight.seen_by(person))


def below(directive, person):
    """Children and grandchildren that the person may see, the most urgent first, with units (one statement)."""
    children = select(Directive.id).where(Directive.parent_id == directive.id).correlate(None)
    family = or_(Directive.parent_id == directive.id, Directive.parent_id.in_(children))
    return _listed(MOST_CHILDREN, family, sight.seen_by(person))


def families(directive_ids) -> dict[int, Family]:
    """What was passed down from each of these, children and grandchildren together (one statement)."""
    ids = list(directive_ids)
    if not ids:
        return {}
    middle = aliased(Directive)
    children = _numbers(1, Directive.parent_id).where(Directive.parent_id.in_(ids)).group_by(Directive.parent_id)
    grandchildren = (
        _numbers(2, middle.parent_id)
        .join(middle, Directive.parent_id == middle.id)
        .where(middle.parent_id.in_(ids))
        .group_by(middle.parent_id)
    )
    found: dict[int, Family] = {}
    for level, top, total, done, overdue, progress in sorted(db.session.execute(union_all(children, grandchildren))):
        before = found.get(top, Family())
        # The progress of grandchildren is in that of the children already.
        found[top] = Family(
            before.total + total,
            before.done + done,
            before.overdue + overdue,
            round(progress or 0) if level == 1 else before.progress,
        )
    return found


def family(directive) -> Family:
    """What was passed down from one directive."""
    return families([directive.id]).get(directive.id, Family())


def _numbers(level, top):
    alive = Directive.state != S.WITHDRAWN
    return select(
        literal(level),
        top,
        count_if(alive),
        count_if(Directive.state == S.DONE),
        count_if(deadlines.overdue(clock.today())),
        func.avg(case((alive, Directive.progress))),
    )


def count_if(condition):
    """How many of the rows fulfil the condition, 0 where there are none."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def history(directive):
    """Everything that happened to a directive, latest first, with files."""
    query = (
        select(DirectiveEvent)
        .where(DirectiveEvent.directive_id == directive.id)
        .order_by(DirectiveEvent.at.desc(), DirectiveEvent.id.desc())
    )
    return db.session.scalars(query).all()


def last_said(directive) -> str:
    """The text of the latest step that had one; empty when nobody wrote anything."""
    query = (
        select(DirectiveEvent.text)
        .where(DirectiveEvent.directive_id == directive.id, DirectiveEvent.text != "")
        .order_by(DirectiveEvent.at.desc(), DirectiveEvent.id.desc())
        .limit(1)
    )
    return db.session.scalar(query) or ""


def last_reported_progress(directive) -> int:
    """The percentage of the latest progress report; 0 when there was none."""
    query = (
        select(DirectiveEvent.progress)
        .where(DirectiveEvent.directive_id == directive.id, DirectiveEvent.kind == EventKind.REPORTED)
        .order_by(DirectiveEvent.at.desc(), DirectiveEvent.id.desc())
        .limit(1)
    )
    return db.session.scalar(query) or 0


def posts_acting_for(unit, *roles):
    """The posts with one of `roles` held today by those who act for the unit: its own and its office's."""
    offices = select(Unit.id).where(Unit.parent_id == unit.id, Unit.kind == UnitKind.OFFICE)
    query = (
        select(Post)
        .join(Post.person)
        .where(
            or_(Post.unit_id == unit.id, Post.unit_id.in_(offices)),
            Post.role.in_(roles),
            Person.is_closed.is_(False),
        )
        .options(contains_eager(Post.person))
        .order_by(Post.id)
    )
    return [post for post in db.session.scalars(query) if post.is_held_on(clock.today())]


def answering_for(unit_ids) -> dict[int, list[Person]]:
    """Who answers for each of these units, also in the offices that act for them (one statement)."""
    ids = list(unit_ids)
    query = (
        select(Post)
        .join(Post.person)
        .join(Post.unit)
        .where(
            or_(Post.unit_id.in_(ids), and_(Unit.parent_id.in_(ids), Unit.kind == UnitKind.OFFICE)),
            Post.role.in_(ANSWERING),
            Person.is_closed.is_(False),
        )
        .options(contains_eager(Post.person), contains_eager(Post.unit))
        .order_by(Post.id)
    )
    found: dict[int, list[Person]] = {number: [] for number in ids}
    for post in db.session.scalars(query):
        if post.is_held_on(clock.today()):
            for unit_id in post.acts_for_ids & found.keys():
                found[unit_id].append(post.person)
    return found


def unit(unit_id):
    """The unit of that number, or None."""
    return db.session.get(Unit, unit_id) if unit_id else None


def person(person_id):
    """The person of that number with posts, or None."""
    return accounts.person(person_id) if person_id else None


def gives_for(person):
    """The units in whose name the person may give; an administrator in that of every organising one."""
    ids = sight.gives_for_ids(person)
    if person.is_admin:
        ids |= set(db.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))))
    query = select(Unit).where(Unit.id.in_(sorted(ids))).order_by(Unit.path)
    return [unit for unit in db.session.scalars(query) if unit.exists_on(clock.today())]


def units_below(unit):
    """The units that exist today below `unit` (itself left out), in the order of the tree."""
    today = clock.today()
    query = (
        select(Unit)
        .where(
            Unit.path.startswith(unit.path, autoescape=True),
            Unit.id != unit.id,
            Unit.kind != UnitKind.RELAY,
            or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
            or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
        )
        .order_by(Unit.path, Unit.position, Unit.id)
    )
    return db.session.scalars(query).all()


def units_by_id(unit_ids) -> dict[int, Unit]:
    """Units by number."""
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(list(unit_ids))))}


def overdue_of(person, *, limit=10):
    """What the person's units or he himself owe and is overdue, longest first (for home: one statement)."""
    return _owed(person, limit, deadlines.overdue(clock.today()))


def due_soon_of(person, *, limit=10):
    """What they owe and is due within seven days."""
    return _owed(person, limit, deadlines.due_soon(clock.today()))


def to_take_on(person, *, limit=10):
    """What was given to them and not taken on yet."""
    return _owed(person, limit, Directive.state == S.ASSIGNED)


def mine(person, *, limit=10):
    """All they still owe, the most urgent first."""
    return _owed(person, limit, Directive.state.in_(OWED))


def _awaits_word():
    return or_(Directive.state.in_((S.SUBMITTED, S.RETURNED)), Directive.wanted_due_on.is_not(None))


def given_urgent(person, *, limit=40):
    """What was given in their name and waits for their word, then what is overdue, longest first (one statement)."""
    late = deadlines.overdue(clock.today())
    waiting = and_(Directive.state.in_(OPEN), _awaits_word())
    query = select(Directive).where(sight.given_by(person), or_(waiting, late)).options(*IN_A_ROW)
    return db.session.scalars(query.order_by(case((waiting, 0), else_=1), *urgent_first()).limit(limit)).all()


def counts_of_mine(person) -> dict[str, int]:
    """How many they lead, by bucket of `deadlines.Bucket` and by state ("assigned", "submitted"): one statement."""
    return _counted(sight.owed_by(person))


def counts_of_given(person) -> dict[str, int]:
    """How many were given in their name, by bucket and by state."""
    return _counted(sight.given_by(person))


def counts_of_conference(conference_id) -> dict[str, int]:
    """How many directives of a conference stand in each bucket and state."""
    return _counted(Directive.conference_id == conference_id)


def _owed(person, limit, condition):
    return _listed(limit, sight.owed_by(person), condition)


def _listed(limit, *conditions):
    query = select(Directive).where(*conditions).options(*IN_A_ROW).order_by(*urgent_first()).limit(limit)
    return db.session.scalars(query).all()


def _counted(condition):
    today = clock.today()
    parts = {
        **{bucket.value: deadlines.within(bucket, today) for bucket in deadlines.Bucket},
        "to_take_on": Directive.state == S.ASSIGNED,
        "returned": Directive.state == S.RETURNED,
        "submitted": Directive.state == S.SUBMITTED,
        "longer_asked": Directive.wanted_due_on.is_not(None),
    }
    row = db.session.execute(
        select(*(count_if(part).label(name) for name, part in parts.items())).where(condition)
    ).one()
    return dict(row._mapping)
