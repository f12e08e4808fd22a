import re

import pytest

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites import actions, queries, standing, strips
from meetings.sites.models import ChangeKind, Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit

S = SiteState


@pytest.fixture
def address(conference):
    return f"/conferences/{conference.id}/sites"


def sites_in(conference, states, parents=1):
    """A site in each of the states, below so many parents in turn."""
    with transaction():
        units = [Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE) for n in range(len(states))]
        db.session.add_all(units)
        db.session.flush()
        db.session.add_all(
            Site(
                conference_id=conference.id,
                unit_id=unit.id,
                name=unit.name,
                group_name=f"Huyện {n % parents}",
                state=state,
                position=n,
            )
            for n, (unit, state) in enumerate(zip(units, states, strict=True))
        )


def missing_in(conference):
    return standing.glance(conference.id, most_missing=3, most_confirmed=0).missing


def rows_in(page):
    return len(re.findall(r'<tr id="site-\d+"', page.text))


def test_what_is_confirmed_shrinks_to_a_few_rows_and_a_count(login, secretary, conference, address):
    sites_in(conference, [S.WAITING] * 7 + [S.CONFIRMED] * 62)
    browser = login(secretary)

    first, confirmed = browser.get(address), browser.get(f"{address}?state=confirmed")

    assert rows_in(first) == 7 + 7
    assert "Xem thêm 55 điểm cầu đã xác nhận" in first.text
    assert f'href="{address}?state=confirmed"' in first.text
    assert rows_in(confirmed) == 50


def test_a_small_board_shows_every_site(login, secretary, conference, address):
    sites_in(conference, [S.WAITING] * 3 + [S.CONFIRMED] * 10)

    page = login(secretary).get(address)

    assert rows_in(page) == 13
    assert "điểm cầu đã xác nhận</a>" not in page.text


def test_exceptions_fill_the_pages_and_the_confirmed_wait_behind_the_last(login, secretary, conference, address):
    sites_in(conference, [S.WAITING] * 60 + [S.CONFIRMED] * 60)
    browser = login(secretary)

    first, last = browser.get(address), browser.get(f"{address}?page=2")

    assert (rows_in(first), rows_in(last)) == (50, 10 + 7)
    assert "Xem 60 điểm cầu đã xác nhận" in first.text


def test_above_sixty_sites_the_parents_that_lack_some_are_tiles(login, secretary, conference, address):
    states = [S.WAITING if n % 4 == 0 and n % 3 else S.CONFIRMED for n in range(120)]
    sites_in(conference, states, parents=3)
    browser = login(secretary)

    page, below_one = browser.get(address), browser.get(f"{address}?group=Huyện 1")

    assert re.findall(r'class="site-tile" href="[^"]*group=Huy%E1%BB%87n\+(\d)"', page.text) == ["1", "2"]
    assert "1 đơn vị đã đủ" in page.text
    assert "Huyện 1 (30/40)" in page.text
    assert 'class="site-tile"' not in below_one.text and rows_in(below_one) == 10 + 7


def test_one_parent_for_all_is_not_repeated_on_every_row(login, secretary, conference, address):
    sites_in(conference, [S.WAITING] * 70)

    page = login(secretary).get(address)

    assert "Cần xử lý (70)" in page.text and "· Huyện 0" not in page.text


def test_lists_call_a_site_by_its_units_short_name_until_the_unit_is_renamed(login, secretary, conference, address):
    unit = a_unit("UBND xã Vũ Quang", short_name="Xã Vũ Quang")
    a_site(conference, unit, state=S.WAITING)
    browser = login(secretary)

    before = browser.get(address).text, missing_in(conference), strips.strip(conference.id)[0].name
    with transaction():
        found = db.session.get(Unit, unit.id)
        found.name, found.short_name = "UBND phường Vũ Quang", "Phường Vũ Quang"
    after = browser.get(address).text, missing_in(conference), strips.strip(conference.id)[0].name

    assert ">Xã Vũ Quang</a>" in before[0] and before[1:] == (["Xã Vũ Quang"], "Xã Vũ Quang")
    assert ">UBND xã Vũ Quang</a>" in after[0] and after[1:] == (["UBND xã Vũ Quang"], "UBND xã Vũ Quang")
    assert "Phường" not in after[0]


def test_the_chair_of_a_site_stays_who_he_was_when_the_person_changes(province, conference):
    unit = a_unit("Xã Vũ Quang", parent=province)
    leader = a_leader(unit)
    name = leader.name
    with transaction():
        actions.choose(conference, [unit.id], by=None)
    with transaction():
        person = db.session.get(Person, leader.id)
        person.name, person.posts[0].title = "Họ tên mới", "Bí thư Đảng uỷ"
        db.session.get(Unit, unit.id).name = "Phường mới"
    with transaction():
        actions.choose(conference, [unit.id], by=None)

    [site] = queries.sites_of(conference.id)

    assert (site.name, site.chair_name, site.chair_title) == ("Xã Vũ Quang", name, "Chuyên viên")


