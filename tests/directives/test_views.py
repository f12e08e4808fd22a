from datetime import date, timedelta
from io import BytesIO

import pytest

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.directives import issuing
from meetings.directives.models import Directive, DirectiveEvent, DirectiveState
from meetings.units.models import Unit, UnitKind
from tests.directives.made import (
    DUE,
    NOON,
    a_child,
    a_directive,
    a_division,
    a_giver,
    address,
    an_officer,
    did,
    fresh,
    history,
    sent,
)
from tests.make import a_conference, a_site, a_stranger, a_unit, a_user

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize("number", [1, 100])
def test_a_directive_asks_as_often_with_100_children_as_with_1(login, queries, number):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    office = a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION)
    with transaction():
        task = dict(text="Words", lead_unit=fresh(office), due_on=DUE)
        issuing.pass_down(fresh(parent), tasks=[task] * number, by=None)
    client, path = login(a_user(Role.LEADER, parent.lead_unit)), address(parent)
    queries.clear()

    client.get(path)

    assert len(queries) <= 12


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
    kept = history(given)[0].files[0].id

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


def test_who_judges_a_result_reads_it_with_its_files_beside_the_form(login):
    given = a_directive(due_on=DUE, expected_result="Kế hoạch", state=S.ACCEPTED)
    a_child(given, due_on=DUE)
    given = fresh(given)
    words = sent(given, "report", how="done", text="Đã ban hành kế hoạch")
    login(an_officer(given)).post(address(given, "report"), data=words, content_type="multipart/form-data")

    page = login(a_giver(given)).get(address(given)).text
    card = page.partition('id="act"')[2].partition("</section>")[0]

    assert "Đã ban hành kế hoạch" in card
    assert "Chưa đính kèm tệp nào. Sản phẩm cần có: Kế hoạch" in card
    assert "1 nhiệm vụ giao tiếp cho cấp dưới chưa xong." in card
    assert card.index("Đã ban hành") < card.index("<form")


@pytest.mark.parametrize(("state", "there"), [(C.INVITING, False), (C.LIVE, True), (C.ENDED, True)])
def test_the_chair_of_a_site_gives_his_own_directives_from_the_page_of_the_conference(login, state, there):
    commune = a_unit("UBND xã Mai Hoa")
    conference = a_conference(state=state, title="Hội nghị trực tuyến giao ban")
    a_site(conference, commune)
    client, door = login(a_user(Role.LEADER, commune)), f"/directives/new?conference={conference.id}"
    village = a_unit("Thôn 1", kind=UnitKind.DIVISION, parent=commune)

    page = client.get(f"/conferences/{conference.id}/directives").text
    form = client.get(door).text
    data = {"giver_unit": commune.id, "text": "Rà soát hộ nghèo", "lead_units": [village.id], "due_on": "25/12/2026",
            "expected_result": "Danh sách", "source": "Hội nghị giao ban"}  # fmt: skip
    answer = client.post(door, data=data)

    assert (f'href="{door}"' in page) is there
    assert conference.named in form
    given = db.session.scalars(db.select(Directive)).one()
    assert (answer.status_code, given.conference_id, given.giver_unit_id) == (302, conference.id, commune.id)
    member = login(a_user(Role.MEMBER, commune)).get(f"/conferences/{conference.id}/directives")
    assert f'href="{door}"' not in member.text
