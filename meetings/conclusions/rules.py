"""Who writes, decides on and reads the notice of conclusions."""

from meetings.conclusions.models import NoticeState
from meetings.conferences import rules as conferences
from meetings.sites import rules as sites


def can_write(user, notice):
    """The secretariat of the organiser and the conference's secretary."""
    return conferences.can_manage(user, notice.conference)


def can_decide(user, notice):
    """Those who preside approve, or send back with a note."""
    return conferences.can_approve(user, notice.conference)


def can_read_drafts(user, notice):
    """Who writes and who decides see the work before it is released; either may take it back from review."""
    return can_write(user, notice) or can_decide(user, notice)


def can_read(user, notice):
    """A released notice is for all who take part."""
    if can_read_drafts(user, notice):
        return True
    return notice.state is NoticeState.RELEASED and sites.can_see(user, notice.conference)
