"""Home says by role what waits, and asks the same number of questions however many sites there are."""

import re
from datetime import date, timedelta

import pytest

from meetings.accounts.models import Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference, ConferenceState
from meetings.desk import waiting
from meetings.directives import issuing as directives
from meetings.directives.models import Directive, DirectiveState
from meetings.sites import answering
from meetings.sites.models import ChangeKind, Site, SiteKind, SiteState
from meetings.speeches.models import Speech, SpeechState
from meetings.units.models import Unit, UnitKind
from meetings.web.words import word
from tests.directives.made import a_child, a_directive
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    saved,
)

SUBMITTED = DirectiveState.SUBMITTED


@pytest.fixture
def conference():
    starts = clock.now() + timedelta(hours=3)
    return a_conference(state=ConferenceState.INVITING, chair=a_leader(), starts_at=starts, title="Giao ban tháng 11")


def test_who_has_nothing_to_do_reads_so(login):
    answer = login(a_stranger()).get("/")

    assert (answer.status_code, "Giao ban" in answer.text) == (200, False)


def without_post(**days):
    user = a_user(Role.MEMBER, a_unit("UBND xã Mai Hoa"), title="Văn thư")
    with transaction():
        post = db.session.get(Post, user.posts[0].id)
        for name, value in days.items():
            setattr(post, name, value)
        if not days:
            db.session.delete(post)
    return user


def test_who_holds_no_position_reads_why_he_sees_nothing_and_whom_to_ask(login, app, monkeypatch):
    monkeypatch.setitem(app.config, "HELP_PHONE", "0239 3820 905")
    admin = a_user(Role.ADMINISTRATOR, a_unit(), name="Phạm Quốc Khánh", phone="0912 345 678")
    a_user(Role.ADMINISTRATOR, a_unit(), name="Đã Khóa", is_closed=True)
    user = without_post()

    page = login(user).get("/").text

    assert "Tài khoản của anh/chị chưa được giao chức vụ" in page
    assert all(word in page for word in ("Phạm Quốc Khánh", "0912 345 678", admin.email, "0239 3820 905"))
    assert "Đã Khóa" not in page
    assert "chưa được giao chức vụ" not in login(a_stranger()).get("/").text


def test_a_position_that_ended_and_one_to_come_are_named_with_their_days(login):
    ended = login(without_post(valid_until=date(2026, 11, 1))).get("/").text
    coming = login(without_post(valid_from=date(2099, 1, 2))).get("/").text

    assert "Văn thư (UBND xã Mai Hoa), đã hết từ sau ngày 01/11/2026" in ended
    assert "Từ ngày 02/01/2099, anh/chị là Văn thư, UBND xã Mai Hoa." in coming


def test_an_empty_house_shows_its_administrator_what_comes_first(login):
    steps = 'href="/units/import"', 'href="/people/new"'
    admin = a_user(Role.ADMINISTRATOR, a_unit())

    assert all(step in login(admin).get("/").text for step in steps)
    assert not any(step in login(a_stranger()).get("/").text for step in steps)

    a_conference(state=ConferenceState.INVITING, chair=a_leader(), starts_at=clock.now() + timedelta(hours=3))
    assert not any(step in login(admin).get("/").text for step in steps)


def test_the_officer_is_led_to_his_answer(login, conference):
    commune = a_unit("UBND xã Vũ Quang")
    site = a_site(conference, commune, state=SiteState.WAITING)
    text = login(a_site_officer(commune)).get("/").text

    assert f'href="/sites/{site.id}"' in text and "Giao ban tháng 11" in text


def test_the_secretariat_reads_who_is_missing_by_name(login, conference):
    a_site(conference, a_unit("UBND xã Hương Khê"), state=SiteState.WAITING)
    wish = {"state": SiteState.CHANGE_REQUESTED, "wanted_chair_name": "Ông Cường"}
    asking = a_site(conference, a_unit("UBND xã Kỳ Anh"), **wish)
    text = login(a_secretary(conference.organiser)).get("/").text

    assert "UBND xã Hương Khê" in text and "Ông Cường" in text
    assert f'href="/sites/{asking.id}/decide"' in text and f'href="/sites/{asking.id}"' not in text


