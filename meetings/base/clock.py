"""Time: aware, in UTC; people see it in their own zone."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This instant in UTC, or the one a story told with `at`."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day it is in Vietnam."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same instant on a clock in Vietnam."""
    return moment.astimezone(ZONE)


def minute(moment: datetime) -> datetime:
    """The minute in which the instant lies: as pages and papers write it, nothing is rounded up."""
    return moment.replace(second=0, microsecond=0)


def instant(day: date, clock: time) -> datetime:
    """The instant in UTC of a day and a clock time in Vietnam."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


@contextmanager
def at(moment: datetime):
    """Tell a story as of `moment` (aware): used by demo data, `make papers` and tests."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
