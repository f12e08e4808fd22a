"""The register of directives: the rows that answer what was asked for, and the five totals."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, case, cast, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import aliased, selectinload

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.search import matches
from meetings.base.vietnamese import collation_key
from meetings.conferences.models import Conference, gist
from meetings.directives import deadlines, family, queries, sight
from meetings.directives.asked import Asked
from meetings.directives.deadlines import Bucket
from meetings.directives.models import OWED, Directive, DirectiveState
from meetings.sites import sight as conferences
from meetings.units.models import Unit

S = DirectiveState
MOST_URGED = 200
# Rows of an export that are in memory at the same time.
AT_ONCE = 200
MOST_CHOICES = 200


def rows(person, asked: Asked):
    """The directives that answer, as a select for a pager: with children below parents where `asked.is_tree`.

    Of an order to several units the one that sorts first stands for all, unless the order itself was asked for.
    """
    sorting, answers = sorted_by(asked.sort), fits(person, asked)
    query = select(Directive).where(answers)
    if not asked.order:
        place = queries.place_in_row(sorting).label("place")
        ranked = select(Directive.id, place).join(Directive.lead_unit).where(answers).subquery()
        query = select(Directive).join(ranked, ranked.c.id == Directive.id).where(ranked.c.place == 1)
    if asked.sort == "unit":
        query = query.join(Directive.lead_unit)
    return query.options(*queries.IN_A_ROW).order_by(*sorting)


def fits(person, asked: Asked):
    """The condition of what answers and stands at the top."""
    return and_(_base(person, asked), _stands_by_itself(person, asked))


def _stands_by_itself(person, asked):
    """What has a row of its own at the top: urgent as asked, and not below a parent that has one."""
    if not asked.is_tree:
        return _urgency(asked)
    child = aliased(Directive)
    above = select(child.parent_id).where(child.parent_id.is_not(None))
    parents = select(Directive.id).where(Directive.id.in_(above), _base(person, asked)).correlate(None)
    return or_(Directive.parent_id.is_(None), Directive.parent_id.not_in(parents))


def everything(person, asked: Asked):
    """The same without the tree: a select."""
    query = select(Directive).where(_base(person, asked), _urgency(asked))
    return query.options(*queries.IN_A_ROW).order_by(*deadlines.urgent_first())


def for_a_sheet(person, asked: Asked):
    """All that answers, with what a sheet says of each, a few hundred held at a time; the families by which parents
    are as far as they are; and the numbers of the conferences that may be named to the person."""
    more = selectinload(Directive.coordinators), by_join(Directive.parent)
    numbers = select(Directive.id).where(_base(person, asked), _urgency(asked)).correlate(None)
    found = everything(person, asked).options(*more).execution_options(yield_per=AT_ONCE)
    used = select(Directive.conference_id).where(Directive.id.in_(numbers))
    named = select(Conference.id).where(Conference.id.in_(used), conferences.seen_by(person))
    return db.session.scalars(found), family.families(numbers), set(db.session.scalars(named))


def urgeable(person, asked: Asked):
    """What answers, was given in the person's name and is still owed, the most urgent first."""
    query = everything(person, asked).where(sight.given_by(person), Directive.state.in_(OWED)).limit(MOST_URGED)
    return db.session.scalars(query).all()


def extract(person, asked: Asked):
    """What the asked unit leads and the person may see, withdrawn ones left out, by deadline."""
    query = everything(person, asked).where(Directive.state != S.WITHDRAWN).order_by(None)
    query = query.order_by(*sorted_by("due")).options(selectinload(Directive.coordinators), by_join(Directive.paper))
    return db.session.scalars(query).all()


def _base(person, asked):
    """What counts in the totals: all that was asked for but how urgent it is."""
    return and_(
        sight.seen_by(person),
        or_(matches(Directive, asked.words), _led_by(asked.words)) if asked.words else true(),
        _led_by(asked.lead) if asked.lead else true(),
        Directive.giver_id.in_(select(Person.id).where(matches(Person, asked.by_name))) if asked.by_name else true(),
        {"mine": sight.owed_by, "ours": sight.given_by}.get(asked.side, lambda _: true())(person),
        *(column == value for column, value in _exact(asked) if value is not None),
        *([_under(asked.under)] if asked.under else []),
        *([Directive.due_on >= asked.due_from] if asked.due_from else []),
        *([Directive.due_on <= asked.due_to] if asked.due_to else []),
    )


def _led_by(words):
    return Directive.lead_unit_id.in_(select(Unit.id).where(matches(Unit, words)))


def _exact(asked):
    return (
        (Directive.lead_unit_id, asked.unit),
        (Directive.giver_unit_id, asked.giver),
        (Directive.giver_id, asked.by),
        (Directive.conference_id, asked.conference),
        (Directive.order_id, asked.order),
    )


def _under(directive_id):
    children = select(Directive.id).where(Directive.parent_id == directive_id).correlate(None)
    return or_(Directive.parent_id == directive_id, Directive.parent_id.in_(children))


def _urgency(asked):
    today = clock.today()
    conditions = []
    if asked.bucket:
        conditions.append(deadlines.within(asked.bucket, today))
    if asked.state:
        conditions.append(Directive.state == asked.state)
    if asked.official:
        conditions.append(deadlines.official_class(today) == asked.official.value)
    return and_(true(), *conditions)


def sorted_by(sort):
    """The order of the rows, by the names of `SORTS`; that by unit wants the lead unit joined."""
    if sort == "urgent":
        return deadlines.urgent_first()
    if sort == "newest":
        return Directive.given_at.desc(), Directive.id.desc()
    by_deadline = Directive.due_on.is_(None), Directive.due_on, Directive.id
    first = {"due": (), "unit": (Unit.search_key,), "progress": (family.progress_of(Directive),)}
    return *first[sort], *by_deadline


