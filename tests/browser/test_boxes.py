"""What opens in place on a telephone, a question or a menu, lies inside the window wherever its button stands."""

import pytest

from meetings.units.models import UnitKind
from tests.browsing import NARROW, WIDE
from tests.make import a_conference, a_province, a_secretary, a_site_officer, a_unit, an_administrator

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


def test_the_buttons_of_a_page_stand_beside_the_facts_and_push_no_title_down(open_page):
    conference = a_conference(organiser=a_province())
    page = open_page(a_secretary(conference.organiser), viewport=WIDE)
    page.goto(f"/conferences/{conference.id}/agenda")

    top = "at => at.getBoundingClientRect().top"
    title, facts = page.locator(".nc-head h1"), page.locator(".nc-facts-line")
    assert page.locator(".nc-head-facts > .nc-tools .btn").first.evaluate(top) > title.evaluate(top) + 20
    assert facts.evaluate(top) - title.evaluate("at => at.getBoundingClientRect().bottom") < 24
