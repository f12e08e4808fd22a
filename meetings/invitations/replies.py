"""Letters to the mailbox of replies: each is kept once, and counts for the one who answers, where we know him.

A calendar's answer is personal: it says nothing for the site, which confirms on its own page.
"""

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, hold
from meetings.base.loading import by_join
from meetings.conferences.models import Conference
from meetings.invitations import bounces, deciding, reply_tokens, whose
from meetings.invitations.models import (
    CalendarReply,
    Invite,
    Outcome,
    PartStat,
    ReplyKind,
)
from meetings.notices import actions as notices

K = ReplyKind
PARTSTATS = {
    "ACCEPTED": PartStat.ACCEPTED,
    "TENTATIVE": PartStat.TENTATIVE,
    "DECLINED": PartStat.DECLINED,
    "DELEGATED": PartStat.DELEGATED,
}


def keep(letter, *, secret) -> CalendarReply | None:
    """Keep what came in and let it count; None for a letter that is kept already. `secret` opens our own tokens."""
    known = select(CalendarReply.id).where(CalendarReply.fingerprint == letter.fingerprint)
    if db.session.scalar(known) is not None:
        return None
    bearer = _bearer(letter, secret)
    answer, is_proven = whose.speaking(letter.answers, bearer, letter.sender)
    row = CalendarReply(
        fingerprint=letter.fingerprint,
        kind=_kind(letter, answer),
        received_at=clock.now(),
        sender=letter.sender,
        sender_name=letter.sender_name,
        subject=letter.subject,
        note=letter.text,
    )
    if row.kind is K.BOUNCE:
        bounces.came_back(row, letter.returned)
    elif answer:
        invite, is_proven = _speaker(answer, bearer if is_proven else None)
        _answers(row, answer, invite, is_proven=is_proven)
    else:
        _belongs(row, bearer or _answered(letter), is_his=True)
    db.session.add(row)
    db.session.flush()
    return row


def _kind(letter, answer):
    if letter.fault:
        return K.UNREADABLE
    if letter.returned:
        return K.BOUNCE
    if not answer:
        return K.AUTOMATIC if letter.is_automatic else K.LETTER
    if answer.method == "COUNTER":
        return K.COUNTER
    return K.DELEGATION if answer.partstat == whose.DELEGATED else K.ANSWER


def _answers(row, answer, invite, *, is_proven):
    """What a calendar says; where it answers no invitation of ours, who answers is kept."""
    row.sequence, row.partstat = answer.sequence, PARTSTATS.get(answer.partstat)
    row.note = answer.note or row.note
    _belongs(row, invite, is_his=is_proven or _is_from(row, invite))
    if invite is not None:
        _count(row, invite, answer, is_proven=is_proven)
    else:
        row.conference_id = db.session.scalar(select(Conference.id).where(Conference.uid == answer.uid))
        row.named, row.named_address = answer.name, answer.attendee


def _speaker(answer, bearer):
    """Who says it, and whether that is proven. Any other address is taken for one more of the bearer's, but not that of
    somebody who is invited himself: to him the mail was passed on."""
    named = _attendee(answer)
    if bearer is None or (named is not None and named is not bearer and not named.is_void):
        return named, False
    return bearer, True


def _is_from(row, invite):
    """Whether it names his own mailbox as its sender."""
    return invite is not None and row.sender.lower() in (invite.key, invite.address.lower())


def _belongs(row, invite, *, is_his):
    """`is_his`: it is no stranger's, so that his address works."""
    if invite is not None:
        # Whether it answers the time that stands is not to change while it is being counted.
        hold(invite.conference)
        db.session.refresh(invite)
        row.invite_id, row.conference_id = invite.id, invite.conference_id
        if is_his:
            notices.is_reached(invite.address)
    if row.kind is K.AUTOMATIC:
        deciding.settle(row, Outcome.SET_ASIDE)


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
        notice = bounces.message(key)
        number = bounces.conference_of(notice) if notice else None
        if number:
            return _invite(Invite.conference_id == number, Invite.key == notice.to_address.lower())
    return None


def _invite(*conditions):
    query = select(Invite).join(Invite.conference).where(*conditions).options(by_join(Invite.conference))
    return db.session.scalar(query)


def _count(row, invite, answer, *, is_proven):
    """What came to the address that only he was given is proven. What we know by its UID and his address alone, which
    anybody can write, never changes a proven answer, and counts only from his own address: else it stays open, for
    somebody to look at."""
    row.is_old = answer.sequence < invite.conference.sequence
    if row.kind is K.COUNTER:
        row.starts_at, row.ends_at = answer.starts_at, answer.ends_at
        return
    if row.kind is K.DELEGATION:
        row.named, row.named_address = answer.delegate_name, answer.delegate
    if row.partstat is None or not (is_proven or _is_from(row, invite)):
        return
    if _is_proven(invite) and not is_proven:
        if row.partstat is invite.partstat and row.kind is K.ANSWER:
            # It says what stands already, and proves nothing: the answer stays as it is.
            deciding.settle(row, Outcome.COUNTED)
        return
    if row.is_old:
        invite.former, invite.former_at = row.partstat, row.received_at
        outcome = Outcome.OLD_TIME
    elif _is_overtaken(row, invite, answer) and _is_proven(invite) >= is_proven:
        outcome = Outcome.OVERTAKEN
    else:
        _answer(invite, row, answer)
        invite.answered_by_token = is_proven
        outcome = Outcome.COUNTED
    if row.kind is K.ANSWER or outcome is Outcome.OVERTAKEN:
        deciding.settle(row, outcome)


def _is_overtaken(row, invite, answer):
    """Whether a later one stands, by the clocks of who wrote them; none is later than when it came."""
    if not (invite.answered_stamp and answer.stamp):
        return False
    return min(answer.stamp, row.received_at) < min(invite.answered_stamp, invite.answered_at)


def _is_proven(invite):
    """Whether the answer that stands came to the address that only he was given."""
    return invite.answered_by_token and invite.partstat is not PartStat.NEEDS_ACTION


def _answer(invite, row, answer):
    invite.partstat, invite.answered_at, invite.answer_note = row.partstat, row.received_at, answer.note
    stamp = min(answer.stamp, row.received_at) if answer.stamp else invite.answered_stamp
    invite.answered_sequence, invite.answered_stamp = answer.sequence, stamp
