"""Pages of units: everybody looks, administrators keep, wrong input is answered in words and changes nothing."""

from datetime import date

import pytest
from sqlalchemy import insert

from meetings.base.db import db, transaction
from meetings.sites import offers
from meetings.units import queries
from meetings.units.models import Unit, UnitKind
from tests.make import a_province, a_secretary, a_stranger, a_unit, an_administrator

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


def test_the_tree_shows_those_of_the_day(login):
    province = a_unit("Tỉnh", kind=UnitKind.PROVINCE)
    a_unit("Huyện Vũ Quang", parent=province, valid_until=LAST)
    a_unit("Xã Mai Hoa", parent=province, valid_from=FIRST)
    client = login(a_stranger())

    now, then = client.get("/units").text, client.get("/units?day=2015-12-07").text

    assert ("Xã Mai Hoa" in now, "Huyện Vũ Quang" in now) == (True, False)
    assert ("Xã Mai Hoa" in then, "Huyện Vũ Quang" in then) == (False, True)


def test_search_finds_without_marks_and_says_when_nothing_fits(login):
    a_unit("Hương Khê")
    client = login(a_stranger())

    assert "Hương Khê" in client.get("/units?q=huong+khe").text
    assert "Hương Khê" not in client.get("/units?q=xyz").text


@pytest.mark.parametrize("address", ["/units?day=31/02/2025", "/units?day=x"])
def test_an_impossible_day_is_said(login, address):
    assert login(a_stranger()).get(address).status_code == 422


@pytest.mark.parametrize("address", ["/units?page=x", "/units?page=0&q=a", "/units?kind=nothing", "/units?q=%25_%5C"])
def test_odd_addresses_are_answered(login, address):
    assert login(a_stranger()).get(address).status_code == 200


def test_what_only_administrators_do(login):
    unit = a_unit()
    pages = [
        "/units/new",
        "/units/import",
        *(f"/units/{unit.id}/{what}" for what in ("edit", "move", "end", "history")),
    ]
    boss, stranger = login(an_administrator()), login(a_stranger())

    assert {boss.get(page).status_code for page in pages} == {200}
    assert {stranger.get(page).status_code for page in pages} == {403}
    assert stranger.post(f"/units/{unit.id}/reopen").status_code == 403
    assert boss.get("/units/987654/edit").status_code == 404


def test_the_secretariat_keeps_the_letterhead_of_its_own_branch_only(login):
    province, other = a_province(), a_province()
    commune = a_unit(parent=province)
    client = login(a_secretary(province))

    assert client.get(f"/units/{other.id}/letterhead").status_code == 403
    answer = client.post(f"/units/{commune.id}/letterhead", data={"abbreviation": "UBND", "version": commune.version})

    assert (answer.status_code, queries.unit(commune.id).abbreviation) == (302, "UBND")


def filled(**facts):
    return {"name": "UBND xã Vũ Quang", "kind": "commune", "position": "1", "parent": "", "code": ""} | facts


