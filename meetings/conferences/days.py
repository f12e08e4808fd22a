"""On which days of the calendar something is held."""

from datetime import date, timedelta

from meetings.base import clock


class OnDays:
    """What has a start and an end, and by them its days in Vietnam."""

    @property
    def days(self) -> list[date]:
        """The days on which it is held: one, or several where it lasts longer or over midnight."""
        first, last = clock.local(self.starts_at).date(), clock.local(self.ends_at).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    @property
    def several_days(self) -> bool:
        """Whether an hour of it says nothing without its day."""
        return len(self.days) > 1
