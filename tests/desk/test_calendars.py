"""Calendar files, private feeds and their secret addresses."""

import re
from datetime import timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.accounts.models import Role
from meetings.agenda import actions as agenda
from meetings.agenda.models import Item, ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes as desk
from meetings.desk import mailing
from meetings.invitations import feeds, queries, tokens
from meetings.notices import actions as notices
from meetings.units.models import UnitKind
from meetings.web import texts
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    saved,
)
from tests.stand_ins import SmtpServer

ADDRESS = re.compile(r"http://localhost(/calendar/[0-9]+-[0-9a-f]{64}\.ics)")


@pytest.fixture(autouse=True)
def _with_video(app, monkeypatch):
    monkeypatch.setitem(app.config, "JITSI_URL", "https://meet.tinh.example")


@pytest.fixture(autouse=True)
def _now():
    with clock.at(MONDAY - timedelta(days=7)):
        yield


def events(answer):
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")}


def feed_of(client):
    client.post("/my-calendar")
    return ADDRESS.search(client.get("/my-calendar").text).group(1)


def test_the_file_of_a_conference_holds_who_when_where_how_and_the_agenda(login):
    province = a_province()
    conference = a_conference(
        organiser=province,
        chair=a_leader(province),
        title="Giao ban",
        place="Phòng họp 1",
        state=C.INVITING,
        sequence=3,
    )
    saved(Item(conference_id=conference.id, kind=ItemKind.OPENING, title="Khai mạc", planned_minutes=15))

    answer = login(a_secretary(province)).get(f"/conferences/{conference.id}/hoi-nghi.ics")

    event = events(answer)[conference.uid]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["SUMMARY"], event["LOCATION"], event["SEQUENCE"], event["STATUS"]) == (
        "Giao ban",
        "Phòng họp 1",
        3,
        "CONFIRMED",
    )
    assert event.decoded("DTSTART") == MONDAY
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert "07:30 Khai mạc" in event["DESCRIPTION"]
    assert event["URL"] == f"http://localhost/conferences/{conference.id}/room"
    assert len(event.walk("VALARM")) == 2
    assert "ATTENDEE" not in event


WHOLE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Nhip Cau//Hoi nghi truc tuyen//VI
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Asia/Ho_Chi_Minh
X-LIC-LOCATION:Asia/Ho_Chi_Minh
BEGIN:STANDARD
DTSTART:19760101T000000
TZNAME:+07
TZOFFSETFROM:+0700
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Hội nghị trực tuyến giao ban tháng 11\\; đánh giá\\, kế hoạch
DTSTART;TZID=Asia/Ho_Chi_Minh:20261130T073000
DTEND;TZID=Asia/Ho_Chi_Minh:20261130T113000
DTSTAMP:20261123T003000Z
UID:5f0c-random
SEQUENCE:0
DESCRIPTION:Đơn vị tổ chức: UBND tỉnh Hà Tĩnh\\nChủ trì: Trần Đình Phong\\n\\nChương trình:\\n07:30 Khai mạc\\n\
07:45 Báo cáo kết quả thực hiện nhiệm vụ (Sở Khoa học và Công nghệ)\\n\\n\
Tài liệu\\, chương trình: http://localhost/conferences/{id}\\n\
Vào phòng họp: http://localhost/conferences/{id}/room
LAST-MODIFIED:20261123T003000Z
LOCATION:Phòng họp trực tuyến tầng 2
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:http://localhost/conferences/{id}/room
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Hội nghị trực tuyến giao ban tháng 11\\; đánh giá\\, kế hoạch
TRIGGER:-P1D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Hội nghị trực tuyến giao ban tháng 11\\; đánh giá\\, kế hoạch
TRIGGER:-PT30M
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def text_of(client, conference):
    content = client.get(f"/conferences/{conference.id}/hoi-nghi.ics").data
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    return content.decode().replace("\r\n ", "").replace("\r\n", "\n")


def changed(before, after):
    """The lines that are new, in their order."""
    return [line for line in after.splitlines() if line not in before.splitlines()]


