"""What Decision 45/2018/QĐ-TTg would have otherwise: said as advice, never as a refusal."""

from datetime import date, timedelta

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.working_days import is_working_day
from meetings.conferences.models import ConferenceKind

K = ConferenceKind
HALF_A_DAY, A_DAY, TWO_DAYS = timedelta(hours=4), timedelta(hours=8), timedelta(days=1, hours=12)
LONGEST = {
    K.BRIEFING: HALF_A_DAY,
    K.INTERIM_REVIEW: A_DAY,
    K.FINAL_REVIEW: A_DAY,
    K.THEMATIC: A_DAY,
    K.ROLLOUT: TWO_DAYS,
    K.TRAINING: TWO_DAYS,
}
NOTICE, COUNTED = 3, 31
TOO_LONG = _l("Decision 45/2018 allows less time for this kind of conference. Shorten it if you can.")
DAY_OFF = _l("This is a Saturday, a Sunday or a public holiday.")
TOO_LATE = _l("Decision 45/2018 asks for invitations three working days before. Sites will have little time to answer.")


def advice(conference) -> list:
    """The sentences that apply: too long for its kind; too late for an invitation three working days before; on a day
    on which offices are closed."""
    longest, starts = LONGEST.get(conference.kind), clock.local(conference.starts_at).date()
    too_long = longest and conference.ends_at - conference.starts_at > longest
    too_late = conference.kind is not K.AD_HOC and working_days(clock.today(), starts) < NOTICE
    closed = conference.kind is not K.AD_HOC and not is_working_day(starts)
    checks = (too_long, TOO_LONG), (too_late, TOO_LATE), (closed, DAY_OFF)
    return [words for applies, words in checks if applies]


def working_days(first: date, last: date) -> int:
    """How many working days lie between two days: from `first` on, `last` itself not counted; of a month only."""
    days = (first + timedelta(days=n) for n in range(min((last - first).days, COUNTED)))
    return sum(is_working_day(day) for day in days)
