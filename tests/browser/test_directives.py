from datetime import date

import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.directives.models import DirectiveState
from tests.browsing import NARROW
from tests.directives.made import a_child, a_directive
from tests.make import a_user

pytestmark = pytest.mark.browser
S = DirectiveState
FAR = date(2090, 1, 1)


@pytest.fixture
def family():
    """A directive with a child and a grandchild, and one of the same unit that stands alone."""
    parent = a_directive("The parent", due_on=FAR, state=S.ACCEPTED)
    child = a_child(parent, "The child", due_on=FAR, state=S.ACCEPTED)
    a_child(child, "The grandchild", due_on=FAR)
    a_directive("Alone", lead=parent.lead_unit, giver_unit=parent.giver_unit)
    return parent


def shown(page):
    return [words for words in page.locator(".directives-row:visible .directives-link").all_inner_texts()]


def test_a_branch_opens_and_closes_in_place_by_keys(open_page, family):
    page = open_page(a_user(Role.LEADER, family.giver_unit))
    page.goto("/directives")
    steps = [shown(page)]

    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("text=The child")
    steps.append(shown(page))
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("text=The grandchild")
    steps.append(shown(page))
    page.keyboard.press("k")
    page.keyboard.press("ArrowLeft")
    steps.append(shown(page))
    page.keyboard.press("ArrowRight")
    steps.append(shown(page))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/directives/{family.id}")

    everything = ["The parent", "The child", "The grandchild", "Alone"]
    assert steps == [
        ["The parent", "Alone"],
        ["The parent", "The child", "Alone"],
        everything,
        ["The parent", "Alone"],
        everything,
    ]


def test_a_branch_opens_without_script(open_page, family):
    page = open_page(a_user(Role.LEADER, family.giver_unit), javascript=False)
    page.goto("/directives")

    page.click("a.directives-caret")
    page.wait_for_selector("text=The child")

    assert shown(page) == ["The parent", "The child", "Alone"]


def test_a_filter_sends_itself_and_stays_in_the_address(open_page, family):
    page = open_page(a_user(Role.LEADER, family.giver_unit))
    page.goto("/directives")

    page.select_option("#ask-unit", str(family.lead_unit_id))
    page.wait_for_url(f"**unit={family.lead_unit_id}**")

    assert sorted(shown(page)) == ["Alone", "The parent"]


def test_reporting_on_a_phone_is_three_choices_words_a_file_and_one_button(open_page, family, tmp_path):
    photo = tmp_path / "anh-hien-truong.pdf"
    photo.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    officer = a_user(Role.SITE_OFFICER, family.lead_unit)
    page = open_page(officer, viewport=NARROW)
    page.goto(f"/directives/{family.id}")
    form = page.locator("form[action$='/report']")
    question = form.locator("label[for='report-text']")

    first = question.inner_text()
    form.locator("[value=hindered]").check()
    second = question.inner_text()
    form.locator("textarea").fill("3 xã chưa có cáp quang")
    form.locator("input[type=file]").set_input_files(photo)
    named = form.locator("output").inner_text()
    button = form.locator("button.btn").bounding_box()
    form.locator("[value=done]").check()
    asked_for_percentage = form.locator("#report-progress").is_visible()
    form.locator("[value=hindered]").check()
    form.locator("button.btn").click()
    page.wait_for_load_state()

    assert first != second
    assert named == "anh-hien-truong.pdf"
    assert button["height"] >= 52 and button["y"] + button["height"] <= NARROW["height"]
    assert not asked_for_percentage
    assert page.locator(".directives-said").first.inner_text() == "3 xã chưa có cáp quang"
    assert page.locator(".directives-files a").inner_text() == "anh-hien-truong.pdf"


def test_a_report_is_sent_without_script(open_page, family):
    page = open_page(a_user(Role.SITE_OFFICER, family.lead_unit), viewport=NARROW, javascript=False)
    page.goto(f"/directives/{family.id}")
    form = page.locator("form[action$='/report']")

    form.locator("textarea").fill("Đã xong dự thảo")
    form.locator("button.btn").click()

    assert page.locator(".directives-said").first.inner_text() == "Đã xong dự thảo"


def test_the_filters_have_a_button_where_there_is_no_script_and_none_where_there_is(open_page, family):
    leader = a_user(Role.LEADER, family.giver_unit)
    seen = []

    for javascript in (True, False):
        page = open_page(leader, javascript=javascript)
        page.goto("/directives")
        seen.append(page.locator("[data-scriptless]").is_visible())

    assert seen == [False, True]


def test_a_unit_is_found_without_marks(open_page, family):
    page = open_page(a_user(Role.LEADER, family.giver_unit))
    page.goto("/directives/new")

    page.fill("#lead_units-find", family.lead_unit.name.upper())

    assert page.locator("#lead_units label:visible").all_inner_texts()[0].strip().startswith(family.lead_unit.name)


@pytest.mark.parametrize("viewport", [None, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wrong_with_the_pages_and_nothing_is_wider_than_the_screen(open_page, axe, family, viewport, theme):
    with clock.at(clock.now()):
        late = a_directive("Late", lead=family.lead_unit, giver_unit=family.giver_unit, state=S.SUBMITTED)
    page = open_page(a_user(Role.LEADER, family.giver_unit), viewport=viewport, theme=theme)
    unit = open_page(a_user(Role.LEADER, family.lead_unit), viewport=viewport, theme=theme)
    found = []

    for where, path in [
        (page, f"/directives?open={family.id}"),
        (page, f"/directives/{late.id}"),
        (page, "/directives/new"),
        (page, "/directives/remind"),
        (unit, f"/directives/{family.id}"),
        (unit, f"/directives/{family.id}/pass-down"),
    ]:
        where.goto(path)
        found += [f"{path} {fault}" for fault in axe(where)]
        found += [path] if where.evaluate("document.documentElement.scrollWidth > innerWidth") else []

    assert found == []
