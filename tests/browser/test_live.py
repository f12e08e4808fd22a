"""Parts that refresh themselves: quietly, without losing the focus, and not while nobody looks."""

from datetime import date

import pytest
from sqlalchemy import update

from meetings.accounts.models import Post
from meetings.attendance.models import Delegate, HeadCount
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.sites.models import Site, SiteState
from tests.attendance.make import a_delegate
from tests.browsing import session_cookie
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit, saved

pytestmark = pytest.mark.browser
HIDE = "hidden => Object.defineProperty(document, 'hidden', {value: hidden, configurable: true})"
PHONE = {"width": 390, "height": 844}
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


# the sheet of attendance, typed into while others report


@pytest.fixture
def sitting():
    conference = a_conference(state=ConferenceState.LIVE, starts_at=clock.now())
    facts = {"state": SiteState.CONFIRMED, "expected_count": 12}
    return conference, [a_site(conference, a_unit(f"Xã {name}"), **facts) for name in ("An", "Bình", "Cam", "Dũng")]


def test_what_was_refused_once_is_said_until_it_is_done(open_page, sitting):
    conference, _sites = sitting
    secretary = a_secretary(conference.organiser)
    page = open_page(secretary)
    page.goto(f"/conferences/{conference.id}/attendance")

    holds_a_post(secretary, until=date(2020, 1, 1))
    page.evaluate(TICK, "attendance-board")
    page.wait_for_selector("#nc-refused > .nc-note")
    holds_a_post(secretary, until=None)
    page.evaluate(TICK, "attendance-board")

    page.wait_for_selector("#nc-refused > .nc-note", state="detached")


def holds_a_post(person, *, until):
    with transaction():
        db.session.execute(update(Post).where(Post.person_id == person.id).values(valid_until=until))


def report(site, present):
    with transaction():
        db.session.add(HeadCount(site_id=site.id, present=present, absent=0, reported_at=clock.now()))


def typed(page, sites):
    return [page.locator(f"[name='present-{site.id}']").input_value() for site in sites]


OVER = """rows => rows.flatMap(row => {
  const cells = [...row.children].filter(one => one.offsetParent).map(one => one.getBoundingClientRect());
  const lies = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  return cells.flatMap((one, number) => cells.slice(number + 1).filter(other => lies(one, other)).map(() => row.id));
})"""


@pytest.mark.parametrize("width", [360, 390, 600, 820, 1024])
def test_no_number_of_the_sheet_lies_on_another_and_each_can_be_typed(open_page, sitting, width):
    conference, sites = sitting
    report(sites[3], 9)
    page = open_page(a_secretary(conference.organiser), viewport={"width": width, "height": 844})
    page.goto(f"/conferences/{conference.id}/attendance")

    assert page.locator(".attendance-table tr[id]").evaluate_all(OVER) == []
    for name in ("present", "absent"):
        page.click(f"[name='{name}-{sites[0].id}']")
        assert page.evaluate("document.activeElement.name") == f"{name}-{sites[0].id}"
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("reporting", [0, 2, 3])
def test_what_is_half_typed_into_the_sheet_stays_while_others_report(open_page, sitting, reporting):
    conference, sites = sitting
    page = open_page(a_secretary(conference.organiser))
    page.goto(f"/conferences/{conference.id}/attendance")
    other, kept = sites[reporting], [site for site in sites if site is not sites[reporting]]
    page.fill(f"[name='present-{kept[0].id}']", "11")
    page.fill(f"[name='absent-{kept[2].id}']", "2")
    page.locator(f"[name='present-{kept[1].id}']").press_sequentially("1")
    report(other, 9)

    page.evaluate(TICK, "attendance-board")
    page.wait_for_selector(f"#report-{other.id} >> text=9")
    page.keyboard.type("0")

    assert typed(page, kept) == ["11", "10", ""]
    assert page.locator(f"[name='absent-{kept[2].id}']").input_value() == "2"
    assert page.evaluate("document.activeElement.name") == f"present-{kept[1].id}"


