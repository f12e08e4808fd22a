"""Directives for tests: given by a leader of a province to a commune with an officer, unless told otherwise."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.directives import actions, issuing, longer, taking_back
from meetings.directives.models import Directive, DirectiveEvent, DirectiveState
from meetings.units.models import Unit, UnitKind
from tests.make import a_province, a_unit, a_user
from tests.minutes.make import a_directive_in, drafted

S = DirectiveState
NOON = datetime(2026, 12, 7, 5, 0, tzinfo=UTC)
DUE = date(2026, 12, 25)
# What has to happen before a directive stands in a state.
WAYS = {
    S.ASSIGNED: (),
    S.ACCEPTED: ("take_on",),
    S.IN_PROGRESS: ("take_on", "report"),
    S.SUBMITTED: ("take_on", "submit"),
    S.DONE: ("take_on", "submit", "accept"),
    S.RETURNED: ("return_",),
    S.WITHDRAWN: ("withdraw",),
}
WORDS = {
    "report": {"text": "Đã xong dự thảo", "progress": 55},
    "submit": {"text": "Đã xong"},
    "return_": {"reason": "Không đúng thẩm quyền"},
    "send_back": {"reason": "Thiếu số liệu"},
    "take_back": {"text": "Thiếu phụ lục"},
    "withdraw": {"reason": "Đã giao đơn vị khác"},
    "ask_for_longer": {"due_on": date(2030, 1, 1), "reason": "Thiếu cán bộ"},
}


def fresh(thing):
    """The same row, read anew."""
    return db.session.get(type(thing), thing.id)


def a_directive(text="Đẩy mạnh ứng dụng CNTT", *, lead=None, giver_unit=None, by=None, state=S.ASSIGNED, **facts):
    """A directive in any state, reached by the moves that lead there."""
    giver_unit = giver_unit or a_province()
    lead = lead or a_unit(parent=giver_unit)
    by_id = by.id if by else None
    with transaction():
        directive = issuing.give(
            text,
            lead_unit=db.session.get(Unit, lead.id),
            giver_unit=db.session.get(Unit, giver_unit.id),
            by=db.session.get(type(by), by_id) if by else None,
            **facts,
        )
        for move in WAYS[state]:
            getattr(actions, move)(directive, **WORDS.get(move, {}), by=None)
    return fresh(directive)


def an_order(province, number, text="Rà soát hồ sơ đất đai", *, due_on=DUE, conference=None):
    """The same directive to so many communes of the province, as they stand in the tree."""
    units = [a_unit(f"UBND xã số {place}", parent=province) for place in range(1, number + 1)]
    with transaction():
        given = issuing.give_each(
            text,
            lead_units=[fresh(unit) for unit in units],
            giver_unit=fresh(province),
            due_on=due_on,
            conference=fresh(conference) if conference else None,
            by=None,
        )
        ids = [one.id for one in given]
    return [db.session.get(Directive, one) for one in ids]


def a_child(parent, text="Tham mưu kế hoạch", *, lead=None, due_on=None, state=S.ASSIGNED, **facts):
    """A directive passed down from `parent`, which is taken on first if need be."""
    lead = lead or a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    with transaction():
        parent = fresh(parent)
        if parent.state is S.ASSIGNED:
            actions.take_on(parent, by=None)
        task = dict(text=text, lead_unit=db.session.get(Unit, lead.id), due_on=due_on, **facts)
        [child] = issuing.pass_down(parent, tasks=[task], by=None)
        for move in WAYS[state]:
            getattr(actions, move)(child, **WORDS.get(move, {}), by=None)
    return db.session.get(Directive, child.id)


def act(move):
    """The action of that name."""
    where = next(module for module in (actions, issuing, longer, taking_back) if hasattr(module, move))
    return getattr(where, move)


def did(directive, move, *, by=None, **words):
    """Make one move in a transaction of its own and read the directive anew."""
    with transaction():
        act(move)(fresh(directive), **(words or WORDS.get(move, {})), by=fresh(by) if by else None)
    return fresh(directive)


def a_block(conference):
    """A directive block of the conference's minutes."""
    return a_directive_in(drafted(conference), leads=[a_unit()])


def a_giver(directive, role=Role.SECRETARIAT):
    """One who gives and accepts in the name of the unit that gave it."""
    return a_user(role, directive.giver_unit)


def an_officer(directive, role=Role.SITE_OFFICER):
    """One who answers for the lead unit."""
    return a_user(role, directive.lead_unit)


def address(directive, act=""):
    return f"/directives/{directive.id}" + (f"/{act}" if act else "")


def sent(directive, act, **words):
    """What the form of an act on the page of a directive sends."""
    return {f"{act}-version": str(directive.version), **{f"{act}-{name}": value for name, value in words.items()}}


def a_division(parent, *people):
    """A division of the unit that leads `parent`, with people who answer for nothing."""
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=parent.lead_unit)
    return division, [a_user(Role.MEMBER, division, name=name) for name in people]


def row(unit, text="Tham mưu kế hoạch"):
    return {"tasks-0-lead_unit": unit.id, "tasks-0-text": text, "tasks-0-due_on": "20/12/2026"}


def history(directive):
    """Everything that happened to a directive, latest first, whoever may read it."""
    query = select(DirectiveEvent).where(DirectiveEvent.directive_id == directive.id)
    return db.session.scalars(query.order_by(DirectiveEvent.at.desc(), DirectiveEvent.id.desc())).all()
