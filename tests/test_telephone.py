"""Telephone numbers in one spelling, and how long a short message is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base import segments, telephone


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(+84) 912-345-678", "+84912345678"),
        ("+84 0912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("0239 3855 000", "+842393855000"),
        ("0239.3855.000 máy lẻ 12", "+842393855000"),
        ("024 3856 7890", "+842438567890"),
        ("0912345678; 0987654321", "+84912345678"),
        ("+1 202 555 0123", "+12025550123"),
        ("", ""),
        ("1080", ""),
        ("09123456789", ""),
        ("0112345678", ""),
        ("không có", ""),
        ("０９１２３４５６７８", ""),
    ],
)
def test_numbers_have_one_spelling(typed, expected):
    assert telephone.normal(typed) == expected


@pytest.mark.parametrize(
    ("typed", "takes"), [("0912345678", True), ("0239 3855 000", False), ("+1 202 555 0123", False)]
)
def test_short_messages_go_to_mobile_numbers_alone(typed, takes):
    assert bool(telephone.takes_texts(typed)) is takes


@given(st.text(max_size=40))
def test_whatever_is_typed_makes_a_number_or_none(typed):
    number = telephone.normal(typed)

    assert number == "" or (number[0] == "+" and number[1:].isdecimal())
    assert telephone.normal(number) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("GSM-7", 0, 1)),
        ("a" * 160, ("GSM-7", 160, 1)),
        ("a" * 161, ("GSM-7", 161, 2)),
        ("a" * 306, ("GSM-7", 306, 2)),
        ("a" * 307, ("GSM-7", 307, 3)),
        ("ế" * 70, ("UCS-2", 70, 1)),
        ("ế" * 71, ("UCS-2", 71, 2)),
        ("ế" * 134, ("UCS-2", 134, 2)),
        ("ế" * 135, ("UCS-2", 135, 3)),
        ("[" * 80, ("GSM-7", 160, 1)),
        ("😀" * 35, ("UCS-2", 70, 1)),
        ("a" + "😀" * 66, ("UCS-2", 133, 2)),
        ("😀" * 67, ("UCS-2", 134, 3)),
    ],
)
def test_a_message_is_counted_in_pieces(text, expected):
    assert segments.size(text) == expected


def test_without_marks_a_text_keeps_its_capitals_and_takes_less_room():
    bare = segments.without_marks("Đề nghị Kỳ Anh xác nhận “ngay”…")

    assert bare == 'De nghi Ky Anh xac nhan "ngay".'
    assert segments.size(bare).alphabet == "GSM-7"
