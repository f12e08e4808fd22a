"""Writing to the outbox, in the transaction of the change that is told; and what is done there by hand."""

import uuid
from typing import NamedTuple

from sqlalchemy import delete, insert, update

from meetings.base import clock, telephone
from meetings.base.db import db, hold, is_imagined
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.refs import ref
from meetings.base.search import key_of
from meetings.journal import actions as journal
from meetings.notices import queries, reach
from meetings.notices.models import PRIVATE, Channel, Hold, LostAddress, Notice, NoticeState, said

NO_ADDRESS = _l("No e-mail address is known.")
NOTHING_KNOWN = _l("No e-mail address is known. Enter one for this person first.")
ADDRESS_FIRST = _l(
    "Only a mobile number is known, and no gateway for short messages is set up. "
    "Enter an e-mail address first, or ring."
)
NO_GATEWAY = _l("Only a mobile number is known, and no gateway for short messages is set up.")
CAME_BACK = _l("The mail came back: %(answer)s")


def tell(people, kind, *, about=None, within=None, reason="", send_after=None, attachments=(), **facts):
    """Queue one message of `kind` to each of `people` (Person rows, (name, address) or (name, address, telephone)), to
    each address once.

    Whom nothing reaches (see `Recipient.is_reached`) gets a row that has failed, so that the outbox shows it. By which
    way a message leaves is decided when it is due (see `ways`).
    `facts` are the plain values of the text in templates/notices/<kind>.txt; `reason` says why these people are told;
    `attachments` are dicts {"paper_id": …}, {"calendar_of": conference id} or {"fingerprint", "file_name",
    "content_type"}.
    """
    told = {someone.key: someone for someone in map(Recipient.of, people)}
    messages = [Message(someone, about, within, reason, facts) for someone in told.values()]
    rows = [Notice(**values) for values in _all_values(messages, kind, send_after, attachments)]
    db.session.add_all(rows)
    return rows


class Message(NamedTuple):
    """What one of many is told: about what, within what, why, and the facts of his own text (see `tell`)."""

    to: "Recipient"
    about: object
    within: object
    reason: str
    facts: dict


def tell_each(messages, kind, *, send_after=None, attachments=()) -> None:
    """Queue each of the `messages` (`Message`s) as `tell` does, in their order and in one statement: for hundreds and
    thousands, of whom each reads something else. Who stands among them twice is told twice; no rows are handed back."""
    rows = _all_values(messages, kind, send_after, attachments)
    for row in rows:
        row["search_key"] = key_of(Notice, row | {"said": said(kind, row["facts"])})
    if rows:
        db.session.flush()
        # With nulls written: else rows with and without a person would be statements of their own.
        db.session.execute(insert(Notice).execution_options(render_nulls=True), rows)


def _all_values(messages, kind, send_after, attachments):
    now = clock.now()
    shared = {
        "kind": kind,
        "attachments": list(attachments),
        "created_at": now,
        "send_after": send_after or now,
    }
    return [shared | _own_values(*message) for message in messages]


def _own_values(to, about, within, reason, facts):
    is_reached = to.is_reached
    return {
        "key": uuid.uuid4().hex,
        "person_id": to.person_id,
        "to_name": to.name,
        "to_address": to.address,
        "to_phone": to.phone,
        "facts": facts,
        "about": ref(about) if about is not None else None,
        "within": ref(within) if within is not None else None,
        "reason": str(reason),
        "state": NoticeState.QUEUED if is_reached else NoticeState.FAILED,
        "last_error": "" if is_reached else str(to.lacks),
    }


def unsay(kind, *, about) -> None:
    """Drop the messages of a kind about something that have not left: what they say is no longer true."""
    unsay_all(kind, [about])


def unsay_all(kind, things) -> int:
    """The same for many things; returns how many messages are dropped."""
    db.session.flush()
    waiting = Notice.about.in_([ref(about) for about in things]), Notice.kind == kind
    return db.session.execute(delete(Notice).where(*waiting, Notice.state == NoticeState.QUEUED)).rowcount


def unsay_within(kind, thing) -> int:
    """The same for all messages of a kind that belong to a thing (a conference)."""
    db.session.flush()
    waiting = Notice.within == ref(thing), Notice.kind == kind, Notice.state == NoticeState.QUEUED
    return db.session.execute(delete(Notice).where(*waiting)).rowcount


def unsay_links(person) -> None:
    """Drop the messages to somebody whose one-time link opens nothing any more, as far as they have not left."""
    if is_imagined():
        return
    db.session.flush()
    his = Notice.person_id == person.id, Notice.kind.in_(PRIVATE)
    db.session.execute(delete(Notice).where(*his, Notice.state == NoticeState.QUEUED))


class Recipient(NamedTuple):
    """Somebody who is told: a name, an address, a mobile telephone (E.164), and the person it is, where it is one."""

    name: str
    address: str = ""
    phone: str = ""
    person_id: int | None = None

    @classmethod
    def of(cls, someone) -> "Recipient":
        """Who is meant: by a `Person`, or by (name, address[, telephone]) of somebody without an account."""
        if isinstance(someone, cls):
            return someone
        if isinstance(someone, tuple):
            name, address, phone = (*someone, "")[:3]
            return cls(name, (address or "").strip(), telephone.takes_texts(phone))
        return cls(someone.name, (someone.email or "").strip(), telephone.takes_texts(someone.phone), someone.id)

    @property
    def is_reached(self) -> bool:
        """Whether a message could leave at all: by mail, or as a short message where those can be sent."""
        return bool(self.address or (self.phone and reach.by_text()))

    @property
    def lacks(self):
        """Why nothing reaches him, in a sentence."""
        return NO_GATEWAY if self.phone else NO_ADDRESS

    @property
    def key(self):
        """What makes two of them one."""
        return self.address.lower() or self.phone or (self.name, self.person_id)


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
    if not (known := Recipient("", address, phone)).is_reached:
        raise NotValid(ADDRESS_FIRST if known.phone else NOTHING_KNOWN)
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
    waits = notice.state is NoticeState.QUEUED and notice.hold is not None and notice.held_until is not None
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
        raise NotValid(NOTHING_KNOWN)


def came_back(notice, reason) -> None:
    """A message that had left was given back by a server further on: it counts as not delivered, and its address is
    marked. What was tried again meanwhile is left alone."""
    if notice.state is not NoticeState.SENT:
        return
    notice.state, notice.last_error = NoticeState.FAILED, str(CAME_BACK % {"answer": reason})[:500]
    mark_lost(notice, reason)


def mark_lost(notice, reason) -> None:
    """Nobody has the address of this message, or a server further on says so: it is marked."""
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