@pytest.mark.parametrize("place", ["/", "/now"])
def test_speeches_that_wait_for_a_decision_are_a_task_of_who_decides(login, conference, place):
    site = a_site(conference, a_unit("UBND xã Vũ Quang"), state=SiteState.CONFIRMED)
    facts = {"site_id": site.id, "topic": "Số hóa", "speaker_name": "An", "minutes": 5, "offered_at": clock.now()}
    for state in (SpeechState.OFFERED, SpeechState.OFFERED, SpeechState.RETURNED):
        saved(Speech(state=state, **facts))
    secretary, chair = a_secretary(conference.organiser), conference.chairs[0].person

    pages = [login(one).get(place).text for one in (secretary, chair)]

    words = {"/": "2 tham luận chờ anh/chị quyết định", "/now": "Quyết định 2 tham luận"}[place]
    assert [words in page for page in pages] == [True, False]
    assert f'href="/conferences/{conference.id}/speeches"' in pages[0]


@pytest.mark.parametrize("place", ["/", "/now"])
def test_a_wish_of_a_site_is_a_task_of_the_secretariat_and_of_the_chair_who_consents(login, conference, place):
    facts = {"wanted_chair_name": "Ông Cường", "change": ChangeKind.CHAIR}
    asking = a_site(conference, a_unit("UBND xã Kỳ Anh"), state=SiteState.CHANGE_REQUESTED, **facts)
    a_site(conference, a_unit("UBND xã Vũ Quang"), state=SiteState.CONFIRMED)
    people = a_secretary(conference.organiser), conference.chairs[0].person, a_site_officer(asking.unit)

    pages = [login(one).get(place).text for one in people]

    words = {"/": "UBND xã Kỳ Anh xin điều chỉnh", "/now": "1 điểm cầu đề nghị thay đổi"}[place]
    lists = f"/conferences/{conference.id}/sites?state=change_requested"
    address = {"/": f'href="/sites/{asking.id}/decide"', "/now": f'href="{lists}"'}[place]
    assert [(words in page, address in page) for page in pages] == [(True, True), (True, True), (False, False)]


@pytest.mark.parametrize("change", [ChangeKind.TIME, ChangeKind.OTHER])
def test_who_decides_on_a_wish_reads_what_is_wished(login, conference, change):
    asks = {"state": SiteState.CHANGE_REQUESTED, "change": change, "answer_note": "Trùng lịch tiếp dân"}
    site = a_site(conference, a_unit("Xã Kỳ Anh"), invited_at=clock.now(), **asks)
    client = login(a_secretary(conference.organiser))

    pages = [client.get(path).text for path in ("/", f"/sites/{site.id}/decide")]

    assert [str(word(change)) in page.partition("<main")[2] for page in pages] == [True, True]


def test_where_not_all_who_are_missing_can_be_reminded_both_numbers_are_said(login, conference):
    for name, invited_at in (("Xã A", clock.now()), ("Xã B", None)):
        a_site(conference, a_unit(name), state=SiteState.WAITING, invited_at=invited_at)

    text = login(a_secretary(conference.organiser)).get("/").text

    counted = re.findall(r"(\d+) điểm cầu chưa xác nhận(?:, nhắc được (\d+))?", text)
    assert len({number for number, _remindable in counted}) == 1 and any(remindable for _number, remindable in counted)


def test_as_many_sites_are_to_be_reminded_everywhere(login, conference):
    for sent in (clock.now(), clock.now(), None):
        a_site(conference, a_unit(), state=SiteState.WAITING, invited_at=sent)
    client, here = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}"

    pages = [client.get(path).text for path in ("/", "/now", here, f"{here}/overview/sites", f"{here}/sites")]

    assert [re.findall(r"Nhắc (\d+) điểm cầu", page) for page in pages] == [["2"]] * 5


def test_a_member_reads_the_directives_of_his_unit(login, conference):
    office = a_unit(parent=conference.organiser)
    with transaction():
        directives.give("Làm báo cáo", lead_unit=office, giver_unit=conference.organiser, by=None)

    assert "Làm báo cáo" in login(a_user(Role.MEMBER, office)).get("/").text


def test_what_one_may_not_see_is_not_ahead(conference):
    assert waiting.coming(a_stranger()).next is None
    assert waiting.coming(conference.chairs[0].person).next is not None


def test_the_headline_says_when_in_words_of_the_day(login, conference):
    secretary = a_secretary(conference.organiser)
    cases = {
        -1.0: "Hội nghị chiều nay lúc 14:00",
        0: "Còn 3 giờ nữa khai mạc hội nghị chiều nay",
        2.5: "Còn 30 phút nữa khai mạc hội nghị chiều nay",
        -24: "Hội nghị tới: 14:00 ngày mai, Thứ Hai 30/11/2026",
        -72: "Hội nghị tới: 14:00, Thứ Hai 30/11/2026",
    }
    eleven = MONDAY + timedelta(hours=4)
    with transaction():
        conference.starts_at, conference.ends_at = eleven + timedelta(hours=2.5), eleven + timedelta(hours=5)

    for hours, words in cases.items():
        with clock.at(eleven + timedelta(hours=hours - 0.5)):
            assert f"<h1>{words}</h1>" in login(secretary).get("/").text, hours


