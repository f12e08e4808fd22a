import pytest

from meetings.base.db import transaction
from meetings.notices import actions as notices
from tests.browsing import NARROW, WIDE
from tests.make import a_secretary

pytestmark = pytest.mark.browser

VIEWS = {
    "wide, light": (WIDE, "light"),
    "narrow, dark": (NARROW, "dark"),
    "320 px": ({"width": 320, "height": 640}, "light"),
}


@pytest.mark.parametrize("view", VIEWS)
def test_the_bell_leads_to_what_one_was_told_and_reading_quiets_it(view, open_page, axe):
    viewport, theme = VIEWS[view]
    person = a_secretary()
    with transaction():
        notices.tell([person], "conference_ended", conference="Giao ban", when="08:00", path="/units", reason="Vì thế.")
    page = open_page(person, viewport=viewport, theme=theme, javascript=view != "320 px")

    page.goto("/")
    page.click(".nc-bell")
    page.wait_for_url("**/inbox")
    faults = axe(page) if view != "320 px" else []
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.click(".inbox-open")
    page.wait_for_url("**/units")

    assert (faults, wide <= viewport["width"]) == ([], True)
    assert page.locator(".nc-bell b").count() == 0
