"""What Decision 45/2018/QĐ-TTg or the organiser's own limits would have otherwise: advice, never a refusal."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.working_days import WorkingDays
from meetings.conferences.models import ConferenceKind, Limits

DAY_OFF = _l("This is a Saturday, a Sunday or a public holiday.")
RULE = _l("Decision 45/2018/QĐ-TTg")


class Advice(NamedTuple):
    """One rule that is not kept: `key` names it in the journal, `words` say what it asks."""

    key: str
    words: str


@dataclass(frozen=True)
class Sent:
    """What has gone out: the day of the letter and the day of the last paper; None while it has not."""

    letter_on: object = None
    papers_on: object = None


def advice(conference, days: WorkingDays, limits: Limits, sent: Sent = Sent()) -> list[Advice]:  # noqa: B008
    """The rules that apply and are not kept: length by kind, a day on which offices work, letter and papers so many
    working days before.

    A conference called at short notice (đột xuất) is exempt from the days before it.
    """
    starts, found = clock.local(conference.starts_at).date(), [_too_long(conference, limits)]
    if conference.kind is not ConferenceKind.AD_HOC:
        found.append(None if days.holds(starts) else Advice("day_off", DAY_OFF))
        letter_by, papers_by = days.before(starts, limits.letter_days), days.before(starts, limits.papers_days)
        found.append(_late("letter", sent.letter_on, letter_by, limits.letter_days))
        found.append(_late("papers", sent.papers_on, papers_by, limits.papers_days))
    return [one for one in found if one]


def _too_long(conference, limits):
    hours = limits.longest(conference.kind)
    if hours is None or conference.ends_at - conference.starts_at <= timedelta(hours=hours):
        return None
    words = _l("%(rule)s: at most %(hours)s hours for this kind of conference. Shorten it if you can.",
               rule=RULE, hours=hours)  # fmt: skip
    return Advice("length", words)


def _late(key, sent_on, due, number):
    if (sent_on or clock.today()) <= due:
        return None
    said = {
        "letter": _l("%(rule)s: the letter goes out %(number)s working days before, here by %(day)s.",
                     rule=RULE, number=number, day=due.strftime("%d/%m/%Y")),
        "papers": _l("%(rule)s: papers are sent %(number)s working days before, here by %(day)s.",
                     rule=RULE, number=number, day=due.strftime("%d/%m/%Y")),
    }  # fmt: skip
    return Advice(key, said[key])
