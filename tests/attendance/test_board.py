import re

import pytest

from meetings.attendance import queries
from meetings.attendance.models import HeadCount
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Site, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_province, a_secretary, a_site, a_site_officer, a_unit


@pytest.fixture
def province():
    return a_province()


@pytest.fixture
def secretary(province):
    return a_secretary(province)


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


def test_the_secretariat_types_numbers_heard_on_the_telephone_into_the_sheet(login, secretary, conference, address):
    site = a_site(conference, a_unit("UBND xã A", short_name="Xã A", phone="0239 1"), name="UBND xã A")
    browser = login(secretary)
    page = browser.get(address).text
    target = re.search(rf'id="count-{site.id}" method="post" action="([^"]+)"', page)[1]

    answer = browser.post(target.replace("&amp;", "&"), data={"present": "22", "absent": "2", "version": "0"})

    assert (answer.status_code, answer.location) == (302, f"{address}#attendance-sites")
    counted = queries.head_count(site.id)
    assert (counted.present, counted.absent, counted.reported_by.name) == (22, 2, secretary.name)
    assert f'form="count-{site.id}"' not in browser.get(address).text


def test_a_number_typed_into_an_old_sheet_overwrites_nothing(login, secretary, conference):
    unit = a_unit("Xã A")
    site = a_site(conference, unit)
    target = f"/sites/{site.id}/attendance/count"
    login(a_site_officer(unit)).post(target, data={"present": "22", "version": "0"})

    late = login(secretary).post(f"{target}?sheet=1", data={"present": "30", "absent": "", "version": "0"})
    wrong = login(secretary).post(f"{target}?sheet=1", data={"present": "nhiều", "absent": "", "version": "1"})

    assert (late.status_code, wrong.status_code) == (409, 422)
    assert queries.head_count(site.id).present == 22
    assert "22 có mặt" in late.text and 'value="30"' in late.text


@pytest.mark.parametrize("state", [C.INVITING, C.ENDED, C.CONCLUDED])
def test_numbers_are_typed_into_the_sheet_only_when_they_can_be_taken(login, province, secretary, state):
    conference = a_conference(organiser=province, state=state)
    unit = a_unit("Xã A")
    site = a_site(conference, unit)

    can = [
        f'form="count-{site.id}"' in login(one).get(f"/conferences/{conference.id}/attendance").text
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
