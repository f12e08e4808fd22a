"""What Decision 45/2018/QĐ-TTg or the organiser's own limits would have otherwise: advice, never a refusal."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.working_days import WorkingDays
from meetings.conferences.models import BY_DECISION, LONGEST, ConferenceKind, Limits

SLOT = _l("The technical unit has not agreed to this time and place yet.")
RULE, OWN_RULE = _l("Decision 45/2018/QĐ-TTg"), _l("The organiser's own rule")


def whose(number, by_decision):
    """Who asks for that number of days or hours: the Decision, or the organiser, who asks otherwise."""
    return RULE if number == by_decision else OWN_RULE


class Advice(NamedTuple):
    """One rule that is not kept: `key` names it in the journal, `words` say what it asks."""

    key: str
    words: str


@dataclass(frozen=True)
class Done:
    """What was done: the day of the letter and of the last paper (None: not yet), whether the slot was agreed to."""

    letter_on: date | None = None
    papers_on: date | None = None
    slot_agreed: bool = True


def advice(conference, days: WorkingDays, limits: Limits, done: Done = Done()) -> list[Advice]:  # noqa: B008
    """The rules that apply and are not kept: length by kind, a day on which offices work, letter and papers so many
    working days before.

    A conference called at short notice (đột xuất) is exempt from the days before it.
    """
    starts, found = clock.local(conference.starts_at).date(), [_too_long(conference, limits)]
    if conference.kind is not ConferenceKind.AD_HOC:
        found.append(None if days.holds(starts) else Advice("day_off", _day_off(starts)))
        letter_by, papers_by = days.before(starts, limits.letter_days), days.before(starts, limits.papers_days)
        found.append(_late("letter", done.letter_on, letter_by, limits.letter_days))
        found.append(_late("papers", done.papers_on, papers_by, limits.papers_days))
    if limits.slot_agreement and not done.slot_agreed:
        found.append(Advice("slot", SLOT))
    return [one for one in found if one]


def _day_off(day):
    said = day.strftime("%d/%m/%Y")
    return {
        5: _l("%(day)s is a Saturday.", day=said),
        6: _l("%(day)s is a Sunday.", day=said),
    }.get(day.weekday(), _l("%(day)s is a public holiday.", day=said))


def _too_long(conference, limits):
    hours = limits.longest(conference.kind)
    if hours is None or conference.ends_at - conference.starts_at <= timedelta(hours=hours):
        return None
    words = _l("%(rule)s: at most %(hours)s hours for this kind of conference. Shorten it if you can.",
               rule=whose(hours, LONGEST.get(conference.kind)), hours=hours)  # fmt: skip
    return Advice("length", words)


def _late(key, sent_on, due, number):
    if (sent_on or clock.today()) <= due:
        return None
    rule = whose(number, BY_DECISION[f"{key}_days"])
    said = {
        "letter": _l("%(rule)s: the letter goes out %(number)s working days before, here by %(day)s.",
                     rule=rule, number=number, day=due.strftime("%d/%m/%Y")),
        "papers": _l("%(rule)s: papers are sent %(number)s working days before, here by %(day)s.",
                     rule=rule, number=number, day=due.strftime("%d/%m/%Y")),
    }  # fmt: skip
    return Advice(key, said[key])
