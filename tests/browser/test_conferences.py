"""The calendar by keyboard and the creation from its first page to the invitation, in a real browser."""

from datetime import timedelta

import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference, ConferenceState
from meetings.invitations import actions as letters
from meetings.invitations import queries
from meetings.sites import actions as sites
from meetings.units.models import UnitKind
from tests.browsing import NARROW, WIDE
from tests.make import a_conference, a_leader, a_site, a_unit, a_user

pytestmark = pytest.mark.browser

LONG = "Hội nghị trực tuyến " + "tổng kết " * 14


@pytest.fixture
def secretary(province):
    return a_user(Role.SECRETARIAT, a_unit(kind=UnitKind.OFFICE, parent=province))


def focused(page):
    return page.evaluate("document.activeElement.dataset.day")


def test_arrows_move_by_day_and_page_keys_by_month(open_page, secretary, province):
    a_conference(organiser=province)
    page = open_page(secretary)
    page.goto("/conferences?month=2026-11")
    page.focus("[data-day='2026-11-28']")

    days = []
    for key in ("ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        days.append(focused(page))
    page.keyboard.press("PageDown")
    page.wait_for_selector("[data-day='2026-12-28']:focus")

    assert days == ["2026-11-29", "2026-11-22", "2026-11-29", "2026-11-28"]
    assert page.url.endswith("month=2026-12")


def test_the_month_turns_without_scripts(open_page, secretary):
    page = open_page(secretary, javascript=False)
    page.goto("/conferences?month=2026-11")

    page.click("[data-turn=next]")

    assert page.url.endswith("month=2026-12")


def test_from_the_idea_to_the_invitation(open_page, secretary, province):
    chair, commune = a_leader(province), a_unit("Xã Vũ Quang", parent=province)
    page = open_page(secretary)

    page.goto("/conferences/new")
    page.fill("#title", "Giao ban tháng 12")
    page.fill("#starts_on", "25/12/2090")
    page.fill("#starts", "8h")
    page.fill("#ends", "11:30")
    page.select_option("#chair", str(chair.id))
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url("**/sites/choose")
    db.session.rollback()
    draft = db.session.query(Conference).one()
    a_site(draft, province, kind="main")
    a_site(draft, commune)
    page.goto(f"/conferences/{draft.id}/content")
    page.goto(f"/conferences/{draft.id}/send")
    page.click("main form[method=post] button.btn-primary")
    page.wait_for_url(f"**/conferences/{draft.id}")

    db.session.rollback()
    assert db.session.get(Conference, draft.id).state is ConferenceState.INVITING


@pytest.mark.parametrize(("viewport", "theme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")])
def test_the_pages_are_open_to_all_and_fit(open_page, axe, secretary, province, viewport, theme):
    draft = a_conference(organiser=province, chair=a_leader(province), title="Bản nháp")
    shown = a_conference(organiser=province, chair=a_leader(province), state=ConferenceState.INVITING)
    a_site(shown, state="waiting")
    page = open_page(secretary, viewport=viewport, theme=theme)
    found = {}

    for path in (
        "/conferences?month=2026-11",
        "/conferences/table",
        "/conferences/new",
        f"/conferences/{draft.id}/information",
        f"/conferences/{draft.id}/content",
        f"/conferences/{draft.id}/send",
        f"/conferences/{draft.id}/copy",
        f"/conferences/{shown.id}",
        f"/conferences/{shown.id}/postpone",
        f"/conferences/{shown.id}/journal",
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[path] = axe(page) + (["wider than the screen"] if wide else [])

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "phone"])
def test_what_opens_in_the_head_of_a_conference_is_not_cut_off(open_page, secretary, province, viewport):
    conference = a_conference(organiser=province, state=ConferenceState.LIVE, title=LONG)
    page = open_page(secretary, viewport=viewport)
    page.goto(f"/conferences/{conference.id}")

    boxes = []
    for opener, body in ((".nc-menu", ".nc-menu-body"), (".nc-confirm", ".nc-confirm-body")):
        page.locator(f".nc-conference {opener} > summary").last.click()
        boxes.append(page.locator(f".nc-conference {body}:visible").bounding_box())
        page.reload()

    left = page.locator("main").bounding_box()["x"]
    assert all(left <= box["x"] and box["x"] + box["width"] <= viewport["width"] for box in boxes)


def test_on_a_phone_the_pages_of_a_conference_begin_in_the_first_screen(open_page, secretary, province):
    conference = a_conference(organiser=province, state=ConferenceState.INVITING, title=LONG)
    page = open_page(secretary, viewport=NARROW)

    page.goto(f"/conferences/{conference.id}/sites")

    assert page.locator(".nc-tabs").bounding_box()["y"] < NARROW["height"] / 3
    assert page.get_by_role("link", name="Chọn điểm cầu").first.bounding_box()["y"] < NARROW["height"] * 0.8


def test_enter_in_the_letter_saves_it_and_writes_nobody_anew(open_page, secretary, province):
    units = [a_unit(name, kind=UnitKind.DEPARTMENT, parent=province) for name in ("Sở Y tế", "Sở Nội vụ")]
    conference = a_conference(organiser=province, secretary_id=secretary.id, starts_at=clock.now() + timedelta(days=9))
    for unit in units:
        a_site(conference, unit)
    with transaction():
        here = db.session.get(Conference, conference.id)
        letters.start(here, by=secretary)
        sites.choose(here, [units[1].id], by=secretary)
    typed = "Lãnh đạo Sở Y tế\nLãnh đạo Sở Nội vụ"
    page = open_page(secretary)
    page.goto(f"/conferences/{conference.id}/invitation")

    assert page.locator("[name=anew]").count() == 1
    page.fill("[name=attendees]", typed)
    page.fill("[name=contact_name]", "Lan")
    page.press("[name=contact_name]", "Enter")
    page.wait_for_selector(".nc-flash")

    db.session.rollback()
    letter = queries.letter(conference.id)
    assert (letter.attendees, letter.contact_name) == (typed, "Lan")
