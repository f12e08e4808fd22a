"""The directives that were made of the minutes of a conference, each with the unit of which it is the charge."""

from typing import NamedTuple

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased, selectinload

from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.directives.models import Directive, DirectiveEvent, EventKind
from meetings.minutes.models import Block


class Held(NamedTuple):
    """A directive with the number of the unit in whose place its lead unit has it: its own where it was never handed
    over; None where nobody can tell."""

    directive: Directive
    place_id: int | None


def of_minutes(conference_id) -> dict[int, list[Held]]:
    """The directives made of the minutes of a conference, with their units, by `root_id` of their block (two
    statements)."""
    query = select(func.coalesce(Block.origin_id, Block.id), Directive, _place())
    query = query.join(Block, Block.id == Directive.block_id)
    query = query.where(Directive.conference_id == conference_id).order_by(Directive.id)
    found: dict[int, list[Held]] = {}
    parts = (Directive.lead_unit, Directive.giver_unit, Directive.giver)
    whole = *map(by_join, parts), selectinload(Directive.coordinators)
    for root, *held in db.session.execute(query.options(*whole)):
        found.setdefault(root, []).append(Held(*held))
    return found


def _place():
    """The unit named by the last notice that amended it; else the one from which it was first handed over."""
    step = aliased(DirectiveEvent)
    steps = select(step.from_unit_id).where(step.directive_id == Directive.id).limit(1).correlate(Directive)
    amended = steps.where(step.kind == EventKind.AMENDED, step.from_unit_id.is_not(None)).order_by(step.id.desc())
    moved = step.kind == EventKind.ASSIGNED_AGAIN
    was_moved = exists().where(step.directive_id == Directive.id, moved).correlate(Directive)
    first = steps.where(moved).order_by(step.id)
    known = case((was_moved, first.scalar_subquery()), else_=Directive.lead_unit_id)
    return func.coalesce(amended.scalar_subquery(), known)
