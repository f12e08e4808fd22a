"""A directive goes on to another unit or down to offices."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from meetings.accounts.models import Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.directives import actions, family, queries
from meetings.directives.models import Directive, DirectiveFile, DirectiveState
from meetings.notices.models import Notice
from meetings.units.models import Unit, UnitKind
from meetings.web import texts
from tests.directives.made import (
    DUE,
    a_child,
    a_directive,
    a_division,
    a_giver,
    address,
    an_officer,
    did,
    fresh,
    row,
    sent,
)
from tests.make import a_conference, a_province, a_secretary, a_site_officer, a_unit, a_user, saved

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_unit_proposes_another_and_the_giver_gives_it_there(login):
    given = a_directive(due_on=DUE, state=S.IN_PROGRESS)
    other, colleague = a_unit(parent=given.giver_unit), an_officer(given)
    officer, giver, neighbour = login(an_officer(given)), login(a_giver(given)), login(a_user(Role.LEADER, other))

    officer.post(address(given, "return"), data=sent(given, "return", reason="Sở Nội vụ làm đúng hơn"))
    proposed, before = fresh(given).state, neighbour.get(address(given)).status_code
    words = sent(fresh(given), "assign-again", lead_unit=str(other.id), text="Đồng ý")
    answer = giver.post(address(given, "assign-again"), data=words)

    assert (proposed, before, answer.status_code) == (S.RETURNED, 403, 302)
    assert (fresh(given).lead_unit_id, neighbour.get(address(given)).status_code) == (other.id, 200)
    # Who returned it reads what became of it; his unit has nothing to do with it any more.
    assert officer.get(address(given)).status_code == 200
    assert login(colleague).get(address(given)).status_code == 403


def test_what_was_passed_down_is_said_to_be_given_then_and_not_at_the_conference(login):
    conference = a_conference()
    parent = a_directive(due_on=DUE, conference=conference)
    child = a_child(parent, due_on=DUE)
    client = login(a_user(Role.LEADER, parent.lead_unit))

    assert "Tại hội nghị" in client.get(address(parent)).text
    page = client.get(address(child)).text
    assert "Tại hội nghị" not in page and "Ngày giao" in page


def test_another_unit_is_not_offered_while_what_was_passed_down_is_open(login):
    parent = a_directive(due_on=DUE)
    child = a_child(parent, due_on=DUE)
    giver, leader = login(a_giver(parent)), login(a_user(Role.LEADER, parent.lead_unit))
    pages = [client.get(address(parent)).text for client in (giver, leader)]

    for page in pages:
        assert "/hand-over" not in page and "/return" not in page
        assert "đơn vị chủ trì phải thu hồi các việc đó" in page
    did(child, "withdraw")
    assert "/hand-over" in giver.get(address(parent)).text and "/return" in leader.get(address(parent)).text


def test_the_giver_gives_it_to_another_unit_by_page(login):
    given = a_directive(due_on=DUE, state=S.ACCEPTED)
    before, other, foreign = given.lead_unit_id, a_unit(parent=given.giver_unit), a_unit()
    giver = login(a_giver(given))

    nowhere = giver.post(
        address(given, "hand-over"), data=sent(given, "hand-over", lead_unit=str(foreign.id), reason="Lời đã viết")
    )
    held = fresh(given).lead_unit_id
    words = sent(given, "hand-over", lead_unit=str(other.id), reason="Đúng chức năng")
    moved = giver.post(address(given, "hand-over"), data=words)
    again = giver.post(address(given, "hand-over"), data=words)

    assert (nowhere.status_code, held, "Lời đã viết" in nowhere.text) == (422, before, True)
    assert (moved.status_code, fresh(given).lead_unit_id) == (302, other.id)
    assert again.status_code == 422


def test_a_leader_passes_down_to_several_offices_each_with_its_own_words(login):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    leader = a_user(Role.LEADER, parent.lead_unit)
    offices = [a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION) for _ in range(2)]
    words = {"version": str(parent.version), "giver": str(leader.id)}
    for place, office in enumerate(offices):
        row = {"lead_unit": str(office.id), "text": f"Việc {place}", "due_on": f"2{place}/12/2026"}
        words |= {f"tasks-{place}-{name}": value for name, value in row.items()}
    words |= {"tasks-2-due_on": "25/12/2026", "tasks-2-text": ""}
    client = login(leader)

    assert client.get(address(parent, "pass-down")).status_code == 200
    answer = client.post(address(parent, "pass-down"), data=words)

    children = family.below(fresh(parent), leader)
    assert answer.status_code == 302
    assert [(one.text, one.due_on, one.giver_name) for one in children] == [
        ("Việc 0", date(2026, 12, 20), leader.name),
        ("Việc 1", date(2026, 12, 21), leader.name),
    ]


def test_another_row_is_given_without_losing_what_was_typed(login):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    words = {
        "version": str(parent.version),
        "tasks-0-text": "Đã viết",
        "tasks-1-text": "",
        "tasks-2-text": "",
        "more": "1",
    }

    answer = login(a_user(Role.LEADER, parent.lead_unit)).post(address(parent, "pass-down"), data=words)

    assert "Đã viết" in answer.text and 'name="tasks-3-text"' in answer.text
    assert family.family(parent).total == 0


def test_a_child_later_than_its_parent_is_refused_beside_its_row(login):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    office = a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    row = {"lead_unit": str(office.id), "text": "Đã viết", "due_on": "26/12/2026"}
    words = {"version": str(parent.version), **{f"tasks-0-{name}": value for name, value in row.items()}}

    answer = login(a_user(Role.LEADER, parent.lead_unit)).post(address(parent, "pass-down"), data=words)

    assert answer.status_code == 422
    assert "Đã viết" in answer.text and 'aria-invalid="true"' in answer.text
    assert (family.family(parent).total, fresh(parent).state) == (0, S.ACCEPTED)


def test_a_secretary_gives_one_to_each_of_several_units(login):
    province = a_province()
    units = [a_unit(parent=province) for _ in range(2)]
    secretary = a_secretary(province)
    words = {
        "giver_unit": str(province.id),
        "giver": "",
        "text": "Rà soát quy hoạch",
        "lead_units": [str(unit.id) for unit in units],
        "due_on": "25/12/2026",
        "expected_result": "Báo cáo",
    }
    client = login(secretary)

    assert client.get("/directives/new").status_code == 200
    answer = client.post("/directives/new", data=words)

    given = db.session.scalars(select(Directive).order_by(Directive.id)).all()
    assert answer.status_code == 302
    assert [(one.lead_unit_id, one.due_on, one.giver_name) for one in given] == [
        (unit.id, DUE, province.name) for unit in units
    ]


def test_a_form_for_a_new_one_says_what_is_missing_and_keeps_the_rest(login):
    province = a_province()

    answer = login(a_secretary(province)).post(
        "/directives/new", data={"giver_unit": str(province.id), "text": "Đã viết", "due_on": "31/02/2027"}
    )

    assert answer.status_code == 422
    assert "Đã viết" in answer.text and "31/02/2027" in answer.text
    assert db.session.scalars(select(Directive)).all() == []


def test_who_works_in_a_division_that_has_no_head_is_told_takes_on_reports_and_hands_in(login):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    division, [lan] = a_division(parent, "Nguyễn Thị Lan")
    chair = a_user(Role.LEADER, parent.lead_unit)

    words = row(division) | {"version": parent.version, "giver": chair.id}
    answer = login(chair).post(address(parent, "pass-down"), data=words)
    child = db.session.scalars(select(Directive).where(Directive.parent_id == parent.id)).one()
    told = db.session.scalars(select(Notice.to_name).where(Notice.kind == "directive_given")).all()
    client = login(lan)
    page = client.get(address(child)).text
    steps = [
        client.post(address(child, act), data=sent(fresh(child), act, **words)).status_code
        for act, words in (
            ("take-on", {}),
            ("report", dict(how="on_track", text="Nửa", progress="50")),
            ("report", dict(how="done", text="Xong")),
        )
    ]

    assert (answer.status_code, told, "Nhận nhiệm vụ" in page or "Tiếp nhận" in page) == (302, ["Nguyễn Thị Lan"], True)
    assert (steps, fresh(child).state) == ([302] * 3, S.SUBMITTED)


def test_that_nobody_in_a_unit_can_be_told_is_said_before_and_after(login):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    division, _nobody = a_division(parent)
    chair = login(a_user(Role.LEADER, parent.lead_unit))

    before = chair.get(address(parent, "pass-down")).text
    after = chair.post(
        address(parent, "pass-down"), data=row(division) | {"version": parent.version}, follow_redirects=True
    )
    child = db.session.scalars(select(Directive).where(Directive.parent_id == parent.id)).one()
    page = chair.get(address(child)).text

    assert "Phòng Kinh tế (chưa có ai nhận tin)" in before
    assert "Chưa có ai ở Phòng Kinh tế có tài khoản nên chưa ai được báo" in after.text
    assert "Chưa có ai ở đơn vị này có tài khoản nên chưa ai được báo" in page
    a_user(Role.MEMBER, division)
    assert "chưa ai được báo" not in chair.get(address(child)).text


def test_passing_down_says_what_becomes_of_the_progress_that_was_reported(login):
    parent = a_directive(due_on=DUE, state=S.IN_PROGRESS)

    page = login(a_user(Role.LEADER, parent.lead_unit)).get(address(parent, "pass-down")).text

    assert "Đã báo cáo 55%" in page


def test_units_are_offered_in_the_order_of_the_tree_whatever_their_numbers_are():
    province = a_province()
    communes = [a_unit(f"Xã {place}", parent=province, position=place) for place in range(12, 0, -1)]
    office = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=communes[-1])

    found = [unit.name for unit in queries.units_below(db.session.get(Unit, province.id))]

    assert found == ["Xã 1", office.name, *(f"Xã {place}" for place in range(2, 13))]


def test_who_returned_a_directive_is_told_that_another_unit_has_it():
    given = a_directive(state=S.RETURNED)
    officer, other = an_officer(given), a_unit(parent=given.giver_unit)

    did(given, "assign_again", lead_unit=other, text="Chuyển đúng thẩm quyền")

    told = db.session.scalars(select(Notice).where(Notice.kind == "directive_handed_over")).all()
    assert officer.email in {notice.to_address for notice in told}


def test_who_reports_but_cannot_pass_down_reads_who_can(login):
    parent = a_directive(state=S.ACCEPTED)
    officer = login(a_user(Role.SITE_OFFICER, parent.lead_unit))

    nobody = officer.get(address(parent)).text
    head = a_user(Role.LEADER, parent.lead_unit, name="Trần Đình Lãnh")
    page = officer.get(address(parent)).text

    assert "cần người giữ vai trò lãnh đạo hoặc thư ký, do quản trị viên cấp" in nobody
    assert f"Việc giao cấp dưới do lãnh đạo hoặc thư ký của {parent.lead_unit.name} thực hiện: {head.name}." in page
    assert address(parent, "pass-down") not in page
    assert "directives-passers" not in login(head).get(address(parent)).text
    assert "directives-passers" not in login(a_user(Role.LEADER, parent.giver_unit)).get(address(parent)).text


def given_elsewhere(login):
    """A directive that an officer's unit reported on and returned, and on which another unit reports now."""
    given, report = a_directive(due_on=DUE, state=S.IN_PROGRESS), {"how": "on_track", "progress": "10"}
    officer, other = an_officer(given), a_unit(parent=given.giver_unit)
    pages = login(officer), login(a_giver(given)), login(a_user(Role.LEADER, other))
    returned, giver, neighbour = pages
    first = sent(given, "report", text="Đã rà soát", files=(BytesIO(PDF), "cua-ta.pdf"), **report)
    returned.post(address(given, "report"), data=first)
    returned.post(address(given, "return"), data=sent(fresh(given), "return", reason="Đơn vị khác làm đúng hơn"))
    again = sent(fresh(given), "assign-again", lead_unit=str(other.id), text="Đồng ý chuyển")
    giver.post(address(given, "assign-again"), data=again)
    neighbour.post(address(given, "take-on"), data=sent(fresh(given), "take-on"))
    second = sent(fresh(given), "report", text="Số liệu nội bộ", files=(BytesIO(PDF), "noi-bo.pdf"), **report)
    neighbour.post(address(given, "report"), data=second)
    files = {one.file_name: f"/directives/files/{one.id}" for one in db.session.scalars(select(DirectiveFile))}
    return given, officer, files


