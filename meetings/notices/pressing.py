"""How much each kind of notice presses; a kind that is not named here is good to know."""

from meetings.notices.models import Pressing

URGENT = frozenset(
    "conference_cancelled conference_changed conference_postponed conference_rescheduled conference_restored "
    "conference_withdrawn link_sent_back password_invited password_reset "
    "rehearsal_cancelled rehearsal_moved site_chair_replaced site_change_refused site_dropped "
    "substitute_named".split()  # noqa: SIM905
)
ASKING = frozenset(
    "invitation conference_entered confirm_reminder directive_amended directive_given directive_hindered "
    "directive_longer_asked directive_reminded directive_returned directive_sent_back directive_submitted link_given "
    "minutes_sent_back minutes_submitted notice_sent_back notice_submitted rehearsal_planned "
    "site_change_asked speech_offered speech_returned unit_ended".split()  # noqa: SIM905
)


def of(kind: str) -> Pressing:
    """How much a notice of that kind presses."""
    if kind in URGENT:
        return Pressing.URGENT
    return Pressing.ASKING if kind in ASKING else Pressing.NEWS
