from datetime import UTC, date, datetime
from io import BytesIO
from time import process_time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base import clock
from meetings.gateways.plain import lines
from meetings.gateways.workbooks import Column, Table, Workbook

COLUMNS = [
    Column("Nội dung", 50),
    ("Số", 8, "number"),
    ("Hạn", 12, "date"),
    ("Lúc", 18, "datetime"),
    ("Tỉ lệ", 8, "percent"),
]
ROWS = [
    ["Rà soát", 1234, date(2026, 2, 1), datetime(2026, 11, 25, 1, 30, tzinfo=UTC), 0.5],
    ["=1+1", None, None, None, None],
]
MADE_AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def _book(content):
    return openpyxl.load_workbook(BytesIO(content))


def _written(*sheets):
    return Workbook("Sổ nhiệm vụ", sheets, made_at=MADE_AT).to_bytes()


def test_a_table_comes_back_whole_with_its_kinds():
    sheet = _book(_written(Table("Nhiệm vụ", COLUMNS, ROWS))).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Nội dung", "Số", "Hạn", "Lúc", "Tỉ lệ"],
        ["Rà soát", 1234, datetime(2026, 2, 1), datetime(2026, 11, 25, 8, 30), 0.5],
        ["=1+1", None, None, None, None],
    ]
    assert [cell.number_format for cell in sheet[2]] == [
        "General",
        "#,##0",
        "dd/mm/yyyy",
        "dd/mm/yyyy hh:mm",
        "0%",
    ]


def test_the_heading_is_bold_frozen_and_filtered():
    sheet = _book(_written(Table("Nhiệm vụ", COLUMNS, ROWS))).active

    assert {cell.font.bold for cell in sheet[1]} == {True} and {cell.font.bold for cell in sheet[2]} == {False}
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:E3", "$1:$1")
    assert [sheet.column_dimensions[letter].width for letter in "ABCDE"] == [50, 8, 12, 18, 8]


@settings(max_examples=80, deadline=None)
@given(start=st.sampled_from(["=", "+", "-", "@", "\t=", " =", "\n=", "＝", ""]), rest=st.text(max_size=30))
def test_no_text_is_ever_a_formula(start, rest):
    rows = [[f"{start}{rest}", "end"]]

    [_, [cell, _]] = _book(_written(Table("A", [("A", 10), ("B", 10)], rows))).active.iter_rows()

    assert (cell.value or "") == lines(start + rest)
    assert cell.data_type != "f"
    assert cell.quotePrefix is True or not start


def test_text_that_no_workbook_may_hold_is_left_out():
    [[_], [cell]] = _book(
        _written(Table("A", [("A", 10)], [["a\x00\x0b\ud800\uffff\r\nb" + "x" * 40_000]]))
    ).active.iter_rows()

    assert cell.value.startswith("a\n\ufffd\nbxx") and cell.value.endswith("x…") and len(cell.value) == 32_767


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, date(1850, 1, 1), 10**14])
def test_values_a_spreadsheet_does_not_know_are_kept_as_they_can(value):
    [_, [cell]] = _book(_written(Table("A", [("A", 10, "number")], [[value]]))).active.iter_rows()

    assert cell.value in (str(value), "01/01/1850", value)


def test_sheet_titles_are_made_possible_and_unlike_each_other():
    titles = ["Nhiệm vụ [2026]: a/b?", "x" * 40, "X" * 40, "", "'", "a\nb"]

    book = _book(_written(*(Table(title, [("A", 5)]) for title in titles)))

    assert book.sheetnames == [
        "Nhiệm vụ  2026   a b",
        "x" * 31,
        "X" * 26 + " (2)",
        "Sheet",
        "Sheet (2)",
        "a b",
    ]


def test_equal_facts_give_equal_bytes():
    first, second = (_written(Table("A", COLUMNS, iter(ROWS))) for _ in range(2))

    assert first == second
    assert _book(first).properties.modified == MADE_AT.replace(tzinfo=None)


def test_the_clock_of_the_story_is_written_when_none_is_given():
    with clock.at(MADE_AT):
        content = Workbook("A", [Table("A", [("A", 5)])]).to_bytes()

    assert _book(content).properties.created == MADE_AT.replace(tzinfo=None)


def test_a_row_of_another_length_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="zip"):
        _written(Table("A", COLUMNS, [["only one"]]))


def test_five_thousand_rows_come_as_they_are_asked_for():
    begun = process_time()

    content = _written(Table("A", COLUMNS, (ROWS[0] for _ in range(5_000))))

    assert _book(content).active.max_row == 5_001
    assert process_time() - begun < 10
