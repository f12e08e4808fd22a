"""Reports of mail that did not arrive: they mark the message, or wait for somebody to believe them."""

from datetime import timedelta

from sqlalchemy import func, select

from meetings.base.db import db
from meetings.base.errors import NotNow
from meetings.base.refs import number_in
from meetings.conferences.models import Conference
from meetings.invitations import deciding
from meetings.invitations.models import Outcome, ReplyKind
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.notices.models import Channel, Notice, NoticeState

LATELY = timedelta(days=7)


def came_back(row, bounces) -> None:
    """Mark the messages that did not arrive; a report on none of ours stays open, so that somebody looks at it."""
    for bounce in bounces:
        notice = message(bounce.key)
        if notice is None:
            _perhaps(row, bounce)
            continue
        row.conference_id = row.conference_id or conference_of(notice)
        row.named_address = row.named_address or bounce.address or notice.to_address
        if bounce.failed and (not bounce.address or bounce.address == notice.to_address.lower() or len(bounces) == 1):
            notices.came_back(notice, bounce.reason or bounce.status or row.subject)
        deciding.settle(row, Outcome.COUNTED)


def _perhaps(row, bounce):
    """A report that names no message says nothing for certain, for anybody can write one: it marks nothing. Where we
    wrote to its address lately it comes before those who keep that conference, who can believe it with one press."""
    if bounce.key or not (bounce.failed and bounce.address) or row.named_address:
        return
    sent = _last_sent(bounce.address, row.received_at)
    if sent is not None:
        row.named_address, row.conference_id = bounce.address, row.conference_id or conference_of(sent)
        row.note = bounce.reason or row.note


def _last_sent(address, until):
    """The last message of a conference that left for the address not long before."""
    lately = Notice.sent_at.between(until - LATELY, until)
    there = func.lower(Notice.to_address) == address.lower(), Notice.within.startswith(f"{Conference.__tablename__}:")
    query = select(Notice).where(Notice.state == NoticeState.SENT, lately, *there, Notice.channel == Channel.MAIL)
    return db.session.scalar(query.order_by(Notice.sent_at.desc(), Notice.id.desc()).limit(1))


def believe(row, *, by) -> None:
    """Believe a report that names no message: the last one to its address counts as not delivered, and the address is
    marked until somebody answers from there. Refused once it has been decided, and where nothing left for it lately."""
    deciding.expect_open(row, ReplyKind.BOUNCE)
    sent = _last_sent(row.named_address, row.received_at) if row.named_address else None
    if sent is None:
        raise NotNow(deciding.DECIDED)
    notices.came_back(sent, row.note or row.subject)
    deciding.settle(row, Outcome.COUNTED, by)
    journal.record(by, "believed_report", row, within=row.conference)


def message(key) -> Notice | None:
    """The message of ours that bears this key."""
    return db.session.scalar(select(Notice).where(Notice.key == key)) if key else None


def conference_of(notice) -> int | None:
    """The number of the conference that a message was about."""
    return number_in(notice.within, Conference)
