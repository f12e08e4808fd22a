import re
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from meetings.sites import actions, answering, links, tokens
from meetings.sites.models import Answer, Ending, Site, SiteKind, SiteLink, SiteState
from meetings.speeches.models import Speech
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit, a_user
from tests.sites.make import SECRET, now
from tests.sites.make import at as address

pytestmark = pytest.mark.usefixtures("on_friday")
YES = {"reply": "yes", "chair": "named", "expected_count": "24", "answers": "0"}


@pytest.fixture
def site(app):
    conference = a_conference(state=C.INVITING, secretary_id=a_secretary().id)
    return a_site(conference, state=SiteState.WAITING, chair_name="Trịnh Văn Ngọc", chair_title="Chủ tịch UBND huyện")


def given(site, name="Võ Văn Lực", by=None, to_address="luc@example.vn"):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name=name, to_address=to_address, by=by)


def change(thing, **facts):
    with transaction():
        row = db.session.get(type(thing), thing.id)
        for name, value in facts.items():
            setattr(row, name, value)


def everything():
    rows = [db.session.scalars(select(table.id)).all() for table in (Entry, Answer, Notice)]
    return rows, [(row.state, row.version) for row in db.session.scalars(select(Site).order_by(Site.id))]


def test_a_clerk_without_an_account_confirms_the_site(client, site):
    link = given(site)

    answer = client.post(address(link, "/answer"), data=YES, follow_redirects=True)

    [kept] = db.session.scalars(select(Answer)).all()
    assert (now(site).state, kept.given_by, kept.recorded_by_id, kept.expected_count) == (
        SiteState.CONFIRMED, "Võ Văn Lực", None, 24,
    )  # fmt: skip
    assert "Đã xác nhận điểm cầu" in answer.text and "Trịnh Văn Ngọc" in answer.text


def test_who_stays_away_without_saying_why_is_asked_for_the_reason(client, site):
    page = client.post(address(given(site), "/answer"), data=YES | {"reply": "no"})

    assert page.status_code == 422
    assert '<a href="#note">Lý do</a>' in page.text


def test_a_telephone_without_digits_is_not_filled_in_only_to_be_refused(client, site):
    change(site, contact_name="Lan", contact_phone="chưa có", technician_phone="0912 345 678")

    page = client.get(address(given(site))).text

    filled = [re.search(f'<input[^>]*name="{name}_phone"[^>]*>', page)[0] for name in ("contact", "technician")]
    assert [re.search(' value="([^"]*)"', one)[1] for one in filled] == ["", "0912 345 678"]


@pytest.mark.parametrize("more", ["", "/answer", "/not-ours"])
def test_opening_it_changes_nothing_however_often(client, site, more):
    link = given(site)
    before = everything()

    statuses = {client.get(address(link, more)).status_code for _ in range(3)}

    assert (statuses, everything()) == ({200}, before)


def test_a_link_that_takes_no_answer_any_more_shows_no_form_to_send_it_back(client, site):
    link = given(site)

    with clock.at(site.conference.starts_at):
        answer = client.get(address(link, "/not-ours"))

    assert (answer.status_code, answer.location) == (302, address(link))


def test_the_link_opens_the_form_again_until_the_lock(client, site):
    link = given(site)
    client.post(address(link, "/answer"), data=YES)

    again = client.get(address(link, "/answer"))
    client.post(address(link, "/answer"), data={**YES, "answers": "1", "expected_count": "30"})

    assert ('value="24"' in again.text, now(site).expected_count) == (True, 30)


def test_after_the_lock_nothing_is_taken_any_more(client, site):
    link = given(site)

    with clock.at(MONDAY - timedelta(minutes=29)):
        page, answer = client.get(address(link)), client.post(address(link, "/answer"), data=YES)

    assert (page.status_code, answer.status_code, now(site).state) == (200, 409, SiteState.WAITING)
    assert "07:00" in page.text