def test_what_was_typed_for_a_site_that_reported_meanwhile_is_not_sent_for_another(open_page, sitting):
    conference, sites = sitting
    page = open_page(a_secretary(conference.organiser))
    page.goto(f"/conferences/{conference.id}/attendance")
    page.fill(f"[name='present-{sites[0].id}']", "5")
    page.fill(f"[name='present-{sites[1].id}']", "7")
    report(sites[0], 9)
    page.evaluate(TICK, "attendance-board")
    page.wait_for_selector(f"#report-{sites[0].id} >> text=9")

    with page.expect_navigation():
        page.click("#counts button")

    with transaction():
        found = {row.site_id: row.present for row in db.session.query(HeadCount)}
    assert found == {sites[0].id: 9, sites[1].id: 7}


def test_a_clerk_on_a_telephone_marks_one_after_the_other_and_keeps_what_is_typed(open_page, sitting):
    _conference, sites = sitting
    site = sites[0]
    for n, name in enumerate(("Ông An", "Bà Bình")):
        saved(Delegate(site_id=site.id, name=name, position=n))
    page = open_page(a_site_officer(site.unit), viewport=PHONE)
    page.goto(f"/sites/{site.id}/attendance")
    page.fill("[name='note']", "Còn hai người đang đến")
    button = page.get_by_role("button", name="Bà Bình: Đến muộn")
    button.focus()

    page.keyboard.press("Enter")
    page.wait_for_selector("#attendance-said >> text=Còn 10 đại biểu đã đăng ký chưa rõ")

    assert page.locator("[name='note']").input_value() == "Còn hai người đang đến"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bà Bình: Đến muộn"
    assert page.get_by_role("button", name="Bà Bình: Đến muộn").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# the session ends while a page stands open


OUT = "#nc-refused > [data-signed-out]"


def test_a_session_that_has_ended_is_said_beside_what_stands_there_until_one_has_signed_in(
    open_page, axe, app, server, sitting
):
    conference, sites = sitting
    secretary = a_secretary(conference.organiser)
    page = open_page(secretary)
    page.goto(f"/conferences/{conference.id}/attendance")
    title = page.title()
    page.fill(f"[name='present-{sites[0].id}']", "11")
    page.context.clear_cookies()

    page.evaluate(TICK, "attendance-board")
    page.wait_for_selector(f"{OUT} >> text=Phiên làm việc đã hết")

    assert (page.locator("main").count(), page.locator("h1").count(), page.title()) == (1, 1, title)
    assert typed(page, sites[:1]) == ["11"]
    assert axe(page) == []
    with page.context.expect_page() as opened:
        page.click(f"{OUT} a")
    form = opened.value.locator("form").first
    back = f"/sign-in?next=/conferences/{conference.id}/attendance"
    assert (opened.value.url, form.get_attribute("action")) == (f"{server}{back}", back)

    page.context.add_cookies([session_cookie(app, secretary, server)])
    report(sites[1], 9)
    page.evaluate(TICK, "attendance-board")
    page.wait_for_selector(f"#report-{sites[1].id} >> text=9")
    assert (page.locator(OUT).count(), typed(page, sites[:1])) == (0, ["11"])


@pytest.mark.parametrize(
    ("path", "part"),
    [("/", "home-board"), ("/conferences/{}", "overview-sites"), ("/conferences/{}/sites", "site-board")],
)
def test_no_page_is_put_into_a_page(open_page, site, path, part):
    page = open_page(a_secretary(site.conference.organiser))
    page.goto(path.format(site.conference_id))
    before = page.locator(f"#{part}").inner_text()
    page.context.clear_cookies()

    page.evaluate(TICK, part)
    page.wait_for_selector(OUT)

    assert (page.locator("main").count(), page.locator(f"#{part}").inner_text()) == (1, before)


def test_a_mark_pressed_after_signing_in_anew_is_asked_for_once_more(open_page, app, server, monkeypatch, sitting):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    conference, sites = sitting
    secretary = a_secretary(conference.organiser)
    one = a_delegate(sites[0], "Lê Văn An")
    page = open_page(secretary, viewport=PHONE)
    page.goto(f"/sites/{sites[0].id}/attendance")
    page.context.add_cookies([session_cookie(app, secretary, server)])
    press = page.locator(f"#delegate-{one.id} .attendance-ok")

    press.click()
    page.wait_for_selector(f"#delegate-{one.id} >> text=Hãy bấm lại một lần nữa")
    assert (page.locator("main").count(), press.get_attribute("aria-pressed")) == (1, "false")

    press.click()
    page.wait_for_selector(f"#delegate-{one.id} .attendance-ok[aria-pressed=true]")
    assert page.locator(f"#delegate-{one.id} .nc-fault").count() == 0
