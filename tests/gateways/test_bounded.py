"""Letters written to keep the reader busy: each is dealt with in no time, whatever becomes of it."""

import time

import pytest

from meetings.gateways import letters
from meetings.gateways.bounded import DEEPEST, LARGEST_HEAD
from tests.gateways.test_letters import HEAD, REPLY, a_letter, wrapped

FROM = HEAD.encode()
SEMICOLONS = b";" * 150_000
# Each of these took more than ten seconds of the processor, most of them the square of their length.
SLOW = {
    "quoted": FROM + b'Content-Type: text/plain; a="' + SEMICOLONS + b"\r\n\r\nx",
    "parts": FROM + b'Content-Type: multipart/mixed; a="' + SEMICOLONS + b"\r\n\r\nx",
    "file": FROM
    + b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="'
    + SEMICOLONS
    + b"\r\n\r\nx",
    "folded": FROM + b'Content-Type: text/plain; a="' + b";\r\n " * 100_000 + b"\r\n\r\nx",
    "each part": FROM
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + (b'--b\r\nContent-Type: text/plain; a="' + b";" * 90_000 + b"\r\n\r\nx\r\n") * 10
    + b"--b--",
}


def nested(depth, content):
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return FROM + heads.encode() + b"Content-Type: text/plain\r\n\r\n" + content


def seconds_of(content, **how):
    begun = time.process_time()
    read = letters.read(content, **how)
    return read, time.process_time() - begun


@pytest.mark.parametrize("name", SLOW)
def test_parameters_without_end_take_no_time_and_the_letter_is_read(name):
    read, seconds = seconds_of(SLOW[name])

    assert (read.sender, read.fault) == ("an@x.example", "")
    assert seconds < 2


@pytest.mark.parametrize("depth", [DEEPEST + 2, 200, 1500])
def test_parts_within_parts_beyond_all_measure_are_refused_and_the_head_is_shown(depth):
    read, seconds = seconds_of(nested(depth, b"\n" * 900_000))

    assert (read.sender, read.fault, read.text, read.answers) == ("an@x.example", letters.UNREADABLE, "", ())
    assert seconds < 2


def test_what_was_passed_on_ten_times_is_still_read():
    inner = a_letter("text/plain", "Đã nhận", head="").decode()
    for number in range(10):
        inner = wrapped(f"Content-Type: message/rfc822\r\n\r\n{inner}", number)

    assert letters.read((HEAD + inner).encode()).fault == ""


def test_of_the_head_of_a_large_letter_no_more_than_its_beginning_is_read():
    head = FROM + b"X-Long: y\r\n" * 1_000_000 + b'Content-Type: text/plain; a="' + SEMICOLONS

    read, seconds = seconds_of(head, whole=False)

    assert len(head) > 40 * LARGEST_HEAD
    assert (read.sender, read.fault) == ("an@x.example", letters.TOO_LARGE)
    assert seconds < 2


def test_parameters_of_an_honest_letter_are_all_read():
    named = "".join(f"; filename*{n}*=%E1%BB%87{n}" for n in range(40)).replace("filename*0*=", "filename*0*=utf-8''")
    kind = f"application/x-any\r\nContent-Disposition: attachment{named}; filename*40*=.ics"

    assert [answer.uid for answer in letters.read(a_letter(kind, REPLY)).answers] == ["a@b"]