@pytest.mark.parametrize(
    "forged",
    ["", "1", "x", "1-" + "a" * 32, "999-" + "a" * 32, "%00", "1-ａ" + "a" * 31, "1" * 400],
)
def test_a_forged_or_broken_link_is_not_known(client, site, forged):
    given(site)

    answer = client.get(f"/x/{forged}")

    assert answer.status_code == 404
    assert site.name not in answer.text


def test_a_truncated_link_is_not_known(client, site):
    whole = address(given(site))

    assert {client.get(whole[:length]).status_code for length in range(4, len(whole))} == {404}


def test_the_link_of_one_site_opens_no_other(client, site):
    other = a_site(site.conference, state=SiteState.WAITING)
    mine, theirs = given(site), given(other)
    mixed = f"/x/{theirs.id}-{tokens.token(mine, SECRET).split('-')[1]}"

    assert client.post(f"{mixed}/answer", data=YES).status_code == 404
    assert now(other).state is SiteState.WAITING


def test_a_closed_account_opens_no_link_either(client, site):
    link = given(site)
    with transaction():
        db.session.add(Person(name="Võ Văn Lực", email="Luc@example.vn", is_closed=True))

    assert (client.get(address(link)).status_code, client.post(address(link, "/answer"), data=YES).status_code) == (
        404, 404,
    )  # fmt: skip


def test_a_link_opens_nothing_once_the_post_of_its_bearer_is_over(client, site):
    officer = a_site_officer(site.unit)
    post = officer.posts[0].id
    link = given(site, officer.name, to_address=officer.email.upper())

    with transaction():
        db.session.get(Post, post).valid_until = clock.today() - timedelta(days=1)
    late = [client.get(address(link)).status_code, client.post(address(link, "/answer"), data=YES).status_code]
    with transaction():
        db.session.add(Post(person_id=officer.id, unit_id=site.unit_id, title="Phó", role=Role.LEADER))

    assert (late, client.get(address(link)).status_code) == ([404, 404], 200)
    assert now(site).state is SiteState.WAITING


def test_a_link_given_by_hand_to_somebody_of_another_unit_opens_whatever_becomes_of_his_posts(client, site):
    neighbour = a_user(Role.SITE_OFFICER)
    link = given(site, neighbour.name, to_address=neighbour.email)

    with transaction():
        db.session.get(Post, neighbour.posts[0].id).valid_until = clock.today() - timedelta(days=1)

    assert client.get(address(link)).status_code == 200


def test_a_renewed_link_points_to_the_newer_one_and_records_nothing(client, site):
    old = given(site)
    with transaction():
        new = links.reissue(db.session.get(SiteLink, old.id), by=None)

    page, answer = client.get(address(old)), client.post(address(old, "/answer"), data=YES)

    assert (page.status_code, answer.status_code, now(site).state) == (410, 409, SiteState.WAITING)
    assert client.get(address(new)).status_code == 200


def test_two_clerks_at_once_the_second_sees_the_first(client, site):
    first, second = given(site), given(site, name="Nguyễn Thị Lan")
    client.post(address(first, "/answer"), data=YES)

    answer = client.post(address(second, "/answer"), data={**YES, "expected_count": "9"})

    assert (answer.status_code, now(site).expected_count) == (409, 24)
    assert "Võ Văn Lực" in answer.text and 'value="9"' in answer.text


def test_another_chair_is_asked_for_not_taken(client, site):
    leader = a_leader(db.session.get(Site, site.id).unit)
    link = given(site)

    client.post(address(link, "/answer"), data={**YES, "chair": f"person-{leader.id}", "note": "Đi công tác"})

    assert (now(site).state, now(site).chair_name, now(site).wanted_chair_name) == (
        SiteState.CHANGE_REQUESTED, "Trịnh Văn Ngọc", leader.name,
    )  # fmt: skip


def opened_fold(page, words):
    return re.search(rf"<details[^>]*( open)[^>]*><summary>[^/]*{words}", page) is not None


def test_all_that_is_wrong_with_another_chair_is_told_at_once(client, site):
    answer = client.post(address(given(site), "/answer"), data={**YES, "chair": "other"})

    assert (answer.status_code, now(site).state) == (422, SiteState.WAITING)
    assert {f'id="{name}-fault"' in answer.text for name in ("chair_name", "note")} == {True}


