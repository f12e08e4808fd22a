import re
import time
from datetime import timedelta
from io import BytesIO
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import func, select

from meetings.accounts.models import Role
from meetings.attendance.forms import NamesForm
from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.attendance.make import a_delegate
from tests.make import (
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    an_administrator,
    saved,
)
from tests.reading import ticket_in

P = Presence


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.LIVE, title="Giao ban")


@pytest.fixture
def unit(province):
    return a_unit("Xã Vũ Quang", parent=province, phone="0239 3814")


@pytest.fixture
def site(conference, unit):
    return a_site(conference, unit, expected_count=24)


@pytest.fixture
def officer(unit):
    return a_site_officer(unit)


def presence_of(delegate):
    return db.session.scalar(select(Delegate.presence).where(Delegate.id == delegate.id))


def test_an_officer_reports_and_reads_the_report_back(login, officer, site):
    browser, address = login(officer), f"/sites/{site.id}/attendance"

    sent = browser.post(f"{address}/count", data={"present": "22", "absent": "2", "note": "Mưa", "version": "0"})
    page = browser.get(address)

    assert sent.status_code == 302
    assert officer.name in page.text and 'value="22"' in page.text and "Mưa" in page.text


def test_two_who_report_at_once_see_both_numbers_and_none_is_lost(login, officer, unit, site):
    address = f"/sites/{site.id}/attendance/count"
    login(officer).post(address, data={"present": "22", "version": "0"})
    second = login(a_site_officer(unit))

    told = second.post(address, data={"present": "20", "absent": "4", "version": "0"})
    again = second.post(address, data={"present": "20", "absent": "4", "version": "1"})

    assert told.status_code == 409
    assert officer.name in told.text and 'value="20"' in told.text and 'name="version" value="1"' in told.text
    assert (again.status_code, db.session.scalars(select(HeadCount.present)).all()) == (302, [20])


@pytest.mark.parametrize(
    ("typed", "pairs"),
    [
        ("Lê Văn An, Chủ tịch UBND xã", [("Lê Văn An", "Chủ tịch UBND xã")]),
        ("1. Lê Văn An\tChủ tịch\tghi chú\n\n2) Trần Bình", [("Lê Văn An", "Chủ tịch ghi chú"), ("Trần Bình", "")]),
        ("- Lê Văn An – Bí thư; kiêm", [("Lê Văn An", "Bí thư; kiêm")]),
        ("3\tHồ Thị Cúc\tPhó Chủ tịch", [("Hồ Thị Cúc", "Phó Chủ tịch")]),
        (" , \n;", []),
    ],
)
def test_pasted_lists_are_understood(typed, pairs):
    assert NamesForm(formdata=None, data={"people": typed}).listed() == pairs


def test_names_are_pasted_and_stand_on_the_list(login, officer, site):
    browser, address = login(officer), f"/sites/{site.id}/attendance"

    sent = browser.post(f"{address}/names", data={"people": "Lê Văn An, Chủ tịch\nTrần Thị Bình"})
    page = browser.get(address)

    assert sent.status_code == 302
    assert "Lê Văn An" in page.text and "Trần Thị Bình" in page.text


def test_a_list_with_a_fault_is_shown_on_a_page_of_its_own_and_then_corrected_and_taken_back(login, officer, site):
    browser, address = login(officer), f"/sites/{site.id}/attendance"

    shown = browser.post(f"{address}/names", data={"people": f"{'x' * 200}\n=1+1"}, follow_redirects=True)
    assert ("x" * 200 in shown.text, db.session.scalars(select(Delegate)).all()) == (True, [])
    kept = browser.post(f"{address}/names", data={"people": "Lê Văn An, Chủ tịch\nHồ Cúc"}, follow_redirects=True)

    assert (shown.status_code, "nguyên văn: “=1+1”" in shown.text, "Hồ Cúc" in kept.text) == (200, True, True)
    ticket = ticket_in(kept)
    gone = browser.post(f"{address}/names/undo", data={"ticket": ticket}, follow_redirects=True)
    assert ("Đã rút lại 2 tên." in gone.text, db.session.scalars(select(Delegate.name)).all()) == (True, [])


