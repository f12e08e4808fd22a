"""Reading directives: single ones, who acts for units, what home asks; lists and trees: `register`, `family`."""

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from meetings.accounts import queries as accounts
from meetings.accounts.models import Person, Post
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conferences.models import Conference
from meetings.directives import deadlines, sight
from meetings.directives.models import (
    OPEN,
    OWED,
    Directive,
    DirectiveEvent,
    DirectiveFile,
    DirectiveState,
    EventKind,
)
from meetings.minutes.models import Block
from meetings.units import queries as units
from meetings.units.models import Unit, UnitKind

S = DirectiveState
# The giver's own steps, which say what became of a directive.
FATE = (EventKind.ASSIGNED_AGAIN, EventKind.ACCEPTED, EventKind.WITHDRAWN)
IN_A_ROW = (
    by_join(Directive.lead_unit),
    by_join(Directive.giver_unit),
    by_join(Directive.conference, without=(Conference.chairs,)),
)


def directive(directive_id):
    """The directive of that number with what its page shows, or None (one statement)."""
    units = Directive.lead_unit, Directive.giver_unit, Directive.coordinators
    around = *units, Directive.person, Directive.giver, Directive.block, Directive.item, Directive.paper
    return db.session.get(
        Directive,
        directive_id,
        options=[
            *(by_join(part) for part in around),
            by_join(Directive.conference, Conference.chairs),
            by_join(Directive.parent, Directive.lead_unit),
            by_join(Directive.parent, Directive.parent),
        ],
    )


def file(file_id):
    """The file of a report with its directive, or None."""
    return db.session.get(DirectiveFile, file_id, options=[by_join(DirectiveFile.event, DirectiveEvent.directive)])


def is_seen_by(directive, person) -> bool:
    """Whether the person may read it: by what fills the register; who returned it for a unit for which he still acts
    reads what became of it (see `read_history`)."""
    seen = or_(sight.seen_by(person), _returned_by(person).is_not(None))
    return db.session.scalar(select(exists().where(Directive.id == directive.id, seen)))


def readers(directive, people) -> set[int]:
    """The numbers of those of these people who may read it, as `is_seen_by` has it, in a fixed number of statements."""
    asked = select(Person).where(Person.id.in_({person.id for person in people})).options(accounts.WITH_POSTS)
    people = list(db.session.scalars(asked))
    if not people:
        return set()
    seen = [or_(sight.seen_by(person), _returned_by(person).is_not(None)) for person in people]
    asked = select(*(exists().where(Directive.id == directive.id, one) for one in seen))
    return {person.id for person, is_seen in zip(people, db.session.execute(asked).one(), strict=True) if is_seen}


def is_file_seen_by(file, person) -> bool:
    """Whether the person may read a file: that of a step which stands in the history that he reads."""
    step = DirectiveEvent.id == file.event_id, DirectiveEvent.directive_id == Directive.id
    return db.session.scalar(select(exists().where(*step, _read_by(person))))


def _returned_by(person):
    """The last step by which the person returned the directive for a unit for which he acts today."""
    step, units = aliased(DirectiveEvent), set().union(*(post.acts_for_ids for post in person.current_posts))
    his = step.directive_id == Directive.id, step.by_id == person.id, step.kind == EventKind.RETURNED
    return select(func.max(step.id)).where(*his, step.unit_id.in_(units)).correlate(Directive).scalar_subquery()


def _read_by(person):
    returned = _returned_by(person)
    known = or_(DirectiveEvent.id <= returned, DirectiveEvent.kind.in_(FATE))
    return or_(sight.seen_by(person), and_(returned.is_not(None), known))


def of_block(block_id):
    """The directives made of a block of the minutes, or of any edition of the same block, one a lead unit that held it
    at a time."""
    root = select(func.coalesce(Block.origin_id, Block.id)).where(Block.id == block_id).scalar_subquery()
    same = select(Block.id).where(or_(Block.id == root, Block.origin_id == root))
    return db.session.scalars(select(Directive).where(Directive.block_id.in_(same)).order_by(Directive.id)).all()