@pytest.mark.parametrize(
    ("typed", "instead", "contact"),
    [
        ({"chair_email": "phuong@@x"}, True, False),
        ({"contact_email": "phuong@@x"}, False, True),
        ({"expected_count": "x"}, False, False),
    ],
)
def test_the_fold_in_which_something_is_wrong_stands_open_and_no_other(client, site, typed, instead, contact):
    other = {"chair": "other", "chair_name": "Lê Thị Phượng", "note": "Đi công tác"}

    page = client.post(address(given(site), "/answer"), data={**YES, **other, **typed}).text

    assert opened_fold(page, "Người khác chủ trì") is instead
    assert opened_fold(page, "Đầu mối, kỹ thuật, phòng họp") is contact


@pytest.mark.parametrize("name", ["contact_phone", "technician_phone"])
@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [("abc", False), ("12", False), ("gọi sau", False), ("", True), ("113", True), ("0239 3855 000 máy lẻ 12", True)],
)
def test_what_cannot_be_rung_is_no_telephone_number(client, site, name, typed, is_taken):
    answer = client.post(address(given(site), "/answer"), data={**YES, name: typed})

    assert (answer.status_code, f'id="{name}-fault"' in answer.text) == ((302, False) if is_taken else (422, True))


def test_a_file_that_is_lost_with_another_fault_is_asked_for_again(client, site):
    scan = BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), "uy-quyen.pdf"
    data = {**YES, "chair": "other", "chair_name": "Lê Thị Phượng", "scan": scan}

    page = client.post(address(given(site), "/answer"), data=data, content_type="multipart/form-data").text

    assert "Hãy chọn lại tệp" in page and opened_fold(page, "Người khác chủ trì")


def test_a_photo_of_an_iphone_is_refused_with_what_to_do(client, site):
    data = {**YES, "chair": "other", "chair_name": "Lê", "note": "x", "scan": (BytesIO(b"\0\0\0 ftypheic"), "a.HEIC")}

    page = client.post(address(given(site), "/answer"), data=data, content_type="multipart/form-data").text

    assert "Không nhận ảnh HEIC" in page and opened_fold(page, "Người khác chủ trì")


def test_the_reminder_names_the_hour_that_the_page_names(client, site):
    change(site, contact_name="Lực", contact_email="luc@example.vn")
    link = given(site)
    with transaction():
        actions.remind(db.session.get(Site, site.id).conference, by=None)

    terms = {notice.facts["term"] for notice in db.session.scalars(select(Notice))}
    assert terms == {"07:00 ngày 30/11/2026"}
    assert "trước 30/11/2026 07:00" in client.get(address(link)).text


def test_who_is_invited_at_short_notice_can_answer_until_it_begins(client, site):
    change(site, invited_at=MONDAY - timedelta(minutes=23))
    link = given(site)

    with clock.at(MONDAY - timedelta(minutes=20)):
        page = client.get(address(link)).text
        answer = client.post(address(link, "/answer"), data=YES)

    assert ("trước 30/11/2026 07:30" in page, answer.status_code, now(site).state) == (True, 302, SiteState.CONFIRMED)


@pytest.fixture
def moved(site):
    """Moved to begin in 25 minutes, which is less than the usual 30 before which links close."""
    change(site, invited_at=MONDAY - timedelta(days=5))
    change(site.conference, starts_at=MONDAY + timedelta(hours=3), ends_at=MONDAY + timedelta(hours=5))
    with clock.at(MONDAY - timedelta(minutes=25)), transaction():
        conference = db.session.get(Conference, site.conference_id)
        hours = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=2)}
        changes.revise(conference, version=conference.version, by=None, **hours)
    return site


@pytest.mark.parametrize(("minutes", "status", "state"), [(-20, 302, SiteState.CONFIRMED), (1, 409, SiteState.WAITING)])
def test_a_site_whose_conference_was_moved_at_short_notice_answers_by_link_until_it_begins(
    client, moved, minutes, status, state
):
    link = given(moved)

    with clock.at(MONDAY + timedelta(minutes=minutes)):
        answer = client.post(address(link, "/answer"), data=YES)

    assert (answer.status_code, now(moved).state) == (status, state)


