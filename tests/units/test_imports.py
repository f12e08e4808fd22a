"""Importing: the dry run says what the last step does, nothing doubles, faults have reasons, all or nothing."""

import re
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.base.verdicts import Outcome
from meetings.gateways.sheets import Row, Sheet, Table, Workbook, write_csv
from meetings.units import imports
from meetings.units import queries as units
from meetings.units.models import Unit, UnitKind
from tests.conftest import unguarded
from tests.make import a_province, a_stranger, a_unit, an_administrator
from tests.reading import ticket_in

HEADER = ("Mã", "Tên đơn vị", "Loại", "Thuộc", "Từ ngày", "Đến ngày", "Thay bằng")
# Of what is new or changed each row is written once: SQLite gives one number at a time, and versions are compared.
WRITES = ("INSERT INTO unit ", "UPDATE unit SET")
PROVINCE = ("42", "Tỉnh", "tỉnh", "", "", "", "")


def run(*rows, header=HEADER):
    wide = [tuple(row) + ("",) * (len(header) - len(row)) for row in rows]
    sheet = Sheet(header, tuple(Row(number, row) for number, row in enumerate(wide, start=2)))
    foreseen = told(imports.foresee(sheet, by=None))
    with transaction():
        verdicts = imports.run(sheet, by=None)
    assert foreseen == told(verdicts)
    return verdicts


def told(verdicts):
    """All that the page says of each row, which is the same before and after."""
    return [(one.row, one.name, one.outcome, one.changes, str(one.why)) for one in verdicts]


def outcomes(verdicts):
    return [verdict.outcome.value for verdict in verdicts]


def test_rows_stand_in_any_order():
    verdicts = run(("18313", "Xã", "xã", "441"), ("441", "Huyện", "huyện", "42"), PROVINCE)

    commune = units.by_code("18313")
    assert outcomes(verdicts) == ["new", "new", "new"]
    assert [unit.code for unit in units.above(commune)] == ["42", "441"]


def test_the_second_time_nothing_is_new():
    rows = PROVINCE, ("441", "Huyện", "huyện", "42"), ("", "Phòng", "phòng", "441")
    run(*rows)

    assert (outcomes(run(*rows)), units.count()) == (["unchanged"] * 3, 3)


def test_a_change_is_shown_with_both_values():
    run(PROVINCE)

    [verdict] = run(("42", "Tỉnh Hà Tĩnh", "", "", "01/01/1991"))

    assert (verdict.outcome, verdict.changes) == (
        Outcome.CHANGED,
        (("name", "Tỉnh", "Tỉnh Hà Tĩnh"), ("valid_from", "", "01/01/1991")),
    )


@pytest.mark.parametrize("typed", ["1/7/2025", "01/07/25", "1.7.25", "2025-07-01"])
def test_a_day_is_understood_as_it_is_in_forms(typed):
    run(("42", "Tỉnh", "tỉnh", "", typed))

    assert units.by_code("42").valid_from == date(2025, 7, 1)


def test_an_empty_cell_leaves_and_a_dash_empties():
    run(("42", "Tỉnh", "tỉnh", "", "01/01/1991"))

    run(("42", "Tỉnh"))
    assert units.by_code("42").valid_from == date(1991, 1, 1)
    run(("42", "Tỉnh", "", "", "-"))

    assert units.by_code("42").valid_from is None


def test_the_same_code_at_another_time_is_another_unit():
    verdicts = run(
        ("18313", "Thị trấn", "thị trấn", "", "", "30/06/2025", "18313"), ("18313", "Xã", "xã", "", "01/07/2025")
    )

    assert outcomes(verdicts) == ["new", "new"]
    assert [one.name for one in units.by_code("18313", date(2025, 6, 30)).successors] == ["Xã"]


def test_a_unit_without_a_code_gets_one_later():
    run(("", "Sở Tài chính", "sở"))

    verdicts = run(("H1", "Sở Tài chính", "sở"))

    assert (outcomes(verdicts), units.count(), units.by_code("H1").name) == (["changed"], 1, "Sở Tài chính")


