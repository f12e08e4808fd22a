from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.accounts.models import Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.directives import actions, family, queries, register
from meetings.directives.asked import Asked
from meetings.directives.models import Directive, DirectiveEvent, DirectiveFile, DirectiveState
from meetings.notices.models import Notice
from meetings.units.models import Unit, UnitKind
from tests.directives.made import a_child, a_directive, a_giver, an_officer, did, fresh
from tests.make import a_conference, a_province, a_secretary, a_stranger, a_unit, a_user, an_administrator, saved
from tests.papers.reading import text

S = DirectiveState
NOON = datetime(2026, 12, 7, 5, 0, tzinfo=UTC)
DUE = date(2026, 12, 25)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today():
    with clock.at(NOON):
        yield


def address(directive, act=""):
    return f"/directives/{directive.id}" + (f"/{act}" if act else "")


def sent(directive, act, **words):
    """What the form of an act on the page of a directive sends."""
    return {f"{act}-version": str(directive.version), **{f"{act}-{name}": value for name, value in words.items()}}


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
    assert ("Số liệu nội bộ" in page, "noi-bo.pdf" in page) == (False, False)
    assert ("Số liệu nội bộ" in giver, "noi-bo.pdf" in giver, "Anh/chị đã trả lại" in giver) == (True, True, False)
    answers = [login(officer).get(files[name]).status_code for name in ("cua-ta.pdf", "noi-bo.pdf")]
    assert answers == [200, 403]


def test_who_returned_a_directive_and_acts_for_that_unit_no_more_reads_nothing(login):
    given, officer, files = given_elsewhere(login)
    with transaction():
        post = db.session.get(Post, officer.posts[0].id)
        post.valid_until = clock.today() - timedelta(days=1)
    saved(Post(person_id=officer.id, unit_id=a_unit().id, role=Role.LEADER, title="Chủ tịch"))

    answers = [login(officer).get(page).status_code for page in (address(given), *files.values())]

    assert answers == [403, 403, 403]


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
            actions.give("Words", **facts, due_on=DUE, by=None)
    parent = db.session.scalar(select(Directive))
    a_child(fresh(parent), due_on=DUE)
    client, path = login(person), f"/directives?open={parent.id}"
    queries.clear()

    client.get(path)

    assert len(queries) <= 12


@pytest.mark.parametrize("number", [1, 100])
def test_a_directive_asks_as_often_with_100_children_as_with_1(login, queries, number):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    office = a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    with transaction():
        task = dict(text="Words", lead_unit=fresh(office), due_on=DUE)
        actions.pass_down(fresh(parent), tasks=[task] * number, by=None)
    client, path = login(a_user(Role.LEADER, parent.lead_unit)), address(parent)
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


def test_a_unit_takes_on_reports_with_a_file_and_submits_and_the_giver_accepts(login):
    given = a_directive(due_on=DUE)
    officer, giver = login(an_officer(given)), login(a_giver(given))

    first = officer.post(address(given, "take-on"), data=sent(given, "take-on", person=""))
    given = fresh(given)
    words = sent(given, "report", how="on_track", text="Đã xong dự thảo", progress="55")
    words["report-files"] = [(BytesIO(PDF), "bao-cao.pdf")]
    second = officer.post(address(given, "report"), data=words, content_type="multipart/form-data")
    given = fresh(given)
    third = officer.post(address(given, "report"), data=sent(given, "report", how="done", text="Đã xong"))
    given = fresh(given)
    fourth = giver.post(address(given, "accept"), data=sent(given, "accept", text="Tốt"))

    assert [answer.status_code for answer in (first, second, third, fourth)] == [302] * 4
    assert (fresh(given).state, fresh(given).progress) == (S.DONE, 100)
    page = officer.get(address(given)).text
    assert "bao-cao.pdf" in page and "Tốt" in page


def test_files_are_read_by_who_may_see_the_directive(login):
    given = a_directive(state=S.ACCEPTED)
    officer = login(an_officer(given))
    words = sent(given, "report", how="on_track", text="Words", progress="5")
    words["report-files"] = [(BytesIO(PDF), "bao-cao.pdf")]
    officer.post(address(given, "report"), data=words, content_type="multipart/form-data")
    kept = queries.history(given)[0].files[0].id

    answers = [who.get(f"/directives/files/{kept}") for who in (officer, login(a_stranger()))]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[0].data == PDF
    assert officer.get("/directives/files/999999").status_code == 404


