import re

import pytest

from meetings.attendance import queries
from meetings.attendance.models import HeadCount
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Site, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_site, a_site_officer, a_unit


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.LIVE)


@pytest.fixture
def address(conference):
    return f"/conferences/{conference.id}/attendance"


def sites_in(conference, reports, parents=1):
    """A site for each of the reports: a number present, or None where nothing is reported."""
    with transaction():
        units = [Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE) for n in range(len(reports))]
        db.session.add_all(units)
        db.session.flush()
        facts = {"conference_id": conference.id, "state": SiteState.CONFIRMED}
        sites = [
            Site(unit_id=unit.id, name=unit.name, group_name=f"Huyện {n % parents}", position=n, **facts)
            for n, unit in enumerate(units)
        ]
        db.session.add_all(sites)
        db.session.flush()
        db.session.add_all(
            HeadCount(site_id=site.id, present=present, reported_at=conference.starts_at)
            for site, present in zip(sites, reports, strict=True)
            if present is not None
        )


def rows_in(page):
    return len(re.findall(r'<tr id="report-\d+"', page.text))


def test_who_has_reported_shrinks_to_a_few_rows_and_a_count(login, secretary, conference, address):
    sites_in(conference, [None] * 9 + [20] * 61)
    browser = login(secretary)

    first, reported = browser.get(address), browser.get(f"{address}?show=reported")

    assert rows_in(first) == 9 + 7
    assert "Xem thêm 54 điểm cầu đã báo cáo" in first.text
    assert rows_in(reported) == 50


def test_above_sixty_sites_the_parents_that_lack_reports_are_tiles(login, secretary, conference, address):
    sites_in(conference, [None if n % 3 == 1 else 20 for n in range(90)], parents=3)

    page = login(secretary).get(address).text

    assert re.findall(r'class="site-tile"[^>]*><b>([^<]*)</b>\s*<span>([^<]*)<', page) == [("Huyện 1", "thiếu 30")]
    assert "2 đơn vị đã đủ" in page


def communes_in(conference, *names):
    return [a_site(conference, a_unit(f"UBND {name}", short_name=name), name=f"UBND {name}") for name in names]


def counted(*sites):
    db.session.rollback()
    found = [queries.head_count(site.id) for site in sites]
    return [(one.present, one.absent) if one else None for one in found]


def test_the_secretariat_types_numbers_heard_on_the_telephone_and_one_button_records_them_all(
    login, secretary, conference, address
):
    a, b, c = communes_in(conference, "Xã A", "Xã B", "Xã C")
    browser = login(secretary)
    page = browser.get(f"{address}?show=missing").text
    form = re.search(r'<form id="counts"[^>]* action="([^"]+)"', page)[1]
    names = re.findall(r'form="counts" name="([a-z]+-[0-9]+)"', page)
    sent = dict.fromkeys(names, "") | {f"present-{a.id}": "22", f"absent-{a.id}": "2", f"present-{b.id}": "9"}

    answer = browser.post(form, data=sent, follow_redirects=True)

    assert (answer.request.args.get("show"), "Đã ghi số của 2 điểm cầu" in answer.text) == ("missing", True)
    assert counted(a, b, c) == [(22, 2), (9, 0), None]
    assert queries.head_count(a.id).reported_by.name == secretary.name
    assert set(re.findall(r'form="counts" name="[a-z]+-([0-9]+)"', answer.text)) == {str(c.id)}


@pytest.mark.parametrize(("wrong", "status"), [("nhiều", 422), ("-1", 422), ("999999", 422)])
def test_one_number_that_cannot_be_records_none_and_loses_none(login, secretary, conference, address, wrong, status):
    a, b = communes_in(conference, "Xã A", "Xã B")
    data = {f"present-{a.id}": "22", f"absent-{a.id}": "", f"present-{b.id}": wrong, f"absent-{b.id}": "7"}

    answer = login(secretary).post(address, data=data)

    assert (answer.status_code, counted(a, b)) == (status, [None, None])
    assert [f'value="{one}"' in answer.text for one in ("22", wrong, "7")] == [True] * 3
    assert "Xin xem lại: Xã B" in answer.text


def test_numbers_far_above_the_expected_are_named_and_recorded_with_the_others_once_they_are_meant(
    login, secretary, conference, address
):
    a, b = communes_in(conference, "Xã A", "Xã B")
    data, browser = {f"present-{a.id}": "22", f"present-{b.id}": "2200"}, login(secretary)

    asked = browser.post(address, data=data)
    nothing = counted(a, b)
    done = browser.post(address, data=data | {"sure": "y"})

    assert (asked.status_code, nothing, "Xã B 2.200 + 0" in asked.text) == (422, [None, None], True)
    assert "Xã A 22" not in asked.text and re.search(r'<input[^>]*form="counts"[^>]*name="sure"', asked.text)
    assert (done.status_code, counted(a, b)) == (302, [(22, 0), (2200, 0)])


def test_a_site_that_reported_meanwhile_is_not_overwritten_and_the_other_numbers_stay(
    login, secretary, conference, address
):
    a, b = communes_in(conference, "Xã A", "Xã B")
    login(a_site_officer(a.unit)).post(f"/sites/{a.id}/attendance/count", data={"present": "22", "version": "0"})

    answer = login(secretary).post(address, data={f"present-{a.id}": "30", f"present-{b.id}": "8"})

    assert (answer.status_code, counted(a, b)) == (409, [(22, 0), None])
    assert ("Xã A vừa báo cáo: 22 có mặt" in answer.text, 'value="8"' in answer.text) == (True, True)


def test_nothing_typed_and_sites_of_others_are_refused(login, secretary, conference, address, province):
    [mine], [other] = communes_in(conference, "Xã A"), communes_in(a_conference(organiser=province, state=C.LIVE), "B")

    answers = [
        login(secretary).post(address, data=data).status_code
        for data in ({}, {f"present-{mine.id}": ""}, {f"present-{other.id}": "5"}, {"present-x": "5", "present-": "1"})
    ]

    assert (answers, counted(mine, other)) == ([422] * 4, [None, None])


@pytest.mark.parametrize("state", [C.INVITING, C.ENDED, C.CONCLUDED])
def test_numbers_are_typed_into_the_sheet_only_when_they_can_be_taken(login, province, secretary, state):
    conference = a_conference(organiser=province, state=state)
    unit = a_unit("Xã A")
    site = a_site(conference, unit)

    can = [
        f'form="counts" name="present-{site.id}"' in login(one).get(f"/conferences/{conference.id}/attendance").text
        for one in (secretary, a_site_officer(unit))
    ]

    assert can == [state is C.ENDED, False]


ODD = [
    "q=h%C6%B0%C6%A1ng%20kh%C3%AA",
    'q="%0A',
    "conference_id=5",
    "endpoint=x",
    "_anchor=x",
    "page=99",
    "group=%00&q=%00",
]


@pytest.mark.parametrize("part", ["", "/board"])
@pytest.mark.parametrize("asked", ODD)
def test_whatever_stands_in_the_address_the_sheet_is_drawn(login, secretary, conference, address, part, asked):
    sites_in(conference, [None, 20])

    page = login(secretary).get(f"{address}{part}?{asked}")

    assert page.status_code == 200
    assert 'id="attendance-board"' in page.text