def test_while_it_sits_the_headline_says_so(login, conference):
    with transaction():
        conference.state = ConferenceState.LIVE

    assert "đang họp</h1>" in login(a_secretary(conference.organiser)).get("/").text


def test_the_secretariat_can_remind_and_call_from_the_first_page(login, conference):
    facts = {"state": SiteState.WAITING, "invited_at": clock.now(), "contact_phone": "0239 3855 001"}
    a_site(conference, a_unit("UBND xã Hương Khê"), **facts)
    text = login(a_secretary(conference.organiser)).get("/").text

    assert f'href="/conferences/{conference.id}/sites/remind"' in text
    assert 'href="tel:02393855001"' in text


def test_overdue_directives_are_named_and_counted_in_the_menu(login, conference):
    unit = a_unit("UBND xã Kỳ Anh")
    with transaction(), clock.at(clock.now() - timedelta(days=30)):
        due = clock.today() + timedelta(days=10)
        directives.give("Làm báo cáo", lead_unit=unit, giver_unit=conference.organiser, due_on=due, by=None)
    secretary = login(a_secretary(conference.organiser))

    home = secretary.get("/").text
    assert "UBND xã Kỳ Anh quá hạn 20 ngày" in home and 'href="/directives/remind?bucket=overdue"' in home
    for address in ("/", "/conferences", f"/conferences/{conference.id}", "/directives"):
        assert 'nc-nav-bad" aria-hidden="true">1<' in secretary.get(address).text, address


def test_only_who_is_late_and_has_not_handed_in_is_urged(login, conference):
    with clock.at(clock.now() - timedelta(days=30)):
        late = {"giver_unit": conference.organiser, "due_on": clock.today() + timedelta(days=2)}
        owed = a_directive(lead=a_unit("UBND xã Kỳ Anh"), **late)
        in_time = a_directive(lead=a_unit("UBND xã Hà Huy Tập"), state=SUBMITTED, **late)
        handed_in = a_directive(lead=a_unit("UBND xã Mai Hoa"), state=SUBMITTED, **late)
        soon = a_directive(lead=a_unit("UBND xã Vũ Quang"), **(late | {"due_on": clock.today() + timedelta(days=90)}))
    with transaction():  # the one on its day, the other late
        db.session.get(Directive, in_time.id).completed_on = in_time.due_on
        db.session.get(Directive, handed_in.id).completed_on = clock.today()
    client = login(a_secretary(conference.organiser))

    home = client.get("/").text
    row = re.search(r"<b>1 nhiệm vụ quá hạn chưa nộp</b>.*?</li>", home, re.DOTALL)[0]
    asked = re.search(r'href="(/directives/remind[^"]*)"', row)[1]
    pages = [client.get(page).text for page in (asked, "/directives/remind")]
    ticked = [re.findall(r'name="directives" value="(\d+)" checked', page) for page in pages]

    assert "Kỳ Anh" in row and not any(name in row for name in ("Hà Huy Tập", "Mai Hoa", "Vũ Quang"))
    assert "1 việc khác đã nộp, chờ duyệt" in row
    assert ticked == [[str(owed.id)]] * 2 and soon.id != owed.id


def test_what_nobody_here_can_urge_is_only_looked_at(login, conference):
    with clock.at(clock.now() - timedelta(days=30)):
        due = clock.today() + timedelta(days=2)
        top = a_directive(
            lead=a_unit("UBND xã Kỳ Anh", parent=conference.organiser), giver_unit=conference.organiser,
            due_on=due,
        )  # fmt: skip
        a_child(top, due_on=due)
    with transaction():
        row = db.session.get(Directive, top.id)
        row.state, row.completed_on = SUBMITTED, clock.today()

    home = login(a_secretary(conference.organiser)).get("/").text

    row = re.search(r"<b>1 nhiệm vụ quá hạn</b>.*?</li>", home, re.DOTALL)[0]
    assert 'href="/directives?bucket=overdue"' in row and "1 việc khác đã nộp, chờ duyệt" in row


def test_what_is_due_today_is_said_so(login, conference):
    a_directive(lead=conference.organiser, due_on=clock.today())

    home = login(a_secretary(conference.organiser)).get("/").text

    assert "hạn hôm nay" in home and "còn 0 ngày" not in home


