"""Titles that name a month: read off, filled in again, carried from one month to another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base.errors import NotValid
from meetings.series.titles import carried, filled, pattern_of

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 30), date(2026, 12, 28), date(2027, 1, 25)
days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("title", "former", "day", "wanted"),
    [
        ("Giao ban tháng 11", NOVEMBER, DECEMBER, "Giao ban tháng 12"),
        ("Giao ban tháng 11/2026", NOVEMBER, JANUARY, "Giao ban tháng 1/2027"),
        ("Giao ban tháng 12 năm 2026", DECEMBER, JANUARY, "Giao ban tháng 1 năm 2027"),
        ("Kết quả tháng 10, nhiệm vụ tháng 11", NOVEMBER, DECEMBER, "Kết quả tháng 11, nhiệm vụ tháng 12"),
        ("Kết quả tháng 12/2026, nhiệm vụ tháng 1/2027", JANUARY, date(2027, 2, 22),
         "Kết quả tháng 1/2027, nhiệm vụ tháng 2/2027"),
        ("Giao ban quý IV năm 2026", DECEMBER, JANUARY, "Giao ban quý I năm 2027"),
        ("Kỷ niệm tháng 3", NOVEMBER, DECEMBER, "Kỷ niệm tháng 3"),
        ("Sơ kết 6 tháng đầu năm 2025", NOVEMBER, DECEMBER, "Sơ kết 6 tháng đầu năm 2025"),
        ("Kết luận ngày 15 tháng 11/2", NOVEMBER, DECEMBER, "Kết luận ngày 15 tháng 11/2"),
        ("Họp {khẩn} tháng 11", NOVEMBER, DECEMBER, "Họp (khẩn) tháng 12"),
    ],
)  # fmt: skip
def test_a_title_is_carried_to_another_month(title, former, day, wanted):
    assert carried(title, former, day) == wanted


def test_blanks_are_known_in_both_languages():
    assert filled("{tháng}/{năm}, {quý}, {ngày}, {tháng trước}", JANUARY) == "1/2027, I, 25/01/2027, 12"
    assert filled("{month}/{year}, {quarter}, {day}, {last month}", JANUARY) == "1/2027, I, 25/01/2027, 12"


@pytest.mark.parametrize("blank", ["{}", "{0}", "{tháng.x}", "{__class__}", "{năm!r}"])
def test_an_unknown_blank_is_refused_in_words(app, blank):
    with pytest.raises(NotValid) as refused:
        filled(f"Giao ban {blank}", JANUARY)

    assert (refused.value.field, blank in str(refused.value.message)) == ("title", True)


@given(st.text(max_size=60).filter(lambda text: not set(text) & set("{}")), days)
def test_a_title_reads_the_same_on_its_own_day(title, day):
    assert filled(pattern_of(title, day), day) == filled(title, day)


@given(days, days)
def test_there_and_back_gives_the_title_again(former, day):
    title = f"Giao ban tháng {former.month}/{former.year}"

    assert carried(carried(title, former, day), day, former) == title
