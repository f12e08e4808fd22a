"""Which messages have outlived what they are about: sending them again would call people to what is over."""

from datetime import timedelta

from sqlalchemy import String, and_, cast, literal, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import HELD, Conference
from meetings.conferences.models import ConferenceState as C
from meetings.notices.models import Notice

# What concerns the way to the sitting; minutes, conclusions and directives go on after it.
UNTIL_HELD = (
    "invitation confirm_reminder conference_announced conference_changed conference_corrected conference_restored "
    "conference_entered conference_withdrawn conference_cancelled conference_postponed conference_rescheduled "
    "counter_declined delegate_declined link_given link_sent_back site_change_asked site_change_granted "
    "site_change_refused site_chair_replaced site_declined site_dropped site_joined site_left site_turned_away "
    "substitute_named rehearsal_planned rehearsal_moved rehearsal_cancelled site_unit_ended site_unit_reopened "
    "papers_added speech_offered speech_withdrawn speech_accepted speech_returned"
).split()
# Whatever it is about: after so long nobody waits for the message itself any more.
AT_MOST = timedelta(days=90)


def is_outdated():
    """A condition on notices: the conference they lead to is over, or they are older than three months."""
    over = or_(Conference.state.in_(HELD), and_(Conference.ends_at < clock.now(), Conference.state != C.POSTPONED))
    names = select(literal("conference:") + cast(Conference.id, String)).where(over)
    about_the_past = and_(Notice.kind.in_(UNTIL_HELD), Notice.within.is_not(None), Notice.within.in_(names))
    return or_(about_the_past, Notice.created_at < clock.now() - AT_MOST)


def outdated(notice_ids) -> set[int]:
    """Those of these messages that are outdated (one statement; none for no messages)."""
    ids = list(notice_ids)
    return set(db.session.scalars(select(Notice.id).where(Notice.id.in_(ids), is_outdated()))) if ids else set()
