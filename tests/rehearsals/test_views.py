import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.rehearsals import papers, queries
from meetings.rehearsals.models import Check, Finding, Rehearsal, RehearsalState, SelfTest, Trial, Verdict
from meetings.sites import links, tokens
from meetings.sites.models import LineState, Site, SiteKind, SiteLink, SiteState
from meetings.units.models import UnitKind
from tests.make import MONDAY, a_conference, a_leader, a_site, a_site_officer, a_stranger, a_unit, a_user
from tests.papers.reading import pages
from tests.rehearsals.make import BEGINS, SUNDAY, a_called_conference, judged, planned, rehearsal, trials

pytestmark = pytest.mark.usefixtures("on_friday")
PLAN = {"starts_on": "29/11/2026", "starts": "14:00", "ends": "15h30", "note": "Chuẩn bị đường truyền dự phòng"}


def now(trial):
    return db.session.get(Trial, trial.id, populate_existing=True)


def sheet(trial, **facts):
    return {"version": now(trial).version, "verdict": "passed", "note": "", **facts}


def a_link(site, name="Võ Văn Lực"):
    with transaction():
        link = links.issue(db.session.get(Site, site.id), to_name=name, to_address="luc@example.vn", by=None)
        return f"/x/{tokens.token(link, 'only for tests')}"


def test_the_secretariat_plans_a_rehearsal_and_its_sites_are_told(login):
    conference, secretary = a_called_conference(sites=0)
    unit = a_unit("UBND xã Vũ Quang")
    officer = a_site_officer(unit)
    site = a_site(conference, unit)
    operator = a_unit("Trung tâm Chuyển đổi số", kind=UnitKind.OFFICE)

    page = login(secretary).post(
        f"/conferences/{conference.id}/rehearsals/new", data=PLAN | {"operator": operator.id}, follow_redirects=True
    )

    [row] = db.session.scalars(db.select(Rehearsal))
    assert (row.starts_at, row.ends_at) == (SUNDAY + timedelta(hours=6.5), SUNDAY + timedelta(hours=8))
    assert (row.operator_id, row.note) == (operator.id, PLAN["note"])
    assert "Chạy thử lần 1" in page.text and "UBND xã Vũ Quang" in page.text
    [told] = db.session.scalars(db.select(Notice))
    assert (told.kind, told.person_id, told.facts["path"]) == (
        "rehearsal_planned", officer.id, f"/sites/{site.id}/test",
    )  # fmt: skip
    assert told.facts["rehearsal"] == "từ 14:00 đến 15:30 ngày 29/11/2026"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_on": "31/02/2026"}, "ngày/tháng/năm"),
        ({"starts": "25:00"}, "giờ:phút"),
        ({"ends": "13:00"}, "sau giờ bắt đầu"),
        ({"starts_on": "01/11/2026"}, "ở phía trước"),
        ({"operator": "999999"}, "trong danh sách"),
        ({"repeats": "77"}, "trong danh sách"),
    ],
    ids=["no day", "no hour", "backwards", "past", "no unit", "no rehearsal"],
)
def test_what_cannot_be_planned_is_said_beside_its_field_and_what_was_typed_stays(login, wrong, said):
    conference, secretary = a_called_conference()

    answer = login(secretary).post(f"/conferences/{conference.id}/rehearsals/new", data=PLAN | wrong)

    assert answer.status_code == 422
    assert said in answer.text and PLAN["note"] in answer.text
    assert db.session.scalars(db.select(Rehearsal)).all() == []


def test_a_technician_passes_a_site_with_one_press_and_comes_back_to_its_place(login):
    conference, secretary = a_called_conference()
    operator = a_unit(kind=UnitKind.DEPARTMENT)
    number = planned(conference, secretary, operator=operator)
    [first, *_] = trials(number)
    technician = a_user(Role.MEMBER, operator, name="Hoàng Kỹ Thuật")

    answer = login(technician).post(
        f"/trials/{first.id}/quick?show=open&page=1", data={"verdict": "passed", "version": first.version}
    )

    assert answer.location == f"/rehearsals/{number}?show=open&page=1#trial-{first.id}"
    assert (now(first).verdict, now(first).judged_by) == (Verdict.PASSED, "Hoàng Kỹ Thuật")
    assert now(first).site.line is LineState.GOOD


