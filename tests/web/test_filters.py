"""How numbers look in the language of the reader."""

import pytest
from flask_babel import force_locale

from meetings.web import filters


@pytest.mark.parametrize(
    ("language", "people", "size", "small"),
    [("vi", "1.629", "8,4 MB", "312 KB"), ("en", "1,629", "8.4 MB", "312 KB")],
)
def test_numbers_stand_as_the_reader_writes_them(app, language, people, size, small):
    with force_locale(language):
        assert filters.number(1629) == people
        assert [filters.file_size(8_400_000), filters.file_size(312_000)] == [size, small]
        assert filters.number(None) == "–"