def test_the_page_and_the_reminder_name_the_hour_that_the_move_leaves(client, login, moved):
    change(moved, contact_name="Lực", contact_email="luc@example.vn")
    officer = a_site_officer(moved.unit)
    with clock.at(MONDAY - timedelta(minutes=20)):
        by_link = client.get(address(given(moved))).text
        by_account = login(officer).get(f"/sites/{moved.id}").text
        answer = login(officer).post(f"/sites/{moved.id}/answer", data=YES | {"answers": 0})
        state = now(moved).state
        change(moved, state=SiteState.WAITING)
        with transaction():
            actions.remind(db.session.get(Site, moved.id).conference, by=None)

    reminded = select(Notice).where(Notice.kind == "confirm_reminder")
    assert "30/11/2026 07:30" in by_link and "30/11/2026 07:30" in by_account
    assert (answer.status_code, state) == (302, SiteState.CONFIRMED)
    assert {notice.facts["term"] for notice in db.session.scalars(reminded)} == {"07:30 ngày 30/11/2026"}


def test_a_change_told_in_good_time_leaves_the_usual_hour(client, site):
    change(site, invited_at=MONDAY - timedelta(days=5))
    with clock.at(MONDAY - timedelta(hours=3)), transaction():
        conference = db.session.get(Conference, site.conference_id)
        changes.revise(conference, version=conference.version, by=None, place="Hội trường B")
    link = given(site)

    with clock.at(MONDAY - timedelta(minutes=20)):
        answer = client.post(address(link, "/answer"), data=YES)

    assert answer.status_code == 409


@pytest.mark.parametrize("number", [1, 100])
def test_reminding_shortly_before_a_moved_conference_asks_as_often_for_one_hundred_sites_as_for_one(
    moved, queries, number
):
    conference = db.session.get(Conference, moved.conference_id)
    for n in range(number):
        a_site(conference, a_unit(f"Xã {n}"), state=SiteState.WAITING, contact_email=f"n{n}@example.vn")
    queries.clear()

    with clock.at(MONDAY - timedelta(minutes=20)), transaction():
        actions.remind(db.session.get(Conference, moved.conference_id), by=None)

    asked = [one for one in queries if "max(notice.created_at)" in one]
    assert len(asked) == 1


def test_a_site_that_only_watches_is_offered_no_speech(client, site):
    link = given(site)
    before = client.get(address(link, "/speech")).text
    client.post(address(link, "/answer"), data={**YES, "reply": "relay"})

    page, form = client.get(address(link)).text, client.get(address(link, "/speech")).text
    speech = {"topic": "Kinh nghiệm", "speaker_name": "Lan", "minutes": "5"}
    refused = client.post(address(link, "/speech"), data=speech)

    assert ("Đăng ký tham luận" in before, "/speech" in page, "chỉ tiếp sóng" in form) == (True, False, True)
    assert (refused.status_code, db.session.scalars(select(Speech)).all()) == (409, [])


def test_a_link_that_came_to_the_wrong_unit_goes_back_and_the_secretary_is_told(client, site):
    link = given(site)

    answer = client.post(address(link, "/not-ours"), data={"note": "Hỏi xã Mai Hoa"}, follow_redirects=True)

    [told] = db.session.scalars(select(Notice)).all()
    assert (answer.status_code, db.session.get(SiteLink, link.id).ending) == (410, Ending.SENT_BACK)
    assert (told.kind, told.facts["note"], told.person_id) == (
        "link_sent_back", "Hỏi xã Mai Hoa", site.conference.secretary_id,
    )  # fmt: skip


