"""What the table of directives draws around its rows: opened branches, orders to many units, and their numbers."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from meetings.base import clock
from meetings.base.asking import number_of
from meetings.base.db import db
from meetings.directives import family, orders, register
from meetings.directives.family import Family
from meetings.directives.models import OPEN, Directive
from meetings.directives.orders import Tally

MOST_OPENED = 50


@dataclass(frozen=True)
class Branches:
    """`opened`: what was passed down from a directive, by its number; `units`: the directives of an opened order, by
    the number of the order; `filters`: the address of what was asked for."""

    today: date
    filters: dict = field(default_factory=dict)
    opened: dict[int, list[Directive]] = field(default_factory=dict)
    units: dict[int, list[Directive]] = field(default_factory=dict)
    orders: dict[int, Tally] = field(default_factory=dict)
    families: dict[int, Family] = field(default_factory=dict)

    @property
    def is_of_one_order(self) -> bool:
        """Whether all rows are those of one order, which its page names above them."""
        return "order" in self.filters

    def order_of(self, directive) -> Tally | None:
        """The numbers of the order for which its row stands; None where it stands for itself."""
        tally = self.orders.get(directive.order_id)
        return tally if tally and tally.shown > 1 else None

    def key_of(self, directive) -> str:
        """How the address names what its row opens."""
        return f"o{directive.order_id}" if self.order_of(directive) else str(directive.id)

    def is_open(self, directive) -> bool:
        """Whether what is below its row stands there."""
        return directive.order_id in self.units if self.order_of(directive) else directive.id in self.opened


def around(person, asked, rows, wanted=None) -> Branches:
    """What stands around the rows of the register; `wanted` names what to open ("12,o3").

    Where it names nothing, what holds open work of the person's own unit, or his own, is open at once.
    """
    named = wanted.split(",")[:MOST_OPENED] if wanted is not None else []
    ids = _numbers(named) if wanted is not None else _own_branches(person, rows)
    children = family.children_of(ids, person)
    tops, inner = ({one.order_id for one in some} - {None} for some in (rows, children))
    fits = or_(register.fits(person, asked), Directive.order_id.in_(sorted(inner)))
    found = {} if asked.order else orders.tallies(tops | inner, person, fits)
    open_ones = _numbers(one[1:] for one in named if one[:1] == "o") if wanted is not None else _with_own(found)
    shared = [number for number in open_ones if number in found and found[number].shown > 1]
    units = orders.members(shared, person, order_by=register.sorted_by(asked.sort), fits=fits)
    shown = [*rows, *children, *(one for some in units.values() for one in some)]
    return Branches(
        today=clock.today(),
        filters=asked.address(),
        opened=_by_parent(children),
        units=units,
        orders=found,
        families=family.families(one.id for one in shown),
    )


def below(person, rows, *more) -> Branches:
    """The same around what was passed down from one directive, all closed; with the numbers of `more` besides."""
    ties = {one.order_id for one in (*rows, *more)} - {None}
    families = family.families(one.id for one in (*rows, *more))
    return Branches(today=clock.today(), orders=orders.tallies(ties, person), families=families)


def of_order(person, order_id, asked=None) -> Branches:
    """The units of one order that fit what was `asked`; all that the person may see where nothing was."""
    fits = register.fits(person, asked) if asked else None
    sort = asked.sort if asked else "urgent"
    found = orders.tallies([order_id], person, fits)
    units = orders.members([order_id], person, order_by=register.sorted_by(sort), fits=fits)
    return Branches(
        today=clock.today(),
        filters=asked.address() if asked else {},
        units=units,
        orders=found,
        families=family.families(one.id for one in units[order_id]),
    )


def _numbers(typed):
    return [number for number in map(number_of, typed) if number is not None]


def _with_own(found):
    return [number for number, tally in found.items() if tally.own]


def _by_parent(children):
    opened: dict[int, list] = {}
    for child in children:
        opened.setdefault(child.parent_id, []).append(child)
    return opened


def _own_branches(person, directives) -> list[int]:
    """Which branches of these to open, so that the work of the person's very own unit, or his own, is seen at once."""
    tops, posts = [directive.id for directive in directives], sorted({post.unit_id for post in person.current_posts})
    middle = aliased(Directive)
    query = (
        select(Directive.parent_id, middle.parent_id)
        .join(middle, Directive.parent_id == middle.id)
        .where(or_(Directive.lead_unit_id.in_(posts), Directive.person_id == person.id))
        .where(Directive.state.in_(OPEN), or_(middle.id.in_(tops), middle.parent_id.in_(tops)))
    )
    return sorted({number for row in db.session.execute(query) for number in row if number}) if tops else []
