"""A directive and what was passed down from it: the tree, its numbers, and how far a parent is by its children."""

from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from meetings.base import clock
from meetings.base.db import db
from meetings.base.least import Least
from meetings.base.statements import remembered
from meetings.directives import deadlines, queries, sight
from meetings.directives.deadlines import count_if
from meetings.directives.models import LEVELS, OPEN, OWED, Directive, DirectiveState

S = DirectiveState
MOST_CHILDREN = 300
# As far as work that was passed down gets, in percent, until all its results are accepted.
UNACCEPTED = 99


class Family(NamedTuple):
    """What was passed down from a directive, withdrawn ones left out, in numbers; `progress` as it comes up from it;
    `submitted` are results that nobody has accepted."""

    total: int = 0
    done: int = 0
    overdue: int = 0
    progress: int = 0
    submitted: int = 0

    @property
    def under_way(self) -> int:
        """How many of the open ones have not handed in a result."""
        return self.open - self.submitted

    @property
    def open(self) -> int:
        """How many are not done yet."""
        return self.total - self.done


def level_of(directive) -> int:
    """1 for one given from above, 2 and 3 for what was passed down."""
    level, up = 1, directive.parent
    while up is not None:
        level, up = level + 1, up.parent
    return level


def can_have_children(directive) -> bool:
    """Whether there is a level left below it."""
    return level_of(directive) < LEVELS


def children_of(parent_ids, person):
    """What was passed down from any of these and the person may see, the most urgent first; of an order to several
    units one, which stands for all."""
    ids = list(parent_ids)
    if not ids:
        return []
    return queries.listed(MOST_CHILDREN, Directive.parent_id.in_(ids), sight.seen_by(person), folded=True)


def below(directive, person):
    """Children and grandchildren that the person may see, the most urgent first, of an order one (one statement)."""
    children = select(Directive.id).where(Directive.parent_id == directive.id).correlate(None)
    family = or_(Directive.parent_id == directive.id, Directive.parent_id.in_(children))
    return queries.listed(MOST_CHILDREN, family, sight.seen_by(person), folded=True)


def families(directive_ids) -> dict[int, Family]:
    """What was passed down from each of these (numbers or a select of them), children and grandchildren together."""
    if isinstance(directive_ids, Select):
        rows = db.session.execute(_counted(directive_ids, clock.today()))
    else:
        ids = list(directive_ids)
        rows = db.session.execute(_counted_by_number(clock.today()), {"ids": ids}) if ids else ()
    found: dict[int, Family] = {}
    for level, number, total, done, overdue, submitted, progress in sorted(rows):
        before = found.get(number, Family())
        # The progress of grandchildren is in that of the children already.
        found[number] = Family(
            before.total + total,
            before.done + done,
            before.overdue + overdue,
            round(progress or 0) if level == 1 else before.progress,
            before.submitted + submitted,
        )
    return found


def family(directive) -> Family:
    """What was passed down from one directive."""
    return families([directive.id]).get(directive.id, Family())


def open_below(directive) -> list[Directive]:
    """What was passed down from it, also by way of what is done or withdrawn, and is open: the lowest first."""
    children = select(Directive.id).where(Directive.parent_id == directive.id)
    query = select(Directive).where(Directive.state.in_(OPEN))
    below = query.where(or_(Directive.parent_id == directive.id, Directive.parent_id.in_(children)))
    return list(
        db.session.scalars(below.order_by(case((Directive.parent_id == directive.id, 1), else_=0), Directive.id))
    )


def _passed_down(parent, child):
    """The condition that the unit that leads `parent` now has passed down `child`; a unit before it may have, too."""
    return and_(child.parent_id == parent.id, child.giver_unit_id == parent.lead_unit_id)


@remembered
def _counted_by_number(today):
    return _counted(bindparam("ids", expanding=True), today)


def _counted(ids, today):
    """Rows of (level, number of the parent, total, done, overdue, submitted, progress)."""
    top, middle = aliased(Directive), aliased(Directive)
    children = _numbers(1, top, today).join(top, _passed_down(top, Directive))
    inner = _numbers(2, top, today).join(middle, _passed_down(middle, Directive))
    grandchildren = inner.join(top, _passed_down(top, middle))
    return union_all(*(part.where(top.id.in_(ids)).group_by(top.id) for part in (children, grandchildren)))


def _numbers(level, top, today):
    alive = Directive.state != S.WITHDRAWN
    return select(
        literal(level),
        top.id,
        count_if(alive),
        count_if(Directive.state == S.DONE),
        count_if(deadlines.overdue(today)),
        count_if(Directive.state == S.SUBMITTED),
        mean(Directive, LEVELS - 1 - level),
    )


def mean(entity, below=LEVELS - 1):
    """How far several are together, withdrawn ones left out: not the whole of it while a result is not accepted."""
    alive = entity.state != S.WITHDRAWN
    average = func.avg(case((alive, progress_of(entity, below=below))))
    is_open = count_if(alive & (entity.state != S.DONE)) > 0
    # Null where there is none, as the average is.
    most = case((is_open, UNACCEPTED), (count_if(alive) > 0, 100))
    return Least(average, most)


@remembered
def progress_of(entity, *, below=LEVELS - 1):
    """How far a directive is, for the database: while it is under way and work was passed down, the mean of that.

    While a result from below is not accepted, it is not the whole. As long as nothing is reported from below, what the
    unit itself reported stands: passing work down undoes none.
    `below` says how many levels may lie under it. `phrases.progress` says the same of a row at hand.
    """
    if not below:
        return entity.progress
    child = aliased(Directive)
    of_children = select(mean(child, below - 1)).where(_passed_down(entity, child)).correlate(entity).scalar_subquery()
    return case(
        (entity.state.in_(OWED), func.coalesce(func.nullif(of_children, 0), entity.progress)), else_=entity.progress
    )
