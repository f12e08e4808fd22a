"""What an organiser keeps to: its own limits, else those of the nearest unit above it, else Decision 45/2018."""

from sqlalchemy import select

from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.conferences.models import BY_DECISION, LONGEST, Limits
from meetings.journal import actions as journal

MOST_DAYS = 60
HOURS = {kind.value: hours for kind, hours in LONGEST.items()}


def of(unit) -> Limits:
    """The limits that count for the unit (one statement). What is handed back is for reading."""
    query = select(Limits).where(Limits.unit_id.in_(unit.ancestor_ids))
    own = {row.unit_id: row for row in db.session.scalars(query)}
    return next((own[number] for number in reversed(unit.ancestor_ids) if number in own), None) or standard()


def standard() -> Limits:
    """What Decision 45/2018/QĐ-TTg says."""
    return Limits(**BY_DECISION, hours=HOURS, slot_agreement=True)


def own(unit) -> Limits | None:
    """The unit's own limits; None where it keeps to those above it."""
    return db.session.scalar(select(Limits).filter_by(unit_id=unit.id))


def keep(unit, *, version=None, by, **facts) -> Limits:
    """Say what the unit keeps to from now on. Raises `Stale` when somebody else has said so since `version`,
    `NotValid` for more than sixty days."""
    for name in ("letter_days", "papers_days", "notice_days"):
        if not 0 <= facts.get(name, 0) <= MOST_DAYS:
            raise NotValid(_l("Enter a number from %(low)s to %(high)s.", low=0, high=MOST_DAYS), field=name)
    limits = own(unit)
    if limits is None:
        limits = Limits(unit_id=unit.id)
        db.session.add(limits)
    else:
        limits.expect(version)
    for name, value in facts.items():
        setattr(limits, name, value)
    db.session.flush()
    journal.record(by, "set_limits", limits, **facts)
    return limits


def drop(unit, *, by) -> None:
    """Let the unit keep to the limits above it again."""
    limits = own(unit)
    if limits is not None:
        journal.record(by, "dropped_limits", limits)
        db.session.delete(limits)
