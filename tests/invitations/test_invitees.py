"""Who is invited in the letter, where the sites have changed since it was begun."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.invitations import actions, invitees, queries
from meetings.series import copying
from meetings.sites import actions as sites
from meetings.units.models import UnitKind
from tests.make import MONDAY, a_conference, a_site, a_unit
from tests.series.make import a_template


@pytest.fixture
def copied(province, secretary):
    """A copy of a conference of three communes: one was dropped since, a ward and a department were added."""
    source = a_conference(organiser=province, secretary_id=secretary.id)
    names = ("Đức Quang", "Đức Thịnh", "Đức Đồng")
    communes = [a_unit(f"UBND xã {name}", parent=province, position=place) for place, name in enumerate(names)]
    for unit in communes:
        a_site(source, unit)
    more = [
        a_unit("UBND phường Trần Phú", kind=UnitKind.WARD, parent=province, position=5),
        a_unit("Sở Nội vụ", kind=UnitKind.DEPARTMENT, parent=province, position=6),
    ]
    with transaction():
        source = db.session.get(Conference, source.id)
        actions.start(source, by=secretary)
        day = MONDAY + timedelta(days=28)
        copy = copying.copy(source, starts_at=day, ends_at=day + timedelta(hours=3), by=secretary)
        sites.choose(copy, [unit.id for unit in (*communes[1:], *more)], by=secretary)
        return copy.id


def letter_of(number):
    return queries.letter(number)


def post(browser, number, **typed):
    letter = letter_of(number)
    facts = {"subject": letter.subject, "attendees": letter.attendees, "version": letter.version}
    return browser.post(f"/conferences/{number}/invitation", data=facts | typed)


def test_whom_a_copied_letter_invites_too_much_and_too_little_is_said_on_its_page_and_before_it_is_sent(
    login, secretary, copied
):
    gone, lacking = "Lãnh đạo UBND xã Đức Quang", "UBND phường Trần Phú; Sở Nội vụ"
    said = [f"đã bỏ khỏi các điểm cầu: {gone}.", f"chưa có trong thành phần mời: {lacking}."]
    browser = login(secretary)

    shown = [browser.get(f"/conferences/{copied}/{page}").text for page in ("invitation", "send")]
    post(browser, copied, anew="1")
    after = [browser.get(f"/conferences/{copied}/{page}").text for page in ("invitation", "send")]

    assert [[words in page for words in said] for page in (*shown, *after)] == [[True] * 2] * 2 + [[False] * 2] * 2
    assert letter_of(copied).attendees.splitlines() == [
        "Lãnh đạo UBND xã Đức Thịnh",
        "Lãnh đạo UBND xã Đức Đồng",
        "Lãnh đạo UBND phường Trần Phú",
        "Lãnh đạo Sở Nội vụ",
    ]


def test_written_anew_the_lines_of_ones_own_stay_where_they_stood(login, secretary, copied):
    typed = (
        "Thường trực Tỉnh ủy\nLãnh đạo UBND xã Đức Quang\nGiám đốc Sở Nội vụ;\nLãnh đạo UBND xã Đức Thịnh\nBáo Hà Tĩnh"
    )

    post(login(secretary), copied, attendees=typed, subject="Dự họp", anew="1")

    letter = letter_of(copied)
    assert letter.subject == "Dự họp"
    assert letter.attendees.splitlines() == [
        "Thường trực Tỉnh ủy",
        "Lãnh đạo UBND xã Đức Thịnh",
        "Lãnh đạo UBND xã Đức Đồng",
        "Lãnh đạo UBND phường Trần Phú",
        "Giám đốc Sở Nội vụ;",
        "Báo Hà Tĩnh",
    ]
    assert invitees.misfit(letter) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lãnh đạo các đơn vị có điểm cầu", None),
        ("Lãnh đạo Sở Tài chính", None),
        ("Lãnh đạo các xã, phường\nLãnh đạo Sở Nội vụ", None),
        ("Lãnh đạo các xã\nLãnh đạo UBND xã Đức Quang", (["Lãnh đạo UBND xã Đức Quang"], [])),
        (
            "Chủ tịch UBND xã Đức Thịnh, UBND xã Đức Đồng\nLãnh đạo Sở Nội vụ",
            ([], ["UBND phường Trần Phú"]),
        ),
    ],
)
def test_a_letter_that_names_groups_or_others_is_left_in_peace(login, secretary, copied, text, found):
    post(login(secretary), copied, attendees=text)

    assert invitees.misfit(letter_of(copied)) == found


@pytest.fixture
def short(province, secretary):
    """A conference of two departments and an office: the department whose name ends the office's was dropped."""
    names = ("Sở Y tế", "Sở Nội vụ", "Văn phòng Sở Y tế")
    units = [
        a_unit(name, kind=UnitKind.DEPARTMENT, parent=province, position=place) for place, name in enumerate(names)
    ]
    conference = a_conference(organiser=province, secretary_id=secretary.id)
    for unit in units:
        a_site(conference, unit)
    with transaction():
        here = db.session.get(Conference, conference.id)
        actions.start(here, by=secretary)
        sites.choose(here, [unit.id for unit in units[1:]], by=secretary)
    return conference.id


OWN = (
    "- Thường trực Tỉnh ủy, HĐND, v.v.\n{}Lãnh đạo Sở Nội vụ\nLãnh đạo Văn phòng Sở Y tế\n"
    "Giám đốc Trung tâm Kiểm soát bệnh tật, Sở Y tế\nTrưởng phòng, Sở Nội vụ\nĐại diện UBND TP."
)


def test_written_anew_a_line_of_ones_own_stays_as_it_was_typed_though_it_names_a_unit_without_a_site(
    login, secretary, short
):
    post(login(secretary), short, attendees=OWN.format("- Lãnh đạo Sở Y tế;\n"), anew="1")

    assert letter_of(short).attendees == OWN.format("")


def test_who_is_invited_rightly_is_not_called_gone_for_the_end_of_his_units_name(login, secretary, short):
    post(login(secretary), short, attendees="Lãnh đạo Sở Y tế\nLãnh đạo Sở Nội vụ\nLãnh đạo Văn phòng Sở Y tế")

    assert invitees.misfit(letter_of(short)) == (["Lãnh đạo Sở Y tế"], [])


def test_papers_that_the_template_expects_and_that_are_lacking_are_named_before_it_is_sent(login, province, secretary):
    template, browser = a_template(province, papers=("Báo cáo tổng hợp", "Tờ trình")), login(secretary)
    browser.post("/templates/use", data={"template": template.id, "day": "25/12/2026"})
    number = db.session.scalar(select(Conference.id))

    page = browser.get(f"/conferences/{number}/send").text

    assert [f"tài liệu hiện chưa có: {name}." in page for name in ("Báo cáo tổng hợp", "Tờ trình")] == [True, True]