def test_a_telephone_is_one_that_can_be_rung_as_on_the_page_of_the_unit():
    header = ("Mã", "Tên đơn vị", "Loại", "Điện thoại")

    verdicts = run(("1", "A", "xã", "sẽ báo sau"), ("2", "B", "xã", "0239 3855 000"), header=header)

    assert outcomes(verdicts) == ["refused", "new"]
    assert str(verdicts[0].why) == "Đây không phải số điện thoại. Xin ghi bằng chữ số, hoặc để trống."


def test_a_telephone_from_before_the_rule_is_in_nobodys_way():
    a_unit("A", code="1", phone="tổng đài")

    [verdict] = run(("1", "Xã A", "xã", "tổng đài"), header=("Mã", "Tên đơn vị", "Loại", "Điện thoại"))

    assert verdict.outcome is Outcome.CHANGED


def test_every_fault_of_a_row_is_named():
    (refused,) = run(("1" * 40, "A", "lâu đài", "không có", "31/02/2025", "trước Tết"))

    why = str(refused.why)
    assert [why.count(said) for said in ("“Mã đơn vị”", "“lâu đài”", "“không có”", "“31/02/2025”", "“trước Tết”")] == [
        1
    ] * 5


@pytest.mark.parametrize(
    "row",
    [
        ("1", "", "xã"),
        ("1", "A", ""),
        ("1", "A", "lâu đài"),
        ("1", "A", "xã", "không có"),
        ("1", "A", "xã", "", "31/02/2025"),
        ("1", "A", "xã", "", "02/07/2025", "01/07/2025"),
        ("1", "A", "xã", "", "", "30/06/2025", "không có"),
        ("1", "A", "xã", "1"),
        ("1", "A" * 501, "xã"),
        ("1" * 600, "A", "xã"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason_and_the_rest_is_judged(row):
    refused, fine = run(row, PROVINCE)

    assert (refused.outcome, fine.outcome) == (Outcome.REFUSED, Outcome.NEW)
    assert str(refused.why)


def test_a_circle_is_refused_row_by_row():
    verdicts = run(("1", "A", "xã", "2"), ("2", "B", "xã", "3"), ("3", "C", "xã", "1"), ("4", "D", "xã", "1"))

    assert outcomes(verdicts) == ["refused"] * 4
    assert units.count() == 0


def test_a_circle_of_units_that_exist_is_refused():
    run(("1", "A", "xã"), ("2", "B", "xã", "1"))

    verdicts = run(("1", "A", "xã", "2"))

    assert outcomes(verdicts) == ["refused"]
    assert units.by_code("1").parent_id is None


def test_two_rows_of_one_unit_are_refused():
    assert outcomes(run(("1", "A", "xã"), ("1", "B", "xã"))) == ["new", "refused"]


def test_parts_do_not_stay_behind():
    run(PROVINCE, ("441", "Huyện", "huyện", "42"), ("", "Phòng", "phòng", "441"))

    left, told = (
        run(("441", "Huyện", "", "", "", "30/06/2025")),
        run(("441", "Huyện", "", "", "", "30/06/2025"), ("", "Phòng", "", "441", "", "30/06/2025")),
    )

    assert outcomes(left) == ["refused"]
    assert "refused" not in outcomes(told)


def test_a_move_is_a_change():
    run(PROVINCE, ("43", "Tỉnh khác", "tỉnh"), ("1", "A", "xã", "42"))

    [verdict] = run(("1", "A", "", "43"))

    assert verdict.changes == (("parent", "Tỉnh", "Tỉnh khác"),)
    assert units.by_code("1").parent.code == "43"


CELLS = st.one_of(
    st.sampled_from(["", "-", "1", "2", "3", "A", "B", "xã", "tỉnh", "01/07/2025", "30/06/2025", "31/02/2025"]),
    st.text(max_size=12),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=6))
def test_any_table_gets_a_verdict_for_each_row_and_the_second_run_agrees(rows):
    rows = [tuple(cell.replace("\0", "") for cell in row) for row in rows]
    try:
        first = run(*rows)
        again = run(*rows)
    finally:
        clear()

    assert len(first) == len(again) == len(rows)
    assert all(verdict.why for verdict in first if verdict.outcome is Outcome.REFUSED)
    assert "new" not in outcomes(again)


def clear():
    with db.engine.begin() as connection, unguarded(connection):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())


def csv_of(*rows, header=HEADER):
    return write_csv(header, rows)


def send(client, content, name="don-vi.csv"):
    return client.post("/units/import", data={"file": (BytesIO(content), name)}, follow_redirects=True)


def test_the_dry_run_keeps_nothing_and_the_last_step_all(login):
    client = login(an_administrator(a_unit("Gốc")))

    dry = send(client, csv_of(PROVINCE, ("441", "Huyện", "huyện", "42", "", "", "")))
    assert (dry.status_code, units.by_code("42")) == (200, None)
    done = client.post("/units/import", data={"ticket": ticket_in(dry)})

    assert done.headers["Location"] == "/units/imports"
    assert units.by_code("441").parent.code == "42"


def test_with_one_refused_row_nothing_is_kept_even_by_force(login):
    client = login(an_administrator(a_unit("Gốc")))

    dry = send(client, csv_of(PROVINCE, ("1", "A", "lâu đài", "", "", "", "")))
    done = client.post("/units/import", data={"ticket": "x"})

    assert (ticket_in(dry), done.status_code, units.by_code("42")) == ("", 422, None)


def test_when_the_data_changed_meanwhile_the_new_verdicts_are_shown(login):
    client = login(an_administrator(a_unit("Gốc")))
    dry = send(client, csv_of(PROVINCE))
    a_unit("Tỉnh khác", code="42")

    stale = client.post("/units/import", data={"ticket": ticket_in(dry)})
    assert (stale.status_code, units.by_code("42").name) == (409, "Tỉnh khác")
    client.post("/units/import", data={"ticket": ticket_in(stale)})

    assert units.by_code("42").name == "Tỉnh"


def test_the_dry_run_has_an_address_that_is_read_again_and_never_carries_anything_out(login):
    client = login(an_administrator(a_unit("Gốc")))
    table = {"file": (BytesIO(csv_of(PROVINCE)), "don-vi.csv")}

    sent = client.post("/units/import", data=table)
    read = [client.get(sent.headers["Location"]) for _ in range(2)]
    carried = client.get(f"/units/import?ticket={ticket_in(read[0])}")

    assert (sent.status_code, {page.status_code for page in (*read, carried)}) == (302, {200})
    assert (all(map(ticket_in, read)), units.by_code("42")) == (True, None)
    client.post("/units/import", data={"ticket": ticket_in(carried)})
    after = client.get(sent.headers["Location"])
    assert units.by_code("42").name == "Tỉnh"
    assert (ticket_in(after), "không có gì để nhập" in after.text) == ("", True)


def test_an_address_with_another_ticket_is_refused_in_words(login):
    client = login(an_administrator(a_unit("Gốc")))

    answer = client.get("/units/import?ticket=x")

    assert (answer.status_code, "Chọn lại tệp" in answer.text) == (422, True)


def test_a_change_of_kind_is_told_in_words(login):
    a_unit("Phường Trần Phú", code="18070", kind=UnitKind.COMMUNE)
    rows = (("18070", "Phường Trần Phú", "phường", "", "", "", ""),)

    page = send(login(an_administrator(a_unit("Gốc"))), csv_of(*rows)).text

    assert "<del>Xã</del> → <ins>Phường</ins>" in page
    assert "commune" not in page.partition("<table")[2].partition("</table>")[0]


@pytest.mark.parametrize("header", [("Tên đơn vị", "Loại", "Ghi chú"), ("Tên đơn vị", "Loại", "")])
def test_a_column_that_nobody_reads_is_named(login, header):
    client = login(an_administrator(a_unit("Gốc")))
    unread = header[2] or "(C)"

    page = send(client, csv_of(("Tỉnh", "tỉnh", "Sáp nhập"), header=header)).text
    without = send(client, csv_of((1, "Tỉnh", "tỉnh"), header=("STT", "Tên đơn vị", "Loại"))).text

    assert f"Cột không dùng đến: {unread}." in page
    assert "Cột không dùng đến" not in without


def test_a_ticket_of_somebody_else_is_worth_nothing(login):
    first, second = login(an_administrator()), login(an_administrator())
    dry = send(first, csv_of(PROVINCE))

    assert second.post("/units/import", data={"ticket": ticket_in(dry)}).status_code == 422
    assert units.by_code("42") is None


def test_an_old_ticket_is_refused(login, monkeypatch):
    client = login(an_administrator())
    ticket = ticket_in(send(client, csv_of(PROVINCE)))
    monkeypatch.setattr("meetings.web.waiting.HOURS", -1)

    assert client.post("/units/import", data={"ticket": ticket}).status_code == 422


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (b"%PDF-1.7", "a.csv"),
        (b"a;b\n1;2", "a.csv"),
        (b"Name\n", "a.exe"),
        (b'Name\n"open', "a.csv"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"Name;T\xc3\xaan\nA;B", "a.csv"),
    ],
)
def test_files_that_are_no_table_of_units_are_refused_in_words(login, content, name):
    client = login(an_administrator())
    before = units.count()

    answer = send(client, content, name)

    assert (answer.status_code, units.count(), "nc-note nc-bad" in answer.text) == (422, before, True)