def test_the_whole_text_of_a_file_from_the_call_to_the_cancellation(login):
    province = a_unit("UBND tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE)
    conference = a_conference(
        organiser=province,
        chair=a_user(Role.LEADER, province, name="Trần Đình Phong"),
        title="Hội nghị trực tuyến giao ban tháng 11; đánh giá, kế hoạch",
        place="Phòng họp trực tuyến tầng 2",
        state=C.INVITING,
    )
    with transaction():
        db.session.merge(conference).uid = "5f0c-random"
        agenda.add(conference, kind=ItemKind.OPENING, title="Khai mạc", planned_minutes=15, by=None)
        agenda.add(
            conference,
            kind=ItemKind.REPORT,
            title="Báo cáo kết quả thực hiện nhiệm vụ",
            presenter_text="Sở Khoa học và Công nghệ",
            by=None,
        )
    client = login(a_secretary(province))
    called = text_of(client, conference)
    with transaction():
        agenda.add(conference, kind=ItemKind.CLOSING, title="Bế mạc", by=None)
    cosmetic = text_of(client, conference)
    with transaction():
        later = MONDAY + timedelta(days=1)
        times = {"starts_at": later, "ends_at": later + timedelta(hours=4)}
        desk.revise(conference, version=conference.version, **times, by=None)
    moved = text_of(client, conference)
    with transaction():
        desk.cancel(conference, reason="Bão số 9", by=None)
    cancelled = text_of(client, conference)

    assert called == WHOLE.replace("{id}", str(conference.id))
    assert [line.split(":")[0] for line in changed(called, cosmetic)] == ["DESCRIPTION"]
    assert changed(cosmetic, moved) == [
        "DTSTART;TZID=Asia/Ho_Chi_Minh:20261201T073000",
        "DTEND;TZID=Asia/Ho_Chi_Minh:20261201T113000",
        "SEQUENCE:1",
    ]
    title, sequence, description, *rest = changed(moved, cancelled)
    assert title == "SUMMARY:[Đã hủy] Hội nghị trực tuyến giao ban tháng 11\\; đánh giá\\, kế hoạch"
    assert (sequence, rest) == ("SEQUENCE:2", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"])
    assert "Lý do: Bão số 9" in description and "VALARM" not in cancelled


def test_a_stranger_gets_no_file(login):
    assert login(a_stranger()).get(f"/conferences/{a_conference(state=C.READY).id}/hoi-nghi.ics").status_code == 403


def test_a_feed_shows_without_signing_in_what_its_owner_may_see_and_nothing_else(login, client):
    officer = a_site_officer()
    mine, draft, others = (a_conference(state=state) for state in (C.READY, C.DRAFT, C.READY))
    for conference in (mine, draft):
        a_site(conference, db.session.merge(officer).posts[0].unit)

    address = feed_of(login(officer))

    assert set(events(client.get(address))) == {mine.uid}
    assert others.uid not in client.get(address).text


def test_a_cancelled_conference_stays_in_the_feed_struck(login, client):
    secretary = a_secretary()
    conference = a_conference(
        organiser=db.session.merge(secretary).posts[0].unit, state=C.CANCELLED, sequence=2, reason="Bão số 9"
    )

    event = events(client.get(feed_of(login(secretary))))[conference.uid]

    assert (event["STATUS"], event["SEQUENCE"], event.walk("VALARM")) == ("CANCELLED", 2, [])
    assert "Bão số 9" in event["DESCRIPTION"]


def test_a_new_address_ends_the_old_one(login, client):
    signed_in = login(a_secretary())
    old = feed_of(signed_in)

    new = feed_of(signed_in)

    assert old != new
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_the_page_shows_the_same_address_again(login):
    signed_in = login(a_secretary())
    address = feed_of(signed_in)

    assert ADDRESS.search(signed_in.get("/my-calendar").text).group(1) == address


def test_the_calendar_of_somebody_who_left_shows_nothing(login, client):
    secretary = a_secretary()
    address = feed_of(login(secretary))
    with transaction():
        db.session.merge(secretary).is_closed = True

    assert client.get(address).status_code == 404


def test_an_address_signed_with_another_key_or_for_another_person_opens_nothing(login, client, app):
    one, other = a_secretary(), a_secretary()
    mine, theirs = feed_of(login(one)), feed_of(login(other))
    feed = queries.feed_of(one)
    forged = tokens.token(feed, "another key")
    crossed = mine.split("-")[0] + "-" + theirs.split("-")[1].removesuffix(".ics")

    for path in (f"/calendar/{forged}.ics", crossed + ".ics", mine.upper(), mine.replace(".ics", "0.ics")):
        assert client.get(path).status_code == 404, path


@given(typed=st.text(max_size=90) | st.from_regex(r"[0-9]{1,12}-[0-9a-f]{60,66}", fullmatch=True))
@settings(max_examples=120, deadline=None)
def test_no_guess_opens_a_calendar(app, typed):
    answer = app.test_client().get(f"/calendar/{typed.replace('/', '')}.ics")

    assert answer.status_code == 404


def test_who_has_the_newest_feed_already_gets_it_not_again(login, client):
    signed_in = login(a_secretary())
    address = feed_of(signed_in)
    first = client.get(address)

    with clock.at(MONDAY):
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, first.headers["Cache-Control"]) == (304, "private, no-cache")


@pytest.mark.parametrize("number", [1, 300])
def test_a_feed_asks_as_often_for_one_as_for_three_hundred(number, login, client, queries):
    secretary = a_secretary()
    organiser = db.session.merge(secretary).posts[0].unit
    address = feed_of(login(secretary))
    for _ in range(number):
        a_conference(organiser=organiser, state=C.READY)
    queries.clear()

    assert len(events(client.get(address))) == number
    assert len(queries) <= 8


@pytest.mark.parametrize(
    ("state", "kind", "method"),
    [(C.INVITING, "conference_changed", "REQUEST"), (C.CANCELLED, "conference_cancelled", "CANCEL")],
)
def test_a_mail_brings_the_entry_to_its_one_recipient(app, monkeypatch, state, kind, method):
    conference = a_conference(state=state, sequence=4, title="Giao ban")
    with SmtpServer() as server:
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{server.url}?starttls=0")
        with transaction():
            notices.tell(
                [("An", "an@example.vn"), ("Bình", "binh@example.vn")],
                kind,
                within=conference,
                attachments=[{"calendar_of": conference.id}],
                conference="Giao ban",
            )
        mailing.send_due()

    for mail, address in zip(server.delivered, ("an@example.vn", "binh@example.vn"), strict=True):
        plain, html, part = mail.message.iter_parts()
        [event] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
        types = [mail.message.get_content_type(), plain.get_content_type(), html.get_content_type()]
        assert types == ["multipart/alternative", "text/plain", "text/html"]
        assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", method)
        assert (event["UID"], event["SEQUENCE"], event["ATTENDEE"]) == (conference.uid, 4, f"mailto:{address}")


def test_somebody_else_can_not_renew_my_calendar(login, client):
    mine = feed_of(login(a_secretary()))

    feed_of(login(a_stranger()))

    assert client.get(mine).status_code == 200


def test_feed_tokens_differ_for_every_person_and_every_renewal():
    people = [a_site_officer(a_unit()) for _ in range(5)]
    seen = set()
    for person in people * 2:
        with transaction():
            feed = feeds.renew_feed(person, by=person)
            seen.add(tokens.token(feed, "key"))

    assert len(seen) == 10


def test_the_message_tells_who_presides_from_who_presides_with_him():
    said = texts.written("invitation", {"path": "/x/1-a", "chairs": ["Ông A, Chủ tịch", "Bà B, Giám đốc"]}).text

    assert [line for line in said.splitlines() if "hủ trì" in line] == [
        "Chủ trì: Ông A, Chủ tịch",
        "Đồng chủ trì: Bà B, Giám đốc",
    ]


def test_where_no_video_server_is_connected_no_entry_and_no_page_promises_a_room(app, login, monkeypatch):
    monkeypatch.setitem(app.config, "JITSI_URL", "")
    conference = a_conference(state="inviting")
    secretary = login(a_secretary(conference.organiser))

    entry = secretary.get(f"/conferences/{conference.id}/hoi-nghi.ics").text
    page = secretary.get(f"/conferences/{conference.id}").text
    facts = {"conference": "A", "path": "/x/1-a", "join": "/conferences/1/room", "site": "Xã A"}
    said = [texts.written("invitation", facts).text]
    monkeypatch.setitem(app.config, "JITSI_URL", "https://meet.tinh.example")
    said.append(texts.written("invitation", facts).text)

    assert ("BEGIN:VEVENT" in entry, "/room" in entry, "Mở phòng họp" in page) == (True, False, False)
    assert ["/room" in said[0], "/x/1-a/room" in said[1], "/conferences/1/room" in said[1]] == [False, True, False]


def stamps(answer, conference):
    event = events(answer)[conference.uid]
    return event.decoded("DTSTAMP"), event.decoded("LAST-MODIFIED")


def test_a_file_and_a_feed_bear_the_moment_of_the_last_change_not_that_of_asking(login, client):
    secretary = a_secretary()
    conference = a_conference(organiser=db.session.merge(secretary).posts[0].unit, state=C.READY)
    address = feed_of(login(secretary))
    changed = clock.now() + timedelta(days=1)
    with clock.at(changed), transaction():
        desk.revise(db.session.merge(conference), version=conference.version, place="Hội trường B", by=None)
        agenda.add(db.session.merge(conference), kind=ItemKind.OPENING, title="Khai mạc", by=None)

    with clock.at(changed + timedelta(days=2)):
        found = client.get(address), login(secretary).get(f"/conferences/{conference.id}/hoi-nghi.ics")

    assert [stamps(answer, conference) for answer in found] == [(changed, changed)] * 2


def test_a_mail_bears_the_moment_it_was_made_and_that_of_the_last_change(app, monkeypatch):
    conference = a_conference(state=C.INVITING)
    changed = clock.now() + timedelta(hours=1)
    with clock.at(changed), transaction():
        desk.revise(db.session.merge(conference), version=conference.version, title="Giao ban", by=None)
    with SmtpServer() as server, clock.at(changed + timedelta(hours=5)):
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{server.url}?starttls=0")
        enclosed = [{"calendar_of": conference.id}]
        with transaction():
            notices.tell(
                [("An", "an@example.vn")],
                "conference_changed",
                within=conference,
                attachments=enclosed,
                conference="Giao ban",
            )
        mailing.send_due()

    *_others, part = server.delivered[-1].message.iter_parts()
    [event] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert (event.decoded("DTSTAMP"), event.decoded("LAST-MODIFIED")) == (changed + timedelta(hours=5), changed)
