"""By when the notice is due: within so many working days after the conference (Decision 45/2018/QĐ-TTg: five)."""

from datetime import date

from meetings.base import clock
from meetings.base.working_days import WorkingDays
from meetings.conferences.models import BY_DECISION, Conference


def due_on(conference: Conference, days: WorkingDays, number: int = BY_DECISION["notice_days"]) -> date:
    """The last day on which the notice is in time; the day of the conference is not counted."""
    return days.after(ended_on(conference), number)


def ended_on(conference: Conference) -> date:
    """The day on which the conference ended, or is to end."""
    return clock.local(conference.finished_at or conference.ends_at).date()
