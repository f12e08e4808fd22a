import csv
import zipfile
from datetime import date, datetime, time
from io import BytesIO, StringIO
from time import process_time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base.errors import NotValid
from meetings.base.vietnamese import seen
from meetings.gateways.plain import lines
from meetings.gateways.sheets import Row, Sheet, read
from meetings.gateways.workbooks import Table, Workbook, write_csv

HEADER = ("Họ và tên", "Điện thoại", "Ngày")
AN = ("Nguyễn Văn An", "0912345678", "01/02/2026")
BINH = ("Trần Thị Bình", "", "")
WHOLE = Sheet(HEADER, (Row(2, AN), Row(4, BINH)))
TEXT = "Họ và tên;Điện thoại;Ngày\r\nNguyễn Văn An;0912345678;01/02/2026\r\n;;\r\nTrần Thị Bình;;\r\n"


def _xlsx(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _replaced(content, member, old, new):
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(old, new) if name == member else part)
    return file.getvalue()


GOOD = _xlsx(HEADER, AN, [], BINH)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_csv_that_excel_writes_is_read_alike(encoding, delimiter):
    assert read(TEXT.replace(";", delimiter).encode(encoding), "Danh sách.CSV") == WHOLE


def test_an_old_windows_table_is_read_with_its_letters():
    typed = "Tên;Nơi\nHoà Bi\u0300nh;Hà Nô\u0323i\n".encode("cp1258")

    assert read(typed, "a.csv").rows == (Row(2, ("Hoà Bình", "Hà Nội")),)


def test_excels_own_first_line_names_the_delimiter():
    assert read(b"sep=,\r\nA;A,B\r\n1,2\r\n", "a.csv") == Sheet(("A;A", "B"), (Row(3, ("1", "2")),))


def test_cells_may_hold_line_breaks_delimiters_and_quotes():
    assert read(b'A;B\n"x;""y""\r\nz";2\n', "a.csv").rows == (Row(2, ('x;"y"\nz', "2")),)


def test_a_workbook_is_read_with_the_row_numbers_people_see():
    assert read(GOOD, "a.xlsx") == WHOLE


def test_numbers_and_dates_become_the_text_people_write():
    row = [
        912345678.0,
        3,
        2.5,
        True,
        datetime(2026, 2, 1),
        datetime(2026, 2, 1, 8, 30),
        time(8, 5),
        "  x\u00a0 ",
    ]

    [read_row] = read(_xlsx(list("abcdefgh"), row), "a.xlsx").rows

    assert read_row.cells == ("912345678", "3", "2.5", "True", "01/02/2026", "01/02/2026 08:30", "08:05", "x")


def test_a_formula_is_never_computed():
    assert read(_xlsx(["A", "B"], ['=HYPERLINK("http://x")', "=1+1"], ["a", "b"]), "a.xlsx").rows == (
        Row(2, ("", ""), (0, 1)),
        Row(3, ("a", "b")),
    )


def test_a_row_of_formulas_without_values_is_a_row_where_they_stand_in_a_column_that_is_read():
    aliases = {"name": ("Họ và tên",), "title": ("Chức vụ",)}
    rows = (["=ROW()", "Lê An", "Chủ tịch"], ["=ROW()", '="Hồ "&"Cúc"', None], ["=ROW()", None, None])
    table = read(_xlsx(["=1", "=2"], ["STT", "Họ và tên", "Chức vụ"], *rows), "a.xlsx")

    assert [*table.records(aliases, ("name",))] == [
        (3, {"name": "Lê An", "title": "Chủ tịch"}),
        (4, {"name": "", "title": ""}),
    ]
    assert table.blind(aliases, ("name",)) == {4: ["name"]}


