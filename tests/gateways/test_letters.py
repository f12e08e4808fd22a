"""Letters that strangers wrote: whatever arrives is taken apart without harm, and nothing is read into it."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.gateways import itip, letters
from meetings.gateways.plain import NOT_TEXT

REPLY = """\
BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:a@b
SEQUENCE:3
DTSTAMP:20261120T020000Z
ATTENDEE;PARTSTAT=ACCEPTED;CN="An; Bình, Chi":mailto:An@X.example
COMMENT:một\\nhai\\, ba
END:VEVENT
END:VCALENDAR
"""
HEAD = "From: An <an@x.example>\r\nTo: vp@tinh.example\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n"


def a_letter(kind, content, *, encoding="8bit", head=HEAD):
    raw = content if isinstance(content, bytes) else content.encode()
    return f"{head}Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + raw


def wrapped(inner, number):
    """A part within one more part."""
    head = f'Content-Type: multipart/mixed; boundary="b{number}"'
    return f"{head}\r\n\r\n--b{number}\r\n{inner}\r\n--b{number}--\r\n"


def test_an_answer_is_read_with_all_that_it_says():
    assert itip.answers(REPLY) == [
        itip.Answer(
            method="REPLY",
            uid="a@b",
            sequence=3,
            attendee="an@x.example",
            name="An; Bình, Chi",
            partstat="ACCEPTED",
            note="một\nhai, ba",
            stamp=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    "change",
    [
        ("METHOD:REPLY", "METHOD:REQUEST"),
        ("METHOD:REPLY", "METHOD:PUBLISH"),
        ("UID:a@b", "X-UID:a@b"),
        ("mailto:An@X.example", "mailto:nobody"),
        ("VEVENT", "VTODO"),
    ],
)
def test_what_is_no_answer_to_an_entry_says_nothing(change):
    assert itip.answers(REPLY.replace(*change)) == []


@pytest.mark.parametrize("typed", ["SEQUENCE:-1", "SEQUENCE:٣", "SEQUENCE:99999999999", "X:1"])
def test_a_sequence_that_is_no_number_is_the_first(typed):
    assert itip.answers(REPLY.replace("SEQUENCE:3", typed))[0].sequence == 0


def test_line_breaks_in_fields_make_no_new_lines_of_the_file():
    hostile = REPLY.replace("COMMENT:một", "COMMENT:x\\nATTENDEE;PARTSTAT=DECLINED:mailto:b@x.example\\nUID:other")

    [answer] = itip.answers(hostile)

    assert (answer.uid, answer.attendee, answer.partstat) == ("a@b", "an@x.example", "ACCEPTED")


def test_what_stands_in_an_alarm_is_not_the_entry():
    alarm = "BEGIN:VALARM\nUID:alarm\nATTENDEE;PARTSTAT=DECLINED:mailto:c@x.example\nEND:VALARM\n"

    assert itip.answers(REPLY.replace("UID:a@b", f"{alarm}UID:a@b")) == itip.answers(REPLY)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("DTSTART:20261130T003000Z", 0),
        ("DTSTART;TZID=SE Asia Standard Time:20261130T073000", 0),
        ("DTSTART;TZID=Asia/Tokyo:20261130T093000", 0),
        ("DTSTART;TZID=../../etc/passwd:20261130T073000", 0),
        ("DTSTART:20261130T073000", 0),
    ],
)
def test_times_of_every_zone_are_one_instant_and_unknown_zones_are_ours(typed, hour):
    [answer] = itip.answers(REPLY.replace("UID:a@b", f"UID:a@b\n{typed}\nDURATION:PT90M"))

    assert answer.starts_at == datetime(2026, 11, 30, hour, 30, tzinfo=UTC)
    assert answer.ends_at == datetime(2026, 11, 30, hour + 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["DTSTART;VALUE=DATE:20261130", "DTSTART:20261399T993000Z", "DTSTART:", "DTSTART:x"])
def test_what_is_no_time_is_none(typed):
    assert itip.answers(REPLY.replace("UID:a@b", f"UID:a@b\n{typed}"))[0].starts_at is None


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1258", "x-no-such-set", "us-ascii", '"', "%00"])
def test_the_wrong_character_set_costs_letters_not_the_answer(charset):
    read = letters.read(a_letter(f'text/calendar; method=REPLY; charset="{charset}"', REPLY))

    assert read.fault == ""
    assert [answer.uid for answer in read.answers] in (["a@b"], [])
    assert charset in ("utf-16", "windows-1258") or read.answers


@pytest.mark.parametrize("charset", ["windows-1258", "iso-8859-1", "x-no-such-set"])
def test_what_is_utf_8_is_read_as_such_whatever_it_is_called(charset):
    page = a_letter(
        f"text/html; charset={charset}", "<p>Xã xin vắng</p>", head=f"Subject: =?{charset}?q?X=C3=A3?=\n{HEAD}"
    )

    read = letters.read(page)

    assert (read.text, read.subject) == ("Xã xin vắng", "Xã")


@pytest.mark.parametrize("charset", ["windows-1258", "utf-16", "utf-7", "iso-2022-jp", "utf-8"])
def test_what_is_called_by_its_name_is_read_by_it(charset):
    text = "日本" if charset == "iso-2022-jp" else "Đ, ư"

    assert letters.read(a_letter(f"text/plain; charset={charset}", text.encode(charset))).text == text


FOLDED = REPLY.replace("một\\nhai\\, ba", "Chúng tôi sẽ dự đủ thành phần")


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "x-no-such-set"])
@pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t"])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_line_folded_inside_a_letter_is_read_whole(charset, fold, width):
    head, mark, note = FOLDED.encode().partition(b"COMMENT:")
    note, end, tail = note.partition(b"\n")
    pieces = fold.join(note[start : start + width] for start in range(0, len(note), width))

    [answer] = letters.read(a_letter(f"text/calendar; charset={charset}", head + mark + pieces + end + tail)).answers

    assert answer.note == "Chúng tôi sẽ dự đủ thành phần"


def test_a_calendar_in_signs_of_two_octets_is_left_to_its_own_folding():
    folded = FOLDED.replace("sẽ dự", "sẽ\n  dự\u200a\u0a20").encode("utf-16")

    [answer] = letters.read(a_letter("text/calendar; charset=utf-16", folded)).answers

    assert answer.note == "Chúng tôi sẽ dự\u200a\u0a20 đủ thành phần"


DELEGATED = REPLY.replace(
    'ATTENDEE;PARTSTAT=ACCEPTED;CN="An; Bình, Chi":mailto:An@X.example',
    'ATTENDEE;PARTSTAT=tentative;CN=Phó;DELEGATED-FROM="mailto:An@X.example":mailto:Pho@X.example\n'
    'ATTENDEE;PARTSTAT=DELEGATED;CN=An;DELEGATED-TO="mailto:pho@X.example":mailto:An@X.example',
)


def test_each_of_those_whom_an_answer_names_is_read_by_himself():
    said = [
        (one.attendee, one.name, one.partstat, one.delegate, one.delegate_name, one.delegator)
        for one in itip.answers(DELEGATED)
    ]

    assert said == [
        ("pho@x.example", "Phó", "TENTATIVE", "", "", "an@x.example"),
        ("an@x.example", "An", "DELEGATED", "pho@x.example", "Phó", ""),
    ]


def test_of_many_who_are_named_only_the_first_are_read():
    named = "".join(f"ATTENDEE;PARTSTAT=DECLINED:mailto:a{n}@x.example\n" for n in range(500))

    assert len(itip.answers(REPLY.replace("UID:a@b\n", f"UID:a@b\n{named}"))) == itip.MOST_ATTENDEES


def test_an_answer_is_found_in_whatever_part_it_lies():
    inner = a_letter("text/calendar", REPLY, head="").decode()
    for depth in range(6):
        inner = wrapped(inner, depth)

    assert [answer.uid for answer in letters.read((HEAD + inner).encode()).answers] == ["a@b"]


@pytest.mark.parametrize("depth", [50, 1500])
def test_parts_within_parts_without_end_are_given_up(depth):
    inner = a_letter("text/calendar", REPLY, head="").decode()
    for number in range(depth):
        inner = wrapped(inner, number)

    read = letters.read((HEAD + inner).encode())

    assert read.answers == ()


def test_a_letter_in_html_only_is_read_as_words():
    page = "<style>p{}</style><p>Xã xin vắng&nbsp;mặt</p><script>alert(1)</script><!-- x --><![if !IE]>"

    assert letters.read(a_letter("text/html; charset=utf-8", page)).text == "Xã xin vắng\xa0mặt"


def test_what_is_quoted_is_left_out():
    text = "Đồng ý.\r\n\r\nVào 20 thg 11, 2026 VP đã viết:\r\n> Kính mời"

    assert letters.read(a_letter("text/plain; charset=utf-8", text)).text == "Đồng ý."


def test_a_name_can_not_pose_as_an_address():
    head = HEAD.replace("An <an@x.example>", "=?utf-8?q?boss=40tinh=2Eexample=3E_=2C?= <an@x.example>")

    read = letters.read(a_letter("text/plain", "x", head=head))

    assert (read.sender, read.sender_name) == ("an@x.example", "boss@tinh.example> ,")


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Message-ID", "Content-Type", "In-Reply-To"])
@pytest.mark.parametrize(
    "value", ["=?no-such-set?q?=FF?=", "=?utf-8?b?!!!?=", '"' * 500, "(" * 2000, "a@b," * 3000, "\udcff", ""]
)
def test_broken_headers_break_nothing(name, value):
    raw = f"{name}: {value}\r\n".encode("utf-8", "surrogateescape") + a_letter("text/calendar", REPLY)

    read = letters.read(raw)

    assert not NOT_TEXT.search(read.subject + read.text + read.sender_name)


def test_the_same_letter_has_one_fingerprint_and_another_has_another():
    first = a_letter("text/calendar", REPLY)

    same = letters.read(b"Received: by x\r\n" + first)
    other = letters.read(first.replace(b"ACCEPTED", b"DECLINED"))

    assert letters.read(first).fingerprint == same.fingerprint != other.fingerprint


LINES = st.one_of(
    st.sampled_from(REPLY.splitlines()),
    st.builds("{}{}:{}".format, st.sampled_from(["ATTENDEE", "UID", "DTSTART", "SEQUENCE", "BEGIN", "END", "METHOD"]),
              st.text(max_size=20), st.text(max_size=40)),
    st.text(max_size=60),
)  # fmt: skip


@given(st.lists(LINES, max_size=40), st.sampled_from(["\r\n", "\n", "\r", "\r\n "]))
@example(["METHOD:REPLY", "BEGIN:VEVENT", 'ATTENDEE;CN="' + ";" * 500], "\n")
def test_no_file_upsets_the_reader_and_what_it_reads_is_plain(told, end):
    for answer in itip.answers(end.join(told)):
        assert answer.method in itip.METHODS
        assert 0 <= answer.sequence < 10**9
        assert itip.ADDRESS.fullmatch(answer.attendee)
        assert not NOT_TEXT.search(answer.note + answer.name)
        assert answer.stamp is None or answer.stamp.utcoffset().total_seconds() == 0


PART = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from([REPLY.encode(), base64.b64encode(REPLY.encode()), b"--b\r\n", b"--b--", b"\r\n\r\n"]),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "Message-ID", "Date"]),
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                ["multipart/mixed; boundary=b", "text/calendar; charset=\x00", "message/rfc822", "base64",
                 "quoted-printable", "x-uuencode", "multipart/report; boundary=b", "message/delivery-status",
                 "text/html; charset*=utf-8''%FF", "=?utf-8?b?/w==?=", "MAILER-DAEMON@x.example"]
            ),
        ),
    ),
    max_size=8,
)  # fmt: skip


@given(HEADERS, st.lists(PART, max_size=8))
def test_no_mail_upsets_the_reader_and_what_it_reads_is_plain(headers, parts):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "replace")

    read = letters.read(head + b"\r\n" + b"\r\n".join(parts))

    assert len(read.fingerprint) == 64
    assert not NOT_TEXT.search(read.subject + read.text + read.sender_name + read.message_id)
    assert "\n" not in read.subject


@given(st.binary(max_size=2000))
def test_no_bytes_upset_the_reader(content):
    assert letters.read(content).fingerprint == letters.read(content).fingerprint


@pytest.mark.parametrize("length", ["DURATION:P999D", "DTEND:99991231T230000Z"])
def test_a_time_at_the_end_of_time_is_none(length):
    text = REPLY.replace("SEQUENCE:3", f"DTSTART:99991231T220000Z\n{length}")

    [answer] = letters.read(a_letter("text/calendar", text)).answers

    assert (answer.starts_at, answer.ends_at) == (None, None)


def test_halves_of_signs_do_not_get_through():
    text = REPLY.replace("a@b", "a@b+2AA-").replace("An@X", "An+2AA-@X").replace("Bình", "").replace("một", "")

    [answer] = letters.read(a_letter("text/calendar; charset=utf-7", text)).answers

    assert (answer.uid, answer.attendee) == ("a@b\ufffd", "an\ufffd@x.example")


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "raw-unicode-escape"])
def test_sets_in_which_nobody_writes_are_not_read(charset):
    assert letters.read(a_letter(f"text/plain; charset={charset}", "\\u0041b-c3")).text == "\\u0041b-c3"


def test_a_large_and_hostile_page_is_read_in_no_time():
    page = "<" * 200_000 + "<script" * 50_000

    assert letters.read(a_letter("text/html", page)).fault == ""
