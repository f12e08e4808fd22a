"""An import of units is taken back in one step while all stands as it left it; else it says what stands in the way."""

from datetime import date

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.gateways.sheets import Row, Sheet
from meetings.journal.models import Entry
from meetings.units import actions, undoing
from meetings.units.models import Unit, UnitImport
from tests.make import a_conference, a_secretary, a_site, a_unit, a_user, an_administrator
from tests.units.test_imports import HEADER, PROVINCE, csv_of, send, ticket_in

A = ("00001", "Xã A", "xã", "42", "", "", "")
B = ("00002", "Xã B", "xã", "42", "", "", "")
OLD = ("00009", "Xã Cũ", "xã", "42", "", "30/06/2025", "00001")


def take(*rows, by=None):
    sheet = Sheet(HEADER, tuple(Row(number, row) for number, row in enumerate(rows, start=2)))
    with transaction():
        undoing.run(sheet, by=by)
    return db.session.scalar(select(UnitImport).order_by(UnitImport.id.desc()).limit(1))


def undo(taken):
    with transaction():
        undoing.undo(db.session.get(UnitImport, taken.id), by=None)


def units():
    """Everything that is known of every unit but the count of changes."""
    return {number: (one["columns"], one["successors"]) for number, one in undoing._state().items()}


def called(name):
    return db.session.scalar(select(Unit).filter_by(name=name))


@pytest.fixture
def before(app):
    """A province with two communes, and all that is known of them."""
    take(PROVINCE, OLD[:5] + ("", ""), ("00007", "Phòng A", "phòng", "00009", "", "", ""))
    return units()


def test_what_was_added_goes_and_what_was_changed_is_as_before(before):
    taken = take(A, B, OLD[:1] + ("Xã Cũ đổi tên",) + OLD[2:], ("00007", "Phòng A", "phòng", "00001", "", "", ""))
    after = units()

    undo(taken)

    assert before != after
    assert units() == before


def test_a_moved_branch_goes_back_with_all_below_it(before):
    taken = take(("00050", "Huyện X", "huyện", "42", "", "", ""), ("00009", "Xã Cũ", "xã", "00050", "", "", ""))
    moved = called("Phòng A").path

    undo(taken)

    assert called("Phòng A").path != moved
    assert units() == before


def test_it_is_taken_back_once(before):
    taken = take(A)
    undo(taken)

    with pytest.raises(NotNow):
        undo(taken)
    assert units() == before


def test_an_import_that_changes_nothing_is_not_kept(before):
    made = db.session.query(UnitImport).count()

    take(PROVINCE)

    assert db.session.query(UnitImport).count() == made


@pytest.mark.parametrize("name", ["Xã A", "Xã Cũ"])
def test_a_unit_that_somebody_changed_since_stands_in_the_way_by_name(before, name):
    taken = take(A, OLD)
    with transaction():
        actions.change(called(name), phone="0239 1", by=None)
    now = units()

    with pytest.raises(NotNow) as no:
        undo(taken)

    assert str(no.value.message) == f"Sau đó đã có người sửa: {name}. Hãy sửa từng đơn vị, hoặc nhập bảng khác."
    assert units() == now


def a_child():
    a_unit("Phòng mới", parent=called("Xã A"))


def a_post():
    a_user(Role.MEMBER, called("Xã A"))


def the_place_of_a_site():
    a_site(a_conference(), called("Xã A"))


def a_successor():
    other = a_unit("Xã khác")
    with transaction():
        db.session.get(Unit, other.id).successors = [called("Xã A")]


@pytest.mark.parametrize("use", [a_child, a_post, the_place_of_a_site, a_successor])
def test_a_new_unit_that_is_in_use_stands_in_the_way_by_name(before, use):
    taken = take(A, B)
    use()
    now = units()

    with pytest.raises(NotNow) as no:
        undo(taken)

    assert str(no.value.message).startswith("Đã được sử dụng: Xã A.")
    assert units() == now


def test_a_unit_put_below_a_moved_one_since_stands_in_the_way(before):
    taken = take(("00050", "Huyện X", "huyện", "42", "", "", ""), ("00009", "Xã Cũ", "xã", "00050", "", "", ""))
    a_unit("Phòng mới", parent=called("Xã Cũ"), path=f"{called('Xã Cũ').path}999/")

    with pytest.raises(NotNow, match="Phòng mới"):
        undo(taken)


def test_what_is_no_longer_possible_is_refused_and_nothing_changes(before):
    taken = take(("00009", "Xã Cũ", "xã", "42", "", "30/06/2025", ""))
    with transaction():
        actions.add("Xã Mới", kind="commune", code="00009", valid_from=date(2025, 7, 1), by=None)
    now = units()

    with pytest.raises(NotValid):
        undo(taken)

    assert units() == now


def test_open_forms_of_a_unit_put_back_are_stale(before):
    taken = take(OLD)
    shown = called("Xã Cũ").version

    undo(taken)

    assert called("Xã Cũ").version > shown


def test_an_administrator_takes_it_back_by_page_and_the_journal_says_so(login, before):
    administrator = an_administrator()
    client, now = login(administrator), units()
    done = client.post("/units/import", data={"ticket": ticket_in(send(client, csv_of(A, B)))})
    number = db.session.scalar(select(UnitImport.id).order_by(UnitImport.id.desc()).limit(1))
    page = client.get("/units/imports").text

    answer = client.post(f"/units/imports/{number}/undo")
    again = client.post(f"/units/imports/{number}/undo")

    assert (done.headers["Location"], answer.status_code, again.status_code) == ("/units/imports", 302, 409)
    assert "thêm 2 đơn vị" in page and f"/units/imports/{number}/undo" in page
    assert units() == now
    assert f"{administrator.name} đã hoàn lại" in client.get("/units/imports").text
    verbs = db.session.scalars(select(Entry.verb).where(Entry.by_id == administrator.id).order_by(Entry.id)).all()
    assert verbs[-5:] == ["added_unit", "imported_units", "took_back_unit", "took_back_unit", "undid_unit_import"]


def test_only_administrators_take_imports_back(login, before):
    taken, client = take(A), login(a_secretary())

    answers = [client.get("/units/imports"), client.post(f"/units/imports/{taken.id}/undo")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert called("Xã A") is not None


@pytest.mark.parametrize("number", [1, 60])
def test_the_page_asks_as_often_for_many_imports_as_for_one(login, queries, before, number):
    for one in range(number):
        take((f"1{one:04d}", f"Xã {one}", "xã", "42", "", "", ""))
    client = login(an_administrator())
    queries.clear()

    client.get("/units/imports")

    assert len(queries) <= 12
