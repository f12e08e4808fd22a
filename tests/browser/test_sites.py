import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites import guests, links
from meetings.sites.models import Reply, Site, SiteState
from meetings.units.models import Unit, UnitKind
from tests.browsing import NARROW, WIDE
from tests.make import a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit
from tests.sites.make import at

pytestmark = pytest.mark.browser


@pytest.fixture
def districts(province):
    names = ("Huyện Hương Khê", "Huyện Vũ Quang", "Huyện Đức Thọ")
    return [a_unit(name, kind=UnitKind.DISTRICT, parent=province) for name in names]


def chosen(conference):
    db.session.rollback()
    return set(db.session.scalars(select(Site.unit_id).where(Site.conference_id == conference.id)))


def state_of(site):
    db.session.rollback()
    return db.session.scalar(select(Site.state).where(Site.id == site.id))


def test_the_box_of_a_family_has_three_states(open_page, axe, province, districts):
    conference = a_conference(organiser=province)
    page = open_page(a_secretary(province))
    page.goto(f"/conferences/{conference.id}/sites/choose")
    family = page.locator("[data-family]").first
    page.get_by_label("Huyện Vũ Quang").check()
    some = family.evaluate("box => [box.checked, box.indeterminate]")

    family.check()
    everything = page.locator("[data-count]").first.inner_text()
    found = axe(page)
    page.locator("button[name=do][value=save]").click()
    page.wait_for_load_state()

    assert (some, everything, found) == ([False, True], "3 / 3", [])
    assert chosen(conference) >= {unit.id for unit in districts}


def test_a_tick_survives_an_answer_that_was_asked_for_before_it(open_page, province, districts):
    page = open_page(a_secretary(province))
    page.goto(f"/conferences/{a_conference(organiser=province).id}/sites/choose")

    def answer_after_another_tick(route):
        answer = route.fetch()
        page.locator("[data-family]").first.evaluate("box => box.click()")
        route.fulfill(response=answer)

    page.route("**/sites/choose/draft", answer_after_another_tick, times=1)
    page.get_by_label("Huyện Vũ Quang").check()
    page.locator(".site-chosen-list").get_by_text("Huyện Đức Thọ", exact=True).wait_for()

    assert page.locator("[data-count]").first.inner_text() == "3 / 3"
    assert page.get_by_label("Huyện Hương Khê", exact=True).is_checked()


def test_units_are_found_without_marks_and_what_was_ticked_stays(open_page, province, districts):
    conference = a_conference(organiser=province)
    page = open_page(a_secretary(province))
    page.goto(f"/conferences/{conference.id}/sites/choose")
    page.get_by_label("Huyện Đức Thọ").check()

    page.locator("#picker-words").fill("huong khe")
    page.locator("[data-tree] >> text=Huyện Đức Thọ").wait_for(state="detached")
    page.get_by_label("Huyện Hương Khê").check()
    page.locator(f"[value='remove:{districts[0].id}']").wait_for()
    page.locator("button[name=do][value=save]").click()
    page.wait_for_load_state()

    assert chosen(conference) >= {districts[0].id, districts[2].id}


def test_branches_load_when_opened_and_all_counts_follow_the_ticks(open_page, axe, province, districts):
    communes = [[a_unit(f"Xã {n}{k}", parent=one) for k in "abc"] for n, one in enumerate(districts)]
    conference = a_conference(organiser=province)
    page = open_page(a_secretary(province))
    page.goto(f"/conferences/{conference.id}/sites/choose")
    level = page.locator("[value='level:commune']")
    level.click()
    page.locator("[value='level:commune'][aria-pressed=true]").wait_for()
    drawn_at_first = page.locator(f"#unit-{communes[0][0].id}").count()

    page.locator(f"#opener-{districts[0].id}").click()
    page.locator(f"#unit-{communes[0][0].id}").uncheck()
    page.locator("[value='level:commune'][aria-pressed=false]").wait_for()
    counts = page.locator(f"#node-{districts[0].id} > .site-node [data-count]").inner_text()
    page.locator(f"[id='family-{districts[1].id}-below']").uncheck()
    page.locator("#chosen-title b", has_text="5 + 1").wait_for()
    found = axe(page)
    page.locator("button[name=do][value=save]").click()
    page.wait_for_load_state()

    assert (drawn_at_first, counts, found) == (0, "2 / 3", [])
    assert chosen(conference) - {province.id} == {unit.id for unit in (*communes[0][1:], *communes[2])}


