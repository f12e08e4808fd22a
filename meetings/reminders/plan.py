"""The steps of a schedule as moments, and which of them is due: plain values."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from meetings.base import clock
from meetings.base.working_days import WorkingDays
from meetings.conferences.models import ConferenceKind as K

# Working days before the answers are due, where nobody has said otherwise. An ad-hoc one leaves no days to count.
USUAL = {
    K.BRIEFING: (3, 1),
    K.INTERIM_REVIEW: (3, 1),
    K.FINAL_REVIEW: (5, 3, 1),
    K.THEMATIC: (3, 1),
    K.ROLLOUT: (5, 3, 1),
    K.TRAINING: (5, 3, 1),
    K.AD_HOC: (0,),
}
# A step that is later than this (the worker stood still, the schedule was changed) is left out: a reminder that comes
# out of the blue helps nobody.
LATEST = timedelta(hours=24)
# Who was reminded by hand shortly before a step is left in peace.
SHORTLY = timedelta(hours=12)
# Who was asked anew so shortly before a step, or since, is not told that he still owes an answer.
TO_ANSWER = timedelta(hours=2)
MOST_STEPS = 10
FURTHEST = 60


class Step(NamedTuple):
    """One reminder: how many working days before, and at which moment."""

    days: int
    at: datetime


def steps(days, due_at: datetime, counted: WorkingDays, hour: time) -> list[Step]:
    """The steps of a schedule in their order; those that would come when the answers are overdue are left out."""
    due_on = clock.local(due_at).date()
    found = [Step(number, clock.instant(_day(due_on, number, counted), hour)) for number in sorted(set(days))[::-1]]
    return [step for step in found if step.at < due_at]


def _day(due_on: date, number: int, counted: WorkingDays) -> date:
    return counted.before(due_on, number) if number else due_on


def due(found, now: datetime) -> Step | None:
    """The step that is to be taken now: the latest that has come, unless it came too long ago."""
    come = [step for step in found if step.at <= now]
    return come[-1] if come and now - come[-1].at <= LATEST else None
