"""By when the notice is due: within five working days after the conference (Decision 45/2018/QĐ-TTg)."""

from collections.abc import Collection
from datetime import date

from meetings.base import clock
from meetings.base.working_days import working_day_after
from meetings.conferences.models import Conference

WORKING_DAYS = 5
RULE = "Quyết định 45/2018/QĐ-TTg"


def due_on(conference: Conference, closed: Collection[date] = ()) -> date:
    """The last day on which the notice is in time; the day of the conference is not counted."""
    ended = clock.local(conference.finished_at or conference.ends_at).date()
    return working_day_after(ended, WORKING_DAYS, closed)


def days_left(conference: Conference, closed: Collection[date] = ()) -> int:
    """Calendar days from today to that day; negative when it has passed."""
    return (due_on(conference, closed) - clock.today()).days
