"""Which day of a new rule stands for a day of the former one, on which something stood or which fell out."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from meetings.conferences.models import ConferenceState
from meetings.series import plan
from meetings.series.models import Departure, Occurrence, Pattern


@dataclass(frozen=True)
class Standing:
    """A day of the former rule on which something stands: a conference that stays, or what somebody said of the day.
    `day`: when it is (or was to be) held; `counts_for`: the day of the new rule that it is from now on, None for none.
    """

    row: Occurrence
    day: date
    counts_for: date | None = None

    @property
    def is_kept(self) -> bool:
        """Whether its conference stays, because somebody has worked on it."""
        return self.row.conference is not None and self.row.conference.state is not ConferenceState.CANCELLED

    @property
    def fell_out(self) -> bool:
        """Whether it was left out: by a word, or because its draft was called off or deleted."""
        return not self.is_kept and (self.row.departure is Departure.SKIPPED or self.row.made_at is not None)


def paired(before, after, standing) -> tuple[Standing, ...]:
    """The same, each with the day of the new rule that it counts for.

    Conferences first, by their very day, then by the period they are for, the nearest day of it. What was said of
    other days goes to that period, too, where both rules repeat as often. Where they do not, what fell out takes along
    the day that lies in the same turn of the rule that repeats more often (the same week, where one of them is
    weekly), and the day of a period of which the former rule has no day left.
    """
    if not standing:
        return ()
    last = max(max(one.row.day, one.day) for one in standing) + timedelta(days=_days_of(after.rule))
    free = plan.slots(after, after.first_on, last)
    found = {}

    def give(ones, candidates):
        for one in ones:
            fits = [slot for slot in free if candidates(one, slot)]
            if one not in found and fits:
                found[one] = min(fits, key=lambda slot: abs(slot.day - one.row.day))
                free.remove(found[one])

    def is_of_its_period(one, slot):
        return _period(after.rule, slot.day) == _period(after.rule, one.row.day)

    kept, said = ([one for one in standing if one.is_kept is wanted] for wanted in (True, False))
    give(kept, lambda one, slot: slot.held_on == one.day)
    give(kept, is_of_its_period)
    if _turns(before.rule) == _turns(after.rule):
        give(said, is_of_its_period)
    else:
        give([one for one in said if one.fell_out], _falling_out(before, after, said))
    return tuple(replace(one, counts_for=found[one].day if one in found else None) for one in standing)


def _falling_out(before, after, said):
    """Whether a day of the new rule falls out with one of the former."""
    former, coming = replace(before.rule, last_on=before.last_on), after.rule
    finer = max(former, coming, key=_often)
    gone = {one.row.day for one in said if one.fell_out}
    span = timedelta(days=_days_of(coming))

    def is_left(day, period):
        return day >= after.first_on and day not in gone and _period(coming, day) == period

    def falls_out(one, slot):
        if slot.held_on is None:
            return False
        if _turn(finer, one.row.day, one.day) == _turn(finer, slot.day, slot.held_on):
            return True
        period = _period(coming, slot.day)
        near = former.days(slot.day - span, slot.day + span)
        return _period(coming, one.row.day) == period and not any(is_left(day, period) for day in near)

    return falls_out


def _turns(rule):
    return rule.pattern is Pattern.WEEKLY, rule.every, _days_a_turn(rule) if rule.pattern is Pattern.WEEKLY else 1


def _often(rule):
    return _days_a_turn(rule) * (52 if rule.pattern is Pattern.WEEKLY else 12) / rule.every


def _days_a_turn(rule):
    return 1 if rule.pattern is Pattern.MONTH_DAY else len(rule.weekdays)


def _turn(rule, day, held_on):
    """What is one meeting by a rule: the day itself where it names several a week; else the week in which one meets, or
    the month, quarter … for which one does."""
    if _days_a_turn(rule) > 1:
        return held_on
    return _period(rule, held_on if rule.pattern is Pattern.WEEKLY else day)


def _period(rule, day):
    """The number of the week, month, quarter … in which a rule names that day. Weeks begin on Mondays."""
    count = (day.toordinal() - 1) // 7 if rule.pattern is Pattern.WEEKLY else day.year * 12 + day.month - 1
    return count // rule.every


def _days_of(rule):
    return rule.every * (7 if rule.pattern is Pattern.WEEKLY else 31) + 31