def test_where_nobody_is_named_secretary_the_secretariat_is_told_and_the_board_shows_it(client, login, site):
    clerk = a_secretary(site.conference.organiser)
    with transaction():
        db.session.get(Conference, site.conference_id).secretary_id = None
    link, board = given(site), f"/conferences/{site.conference_id}/sites"
    before = login(clerk).get(board).text

    client.post(address(link, "/not-ours"), data={"note": ""})

    told = {notice.person_id for notice in db.session.scalars(select(Notice).where(Notice.kind == "link_sent_back"))}
    page, own = login(clerk).get(board).text, login(clerk).get(f"/sites/{site.id}/edit").text
    words = "Võ Văn Lực báo điểm cầu này không phải đơn vị của mình"
    assert clerk.id in told
    assert [words in text for text in (before, page, own)] == [False, True, True]
    given(site, "Người khác", to_address="khac@example.vn")
    assert words not in login(clerk).get(board).text


def test_a_link_that_was_sent_back_is_called_so_on_the_board_the_overview_and_in_the_table(client, login, site):
    clerk = login(a_secretary(site.conference.organiser))
    client.post(address(given(site), "/not-ours"), data={"note": ""})

    board, overview = (clerk.get(f"/conferences/{site.conference_id}{path}").text for path in ("/sites", ""))
    workbook = load_workbook(BytesIO(clerk.get(f"/conferences/{site.conference_id}/sites.xlsx").data))

    cells = [cell.value for row in workbook.active.iter_rows() for cell in row]
    assert ("Thư hoặc đường dẫn bị trả lại" in board, "Thư bị trả lại" in board) == (True, False)
    assert "Võ Văn Lực báo điểm cầu này không phải đơn vị của mình" in overview
    assert any(str(cell).startswith("Võ Văn Lực") and str(cell).endswith("không phải đơn vị mình") for cell in cells)


STATES = {
    C.CANCELLED: "Hội nghị đã hủy",
    C.POSTPONED: "Hội nghị được hoãn",
    C.ENDED: "Hội nghị đã kết thúc",
    C.CONCLUDED: "Hội nghị đã kết thúc",
    C.LIVE: "Hội nghị đang họp",
}


@pytest.mark.parametrize("state, words", STATES.items())
def test_the_page_says_where_the_conference_stands(client, site, state, words):
    link = given(site)
    change(site.conference, state=state, reason="Do bão số 12")

    page = client.get(address(link))

    assert (page.status_code, words in page.text) == (200, True)
    assert client.post(address(link, "/answer"), data=YES).status_code == 409


def test_a_site_that_declined_is_offered_its_answer_once_and_no_chair_is_named(client, site):
    link = given(site)
    change(site, state=SiteState.DECLINED, answered_at=clock.now(), answered_by="Lực", answers=1, answer_note="Lũ")

    page = client.get(address(link)).text

    assert page.count(f'href="{address(link, "/answer")}"') == 1
    assert "Trịnh Văn Ngọc" not in page


def test_while_it_sits_the_list_is_there_to_be_read(client, site):
    link = given(site)
    change(site, state=SiteState.CONFIRMED, answered_at=clock.now(), answered_by="Lực", answers=1)
    open_page = client.get(address(link)).text
    change(site.conference, state=C.LIVE)
    page = client.get(address(link)).text

    assert "Danh sách đã gửi" in page and "Gửi danh sách" not in page and "Danh sách đã gửi" not in open_page


def test_the_link_of_a_draft_or_of_what_became_the_main_site_is_not_known(client, site):
    other, called_off = a_site(site.conference), a_site(a_conference(state=C.INVITING))
    issued = [given(other), given(called_off)]
    change(other, kind=SiteKind.MAIN)
    change(called_off.conference, state=C.DRAFT)

    assert [client.get(address(link)).status_code for link in issued] == [404, 404]


def test_a_changed_conference_asks_again_with_the_former_answer_filled_in(client, site):
    link = given(site)
    client.post(address(link, "/answer"), data=YES)
    change(site, state=SiteState.WAITING)

    page = client.get(address(link))

    assert ("đã thay đổi" in page.text, 'value="24"' in page.text) == (True, True)


def asked_anew(client, site, hours=0, **said):
    """The page of a site that had answered when it is asked anew; the time moved by so many hours."""
    link = given(site)
    client.post(address(link, "/answer"), data={**YES, **said})
    with transaction():
        conference = db.session.get(Conference, site.conference_id)
        conference.starts_at += timedelta(hours=hours)
        actions.ask_again(conference, by=None)
    return link, client.get(address(link)).text


