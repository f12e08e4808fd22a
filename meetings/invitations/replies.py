"""Letters to the mailbox of replies: each is kept once, and counts for the one who answers, where we know him.

A calendar's answer is personal: it says nothing for the site, which confirms on its own page.
"""

from datetime import timedelta

from sqlalchemy import func, select

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.base.loading import by_join
from meetings.conferences.models import Conference
from meetings.conferences.times import enclosure
from meetings.invitations import by_hand, guests, reply_tokens, telling
from meetings.invitations.models import (
    CalendarReply,
    Invite,
    Outcome,
    PartStat,
    ReplyKind,
    ReplyState,
)
from meetings.journal import actions as journal
from meetings.notices import actions as notices
from meetings.notices.models import Channel, Notice, NoticeState

K = ReplyKind
PARTSTATS = {
    "ACCEPTED": PartStat.ACCEPTED,
    "TENTATIVE": PartStat.TENTATIVE,
    "DECLINED": PartStat.DECLINED,
    "DELEGATED": PartStat.DELEGATED,
}
LATELY = timedelta(days=7)
QUIET = (K.AUTOMATIC, K.BOUNCE)
DECIDED = _l("Somebody has dealt with this already.")
ANSWERED_SINCE = _l("A later answer of the same person stands already; this one changes nothing.")
TAKEN_OFF = _l("The invitation was taken back from this one: no answer counts any more.")
NO_TIME = _l("This proposal names no time that can be adopted.")
NO_DELEGATE = _l("This answer names nobody with an address who could be invited.")


def keep(letter, *, secret) -> CalendarReply | None:
    """Keep what came in and let it count; None for a letter that is kept already. `secret` opens our own tokens."""
    known = select(CalendarReply.id).where(CalendarReply.fingerprint == letter.fingerprint)
    if db.session.scalar(known) is not None:
        return None
    row = CalendarReply(
        fingerprint=letter.fingerprint,
        kind=_kind(letter),
        received_at=clock.now(),
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=letter.subject,
        note=letter.text,
    )
    if row.kind is K.BOUNCE:
        _came_back(row, letter.returned)
    else:
        _belongs(row, letter, secret)
    db.session.add(row)
    db.session.flush()
    return row


def _kind(letter):
    if letter.fault:
        return K.UNREADABLE
    if letter.returned:
        return K.BOUNCE
    if not letter.answers:
        return K.AUTOMATIC if letter.is_automatic else K.LETTER
    answer = letter.answers[0]
    if answer.method == "COUNTER":
        return K.COUNTER
    return K.DELEGATION if answer.partstat == "DELEGATED" else K.ANSWER


def _came_back(row, bounces):
    """Mark the messages that did not arrive; a report on none of ours stays open, so that somebody looks at it."""
    for bounce in bounces:
        notice = _notice(bounce.key)
        if notice is None:
            _perhaps(row, bounce)
            continue
        row.conference_id = row.conference_id or _conference_of(notice)
        row.named_address = row.named_address or bounce.address or notice.to_address
        if bounce.failed and (not bounce.address or bounce.address == notice.to_address.lower() or len(bounces) == 1):
            notices.came_back(notice, bounce.reason or bounce.status or row.subject)
        _settle(row, Outcome.COUNTED)


def _perhaps(row, bounce):
    """A report that names no message says nothing for certain, for anybody can write one: it marks nothing. Where we
    wrote to its address lately it comes before those who keep that conference, who can believe it with one press."""
    if bounce.key or not (bounce.failed and bounce.address) or row.named_address:
        return
    sent = _last_sent(bounce.address, row.received_at)
    if sent is not None:
        row.named_address, row.conference_id = bounce.address, row.conference_id or _conference_of(sent)
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
    expect_open(row, K.BOUNCE)
    sent = _last_sent(row.named_address, row.received_at) if row.named_address else None
    if sent is None:
        raise NotNow(DECIDED)
    notices.came_back(sent, row.note or row.subject)
    _settle(row, Outcome.COUNTED, by)
    journal.record(by, "believed_report", row, within=row.conference)


