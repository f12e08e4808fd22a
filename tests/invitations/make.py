"""A conference in calendars, what becomes of it, and the mails that say so."""

import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import actions as desk
from meetings.desk import changes, mailing
from meetings.gateways import letters
from meetings.invitations import by_hand, replies
from meetings.invitations.models import CalendarReply, Invite
from meetings.notices.models import Notice
from meetings.sites.models import SiteKind
from meetings.units.models import UnitKind
from tests.make import MONDAY, a_conference, a_person, a_site, a_unit
from tests.stand_ins import SmtpServer

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LATER = timedelta(minutes=10)
LETTERS = Path(__file__).parent / "letters"
XA = "xa0@xa.example"


@pytest.fixture
def some_day():
    with clock.at(NOW + LATER):
        yield


@pytest.fixture
def server(app, monkeypatch):
    monkeypatch.setitem(app.config, "JITSI_URL", "https://meet.tinh.example")
    with SmtpServer() as running:
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{running.url}?starttls=0&timeout=3")
        monkeypatch.setitem(app.config, "CALENDAR_MAILBOX", "Văn phòng UBND tỉnh <vp@tinh.example>")
        yield running


def a_planned_conference(sites=1):
    """Two who preside, no secretary, and sites each with one contact."""
    province = a_unit("UBND tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE)
    chair = a_person("Nguyễn Thiện", email="thien@tinh.example")
    conference = a_conference(
        organiser=province, chair=chair, title="Giao ban tháng 11", place="Phòng họp số 1", uid="giao-ban@nhip-cau"
    )
    a_site(conference, province, kind=SiteKind.MAIN)
    for number in range(sites):
        name = f"Xã {number}"
        a_site(conference, a_unit(name), contact_name=f"Cán bộ {name}", contact_email=f"xa{number}@xa.example")
    return conference


def invite(conference):
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)
    leave(NOW)
    return conference


def leave(moment):
    with clock.at(moment):
        mailing.send_due()
    db.session.rollback()


def revise(conference, moment=NOW + LATER, **facts):
    with clock.at(moment), transaction():
        changes.revise(conference, version=conference.version, by=None, **facts)


def row(address):
    return db.session.scalar(select(Invite).filter_by(address=address))


def mails(server, address):
    return [mail for mail in server.delivered if mail.recipients == [address]]


def event(mail):
    [entry] = icalendar.Calendar.from_ical(part_of(mail).get_content()).walk("VEVENT")
    return entry


def part_of(mail):
    [part] = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    return part


def said(mail):
    """What a calendar program goes by."""
    entry = event(mail)
    return part_of(mail).get_param("method"), int(entry["SEQUENCE"]), str(entry["UID"])


UID = "giao-ban@nhip-cau"


def retime(conference):
    revise(conference, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=2))


def cancel(conference):
    with transaction():
        changes.cancel(conference, reason="Bão số 9", by=None)


def remove(conference):
    with transaction():
        by_hand.withdraw(row("xa0@xa.example"), by=None)


def letter(name, *, to="vp@tinh.example", attendee=XA, **facts) -> bytes:
    """One of the letters, filled in."""
    stamp = facts.pop("stamp", NOW + timedelta(minutes=5))
    values = {
        "TO": to,
        "ATTENDEE": attendee,
        "UID": UID,
        "SEQUENCE": 0,
        "PARTSTAT": "ACCEPTED",
        "DATE": format_datetime(stamp),
        "STAMP": stamp.strftime("%Y%m%dT%H%M%SZ"),
        "ID": uuid.uuid4().hex[:20],
        "ACTION": "failed",
        "STATUS": "5.1.1",
        "KEY": "0" * 32,
    } | {key.upper(): value for key, value in facts.items()}
    text = (LETTERS / f"{name}.eml").read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    return text.replace("\n", "\r\n").encode()


def receive(content) -> CalendarReply | None:
    """Take one letter in as the worker does, without a mailbox."""
    with transaction():
        kept = replies.keep(letters.read(content), secret="only for tests")
        number = kept.id if kept else None
    return db.session.get(CalendarReply, number) if number else None


def key_of(address=XA):
    return db.session.scalars(select(Notice.key).where(Notice.to_address == address)).first()
