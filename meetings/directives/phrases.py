"""How a directive speaks of its time: "6 days over", "18 days left", and the badge that says where it stands."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base import clock
from meetings.directives.deadlines import Bucket, bucket_of
from meetings.directives.family import Family
from meetings.directives.models import OWED, Directive, DirectiveState, OfficialClass
from meetings.web.words import Badge, badge_of

S = DirectiveState
TONES = {
    Bucket.OVERDUE: "bad",
    Bucket.DUE_SOON: "warn",
    Bucket.IN_TIME: "info",
    Bucket.DONE: "ok",
    Bucket.WITHDRAWN: "mute",
}


def tone(directive: Directive, today: date) -> str:
    """The colour of its deadline and of its progress."""
    return TONES[bucket_of(directive, today)]


def progress(directive: Directive, family: Family | None = None) -> int:
    """How far it is: while it is under way and something is reported from below, what that comes to; else what the
    unit itself reported."""
    counts = directive.state in OWED and family is not None and family.progress
    return family.progress if counts else directive.progress


def silence(directive: Directive, today: date) -> int:
    """For how many days the unit has not reported although it owes the work; 0 where it need not."""
    if directive.state not in OWED:
        return 0
    return max(0, (today - clock.local(directive.last_report_at or directive.given_at).date()).days)


def relative(directive: Directive, today: date) -> str:
    """The deadline seen from today; for what is handed in or done, the day on which that was."""
    if directive.state is S.WITHDRAWN:
        return ""
    if directive.completed_on:
        day = directive.completed_on.strftime("%d/%m")
        return _("done on %(day)s", day=day) if directive.state is S.DONE else _("handed in on %(day)s", day=day)
    return left(directive, today)


def left(directive: Directive, today: date) -> str:
    """How many days are left or over; empty for a standing one."""
    days = directive.days_left(today)
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(num)s day over", "%(num)s days over", -days)
    return ngettext("%(num)s day left", "%(num)s days left", days) if days else _("due today")


def standing(directive: Directive, today: date) -> Badge:
    """The one badge that says what matters: what waits for somebody's word, then its time, then its state."""
    state = directive.state
    if state is S.DONE:
        late = directive.official_class(today) is OfficialClass.DONE_LATE
        return Badge("clock-check", "gold", _("Done late")) if late else Badge("circle-check", "ok", _("Done in time"))
    if state in (S.SUBMITTED, S.RETURNED, S.WITHDRAWN):
        return badge_of(state)
    if directive.wanted_due_on:
        return Badge("calendar-plus", "talk", _("Asks for longer"))
    return by_time(directive, today) or badge_of(state)


def by_time(directive: Directive, today: date) -> Badge | None:
    """The badge of an urgent deadline; None while there is time."""
    bucket = bucket_of(directive, today)
    if bucket is Bucket.OVERDUE:
        return Badge("alert-triangle", "bad", sentence(left(directive, today)))
    if bucket is Bucket.DUE_SOON:
        return Badge("clock-exclamation", "warn", sentence(left(directive, today)))
    return None


def sentence(text: str) -> str:
    """The phrase with a capital, as it stands alone."""
    return text[:1].upper() + text[1:]