def test_delegates_are_found_without_marks_and_by_presence(login, officer, site):
    a_delegate(site, "Hồ Thị Cúc"), a_delegate(site, "Lê Văn An", presence=P.LATE)
    browser, address = login(officer), f"/sites/{site.id}/attendance"

    by_words, by_presence = browser.get(f"{address}?q=ho thi cuc"), browser.get(f"{address}?presence=late")

    assert "Hồ Thị Cúc</b>" in by_words.text and "Lê Văn An</b>" not in by_words.text
    assert "Lê Văn An</b>" in by_presence.text and "Hồ Thị Cúc</b>" not in by_presence.text


def test_a_mark_pressed_twice_is_kept_once_and_is_no_fault(login, officer, site):
    person = a_delegate(site)
    browser, address = login(officer), f"/delegates/{person.id}/mark"
    data = {"presence": "in_room", "version": str(person.version)}

    answers = [browser.post(address, data=data).status_code for _ in range(2)]
    other = browser.post(address, data={**data, "presence": "late"}).status_code

    assert (answers, other) == ([302, 302], 409)


def test_a_mark_leads_back_to_its_row_or_is_swapped_in_place(login, officer, site):
    person = a_delegate(site)
    browser, address = login(officer), f"/delegates/{person.id}/mark"

    whole = browser.post(address, data={"presence": "in_room", "version": "1"})
    part = browser.post(address, data={"presence": "late", "version": "2"}, headers={"HX-Request": "true"})

    assert whole.location.endswith(f"#delegate-{person.id}")
    assert part.status_code == 200 and "<html" not in part.text and 'id="delegate-counts"' in part.text
    assert presence_of(person) is P.LATE


@pytest.mark.parametrize("part", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"presence": "absent_excused", "reason": " "}, 422),
        ({"presence": "nowhere"}, 422),
        ({"presence": "late", "version": "7"}, 409),
        ({"presence": "late", "version": ""}, 422),
    ],
)
def test_a_mark_that_cannot_be_is_refused_in_words(login, officer, site, part, data, status):
    person = a_delegate(site)

    answer = login(officer).post(f"/delegates/{person.id}/mark", data={"version": "1"} | data, headers=part)

    assert answer.status_code == status
    assert len(answer.text) > 40 and person.name in answer.text
    assert presence_of(person) is P.UNMARKED


def test_all_are_marked_with_one_press_and_that_is_taken_back(login, officer, site):
    person = a_delegate(site)
    browser, address = login(officer), f"/sites/{site.id}/attendance"

    marked = browser.post(f"{address}/rest", data={"presence": "in_room"})
    offered = browser.get(marked.location)
    between = presence_of(person)
    when = re.search(r'name="when" value="([^"]+)"', offered.text).group(1)
    undone = browser.post(f"{address}/undo", data={"when": when.replace("&#43;", "+")})

    assert (between, undone.status_code, presence_of(person)) == (P.IN_ROOM, 302, P.UNMARKED)


def test_a_substitute_is_named_and_a_delegate_removed(login, officer, site):
    person, other = a_delegate(site), a_delegate(site, "Bà Hai")
    browser = login(officer)
    page = browser.get(f"/delegates/{person.id}/edit")

    browser.post(
        f"/delegates/{person.id}/edit",
        data={"name": person.name, "title": "", "substitute_name": "Bà Thay", "version": "1"},
    )
    browser.post(f"/delegates/{other.id}/remove", data={"version": "1"})
    listed = browser.get(f"/sites/{site.id}/attendance").text

    assert page.status_code == 200
    assert "Bà Thay" in listed and person.name in listed and "Bà Hai</b>" not in listed


