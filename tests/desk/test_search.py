"""Search finds without marks, and only what the person may see."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.base.db import db, transaction
from meetings.conferences.models import Conference, ConferenceKind, ConferenceState
from meetings.desk import finding
from meetings.directives import issuing as directives
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_stranger, a_unit, a_user
from tests.registry.test_actions import released


@pytest.fixture
def conference():
    conference = a_conference(title="Tổng kết Hương Khê", state=ConferenceState.INVITING)
    a_site(conference, a_unit("UBND xã Đức Thọ"))
    return conference


def test_found_without_marks(login, conference):
    client = login(a_secretary(conference.organiser))

    for words in ("huong khe", "HƯƠNG KHÊ", "tong  ket huong"):
        assert "Tổng kết Hương Khê" in client.get("/search", query_string={"q": words}).text
    assert "UBND xã Đức Thọ" in client.get("/search?q=duc tho").text


def test_strangers_find_neither_conference_nor_site_nor_directive(conference):
    stranger = a_stranger()

    assert finding.conferences(stranger, "huong khe") == finding.sites(stranger, "duc tho") == []


def test_a_directive_is_found_by_those_it_concerns(conference):
    unit = a_unit()
    with transaction():
        directives.give("Rà soát quy hoạch", lead_unit=unit, giver_unit=conference.organiser, by=None)

    assert [row.text for row in finding.directives(a_user(unit=unit), "ra soat")] == ["Rà soát quy hoạch"]
    assert finding.directives(a_stranger(), "ra soat") == []


def test_nothing_found_says_so(login, conference):
    answer = login(a_stranger()).get("/search?q=xyz")

    assert (answer.status_code, "nc-empty" in answer.text) == (200, True)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(login, conference, words):
    answer = login(a_secretary(conference.organiser)).get("/search", query_string={"q": words})

    assert answer.status_code == 200


def test_statements_do_not_grow(login, conference, queries):
    client, counts = login(a_secretary(conference.organiser)), []
    for start, rows in ((0, 1), (1, 60)):
        with transaction():
            for number in range(start, start + rows):
                facts = dict(kind=ConferenceKind.BRIEFING, starts_at=MONDAY, ends_at=MONDAY, created_at=MONDAY)
                organiser = conference.organiser_id
                db.session.add(Conference(title="huong khe", uid=f"s{number}", organiser_id=organiser, **facts))
        queries.clear()
        client.get("/search?q=huong khe")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_a_replaced_paper_stands_behind_the_one_that_holds_and_says_so(login, conference):
    first = released(conference, subject="Giấy mời dự Tổng kết")
    second = released(conference, subject="Giấy mời dự Tổng kết", supersedes=first)
    later = released(conference, subject="Giấy mời dự Tổng kết khác", supersedes=None)
    client = login(a_secretary(conference.organiser))

    found = finding.papers(a_secretary(conference.organiser), "giay moi")
    page = client.get("/search?q=giay moi").text

    assert [paper.symbol for paper in found] == [later.symbol, second.symbol, first.symbol]
    assert page.count(f"Đã được thay thế bằng {second.symbol}") == 1


def test_words_that_stand_together_as_typed_come_before_later_ones_that_hold_them_apart(login):
    organiser = a_unit()
    secretary = a_secretary(organiser)
    a_conference(title="Triển khai hạ tầng số", organiser=organiser, starts_at=MONDAY)
    for month in range(finding.SHOWN + 1):
        later = MONDAY + timedelta(days=30 * (month + 1))
        a_conference(title="Số liệu tầng trên cơ quan hạ giá", organiser=organiser, starts_at=later)

    found = finding.conferences(secretary, "Hạ tầng số")

    assert [one.title for one in found][:2] == ["Triển khai hạ tầng số", "Số liệu tầng trên cơ quan hạ giá"]
