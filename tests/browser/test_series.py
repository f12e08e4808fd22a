"""A series and a template in a real browser: begun, looked at, readable, and never wider than a phone."""

from datetime import date

import pytest
from sqlalchemy import func, select

from meetings.base.db import db
from meetings.conferences.models import Conference
from tests.browsing import NARROW, WIDE
from tests.make import a_province, a_secretary, a_unit
from tests.series.make import a_series, a_template

pytestmark = pytest.mark.browser


def test_a_series_is_looked_at_first_and_then_begun(open_page, axe):
    province = a_province()
    a_template(province, unit_ids=(a_unit().id,))
    page = open_page(a_secretary(province))
    page.goto("/series/new")
    page.get_by_label("Tên chuỗi").fill("Giao ban hằng tháng")
    page.get_by_label("Theo tháng, vào một ngày trong tháng").check()
    hidden = page.get_by_label("Thứ Hai", exact=True).is_visible()
    page.fill("#month_day", "31")
    page.fill("#first_on", f"01/01/{date.today().year + 1}")

    page.get_by_role("button", name="Xem trước các ngày").click()
    page.wait_for_selector(".series-preview")
    shown = page.locator(".series-preview li").count()
    found = axe(page)
    page.get_by_role("button", name="Lập chuỗi").click()
    page.wait_for_url("**/series/*")

    db.session.rollback()
    assert (hidden, shown, found, axe(page)) == (False, 8, [], [])
    assert db.session.scalar(select(func.count(Conference.id))) == 3


@pytest.mark.parametrize("width", [WIDE, NARROW, {"width": 320, "height": 640}], ids=["wide", "phone", "smallest"])
def test_the_pages_of_series_and_templates_can_be_read_by_all(open_page, axe, width):
    province = a_province()
    series = a_series(province, first_on=date.today(), template=a_template(province, unit_ids=(a_unit().id,)))
    page = open_page(a_secretary(province), viewport=width)
    addresses = [
        "/series",
        f"/series/{series.id}",
        f"/series/{series.id}/rule",
        f"/series/{series.id}/again",
        "/templates",
        f"/templates/{series.template_id}",
        f"/templates/{series.template_id}/edit",
        "/templates/use",
        "/conferences/new",
    ]

    faults, too_wide = {}, {}
    for address in addresses:
        page.goto(address)
        faults[address] = axe(page)
        too_wide[address] = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")

    assert faults == dict.fromkeys(addresses, [])
    assert too_wide == dict.fromkeys(addresses, False)