def test_what_two_typed_about_a_delegate_is_shown_side_by_side(login, officer, site):
    person = a_delegate(site, title="Chủ tịch")
    browser, address = login(officer), f"/delegates/{person.id}/edit"
    browser.post(address, data={"name": person.name, "title": "Bí thư", "version": "1"})

    told = browser.post(address, data={"name": person.name, "title": "Phó Bí thư", "version": "1"})

    assert told.status_code == 409
    assert "Bí thư" in told.text and 'value="Phó Bí thư"' in told.text and 'name="version" value="2"' in told.text


def test_an_old_page_removes_nobody(login, officer, site):
    person = a_delegate(site)

    answer = login(officer).post(f"/delegates/{person.id}/remove", data={"version": "9"})

    assert (answer.status_code, presence_of(person)) == (409, P.UNMARKED)


def test_after_the_end_the_site_reads_and_the_secretariat_corrects(login, province, secretary, unit, officer):
    site = a_site(a_conference(organiser=province, state=C.ENDED), unit)
    data, address = {"present": "5", "version": "0"}, f"/sites/{site.id}/attendance"

    shown, refused = login(officer).get(address), login(officer).post(f"{address}/count", data=data)
    corrected = login(secretary).post(f"{address}/count", data=data)

    assert (shown.status_code, refused.status_code, corrected.status_code) == (200, 409, 302)
    assert 'name="present"' not in shown.text


def test_the_conferences_page_opens_with_who_has_not_reported(login, secretary, conference, site):
    late = a_site(conference, a_unit("Xã Muộn", phone="0239 999"), name="Xã Muộn")
    login(secretary).post(f"/sites/{site.id}/attendance/count", data={"present": "22", "absent": "1", "version": "0"})

    page = login(secretary).get(f"/conferences/{conference.id}/attendance").text

    assert page.index(late.name) < page.index("Xã Vũ Quang")
    assert "tel:0239999" in page


def test_filters_of_the_conferences_page(login, secretary, conference, site):
    a_site(conference, a_unit("Xã Muộn"), name="Xã Muộn")
    browser, address = login(secretary), f"/conferences/{conference.id}/attendance"
    browser.post(f"/sites/{site.id}/attendance/count", data={"present": "22", "version": "0"})

    reported, by_words = browser.get(f"{address}?show=reported").text, browser.get(f"{address}?q=xa muon").text
    odd = browser.get(f"{address}?show=x&page=abc&group=zzz")

    assert "Xã Vũ Quang</a>" in reported and "Xã Muộn</a>" not in reported
    assert "Xã Muộn</a>" in by_words and "Xã Vũ Quang</a>" not in by_words
    assert odd.status_code == 200


def test_who_only_takes_part_sees_sums_but_neither_telephones_nor_names(login, conference, site, officer):
    a_site(conference, a_unit("Xã Khác", phone="0239 777"), name="Xã Khác")

    page = login(officer).get(f"/conferences/{conference.id}/attendance").text

    assert "Xã Khác" in page and "0239" not in page and "attendance.xlsx" not in page


def test_the_live_part_is_not_sent_twice(login, secretary, conference, site):
    browser, address = login(secretary), f"/conferences/{conference.id}/attendance/board"
    first = browser.get(address)

    same = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    browser.post(f"/sites/{site.id}/attendance/count", data={"present": "22", "version": "0"})
    changed = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)


@pytest.mark.parametrize(("days", "is_said"), [(3, True), (0, False)])
def test_before_its_day_the_sheet_says_that_attendance_is_taken_on_the_day(login, days, is_said):
    conference = a_conference(state=C.READY, starts_at=clock.now() + timedelta(days=days))
    secretary = a_secretary(conference.organiser)

    page = login(secretary).get(f"/conferences/{conference.id}/attendance").text

    assert ("Điểm danh thực hiện trong ngày họp" in page) == is_said


def test_the_sheet_is_taken_away_as_workbook_and_paper(login, secretary, conference, site):
    a_delegate(site, "=SUM(1)", title="+84")
    browser, address = login(secretary), f"/conferences/{conference.id}/attendance"

    workbook, paper = browser.get(f"{address}.xlsx"), browser.get(f"{address}.pdf")

    sheets = load_workbook(BytesIO(workbook.data))
    cell = sheets.worksheets[2]["C2"]
    assert (cell.value, cell.data_type) == ("=SUM(1)", "s")
    assert paper.data.startswith(b"%PDF-")