def test_a_file_of_the_wrong_kind_is_a_fault_of_its_field_and_the_words_stay(login):
    given = a_directive(state=S.ACCEPTED)
    words = sent(given, "report", how="on_track", text="Lời đã viết", progress="5")
    words["report-files"] = [(BytesIO(b"MZ\x90\x00 program"), "virus.exe")]

    answer = login(an_officer(given)).post(address(given, "report"), data=words, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "Lời đã viết" in answer.text
    assert fresh(given).state is S.ACCEPTED


def test_a_stale_report_shows_both_texts_and_can_be_sent_again(login):
    given = a_directive(state=S.ACCEPTED)
    words = sent(given, "report", how="on_track", text="Của tôi", progress="10")
    did(given, "report", text="Của người khác", progress=30)
    officer = login(an_officer(given))

    answer = officer.post(address(given, "report"), data=words)
    nothing_changed = fresh(given).progress
    again = officer.post(address(given, "report"), data=words | {"report-version": str(fresh(given).version)})

    assert answer.status_code == 409
    assert "Của tôi" in answer.text and "Của người khác" in answer.text
    assert f'name="report-version" value="{fresh(given).version - 1}"' in answer.text
    assert (nothing_changed, again.status_code, fresh(given).progress) == (30, 302, 10)


def test_a_move_that_is_not_timely_is_refused_in_words_and_keeps_what_was_typed(login):
    given = a_directive(state=S.DONE)

    words = sent(given, "withdraw", reason="Lý do của tôi")
    answer = login(a_giver(given)).post(address(given, "withdraw"), data=words)

    assert answer.status_code == 409
    assert "Lý do của tôi" in answer.text
    assert fresh(given).state is S.DONE


def test_returning_asking_for_longer_and_the_answers_by_page(login):
    given = a_directive(due_on=DUE)
    officer, giver = login(an_officer(given)), login(a_giver(given))

    officer.post(address(given, "return"), data=sent(given, "return", reason="Không đúng thẩm quyền"))
    returned = fresh(given).state
    again = sent(fresh(given), "assign-again", lead_unit=str(given.lead_unit_id), text="Vẫn giao")
    giver.post(address(given, "assign-again"), data=again)
    officer.post(address(given, "take-on"), data=sent(fresh(given), "take-on"))
    officer.post(address(given, "longer"), data=sent(fresh(given), "longer", due_on="31/12/2026", reason="Thiếu người"))
    asked = fresh(given).wanted_due_on
    offered = giver.get(address(given)).text
    giver.post(address(given, "grant-longer"), data=sent(fresh(given), "grant-longer", due_on="30/12/2026", text=""))

    assert (returned, asked, fresh(given).due_on) == (S.RETURNED, date(2026, 12, 31), date(2026, 12, 30))
    assert 'name="grant-longer-due_on"' in offered and 'value="31/12/2026"' in offered


def test_the_giver_refuses_longer_sends_back_urges_and_withdraws(login):
    given = a_directive(due_on=DUE, state=S.ACCEPTED)
    giver = login(a_giver(given))
    did(given, "ask_for_longer", due_on=DUE + timedelta(days=3), reason="Why")

    giver.post(address(given, "refuse-longer"), data=sent(fresh(given), "refuse-longer", reason="Không"))
    giver.post(address(given, "remind"), data=sent(fresh(given), "remind", text="Khẩn"))
    did(given, "submit")
    giver.post(address(given, "send-back"), data=sent(fresh(given), "send-back", reason="Thiếu"))
    state = fresh(given).state
    giver.post(address(given, "withdraw"), data=sent(fresh(given), "withdraw", reason="Thôi"))

    assert (state, fresh(given).state, fresh(given).wanted_due_on) == (S.IN_PROGRESS, S.WITHDRAWN, None)
    assert fresh(given).reminded_at == NOON


def test_a_member_reports_but_does_not_hand_in(login):
    given = a_directive(state=S.ACCEPTED)
    an_officer(given)
    member = login(a_user(Role.MEMBER, given.lead_unit))

    answer = member.post(address(given, "report"), data=sent(given, "report", how="done", text="Xong"))
    reported = member.post(
        address(given, "report"), data=sent(given, "report", how="on_track", text="Nửa", progress="50")
    )

    assert (answer.status_code, reported.status_code, fresh(given).state) == (422, 302, S.IN_PROGRESS)


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


def test_the_extract_of_a_unit_is_a_paper_for_who_belongs_there(login):
    given = a_directive("Đẩy mạnh CNTT", due_on=DUE)
    path = f"/directives/extract?unit={given.lead_unit_id}"

    found = [login(who).get(path) for who in (an_officer(given), a_giver(given), a_stranger())]

    assert [answer.status_code for answer in found] == [200, 200, 403]
    assert found[0].data.startswith(b"%PDF")


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


ACTS = (
    "take-on return report longer grant-longer refuse-longer accept send-back assign-again hand-over remind withdraw"
).split()


@pytest.mark.parametrize("act", [*ACTS, "pass-down"])
def test_a_stranger_is_turned_away_from_every_act_and_a_guessed_number_finds_nothing(login, act):
    given = a_directive()
    stranger = login(a_stranger())

    answers = [stranger.post(f"/directives/{number}/{act}") for number in (given.id, 99_999)]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert fresh(given).version == given.version


def test_reading_is_for_those_concerned(login, client):
    given = a_directive()

    paths = ("", "/children")
    assert [login(a_stranger()).get(address(given) + path).status_code for path in paths] == [403, 403]
    assert client.get(address(given)).status_code == 302
    assert client.get("/directives").status_code == 302


def test_every_step_is_in_the_history_that_the_page_shows(login):
    given = a_directive(state=S.DONE)

    page = login(a_giver(given)).get(address(given)).text

    assert page.count('class="directives-dot') == db.session.query(DirectiveEvent).count() == 4
    assert db.session.get(Unit, given.lead_unit_id).short_name in page


def a_division(parent, *people):
    """A division of the unit that leads `parent`, with people who answer for nothing."""
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=parent.lead_unit)
    return division, [a_user(Role.MEMBER, division, name=name) for name in people]


