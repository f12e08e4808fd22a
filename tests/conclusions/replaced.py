"""Notices in force, those that replace them, and what is read of the directives afterwards."""

from datetime import date

from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.conclusions import actions as conclusions
from meetings.conclusions.models import NoticeState
from meetings.desk import rulings
from meetings.directives.models import Directive, DirectiveEvent
from meetings.minutes import actions as minutes_actions
from meetings.minutes import queries as minutes_queries
from meetings.minutes.models import BlockKind
from meetings.notices.models import Notice
from tests.conclusions.make import approved, notice_in
from tests.directives.made import fresh
from tests.make import a_unit
from tests.minutes.make import a_directive_in, drafted

DUE, LATER = date(2026, 12, 25), date(2027, 1, 15)


def in_force(*, leads=None, more=0, **facts):
    """The released notice of minutes with one directive (and `more` others, to a unit each)."""
    minutes = drafted()
    a_directive_in(minutes, leads=leads, **facts)
    for _ in range(more):
        a_directive_in(minutes, leads=[a_unit()])
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    return notice_in(NoticeState.RELEASED, minutes=approved(minutes))


def replacing(notice, *, removed=False, by_hand=None, **changes):
    """The approved notice that is to replace it, on minutes of which the first directive says `changes`; or on what
    `by_hand` writes in them."""
    notice = fresh(notice)
    with transaction():
        minutes = minutes_actions.correct(notice.minutes, reason="Ghi nhầm", by=None)
        block = minutes_queries.blocks_of(minutes.id, BlockKind.DIRECTIVE)[0]
        if removed:
            minutes_actions.remove(block, version=block.version, by=None)
        elif by_hand:
            by_hand(minutes)
        elif changes:
            minutes_actions.revise_block(block, version=block.version, by=None, **changes)
    if minutes_queries.blocks_of(minutes.id) == []:
        a_directive_in(minutes, leads=[a_unit()])
    if changes or removed or by_hand:
        with transaction():
            rulings.submit_minutes(minutes, by=None)
        approved(minutes)
    with transaction():
        new = conclusions.correct(fresh(notice), reason="Ghi nhầm", by=None)
        if not (changes or removed or by_hand):
            conclusions.revise(new, version=new.version, closing="Đề nghị thực hiện nghiêm túc.", by=None)
    for move in (rulings.submit_notice, rulings.approve_notice):
        with transaction():
            move(fresh(new), by=None)
    return fresh(new)


def released(notice, by=None):
    with transaction():
        rulings.release_notice(notice, by=by)
    return fresh(notice)


def replaced(notice, **changes):
    return released(replacing(notice, **changes))


def given():
    return db.session.scalars(select(Directive).order_by(Directive.id)).all()


def history(directive):
    query = select(DirectiveEvent).where(DirectiveEvent.directive_id == directive.id).order_by(DirectiveEvent.id)
    return db.session.scalars(query).all()


def told(kind):
    return db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)).all()


def do(act, directive, **facts):
    with transaction():
        act(fresh(directive), by=None, **facts)