def test_without_javascript_sites_are_chosen_too(open_page, province, districts):
    conference = a_conference(organiser=province)
    page = open_page(a_secretary(province), javascript=False)
    page.goto(f"/conferences/{conference.id}/sites/choose")

    page.get_by_label("Huyện Vũ Quang").check()
    page.locator("button[name=do][value=save]").click()
    page.wait_for_load_state()

    assert districts[1].id in chosen(conference) and districts[0].id not in chosen(conference)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_confirms_on_a_phone(open_page, axe, province, districts, javascript):
    site = a_site(a_conference(organiser=province, state=C.INVITING), districts[1], state=SiteState.WAITING)
    a_leader(districts[1])
    page = open_page(a_site_officer(districts[1]), viewport=NARROW, javascript=javascript)
    page.goto(f"/sites/{site.id}")
    wide = page.evaluate("document.documentElement.scrollWidth") if javascript else 0

    page.locator("[name=expected_count]").fill("24")
    found = axe(page) if javascript else []
    page.locator("form[action$='/answer'] .nc-sticky-foot button").click()
    page.locator(".site-receipt").wait_for()

    assert (wide <= NARROW["width"], found, state_of(site)) == (True, [], SiteState.CONFIRMED)


@pytest.mark.parametrize(("viewport", "theme"), [(WIDE, "light"), (NARROW, "dark")])
@pytest.mark.parametrize("address", ["sites", "attendance", "sites/remind"])
def test_boards_are_accessible(open_page, axe, province, districts, viewport, theme, address):
    conference = a_conference(organiser=province, state=C.INVITING)
    for unit, state in zip(districts, (SiteState.WAITING, SiteState.SEEN, SiteState.CONFIRMED), strict=True):
        a_site(conference, unit, state=state, contact_phone="0912 345 678")
    page = open_page(a_secretary(province), viewport=viewport, theme=theme)

    page.goto(f"/conferences/{conference.id}/{address}")

    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize(("viewport", "theme"), [(WIDE, "dark"), (NARROW, "light")])
def test_numbers_are_typed_into_the_sheet_and_what_is_half_typed_stays(
    open_page, axe, province, districts, viewport, theme
):
    conference = a_conference(organiser=province, state=C.LIVE, began_at=clock.now())
    first, second = (a_site(conference, unit, contact_phone="0912 345 678") for unit in districts[:2])
    page = open_page(a_secretary(province), viewport=viewport, theme=theme)
    page.goto(f"/conferences/{conference.id}/attendance")
    found, wide = axe(page), page.evaluate("document.documentElement.scrollWidth")
    half_typed = page.locator(f"[name=present-{second.id}]")
    half_typed.fill("1")
    page.evaluate("htmx.ajax('GET', document.querySelector('#attendance-board').getAttribute('hx-get'), "
                  "{target: '#attendance-board', swap: 'outerMorph'})")  # fmt: skip
    page.wait_for_timeout(600)
    kept = half_typed.input_value()

    page.locator(f"[name=present-{first.id}]").fill("22")
    page.get_by_role("button", name="Ghi tất cả").click()
    page.locator(f"#report-{first.id} b").wait_for()

    assert (found, wide <= viewport["width"], kept) == ([], True, "1")
    assert [page.locator(f"#report-{site.id} b").inner_text() for site in (first, second)] == ["22", "1"]


def test_delegates_are_marked_under_the_thumb(open_page, axe, province, districts):
    site = a_site(a_conference(organiser=province, state=C.LIVE, began_at=clock.now()), districts[0])
    page = open_page(a_site_officer(districts[0]), viewport=NARROW)
    page.goto(f"/sites/{site.id}/attendance")
    page.locator("[name=people]").fill("Lê Văn An, Chủ tịch\nTrần Thị Bình, Bí thư")
    page.locator("form[action$='/names'] button").click()
    page.locator("[name=presence][value=late]").first.click()
    page.locator(".attendance-one .nc-warn").wait_for()

    page.locator(".attendance-one details summary").nth(1).click()
    page.locator("[name=reason]").nth(1).fill("đi học")
    page.locator("button[value=absent_excused]").nth(1).click()
    page.locator(".attendance-one .nc-mute").wait_for()

    assert "đi học" in page.locator(".attendance-one").nth(1).inner_text()
    assert axe(page) == []


def test_the_button_says_how_many_ticked_sites_it_reminds_and_stays_in_reach(open_page, axe, province):
    conference = a_conference(organiser=province, state=C.INVITING)
    for number in range(30):
        a_site(conference, a_unit(f"Xã {number}"), state=SiteState.WAITING, contact_email=f"xa{number}@example.vn")
    page = open_page(a_secretary(province))
    page.goto(f"/conferences/{conference.id}/sites/remind")
    button = page.locator("[data-ticked]")
    everybody, is_seen = button.inner_text(), button.evaluate("it => it.getBoundingClientRect().bottom <= innerHeight")

    page.get_by_text("Bỏ chọn tất cả").click()
    nobody = button.inner_text()
    for box in page.locator("input[name=site]").all()[:2]:
        box.check()
    two = button.inner_text()
    found = axe(page)
    button.click()
    page.wait_for_load_state()

    assert [everybody, nobody, two] == ["Nhắc 30 điểm cầu", "Nhắc các điểm cầu đã đánh dấu", "Nhắc 2 điểm cầu"]
    assert (is_seen, found) == (True, [])
    assert page.get_by_text("Đang nhắc 2 điểm cầu").count() == 1