def test_the_lead_names_the_conference_where_the_page_heads_another(login, conference):
    a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING, invited_at=clock.now())
    client = login(a_secretary(conference.organiser))
    alone = client.get("/").text
    with clock.at(clock.now() - timedelta(hours=3)):
        times = {"began_at": clock.now(), "starts_at": clock.now()}
        a_conference(state=ConferenceState.LIVE, organiser=conference.organiser, **times)
    beside = client.get("/").text

    def lead(page):
        return re.search(r'id="home-lead">(.*?)</p>', page)[1]

    assert lead(alone).startswith("1 điểm cầu chưa xác nhận (Xã Vũ Quang)")
    assert lead(beside).startswith(f"1 điểm cầu chưa xác nhận dự {conference.gist}, ")
    assert "(Xã Vũ Quang)" in lead(beside)


def test_home_and_now_offer_to_remind_the_same(login, conference):
    a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING)
    client = login(a_secretary(conference.organiser))

    pages = [client.get(path).text for path in ("/", "/now", f"/conferences/{conference.id}/sites")]

    assert [f'href="/conferences/{conference.id}/sites/remind"' in page for page in pages] == [False] * 3


def test_what_others_passed_on_below_is_named_apart_so_that_the_sum_is_the_number_in_the_menu(login, conference):
    with clock.at(clock.now() - timedelta(days=30)):
        due = clock.today() + timedelta(days=2)
        top = a_directive(
            lead=a_unit("UBND xã Kỳ Anh", parent=conference.organiser), giver_unit=conference.organiser, due_on=due
        )
        a_child(top, due_on=due)

    home = login(a_secretary(conference.organiser)).get("/").text

    assert "2 nhiệm vụ quá hạn (1 nhiệm vụ đã giao)" in home.lower()
    assert 'nc-nav-bad" aria-hidden="true">2<' in home


def test_the_headline_tells_apart_what_one_gave_and_what_one_owes(login, conference):
    with clock.at(clock.now() - timedelta(days=30)):
        late = {"giver_unit": conference.organiser, "due_on": clock.today() + timedelta(days=2)}
        for name in ("UBND xã Kỳ Anh", "UBND xã Vũ Quang"):
            a_directive(lead=a_unit(name), **late)
        a_directive(lead=conference.organiser, **(late | {"giver_unit": a_unit("Chính phủ")}))

    home = login(a_secretary(conference.organiser)).get("/").text

    assert "2 nhiệm vụ đã giao quá hạn và 1 nhiệm vụ quá hạn phải thực hiện;" in home


def test_what_the_body_above_a_division_owes_is_no_overdue_work_of_who_works_below(login, conference):
    body = a_unit("UBND xã Vũ Quang")
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=body)
    member = a_user(Role.MEMBER, division)
    with transaction(), clock.at(clock.now() - timedelta(days=30)):
        due = clock.today() + timedelta(days=10)
        give = {"giver_unit": conference.organiser, "due_on": due, "by": None}
        directives.give("Việc của xã", lead_unit=body, **give)
    browser = login(member)

    before = browser.get("/").text
    with transaction(), clock.at(clock.now() - timedelta(days=30)):
        directives.give("Việc của phòng", lead_unit=division, **give)
    after = browser.get("/").text

    def said(page):
        return "1 nhiệm vụ quá hạn" in page, 'nc-nav-bad" aria-hidden="true">1<' in page, "quá hạn 20 ngày" in page

    assert (said(before), said(after)) == ((False, False, False), (True, True, True))
    assert "bucket=overdue&amp;side=mine" in after


def test_many_results_that_wait_for_a_word_are_one_row_with_the_whole_number(login, conference):
    for place in range(3):
        a_directive(lead=a_unit(f"UBND xã số {place}"), giver_unit=conference.organiser, state=SUBMITTED)
    secretary = login(a_secretary(conference.organiser))

    few = secretary.get("/").text
    assert all(f"UBND xã số {place} trình duyệt kết quả" in few for place in range(3))

    for place in range(3, 8):
        a_directive(lead=a_unit(f"UBND xã số {place}"), giver_unit=conference.organiser, state=SUBMITTED)
    text = secretary.get("/").text

    assert "8 kết quả chờ duyệt" in text and "trình duyệt kết quả" not in text
    listed = secretary.get("/directives?side=ours&state=submitted")
    assert "state=submitted" in text and all(f"UBND xã số {place}" in listed.text for place in range(8))