def test_who_returned_a_directive_reads_what_became_of_it_and_not_what_the_next_unit_reports(login):
    given, officer, files = given_elsewhere(login)

    page = login(officer).get(address(given)).text
    giver = login(a_giver(given)).get(address(given)).text

    shown = ("Đã rà soát", "Đơn vị khác làm đúng hơn", "Đồng ý chuyển", "cua-ta.pdf", "Anh/chị đã trả lại nhiệm vụ này")
    assert [words in page for words in shown] == [True] * 5
    assert ("Số liệu nội bộ" in page, "noi-bo.pdf" in page, "Báo cáo gần nhất" in page) == (False, False, False)
    assert ("Số liệu nội bộ" in giver, "noi-bo.pdf" in giver, "Anh/chị đã trả lại" in giver) == (True, True, False)
    answers = [login(officer).get(files[name]).status_code for name in ("cua-ta.pdf", "noi-bo.pdf")]
    assert answers == [200, 403]


def test_who_returned_a_directive_for_an_office_reads_nothing_of_it_in_another_of_the_same_name(login):
    province = a_province()
    health, home = (a_unit(name, parent=province, kind=UnitKind.DEPARTMENT) for name in ("Sở Y tế", "Sở Nội vụ"))
    division = {"kind": UnitKind.DIVISION, "short_name": "Phòng Tổng hợp"}
    ours, theirs = a_unit("Phòng 1", parent=health, **division), a_unit("Phòng 2", parent=home, **division)
    given, officer = a_directive(lead=ours, giver_unit=health), a_site_officer(ours)
    did(given, "return_", reason="Không thuộc thẩm quyền", by=fresh(officer))
    did(given, "assign_again", lead_unit=fresh(a_unit(parent=health, kind=UnitKind.DIVISION)))
    before = login(officer).get(address(given)).status_code

    with transaction():
        db.session.get(Post, officer.posts[0].id).unit_id = theirs.id

    assert (before, login(officer).get(address(given)).status_code) == (200, 403)


