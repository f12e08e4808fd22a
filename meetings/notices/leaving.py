"""What the worker does with the outbox: it takes what is due, gathers digests, and keeps account of what has left."""

import random
import uuid
from datetime import timedelta

from sqlalchemy import delete, or_, select

from meetings.base import clock
from meetings.base.db import db
from meetings.base.language import _l
from meetings.notices import queries
from meetings.notices.actions import NO_ADDRESS, mark_lost
from meetings.notices.models import DIGEST_KIND, Channel, Hold, Notice, NoticeState
from meetings.notices.ways import Way

MOST_TRIES = 8
LEASE = timedelta(minutes=10)
# Minutes until the next try, after the first, second … failure: a day in all.
PAUSES = (1, 5, 15, 60, 180, 360, 720)
# How long a mail waits for its paper to be drawn, and when it looks again.
WAITS_AT_MOST, LOOKS_AGAIN = timedelta(days=2), timedelta(seconds=20)
BY_MAIL = Way(Channel.MAIL)
# What a short message beside a mail shares with it.
TWIN = "kind to_name to_phone facts about within reason send_after".split()
MOST_LINES = 100
DIGEST_REASON = "Anh/chị chọn nhận bản tin hằng ngày trong trang tài khoản."
CUT_OFF = _l("The program stopped while sending.")
TAKEN_AWAY = _l("What it is about has been taken away since.")
OVER = _l("The conference was over before it could leave.")
OVERTAKEN = _l("A later message has told the recipient what holds now.")