def ticked(page, name):
    """What stands chosen."""
    return re.findall(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"[^>]* checked', page)


def test_a_site_that_declined_and_is_asked_anew_finds_its_no_and_its_reason(client, site):
    link, page = asked_anew(client, site, reply="no", note="Trùng lịch họp Hội đồng")

    assert (ticked(page, "reply"), "Trùng lịch họp Hội đồng</textarea>" in page) == (["no"], True)
    client.post(address(link, "/answer"), data={**YES, "reply": "no", "note": "Trùng lịch", "answers": "1"})
    assert now(site).state is SiteState.DECLINED
    assert ticked(client.get(address(link, "/answer")).text, "reply") == ["no"]


def test_a_site_that_is_asked_anew_sees_the_old_time_beside_the_new(client, site):
    asked_anew(client, site)
    change(site.conference, starts_at=MONDAY + timedelta(days=1), ends_at=MONDAY + timedelta(days=1, hours=4))

    page = client.get(address(given(site))).text

    assert "Trước đây: 30/11/2026 07:30. Nay: 01/12/2026 07:30." in page


def test_a_site_that_asked_for_another_chair_and_is_asked_anew_finds_its_request(client, site):
    wanted = {"reply": "change", "change": "chair", "chair": "other", "chair_name": "Lê Thị Mai", "note": "Chủ tịch ốm"}

    _link, page = asked_anew(client, site, **wanted)

    assert [ticked(page, name) for name in ("reply", "change", "chair")] == [["change"], ["chair"], ["other"]]
    assert 'value="Lê Thị Mai"' in page and "Chủ tịch ốm</textarea>" in page


def test_whoever_asks_for_another_chair_names_him_without_ticking_somebody_else_too(client, site):
    link = given(site)
    wanted = {**YES, "reply": "change", "change": "chair", "note": "Chủ tịch ốm"}

    nameless = client.post(address(link, "/answer"), data=wanted)
    client.post(address(link, "/answer"), data={**wanted, "chair_name": "Lê Thị Mai"})

    assert (nameless.status_code, "Ghi họ tên" in nameless.text) == (422, True)
    assert now(site).wanted_chair_name == "Lê Thị Mai"


def test_a_site_that_only_watches_is_not_asked_whether_it_takes_part_in_both_directions(client, site):
    change(site, kind=SiteKind.RELAY)
    link = given(site)

    page = client.get(address(link)).text

    offered = re.findall(r'<input[^>]*name="reply"[^>]*value="([^"]*)"', page)
    assert (offered, ticked(page, "reply")) == (["relay", "no", "change"], ["relay"])


def test_what_was_refused_is_not_asked_for_again(client, site):
    link = given(site)
    client.post(address(link, "/answer"), data={**YES, "reply": "change", "note": "Xin lùi một ngày"})
    with transaction():
        row = db.session.get(Site, site.id)
        answering.refuse_change(row, version=row.version, note="Không đổi được", by=None)

    page = client.get(address(link)).text

    assert (ticked(page, "reply"), "Xin lùi một ngày</textarea>" in page) == (["yes"], False)


@pytest.mark.parametrize(("hours", "expected"), [(1, (["yes"], False)), (0, (["change"], True))])
def test_another_time_is_not_asked_for_again_once_the_conference_has_another_time(client, site, hours, expected):
    wanted = {"reply": "change", "change": "time", "note": "Xin lùi 01 giờ"}

    _link, page = asked_anew(client, site, hours, **wanted)

    assert (ticked(page, "reply"), "Xin lùi 01 giờ</textarea>" in page) == expected


@pytest.mark.parametrize(
    "typed", [{}, {"reply": "perhaps"}, {"expected_count": "-1"}, {"expected_count": "x" * 5000}, {"answers": "x"}]
)
def test_what_is_wrong_is_said_and_nothing_recorded(client, site, typed):
    link = given(site)
    before = everything()

    answer = client.post(address(link, "/answer"), data={**YES, **typed} if typed else {})

    assert (answer.status_code, everything()) == (422, before)


def test_the_address_is_told_to_nobody_else(client, site):
    answer = client.get(address(given(site)))

    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"], answer.headers["Cache-Control"]) == (
        "strict-origin", "noindex, nofollow", "no-store",
    )  # fmt: skip