def read_history(directive, reader) -> tuple[list[DirectiveEvent], bool]:
    """What the reader may know of its history, latest first, and whether that is all of it (one statement).

    Who only returned it reads up to then, and what the giver did with it; not what the unit that has it now reports.
    """
    query = (
        select(DirectiveEvent, sight.seen_by(reader))
        .join(DirectiveEvent.directive)
        .where(DirectiveEvent.directive_id == directive.id, _read_by(reader))
        .options(by_join(DirectiveEvent.files))
        .order_by(DirectiveEvent.at.desc(), DirectiveEvent.id.desc())
    )
    rows = db.session.execute(query).unique().all()
    return [event for event, _seen in rows], all(seen for _event, seen in rows)


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
        .options(contains_eager(Post.person), by_join(Post.unit))
        .order_by(Post.id)
    )
    return [post for post in db.session.scalars(query) if post.is_held_on(clock.today())]


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
        .order_by(*units.ORDER)
    )
    found = db.session.scalars(query).all()
    place = {row.id: number for number, row in enumerate(found)}
    return sorted(found, key=lambda row: [place.get(above, -1) for above in row.ancestor_ids])


def units_by_id(unit_ids) -> dict[int, Unit]:
    """Units by number."""
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(list(unit_ids))))}


def mine(person, *, limit=10):
    """What waits for a person's own work (see `sight.worked_on_by`), the most urgent first."""
    return listed(limit, sight.worked_on_by(person))


def _awaits_word():
    return or_(Directive.state.in_((S.SUBMITTED, S.RETURNED)), Directive.wanted_due_on.is_not(None))


def given_urgent(person, *, limit=40):
    """What was given in their name and waits for their word, then what they follow and is overdue, longest first (one
    statement)."""
    late = and_(sight.followed_by(person), deadlines.overdue(clock.today()))
    waiting = and_(sight.given_by(person), Directive.state.in_(OPEN), _awaits_word())
    query = select(Directive).where(or_(waiting, late)).options(*IN_A_ROW)
    return db.session.scalars(query.order_by(case((waiting, 0), else_=1), *deadlines.urgent_first()).limit(limit)).all()


def counts_of_mine(person) -> dict[str, int]:
    """How many they lead, by bucket of `deadlines.Bucket` (one statement)."""
    return _counted(sight.owed_by(person))


def counts_of_followed(person) -> dict[str, int]:
    """How many they follow, by bucket, and how many results wait for their word (`submitted`); of the overdue ones,
    how many were given in their name (`given_late`), of these are still owed (`urgeable`) or handed in (`handed_in`),
    and with what they owe themselves (`concerning_late`)."""
    given, late = sight.given_by(person), deadlines.overdue(clock.today())
    return _counted(
        sight.followed_by(person),
        submitted=_number(given, Directive.state == S.SUBMITTED),
        given_late=_number(given, late),
        urgeable=_number(given, late, Directive.state.in_(OWED)),
        handed_in=_number(given, late, Directive.state == S.SUBMITTED),
        concerning_late=_number(or_(sight.owed_by(person), given), late),
    )


def _number(*conditions):
    return select(func.count(Directive.id)).where(*conditions).scalar_subquery()


def counts_of_conference(conference_id) -> dict[str, int]:
    """How many directives of a conference stand in each bucket."""
    return _counted(Directive.conference_id == conference_id)


def listed(limit, *conditions, folded=False):
    """At most `limit` that fulfil the conditions, the most urgent first, with units; `folded`: one of each order."""
    sorting = deadlines.urgent_first()
    query = select(Directive).where(*conditions)
    if folded:
        ranked = select(Directive.id, place_in_row(sorting).label("place")).where(*conditions).subquery()
        query = select(Directive).join(ranked, ranked.c.id == Directive.id).where(ranked.c.place == 1)
    return db.session.scalars(query.options(*IN_A_ROW).order_by(*sorting).limit(limit)).all()


def place_in_row(sorting, within=None):
    """For the database: the place of a directive among those of its order, which share a row; alone it is the first.

    `within` tells apart those that share no row although they are of one order.
    """
    row = func.coalesce(-Directive.order_id, Directive.id)
    return func.row_number().over(partition_by=row if within is None else (within, row), order_by=sorting)


def _counted(condition, **also):
    """By bucket; each directive is judged once. `also` are other numbers, asked in the same statement."""
    found = select(deadlines.rank(clock.today()).label("rank")).where(condition).subquery()
    others = [number.label(name) for name, number in also.items()]
    rows = db.session.execute(select(found.c.rank, func.count().label("number"), *others).group_by(found.c.rank)).all()
    numbers = {row.rank: row.number for row in rows}
    counts = {bucket.value: numbers.get(rank, 0) for bucket, rank in deadlines.RANK.items()}
    return counts | {name: getattr(rows[0], name) if rows else 0 for name in also}
