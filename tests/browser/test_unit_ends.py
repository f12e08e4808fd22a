"""A unit is ended with the keyboard, and a group gets another unit: found while one types, readable on a phone."""

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.sites import groups
from meetings.sites.models import SiteGroupUnit
from meetings.units.models import Unit
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
