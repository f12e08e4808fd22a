"""What a site sees of a conference that was postponed or called off, and what it never sees: drafts given up unsent."""

import html

import pytest

from meetings.base import clock
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import SiteKind
from meetings.sites.models import SiteState as S
from tests.make import a_conference, a_province, a_site, a_site_officer, a_unit


@pytest.fixture
def commune():
    return a_unit()


@pytest.fixture
def officer(login, commune):
    return login(a_site_officer(commune))


def a_call(commune, state, asked=S.CONFIRMED, *, kind=SiteKind.MEMBER, **facts):
    """The commune's site in a conference that stands so."""
    conference = a_conference(organiser=a_province(), state=state, title="Giao ban tháng 12", **facts)
    return a_site(
        conference, commune, state=asked, kind=kind, **({"answered_at": clock.now()} if asked is S.CONFIRMED else {})
    )


@pytest.mark.parametrize(
    ("state", "said", "more"),
    [
        (C.POSTPONED, "Hội nghị được hoãn", "Thời gian mới"),
        (C.CANCELLED, "Hội nghị đã hủy", "Hội nghị không diễn ra"),
    ],
)
@pytest.mark.parametrize("asked", [S.WAITING, S.CONFIRMED])
def test_the_sites_page_says_first_that_it_does_not_take_place(officer, commune, state, said, more, asked):
    site = a_call(commune, state, asked, reason="Lũ lớn trên sông Ngàn Sâu")

    page = html.unescape(officer.get(f"/sites/{site.id}").text)

    main = page[page.index("<main") :]
    assert said in main and more in main
    assert "Lũ lớn trên sông Ngàn Sâu" in main
    assert "chưa trả lời" not in main
    assert "Khai mạc" not in main
    assert f"/sites/{site.id}/self-test" not in main


def test_the_list_of_ones_sites_names_what_was_postponed_and_called_off(officer, commune):
    a_call(commune, C.POSTPONED, S.WAITING)
    a_call(commune, C.CANCELLED, S.CONFIRMED)

    page = html.unescape(officer.get("/sites/mine").text)
    coming, earlier = page[page.index("<main") :].split("Trước đây và đã hủy")

    assert "Đã hoãn" in coming and "Chờ xác nhận" not in coming
    assert "Đã hủy" in earlier and "Đã xác nhận" not in earlier


def test_a_draft_given_up_before_it_was_sent_stays_unseen(officer, commune):
    site = a_call(commune, C.CANCELLED, S.UNSENT)

    assert "Giao ban tháng 12" not in officer.get("/sites/mine").text
    assert "Giao ban tháng 12" not in officer.get("/conferences").text
    assert officer.get(f"/sites/{site.id}").status_code == 403
    assert officer.get(f"/conferences/{site.conference_id}").status_code == 403


def test_neither_does_the_main_site_of_one_learn_of_it(officer, commune):
    site = a_call(commune, C.CANCELLED, S.UNSENT, kind=SiteKind.MAIN)

    assert [officer.get(f"/sites/{site.id}{page}").status_code for page in ("", "/attendance", "/kit.pdf")] == [403] * 3


def test_the_list_of_ones_sites_names_main_ones(officer, commune):
    site = a_call(commune, C.INVITING, S.UNSENT, kind=SiteKind.MAIN)
    a_site(site.conference, state=S.WAITING)
    held = a_call(commune, C.ENDED, S.UNSENT, kind=SiteKind.MAIN)

    page = html.unescape(officer.get("/sites/mine").text)
    coming, earlier = page[page.index("<main") :].split("Trước đây và đã hủy")

    assert f'href="/sites/{site.id}"' in coming and f"/sites/{held.id}" not in coming
    assert "Điểm cầu chính" in coming and "Mở điểm cầu" in coming
    assert "Xác nhận điểm cầu" not in coming and "Xem trả lời" not in coming
    assert f'href="/sites/{held.id}"' in earlier
    assert officer.get(f"/sites/{site.id}").status_code == officer.get(f"/sites/{held.id}").status_code == 200


@pytest.mark.parametrize(("others", "listed"), [(S.WAITING, True), (S.UNSENT, False)])
def test_a_main_site_knows_of_what_was_called_off_after_the_others_were_asked(officer, commune, others, listed):
    site = a_call(commune, C.CANCELLED, S.UNSENT, kind=SiteKind.MAIN)
    a_site(site.conference, state=others)

    assert (f"/sites/{site.id}" in officer.get("/sites/mine").text) == listed
    assert officer.get(f"/sites/{site.id}").status_code == (200 if listed else 403)
