from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.gateways.ical import Entry, Mailbox, calendar
from meetings.gateways.plain import lines, one_line

NINE = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
ENTRY = Entry(
    uid="7d3b2e2c-52a1-4d6b-9a8e-0f4ad6a1c001",
    sequence=2,
    stamp=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
    starts_at=NINE,
    ends_at=NINE + timedelta(hours=2),
    title="Giao ban tháng 11; đánh giá, kế hoạch",
    description="1. Khai mạc\n2. Báo cáo",
    place="Phòng họp số 1",
    url="https://nhip-cau.example/conferences/12",
    organiser=Mailbox("Văn phòng UBND tỉnh", "vp@tinh.example"),
    attendees=(Mailbox('Nguyễn Văn "An"', "an@huyen-a.example"),),
    alarms=(1440, 15),
)
WHOLE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Nhip Cau//Hoi nghi truc tuyen//VI
CALSCALE:GREGORIAN
METHOD:REQUEST
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
SUMMARY:Giao ban tháng 11\\; đánh giá\\, kế hoạch
DTSTART;TZID=Asia/Ho_Chi_Minh:20261125T083000
DTEND;TZID=Asia/Ho_Chi_Minh:20261125T103000
DTSTAMP:20261120T030000Z
UID:7d3b2e2c-52a1-4d6b-9a8e-0f4ad6a1c001
SEQUENCE:2
ATTENDEE;CN="Nguyễn Văn 'An'";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:an@huyen-a.example
DESCRIPTION:1. Khai mạc\\n2. Báo cáo\\n\\nhttps://nhip-cau.example/conferences/12
LAST-MODIFIED:20261120T030000Z
LOCATION:Phòng họp số 1
ORGANIZER;CN="Văn phòng UBND tỉnh":mailto:vp@tinh.example
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://nhip-cau.example/conferences/12
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Giao ban tháng 11\\; đánh giá\\, kế hoạch
TRIGGER:-P1D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Giao ban tháng 11\\; đánh giá\\, kế hoạch
TRIGGER:-PT15M
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def _unfolded(content):
    return content.decode().replace("\r\n ", "").replace("\r\n", "\n")


def _events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_request_is_written_whole():
    assert _unfolded(calendar([ENTRY], method="REQUEST")) == WHOLE


def test_a_feed_is_named_refreshed_and_tells_nobodys_address():
    content = _unfolded(calendar([ENTRY], name="Lịch họp của tôi"))

    head = content[: content.index("BEGIN:VTIMEZONE")].splitlines()
    assert head[1:] == [
        "VERSION:2.0",
        "PRODID:-//Nhip Cau//Hoi nghi truc tuyen//VI",
        "CALSCALE:GREGORIAN",
        "NAME:Lịch họp của tôi",
        "X-WR-CALNAME:Lịch họp của tôi",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
    ]
    assert "ATTENDEE" not in content and "ATTENDEE" in WHOLE


def test_cancelled_stays_struck_out_and_silent():
    cancelled = replace(ENTRY, status="CANCELLED", sequence=3)

    [event] = _events(calendar([cancelled], method="CANCEL"))

    kept = (str(event["uid"]), event["sequence"], str(event["status"]), str(event["transp"]))
    assert kept == (ENTRY.uid, 3, "CANCELLED", "TRANSPARENT")
    assert event.subcomponents == []


def test_the_same_instant_comes_back():
    [event] = _events(calendar([ENTRY]))

    assert event.decoded("dtstart") == NINE
    assert event.decoded("dtstart").utcoffset() == timedelta(hours=7)


def test_an_empty_feed_is_still_a_calendar():
    parsed = Calendar.from_ical(calendar([], name="Trống"))

    assert [part.name for part in parsed.subcomponents] == ["VTIMEZONE"]


@pytest.mark.parametrize(
    "fault",
    [
        {"ends_at": NINE},
        {"uid": ""},
        {"uid": "a\r\nBEGIN:VEVENT"},
        {"url": "javascript:alert(1)"},
        {"url": "https://a.example/\r\nBEGIN:VEVENT"},
        {"organiser": Mailbox("A", "a@b.example\r\nX:1")},
        {"organiser": Mailbox("A", "no address")},
    ],
)
def test_what_could_not_stand_in_a_calendar_is_refused(fault):
    with pytest.raises(NotValid):
        calendar([replace(ENTRY, **fault)])


HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [
                "\r\nBEGIN:VEVENT\r\n",
                "\nEND:VCALENDAR\n",
                "\\n",
                "\\N",
                "\\",
                ";",
                ",",
                ":",
                '"',
                "\x00",
                "\x85",
                "\u2028",
                "^n",
                "\r",
                "\x1b[2J",
                "ế" * 60,
                "\n ATTENDEE:mailto:x@y",
                "\ud800",
                "\x0b",
                "%0A",
                "ẵ🇻🇳",
            ]
        ),
    ),
    max_size=6,
).map("".join)


@settings(max_examples=250, deadline=None)
@given(title=HOSTILE, description=HOSTILE, place=HOSTILE, name=HOSTILE, feed=HOSTILE)
def test_hostile_text_stays_text(title, description, place, name, feed):
    entry = replace(
        ENTRY,
        title=title,
        description=description,
        place=place,
        organiser=Mailbox(name, "vp@tinh.example"),
        alarms=(5,),
    )

    content = calendar([entry, ENTRY], method="REQUEST", name=feed)

    first, second = _events(content)
    assert (str(first["summary"]), str(first.get("location", ""))) == (one_line(title), one_line(place))
    assert str(first["description"]) == f"{lines(description).strip()}\n\n{ENTRY.url}".strip()
    assert first["organizer"].params.get("CN", "") == one_line(name).replace('"', "'").replace("\\", "/")
    assert [str(part["description"]) for part in first.subcomponents] == [one_line(title)]
    assert second.to_ical() == _events(calendar([ENTRY], method="REQUEST"))[0].to_ical()
    assert content.endswith(b"END:VCALENDAR\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    folded = content.split(b"\r\n")
    assert max(len(line) for line in folded) <= 75
    assert b"\r\n".join(line.decode().encode() for line in folded) == content  # no letter is cut in two


@settings(max_examples=50, deadline=None)
@given(starts_at=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_every_start_comes_back_to_the_second(starts_at):
    entry = replace(ENTRY, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    [event] = _events(calendar([entry]))

    assert event.decoded("dtstart") == clock.local(starts_at).replace(microsecond=0)
