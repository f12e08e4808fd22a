"""Units by keyboard and on a phone: one is ended, one is moved, a group gets another, a table is taken in."""

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.sites import groups
from meetings.sites.models import SiteGroupUnit
from meetings.units.models import Unit, UnitKind
from tests.browsing import NARROW
from tests.make import a_province, a_secretary, a_site_officer, a_unit, an_administrator

pytestmark = pytest.mark.browser


def test_a_unit_is_ended_with_the_keyboard_alone(open_page, axe):
    province = a_province()
    unit, heir = a_unit("UBND xã Kỳ Thượng", parent=province), a_unit("UBND xã Kỳ Lạc")
    a_site_officer(unit)
    page = open_page(an_administrator(province), viewport=NARROW)
    page.goto(f"/units/{unit.id}/end")
    page.focus("#words")
    page.keyboard.type("ky lac")
    page.wait_for_selector(f"#successors-{heir.id}")
    page.focus(f"#successors-{heir.id}")
    page.keyboard.press("Space")
    page.focus("[name=look]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/end#hanging")
    found, ticked = axe(page), page.locator("[name=successors]:checked").count()
    page.get_by_role("button", name="Kết thúc đơn vị").press("Enter")
    page.wait_for_url("**/ended*")

    db.session.rollback()
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert (found, ticked, axe(page), wide) == ([], 1, [], False)
    assert [one.id for one in db.session.get(Unit, unit.id).successors] == [heir.id]


def test_a_unit_is_found_while_one_types_and_added_to_a_group(open_page, axe):
    secretary, more = a_secretary(), a_unit("UBND xã Đức Thọ")
    kept = a_unit().id
    with transaction():
        group = groups.save("Khối A", [kept], owner=secretary.posts[0].unit, by=secretary).id
    page = open_page(secretary, viewport=NARROW)
    page.goto(f"/site-groups/{group}")
    page.focus("#words")
    page.keyboard.type("duc tho")
    page.check(f"#units-{more.id}")
    found = axe(page)
    page.get_by_role("button", name="Lưu đơn vị").click()
    page.wait_for_selector("text=Đã lưu đơn vị trong nhóm")

    db.session.rollback()
    members = set(db.session.scalars(select(SiteGroupUnit.unit_id).where(SiteGroupUnit.group_id == group)))
    assert (found, members) == ([], {kept, more.id})


def test_a_unit_is_put_under_one_that_is_found_while_one_types(open_page, axe):
    province = a_province()
    unit, office = a_unit("Phòng Kinh tế", parent=province, kind=UnitKind.DIVISION), a_unit("UBND xã Đức Thọ")
    page = open_page(an_administrator(province), viewport=NARROW)
    page.goto(f"/units/{unit.id}/move")
    before = page.locator("[name=parent]:checked").get_attribute("value")
    page.focus("#words")
    page.keyboard.type("duc tho")
    page.check(f"#parent-{office.id}")
    found = axe(page)
    page.get_by_role("button", name="Chuyển").click()
    page.wait_for_url(f"**/units/{unit.id}")

    db.session.rollback()
    assert (before, found) == (str(province.id), [])
    assert db.session.get(Unit, unit.id).parent_id == office.id


def test_back_and_reload_after_an_import_ask_for_nothing_to_be_sent_again(open_page, axe, tmp_path):
    province = a_province()
    page = open_page(an_administrator(province), viewport=NARROW)
    table = tmp_path / "don-vi.csv"
    table.write_text("Mã;Tên đơn vị;Loại;Ghi chú\n18313;UBND xã Vũ Quang;xã;x\n", encoding="utf-8")
    page.goto("/units/import")
    page.set_input_files("#file", table)
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_selector("text=Cột không dùng đến: Ghi chú")
    found = axe(page)
    page.reload()
    page.get_by_role("button", name="Nhập các dòng này").click()
    page.wait_for_url("**/units/imports")
    page.go_back()

    assert found == []
    assert "không có gì để nhập" in page.inner_text("main")