def test_on_a_telephone_the_button_lies_above_the_menu_at_the_foot(open_page, province):
    conference = a_conference(organiser=province, state=C.INVITING)
    for number in range(30):
        a_site(conference, a_unit(f"Xã {number}"), state=SiteState.WAITING, contact_email=f"xa{number}@example.vn")
    page = open_page(a_secretary(province), viewport=NARROW)
    page.goto(f"/conferences/{conference.id}/sites/remind")

    page.locator("[data-ticked]").click(timeout=5000)
    page.wait_for_load_state()

    assert page.get_by_text("Đang nhắc 30 điểm cầu").count() == 1


def one_of_many(conference, number=guests.MOST_OFFERED + 5):
    """A site that is asked, among more that could receive it than a list shows."""
    mine = a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING, chair_name="Lê Văn An")
    with transaction():
        for one in range(number):
            unit = Unit(name=f"Xã {one}", short_name="", kind=UnitKind.COMMUNE, path=f"/8{one}/")
            db.session.add(unit)
            db.session.flush()
            db.session.add(Site(conference_id=conference.id, unit_id=unit.id, name=f"Phường Hà Huy Tập {one}"))
    return mine


def open_answer(open_page, site, door, **how):
    """The form for an answer: the site's own, behind its link, or the secretariat's with what only that one asks."""
    if door == "link":
        with transaction():
            link = links.issue(db.session.get(Site, site.id), to_name="Lan", to_address="lan@example.vn", by=None)
            address = at(link, "/answer")
        page = open_page(viewport=NARROW, **how)
        page.goto(address)
        return page, page.locator("form.lt-answer")
    who = a_site_officer(site.unit) if door == "answer" else a_secretary(site.conference.organiser)
    page = open_page(who, viewport=NARROW, **how)
    page.goto(f"/sites/{site.id}" if door == "answer" else f"/sites/{site.id}/edit")
    form = page.locator(f"form[action$='/{door}']")
    if door == "telephone":
        form.locator("[name=given_by]").fill("Lan")
    return page, form


def answered(site):
    db.session.rollback()
    return db.session.execute(select(Site.state, Site.reply, Site.joined_id).where(Site.id == site.id)).one()


def enter(page, field):
    """Press Enter there and wait for the page that comes of it."""
    with page.expect_navigation():
        field.press("Enter")


DOORS = pytest.mark.parametrize("door", ["answer", "link", "telephone"])


@DOORS
def test_enter_sends_the_answer_also_where_the_host_is_one_of_many(open_page, axe, province, door):
    site = one_of_many(a_conference(organiser=province, state=C.INVITING))
    page, form = open_answer(open_page, site, door)
    form.locator("[name=reply][value=join]").check()
    found = axe(page)

    form.locator("[name=reply][value=yes]").check()
    form.locator("[name=expected_count]").fill("24")
    enter(page, form.locator("[name=expected_count]"))

    assert (found, answered(site)) == ([], (SiteState.CONFIRMED, Reply.YES, None))


@pytest.mark.parametrize("javascript", [True, False])
@DOORS
def test_enter_in_the_words_finds_a_host_and_elsewhere_sends_who_goes_there(open_page, province, door, javascript):
    site = one_of_many(a_conference(organiser=province, state=C.INVITING))
    page, form = open_answer(open_page, site, door, javascript=javascript)
    form.locator("[name=reply][value=join]").check()
    form.locator("[name=expected_count]").fill("24")
    words, joined, found = form.locator("[name=words]"), form.locator("[name=joined]"), []

    for number in (123, 77):
        words.fill(f"huy tap {number}")
        enter(page, words)
        focused = page.locator("[name=joined]:focus").count()
        found.append((joined.locator("option").all_inner_texts()[1:], focused, answered(site).reply))
        joined.select_option(label=f"Phường Hà Huy Tập {number}")
    enter(page, form.locator("[name=expected_count]"))

    first, second = "Phường Hà Huy Tập 123", "Phường Hà Huy Tập 77"
    host = db.session.scalar(select(Site.id).where(Site.name == second))
    assert found == [([first], 1, None), ([first, second], 1, None)]
    assert answered(site) == (SiteState.CONFIRMED, Reply.JOIN, host)