def test_a_row_keeps_its_place_in_the_whole_list_whatever_its_verdict(login):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)
    [first, second, _] = trials(number)
    browser = login(secretary)
    before = re.findall(r'id="trial-(\d+)"', browser.get(f"/rehearsals/{number}").text)

    judged(first, Verdict.PASSED, secretary)
    judged(second, Verdict.ABSENT, secretary)

    assert re.findall(r'id="trial-(\d+)"', browser.get(f"/rehearsals/{number}").text) == before


def test_the_technique_is_run_by_no_office_of_a_commune_that_does_not_convene(login):
    conference, secretary = a_called_conference()
    mine = a_unit("Trung tâm Chuyển đổi số", kind=UnitKind.OFFICE, parent=conference.organiser)
    commune = a_unit("UBND xã Vũ Quang", parent=conference.organiser)
    a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=commune)
    own = a_conference(organiser=commune)
    division = a_unit("Văn phòng xã", kind=UnitKind.OFFICE, parent=commune)

    found = [{unit.id for unit in queries.operators(one)} for one in (conference, own)]

    page = login(secretary).get(f"/conferences/{conference.id}/rehearsals/new").text
    assert ("Trung tâm Chuyển đổi số" in page, "Phòng Kinh tế" in page) == (True, False)
    assert [(mine.id in ids, division.id in ids) for ids in found] == [(True, False), (True, True)]


@pytest.mark.parametrize(("now_on", "proposed"), [(24, "29/11/2026"), (30, "30/11/2026")])
def test_a_rehearsal_is_proposed_for_the_day_before_while_it_lies_ahead(login, now_on, proposed):
    conference, secretary = a_called_conference()

    with clock.at(MONDAY.replace(day=now_on, hour=0, minute=5)):
        page = login(secretary).get(f"/conferences/{conference.id}/rehearsals/new").text

    assert re.search(r'name="starts_on"[^>]*value="([^"]*)"', page)[1] == proposed


def test_the_checklist_of_a_failed_site_is_kept_point_by_point(login):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    typed = sheet(first, verdict="failed", check_picture="good", check_sound="bad", note="Mất tiếng, đổi micro")

    login(secretary).post(f"/trials/{first.id}", data=typed)

    assert now(first).findings == {"picture": "good", "sound": "bad"}
    page = login(secretary).get(f"/trials/{first.id}").text
    assert 'name="check_sound" value="bad" checked' in page and "Mất tiếng, đổi micro" in page
    assert now(first).found(Check.ECHO) is Finding.UNCHECKED


def test_two_technicians_at_once_the_second_sees_the_first(login):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    typed = sheet(first, verdict="passed", note="Hình đẹp")
    judged(first, Verdict.FAILED, secretary, note="Không có tiếng")

    answer = login(secretary).post(f"/trials/{first.id}", data=typed)

    assert answer.status_code == 409
    assert "Không có tiếng" in answer.text and "Hình đẹp" in answer.text and secretary.name in answer.text
    assert now(first).verdict is Verdict.FAILED
    again = login(secretary).post(f"/trials/{first.id}", data=sheet(first, note="Hình đẹp"))
    assert (again.status_code, now(first).verdict) == (302, Verdict.PASSED)


def test_a_press_on_an_old_list_shows_the_sheet_with_the_other_verdict(login):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))
    old = first.version
    judged(first, Verdict.ABSENT, secretary)

    answer = login(secretary).post(f"/trials/{first.id}/quick", data={"verdict": "passed", "version": old})

    assert (answer.status_code, now(first).verdict) == (409, Verdict.ABSENT)
    assert "Chưa kết nối" in answer.text and secretary.name in answer.text


