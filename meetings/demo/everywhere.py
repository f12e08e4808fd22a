"""One order to every commune and ward of the province, carried out here quickly and there late."""

from datetime import timedelta

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.demo import days
from meetings.demo.cast import YEAR, unit
from meetings.demo.year import Doing
from meetings.directives import issuing as directives
from meetings.units.models import Unit, UnitKind


def give(people) -> None:
    """Give it by hand in the name of the province; how far each is goes round the states that the data names."""
    order, province, now = YEAR["everywhere"], unit("UBND tỉnh Hà Tĩnh"), clock.now()
    communes = select(Unit).where(Unit.kind.in_((UnitKind.COMMUNE, UnitKind.WARD)), Unit.valid_until.is_(None))
    given_at = days.shift(now, -order["given_before"])
    with clock.at(given_at):
        given = directives.give_each(
            order["text"],
            lead_units=list(db.session.scalars(communes.order_by(Unit.position, Unit.id))),
            giver_unit=province,
            giver=people["chair"],
            due_on=days.open_day(clock.local(now).date() + timedelta(days=order["day"])),
            expected_result=order["result"],
            source=order["source"],
            by=people["secretary"],
        )
    for place, directive in enumerate(given):
        Doing(directive, people, given_at, now).come_to(order["states"][place % len(order["states"])])