def test_each_exception_shows_its_telephone_and_one_step_to_record_the_answer(login, secretary, conference, address):
    unit = a_unit("Xã A", phone="0239 1")
    site = a_site(conference, unit, state=S.WAITING, contact_name="Chị Lan", contact_phone="0912 345 678")
    officer = a_site_officer(unit)

    page, of_the_site = login(secretary).get(address).text, login(officer).get(address).text

    assert 'href="tel:0912345678"' in page and "0912 345 678</span>" in page
    assert f'href="/sites/{site.id}/edit#telephone"' in page
    assert "0912" not in of_the_site and "#telephone" not in of_the_site


def test_the_latest_to_confirm_stand_first(conference):
    now = clock.now()
    a_site(conference, a_unit("Sớm"), state=S.CONFIRMED, answered_at=now.replace(hour=1))
    a_site(conference, a_unit("Muộn"), state=S.CONFIRMED, answered_at=now.replace(hour=2))
    a_site(conference, a_unit("Chính"), state=S.CONFIRMED, kind=SiteKind.MAIN)

    confirmed = standing.glance(conference.id, most_missing=0, most_confirmed=5).confirmed
    assert [site.name for site in confirmed] == ["Muộn", "Sớm"]


ODD = ["q=h%C6%B0%C6%A1ng%20kh%C3%AA", 'q="%0A', "conference_id=5", "endpoint=x", "_anchor=x&_scheme=javascript",
       "page=99", "state=x&group=%00&q=%00", "q=%E4%BD%A0&page=2"]  # fmt: skip


@pytest.mark.parametrize("part", ["", "/board"])
@pytest.mark.parametrize("asked", ODD)
def test_whatever_stands_in_the_address_the_board_is_drawn(login, secretary, conference, address, part, asked):
    sites_in(conference, [S.WAITING, S.CONFIRMED])

    page = login(secretary).get(f"{address}{part}?{asked}")

    assert page.status_code == 200
    assert 'id="site-board"' in page.text


def test_a_page_with_typed_words_renews_itself_only_when_something_changed(login, secretary, conference, address):
    site = a_site(conference, a_unit("Xã Hương Khê"), state=S.WAITING)
    browser = login(secretary)
    page = browser.get(f"{address}?q=hương khê&page=1").text
    again, stamp = re.search(r'hx-get="([^"]+)"', page)[1], re.search(r'If-None-Match": "\\"(\w+)\\""', page)[1]
    headers = {"If-None-Match": f'"{stamp}"'}

    same = browser.get(again.replace("&amp;", "&"), headers=headers)
    with transaction():
        db.session.get(Site, site.id).state = S.SEEN
    changed = browser.get(again.replace("&amp;", "&"), headers=headers)

    assert (same.status_code, changed.status_code) == (304, 200)
    assert rows_in(changed) == 1


@pytest.mark.parametrize(("state", "decided"), [(C.INVITING, True), (C.LIVE, True), (C.CONCLUDED, False)])
def test_a_wish_is_decided_on_while_the_conference_is_called_and_offered_no_longer(login, state, decided):
    conference = a_conference(state=state)
    wish = {"state": SiteState.CHANGE_REQUESTED, "answered_at": clock.now(), "change": ChangeKind.OTHER}
    site = a_site(conference, a_unit("Xã Một"), **wish)

    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/sites").text

    assert (f'href="/sites/{site.id}/decide"' in page) is decided


def test_who_cannot_be_reached_is_not_counted_among_those_to_remind_nor_who_declined_among_the_missing(login):
    conference = a_conference(state=C.INVITING)
    for name, facts in (
        ("Xã Một", {"state": SiteState.WAITING, "invited_at": clock.now()}),
        ("Xã Hai", {"state": SiteState.WAITING}),
        ("Xã Ba", {"state": SiteState.DECLINED, "invited_at": clock.now(), "answered_at": clock.now()}),
        ("Xã Bốn", {"state": SiteState.CONFIRMED, "invited_at": clock.now(), "answered_at": clock.now()}),
    ):
        a_site(conference, a_unit(name), **facts)

    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/sites").text

    head = page.partition('class="site-sum"')[2].partition("</p>")[0]
    assert "Nhắc 1 điểm cầu" in page
    assert "1 / 4 điểm cầu đã xác nhận" in head
    assert [name in head for name in ("Xã Một", "Xã Hai", "Xã Ba")] == [True, True, False]