def many_sites(conference, number):
    with transaction():
        units = [Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE) for n in range(number)]
        db.session.add_all(units)
        db.session.flush()
        sites = [
            Site(
                conference_id=conference.id,
                unit_id=unit.id,
                name=unit.name,
                group_name=f"Huyện {n % 3}",
                state=SiteState.CONFIRMED,
                position=n,
            )
            for n, unit in enumerate(units)
        ]
        db.session.add_all(sites)
        db.session.flush()
        db.session.add_all(
            Delegate(site_id=site.id, name=f"Ông {n}", presence=P.IN_ROOM) for n, site in enumerate(sites) if n % 2
        )
        return sites[0].id


def test_pages_ask_as_often_for_one_site_as_for_three_thousand(login, secretary, queries):
    counted = {}
    for number in (1, 300, 3000):
        conference = a_conference(organiser=db.session.merge(secretary).posts[0].unit, state=C.LIVE)
        site_id = many_sites(conference, number)
        browser, base = login(secretary), f"/conferences/{conference.id}/attendance"
        pages = {
            "sheet": base,
            "board": f"{base}/board",
            "site": f"/sites/{site_id}/attendance",
            "xlsx": f"{base}.xlsx",
        }
        for name, address in pages.items():
            queries.clear()
            assert browser.get(address).status_code == 200
            counted.setdefault(name, []).append(len(queries))

    assert all(max(asked) <= 12 for asked in counted.values()), counted
    assert all(asked[2] <= asked[1] for asked in counted.values()), counted


def test_a_site_with_many_delegates_asks_as_often_as_one_with_none(login, officer, site, queries):
    browser, counted = login(officer), []
    for number in (0, 300):
        with transaction():
            db.session.add_all(Delegate(site_id=site.id, name=f"Ông {n}", position=n) for n in range(number))
        queries.clear()
        page = browser.get(f"/sites/{site.id}/attendance").text
        counted.append(len(queries))

    assert len(re.findall(r'<li id="delegate-\d+"', page)) == 50
    assert counted[1] <= counted[0] + 1 <= 12


# who may

SEE = [("GET", "/conferences/{c}/attendance"), ("GET", "/conferences/{c}/attendance/board")]
TAKE = [("GET", "/conferences/{c}/attendance.pdf"), ("GET", "/conferences/{c}/attendance.xlsx")]
LOOK = [("GET", "/sites/{s}/attendance")]
REPORT = [
    ("POST", "/sites/{s}/attendance/count"),
    ("POST", "/sites/{s}/attendance/names"),
    ("POST", "/sites/{s}/attendance/rest"),
    ("POST", "/sites/{s}/attendance/undo"),
    ("POST", "/delegates/{d}/mark"),
    ("GET", "/delegates/{d}/edit"),
    ("POST", "/delegates/{d}/edit"),
    ("POST", "/delegates/{d}/remove"),
]
ALL = SEE + TAKE + LOOK + REPORT


@pytest.fixture
def scene(conference, site, unit):
    return {"c": conference.id, "s": site.id, "d": a_delegate(site).id, "unit": unit}


def status(client, method, address, scene):
    return client.open(address.format(**scene), method=method).status_code


@pytest.mark.parametrize(("method", "address"), ALL)
def test_strangers_and_people_of_other_units_are_turned_away(login, client, scene, method, address):
    others = [a_stranger(), a_site_officer(), a_leader(), a_secretary(a_province())]

    assert [status(login(person), method, address, scene) for person in others] == [403] * 4
    assert status(client, method, address, scene) in (302, 401)


@pytest.mark.parametrize(("method", "address"), TAKE + REPORT)
def test_a_member_of_the_unit_looks_and_changes_nothing(login, scene, method, address):
    assert status(login(a_user(Role.MEMBER, scene["unit"])), method, address, scene) == 403


