"""How a directive comes to be: given by hand or with a notice, to one unit or many, or passed down by its lead unit."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.directives import family, orders, queries, steps
from meetings.directives.models import LEVELS, Directive, DirectiveSeries, DirectiveState, EventKind

NO_TEXT = _l("Write what is to be done.")
NO_UNIT = _l("Choose at least one unit.")
DUE_BEFORE_GIVEN = _l("The deadline lies before the day on which the directive was given.")
TOO_DEEP = _l("A directive can be passed down over %(levels)s levels; this is the last one.")
NOT_BELOW = _l("A directive is passed down to offices and units below your own.")
SAME_BLOCK = _l("This unit has already been given this directive.")


def give(
    text,
    *,
    lead_unit,
    giver_unit,
    by,
    coordinators=(),
    due_on=None,
    expected_result="",
    giver=None,
    giver_name="",
    giver_title="",
    given_at=None,
    block=None,
    **ground,
):
    """Give a directive to one lead unit and tell it; `due_on` None means standing (thường xuyên).

    `giver` (a person) or `giver_name` and `giver_title` are kept as a snapshot; `given_at` is the moment it was said
    (now, if not told). `ground` is what it comes from: `source`, the document in words ("Thông báo số 452/TB-UBND, mục
    3"), `conference`, `item` and `block` of its minutes, the `paper`, the `parent` on whose ground it is passed down;
    besides, the `order` to which it is tied and the `person` of the unit who is to do it. The people of the lead and of
    the coordinating units are told. Raises `NotValid` without a text, with a deadline before the day it was given, or
    when `block` was already given to that unit.
    """
    given_at, text = given_at or clock.now(), (text or "").strip()
    Faults(_faults(text, due_on, given_at, block, lead_unit)).tell()
    directive = Directive(
        code=_next_code(given_at),
        text=text,
        expected_result=expected_result or "",
        giver=giver,
        giver_name=giver_name or (giver.name if giver else giver_unit.name),
        giver_title=giver_title or _title_of(giver, giver_unit),
        giver_unit=giver_unit,
        given_at=given_at,
        lead_unit=lead_unit,
        coordinators=[unit for unit in coordinators if unit.id != lead_unit.id],
        due_on=due_on,
        first_due_on=due_on,
        block=block,
        **ground,
    )
    db.session.add(directive)
    steps.noted(directive, EventKind.GIVEN, by=by, side=steps.GIVER, text="")
    steps.tell_lead(directive, "directive_given", by=by)
    steps.tell_coordinators(directive, "directive_to_coordinate", by=by)
    return directive


def _faults(text, due_on, given_at, block, lead_unit):
    if not text:
        yield NotValid(NO_TEXT, field="text")
    if due_on and due_on < clock.local(given_at).date():
        yield NotValid(DUE_BEFORE_GIVEN, field="due_on")
    if block and any(is_held(other, block.id, lead_unit) for other in queries.of_block(block.id)):
        yield NotValid(SAME_BLOCK, field="lead_unit")


def is_held(other, block_id, unit):
    """Whether the unit has it already, as the directive `other` of the same block: what was taken back may be given
    anew, or handed over to it, on a later edition of the block."""
    return other.lead_unit_id == unit.id and (other.block_id == block_id or other.state is not DirectiveState.WITHDRAWN)


def give_each(text, *, lead_units, giver_unit, by, **facts):
    """Give the same directive to each of `lead_units`: one for each, as `give` does, tied as one order.

    Raises `NotValid` for none, and for a unit that does not stand below `giver_unit`.
    """
    if not lead_units:
        raise NotValid(NO_UNIT, field="lead_units")
    if any(unit.id == giver_unit.id or not unit.is_within(giver_unit) for unit in lead_units):
        raise NotValid(NOT_BELOW, field="lead_units")
    order = orders.tie(lead_units)
    return [give(text, lead_unit=unit, giver_unit=giver_unit, order=order, by=by, **facts) for unit in lead_units]


def _title_of(giver, unit):
    if giver is None:
        return ""
    return next((post.title for post in giver.current_posts if unit.id in post.acts_for_ids), giver.position)


def _next_code(given_at):
    year = clock.local(given_at).year
    locked = select(DirectiveSeries).filter_by(year=year).with_for_update()
    series = db.session.scalar(locked)
    if series is None:
        try:
            with db.session.begin_nested():
                db.session.add(DirectiveSeries(year=year, last_number=0))
        except IntegrityError:
            pass  # another giver made the row at the same moment; it is read, locked, below
        series = db.session.scalar(locked.execution_options(populate_existing=True))
    series.last_number += 1
    return f"NV-{year}-{series.last_number:04d}"


def pass_down(parent, *, tasks, by, giver=None, version=None):
    """The lead unit gives directives of its own on the ground of `parent`: one for each of `tasks`.

    A task is a dict for `give`: text, lead_unit, due_on, and if wanted expected_result, coordinators, person,
    giver_name, giver_title, given_at. Raises `NotValid` at the fourth level, for a unit that is not below the lead
    unit, and for a deadline later than the parent's (a standing one is later than any day).
    """
    if not family.can_have_children(parent):
        raise NotValid(TOO_DEEP % {"levels": LEVELS})
    steps.go(parent, "pass_down", version)
    ties = orders.ties(task["text"] for task in tasks)
    children = [_child(parent, by=by, giver=giver, order=ties[task["text"]], **task) for task in tasks]
    names = ", ".join(child.lead_unit.short_name for child in children)
    steps.noted(parent, EventKind.PASSED_DOWN, by=by, side=steps.LEAD, text=names)
    return children


def _child(parent, *, lead_unit, by, due_on=None, **facts):
    if lead_unit.id == parent.lead_unit_id or not lead_unit.is_within(parent.lead_unit):
        raise NotValid(NOT_BELOW, field="lead_unit")
    steps.not_later_than(parent, due_on)
    ground = {"conference": parent.conference, "item": parent.item, "paper": parent.paper, "parent": parent}
    ground["source"] = parent.source or f"{parent.code}, {parent.giver_name}"
    return give(giver_unit=parent.lead_unit, lead_unit=lead_unit, by=by, due_on=due_on, **ground | facts)
