"""After the names were erased no page says that a list was never sent."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from meetings.attendance import list_stands, lists, naming
from meetings.attendance.models import ListStand
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Site, SiteState
from tests.make import FRIDAY, MONDAY, a_conference, a_province, a_secretary, a_site, a_site_officer, a_unit

ERASED = "Đã xóa họ tên ngày 01/03/2027, vì không còn cần; các con số vẫn giữ."


@pytest.fixture
def conference(app):
    province = a_province()
    return a_conference(organiser=province, state=C.INVITING, secretary_id=a_secretary(province).id)


@pytest.fixture
def sites(conference):
    facts = {"state": SiteState.CONFIRMED}
    named, silent = a_site(conference, a_unit("Xã Có"), **facts), a_site(conference, a_unit("Xã Không"), **facts)
    with clock.at(FRIDAY), transaction():
        naming.add(db.session.get(Site, named.id), [("Lê Văn An", "Chủ tịch")], by=None)
        lists.call(db.session.get(Conference, conference.id), quota=5, posts="Chủ tịch", by=None)
    return named, silent


@pytest.fixture
def erased(conference, sites):
    with transaction():
        db.session.get(Conference, conference.id).state = C.CONCLUDED
    with clock.at(MONDAY + timedelta(days=91)), transaction():
        lists.erase(db.session.get(Conference, conference.id))
    return sites


def test_the_board_says_whose_names_were_erased_and_who_never_sent_any(login, conference, erased):
    client = login(conference.secretary)
    page = client.get(f"/conferences/{conference.id}/delegates").text
    filtered = client.get(f"/conferences/{conference.id}/delegates?show=erased").text
    number = {one: count for one, count in _counts(conference).items() if count}

    assert ERASED in page and "Đã xóa họ tên" in page and "Chưa gửi danh sách" in page
    assert number == {ListStand.ERASED: 1, ListStand.MISSING: 1}
    assert ("Xã Có" in filtered, "Xã Không" in filtered) == (True, False)


def _counts(conference):
    return list_stands.counts(conference.id, None, list_stands.erased_at(conference))


def test_before_it_a_list_is_there_or_not(login, conference, sites):
    page = login(conference.secretary).get(f"/conferences/{conference.id}/delegates").text

    assert "Đã xóa" not in page
    assert {one: count for one, count in _counts(conference).items() if count} == {
        ListStand.COMPLETE: 1,
        ListStand.MISSING: 1,
    }


def test_the_site_s_own_page_says_it_and_that_of_the_other_that_it_sent_none(login, erased):
    pages = [login(a_site_officer(site.unit)).get(f"/sites/{site.id}/attendance").text for site in erased]

    assert [ERASED in page for page in pages] == [True, False]
    assert ["Điểm cầu chưa gửi danh sách." in page for page in pages] == [False, True]


def test_in_python_and_in_statements_it_is_the_same(conference, erased):
    states = {site.id: stand.state for site, stand in list_stands.all_stands(conference.id, None)}
    with_day = list_stands.all_stands(conference.id, None, list_stands.erased_at(conference))

    assert set(states.values()) == {ListStand.MISSING}
    assert [(site.name, stand.state) for site, stand in with_day] == [
        ("Xã Không", ListStand.MISSING),
        ("Xã Có", ListStand.ERASED),
    ]
    assert [list_stands.stand_of(db.session.get(Site, site.id)).state for site in erased] == [
        ListStand.ERASED,
        ListStand.MISSING,
    ]


def test_the_workbook_says_it_too(login, conference, erased):
    book = login(conference.secretary).get(f"/conferences/{conference.id}/delegates.xlsx").data
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(book)).worksheets[0].iter_rows()]

    assert {row[0]: row[2] for row in rows if row[0] in ("Xã Có", "Xã Không")} == {
        "Xã Có": "Đã xóa họ tên",
        "Xã Không": "Chưa gửi danh sách",
    }


def test_who_names_people_again_afterwards_has_a_list(conference, erased):
    with transaction():
        db.session.get(Conference, conference.id).state = C.INVITING
    with clock.at(FRIDAY), transaction():
        naming.add(db.session.get(Site, erased[0].id), [("Trần Thị Bình", "Chủ tịch")], by=None)

    assert list_stands.stand_of(db.session.get(Site, erased[0].id)).state is ListStand.COMPLETE
