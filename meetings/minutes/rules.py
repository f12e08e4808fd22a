"""Who writes, decides on and reads minutes; when, is for the lifecycle to say."""

from meetings.conferences import rules as conferences
from meetings.minutes.models import MinutesState
from meetings.sites import rules as sites


def can_write(user, minutes):
    """The secretariat of the organiser and the conference's secretary write and hand in."""
    return conferences.can_manage(user, minutes.conference)


def can_decide(user, minutes):
    """Those who preside approve, or send back with a note."""
    return conferences.can_approve(user, minutes.conference)


def can_read_drafts(user, minutes):
    """Who writes and who decides see the work before it is released."""
    return can_write(user, minutes) or can_decide(user, minutes)


def can_take_back(user, minutes):
    """The chair sends back; who handed in may take it back to write on."""
    return can_read_drafts(user, minutes)


def can_read(user, minutes):
    """Released minutes are for all who take part."""
    if can_read_drafts(user, minutes):
        return True
    return minutes.state is MinutesState.RELEASED and sites.can_see(user, minutes.conference)


def can_waive(user, conference):
    """Whether minutes are made is for those who preside to decide, and for who would write them to note."""
    return conferences.can_manage(user, conference) or conferences.can_approve(user, conference)


def can_write_block(user, block):
    """Who writes the minutes writes its blocks."""
    return can_write(user, block.minutes)


def can_read_block(user, block):
    """The history of a block is for those who see drafts."""
    return can_read_drafts(user, block.minutes)