def test_of_a_formula_without_a_value_the_place_is_told_and_of_one_with_a_value_that_is_read():
    content = _xlsx(["A", "B", "C"], ["a", "=1+1", None], ["b", "=2+2", "=3"])
    valued = _replaced(content, "xl/worksheets/sheet1.xml", b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>")

    rows = read(content, "a.xlsx").rows

    assert [(row.cells, row.blind) for row in rows] == [(("a", "", ""), (1,)), (("b", "", ""), (1, 2))]
    assert [row.cells for row in read(valued, "a.xlsx").rows][1:] == [("b", "4", "")]


def test_a_formula_whose_result_is_the_empty_text_has_a_value():
    part, content = "xl/worksheets/sheet1.xml", _xlsx(["A", "B"], ["a", '=IF(D2="","",D2)'], ["b", "=1+1"])
    # As Excel and LibreOffice save it.
    emptied = _replaced(content, part, b'<c r="B2"><f>', b'<c r="B2" t="str"><f>')

    rows = read(emptied, "a.xlsx").rows

    assert emptied != content
    assert [(row.cells, row.blind) for row in rows] == [(("a", ""), ()), (("b", ""), (1,))]


def test_formulas_that_cells_share_are_not_written_out_cell_by_cell():
    part, content = "xl/worksheets/sheet1.xml", _xlsx(["Họ và tên"], ["=A1"], [7], ["last"])
    first, follows = b'<f t="&#115;hared" si="0" ref="A2:A3">A1</f>', b'<f t="&#115;hared" si="0"/><v>1</v>'
    content = _replaced(content, part, b"<f>A1</f>", first)
    # Written out for the cell above its first, it would name a row that cannot be.
    content = _replaced(content, part, b'<c r="A3" t="n"><v>7</v></c>', b'<c r="A1">' + follows + b"</c>")

    assert [row.cells[0] for row in read(content, "a.xlsx").rows][-1] == "last"


def test_a_hidden_sheet_is_passed_over():
    def hide(book):
        book.create_sheet("Second").append(["B"])
        book.active.sheet_state = "hidden"
        book.active = 1

    assert read(_xlsx(["A"], ["1"], change=hide), "a.xlsx").header == ("B",)


def test_headings_are_matched_without_case_marks_or_stars():
    sheet = Sheet(("  HO VÀ TÊN (*)", "E-mail:", "Ghi chú", "dien_thoai"), (Row(2, ("An", "a@b", "x", "09")),))
    aliases = {
        "name": ("Họ và tên", "Full name"),
        "email": ("E-mail",),
        "phone": ("Điện thoại",),
        "post": ("Chức vụ",),
    }

    assert list(sheet.records(aliases, required=["name"])) == [(2, {"name": "An", "email": "a@b", "phone": "09"})]
    with pytest.raises(NotValid, match="Chức vụ"):
        sheet.places(aliases, required=["post"])
    with pytest.raises(NotValid, match="mean the same"):
        Sheet(("Họ và tên", "full name"), ()).places(aliases)


NAMES = {"name": ("Họ và tên",), "post": ("Chức vụ",)}
TITLED = [["DANH SÁCH ĐẠI BIỂU"], [], ["Ngày 7/12/2026"], ["STT", "Họ và tên", "Chức vụ", ""], ["1", "An"]]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_xlsx(*TITLED), "a.xlsx"),
        ("DANH SÁCH, XÃ A;;\n;;\nNgày 7;;\nSTT;Họ và tên;Chức vụ;\n1;An;\n".encode(), "a.csv"),
        ("DANH SÁCH ĐẠI BIỂU\n\nNgày 7\nSTT,Họ và tên,Chức vụ\n1,An\n".encode(), "a.csv"),
    ],
)
def test_headings_below_a_title_are_found_and_rows_keep_their_numbers(content, name):
    assert list(read(content, name).records(NAMES, ["name"])) == [(5, {"name": "An", "post": ""})]


def test_headings_far_below_are_not_looked_for():
    content = _xlsx(*([["Lời dẫn"]] * 30), ["Họ và tên"], ["An"])

    with pytest.raises(NotValid, match="Họ và tên"):
        list(read(content, "a.xlsx").records(NAMES, ["name"]))


def test_a_list_of_one_column_keeps_the_commas_in_it():
    assert read("Họ và tên\nAn, Chủ tịch\n".encode(), "a.csv").rows == (Row(2, ("An, Chủ tịch",)),)


ALONE = ("Họ và tên", "Họ tên")
# A cell of a list that somebody typed as a text: no quotation marks, no signs of other tables.
TYPED = st.text(st.sampled_from("aĐễ ,.-()/0"), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.lists(TYPED, min_size=1, max_size=30), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_under_a_heading_that_stands_alone_a_comma_parts_nothing(cells, end, is_quoted):
    lines = [f'"{cell}"' if is_quoted else cell for cell in cells]

    sheet = read(end.join(["Họ tên", *lines]).encode(), "a.csv", headings=ALONE)

    assert [row.cells for row in sheet.rows] == [(cell,) for cell in cells]


@given(st.lists(st.tuples(TYPED, TYPED, TYPED), min_size=1, max_size=10), st.sampled_from(";,\t"))
def test_what_is_written_with_quotes_is_read_as_it_was_whatever_parts_it(rows, delimiter):
    file = StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("Họ tên", "Chức vụ", "Ghi chú"), *rows])

    assert [row.cells for row in read(file.getvalue().encode(), "a.csv", headings=ALONE).rows] == rows


def test_a_title_over_several_columns_is_no_heading():
    text = "DANH SÁCH\nHọ tên,Chức vụ,Ghi chú\nAn,Chủ tịch,\n".encode()

    assert read(text, "a.csv", headings=ALONE).rows[0].cells == ("Họ tên", "Chức vụ", "Ghi chú")


def _with_macro(content):
    file = BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return file.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