@pytest.mark.parametrize("wrong", [{"verdict": "great"}, {"check_echo": "loud"}, {"version": ""}, {"note": "x" * 1001}])
def test_a_sheet_that_cannot_be_is_refused_and_nothing_is_changed(login, wrong):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))

    answer = login(secretary).post(f"/trials/{first.id}", data=sheet(first) | wrong)

    assert (answer.status_code, now(first).verdict, now(first).findings) == (422, Verdict.OPEN, {})


def test_who_has_nothing_to_do_with_it_neither_reads_nor_judges(login, client):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)
    [first, *_] = trials(number)
    officer = a_site_officer(first.site.unit)
    pages = [f"/conferences/{conference.id}/rehearsals", f"/rehearsals/{number}", f"/rehearsals/{number}/calls",
             f"/rehearsals/{number}/protocol.pdf", f"/trials/{first.id}", f"/rehearsals/{number}/edit"]  # fmt: skip

    for someone in (a_stranger(), officer):
        assert {login(someone).get(page).status_code for page in pages} == {403}
        assert login(someone).post(f"/trials/{first.id}", data=sheet(first)).status_code == 403
    assert {client.get(page).status_code for page in pages} == {302}
    assert now(first).verdict is Verdict.OPEN


def test_those_who_preside_read_but_do_not_judge(login):
    chair = a_leader()
    conference, secretary = a_called_conference(chair=chair)
    number = planned(conference, secretary)
    [first, *_] = trials(number)

    page = login(chair).get(f"/rehearsals/{number}")

    assert page.status_code == 200 and "try-pass" not in page.text
    assert login(chair).post(f"/trials/{first.id}", data=sheet(first)).status_code == 403


def test_the_call_list_names_failures_first_with_their_telephones(login):
    conference, secretary = a_called_conference(sites=4)
    number = planned(conference, secretary)
    absent, passed, failed, _ = trials(number)
    judged(absent, Verdict.ABSENT, secretary)
    judged(passed, Verdict.PASSED, secretary)
    judged(failed, Verdict.FAILED, secretary, findings={"camera": "bad"}, note="Camera hỏng")

    page = login(secretary).get(f"/rehearsals/{number}/calls").text

    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert table.index("Xã 3") < table.index("Xã 1")
    assert "Xã 2" not in table and "Xã 4" not in table
    assert "tel:0912000002" in table and "Camera hỏng" in table


def test_the_list_is_sifted_by_verdict_and_searched_without_marks(login):
    conference, secretary = a_called_conference(sites=2)
    a_site(conference, name="Phường Vũng Áng")
    number = planned(conference, secretary)
    judged(trials(number)[0], Verdict.PASSED, secretary)
    reads = login(secretary)

    def shown(address):
        text = reads.get(f"/rehearsals/{number}{address}").text
        return [name for name in ("Xã 1", "Xã 2", "Phường Vũng Áng") if f">{name}<" in text]

    assert shown("") == ["Xã 1", "Xã 2", "Phường Vũng Áng"]
    assert shown("?show=passed") == ["Xã 1"]
    assert shown("?q=vung+ang") == ["Phường Vũng Áng"]
    assert shown("?show=call") == []


@pytest.mark.parametrize("address", ["/rehearsals/{}", "/rehearsals/{}/calls", "/trials/{trial}"])
def test_pages_ask_as_often_for_many_sites_as_for_one(login, queries, address):
    asked = []
    for sites in (1, 120):
        conference, secretary = a_called_conference(sites=sites)
        number = planned(conference, secretary)
        with transaction():
            db.session.execute(db.update(Trial).where(Trial.rehearsal_id == number).values(verdict=Verdict.FAILED))
        reads, page = login(secretary), address.format(number, trial=trials(number)[0].id)
        reads.get(page)
        queries.clear()
        assert reads.get(page).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 12