def test_a_unit_is_added_through_the_page(login):
    province = a_province()
    client = login(an_administrator(province))

    answer = client.post("/units/new", data=filled(parent=province.id, code="18313", valid_from="01/07/2025"))
    unit = queries.by_code("18313")

    assert answer.headers["Location"] == f"/units/{unit.id}"
    assert (unit.parent_id, unit.valid_from) == (province.id, FIRST)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"parent": "987654"}, "parent"),
        ({"parent": "x"}, "parent"),
        ({"code": "42"}, "code"),
        ({"valid_from": "31/02/2025"}, "valid_from"),
        ({"valid_from": "02/07/2025", "valid_until": "01/07/2025"}, "valid_until"),
        ({"position": "-1"}, "position"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept_as_typed(login, facts, field):
    client = login(an_administrator(a_unit("Tỉnh", code="42")))
    before = queries.count()

    answer = client.post("/units/new", data=filled(room="Phòng họp số 1", **facts))

    assert (answer.status_code, queries.count()) == (422, before)
    assert f'id="{field}-fault"' in answer.text
    assert "Phòng họp số 1" in answer.text


def test_two_editors_do_not_overwrite_each_other(login):
    unit = a_unit("Cũ")
    client, shown = login(an_administrator()), unit.version

    first = client.post(f"/units/{unit.id}/edit", data=filled(name="Một", version=shown))
    second = client.post(f"/units/{unit.id}/edit", data=filled(name="Hai", version=shown))

    assert (first.status_code, second.status_code, queries.unit(unit.id).name) == (302, 409, "Một")
    assert "Hai" in second.text

    again = client.post(f"/units/{unit.id}/edit", data=filled(name="Hai", version=queries.unit(unit.id).version))

    assert f'name="version" value="{shown + 1}"' in second.text
    assert (again.status_code, queries.unit(unit.id).name) == (302, "Hai")


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_refused(login, version):
    unit = a_unit("Cũ")

    answer = login(an_administrator()).post(f"/units/{unit.id}/edit", data=filled(version=version))

    assert (400 <= answer.status_code < 500, queries.unit(unit.id).name) == (True, "Cũ")


def test_a_unit_moves_but_not_below_itself(login):
    top, other = a_unit("Tỉnh"), a_unit("Sở")
    middle = a_unit("Huyện", parent=top)
    leaf = a_unit("Xã", parent=middle)
    client = login(an_administrator())

    circle = client.post(f"/units/{middle.id}/move", data={"parent": leaf.id, "version": middle.version})
    moved = client.post(f"/units/{middle.id}/move", data={"parent": other.id, "version": middle.version})

    assert (circle.status_code, moved.status_code) == (422, 302)
    assert queries.unit(leaf.id).path == f"/{other.id}/{middle.id}/{leaf.id}/"


def test_a_move_to_nowhere_and_one_to_where_it_stands_change_nothing_and_say_so(login):
    top = a_unit("Tỉnh")
    unit, client = a_unit("Huyện", parent=top), login(an_administrator())

    nowhere = client.post(f"/units/{unit.id}/move", data={"version": unit.version})
    there = {"parent": top.id, "version": unit.version}
    same = client.post(f"/units/{unit.id}/move", data=there, follow_redirects=True)

    assert (nowhere.status_code, "Hãy chọn đơn vị cấp trên mới" in nowhere.text) == (422, True)
    assert "Đơn vị vẫn ở chỗ cũ: không có gì thay đổi" in same.text and "Đã chuyển đơn vị" not in same.text
    assert queries.unit(unit.id).parent_id == top.id


def test_a_commune_goes_under_a_department_only_when_that_is_meant(login):
    province = a_unit("UBND tỉnh", kind=UnitKind.PROVINCE)
    commune = a_unit("UBND xã Kỳ Thượng", parent=province, kind=UnitKind.COMMUNE)
    department = a_unit("Sở Y tế", parent=province, kind=UnitKind.DEPARTMENT)
    client, typed = login(an_administrator()), {"parent": department.id, "version": commune.version}

    page = client.get(f"/units/{commune.id}/move").text
    asked = client.post(f"/units/{commune.id}/move", data=typed)
    before = queries.unit(commune.id).parent_id
    meant = client.post(f"/units/{commune.id}/move", data=typed | {"sure": "y"})

    assert "hiện thuộc UBND tỉnh" in page and 'name="sure"' not in page
    assert (asked.status_code, before, 'name="sure"' in asked.text) == (422, province.id, True)
    assert f'value="{department.id}" checked' in asked.text
    assert (meant.status_code, queries.unit(commune.id).parent_id) == (302, department.id)


def test_the_unit_above_is_found_without_marks_and_outside_its_own_branch(login):
    commune = a_unit("UBND xã Kỳ Thượng")
    part = a_unit("Phòng Kinh tế Kỳ Thượng", parent=commune)
    far = a_unit("UBND huyện Hương Khê")
    client, typed = login(an_administrator()), {"words": "huong khe", "find": "1", "version": commune.version}

    page = client.post(f"/units/{commune.id}/move", data=typed).text
    found = client.get(f"/units/{commune.id}/parents?words=huong+khe").text
    own = client.get(f"/units/{commune.id}/parents?words=ky+thuong").text

    for text in (page, found):
        assert f'value="{far.id}"' in text and "Đầu cây" in text
    assert "checked" not in found
    assert f'value="{part.id}"' not in own and "Đầu cây" in own
    assert queries.unit(commune.id).parent_id is None


def test_a_unit_ends_and_is_reopened(login):
    unit, heir = a_unit("Huyện"), a_unit("Xã")
    client = login(an_administrator())

    client.post(f"/units/{unit.id}/end", data={"on": "30/06/2025", "successors": heir.id, "version": unit.version})
    ended = queries.unit(unit.id)
    assert (ended.valid_until, [one.id for one in ended.successors]) == (LAST, [heir.id])
    assert "Huyện" in client.get(f"/units/{heir.id}").text
    client.post(f"/units/{unit.id}/reopen", data={"version": ended.version})

    assert queries.unit(unit.id).valid_until is None
    assert client.get(f"/units/{unit.id}/history").status_code == 200


def test_the_table_can_be_taken_away(login):
    a_unit("Xã =cmd", code="00001")
    client = login(a_stranger())

    csv, xlsx = client.get("/units/export/csv"), client.get("/units/export/xlsx")

    assert csv.data.decode("utf-8-sig").startswith("Mã đơn vị;Tên đơn vị") and b"00001" in csv.data
    assert xlsx.data.startswith(b"PK")
    assert client.get("/units/export/exe").status_code == 404


@pytest.mark.parametrize("number", [1, 300])
def test_pages_ask_as_often_for_300_as_for_one(login, queries, number):
    province = a_province()
    _many(province, number)
    client = login(an_administrator(province))

    for address in ("/units", f"/units/{province.id}", "/units?q=xa"):
        queries.clear()
        assert client.get(address).status_code == 200
        assert len(queries) <= 9, (address, queries)


def _many(province, number):
    with transaction():
        db.session.execute(insert(Unit), [_row(province, 10_000 + n) for n in range(number)])


def _row(province, number):
    facts = {"name": f"Xã {number}", "short_name": f"Xã {number}", "kind": UnitKind.COMMUNE, "search_key": "xa"}
    return facts | {"id": number, "parent_id": province.id, "path": f"{province.path}{number}/"}


def test_units_that_differ_by_a_number_stand_in_the_order_of_the_numbers(login):
    top = a_unit("UBND tỉnh", kind=UnitKind.PROVINCE)
    for name in ("Trường số 10", "Trường số 1", "Trường B", "Trường số 100", "Trường số 9"):
        a_unit(name, kind=UnitKind.OTHER, parent=top)

    listed = login(a_stranger()).get("/units/export/csv").data.decode("utf-8-sig")

    names = [row.split(";")[1] for row in listed.splitlines() if ";Trường " in row]
    assert names == ["Trường B", "Trường số 1", "Trường số 9", "Trường số 10", "Trường số 100"]
    offered = [row.short_name for row in offers.units_on(date(2026, 12, 1), below=top.path)]
    assert [name for name in offered if name in names] == names
