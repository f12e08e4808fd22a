"""Writing to the outbox, in the transaction of the change that is told; and keeping account of what has left."""

import random
import uuid
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, or_, select, update

from meetings.base import clock, telephone
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.refs import ref
from meetings.journal import actions as journal
from meetings.notices import queries
from meetings.notices.models import DIGEST_KIND, Channel, Hold, LostAddress, Notice, NoticeState
from meetings.notices.ways import Way

MOST_TRIES = 8
LEASE = timedelta(minutes=10)
# Minutes until the next try, after the first, second … failure: a day in all.
PAUSES = (1, 5, 15, 60, 180, 360, 720)

NO_ADDRESS = _l("No e-mail address is known.")
CAME_BACK = _l("The mail came back: %(answer)s")
BY_MAIL = Way(Channel.MAIL)
# What a short message beside a mail shares with it.
TWIN = "kind to_name to_phone facts about within reason send_after".split()
MOST_LINES = 100
DIGEST_REASON = "Anh/chị chọn nhận bản tin hằng ngày trong trang tài khoản."
CUT_OFF = _l("The program stopped while sending.")


def tell(people, kind, *, about=None, within=None, reason="", send_after=None, attachments=(), **facts):
    """Queue one message of `kind` to each of `people` (Person rows, (name, address) or (name, address, telephone)), to
    each address once.

    Who has neither an address nor a mobile telephone gets a row that has failed, so that the outbox shows whom nothing
    reaches. By which way a message leaves is decided when it is due (see `ways`).
    `facts` are the plain values of the text in templates/notices/<kind>.txt; `reason` says why these people are told;
    `attachments` are dicts {"paper_id": …}, {"calendar_of": conference id} or {"fingerprint", "file_name",
    "content_type"}.
    """
    told = {someone.key: someone for someone in map(Recipient.of, people)}
    now = clock.now()
    rows = [
        Notice(
            key=uuid.uuid4().hex,
            kind=kind,
            person_id=someone.person_id,
            to_name=someone.name,
            to_address=someone.address,
            to_phone=someone.phone,
            facts=facts,
            about=ref(about) if about is not None else None,
            within=ref(within) if within is not None else None,
            reason=str(reason),
            attachments=list(attachments),
            state=NoticeState.QUEUED if someone.is_reached else NoticeState.FAILED,
            last_error="" if someone.is_reached else str(NO_ADDRESS),
            created_at=now,
            send_after=send_after or now,
        )
        for someone in told.values()
    ]
    db.session.add_all(rows)
    return rows


class Recipient(NamedTuple):
    """Somebody who is told: a name, an address, a mobile telephone (E.164), and the person it is, where it is one."""

    name: str
    address: str = ""
    phone: str = ""
    person_id: int | None = None

    @classmethod
    def of(cls, someone) -> "Recipient":
        """From a Person or a tuple."""
        if isinstance(someone, cls):
            return someone
        if isinstance(someone, tuple):
            name, address, phone = (*someone, "")[:3]
            return cls(name, (address or "").strip(), telephone.takes_texts(phone))
        return cls(someone.name, (someone.email or "").strip(), telephone.takes_texts(someone.phone), someone.id)

    @property
    def is_reached(self) -> bool:
        """Whether a message could leave at all."""
        return bool(self.address or self.phone)

    @property
    def key(self):
        """What makes two of them one."""
        return self.address.lower() or self.phone or (self.name, self.person_id)


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
    notice.channel, notice.hold, notice.held_until = way.channel, way.hold, way.until
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


def gather(person_id, said) -> Notice | None:
    """Write the digest of one person: what waits for it and what he has not read meanwhile, a line each.

    `said(notice)` is the line. None where nothing is left to say.
    """
    waiting = queries.for_digest(person_id)
    unread = [notice for notice in waiting if notice.read_at is None]
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
        if notice.state is NoticeState.FAILED:
            _forget_link(notice)
    return len(notices)


def try_again(notice, *, address="", phone="", channel=None, by) -> Notice:
    """Queue a failed notice anew, to `address` and `phone` as the person has them now (the old ones where empty), by
    `channel` if one is named.

    Raises `NotNow` unless it has failed, `NotValid` while there still is no address.
    """
    hold(notice)
    if notice.state is not NoticeState.FAILED:
        raise NotNow(_l("Only a message that was not delivered can be sent again."))
    if notice.is_private:
        raise NotNow(_l("This message held a link that is good for a short time only. Make a new one instead."))
    address, phone = address or notice.to_address, telephone.takes_texts(phone) or notice.to_phone
    if not (address or phone):
        raise NotValid(_l("No e-mail address is known. Enter one for this person first."))
    is_reached(address)
    notice.to_address, notice.to_phone, notice.last_error = address, phone, ""
    notice.channel, notice.hold, notice.held_until, notice.sent_at = channel, None, None, None
    _expect_reached(notice)
    notice.state, notice.attempts, notice.send_after = NoticeState.QUEUED, 0, clock.now()
    journal.record(by, "queued_notice_again", notice)
    return notice


def hurry(notice, *, by) -> Notice:
    """Send now what waits for the morning or the digest, or stays under the bell by wish: by mail, or as a short
    message where no address is known.

    Raises `NotNow` for one that does not wait.
    """
    hold(notice)
    waits = notice.state is NoticeState.QUEUED and notice.held_until is not None
    if not (waits or (notice.state is NoticeState.KEPT and notice.hold is Hold.WISH)):
        raise NotNow(_l("This message does not wait any more. Reload the page to see where it stands."))
    if notice.channel is not Channel.TEXT:
        notice.channel = Channel.MAIL if notice.to_address else Channel.TEXT
    notice.state, notice.hold, notice.held_until, notice.send_after = NoticeState.QUEUED, None, None, clock.now()
    journal.record(by, "hurried_notice", notice)
    return notice


def _expect_reached(notice):
    if notice.channel is Channel.TEXT and not notice.to_phone:
        raise NotValid(_l("No mobile number is known. Enter one for this person first."))
    if notice.channel is Channel.MAIL and not notice.to_address:
        raise NotValid(_l("No e-mail address is known. Enter one for this person first."))


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