def test_closing_fixes_the_verdicts_and_the_list_offers_no_button(login):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)

    acts = login(secretary)
    before = acts.get(f"/rehearsals/{number}").text
    with clock.at(BEGINS):
        during = acts.get(f"/rehearsals/{number}").text
        page = acts.post(
            f"/rehearsals/{number}/close", data={"version": rehearsal(number).version}, follow_redirects=True
        )

    assert [f"/rehearsals/{number}/close" in text for text in (before, during)] == [False, True]
    assert rehearsal(number).state is RehearsalState.CLOSED
    assert "try-pass" not in page.text and secretary.name in page.text


def test_a_step_from_an_old_page_is_refused(login):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)

    with clock.at(BEGINS):
        answer = login(secretary).post(f"/rehearsals/{number}/close", data={"version": "77"})

    assert (answer.status_code, rehearsal(number).state) == (409, RehearsalState.PLANNED)


def test_calling_off_and_moving_are_told_to_the_sites(login):
    conference, secretary = a_called_conference(sites=0)
    unit = a_unit()
    a_site_officer(unit)
    a_site(conference, unit)
    number = planned(conference, secretary)
    acts = login(secretary)

    acts.post(f"/rehearsals/{number}/edit", data=PLAN | {"starts": "15:00", "ends": "16:00", "version": 1})
    acts.post(
        f"/rehearsals/{number}/edit", data=PLAN | {"starts": "15:00", "ends": "16:00", "note": "Mới", "version": 2}
    )
    acts.post(f"/rehearsals/{number}/cancel", data={"version": rehearsal(number).version})

    told = [(row.kind, row.facts["rehearsal"]) for row in db.session.scalars(db.select(Notice).order_by(Notice.id))]
    hours = "từ 15:00 đến 16:00 ngày 29/11/2026"
    assert told == [("rehearsal_moved", hours), ("rehearsal_cancelled", hours)]


def test_the_protocol_names_the_exceptions_first_the_counts_and_who_closed_it(login):
    conference, secretary = a_called_conference(title="Giao ban tháng 11")
    number = planned(conference, secretary, operator=a_unit("Trung tâm Chuyển đổi số", kind=UnitKind.OFFICE))
    passed, failed, _ = trials(number)
    with clock.at(BEGINS - timedelta(minutes=5)):
        judged(passed, Verdict.PASSED, secretary)
    with clock.at(BEGINS + timedelta(minutes=20)):
        judged(failed, Verdict.FAILED, secretary, findings={"sound": "bad"}, note="Micro hỏng")
        acts = login(secretary)
        acts.post(f"/rehearsals/{number}/close", data={"version": rehearsal(number).version})
        answer = acts.get(f"/rehearsals/{number}/protocol.pdf")

    said = " ".join(" ".join(pages(answer.data)).split())
    assert [row.by_id for row in db.session.query(Entry).filter_by(verb="exported_protocol")] == [secretary.id]
    assert answer.mimetype == "application/pdf"
    for words in ("BIÊN BẢN", "Thời gian theo kế hoạch: từ 14 giờ 00 đến 15 giờ 30, ngày 29 tháng 11 năm 2026",
                  "Thời gian kiểm tra thực tế: từ 13 giờ 55 đến 14 giờ 20, ngày 29 tháng 11 năm 2026",
                  "Hội nghị giao ban tháng 11",
                  "Tổng số: 3 điểm cầu; đạt: 1 điểm cầu; không đạt: 1 điểm cầu; chưa kiểm tra: 1 điểm cầu",
                  "âm thanh: 1 điểm cầu", "Micro hỏng", "ĐƠN VỊ KỸ THUẬT", "NGƯỜI LẬP BIÊN BẢN",
                  secretary.name):  # fmt: skip
        assert words in said
    assert said.index("Xã 2") < said.index("Xã 1")


def test_a_pass_with_a_bad_point_is_refused_in_a_sentence_beside_the_buttons(login):
    conference, secretary = a_called_conference()
    [first, *_] = trials(planned(conference, secretary))

    answer = login(secretary).post(
        f"/trials/{first.id}", data=sheet(first) | {"check_picture": "bad", "verdict": "passed"}
    )

    assert (answer.status_code, trials(first.rehearsal_id)[0].verdict) == (422, Verdict.OPEN)
    assert 'id="verdict-fault"' in answer.text and "Hình ảnh, âm thanh hoặc vọng tiếng" in answer.text


