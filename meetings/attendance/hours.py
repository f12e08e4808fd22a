"""When attendance is taken and lists are changed, and by whom then."""

from meetings.attendance import rules
from meetings.base import clock
from meetings.base.errors import NotNow
from meetings.base.language import _l
from meetings.conferences import left
from meetings.conferences.models import ConferenceState as C

ANNOUNCED = (C.INVITING, C.READY, C.POSTPONED)
SITTING = (C.LIVE, C.PAUSED)

TOO_EARLY = _l("Attendance is taken on the day of the conference. Until then you can write down who will come.")
CLOSED = _l("The conference has ended and its attendance is closed. Ring the secretariat if something is wrong.")
PASSED = _l("The time of this conference has passed. Ring the secretariat if something is wrong.")
OVER = _l("The conference is concluded or cancelled; its attendance stays as it is.")
NOT_CALLED = _l("The conference is still a draft. Delegates can be named once it is announced.")


def takes_marks(conference, user) -> bool:
    """Whether `user` can report and mark now, as far as time goes."""
    return why_no_marks(conference, user) is None


def takes_names(conference, user) -> bool:
    """Whether `user` can change the list of names now, as far as time goes."""
    return why_no_names(conference, user) is None


def expect_marks(conference, by):
    """Go on only if `by` can report and mark now."""
    why = why_no_marks(conference, by)
    if why:
        raise NotNow(why)


def expect_names(conference, by):
    """Go on only if `by` can change the list of names now."""
    why = why_no_names(conference, by)
    if why:
        raise NotNow(why)


def why_no_marks(conference, user):
    """Why `user` can neither report nor mark now, as far as time goes: a sentence, or None."""
    is_early = clock.today() < clock.local(conference.starts_at).date()
    if conference.state in (C.DRAFT, C.POSTPONED) or (conference.state in ANNOUNCED and is_early):
        return TOO_EARLY
    return why_no_names(conference, user)


def why_no_names(conference, user):
    """Why `user` cannot change the list of names now, as far as time goes: a sentence, or None."""
    if conference.state is C.DRAFT:
        return None if rules.corrects(user, conference) else NOT_CALLED
    if left.is_unbegun(conference):
        return None if rules.corrects(user, conference) else PASSED
    if conference.state is C.ENDED:
        return None if rules.corrects(user, conference) else CLOSED
    return None if conference.state in (*ANNOUNCED, *SITTING) else OVER