def test_no_file_is_said(login):
    assert login(an_administrator()).post("/units/import", data={}).status_code == 422


def test_strangers_do_not_import(login):
    assert send(login(a_stranger()), csv_of(PROVINCE)).status_code == 403


def test_what_was_exported_is_unchanged_when_it_comes_back(login):
    province = a_province()
    a_unit("Xã A", parent=province, code="00012", phone="0239 1", valid_from=date(2025, 7, 1))
    client = login(an_administrator(province))

    for kind in ("csv", "xlsx"):
        answer = send(client, client.get(f"/units/export/{kind}").data, f"don-vi.{kind}")
        assert answer.status_code == 200 and ticket_in(answer) == "", kind


def test_a_workbook_is_read_like_a_text(login):
    client = login(an_administrator(a_unit("Gốc")))
    book = Workbook("x", [Table("x", HEADER_COLUMNS, [PROVINCE])]).to_bytes()

    answer = send(client, book, "don-vi.xlsx")

    assert ticket_in(answer)


HEADER_COLUMNS = [(heading,) for heading in HEADER]


def many(number, kind="xã", parent="42"):
    return [PROVINCE, ("43", "Tỉnh khác", "tỉnh"), *((str(10_000 + n), f"Xã {n}", kind, parent) for n in range(number))]