@pytest.mark.parametrize("most", [Verdict.PASSED, Verdict.OPEN])
def test_the_protocol_of_hundreds_of_sites_is_short(login, most):
    conference, secretary = a_called_conference(sites=310)
    number = planned(conference, secretary)
    rows = trials(number)
    with transaction():
        wanted = [row.id for row in rows[5:]]
        db.session.execute(db.update(Trial).where(Trial.id.in_(wanted)).values(verdict=most))
        db.session.get(Trial, rows[1].id).note = "Đường truyền đang sửa"

    drawn = login(secretary).get(f"/rehearsals/{number}/protocol.pdf").data

    with pikepdf.open(BytesIO(drawn)) as paper:
        assert len(paper.pages) < 6
    said = " ".join(" ".join(pages(drawn)).split())
    assert all(row.site.name in said for row in (rows[0], rows[5], rows[309]))
    table, _, untried = said.partition("Các điểm cầu chưa kiểm tra")
    assert ("đang sửa" in table, rows[0].site.name in untried) == (True, True)


# a site's own test

FOUND = {"probe_secure": "good", "probe_camera": "good", "probe_microphone": "refused", "level": "0",
         "browser": "Mozilla/5.0 Chrome/142", "note": "Micro bị khóa"}  # fmt: skip


def test_an_officer_tests_his_site_and_technician_and_secretariat_see_it(login):
    conference, secretary = a_called_conference(sites=1)
    [trial] = trials(planned(conference, secretary))
    officer = a_site_officer(trial.site.unit)

    page = login(officer).post(f"/sites/{trial.site_id}/test", data=FOUND, follow_redirects=True)

    [kept] = db.session.scalars(db.select(SelfTest))
    assert (kept.by_name, kept.results) == (
        officer.name, {"secure": "good", "camera": "good", "microphone": "refused"},
    )  # fmt: skip
    assert "Micro bị khóa" in page.text
    for address in (f"/trials/{trial.id}", f"/sites/{trial.site_id}/edit"):
        assert "Micro bị khóa" in login(secretary).get(address).text
    assert "Tự kiểm tra" in login(secretary).get(f"/rehearsals/{trial.rehearsal_id}").text


def test_who_holds_the_link_tests_without_an_account(client):
    conference, _ = a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))
    address = a_link(site)

    page = client.post(f"{address}/test", data=FOUND, follow_redirects=True)

    [kept] = db.session.scalars(db.select(SelfTest))
    assert (kept.by_id, kept.by_name, kept.site_id) == (None, "Võ Văn Lực", site.id)
    assert "Micro bị khóa" in page.text


@pytest.mark.parametrize(
    "wrong", [{"probe_camera": "superb"}, {"level": "900"}, {"note": "x" * 501}, {"browser": "x" * 401}]
)
def test_a_forged_result_is_refused(client, wrong):
    a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))

    answer = client.post(f"{a_link(site)}/test", data=FOUND | wrong)

    assert answer.status_code == 422
    assert db.session.scalars(db.select(SelfTest)).all() == []


def test_a_test_in_which_nothing_was_tried_is_refused_in_words(client):
    a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))

    answer = client.post(f"{a_link(site)}/test", data={"note": "hỏng hết"})

    assert answer.status_code == 422 and "hỏng hết" in answer.text


@pytest.mark.parametrize("more", ["/test", "/rehearsal", "/room", "/kit.pdf"])
def test_a_link_that_has_ended_leads_nowhere_but_to_its_own_page(client, more):
    conference, secretary = a_called_conference(sites=1)
    planned(conference, secretary)
    [site] = db.session.scalars(db.select(Site))
    address = a_link(site)
    with transaction():
        links.withdraw(db.session.scalars(db.select(SiteLink)).one(), by=None)

    answer = client.get(f"{address}{more}")

    assert (answer.status_code, answer.location) == (302, address)
    assert client.post(f"{address}/test", data=FOUND).status_code == 409
    assert db.session.scalars(db.select(SelfTest)).all() == []


