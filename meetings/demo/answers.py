"""Answers of calendars to the next conference: who comes, who asks for another time, what mail came back."""

import hashlib
from datetime import timedelta

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.gateways.bounces import Bounce
from meetings.gateways.itip import Answer
from meetings.gateways.letters import Letter
from meetings.invitations import calendars, entries, guests, replies
from meetings.invitations.models import CalendarReply
from meetings.notices.models import Notice, NoticeState

GIVEN = ("ACCEPTED", "ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED", "ACCEPTED", "", "ACCEPTED")
LATER = timedelta(hours=6)


def tell() -> None:
    """Let those invited to the next conference answer, once; those in calendars count as having had the invitation."""
    found = select(Conference).where(Conference.state == C.INVITING, Conference.starts_at > clock.now())
    conference = db.session.scalars(found.order_by(Conference.starts_at).limit(1)).first()
    if conference is None or db.session.scalar(select(CalendarReply.id).limit(1)) is not None:
        return
    calendars.enrol(conference)
    rows = [row for row in guests.invites(conference.id) if row.address and row.site_id]
    with clock.at(clock.now() - 3 * LATER):
        for row in rows:
            entries.has_gone(row.id, sequence=conference.sequence, ended=False)
    with clock.at(clock.now() - 2 * LATER):
        for number, row in enumerate(rows[:24]):
            partstat = GIVEN[number % len(GIVEN)]
            if partstat:
                _keep(row, Answer("REPLY", conference.uid, conference.sequence, row.address, partstat=partstat))
    with clock.at(clock.now() - LATER):
        _what_waits_for_a_decision(conference, rows)
    db.session.expire_all()


def _what_waits_for_a_decision(conference, rows):
    uid, sequence = conference.uid, conference.sequence
    if len(rows) < 4:
        return
    asks, sends, writes, lost = rows[-1], rows[-2], rows[-3], rows[-4]
    times = {"starts_at": conference.starts_at + LATER, "ends_at": conference.ends_at + LATER}
    note = "Buổi sáng xã tiếp công dân định kỳ, đề nghị chuyển sang buổi chiều."
    _keep(asks, Answer("COUNTER", uid, sequence, asks.address, note=note, **times))
    other = "pho.chu.tich@xa.example"
    _keep(sends, Answer("REPLY", uid, sequence, sends.address, partstat="DELEGATED", delegate=other))
    _keep(writes, text="Đề nghị gửi lại tài liệu bản Word để in cho đại biểu.")
    _keep(None, Answer("REPLY", uid, sequence, "chuyen.vien@so.example", name="Lê Văn Khách", partstat="ACCEPTED"))
    _came_back(lost)


def _keep(row, *answers, text="", returned=()):
    sender, name = (row.address, row.name) if row else ("chuyen.vien@so.example", "Lê Văn Khách")
    said = f"{sender} {answers} {text} {returned}"
    letter = Letter(
        hashlib.sha256(said.encode()).hexdigest(), sender=sender, sender_name=name, subject="Trả lời lời mời",
        text=text, answers=answers, returned=returned, answers_to=_keys(row) if text else (),
    )  # fmt: skip
    replies.keep(letter, secret="")


def _keys(row):
    return tuple(db.session.scalars(_to(row).with_only_columns(Notice.key)))


def _to(row):
    return select(Notice).where(Notice.to_address == row.address, Notice.kind == "invitation")


def _came_back(row):
    notice = db.session.scalars(_to(row)).first()
    if notice is not None:
        notice.state, notice.sent_at, notice.attempts = NoticeState.SENT, clock.now(), 1
        _keep(row, returned=(Bounce(notice.key, row.address, True, "5.1.1", "550 5.1.1 user unknown"),))
