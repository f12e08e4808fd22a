"""Parts that refresh themselves: quietly, without losing the focus, and not while nobody looks."""

import pytest

from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.sites.models import Site, SiteState
from tests.make import a_conference, a_secretary, a_site

pytestmark = pytest.mark.browser
HIDE = "hidden => Object.defineProperty(document, 'hidden', {value: hidden, configurable: true})"
TICK = "id => document.getElementById(id).dispatchEvent(new CustomEvent('every'))"
SEEN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def site():
    return a_site(a_conference(state=ConferenceState.INVITING), name="Xã Vũ Quang", state=SiteState.WAITING)


def confirm(site):
    with transaction():
        db.session.get(Site, site.id).state = SiteState.CONFIRMED


def test_the_overview_brings_in_what_changed_and_the_focus_stays(open_page, site):
    page = open_page(a_secretary(site.conference.organiser))
    page.goto(f"/conferences/{site.conference_id}")
    link = page.locator("#overview-sites .site-table a").first
    link.focus()
    confirm(site)

    page.evaluate(TICK, "overview-sites")
    page.wait_for_selector("#overview-sites >> text=1 / 1 điểm cầu xác nhận")

    assert page.evaluate("document.activeElement.closest('#overview-sites') !== null")


def test_nothing_is_asked_while_the_tab_is_hidden_and_all_at_once_when_it_is_seen_again(open_page, site):
    page = open_page(a_secretary(site.conference.organiser))
    page.goto(f"/conferences/{site.conference_id}")
    asked = []
    # The browser looks for the icon of the tab when it likes.
    page.on("request", lambda one: one.resource_type not in ("fetch", "xhr") or asked.append(one.url.split("/")[-1]))

    page.evaluate(HIDE, True)
    page.evaluate(TICK, "overview-sites")
    page.wait_for_timeout(300)
    hidden = list(asked)
    page.evaluate(HIDE, False)
    with page.expect_response("**/overview/sites"):
        page.evaluate(SEEN)

    assert (hidden, asked) == ([], ["sites"])


def test_home_says_what_waits_anew(open_page, site):
    page = open_page(a_secretary(site.conference.organiser))
    page.goto("/")
    before = page.locator("#home-lead").inner_text()
    confirm(site)

    with page.expect_response("**/home/board"):
        page.evaluate(TICK, "home-board")
    page.wait_for_function("before => document.getElementById('home-lead').innerText !== before", arg=before)

    assert page.locator("#home-board").count() == 1
    assert page.locator("#home-board #home-lead").count() == 0


def test_without_javascript_a_link_shows_it_anew(open_page, site):
    page = open_page(a_secretary(site.conference.organiser), javascript=False)
    page.goto(f"/conferences/{site.conference_id}")
    confirm(site)

    page.click("#overview-sites >> text=Làm mới")

    assert page.locator("#overview-sites >> text=1 / 1 điểm cầu xác nhận").count() >= 1


def test_the_calendars_name_turns_with_its_month(open_page, site):
    page = open_page(a_secretary(site.conference.organiser))
    page.goto("/conferences?month=2030-12")

    page.click("[data-turn=next]")
    page.wait_for_selector("h1 >> text=Hội nghị tháng 01/2031")

    assert page.locator("h1").count() == 1
    assert page.title().startswith("Hội nghị tháng 01/2031")
