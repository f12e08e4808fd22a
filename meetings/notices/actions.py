"""Writing to the outbox, in the transaction of the change that is told; and keeping account of what has left."""

import random
import uuid
from datetime import timedelta

from sqlalchemy import delete, select, update

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.refs import ref
from meetings.journal import actions as journal
from meetings.notices import queries
from meetings.notices.models import LostAddress, Notice, NoticeState

MOST_TRIES = 8
LEASE = timedelta(minutes=10)
# Minutes until the next try, after the first, second … failure: a day in all.
PAUSES = (1, 5, 15, 60, 180, 360, 720)

NO_ADDRESS = _l("No e-mail address is known.")
CAME_BACK = _l("The mail came back: %(answer)s")
CUT_OFF = _l("The program stopped while sending.")


def tell(people, kind, *, about=None, within=None, reason="", send_after=None, attachments=(), **facts):
    """Queue one message of `kind` to each of `people` (Person rows or (name, address) pairs), to each address once.

    Who has no address gets a row that has failed, so that the outbox shows whom nothing reaches.
    `facts` are the plain values of the text in templates/notices/<kind>.txt; `reason` says why these people are told;
    `attachments` are dicts {"paper_id": …}, {"calendar_of": conference id} or {"fingerprint", "file_name",
    "content_type"}.
    """
    told = {address.lower() or (name, number): (name, address, number) for name, address, number in map(_whom, people)}
    now = clock.now()
    rows = [
        Notice(
            key=uuid.uuid4().hex,
            kind=kind,
            person_id=person_id,
            to_name=name,
            to_address=address,
            facts=facts,
            about=ref(about) if about is not None else None,
            within=ref(within) if within is not None else None,
            reason=str(reason),
            attachments=list(attachments),
            state=NoticeState.QUEUED if address else NoticeState.FAILED,
            last_error="" if address else str(NO_ADDRESS),
            created_at=now,
            send_after=send_after or now,
        )
        for name, address, person_id in told.values()
    ]
    db.session.add_all(rows)
    return rows


def _whom(someone):
    if isinstance(someone, tuple):
        name, address = someone
        return name, (address or "").strip(), None
    return someone.name, (someone.email or "").strip(), someone.id


def take_next(lease: str) -> Notice | None:
    """Lease the notice that is due first to the bearer of `lease`; None when none is due.

    Two workers never get the same: rows that another one is taking are skipped (PostgreSQL), or the other one waits
    for the write lock (SQLite).
    """
    now = clock.now()
    due = (
        select(Notice)
        .where(Notice.state == NoticeState.QUEUED, Notice.send_after <= now)
        .order_by(Notice.send_after, Notice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    notice = db.session.scalar(due)
    if notice:
        notice.state, notice.lease, notice.leased_until = NoticeState.SENDING, lease, now + LEASE
        notice.attempts += 1
    return notice


def has_left(notice_id, lease, *, subject, text, html) -> None:
    """The mail server has taken it: keep what left. Nothing happens when the lease has passed to somebody else."""
    notice = _leased(notice_id, lease)
    if notice is None:
        return
    notice.state, notice.sent_at, notice.last_error = NoticeState.SENT, clock.now(), ""
    notice.subject, notice.text, notice.html = subject, text, html
    _let_go(notice)
    _forget_link(notice)


def has_not_left(notice_id, lease, error, *, again, jitter=random.uniform) -> bool:
    """Sending failed with `error`: try later (`again`, up to eight times, after growing pauses) or give up, visibly.

    Whether it will be tried again.
    """
    notice = _leased(notice_id, lease)
    if notice is None:
        return True
    notice.last_error = str(error)
    _let_go(notice)
    if not again or notice.attempts >= MOST_TRIES:
        notice.state = NoticeState.FAILED
        _forget_link(notice)
        return False
    notice.state = NoticeState.QUEUED
    notice.send_after = clock.now() + timedelta(minutes=PAUSES[notice.attempts - 1] * jitter(0.8, 1.2))
    return True


def expire_leases() -> int:
    """Queue again what a worker took and never reported on (it was killed); returns how many."""
    lost = (
        select(Notice)
        .where(Notice.state == NoticeState.SENDING, Notice.leased_until < clock.now())
        .with_for_update(skip_locked=True)
    )
    notices = db.session.scalars(lost).all()
    for notice in notices:
        _let_go(notice)
        notice.last_error = str(CUT_OFF)
        notice.state = NoticeState.FAILED if notice.attempts >= MOST_TRIES else NoticeState.QUEUED
    return len(notices)


def try_again(notice, *, address="", by) -> Notice:
    """Queue a failed notice anew, to `address`: the one that the person has now (the old one where it is empty).

    Raises `NotNow` unless it has failed, `NotValid` while there still is no address.
    """
    if notice.state is not NoticeState.FAILED:
        raise NotNow(_l("Only a message that was not delivered can be sent again."))
    if notice.is_private:
        raise NotNow(_l("This message held a link that is good for a short time only. Make a new one instead."))
    address = address or notice.to_address
    if not address:
        raise NotValid(_l("No e-mail address is known. Enter one for this person first."))
    is_reached(address)
    notice.to_address, notice.last_error = address, ""
    notice.state, notice.attempts, notice.send_after = NoticeState.QUEUED, 0, clock.now()
    journal.record(by, "queued_notice_again", notice)
    return notice


def came_back(notice, reason) -> None:
    """A message that had left was given back by a server further on: it counts as not delivered, and its address is
    marked. What was tried again meanwhile is left alone."""
    if notice.state is not NoticeState.SENT:
        return
    notice.state, notice.last_error = NoticeState.FAILED, str(CAME_BACK % {"answer": reason})[:500]
    address = notice.to_address.lower()
    row = queries.lost([address]).get(address)
    if row is None:
        row = LostAddress(address=address)
        db.session.add(row)
    row.at, row.reason, row.notice_id = clock.now(), str(reason)[:300], notice.id
    db.session.flush()


def is_reached(address) -> None:
    """Somebody answers from there, or it is to be tried again: the mark goes."""
    db.session.execute(delete(LostAddress).where(LostAddress.address == address.lower()))


def open_(notice) -> None:
    """The one who was told has opened it; the first time counts."""
    notice.read_at = notice.read_at or clock.now()


def open_all(person_id, *, before=None) -> int:
    """All that a person was told (`before` an instant) counts as read; returns how many had not been opened."""
    conditions = [*queries.told_to(person_id), Notice.read_at.is_(None)]
    conditions += [Notice.created_at < before] if before else []
    return db.session.execute(update(Notice).where(*conditions).values(read_at=clock.now())).rowcount


def _leased(notice_id, lease):
    notice = db.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    return notice if notice and notice.state is NoticeState.SENDING and notice.lease == lease else None


def _forget_link(notice):
    if notice.is_private:
        notice.facts, notice.text, notice.html = {}, "", ""


def _let_go(notice):
    notice.lease, notice.leased_until = "", None
