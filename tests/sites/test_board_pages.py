"""The board's page: who needs a person first, filters, reminders."""

import re

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import ChangeKind, LineState, Site, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import (
    a_conference,
    a_site,
    a_unit,
)
from tests.sites.make import by_name

S = SiteState


def test_the_board_opens_with_who_needs_a_person(login, secretary, conference, vu_quang):
    a_site(conference, a_unit("Xã A"), state=S.CONFIRMED)
    a_site(conference, vu_quang, state=S.WAITING)
    a_site(conference, a_unit("Xã C"), state=S.CHANGE_REQUESTED, change=ChangeKind.OTHER, answered_at=clock.now())

    page = login(secretary).get(f"/conferences/{conference.id}/sites").text

    places = [page.index(f'id="site-{by_name(conference)[name].id}"') for name in ("Xã C", "Xã Vũ Quang", "Xã A")]
    assert places == sorted(places)
    assert 'href="tel:02393814"' in page


def test_the_board_filters_by_state_and_words_without_marks(login, secretary, conference, vu_quang):
    a_site(conference, vu_quang, state=S.WAITING)
    a_site(conference, a_unit("Xã Hương Khê"), state=S.CONFIRMED)
    browser, address = login(secretary), f"/conferences/{conference.id}/sites"

    by_state, by_words = browser.get(f"{address}?state=waiting"), browser.get(f"{address}?q=huong khe")
    nothing = browser.get(f"{address}?state=nonsense&q=zzz&page=abc")

    one, other = (f'<tr id="site-{by_name(conference)[name].id}"' for name in ("Xã Vũ Quang", "Xã Hương Khê"))
    assert one in by_state.text and other not in by_state.text
    assert other in by_words.text and one not in by_words.text
    assert nothing.status_code == 200


def test_the_live_part_is_not_sent_twice(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING)
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/board"
    first = browser.get(address)

    same = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    with transaction():
        db.session.get(Site, site.id).line = LineState.GOOD
    changed = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)


def many_sites(conference, number):
    parents = [a_unit(f"Huyện {n}", kind=UnitKind.DISTRICT) for n in range(3)]
    with transaction():
        units = [
            Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE, parent_id=parents[n % 3].id)
            for n in range(number)
        ]
        db.session.add_all(units)
        db.session.flush()
        db.session.add_all(
            Site(
                conference_id=conference.id,
                unit_id=unit.id,
                name=unit.name,
                group_name=f"Huyện {n % 3}",
                state=S.CONFIRMED if n % 4 else S.WAITING,
                position=n,
            )
            for n, unit in enumerate(units)
        )


def test_pages_ask_as_often_for_one_site_as_for_three_thousand(login, secretary, queries):
    counted = {}
    for number in (1, 300, 3000):
        conference = a_conference(organiser=db.session.merge(secretary).posts[0].unit, state=C.INVITING)
        many_sites(conference, number)
        browser, base = login(secretary), f"/conferences/{conference.id}/sites"
        for address in (
            base,
            f"{base}/board",
            f"{base}/remind",
            f"{base}/print",
            f"{base}/choose",
            "/sites/mine",
        ):
            queries.clear()
            assert browser.get(address).status_code == 200
            counted.setdefault(address.replace(str(conference.id), "1"), []).append(len(queries))

    assert all(max(asked) <= 12 for asked in counted.values()), counted
    assert all(asked[2] <= asked[1] for asked in counted.values()), counted


def test_who_reminds_reads_beforehand_and_before_the_list_what_the_message_says(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING, contact_email="a@example.vn")

    page = login(secretary).get(f"/conferences/{conference.id}/sites/remind").text

    shown = page.partition('class="site-message"')[2].partition("</details>")[0]
    assert f"Nhắc xác nhận điểm cầu {site.name}: {conference.named}" in shown
    assert f"{site.name} chưa xác nhận dự" in shown and "http://localhost/x/…" in shown
    assert page.index('class="site-message"') < page.index('type="checkbox"')


def test_reminding_all_the_silent_from_the_list(login, secretary, conference, vu_quang):
    first = a_site(conference, vu_quang, state=S.WAITING, contact_email="a@example.vn")
    second = a_site(conference, a_unit("Xã B"), state=S.SEEN, contact_email="b@example.vn")
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/remind"
    listed = browser.get(address)

    some = browser.post(address, data={"site": [first.id]})
    nobody = browser.post(address, data={})
    everybody = browser.post(address, data={"site": [first.id, second.id]})

    assert "Xã Vũ Quang" in listed.text and "Xã B" in listed.text
    assert (some.status_code, nobody.status_code, everybody.status_code) == (302, 422, 302)
    assert [site.reminders for site in (first, second)] == [2, 1]


def ticks(page):
    return [int(number) for number in re.findall(r'name="site" value="(\d+)" checked', page.text)]


def buttons_of(page):
    foot = page.text.partition("nc-sticky-foot")[2].partition("</form>")[0]
    return re.findall(r"<button[^>]*>.*?<span>(.*?)</span></button>", foot)


def test_one_button_reminds_and_no_other_than_who_is_ticked(login, secretary, conference, vu_quang):
    first = a_site(conference, vu_quang, state=S.WAITING, contact_email="a@example.vn")
    second = a_site(conference, a_unit("Xã B"), state=S.SEEN, contact_email="b@example.vn")
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/remind"

    buttons = buttons_of(browser.get(address))
    browser.post(address, data={"site": [first.id], "everybody": "yes"})

    assert buttons == ["Nhắc các điểm cầu đã đánh dấu"]
    assert [site.reminders for site in (first, second)] == [1, 0]


def test_all_are_ticked_or_none_by_two_links_and_ticks_stay_after_a_refusal(login, secretary, conference, vu_quang):
    one = a_site(conference, vu_quang, state=S.WAITING, contact_email="a@example.vn")
    gone = a_site(conference, a_unit("Xã B"), state=S.CONFIRMED, contact_email="b@example.vn")
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/remind"

    shown = browser.get(address)
    everything, nothing = re.findall(r'href="([^"]+)" data-tick', shown.text)
    refused = browser.post(address, data={"site": [gone.id]})

    assert [ticks(page) for page in (shown, browser.get(nothing), browser.get(everything))] == [[one.id], [], [one.id]]
    assert (refused.status_code, ticks(refused)) == (422, [])
