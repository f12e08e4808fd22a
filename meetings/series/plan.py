"""What is to come of a series: the rule, what departs from it, and the conferences that there are already."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from meetings.base import clock
from meetings.conferences.models import Conference, ConferenceState
from meetings.series import queries
from meetings.series.models import ConferenceSeries, Departure, Occurrence, Pattern
from meetings.series.recurrence import placed
from meetings.workdays import queries as workdays

# An occurrence may have been moved from an earlier day to one that lies ahead.
BACK = timedelta(days=62)
LONGEST_SPAN = 366 * 12


@dataclass(frozen=True)
class Slot:
    """One day of a series. `ruled_on`: when one meets by the rule, None where a day off makes it fall out; `is_ruled`:
    whether the rule (still) names the day; `row`: what is kept of it."""

    series: ConferenceSeries
    day: date
    ruled_on: date | None
    row: Occurrence | None = None
    is_ruled: bool = True

    @property
    def conference(self) -> Conference | None:
        """The conference that was made for the day; None while there is none."""
        return self.row.conference if self.row else None

    @property
    def version(self) -> int:
        """How often what is kept of the day has been changed."""
        return self.row.version if self.row else 0

    @property
    def is_skipped(self) -> bool:
        """Whether somebody has said that it falls out."""
        return self.row is not None and self.row.departure is Departure.SKIPPED

    @property
    def is_changed(self) -> bool:
        """Whether somebody has said that it is otherwise, this once."""
        return self.row is not None and self.row.departure is Departure.CHANGED

    @property
    def was_deleted(self) -> bool:
        """Whether its draft was made and somebody has deleted it."""
        return self.row is not None and self.row.made_at is not None and self.row.conference_id is None

    @property
    def held_on(self) -> date | None:
        """The day on which one meets; None where it falls out."""
        if self.conference is not None:
            return None if self.is_off else clock.local(self.conference.starts_at).date()
        if self.is_skipped or self.was_deleted:
            return None
        return (self.row.held_on if self.row else None) or self.ruled_on

    @property
    def is_off(self) -> bool:
        """Whether its conference has been called off."""
        return self.conference is not None and self.conference.state is ConferenceState.CANCELLED

    @property
    def is_moved(self) -> bool:
        """Whether one meets on another day than the rule names."""
        return self.held_on not in (None, self.day)

    @property
    def starts(self) -> str:
        """The clock time at which it starts."""
        return (self.row.starts if self.row else "") or self.series.starts

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.row.minutes if self.row else None) or self.series.minutes

    @property
    def starts_at(self) -> datetime | None:
        """The instant at which it starts; None where it falls out."""
        if self.conference is not None:
            return self.conference.starts_at
        return clock.instant(self.held_on, time.fromisoformat(self.starts)) if self.held_on else None

    @property
    def needs_draft(self) -> bool:
        """Whether it is to come and nothing has been made of it."""
        return self.held_on is not None and self.conference is None and self.starts_at > clock.now()


def coming(series, number: int) -> list[Slot]:
    """The days to come, until `number` of them are held; those that fall out before stand between (two statements)."""
    found, held = [], 0
    for slot in slots(series, clock.today() - BACK, clock.today() + timedelta(days=_span(series, number))):
        if _is_over(slot):
            continue
        found.append(slot)
        held += slot.held_on is not None
        if held >= number:
            break
    return found


def slots(series, first: date, last: date) -> list[Slot]:
    """The days that the rule names between the two, and those with a conference that it names no longer, in order."""
    working = workdays.working_days(first, last)
    rows = {row.day: row for row in queries.rows(series, since=first)}
    ruled = {one.day: one.held_on for one in placed(series.rule, series.off_days, working, first, last)}
    outside = [day for day, row in rows.items() if day not in ruled and row.conference]
    everything = [Slot(series, day, held_on, rows.get(day)) for day, held_on in ruled.items()]
    everything += [Slot(series, day, None, rows[day], is_ruled=False) for day in outside]
    return sorted(everything, key=lambda slot: (slot.held_on or slot.day, slot.day))


def slot(series, day: date) -> Slot | None:
    """One day of the series; None where the rule does not name it and nothing is kept of it."""
    return next((one for one in slots(series, day, day) if one.day == day), None)


def taken(series, day: date, *, but: date) -> bool:
    """Whether another occurrence than that of `but` is held on `day`."""
    near = slots(series, day - BACK, day + BACK)
    return any(one.held_on == day and one.day != but for one in near)


def _is_over(slot):
    if slot.conference is not None:
        return slot.conference.ends_at <= clock.now()
    starts_at = slot.starts_at or clock.instant(slot.day, time.fromisoformat(slot.starts))
    return starts_at <= clock.now()


def _span(series, number):
    unit = 7 if series.pattern is Pattern.WEEKLY else 31
    start = max((series.first_on - clock.today()).days, 0)
    return min(start + unit * series.every * (number + 6), LONGEST_SPAN)