@pytest.mark.parametrize("again", [{}, {"kind": "phường"}, {"parent": "43"}], ids=["same", "changed", "moved"])
def test_a_long_table_asks_no_more_than_a_short_one(queries, again):
    def asked(number):
        counts = []
        for rows in (many(number), many(number, **again)):
            queries.clear()
            assert "refused" not in outcomes(run(*rows))
            counts.append(sum(not one.startswith(WRITES) for one in queries))
        clear()
        return counts

    assert asked(300) == asked(10)


def test_each_new_unit_is_written_once_and_stands_in_its_place(queries):
    rows = [PROVINCE, *((str(n), f"Đơn vị {n}", "khác", str(n // 10) if n > 10 else "42") for n in range(1, 200))]
    queries.clear()

    run(*rows)

    assert sum(one.startswith("INSERT INTO unit ") for one in queries) <= len(rows)
    leaf = units.by_code("199")
    assert [unit.code for unit in units.above(leaf)] == ["42", "1", "19"]
    assert leaf.path == "/" + "/".join(str(unit.id) for unit in (*units.above(leaf), leaf)) + "/"


def test_two_units_change_places_with_all_below_them():
    run(
        PROVINCE,
        ("1", "A", "khác", "42"),
        ("2", "B", "khác", "42"),
        ("11", "A1", "khác", "1"),
        ("22", "B2", "khác", "2"),
    )

    run(("1", "A", "", "2"), ("11", "A1", "", "2"))

    assert [unit.code for unit in units.above(units.by_code("11"))] == ["42", "2"]
    assert [unit.code for unit in units.above(units.by_code("1"))] == ["42", "2"]
    two = units.by_code("2")
    assert {unit.code for unit in db.session.scalars(select(Unit)) if unit.is_within(two)} == {"1", "11", "2", "22"}


def test_what_took_the_place_may_be_named_twice():
    verdicts = run(("1", "A", "xã", "", "", "30/06/2025", "2, B, 2"), ("2", "B", "xã"))

    assert outcomes(verdicts) == ["new", "new"]
    assert [one.code for one in units.by_code("1", date(2025, 1, 1)).successors] == ["2"]


def test_a_code_given_up_in_one_row_is_free_in_the_next():
    run(("1", "A", "xã"), ("2", "B", "xã"))

    verdicts = run(("3", "A", "xã"), ("1", "B mới", "xã"))

    assert outcomes(verdicts) == ["new", "changed"]


def test_a_long_dry_run_says_how_long_the_last_step_takes(login, monkeypatch):
    client = login(an_administrator(a_unit("Gốc")))
    quick = send(client, csv_of(PROVINCE)).text
    monkeypatch.setattr("meetings.web.imports.LONG", 0)

    slow = send(client, csv_of(PROVINCE)).text

    assert ("khoảng chừng ấy" in quick, "khoảng chừng ấy" in slow) == (False, True)


@pytest.mark.parametrize(("heading", "most"), [("Mã", 35), ("Ký hiệu", 30)])
def test_what_no_column_could_hold_is_refused_as_on_the_page(heading, most):
    header = ("Tên đơn vị", "Loại", heading)

    verdicts = [run(("Xã", "xã", "1" * length), header=header)[0] for length in (most + 1, most)]

    assert outcomes(verdicts) == ["refused", "new"]


@pytest.mark.parametrize("place", [1, -1])
def test_a_part_that_moves_in_the_same_table_keeps_no_unit_from_ending_in_whatever_order(place):
    day = "01/07/2025"
    run(PROVINCE, ("1", "Huyện H", "huyện", "42"), ("2", "Xã X", "xã", "1", day))
    rows = [("1", "Huyện H", "huyện", "42", "", "30/06/2025"), ("2", "Xã X", "xã", "42", day)]

    verdicts = run(*rows[::place])

    assert [verdict.outcome for verdict in verdicts] == [Outcome.CHANGED] * 2


def test_a_table_that_leaves_a_part_without_a_unit_above_is_refused():
    run(PROVINCE, ("1", "Huyện H", "huyện", "42"), ("2", "Xã X", "xã", "1", "01/07/2025"))

    [verdict] = run(("1", "Huyện H", "huyện", "42", "", "30/06/2025"))

    assert verdict.outcome is Outcome.REFUSED and "Xã X" in str(verdict.why)


@pytest.mark.parametrize(("written", "said"), [("Thị trấn", "Xã (bảng ghi “Thị trấn”)"), ("xã", "Xã"), ("Xã", "Xã")])
def test_before_anything_is_kept_a_new_unit_is_shown_with_its_kind_and_what_stands_above(login, written, said):
    browser = login(an_administrator(a_province()))
    table = write_csv(
        HEADER, [(*PROVINCE[:1], "Tỉnh Hà Tĩnh", *PROVINCE[2:]), ("18313", "Phố Châu", written, "42", "", "", "")]
    )

    page = browser.post("/units/import", data={"file": (BytesIO(table), "donvi.csv")}, follow_redirects=True)

    cells = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr><td.*?</tr>", page.text, re.DOTALL)]
    assert [" ".join(words) for words in cells] == [
        "2 Tỉnh Hà Tĩnh Mới Loại : Tỉnh Thuộc : –",
        f"3 Phố Châu Mới Loại : {said} Thuộc : Tỉnh Hà Tĩnh",
    ]
