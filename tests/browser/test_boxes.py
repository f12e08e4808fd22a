"""What opens in place on a telephone, a question or a menu, lies inside the window wherever its button stands."""

import pytest

from meetings.units.models import UnitKind
from tests.browsing import NARROW
from tests.make import a_province, a_site_officer, a_unit, an_administrator

pytestmark = pytest.mark.browser

INSIDE = """box => { const at = box.getBoundingClientRect();
  return at.left >= 0 && at.right <= innerWidth && at.bottom <= innerHeight; }"""


@pytest.fixture
def commune():
    return a_unit("UBND xã Vũ Quang", parent=a_province(), kind=UnitKind.COMMUNE)


def test_the_menu_of_a_head(open_page, commune):
    page = open_page(an_administrator(), viewport=NARROW)
    page.goto(f"/units/{commune.id}")

    page.locator(".nc-head .nc-menu summary").click()

    assert page.locator(".nc-head .nc-menu-body").evaluate(INSIDE)


@pytest.mark.parametrize("number", [0, 1])
def test_a_question_before_something_is_done(open_page, commune, number):
    officer = a_site_officer(commune)
    page = open_page(an_administrator(), viewport=NARROW)
    page.goto(f"/people/{officer.id}")

    page.locator(".nc-head .nc-confirm summary").nth(number).click()

    assert page.locator(".nc-confirm[open] .nc-confirm-body").evaluate(INSIDE)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
