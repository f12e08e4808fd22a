"""The extract of a unit: who reads it and what it names."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from meetings.units.models import UnitKind
from tests.directives.made import DUE, a_child, a_directive, a_giver, an_officer
from tests.make import (
    a_conference,
    a_province,
    a_secretary,
    a_site_officer,
    a_stranger,
    a_unit,
    an_administrator,
)
from tests.papers.reading import text

pytestmark = pytest.mark.usefixtures("at_noon")


def test_the_extract_of_a_unit_is_a_paper_for_who_belongs_there(login):
    given = a_directive("Đẩy mạnh CNTT", due_on=DUE)
    path = f"/directives/extract?unit={given.lead_unit_id}"

    found = [login(who).get(path) for who in (an_officer(given), a_giver(given), a_stranger())]

    assert [answer.status_code for answer in found] == [200, 200, 403]
    assert found[0].data.startswith(b"%PDF")


def test_an_extract_names_no_conference_that_its_reader_may_not_see(login):
    others = a_conference(title="Chuyện của người khác")
    given = a_directive(due_on=DUE, conference=a_conference(title="Tổng kết năm"))
    path = f"/directives/extract?unit={given.lead_unit_id}&conference="
    client = login(an_officer(given))

    asked, own = (text(client.get(f"{path}{number}").data) for number in (others.id, given.conference_id))

    assert ("Chuyện của người khác" in asked, "Hội nghị tổng kết năm" in own) == (False, True)


def test_the_register_offers_the_extract_of_the_unit_asked_for_or_of_ones_own(login):
    given = a_directive("Đẩy mạnh CNTT", due_on=DUE)
    officer, giver = login(an_officer(given)), login(a_giver(given))
    link = f"/directives/extract?unit={given.lead_unit_id}"

    pages = [officer.get("/directives"), giver.get("/directives"), giver.get(f"/directives?unit={given.lead_unit_id}")]

    assert [link in page.text for page in pages] == [True, False, True]
    assert link not in login(a_stranger()).get(f"/directives?unit={given.lead_unit_id}").text
    assert officer.get(link).data.startswith(b"%PDF")


@pytest.mark.parametrize("unit", ["", "0", "99999", "x", "%00"])
def test_an_extract_of_no_unit_is_not_there(login, unit):
    assert login(an_administrator()).get(f"/directives/extract?unit={unit}").status_code == 404


def passed_down():
    """What a commune was told at a closed conference and passed down to a division; that one's officer."""
    province = a_province()
    commune = a_unit("UBND xã Kỳ Anh", parent=province)
    division = a_unit("Phòng Văn hóa", parent=commune, kind=UnitKind.DIVISION)
    closed = a_conference(organiser=province, title="Hội nghị kín của tỉnh")
    given = a_directive(lead=commune, giver_unit=province, conference=closed, due_on=DUE)
    return a_child(given, lead=division, due_on=DUE), a_site_officer(division), a_secretary(province)


def test_no_page_or_paper_of_what_was_passed_down_names_a_conference_that_the_reader_may_not_see(login):
    child, officer, secretary = passed_down()
    extract = f"/directives/extract?unit={child.lead_unit_id}&conference={child.conference_id}"

    def named(client):
        sheet = load_workbook(BytesIO(client.get("/directives/export.xlsx").data)).active
        cells = " ".join(str(value) for row in sheet.values for value in row)
        pages = [client.get(path).text for path in ("/directives", f"/directives/{child.id}")]
        return ["kín của tỉnh" in words.casefold() for words in (*pages, cells, text(client.get(extract).data))]

    assert (named(login(officer)), named(login(secretary))) == ([False] * 4, [True] * 4)


def test_a_list_that_a_unit_draws_up_itself_stands_under_its_own_head(login):
    province = a_province()
    commune = a_unit("UBND xã Kỳ Anh", parent=province, kind=UnitKind.COMMUNE)
    given = a_directive(lead=commune, giver_unit=province, due_on=DUE)
    path = f"/directives/extract?unit={commune.id}"

    own, theirs = (text(login(who).get(path).data) for who in (a_site_officer(commune), a_secretary(province)))

    assert given.code in own and given.code in theirs
    assert ["ỦY BAN NHÂN DÂN XÃ KỲ ANH" in said for said in (own, theirs)] == [True, False]


def test_a_list_of_several_grounds_names_that_of_each(login):
    unit = a_unit("Sở Nội vụ")
    first = a_directive("Rà soát", lead=unit, due_on=DUE, source="Công văn số 12/UBND-VX")
    a_directive("Báo cáo", lead=unit, due_on=DUE, source="Chỉ thị số 03/CT-UBND")
    client = login(an_officer(first))

    said = text(client.get(f"/directives/extract?unit={unit.id}").data)

    assert "Căn cứ: Công văn số 12/UBND-VX" in said and "Căn cứ: Chỉ thị số 03/CT-UBND" in said


def test_a_list_of_one_ground_names_it_once(login):
    unit = a_unit("Sở Nội vụ")
    for words in ("Rà soát", "Báo cáo"):
        given = a_directive(words, lead=unit, due_on=DUE, source="Công văn số 12/UBND-VX")

    said = text(login(an_officer(given)).get(f"/directives/extract?unit={unit.id}").data)

    assert (said.count("Công văn số 12/UBND-VX"), "Căn cứ" in said) == (1, False)