BROKEN = {
    "nothing": (b"", "empty"),
    "half a workbook": (GOOD[: len(GOOD) // 2], "damaged"),
    "macros": (_with_macro(GOOD), "macros"),
    "a web page": (b"<html><table><tr><td>A</td></tr></table></html>", "something else"),
    "noise": (bytes(range(256)) * 8, "something else"),
    "no part": (_replaced(GOOD, "xl/worksheets/sheet1.xml", b"<", b"("), "damaged"),
    "open tag": (_replaced(GOOD, "xl/worksheets/sheet1.xml", b"</sheetData>", b""), "damaged"),
    "bad row": (_replaced(GOOD, "xl/worksheets/sheet1.xml", b'r="A1"', b'r="-"'), "damaged"),
    "no number": (_replaced(GOOD, "xl/worksheets/sheet1.xml", b'"inlineStr"', b'"s"'), "damaged|heading"),
    "no sheets": (_replaced(GOOD, "xl/workbook.xml", b'"visible"', b'"hidden"'), "damaged"),
    "entities": (
        _replaced(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet", ENTITY + b"<worksheet"),
        "damaged",
    ),
}


@pytest.mark.parametrize(("content", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_workbook_is_refused_in_words(content, words):
    with pytest.raises(NotValid, match=words):
        read(content, "a.xlsx")


@pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.pdf", "a", "", "a.ods"])
def test_other_kinds_are_not_tables(name):
    with pytest.raises(NotValid, match="xlsx"):
        read(GOOD, name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\n\n;;\n", "heading"),
        (b'A;B\n"open;1\n', "quotation mark"),
        (b"A\n" + b"x\n" * 11, "more than 10 rows"),
        (b";".join([b"A"] * 101) + b"\n", "more than 100 columns"),
        (b"A\n" + b";" * 120 + b"x\n", "more than 100 columns"),
        (b"\x81\x8d\x8f\n", "something else"),
        (b"A" * 200_000 + b"\n", "quotation mark|too large|damaged"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(content, words):
    with pytest.raises(NotValid, match=words):
        read(content, "a.csv", limit_rows=10)


def test_the_limits_hold_for_workbooks_too():
    with pytest.raises(NotValid, match="more than 2 rows"):
        read(_xlsx(["A"], ["1"], ["2"], ["3"]), "a.xlsx", limit_rows=2)
    with pytest.raises(NotValid, match="more than 100 columns"):
        read(_xlsx(["A"] * 101), "a.xlsx")


def test_a_workbook_that_claims_a_million_rows_is_read_for_what_it_holds():
    claims = _replaced(GOOD, "xl/worksheets/sheet1.xml", b'ref="A1:C4"', b'ref="A1:XFD1048576"')
    assert claims != GOOD

    assert read(claims, "a.xlsx") == WHOLE


def test_a_row_that_says_it_is_the_last_of_all_costs_little():
    far = _replaced(GOOD, "xl/worksheets/sheet1.xml", b'<row r="4">', b'<row r="999999999999">')
    begun = process_time()

    assert read(far, "a.xlsx") == Sheet(HEADER, (Row(2, AN),))
    assert process_time() - begun < 5


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = _replaced(GOOD, "docProps/app.xml", b"<", b" " * 100_000_000 + b"<"[:1])

    with pytest.raises(NotValid, match="unpacks"):
        read(bomb, "a.xlsx")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mangled_workbook_is_read_or_refused_in_words(data):
    members = [
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ]
    member = data.draw(st.sampled_from(members))
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        part = bytearray(archive.read(member))
    for _ in range(data.draw(st.integers(1, 6))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(32, 126))
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, bytes(part) if name == member else source.read(name))

    _read_or_refused(file.getvalue(), "a.xlsx")


@settings(max_examples=200, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="ignore"))))
def test_any_bytes_are_read_or_refused_in_words(content):
    _read_or_refused(content, "a.csv")
    _read_or_refused(content, "a.xlsx")
    _read_or_refused(GOOD[:200] + content + GOOD[200:], "a.xlsx")


def _read_or_refused(content, name):
    try:
        sheet = read(content, name)
    except NotValid as refusal:
        assert str(refusal.message)
        return
    assert all(len(row.cells) >= len(sheet.header) for row in sheet.rows)


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(lambda text: seen(lines(text)).strip())


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_what_is_written_is_what_is_read(rows):
    workbook = Workbook("Thử", [Table("Thử", [("A", 10, "text"), ("B", 10, "text"), ("C", 10, "text")], rows)])
    expected = tuple(Row(number, row) for number, row in enumerate(rows, start=2) if any(row))

    assert read(workbook.to_bytes(), "a.xlsx") == Sheet(("A", "B", "C"), expected)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), max_size=8))
def test_csv_comes_back_and_nothing_in_it_is_a_formula(rows):
    sheet = read(write_csv(["A", "B"], rows), "a.csv")

    bare = [tuple(cell.removeprefix("'") for cell in row.cells) for row in sheet.rows]
    assert bare == [tuple(cell.removeprefix("'") for cell in row) for row in rows if any(row)]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in sheet.rows for cell in row.cells)


def test_dates_in_csv_are_written_as_people_write_them():
    assert (
        write_csv(["Ngày"], [[date(2026, 2, 1)], [-5], [None]]) == '\ufeffNgày\r\n01/02/2026\r\n-5\r\n""\r\n'.encode()
    )