def _belongs(row, letter, secret):
    answer = letter.answers[0] if letter.answers else None
    invite = by_token = _bearer(letter, secret)
    if answer and (invite is None or invite.conference.uid != answer.uid):
        invite, by_token = _attendee(answer), None
    if invite is None and answer is None:
        invite = _answered(letter)
    if answer:
        row.sequence, row.partstat = answer.sequence, PARTSTATS.get(answer.partstat)
        row.note = answer.note or row.note
    if invite is not None:
        # Whether it answers the time that stands is not to change while it is being counted.
        hold(invite.conference)
        db.session.refresh(invite)
        row.invite_id, row.conference_id = invite.id, invite.conference_id
        notices.is_reached(invite.address)
        _count(row, invite, answer, is_proven=by_token is not None)
    elif answer:
        row.conference_id = db.session.scalar(select(Conference.id).where(Conference.uid == answer.uid))
        row.named, row.named_address = answer.name, answer.attendee
    if row.kind is K.AUTOMATIC:
        _settle(row, Outcome.SET_ASIDE)


def _bearer(letter, secret):
    """Whose token stands in an address under which the letter came."""
    for address in letter.to:
        token = reply_tokens.found_in(address)
        number = reply_tokens.number(token)
        invite = _invite(Invite.id == number) if number else None
        if invite is not None and reply_tokens.opens(token, invite, secret):
            return invite
    return None


def _attendee(answer):
    return _invite(Conference.uid == answer.uid, Invite.key == answer.attendee[:260])


def _answered(letter):
    """A letter in words, written as an answer to one of our messages."""
    for key in letter.answers_to[:20]:
        notice = _notice(key)
        number = _conference_of(notice) if notice else None
        if number:
            return _invite(Invite.conference_id == number, Invite.key == notice.to_address.lower())
    return None


def _invite(*conditions):
    query = select(Invite).join(Invite.conference).where(*conditions).options(by_join(Invite.conference))
    return db.session.scalar(query)


def _notice(key):
    return db.session.scalar(select(Notice).where(Notice.key == key)) if key else None


def _conference_of(notice):
    noun, _, number = (notice.within or "").partition(":")
    return int(number) if noun == Conference.__tablename__ else None


def _count(row, invite, answer, *, is_proven):
    """What came to the address that only he was given is proven. What we know by its UID and his address alone, which
    anybody can write, never changes a proven answer, and counts only from his own address: else it stays open, for
    somebody to look at."""
    if answer is None:
        return
    row.is_old = answer.sequence < invite.conference.sequence
    if row.kind is K.COUNTER:
        row.starts_at, row.ends_at = answer.starts_at, answer.ends_at
        return
    if row.kind is K.DELEGATION:
        row.named_address = answer.delegate
    if row.partstat is None or not (is_proven or row.sender.lower() in (invite.key, invite.address.lower())):
        return
    if _is_proven(invite) and not is_proven:
        if row.partstat is invite.partstat and row.kind is K.ANSWER:
            _settle(row, Outcome.COUNTED)  # it says what stands already, and proves nothing: the answer stays as it is
        return
    if row.is_old:
        invite.former, invite.former_at = row.partstat, row.received_at
        outcome = Outcome.OLD_TIME
    elif invite.answered_stamp and answer.stamp and answer.stamp < invite.answered_stamp:
        outcome = Outcome.OVERTAKEN
    else:
        _answer(invite, row, answer)
        invite.answered_by_token = is_proven
        outcome = Outcome.COUNTED
    if row.kind is K.ANSWER or outcome is Outcome.OVERTAKEN:
        _settle(row, outcome)


def _is_proven(invite):
    """Whether the answer that stands came to the address that only he was given."""
    return invite.answered_by_token and invite.partstat is not PartStat.NEEDS_ACTION


def _answer(invite, row, answer):
    invite.partstat, invite.answered_at, invite.answer_note = row.partstat, row.received_at, answer.note
    invite.answered_sequence, invite.answered_stamp = answer.sequence, answer.stamp or invite.answered_stamp


def _settle(row, outcome, by=None):
    row.state, row.outcome, row.settled_at = ReplyState.SETTLED, outcome, clock.now()
    row.settled_by_id = by.id if by else None