def test_a_week_full_of_past_conferences_hides_none_ahead(conference):
    with clock.at(MONDAY + timedelta(days=2)):
        for _ in range(waiting.READ + 1):
            a_conference(organiser=conference.organiser, state=ConferenceState.ENDED, starts_at=MONDAY, hours=1)
        ahead = a_conference(
            organiser=conference.organiser, state=ConferenceState.READY, starts_at=clock.now() + timedelta(hours=1)
        )

        assert waiting.coming(a_secretary(conference.organiser)).next.id == ahead.id


def test_many_conferences_ahead_hide_none_that_nobody_ended(conference):
    long_ago = a_conference(organiser=conference.organiser, state=ConferenceState.READY, starts_at=MONDAY, hours=1)
    with clock.at(MONDAY + timedelta(days=7)):
        for day in range(waiting.READ + 1):
            ahead = clock.now() + timedelta(days=day, hours=1)
            a_conference(organiser=conference.organiser, state=ConferenceState.READY, starts_at=ahead)

        assert long_ago.id in [one.id for one in waiting.coming(a_secretary(conference.organiser)).left]


def test_this_week_marks_its_days_and_leads_to_them(login, conference):
    text = login(a_secretary(conference.organiser)).get("/").text
    week = text[text.index("home-week") : text.index("</ol>", text.index("home-week"))]

    days = re.findall(r"since=(\d{4}-\d\d-\d\d)", week)
    assert len(days) == 7
    assert days[clock.today().weekday()] == f"{clock.today()}"
    assert week.count("<i aria-hidden") == sum(day == f"{clock.local(conference.starts_at).date()}" for day in days)


def test_the_last_events_of_what_one_keeps_are_told_once(login, conference):
    units = [a_unit(f"UBND xã {name}") for name in ("Đức Thọ", "Lộc Hà", "Can Lộc", "Nghi Xuân")]
    found = [a_site(conference, unit, state=SiteState.WAITING) for unit in units]
    secretary = a_secretary(conference.organiser)
    with transaction():
        for site in found:
            answering.confirm(site, expected_count=5, by=secretary)

    text = login(secretary).get("/").text
    told = text[text.index("home-events") : text.index("</div>", text.index("home-events"))]

    assert "UBND xã Nghi Xuân, UBND xã Can Lộc, UBND xã Lộc Hà và 1 nơi khác" in told
    assert told.count("xác nhận") == 1
    assert "home-events" not in login(a_site_officer(units[0])).get("/").text


@pytest.mark.parametrize(
    ("title", "gist"),
    [
        ("Hội nghị trực tuyến giao ban tháng 11", "Giao ban tháng 11"),
        ("Hội nghị tổng kết năm", "Tổng kết năm"),
        ("HỘI NGHỊ TRỰC TUYẾN đột xuất", "Đột xuất"),
        ("Hội nghị trực tuyến", "Trực tuyến"),
        ("Giao ban", "Giao ban"),
    ],
)
def test_the_gist_of_a_title_leaves_its_usual_beginning_out(title, gist):
    assert Conference(title=title).gist == gist


@pytest.mark.parametrize("who", [a_secretary, a_leader, a_site_officer])
def test_statements_do_not_grow_with_sites(login, conference, queries, who):
    person = who(conference.organiser)
    a_site(conference, conference.organiser, kind=SiteKind.MAIN)
    client, counts = login(person), []
    for rows in (1, 300):
        with transaction():
            db.session.add_all(
                Site(conference_id=conference.id, unit_id=a_unit_id, name="x", state=SiteState.CONFIRMED)
                for a_unit_id in _units(rows)
            )
        queries.clear()
        client.get("/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12, "\n".join(q[:60] + q[q.find("FROM") : q.find("FROM") + 60] for q in queries)


def _units(rows):
    units = [Unit(name="x", short_name="x", kind=UnitKind.COMMUNE, path="/x/") for _ in range(rows)]
    db.session.add_all(units)
    db.session.flush()
    return [unit.id for unit in units]


def test_what_waits_refreshes_itself_and_says_the_lead_anew(login, conference):
    client = login(a_secretary(conference.organiser))

    page, part = client.get("/").text, client.get("/home/board").text

    assert 'id="home-board" hx-get="/home/board" hx-trigger="every 60s" hx-swap="outerMorph"' in page
    lead = re.search(r'<p class="home-lead" id="home-lead">(.*?)</p>', page)[1]
    assert f'<p class="home-lead" id="home-lead" hx-swap-oob="true">{lead}</p>' in part
    assert part.split('id="home-board"')[1].split('<p class="home-lead"')[0].strip() in page
    assert '<a class="home-again" href="/">' in page and "Làm mới</a>" in page