def test_who_returned_a_directive_reads_what_became_of_it_when_his_unit_has_another_name(login):
    given, officer, _files = given_elsewhere(login)

    with transaction():
        unit = db.session.get(Unit, officer.posts[0].unit_id)
        unit.name, unit.short_name = "UBND phường Vũng Áng", "Phường Vũng Áng"

    assert login(officer).get(address(given)).status_code == 200


def test_who_returned_a_directive_and_acts_for_that_unit_no_more_reads_nothing(login):
    given, officer, files = given_elsewhere(login)
    with transaction():
        post = db.session.get(Post, officer.posts[0].id)
        post.valid_until = clock.today() - timedelta(days=1)
    saved(Post(person_id=officer.id, unit_id=a_unit().id, role=Role.LEADER, title="Chủ tịch"))

    answers = [login(officer).get(page).status_code for page in (address(given), *files.values())]

    assert answers == [403, 403, 403]


def handed_over():
    query = select(Notice).where(Notice.kind == "directive_handed_over").order_by(Notice.to_name)
    return list(db.session.scalars(query))


@pytest.mark.parametrize("how", ["hand_over", "assign_again"])
def test_the_page_is_named_to_those_of_the_former_unit_for_whom_it_opens_and_opens_for_them(login, how):
    given = a_directive(state=S.ACCEPTED)
    returner, other = an_officer(given), a_unit(parent=given.giver_unit)
    colleague = a_user(Role.LEADER, given.lead_unit)
    if how == "assign_again":
        with transaction():
            actions.return_(fresh(given), reason="Không đúng chức năng", by=fresh(returner))

    did(given, how, lead_unit=other, **({"text": "Chuyển"} if how == "assign_again" else {"reason": "Chuyển"}))

    told = {notice.person_id: notice for notice in handed_over()}
    opens = {person.id: login(person).get(address(given)).status_code == 200 for person in (returner, colleague)}
    assert set(told) == set(opens)
    assert {number: notice.facts["path"] != "" for number, notice in told.items()} == opens
    assert opens == {returner.id: how == "assign_again", colleague.id: False}