def take_next(lease: str, *, without=(), decide=lambda notice: BY_MAIL) -> Notice | None:
    """Take the notice that is due first, and lease it to the bearer of `lease`, unless `decide(notice)` says that it
    waits or leaves otherwise: then its state is not SENDING. None when none is due. `without`: channels in trouble.

    Two workers never get the same: rows that another one is taking are skipped (PostgreSQL), or the other one waits
    for the write lock (SQLite).
    """
    now = clock.now()
    due = (
        select(Notice)
        .where(
            Notice.state == NoticeState.QUEUED,
            Notice.send_after <= now,
            or_(Notice.held_until.is_(None), Notice.held_until <= now),
            or_(Notice.channel.is_(None), Notice.channel.not_in((Channel.DIGEST, *without))),
        )
        .order_by(Notice.send_after, Notice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    notice = db.session.scalar(due)
    if notice and _may_leave(notice, decide) and notice.channel not in without:
        notice.state, notice.lease, notice.leased_until = NoticeState.SENDING, lease, now + LEASE
        notice.attempts += 1
    return notice


def _may_leave(notice, decide):
    """Decide by which way it leaves, unless that stands already; whether it leaves now."""
    stands = notice.channel is not None and notice.hold is None
    if stands or notice.attempts or notice.twin_of or notice.kind == DIGEST_KIND:
        return True
    way = decide(notice)
    # What was held stays known as late once it leaves: later messages may have overtaken it.
    notice.channel, notice.hold, notice.held_until = way.channel, way.hold, way.until or notice.held_until
    if way.channel is None:
        notice.state, notice.last_error = NoticeState.FAILED, str(NO_ADDRESS)
    elif way.channel is Channel.BELL:
        notice.state = NoticeState.KEPT
    elif way.until is None:
        _put_beside(notice, way)
        return True
    return False


def _put_beside(notice, way):
    """A short message beside a mail that carries papers or a calendar entry. He finds but one under his bell."""
    if way.beside and not queries.twin(notice):
        same = {name: getattr(notice, name) for name in TWIN}
        held = {"hold": Hold.QUIET, "held_until": way.beside_until} if way.beside_until else {}
        twin = Notice(**same, **held, key=uuid.uuid4().hex, to_address="", channel=Channel.TEXT, twin_of=notice.id,
                      state=NoticeState.QUEUED, created_at=clock.now())  # fmt: skip
        db.session.add(twin)


def gather(person_id, said, stands=lambda notice: True) -> Notice | None:
    """Write the digest of one person: what waits for it and what he has not read meanwhile, a line each.

    `said(notice)` is the line; what no longer `stands(notice)` is set aside. None where nothing is left to say.
    """
    waiting = queries.for_digest(person_id)
    unread = [notice for notice in waiting if notice.read_at is None]
    for notice in [one for one in unread if not stands(one)]:
        set_aside(notice)
        unread.remove(notice)
    for notice in waiting:
        if notice.read_at is not None:
            notice.state, notice.hold = NoticeState.KEPT, Hold.READ
    if not unread:
        return None
    last = unread[-1]
    lines = [{"said": said(notice), "path": str(notice.facts.get("path", ""))} for notice in unread[:MOST_LINES]]
    digest = Notice(
        key=uuid.uuid4().hex,
        kind=DIGEST_KIND,
        channel=Channel.MAIL,
        person_id=person_id,
        to_name=last.to_name,
        to_address=last.to_address,
        facts={"lines": lines, "number": len(unread), "path": "/inbox"},
        reason=DIGEST_REASON,
        state=NoticeState.QUEUED,
        created_at=clock.now(),
        send_after=clock.now(),
    )
    db.session.add(digest)
    db.session.flush()
    for notice in unread:
        notice.state, notice.digest_id = NoticeState.GATHERED, digest.id
    return digest


def has_left(notice_id, lease, *, subject, text, html) -> None:
    """The mail server has taken it: keep what left. Nothing happens when the lease has passed to somebody else."""
    notice = _leased(notice_id, lease)
    if notice is None:
        return
    notice.state, notice.sent_at, notice.last_error = NoticeState.SENT, clock.now(), ""
    notice.subject, notice.text, notice.html = subject, text, html
    _let_go(notice)
    _forget_link(notice)


def has_not_left(notice_id, lease, error, *, again, is_lost=False, jitter=random.uniform) -> bool:
    """Sending failed with `error`: try later (`again`, up to eight times, after growing pauses) or give up, visibly.
    `is_lost`: because nobody has the address, which is marked.

    Whether it will be tried again.
    """
    notice = _leased(notice_id, lease)
    if notice is None:
        return True
    notice.last_error = str(error)
    _let_go(notice)
    if not again or notice.attempts >= MOST_TRIES:
        notice.state, notice.awaits_since = NoticeState.FAILED, None
        _forget_link(notice)
        if is_lost:
            mark_lost(notice, error)
        return False
    notice.state = NoticeState.QUEUED
    notice.send_after = clock.now() + timedelta(minutes=PAUSES[notice.attempts - 1] * jitter(0.8, 1.2))
    return True


def has_waited(notice_id, lease, error) -> bool:
    """What is to be enclosed is not there yet: look again in a moment, without using up a try, for two days at most
    from the first look, however long the message lay before. False after that.
    """
    notice = _leased(notice_id, lease)
    if notice is None:
        return True
    notice.awaits_since = notice.awaits_since or clock.now()
    if notice.awaits_since < clock.now() - WAITS_AT_MOST:
        return False
    notice.attempts -= 1
    notice.state, notice.last_error, notice.send_after = NoticeState.QUEUED, str(error), clock.now() + LOOKS_AGAIN
    _let_go(notice)
    return True


def set_aside(notice, why=OVERTAKEN) -> None:
    """What it says holds no longer, for example as a later message has replaced it: neither it nor its short message
    leaves."""
    _let_go(notice)
    notice.state, notice.hold, notice.last_error = NoticeState.KEPT, None, str(why)
    beside = delete(Notice).where(Notice.twin_of == notice.id, Notice.state == NoticeState.QUEUED)
    db.session.execute(beside)


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
        if notice.state is NoticeState.FAILED:
            _forget_link(notice)
    return len(notices)


def _leased(notice_id, lease):
    notice = db.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    return notice if notice and notice.state is NoticeState.SENDING and notice.lease == lease else None


def _forget_link(notice):
    if notice.is_private:
        notice.facts, notice.text, notice.html = {}, "", ""


def _let_go(notice):
    notice.lease, notice.leased_until = "", None
