"""The same order to many units: what ties their directives together, one row for all of them, and their numbers."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, or_, select, true

from meetings.base import clock
from meetings.base.db import db
from meetings.directives import deadlines, family, queries, sight
from meetings.directives.deadlines import count_if
from meetings.directives.models import OPEN, Directive, DirectiveState, Order

S = DirectiveState
# So many units are shown in place; the page of the order has them all.
IN_PLACE = 20


def tie(lead_units, before=()) -> Order | None:
    """What ties the directives of these units, and those given `before` them, together; None for a single one."""
    found = next((one.order for one in before if one.order), None)
    if found is None and len(lead_units) + len(before) > 1:
        found = Order()
        for one in before:
            one.order = found
    return found


def ties(texts) -> dict[str, Order | None]:
    """For each of these texts what ties those together that are given it."""
    return {text: Order() if number > 1 else None for text, number in Counter(texts).items()}


class Tally(NamedTuple):
    """An order in numbers, of what a person may see: `units` all that were not withdrawn, `shown` those that fit what
    was asked for, `own` those of his that are open."""

    units: int
    done: int
    overdue: int
    waiting: int
    submitted: int
    progress: int
    shown: int
    own: int
    last_due: date | None


def order(order_id) -> Order | None:
    """The order of that number, or None."""
    return db.session.get(Order, order_id)


def is_seen_by(order, person) -> bool:
    """Whether the person may read any directive under it."""
    return db.session.scalar(select(exists().where(Directive.order_id == order.id, sight.seen_by(person))))


def tallies(order_ids, person, fits=None) -> dict[int, Tally]:
    """Orders in numbers (one statement); `fits` is the condition of what is shown, all where it is not told."""
    ids = list(order_ids)
    if not ids:
        return {}
    alive = Directive.state != S.WITHDRAWN
    query = (
        select(
            Directive.order_id,
            count_if(alive),
            count_if(Directive.state == S.DONE),
            count_if(deadlines.overdue(clock.today())),
            count_if(Directive.state.in_((S.ASSIGNED, S.RETURNED))),
            count_if(Directive.state == S.SUBMITTED),
            family.mean(Directive),
            count_if(true() if fits is None else fits),
            count_if(and_(_own(person), Directive.state.in_(OPEN))),
            func.max(Directive.due_on),
        )
        .where(Directive.order_id.in_(ids), sight.seen_by(person))
        .group_by(Directive.order_id)
    )
    return {row[0]: Tally(*row[1:6], round(row[6] or 0), *row[7:]) for row in db.session.execute(query)}


def members(order_ids, person, *, order_by, fits=None) -> dict[int, list[Directive]]:
    """The first directives of each of these orders, those of his own unit before the others (one statement)."""
    ids = list(order_ids)
    found: dict[int, list] = {number: [] for number in ids}
    if not ids:
        return found
    wanted = (Directive.order_id.in_(ids), sight.seen_by(person), true() if fits is None else fits)
    sorting = (case((_own(person), 0), else_=1), *order_by)
    place = func.row_number().over(partition_by=Directive.order_id, order_by=sorting).label("place")
    ranked = select(Directive.id, place).join(Directive.lead_unit).where(*wanted).subquery()
    query = select(Directive).join(ranked, ranked.c.id == Directive.id).where(ranked.c.place <= IN_PLACE)
    for one in db.session.scalars(query.options(*queries.IN_A_ROW).order_by(Directive.order_id, ranked.c.place)):
        found[one.order_id].append(one)
    return found


def first_of(order_id, person) -> Directive | None:
    """A directive of the order that the person may see, for the words that all of them have."""
    found = queries.listed(1, Directive.order_id == order_id, sight.seen_by(person))
    return found[0] if found else None


def _own(person):
    """What his very own units lead, or what is his."""
    return or_(
        Directive.lead_unit_id.in_(sorted({post.unit_id for post in person.current_posts})),
        Directive.person_id == person.id,
    )