@pytest.mark.parametrize(("method", "address"), SEE + LOOK)
def test_who_takes_part_looks(login, scene, method, address):
    people = [a_site_officer(scene["unit"]), a_user(Role.MEMBER, scene["unit"]), an_administrator()]

    assert [status(login(person), method, address, scene) for person in people] == [200] * 3


@pytest.mark.parametrize(("method", "address"), ALL)
def test_guessed_numbers_lead_nowhere(login, secretary, method, address):
    assert status(login(secretary), method, address, {"c": 9**9, "s": 9**9, "d": 9**9}) == 404


def test_another_sites_officer_marks_nobody_here(login, conference, site):
    person, other = a_delegate(site), a_unit("Xã Khác")
    a_site(conference, other)

    answer = login(a_site_officer(other)).post(
        f"/delegates/{person.id}/mark", data={"presence": "late", "version": "1"}
    )

    assert (answer.status_code, presence_of(person)) == (403, P.UNMARKED)


# bad input

TEXT = st.text(max_size=80) | st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "22",
        "99999999",
        "1e3",
        "late",
        "absent_excused",
        "in_room",
        "2026-11-30T00:30:00+00:00",
        "a,b\nc",
    ]
)
NAMES = "present absent note version people presence reason when name title substitute_name substitute_title".split()
POSTS = [address for method, address in REPORT if method == "POST"]


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("part", [{}, {"HX-Request": "true"}])
@settings(max_examples=12, deadline=None)
@given(data=st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=10))
def test_whatever_is_typed_is_answered_in_words(login, secretary, scene, address, part, data):
    where = address.format(**(dict(scene) | {"d": a_delegate(db.session.get(Site, scene["s"])).id}))

    answer = login(secretary).post(where, data=data, headers=part)

    assert answer.status_code in (200, 302, 400, 409, 422)
    if answer.status_code >= 400:
        assert len(answer.text) > 40


@pytest.mark.parametrize(
    ("act", "data", "kept"),
    [
        ("count", {"present": "nhiều", "note": "Mưa to", "version": "0"}, "Mưa to"),
        ("count", {"present": "-4", "version": "0"}, "-4"),
        ("count", {"present": "3"}, "3"),
        ("names", {"people": " ; "}, ""),
        ("rest", {"presence": "absent_excused"}, ""),
        ("undo", {"when": "hôm qua"}, ""),
    ],
)
def test_a_wrong_answer_is_shown_again_and_nothing_changes(login, officer, site, act, data, kept):
    answer = login(officer).post(f"/sites/{site.id}/attendance/{act}", data=data)

    assert answer.status_code == 422
    assert kept in answer.text
    assert db.session.scalar(select(func.count()).select_from(HeadCount)) == 0
    assert db.session.scalar(select(func.count()).select_from(Delegate)) == 0


def test_the_main_site_is_counted_like_any_other(login, secretary, conference, province):
    main = a_site(conference, province, kind=SiteKind.MAIN)

    answer = login(secretary).post(f"/sites/{main.id}/attendance/count", data={"present": "40", "version": "0"})

    assert answer.status_code == 302


def test_of_two_who_take_a_name_off_at_once_the_second_reads_that_it_is_gone(app, login, secretary, site):
    person = saved(Delegate(site_id=site.id, name="Lê Văn An"))
    number, browser = person.id, login(secretary)
    db.session.rollback()

    def first():
        with app.app_context(), transaction():
            db.session.delete(db.session.get(Delegate, number))
            db.session.flush()
            time.sleep(0.5)

    other = Thread(target=first)
    other.start()
    time.sleep(0.2)
    answer = browser.post(f"/delegates/{number}/remove", data={"version": "1"})
    other.join()

    assert (answer.status_code, db.session.get(Delegate, number)) == (404, None)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_that_no_clock_in_utc_shows_is_none(login, secretary, site, when):
    page = f"/sites/{site.id}/attendance"

    shown = login(secretary).get(page, query_string={"undo": when})
    sent = login(secretary).post(f"{page}/undo", data={"when": when})

    assert (shown.status_code, sent.status_code) == (200, 422)
