"""The register of directives: what is late on top, filters in the address, sums, urging many, the sheet."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.directives import issuing, queries, register
from meetings.directives.asked import Asked
from meetings.directives.models import Directive, DirectiveState
from meetings.notices.models import Notice
from meetings.units.models import UnitKind
from tests.directives.made import DUE, NOON, a_child, a_directive, a_giver, address, an_officer, fresh, sent
from tests.make import MONDAY, a_conference, a_leader, a_province, a_secretary, a_unit, a_user

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState


def test_the_register_shows_what_is_late_on_top_and_counts_it(login):
    province = a_province()
    facts = dict(giver_unit=province)
    a_directive("In good time", due_on=DUE + timedelta(days=60), **facts)
    a_directive("Soon due", due_on=date(2026, 12, 9), **facts)
    with clock.at(NOON - timedelta(days=20)):
        a_directive("Long over", due_on=date(2026, 12, 1), **facts)

    page = login(a_secretary(province)).get("/directives").text

    assert page.index("Long over") < page.index("Soon due") < page.index("In good time")
    assert page.count("<small>lâu nhất 6 ngày</small>") == 1


def test_what_is_late_and_waits_for_somebody_elses_word_is_named_where_it_is_counted():
    province = a_province()
    department = a_unit("Sở X", parent=province, kind=UnitKind.DEPARTMENT)
    division = a_unit("Phòng Y", parent=department, kind=UnitKind.DIVISION)
    leader = a_leader(province)
    a_directive("Returned", lead=division, giver_unit=department, due_on=date(2026, 12, 8), state=S.RETURNED)

    with clock.at(NOON + timedelta(days=10)):
        counted, named = queries.counts_of_followed(fresh(leader)), queries.given_urgent(fresh(leader))

    assert (counted["overdue"], [one.text for one in named]) == (1, ["Returned"])


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=dai+ly", {"over"}),
        ("bucket=overdue", {"over"}),
        ("bucket=done", {"done"}),
        ("state=assigned", {"over", "far"}),
        ("official=done_on_time", {"done"}),
        ("official=open_overdue", {"over"}),
        ("due_from=01/01/2027", {"far"}),
        ("due_to=2026-12-10", {"over"}),
        ("side=ours", {"over", "far", "done"}),
        ("side=mine", set()),
        ("sort=unit", {"over", "far", "done"}),
        ("sort=nonsense&bucket=x&unit=y&due_from=31/02/2026&page=-1&under=%00", {"over", "far", "done"}),
    ],
)
def test_every_filter_lives_in_the_address(login, asked, shown):
    province = a_province()
    with clock.at(NOON - timedelta(days=20)):
        a_directive("Kiểm tra đại lý (over)", due_on=date(2026, 12, 1), giver_unit=province)
    a_directive("Quy hoạch (far)", due_on=date(2027, 1, 31), giver_unit=province)
    a_directive("Bưu điện (done)", state=S.DONE, giver_unit=province)

    page = login(a_user(Role.LEADER, province)).get(f"/directives?{asked}").text

    assert {name for name in ("over", "far", "done") if f"({name})" in page} == shown


def test_filters_by_unit_conference_and_giver(login):
    province = a_province()
    conference = a_conference(organiser=province)
    one = a_directive("First", giver_unit=province, conference=conference)
    a_directive("Second", giver_unit=province)
    client = login(a_secretary(province))

    for asked in (f"unit={one.lead_unit_id}", f"conference={conference.id}"):
        page = client.get(f"/directives?{asked}").text
        assert ("First" in page, "Second" in page) == (True, False)
    assert "First" in client.get(f"/directives?giver={province.id}").text


def test_a_conference_is_chosen_by_its_day_and_what_tells_it_from_others_the_latest_first(login):
    province = a_province()
    for day, title in ((29, "Hội nghị trực tuyến giao ban tháng 11"), (30, "Hội nghị trực tuyến chuyển đổi số")):
        met = a_conference(title=title, organiser=province, starts_at=MONDAY.replace(day=day))
        a_directive(giver_unit=province, conference=met)

    page = login(a_secretary(province)).get("/directives").text

    choice = page.partition('name="conference"')[2].partition("</select>")[0]
    assert re.findall(r">([^<>]+)</option>", choice)[1:] == ["30/11/2026 Chuyển đổi số", "29/11/2026 Giao ban tháng 11"]


@pytest.fixture
def two_givers():
    """A chair who gave two, his deputy of the same name who gave one, and a chair elsewhere; all in one province."""
    province = a_province()
    chair, deputy = (a_leader(province, name="Nguyễn Hồng Lĩnh") for _ in range(2))
    for text, giver in (("First", chair), ("Second", deputy), ("Third", chair)):
        a_directive(text, giver_unit=province, giver=giver)
    return province, chair, deputy


def given(page):
    return [text for text in ("First", "Second", "Third") if text in page]


def test_what_one_person_gave_is_asked_for_on_page_sheet_and_in_the_sums(login, two_givers):
    province, chair, deputy = two_givers
    client = login(a_secretary(province))

    pages = [client.get(f"/directives?by={one.id}").text for one in (chair, deputy)]
    sheet = load_workbook(BytesIO(client.get(f"/directives/export.xlsx?by={chair.id}").data)).active
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row]

    assert [given(page) for page in pages] == [["First", "Third"], ["Second"]]
    assert [f'value="{chair.id}" selected' in page for page in pages] == [True, False]
    assert given(told) == ["First", "Third"]
    assert register.totals(fresh(chair), Asked(by=chair.id)).all == 2
    assert f"by={chair.id}" in pages[0].partition("export.xlsx")[2][:40]
    assert pages[0].count(f"{chair.name}, {chair.posts[0].title}</option>") == 2


def test_of_many_givers_the_name_is_typed_instead_of_chosen(login, two_givers, monkeypatch):
    province, chair, deputy = two_givers
    client = login(a_secretary(province))
    monkeypatch.setattr(register, "MOST_CHOICES", 1)

    pages = [client.get(f"/directives?{asked}").text for asked in ("by_name=HONG+LINH", "by_name=ai+khac", "")]

    assert [given(page) for page in pages] == [["First", "Second", "Third"], [], ["First", "Second", "Third"]]
    assert ['id="ask-by"' in page or 'id="ask-by-name"' not in page for page in pages] == [False] * 3
    assert 'value="HONG LINH"' in pages[0]


def test_words_find_a_directive_by_its_unit_too_without_marks(login):
    province = a_province()
    for name in ("UBND xã Hương Khê", "UBND xã Vũ Quang"):
        a_directive(f"Việc của {name[-8:]}", giver_unit=province, lead=a_unit(name, parent=province))
    client = login(a_secretary(province))

    for asked in ("q=huong+khe", "lead=HUONG+KHE"):
        page = client.get(f"/directives?{asked}").text
        assert ("Việc của ương Khê" in page, "Việc của Vũ Quang" in page) == (True, False)


def test_of_many_units_the_name_is_typed_instead_of_chosen(login, monkeypatch):
    province = a_province()
    for _ in range(3):
        a_directive(giver_unit=province, conference=a_conference(organiser=province))
    client = login(a_secretary(province))

    few = client.get("/directives").text
    monkeypatch.setattr(register, "MOST_CHOICES", 2)
    many = client.get("/directives").text

    shown = [('id="ask-unit"' in page, 'id="ask-lead"' in page) for page in (few, many)]
    assert shown == [(True, False), (False, True)]


@pytest.mark.parametrize("asked", ["", "?sort=newest", "?bucket=in_time", "?q=words", "?side=mine"])
def test_the_number_of_rows_is_that_of_the_rows(login, app, asked):
    parent = a_directive("Words", due_on=DUE, state=S.ACCEPTED)
    for _ in range(3):
        a_child(parent, "Words", due_on=DUE)
    a_directive("Words", lead=parent.lead_unit, giver_unit=parent.giver_unit, state=S.DONE)
    person = fresh(a_giver(parent))

    found = Asked.of(dict(part.split("=") for part in asked.lstrip("?").split("&") if part))

    rows = db.session.scalars(register.rows(person, found)).all()
    assert register.totals(person, found).rows == len(rows)
    assert login(person).get(f"/directives{asked}").text.count('directives-level-1"') == len(rows)


def test_a_child_stands_below_its_parent_and_by_itself_when_asked_for(login):
    parent = a_directive("The parent", due_on=DUE, state=S.ACCEPTED)
    child = a_child(parent, "The child", due_on=DUE)
    client = login(a_giver(parent))

    closed = client.get("/directives").text
    opened = client.get(f"/directives?open={parent.id}").text
    branch = client.get(address(parent, "children")).text
    asked = client.get("/directives?q=child").text

    assert ["The child" in page for page in (closed, opened, branch, asked)] == [False, True, True, True]
    assert "The parent" not in branch
    assert f'id="d{child.id}"' in opened


def test_what_was_passed_down_is_hidden_from_a_coordinating_unit(login):
    department = a_unit(kind=UnitKind.DEPARTMENT)
    parent = a_directive("The parent", due_on=DUE, coordinators=[department], state=S.ACCEPTED)
    a_child(parent, "The child", due_on=DUE)
    client = login(a_user(Role.LEADER, department))

    pages = [client.get(path).text for path in (address(parent), f"/directives?open={parent.id}")]

    assert [("The parent" in page, "The child" in page) for page in pages] == [(True, False)] * 2


@pytest.mark.parametrize("number", [1, 300])
def test_the_register_asks_as_often_for_300_as_for_1(login, queries, number):
    province, conference = a_province(), a_conference()
    lead = a_unit(parent=province)
    person = a_user(Role.LEADER, province)
    with transaction():
        for _ in range(number):
            facts = dict(lead_unit=fresh(lead), giver_unit=fresh(province), conference=fresh(conference))
            issuing.give("Words", **facts, due_on=DUE, by=None)
    parent = db.session.scalar(select(Directive))
    a_child(fresh(parent), due_on=DUE)
    client, path = login(person), f"/directives?open={parent.id}"
    queries.clear()

    client.get(path)

    assert len(queries) <= 12


def test_the_tab_of_a_conference_lists_its_directives_alone(login):
    province = a_province()
    conference = a_conference(organiser=province)
    a_directive("Of this one", giver_unit=province, conference=conference)
    a_directive("Of none", giver_unit=province)

    page = login(a_secretary(province)).get(f"/conferences/{conference.id}/directives").text

    assert ("Of this one" in page, "Of none" in page) == (True, False)


def test_urging_many_shows_who_gets_a_message_before_it_is_sent(login):
    province = a_province()
    with clock.at(NOON - timedelta(days=20)):
        late = [a_directive(due_on=date(2026, 12, 1), giver_unit=province) for _ in range(2)]
        foreign = a_directive(due_on=date(2026, 12, 1))
    officer = an_officer(late[0])
    client = login(a_secretary(province))

    preview = client.get("/directives/remind?bucket=overdue").text
    nobody_told = db.session.scalars(select(Notice.to_name).where(Notice.kind == "directive_reminded")).all()
    foreign_one = client.post("/directives/remind?bucket=overdue", data={"directives": [str(foreign.id)]})
    answer = client.post("/directives/remind?bucket=overdue", data={"directives": [str(late[0].id)], "text": "Khẩn"})

    assert officer.name in preview and foreign.code not in preview
    assert (nobody_told, foreign_one.status_code, answer.status_code) == ([], 422, 302)
    assert [fresh(one).reminded_at for one in (*late, foreign)] == [NOON, None, None]


def test_the_sheet_keeps_the_filter_and_computes_nothing(login):
    province = a_province()
    dangerous = ['=HYPERLINK("http://x","y")', "+1+2", "-2+3", "@SUM(A1)"]
    for words in dangerous:
        a_directive(words, giver_unit=province, due_on=DUE, expected_result=words, source=words)
    a_directive("Other", giver_unit=province, state=S.DONE)

    answer = login(a_secretary(province)).get("/directives/export.xlsx?bucket=in_time")

    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet.max_row == 1 + len(dangerous)
    for row, words in zip(range(2, 6), dangerous, strict=True):
        cells = [sheet[f"{column}{row}"] for column in "BPQ"]
        assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [(words, "s", True)] * 3
        assert sheet[f"H{row}"].value.date() == DUE


def test_a_button_to_urge_that_is_pressed_twice_sends_one_message(login):
    given = a_directive("Đẩy mạnh CNTT", due_on=DUE, state=S.IN_PROGRESS)
    officer, giver = an_officer(given), login(a_giver(given))
    typed = sent(fresh(given), "remind", text="Khẩn")

    answers = [giver.post(address(given, "remind"), data=typed).status_code for _ in range(2)]
    told = db.session.scalars(select(Notice.to_name).where(Notice.kind == "directive_reminded")).all()

    assert (answers, told) == ([302, 409], [officer.name])


def test_units_are_sorted_as_the_alphabet_has_them_in_every_database(login):
    province = a_province()
    for name in ("Vũ Quang", "Đức Thọ", "Can Lộc"):
        a_directive(giver_unit=province, lead=a_unit(name, parent=province))

    page = login(a_secretary(province)).get("/directives?sort=unit").text.partition("<tbody")[2]

    assert page.index("Can Lộc") < page.index("Đức Thọ") < page.index("Vũ Quang")


def test_an_address_kept_while_the_list_grew_shorter_opens_its_last_page(login):
    province = a_province()
    a_directive("The only one", giver_unit=province)

    page = login(a_secretary(province)).get("/directives?page=77").text

    assert "The only one" in page


def test_a_day_that_does_not_exist_is_named_and_left_out(login):
    province = a_province()
    a_directive("The only one", giver_unit=province)

    page = login(a_secretary(province)).get("/directives?due_from=31/2/2026").text

    assert "Không có ngày này: 31/2/2026" in page and "The only one" in page


def test_an_hour_later_the_unit_can_be_urged_again_and_not_before(login):
    given = a_directive("Đẩy mạnh CNTT", due_on=DUE, state=S.IN_PROGRESS)
    giver = login(a_giver(given))
    answers = []

    for minutes in (0, 2, 60):
        with clock.at(NOON + timedelta(minutes=minutes)):
            page = giver.post(address(given, "remind"), data=sent(fresh(given), "remind", text="Khẩn"))
            answers.append(page.status_code)
            answers.append("Đã đôn đốc đơn vị lúc 12:00" in page.text)

    assert answers == [302, False, 409, True, 302, False]


def test_the_button_that_urges_says_what_it_counts(login):
    province = a_province()
    with clock.at(NOON - timedelta(days=20)):
        one = a_directive("Quá hạn", due_on=date(2026, 12, 1), giver_unit=province, state=S.ACCEPTED)
        a_child(one, due_on=date(2026, 12, 1), state=S.ACCEPTED)

    page = login(a_secretary(province)).get("/directives").text

    assert "Đôn đốc 1 việc chưa nộp" in page
    assert 'title="1 nhiệm vụ quá hạn do đơn vị ta giao, chưa nộp kết quả"' in page


@pytest.fixture
def in_a_division():
    """One who works in a division, which owes one overdue directive; its body owes another."""
    province = a_province()
    body = a_unit("UBND xã Vũ Quang", parent=province)
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=body)
    with clock.at(NOON - timedelta(days=20)):
        for text, lead in (("Việc của phòng", division), ("Việc của xã", body)):
            a_directive(text, lead=lead, giver_unit=province, due_on=date(2026, 12, 1))
    return a_user(Role.MEMBER, division)


def overdue(page):
    """The number beside the entry of the side bar, and that of the register's own tile."""
    beside = re.search(r'nc-nav-bad" aria-hidden="true">(\d+)<', page)
    tile = re.search(r'bucket=overdue[^"]*"[^>]*>(?:(?!</a>).)*?<b[^>]*>(\d+)<', page, re.DOTALL)
    return int(beside[1]), int(tile[1])


def test_who_gives_none_reads_beside_all_that_is_overdue_what_the_side_bar_counts_in_the_same_words(
    login, in_a_division
):
    browser = login(in_a_division)

    everything, own = browser.get("/directives").text, browser.get("/directives?side=mine").text

    assert (overdue(everything), overdue(own)) == ((1, 2), (1, 1))
    assert "1 quá hạn của đơn vị và của anh/chị" in everything
    assert "; 1 của đơn vị và của anh/chị</small>" in everything and "; 1 của đơn vị" not in own


def test_who_gives_directives_opens_the_register_with_all_that_the_side_bar_counts(login, in_a_division):
    leader = a_user(Role.LEADER, fresh(in_a_division).posts[0].unit.parent)

    page = login(leader).get("/directives").text

    assert overdue(page) == (2, 2)
    assert "của đơn vị và của anh/chị" not in page