def expect_open(row, *kinds) -> None:
    """Go on only while nobody has decided, and for a letter of these kinds; whether it answers the time that holds now
    is kept with the decision. Raises `NotNow`."""
    hold(row)
    if row.state is not ReplyState.OPEN or (kinds and row.kind not in kinds):
        raise NotNow(DECIDED)
    row.is_old = row.answers_old


def expect_time(row) -> None:
    """Go on only where a COUNTER names a time that can be kept. Raises `NotValid`."""
    if row.starts_at is None or row.ends_at is None or row.ends_at <= row.starts_at or row.starts_at <= clock.now():
        raise NotValid(NO_TIME)


def adopted(row, *, by) -> None:
    """Note that the conference was moved to the time that a COUNTER proposed."""
    _settle(row, Outcome.ADOPTED, by)
    journal.record(by, "adopted_counter", row, within=row.conference)


def decline(row, *, by) -> None:
    """Say no to another time or another person: the one who asked is told, and his answer is open again. Refused once
    it has been decided."""
    expect_open(row, K.COUNTER, K.DELEGATION)
    invite = row.invite
    if invite is None:
        raise NotNow(DECIDED)
    hold(invite)
    # He may have answered otherwise since, or named another.
    if row.kind is K.DELEGATION and invite.partstat is PartStat.DELEGATED and invite.answered_at == row.received_at:
        invite.partstat, invite.answered_at = PartStat.NEEDS_ACTION, None
    kind = "counter_declined" if row.kind is K.COUNTER else "delegate_declined"
    _tell(invite, kind, named=row.named or row.named_address)
    _settle(row, Outcome.DECLINED, by)
    journal.record(by, "declined_reply", row, within=row.conference)


def _tell(invite, kind, **more):
    conference = invite.conference
    facts = telling.facts(conference) | telling.own_facts(invite, None) | more
    notices.tell([telling.recipient(invite)], kind, about=invite.site or conference, within=conference,
                 reason=telling.reason(invite), attachments=[enclosure(conference)], **facts)  # fmt: skip


def count(row, *, by) -> None:
    """Let an answer count that waited because nothing proved whose it is: somebody has asked. Where the conference was
    moved meanwhile it is kept as the answer to the former time.

    Refused once it has been decided, for what answers no invitation or one that was taken back, and where a later
    answer stands.
    """
    expect_open(row, K.ANSWER)
    invite = row.invite
    if invite is None or row.partstat is None:
        raise NotNow(DECIDED)
    hold(invite.conference)  # so that the time which it answers does not change meanwhile
    hold(invite)
    if invite.is_void:
        raise NotNow(TAKEN_OFF)
    if row.is_overtaken:
        raise NotNow(ANSWERED_SINCE)
    row.is_old = row.answers_old
    if row.is_old:
        invite.former, invite.former_at = row.partstat, row.received_at
    else:
        invite.partstat, invite.answered_at, invite.answer_note = row.partstat, row.received_at, row.note
        invite.answered_sequence, invite.answered_by_token = row.sequence, False
    _settle(row, Outcome.OLD_TIME if row.is_old else Outcome.COUNTED, by)
    journal.record(by, "counted_reply", row, within=row.conference)


def invite_named(row, *, by) -> Invite:
    """Invite whom a delegation names, for the same site; or who answered an invitation that was passed on to him.

    Refused once it has been decided, where the answer names no address, and as `by_hand.invite_guest` is.
    """
    expect_open(row)
    if not row.named_address or row.conference is None or row.kind in QUIET:
        raise NotValid(NO_DELEGATE)
    standing = guests.invite_of(row.conference, row.named_address)
    if standing is None or standing.is_void:
        site = row.invite.site if row.invite else None
        facts = {"name": row.named, "address": row.named_address, "site": site}
        standing = by_hand.invite_guest(row.conference, by=by, **facts)
    _settle(row, Outcome.INVITED, by)
    return standing


def set_aside(row, *, by) -> None:
    """Nothing is to be done about it. Refused once it has been decided."""
    expect_open(row)
    _settle(row, Outcome.SET_ASIDE, by)
    journal.record(by, "set_aside_reply", row, within=row.conference)