def row(unit, text="Tham mưu kế hoạch"):
    return {"tasks-0-lead_unit": unit.id, "tasks-0-text": text, "tasks-0-due_on": "20/12/2026"}


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


@pytest.mark.parametrize("state", [S.ASSIGNED, S.IN_PROGRESS])
def test_the_page_of_a_directive_asks_little_of_who_steps_in(login, queries, state):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    division, [lan] = a_division(parent, "Lan")
    child = a_child(parent, lead=division, state=state, due_on=DUE)
    client, asked = login(lan), []
    client.get(address(child))
    for _ in range(2):
        queries.clear()
        client.get(address(child))
        asked.append(len(queries))
        for _ in range(20):
            a_user(Role.MEMBER, division)

    assert asked[0] == asked[1] <= 12


def test_units_are_offered_in_the_order_of_the_tree_whatever_their_numbers_are():
    province = a_province()
    communes = [a_unit(f"Xã {place}", parent=province, position=place) for place in range(12, 0, -1)]
    office = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=communes[-1])

    found = [unit.name for unit in queries.units_below(db.session.get(Unit, province.id))]

    assert found == ["Xã 1", office.name, *(f"Xã {place}" for place in range(2, 13))]


def test_a_wish_for_longer_outlives_a_result_that_is_sent_back(login):
    given = a_directive(due_on=DUE, state=S.ACCEPTED)
    giver = login(a_giver(given))
    did(given, "ask_for_longer", due_on=DUE + timedelta(days=3), reason="Why")
    did(given, "submit")
    waiting = giver.get(f"/directives/{given.id}").text
    giver.post(address(given, "send-back"), data=sent(fresh(given), "send-back", reason="Thiếu"))

    again = giver.get(f"/directives/{given.id}").text

    assert 'name="grant-longer-due_on"' in waiting and 'name="grant-longer-due_on"' in again
    did(given, "submit")
    did(given, "accept")
    assert fresh(given).wanted_due_on is None


@pytest.mark.parametrize(("state", "words"), [(S.SUBMITTED, "Đã gửi kết quả."), (S.RETURNED, "Đã trả lại.")])
def test_the_unit_is_told_what_it_waits_for(login, state, words):
    given = a_directive(state=state)

    page = login(an_officer(given)).get(f"/directives/{given.id}").text

    assert words in page
    assert "Anh/chị được xem nhiệm vụ này" not in page


def test_who_returned_a_directive_is_told_that_another_unit_has_it():
    given = a_directive(state=S.RETURNED)
    officer, other = an_officer(given), a_unit(parent=given.giver_unit)

    did(given, "assign_again", lead_unit=other, text="Chuyển đúng thẩm quyền")

    told = db.session.scalars(select(Notice).where(Notice.kind == "directive_handed_over")).all()
    assert officer.email in {notice.to_address for notice in told}


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
