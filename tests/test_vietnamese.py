import unicodedata
from datetime import date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base import vietnamese
from meetings.gateways.plain import lines


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Hương Khê", "huong khe"), ("ĐẶC KHU  Vũng Áng", "dac khu vung ang"), ("Ủy ban", "uy ban"), ("", "")],
)
def test_folding_takes_marks_and_case_away(text, folded):
    assert vietnamese.fold(text) == folded
    assert vietnamese.fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
def test_folding_and_sorting_take_any_text(text):
    assert vietnamese.fold(vietnamese.fold(text)) == vietnamese.fold(text)
    assert vietnamese.collation_key(text) == vietnamese.collation_key(vietnamese.nfc(text))
    vietnamese.name_key(text)


@given(st.lists(st.text("aăâđdeêAĐz1 29-̀́éя", max_size=7)))
def test_the_kept_key_sorts_any_names_as_they_stand_in_a_list(names):
    assert sorted(names, key=vietnamese.name_key) == sorted(names, key=vietnamese.person_key)


@given(st.lists(st.text("aăâđdeêAĐ1 2-̀́", max_size=6)))
def test_any_names_can_be_compared(names):
    assert sorted(names, key=vietnamese.collation_key) == sorted(
        names, key=lambda name: vietnamese.collation_key(unicodedata.normalize("NFD", name))
    )


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Bình"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ"],
        ["Dương", "Đan Hải", "Đức Thọ", "Em"],
        ["Oanh", "Ô", "Ơn", "Phú"],
        ["Tiên Điền", "Tùng Lộc", "Tứ Mỹ"],
        ["Sơn Kim 1", "Sơn Kim 2", "Sơn Kim 10"],
        ["Can Lộc", "Cẩm Bình", "Cẩm Xuyên", "Cổ Đạm"],
        ["Kỳ Anh", "Kỳ Hoa", "Kỳ Lạc", "Kỳ Xuân"],
    ],
)
def test_names_stand_as_in_a_vietnamese_dictionary(ordered):
    assert sorted(reversed(ordered), key=vietnamese.collation_key) == ordered


def test_people_stand_by_their_given_name():
    people = ["Trịnh Văn Ngọc", "Phan Tấn Linh", "Nguyễn Thiện", "Lê Thị Thu Hà", "Nguyễn Thị Hà"]

    assert sorted(people, key=vietnamese.name_key) == [
        "Lê Thị Thu Hà",
        "Nguyễn Thị Hà",
        "Phan Tấn Linh",
        "Trịnh Văn Ngọc",
        "Nguyễn Thiện",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 6, 29), "ngày 29 tháng 6 năm 2026"),
        (date(2015, 12, 7), "ngày 07 tháng 12 năm 2015"),
    ],
)
def test_days_in_words(day, words):
    assert vietnamese.day_in_words(day) == words


def test_moments_in_words():
    assert vietnamese.moment_in_words(datetime(2015, 12, 7, 8, 0)) == "08 giờ 00, ngày 07 tháng 12 năm 2015"


def test_numbers_of_parts_and_letters_of_points():
    assert [vietnamese.roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]
    assert [vietnamese.point_letter(n) for n in (1, 4, 5, 6, 7, 8, 23, 24)] == ["a", "d", "đ", "e", "g", "h", "y", "aa"]


@pytest.mark.parametrize("way", [vietnamese.nfc, vietnamese.fold, lines])
def test_marks_without_end_on_one_letter_take_bounded_time(way):
    began = process_time()

    found = way("a" + "\u0301\u0323" * 100_000 + " Hòa")

    assert process_time() - began < 2
    assert len(found) < 40
