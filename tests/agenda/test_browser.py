"""The order of the agenda, changed by hand: dragged, with keys, and without any script."""

import pytest

from meetings.agenda import actions, queries
from meetings.agenda.models import ItemKind
from meetings.base.db import db, transaction
from tests.make import a_conference, a_province, a_secretary, a_site, a_unit

pytestmark = pytest.mark.browser

TITLES = ["Khai mạc", "Báo cáo", "Thảo luận", "Bế mạc"]


@pytest.fixture
def conference():
    conference = a_conference(organiser=a_province())
    with transaction():
        for title in TITLES:
            actions.add(conference, kind=ItemKind.REPORT, title=title, by=None)
    return conference


@pytest.fixture
def agenda(open_page, conference):
    """`agenda(javascript=…)`: the page of the agenda as its secretary sees it."""

    def opened(**choices):
        page = open_page(a_secretary(conference.organiser), **choices)
        page.goto(f"/conferences/{conference.id}/agenda")
        return page

    return opened


def order(conference):
    db.session.rollback()
    return [item.title for item in queries.items_of(conference.id)]


def item(page, title):
    return page.locator(".agenda-item", has_text=title)


def test_dragged_to_the_end(agenda, conference):
    page = agenda()

    with page.expect_navigation():
        grip = item(page, "Khai mạc").locator(".agenda-grip")
        grip.hover()
        page.mouse.down()
        below = item(page, "Bế mạc").bounding_box()
        for share in (0.3, 0.5, 0.7, 0.9):  # at a hand's pace: Sortable rests 30 ms after each change of places
            page.mouse.move(below["x"] + 12, below["y"] + below["height"] * share, steps=5)
            page.wait_for_timeout(60)
        page.mouse.up()

    assert order(conference) == ["Báo cáo", "Thảo luận", "Bế mạc", "Khai mạc"]


def test_moved_with_keys_and_the_focus_stays(agenda, conference):
    page = agenda()
    item(page, "Thảo luận").focus()

    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+ArrowUp")

    assert order(conference) == ["Thảo luận", "Khai mạc", "Báo cáo", "Bế mạc"]
    assert "Thảo luận" in page.evaluate("document.activeElement.textContent")


def test_moved_with_a_button_where_no_script_runs(agenda, conference):
    page = agenda(javascript=False)

    item(page, "Khai mạc").locator("form[action$=down] button").click()

    assert order(conference) == ["Báo cáo", "Khai mạc", "Thảo luận", "Bế mạc"]


def test_two_at_once_see_both_orders(agenda, conference):
    page = agenda()
    with transaction():
        rows = queries.items_of(conference.id)
        version = queries.agenda(conference.id).version
        actions.reorder(conference, [row.id for row in reversed(rows)], version=version, by=None)
    item(page, "Khai mạc").focus()

    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowDown")

    assert page.locator(".agenda-two ol").all_inner_texts() == [
        "Báo cáo\nKhai mạc\nThảo luận\nBế mạc",
        "Bế mạc\nThảo luận\nBáo cáo\nKhai mạc",
    ]
    assert order(conference) == TITLES[::-1]
    page.wait_for_function("document.activeElement.classList.contains('nc-told')")


@pytest.mark.parametrize("width", [1440, 320])
def test_nothing_found_by_axe(agenda, axe, width):
    page = agenda(viewport={"width": width, "height": 900})

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def presenter_box(page, conference):
    page.goto(f"/conferences/{conference.id}/agenda/add")
    page.fill("[name=title]", "Tham luận")
    return page.locator("[name=presenter]")


def test_a_presenter_is_found_without_marks_by_keys(agenda, axe, conference):
    a_site(conference, a_unit("Xã Hương Khê"))
    a_site(conference, a_unit("Xã Đức Thọ"))
    page = agenda()
    box = presenter_box(page, conference)
    box.press_sequentially("duc tho")
    page.get_by_role("option", name="Xã Đức Thọ").wait_for()

    assert page.locator(".nc-offers li").all_text_contents() == ["Xã Đức Thọ"]
    box.press("ArrowDown")
    marked = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert (marked.text_content(), box.get_attribute("aria-expanded")) == ("Xã Đức Thọ", "true")
    assert axe(page) == []

    box.press("Enter")
    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("Xã Đức Thọ", "false")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/agenda?moved=*")
    db.session.rollback()
    assert queries.items_of(conference.id)[-1].presenter_unit.name == "Xã Đức Thọ"


def test_what_is_typed_stands_where_no_offer_is_taken(agenda, conference):
    a_site(conference, a_unit("Xã Đức Thọ"))
    page = agenda()
    box = presenter_box(page, conference)
    box.press_sequentially("Các xã")
    page.get_by_text("Không có ai theo từ này").wait_for()
    box.press("Escape")

    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("Các xã", "false")


def test_without_scripts_the_list_of_the_browser_stands(agenda, conference):
    a_site(conference, a_unit("Xã Đức Thọ"))
    page = agenda(javascript=False)
    box = presenter_box(page, conference)

    offered = [one.get_attribute("value") for one in page.locator("#presenters option").all()]
    assert (box.get_attribute("list"), "Xã Đức Thọ" in offered) == ("presenters", True)
