"""Keys, menus and themes in a browser, and what the first view weighs."""

import gzip
from urllib.parse import urlsplit

import pytest

from tests.make import a_secretary

pytestmark = pytest.mark.browser

BUDGET = 250_000
PACKED = ("text/", "application/javascript", "text/javascript", "image/svg")


@pytest.fixture
def home(open_page):
    def opened(**choices):
        page = open_page(a_secretary(), **choices)
        page.goto("/")
        return page

    return opened


def test_slash_goes_to_the_search_and_a_field_keeps_its_slash(home):
    page = home()
    page.keyboard.press("/")
    page.keyboard.type("a/b?g")

    assert page.evaluate("document.activeElement.value") == "a/b?g"
    assert page.locator("dialog[open]").count() == 0


def test_g_and_a_letter_go_to_a_place(home):
    page = home()
    page.goto("/papers")

    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("h")

    assert urlsplit(page.url).path == "/"


def test_a_question_mark_lists_the_keys_and_they_can_be_switched_off(home, axe):
    page = home()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    assert axe(page) == []

    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")

    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_as_the_device_follows_the_device(home, theme):
    page = home(theme=theme)

    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme


def test_the_theme_changes_without_a_new_page_and_stays(home):
    page = home()
    page.locator("#nc-find").fill("half typed")

    with page.expect_response("**/appearance"):
        page.locator("[data-flip]").click()

    shown = page.evaluate("[document.documentElement.dataset.bsTheme, document.getElementById('nc-find').value]")
    assert shown == ["dark", "half typed"]
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_without_a_script_the_theme_changes_too(home):
    page = home(javascript=False)

    page.locator("[data-flip]").click()

    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_the_first_thing_tab_reaches_is_the_way_past_the_menu(home):
    page = home()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_first_view_is_light_and_asks_no_other_host(open_page, server):
    page = open_page(a_secretary())
    answers = heard(page)
    page.goto("/", wait_until="networkidle")

    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(server).netloc}
    assert sum(weight(answer) for answer in answers) <= BUDGET


def heard(page):
    """The list to which every answer that reaches the page is added."""
    answers = []

    def keep(answer):
        answers.append(answer)

    page.on("response", keep)
    return answers


def weight(answer):
    packed = answer.headers.get("content-type", "").startswith(PACKED)
    return len(gzip.compress(answer.body(), 6)) if packed else len(answer.body())