@pytest.mark.parametrize("more", ["/test", "/rehearsal", "/room", "/kit.pdf"])
def test_a_forged_token_opens_none_of_the_pages(client, more):
    a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))
    address = a_link(site)

    assert client.get(f"{address[:-1]}{'a' if address[-1] != 'a' else 'b'}{more}").status_code == 404


def test_only_the_page_of_the_test_may_use_camera_and_microphone(login, client, app):
    conference, secretary = a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))
    address = a_link(site)
    closed = "camera=(), microphone=(), display-capture=()"

    tests = [login(secretary).get(f"/sites/{site.id}/test"), client.get(f"{address}/test")]
    others = [login(secretary).get(f"/sites/{site.id}/edit"), client.get(address), client.get(f"{address}/room")]

    assert {page.headers["Permissions-Policy"] for page in tests} == {
        "camera=(self), microphone=(self), display-capture=()"
    }
    assert {page.headers["Permissions-Policy"] for page in others} == {closed}
    for page in tests:
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert "connect-src 'self';" in page.headers["Content-Security-Policy"]
    assert tests[1].headers["Referrer-Policy"] == "strict-origin"


def test_with_a_video_server_the_page_may_ask_that_one_alone(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "JITSI_URL", "https://meet.tinh.example/nhipcau")
    a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))

    page = client.get(f"{a_link(site)}/test")

    asked = "https://meet.tinh.example/nhipcau/external_api.js wss://meet.tinh.example/nhipcau/xmpp-websocket"
    assert f"connect-src 'self' {asked};" in page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]


def test_nothing_is_tested_once_the_conference_is_over(login):
    conference, secretary = a_called_conference(sites=1)
    [site] = db.session.scalars(db.select(Site))
    with transaction():
        db.session.get(Conference, conference.id).state = C.ENDED

    answer = login(secretary).post(f"/sites/{site.id}/test", data=FOUND)

    assert answer.status_code == 409
    assert db.session.scalars(db.select(SelfTest)).all() == []


def test_nobody_is_told_of_a_trial_once_the_conference_is_over(login):
    conference, secretary = a_called_conference()
    number = planned(conference, secretary)
    with transaction():
        rehearsal(number).conference.state = C.ENDED
    acts, before = login(secretary), len(list(db.session.scalars(db.select(Notice))))

    answer = acts.post(f"/rehearsals/{number}/cancel", data={"version": rehearsal(number).version})

    assert (answer.status_code, rehearsal(number).state) == (409, RehearsalState.PLANNED)
    assert len(list(db.session.scalars(db.select(Notice)))) == before
    assert f"/rehearsals/{number}/cancel" not in acts.get(f"/rehearsals/{number}").text


def test_the_protocol_keeps_the_order_of_the_conference_the_main_site_first(login):
    conference, secretary = a_called_conference(sites=0)
    a_site(conference, name="Xã Can Lộc", group_name="A", position=3, state=SiteState.WAITING)
    a_site(conference, name="Sở Y tế", group_name="Z", position=2, state=SiteState.WAITING)
    a_site(conference, name="UBND tỉnh", group_name="Z", position=9, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)

    facts = papers.protocol(rehearsal(planned(conference)))

    assert [line.name for line in facts.lines] == ["UBND tỉnh", "Sở Y tế", "Xã Can Lộc"]


def test_a_rehearsal_sent_twice_out_of_one_page_is_planned_once(login):
    conference, secretary = a_called_conference()
    browser, typed = login(secretary), PLAN | {"csrf_token": "of this page"}

    sent = [browser.post(f"/conferences/{conference.id}/rehearsals/new", data=typed) for _ in range(2)]

    assert [answer.status_code for answer in sent] == [302, 409]
    assert db.session.query(Rehearsal).count() == 1
