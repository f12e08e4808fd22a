"""What is late and what is due soon, as conditions for the database; a test holds that they agree with the model.

Nothing here is stored: official reports count by the day on which they are made (Decision 42/2014/QĐ-TTg, amended by
23/2018/QĐ-TTg: completed in time or late, not completed in time or overdue).
"""

import enum
from datetime import date, timedelta

from sqlalchemy import and_, case, func

from meetings.base import clock
from meetings.base.statements import remembered
from meetings.directives.models import DUE_SOON_DAYS, OPEN, OWED, Directive, DirectiveState, OfficialClass

S = DirectiveState


class Bucket(enum.StrEnum):
    """How urgent a directive is today, the most urgent first: what the register's totals count."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"
    DONE = "done"
    WITHDRAWN = "withdrawn"


RANK = {bucket: place for place, bucket in enumerate(Bucket)}


@remembered
def late(today: date):
    """The deadline has passed, and it was not handed in until then (day by day: the day itself is in time)."""
    return and_(Directive.due_on.is_not(None), Directive.due_on < func.coalesce(Directive.completed_on, today))


@remembered
def overdue(today: date):
    """Late and still open: not accepted and not withdrawn."""
    return and_(Directive.state.in_(OPEN), late(today))


@remembered
def due_soon(today: date):
    """Still owed by the unit and due within the next seven days."""
    return and_(
        Directive.state.in_((*OWED, S.RETURNED)),
        Directive.due_on.between(today, today + timedelta(days=DUE_SOON_DAYS)),
    )


@remembered
def official_class(today: date):
    """The value of `OfficialClass`, null for a withdrawn one."""
    return case(
        (Directive.state == S.WITHDRAWN, None),
        (and_(Directive.state == S.DONE, late(today)), OfficialClass.DONE_LATE.value),
        (Directive.state == S.DONE, OfficialClass.DONE_ON_TIME.value),
        (late(today), OfficialClass.OPEN_OVERDUE.value),
        else_=OfficialClass.OPEN_IN_TIME.value,
    )


@remembered
def rank(today: date):
    """The place of the bucket, for sorting what needs a person first."""
    return case(
        (Directive.state == S.WITHDRAWN, RANK[Bucket.WITHDRAWN]),
        (Directive.state == S.DONE, RANK[Bucket.DONE]),
        (overdue(today), RANK[Bucket.OVERDUE]),
        (due_soon(today), RANK[Bucket.DUE_SOON]),
        else_=RANK[Bucket.IN_TIME],
    )


@remembered
def within(bucket: Bucket, today: date):
    """The condition that a directive falls into `bucket`."""
    return rank(today) == RANK[bucket]


def urgent_first():
    """The order in which lists show them: overdue, due soon, other open ones, done, withdrawn; then by deadline."""
    return _urgent_first(clock.today())


@remembered
def _urgent_first(today):
    due = Directive.due_on
    return rank(today), due.is_(None), due, Directive.id


def count_if(condition):
    """How many of the rows fulfil the condition, 0 where there are none."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def bucket_of(directive: Directive, today: date) -> Bucket:
    """The bucket of one directive at hand: what `rank` is for the database."""
    if directive.state is S.WITHDRAWN:
        return Bucket.WITHDRAWN
    if directive.state is S.DONE:
        return Bucket.DONE
    if directive.is_overdue(today):
        return Bucket.OVERDUE
    return Bucket.DUE_SOON if directive.is_due_soon(today) else Bucket.IN_TIME
