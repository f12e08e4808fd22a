"""What each recipient knows of a conference's time: only a message that has left told anybody anything.

A change waits some minutes to be gathered. Where the conference is called off before that, nobody ever heard of the
new time, and the cancellation names the one for which he was invited.
"""

from sqlalchemy import or_, select

from meetings.base.db import db
from meetings.base.refs import ref
from meetings.conferences import times
from meetings.conferences.times import Plan
from meetings.invitations import guests
from meetings.notices.models import Notice, NoticeState

# What names the time that does not hold any more, and under which name.
ENDING = {"conference_cancelled": "when", "conference_postponed": "before"}
AGAIN = ("conference_restored", "conference_rescheduled")
# Whom nothing reaches finds it in his own list at once.
IN_HIS_LIST = (Notice.state == NoticeState.FAILED) & (Notice.to_address == "")
HAS_LEFT = or_(Notice.state.in_((NoticeState.SENT, NoticeState.SENDING)), IN_HIS_LIST)


def plans(conference) -> dict[str, Plan]:
    """By the key of the recipient, what the last message with the entry told him (one statement)."""
    columns = Notice.to_address, Notice.person_id, Notice.to_phone, Notice.to_name, Notice.attachments
    query = select(*columns).where(Notice.within == ref(conference), HAS_LEFT).order_by(Notice.id)
    told = ((_key(*row[:4]), times.told_by(row.attachments)) for row in db.session.execute(query))
    return {key: plan for key, plan in told if plan}


def _key(address, person_id, phone, name):
    return address.lower() or guests.without_address(person_id, phone, name)


def key_of(notice) -> str:
    """By what the recipient of a message is known."""
    return _key(notice.to_address, notice.person_id, notice.to_phone, notice.to_name)


def correct(conference, notices, known) -> None:
    """Let each of the `notices` that wait name as former time what its recipient was told (`known`, as `plans` gives
    it), where that is not what the conference was to be."""
    stands = times.plan_of(conference)
    for key, notice in notices.items():
        plan = known.get(key, stands)
        if plan == stands:
            continue
        if notice.kind in ENDING:
            notice.facts = notice.facts | {ENDING[notice.kind]: plan.when}
            notice.attachments = [_told(one, conference, plan) for one in notice.attachments]
        elif notice.kind in AGAIN:
            notice.facts = notice.facts | {"before": plan.words}


def _told(enclosed, conference, plan):
    return times.enclosure(conference, plan) if times.ENTRY in enclosed else enclosed