@pytest.mark.parametrize("how", ["hand_over", "assign_again"])
def test_who_is_named_for_a_directive_and_leads_the_unit_reads_once_that_another_has_it(how):
    given = a_directive(state=S.ACCEPTED)
    leader, officer = a_user(Role.LEADER, given.lead_unit), an_officer(given)
    with transaction():
        fresh(given).person = fresh(leader)
    if how == "assign_again":
        did(given, "return_", reason="Không đúng chức năng", by=officer)

    other = a_unit(parent=given.giver_unit)
    did(given, how, lead_unit=other, **({"text": "Chuyển"} if how == "assign_again" else {"reason": "Chuyển"}))

    assert sorted(notice.to_address for notice in handed_over()) == sorted([leader.email, officer.email])


def test_handing_on_asks_as_often_whatever_the_number_of_those_who_led_it(queries):
    asked = []
    for number in (1, 4):
        given = a_directive(state=S.ACCEPTED)
        for _ in range(number):
            an_officer(given)
        other = a_unit(parent=given.giver_unit)
        queries.clear()
        did(given, "hand_over", lead_unit=other, reason="Chuyển")
        asked.append([statement for statement in queries if statement.startswith("SELECT")])

    assert len(handed_over()) == 5
    assert len(asked[0]) == len(asked[1])


def test_what_is_told_without_a_page_holds_all_facts_and_no_address(app):
    given = a_directive(state=S.ACCEPTED)
    an_officer(given)
    former = given.lead_unit.name

    did(given, "hand_over", lead_unit=a_unit(parent=given.giver_unit), reason="Chuyển đúng chức năng")

    [notice] = handed_over()
    said = texts.written(notice.kind, notice.facts, to_name=notice.to_name, reason=notice.reason).text
    assert "/directives/" not in said and f"Đơn vị chủ trì: {former}" in said and "Chuyển đúng chức năng" in said
    assert "/directives/" not in texts.short(notice.kind, notice.facts)