def test_the_form_is_taken_over_https_with_what_a_browser_says_of_its_origin(app, client, site, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    path, secure = address(given(site)), {"base_url": "https://localhost"}
    page = client.get(path, **secure)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    # What the page's own policy lets a browser send along.
    told = {"no-referrer": None, "strict-origin": "https://localhost/"}[page.headers["Referrer-Policy"]]
    headers = {"Referer": told} if told else {}

    answer = client.post(f"{path}/answer", data={**YES, "csrf_token": token}, headers=headers, **secure)

    assert (answer.status_code, now(site).state) == (302, SiteState.CONFIRMED)


@pytest.mark.parametrize("number", [1, 300])
def test_it_asks_the_same_number_of_questions_at_300_sites(client, site, queries, number):
    link = given(site)
    conference = db.session.get(Conference, site.conference_id)
    for _ in range(number - 1):
        a_site(conference, a_unit())
    client.get(address(link))
    queries.clear()

    client.get(address(link))

    assert len(queries) <= 8, "\n".join(line.replace("\n", " ")[-150:] for line in queries)


def moves_to_tuesday(site):
    tuesday = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=3)}
    with transaction():
        conference = db.session.get(Conference, site.conference_id)
        changes.revise(conference, version=conference.version, by=conference.secretary, **tuesday)


def hidden(page) -> dict:
    return dict(re.findall(r'name="(answers|asked)" type="hidden" value="(\d+)"', page))


def test_who_read_the_old_time_has_not_confirmed_the_new_one(client, site):
    path = address(given(site))
    yes = {"reply": "yes", "chair": "named", "note": "Xin chỗ để xe", **hidden(client.get(path).text)}
    moves_to_tuesday(site)

    refused = client.post(f"{path}/answer", data=yes)
    stood = now(site).state
    sent_again = client.post(f"{path}/answer", data=yes | hidden(refused.text))

    assert (refused.status_code, stood) == (409, SiteState.WAITING)
    assert "07:30 01/12/2026" in refused.text and "Xin chỗ để xe" in refused.text
    assert (sent_again.status_code, now(site).state) == (302, SiteState.CONFIRMED)


def test_the_telephone_clerk_who_read_out_the_old_time_is_told_of_the_new_one(login, site):
    secretary, page = login(site.conference.secretary), f"/sites/{site.id}"
    yes = {"reply": "yes", "chair": "named", "given_by": "Lan", **hidden(secretary.get(f"{page}/edit").text)}
    moves_to_tuesday(site)

    refused = secretary.post(f"{page}/telephone", data=yes)
    sent_again = secretary.post(f"{page}/telephone", data=yes | hidden(refused.text))

    assert (refused.status_code, sent_again.status_code) == (409, 302)


@pytest.mark.parametrize("typed", ["lan@xa.vn\nBcc: all@tinh.vn", "lan@xa.vn\u2028Bcc: all@tinh.vn", "lan@", "lan"])
@pytest.mark.parametrize("name", ["contact_email", "chair_email"])
def test_an_address_that_is_none_is_refused_in_words_beside_it(client, site, name, typed):
    path = address(given(site))

    answer = client.post(f"{path}/answer", data={"reply": "yes", "chair": "named", "answers": "0", name: typed})

    assert (answer.status_code, now(site).state) == (422, SiteState.WAITING)
    assert "ten@don-vi.gov.vn" in answer.text


def test_a_line_break_in_a_name_tears_no_header_of_a_mail(client, site):
    data = {"reply": "yes", "chair": "named", "answers": "0", "contact_name": "Lê\r\n Lan\u0085Anh", "note": "a\r\nb"}

    client.post(f"{address(given(site))}/answer", data=data)

    assert (now(site).contact_name, now(site).answer_note) == ("Lê Lan Anh", "a\nb")
