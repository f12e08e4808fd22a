"""After a step the page begins with what it has to say: faults have the focus, and nothing lies under the head."""

import pytest

from tests.browsing import NARROW, WIDE
from tests.make import a_unit, an_administrator

pytestmark = pytest.mark.browser

WHERE = """(one) => {
  const box = one.getBoundingClientRect();
  const head = document.querySelector(".nc-top").getBoundingClientRect();
  return box.top >= head.bottom && box.top < innerHeight - 80;
}"""


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_after_faults_the_summary_has_the_focus_and_lies_in_sight(open_page, axe, viewport):
    a_unit()
    page = open_page(an_administrator(), viewport=viewport)
    page.goto("/people/new")
    page.fill("#email", "toan@x")

    page.get_by_role("button", name="Lưu", exact=True).click()
    told = page.locator(".nc-told")
    told.wait_for()

    assert told.evaluate("(one) => one === document.activeElement") and told.evaluate(WHERE)
    assert axe(page) == []
    told.get_by_role("link", name="Thư điện tử").click()
    assert page.locator("#email").evaluate("(one) => one === document.activeElement") or page.url.endswith("#email")
    assert page.locator("#email").evaluate(WHERE)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_was_done_is_said_in_sight_although_the_page_jumps(open_page, axe, viewport):
    page = open_page(an_administrator(), viewport=viewport)
    page.goto("/account")

    page.locator("#notices").get_by_role("button").last.click()
    page.wait_for_url("**/account#notices")

    assert page.locator(".nc-flash").evaluate(WHERE)
    assert axe(page) == []


def test_back_to_a_refused_form_shows_it_with_what_was_typed_and_asks_for_nothing_to_be_sent_again(open_page):
    page = open_page(an_administrator())
    page.goto("/people/new")
    page.fill("#email", "toan@x")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.locator(".nc-told").wait_for()
    page.fill("#name", "Nguyễn Văn Toàn")
    page.locator("a[href='/people']").first.click()
    page.wait_for_url("**/people")

    page.go_back()

    assert page.url.endswith("/people/new")
    assert (page.input_value("#name"), page.locator(".nc-told").count()) == ("Nguyễn Văn Toàn", 0)