class Totals(NamedTuple):
    """How many there are, by urgency; the five that are filters, and what stands small beside them."""

    overdue: int
    due_soon: int
    in_time: int
    done: int
    withdrawn: int
    submitted: int
    on_time: int
    late: int
    urgeable: int
    own_overdue: int
    passed_down: int
    conferences: int
    first_due: date | None
    rows: int

    @property
    def all(self) -> int:
        """How many there are, those aside that were withdrawn."""
        return self.overdue + self.due_soon + self.in_time + self.done


def totals(person, asked: Asked) -> Totals:
    """Count all that answers but for how urgent it is, and the rows of the list (one statement)."""
    kinds = db.session.execute(_tallied(person, asked)).all()

    def number(**wanted):
        return sum(kind.number for kind in kinds if all(getattr(kind, name) == value for name, value in wanted.items()))

    return Totals(
        *(number(rank=rank) for rank in deadlines.RANK.values()),
        submitted=number(state=S.SUBMITTED),
        on_time=number(state=S.DONE, is_late=False),
        late=number(state=S.DONE, is_late=True),
        urgeable=sum(kind.urgeable for kind in kinds),
        own_overdue=sum(kind.own_overdue for kind in kinds),
        passed_down=number(is_child=True) - number(is_child=True, state=S.WITHDRAWN),
        conferences=len({kind.conference_id for kind in kinds} - {None}),
        first_due=min((kind.first_due for kind in kinds if kind.rank == deadlines.RANK[Bucket.OVERDUE]), default=None),
        rows=sum(kind.rows for kind in kinds),
    )


def _tallied(person, asked):
    """Those that are alike in all that is counted, with their number: so every directive is judged once."""
    today = clock.today()
    top = _one_if(_stands_by_itself(person, asked))
    is_row = top if asked.order else case((queries.place_in_row(Directive.id, within=top) == 1, top), else_=0)
    found = (
        select(
            deadlines.rank(today).label("rank"),
            Directive.state,
            _one_if(deadlines.late(today)).label("is_late"),
            _one_if(Directive.parent_id.is_not(None)).label("is_child"),
            Directive.conference_id,
            _one_if(and_(Directive.state.in_(OWED), sight.given_by(person))).label("is_given"),
            _one_if(sight.owed_by(person)).label("is_owed"),
            is_row.label("is_row"),
            Directive.due_on,
        )
        .where(_base(person, asked))
        .subquery()
        .c
    )
    alike = (found.rank, found.state, found.is_late, found.is_child, found.conference_id)
    is_overdue = found.rank == deadlines.RANK[Bucket.OVERDUE]
    urgeable, owed = (case((is_overdue, one), else_=0) for one in (found.is_given, found.is_owed))
    return select(
        *alike,
        func.count().label("number"),
        func.sum(urgeable).label("urgeable"),
        func.sum(owed).label("own_overdue"),
        func.sum(found.is_row).label("rows"),
        func.min(found.due_on).label("first_due"),
    ).group_by(*alike)


def _one_if(condition):
    return case((condition, 1), else_=0)


class Choices(NamedTuple):
    """What can be chosen in the filters: pairs of (id, name). Of too many units or people the name is typed instead."""

    units: list
    givers: list
    conferences: list
    people: list


def choices(person) -> Choices:
    """The lead units, giving units, latest conferences (by day and gist) and givers of what the person may see (one
    statement). Of a conference that he may not see himself his directive, which was passed down to him, says nothing
    here either."""
    columns = Directive.lead_unit_id, Directive.giver_unit_id, Directive.conference_id, Directive.giver_id
    seen = select(*columns, Directive.giver_title).where(sight.seen_by(person)).cte("seen")
    may_be_named = conferences.seen_by(person)
    parts = (
        (0, Unit, Unit.name, seen.c.lead_unit_id, true(), Unit.id),
        (1, Unit, Unit.name, seen.c.giver_unit_id, true(), Unit.id),
        (2, Conference, Conference.title, seen.c.conference_id, may_be_named, Conference.starts_at.desc()),
        (3, Person, _with_title(seen), seen.c.giver_id, true(), Person.id),
    )
    found, met = Choices([], [], [], []), []
    for place, identity, name, at in db.session.execute(union_all(*(_named(*part) for part in parts))):
        if at is None:
            found[place].append((identity, name))
        else:
            met.append((at, identity, name))
    for many in (found.units, found.people):
        if len(many) > MOST_CHOICES:
            many.clear()
    for pairs in found:
        pairs.sort(key=lambda pair: collation_key(pair[1]))
    for at, identity, name in sorted(met, reverse=True):
        found.conferences.append((identity, f"{clock.local(at):%d/%m/%Y} {gist(name)}"))
    return found


def _with_title(seen):
    """A giver's name, and a post in which he gave: two may be called the same."""
    title = select(func.max(seen.c.giver_title)).where(seen.c.giver_id == Person.id).scalar_subquery()
    return Person.name + case((func.coalesce(title, "") != "", ", " + title), else_="")


def _named(place, kind, name, used, may_be_named, order):
    at = Conference.starts_at if kind is Conference else cast(null(), Conference.starts_at.type)
    some = (
        select(literal(place), kind.id, name, at.label("at"))
        .where(kind.id.in_(select(used)), may_be_named)
        .order_by(order)
    )
    return select(some.limit(MOST_CHOICES + 1).subquery())
