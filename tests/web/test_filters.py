"""How numbers look in the language of the reader."""

from datetime import timedelta

import pytest
from flask_babel import force_locale

from meetings.web import filters
from tests.make import MONDAY


@pytest.mark.parametrize(
    ("language", "people", "size", "small"),
    [("vi", "1.629", "8,4 MB", "312 KB"), ("en", "1,629", "8.4 MB", "312 KB")],
)
def test_numbers_stand_as_the_reader_writes_them(app, language, people, size, small):
    with force_locale(language):
        assert filters.number(1629) == people
        assert [filters.file_size(8_400_000), filters.file_size(312_000)] == [size, small]
        assert filters.number(None) == "–"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "07:30 – 11:30 30/11/2026"), (2, "07:30 30/11/2026 – 11:30 02/12/2026")],
)
def test_a_time_over_several_days_names_both(app, days, said):
    assert filters.span(MONDAY, MONDAY + timedelta(days=days, hours=4)) == said


def test_an_address_is_broken_before_the_at_sign_alone_and_stays_escaped():
    assert filters.address("thu.ky@haugiang.example.vn · 0239") == "thu.ky<wbr>@haugiang.example.vn · 0239"
    assert filters.address("<b>@x") == "&lt;b&gt;<wbr>@x"
