"""Attending at another site, and only watching the relay: parties of their own."""

import re
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from meetings.attendance import actions as attendance
from meetings.attendance import papers
from meetings.attendance import queries as counted
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import kits
from meetings.notices.models import Notice
from meetings.sites import actions, answering, guests, links
from meetings.sites.models import Reply, Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_site_officer, a_stranger, a_unit
from tests.sites.make import at, now, one_behind_the_other

pytestmark = pytest.mark.usefixtures("on_friday")


@pytest.fixture
def conference(app):
    secretary = a_secretary()
    made = a_conference(state=C.INVITING, secretary_id=secretary.id, organiser=secretary.posts[0].unit)
    a_site(made, made.organiser, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    return made


@pytest.fixture
def host(conference):
    unit = a_unit("Xã Vũ Quang")
    a_site_officer(unit)
    facts = {"expected_count": 20, "room": "Hội trường xã", "answered_at": clock.now()}
    return a_site(conference, unit, state=SiteState.CONFIRMED, **facts)


@pytest.fixture
def guest(conference):
    return a_site(conference, a_unit("Xã Đức Bồng"), state=SiteState.WAITING)


def link_of(site, name="Lan", address="lan@example.vn"):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name=name, to_address=address, by=None)


def join(client, guest, host, **more):
    data = {"reply": "join", "joined": host.id if host else "", "chair": "named", "expected_count": "6", "answers": "0"}
    return client.post(at(link_of(guest), "/answer"), data={**data, **more})


def kinds():
    return sorted((row.kind, row.to_address) for row in db.session.scalars(select(Notice)))


def test_a_site_attends_at_another_and_stays_a_party_of_its_own(client, guest, host):
    answer = join(client, guest, host)
    page = client.get(at(link_of(guest)))

    here = now(guest)
    assert (answer.status_code, here.state) == (302, SiteState.CONFIRMED)
    assert (here.joined_id, here.reply) == (host.id, Reply.JOIN)
    assert (here.expected_count, now(host).expected_count) == (6, 20)
    assert "Xã Vũ Quang (Hội trường xã)" in page.text


def test_its_receipt_says_where_it_attends_and_asks_for_no_test_of_a_line(client, login, guest, host):
    confirmed = a_site(guest.conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED, answered_at=clock.now())
    join(client, guest, host)

    linked = [client.get(at(link_of(site))).text for site in (guest, confirmed)]
    own = [login(a_site_officer(site.unit)).get(f"/sites/{site.id}").text for site in (guest, confirmed)]

    for pages in (linked, own):
        heads = [re.search(r"<h2>([^<]*điểm cầu[^<]*)</h2>", page)[1] for page in pages]
        assert heads == ["Xã Đức Bồng dự tại điểm cầu Xã Vũ Quang", "Đã xác nhận điểm cầu Xã Can Lộc"]
        assert ['/test"' in page for page in pages] == [False, True]


def test_the_host_is_told_and_sees_who_comes(client, login, guest, host):
    join(client, guest, host)
    officer = a_site_officer(host.unit)

    page = login(officer).get(f"/sites/{host.id}").text
    by_link = client.get(at(link_of(host, "Hoa", "hoa@example.vn"))).text

    assert [kind for kind, _ in kinds()] == ["site_joined"]
    assert "Xã Đức Bồng" in page and f"/sites/{guest.id}/turn-away" in page
    assert "Xã Đức Bồng" in by_link and f"/guests/{guest.id}" in by_link


def test_where_the_main_site_receives_the_secretary_is_told(client, conference, guest):
    main = db.session.query(Site).filter_by(kind=SiteKind.MAIN).one()

    join(client, guest, main)

    assert ("site_joined", conference.secretary.email) in kinds()


def test_the_host_is_told_of_another_number_and_when_the_guest_stays_away_after_all(client, conference, guest, host):
    other = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED, contact_name="Tú",
                   contact_email="tu@example.vn")  # fmt: skip
    join(client, guest, host)
    join(client, guest, host, answers="1")
    join(client, guest, host, answers="2", expected_count="9")
    join(client, guest, other, answers="3", expected_count="9")
    client.post(at(link_of(guest), "/answer"), data={"reply": "no", "chair": "named", "note": "Bận", "answers": "4"})

    rows = db.session.scalars(select(Notice).where(Notice.kind.in_(("site_joined", "site_left"))).order_by(Notice.id))
    told = [(row.kind, row.facts["site"], row.facts["count"]) for row in rows]
    assert told == [
        ("site_joined", "Xã Vũ Quang", 6),
        ("site_joined", "Xã Vũ Quang", 9),
        ("site_left", "Xã Vũ Quang", 9),
        ("site_joined", "Xã Can Lộc", 9),
        ("site_left", "Xã Can Lộc", 9),
    ]


def test_sheet_workbook_paper_and_kit_say_where_a_guest_sits(client, login, conference, guest, host):
    join(client, guest, host)
    base = f"/conferences/{conference.id}/attendance"
    browser = login(conference.secretary)

    page, workbook = browser.get(base).text, browser.get(f"{base}.xlsx").data
    lines = {site.name: site.note for site in papers.facts(db.session.merge(conference)).sites}
    sheet = openpyxl.load_workbook(BytesIO(workbook)).worksheets[1]
    rows = {row[1]: row[-1] for row in sheet.iter_rows(values_only=True)}
    kit = kits.kit(now(guest), "/x")

    assert "dự tại Xã Vũ Quang" in page
    assert lines["Xã Đức Bồng"] == "Dự tại điểm cầu Xã Vũ Quang; Chưa báo cáo"
    assert (rows["Xã Đức Bồng"], rows["Xã Vũ Quang"]) == ("Xã Vũ Quang", None)
    assert kit.room == "dự tại điểm cầu Xã Vũ Quang, Hội trường xã"


def test_who_wanted_to_come_to_a_site_that_is_taken_out_is_asked_anew(client, guest, host):
    a_site_officer(guest.unit)
    join(client, guest, host)

    with transaction():
        actions.drop(db.session.get(Site, host.id), drop_answered=True, by=None)

    here = now(guest)
    assert (here.state, here.joined_id, here.reply) == (SiteState.WAITING, None, None)
    assert "site_turned_away" in [kind for kind, _address in kinds()]


def test_a_host_may_decline_after_all_were_asked_anew(client, conference, guest, host):
    join(client, guest, host)
    with transaction():
        actions.ask_again(db.session.merge(conference), by=None)
    with transaction():
        answering.decline(db.session.get(Site, host.id), note="Mất điện", by=conference.secretary)

    assert (now(guest).state, now(guest).joined_id) == (SiteState.WAITING, None)


def test_the_host_may_say_by_link_that_there_is_no_room(client, guest, host):
    join(client, guest, host)
    path = at(link_of(host, "Hoa", "hoa@example.vn"), f"/guests/{guest.id}")
    page, empty = client.get(path), client.post(path, data={"note": " "})

    done = client.post(path, data={"note": "Hội trường đang sửa"})

    here = now(guest)
    assert (page.status_code, empty.status_code, done.status_code) == (200, 422, 302)
    said = "Xã Vũ Quang: Hội trường đang sửa"
    assert (here.state, here.joined_id, here.decision_note) == (SiteState.WAITING, None, said)
    assert "Hội trường đang sửa" in client.get(at(link_of(guest))).text


def test_an_account_of_the_host_may_and_nobody_else(client, login, guest, host):
    join(client, guest, host)
    data, path = {"note": "Hết chỗ"}, f"/sites/{guest.id}/turn-away"
    others = [login(one).post(path, data=data).status_code for one in (a_stranger(), a_site_officer(guest.unit))]

    done = login(a_site_officer(host.unit)).post(path, data=data)

    assert (others, done.status_code, now(guest).state) == ([403, 403], 302, SiteState.WAITING)


def test_a_link_turns_no_guest_of_another_site_away(client, conference, guest, host):
    other = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED)
    join(client, guest, host)

    answer = client.post(at(link_of(other), f"/guests/{guest.id}"), data={"note": "x"})

    assert (answer.status_code, now(guest).joined_id) == (404, host.id)


@pytest.mark.parametrize("name", ["itself", "nowhere", "declined", "relay", "guest", "foreign", "forged"])
def test_where_one_cannot_attend_is_refused_in_words(client, conference, guest, host, name):
    elsewhere = {
        "itself": lambda: guest.id,
        "nowhere": lambda: "",
        "declined": lambda: a_site(conference, state=SiteState.DECLINED).id,
        "relay": lambda: a_site(conference, kind=SiteKind.RELAY).id,
        "guest": lambda: a_site(conference, state=SiteState.CONFIRMED, joined_id=host.id).id,
        "foreign": lambda: a_site(a_conference(state=C.INVITING)).id,
        "forged": lambda: "99999999999999",
    }[name]()

    answer = join(client, guest, None, joined=elsewhere)

    assert (answer.status_code, now(guest).state, kinds()) == (422, SiteState.WAITING, [])


def test_who_receives_others_stays_where_it_is(client, conference, guest, host):
    join(client, guest, host)
    other = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED)

    answer = join(client, host, other)

    assert (answer.status_code, now(host).joined_id) == (409, None)


def test_when_the_host_does_not_take_part_its_guests_are_asked_anew(client, guest, host):
    join(client, guest, host)

    client.post(at(link_of(host, "Hoa", "hoa@example.vn"), "/answer"),
                data={"reply": "no", "chair": "named", "note": "Mất điện", "answers": "0"})  # fmt: skip

    assert (now(host).state, now(guest).state, now(guest).joined_id) == (
        SiteState.DECLINED, SiteState.WAITING, None,
    )  # fmt: skip


def test_who_was_to_come_to_a_host_that_declined_reads_what_happened_and_no_other_story(
    client, login, conference, guest, host
):
    join(client, guest, host)
    client.post(at(link_of(host, "Hoa", "hoa@example.vn"), "/answer"),
                data={"reply": "no", "chair": "named", "note": "Mất điện", "answers": "0"})  # fmt: skip

    page = client.get(at(link_of(guest), "/answer")).text
    board = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/sites").text

    assert "Không thể dự tại nơi đã chọn. Xã Vũ Quang: Điểm cầu này không còn tham dự hội nghị. Xin" in page
    assert ("Trả lời đề nghị của anh/chị" in page, ".”." in page) == (False, False)
    assert ("theo kế hoạch cũ" in board, "Nơi đã chọn không còn chỗ; đang hỏi lại" in board) == (False, True)


def test_only_the_relay_and_back(client, guest, host):
    link = link_of(guest)
    data = {"reply": "relay", "chair": "named", "expected_count": "6", "answers": "0"}
    client.post(at(link, "/answer"), data=data)
    relaying = now(guest).kind, now(guest).state
    again = client.get(at(link, "/answer")).text

    client.post(at(link, "/answer"), data=data | {"reply": "yes", "answers": "1"})

    assert relaying == (SiteKind.RELAY, SiteState.CONFIRMED)
    assert 'value="relay" checked' in again
    assert (now(guest).kind, now(guest).reply) == (SiteKind.MEMBER, Reply.YES)


@pytest.mark.parametrize("reply", [Reply.YES, Reply.RELAY])
def test_a_relay_point_stays_one_whatever_it_confirms(conference, reply):
    point = a_site(conference, kind=SiteKind.RELAY, state=SiteState.WAITING)

    with transaction():
        answering.answer(db.session.get(Site, point.id), reply=reply, by=conference.secretary)

    assert (now(point).state, now(point).kind) == (SiteState.CONFIRMED, SiteKind.RELAY)


def test_the_board_says_where_it_attends(client, login, conference, guest, host):
    join(client, guest, host)

    page = login(conference.secretary).get(f"/conferences/{conference.id}/sites").text

    assert "dự tại Xã Vũ Quang" in page


def test_attendance_counts_each_party_once(client, login, conference, guest, host):
    join(client, guest, host)
    with transaction():
        db.session.get(Conference, conference.id).state = C.LIVE
    with clock.at(MONDAY), transaction():
        for site, present in ((guest, 6), (host, 18)):
            attendance.report(db.session.get(Site, site.id), present=present, by=conference.secretary)

    whole = counted.totals(conference.id).whole

    assert (whole.sites, whole.reported, whole.announced, whole.present) == (3, 2, 26, 24)


def test_of_thousands_the_neighbours_are_offered(conference, guest):
    with transaction():
        for number in range(220):
            facts = {"group_name": "Khu vực 2" if number < 200 else "Khu vực 1", "position": number}
            db.session.add(Site(conference_id=conference.id, unit_id=unit(number), name=f"Xã {number}", **facts))
        db.session.get(Site, guest.id).group_name = "Khu vực 1"

    offered = guests.hosts_for(now(guest))

    assert (len(offered.rows), offered.is_sought) == (guests.MOST_OFFERED, True)
    assert offered.rows[0].kind is SiteKind.MAIN
    assert {one.group_name for one in offered.rows[1:21]} == {"Khu vực 1"}
    assert {one.group_name for one in offered.rows[21:]} == {"Khu vực 2"}


def many(conference, number):
    with transaction():
        for one in range(number):
            facts = {"name": f"UBND phường Hà Huy Tập {one}", "room": f"Phòng họp trực tuyến tầng {one}"}
            db.session.add(Site(conference_id=conference.id, unit_id=unit(one), position=one, **facts))


def test_every_site_of_a_province_is_offered_the_main_one_first(client, conference, guest):
    many(conference, 69)

    page = client.get(at(link_of(guest))).text

    offered = re.findall(r'<option value="(\d+)">', page)
    main = db.session.scalar(select(Site.id).where(Site.kind == SiteKind.MAIN))
    assert (len(offered), offered[0]) == (70, str(main))
    assert 'name="find"' not in page


@pytest.mark.parametrize("number", [149, 160])
def test_the_page_by_link_keeps_its_weight_however_many_sites_there_are(client, conference, guest, number):
    many(conference, number)

    page = client.get(at(link_of(guest)))

    assert page.text.count("<option") == 151  # none chosen, and as many as are offered
    assert ('name="find"' in page.text) is (number == 160)
    assert len(page.data) < 40_000


def looking_for(words):
    return {"reply": "join", "chair": "named", "expected_count": "6", "note": "Gần hơn", "answers": "0",
            "find": "1", "words": words}  # fmt: skip


def test_of_too_many_for_a_list_one_is_found_by_words_and_chosen(client, conference, guest):
    many(conference, 160)
    path = at(link_of(guest), "/answer")

    page = client.post(path, data=looking_for("huy tap 159"))

    found = db.session.scalar(select(Site).where(Site.name == "UBND phường Hà Huy Tập 159"))
    assert (page.status_code, re.findall(r'<option selected value="(\d+)">', page.text)) == (200, [str(found.id)])
    assert "Gần hơn" in page.text and now(guest).state is SiteState.WAITING
    assert client.post(path, data=looking_for("") | {"joined": found.id, "words": "", "find": ""}).status_code == 200

    sent = looking_for("huy tap 159") | {"joined": found.id}
    del sent["find"]
    assert client.post(path, data=sent).status_code == 302
    assert now(guest).joined_id == found.id


def test_the_one_found_that_has_told_this_site_of_a_full_room_is_not_chosen(client, conference, guest, host):
    many(conference, 160)
    with transaction():
        answering.answer(now(guest), reply=Reply.JOIN, joined_id=host.id, by=conference.secretary)
    with transaction():
        guests.turn_away(now(guest), note="Phòng chỉ 20 chỗ", by=conference.secretary)

    page = client.post(at(link_of(guest), "/answer"), data=looking_for(now(host).name))

    assert f'value="{host.id}"' in page.text and f'<option selected value="{host.id}">' not in page.text


@pytest.mark.parametrize("door", ["answer", "telephone"])
def test_a_site_is_found_by_words_on_the_other_pages_too(login, conference, guest, door):
    many(conference, 160)
    who = conference.secretary if door == "telephone" else a_site_officer(guest.unit)

    page = login(who).post(f"/sites/{guest.id}/{door}", data=looking_for("huy tap 159"))

    found = db.session.scalar(select(Site).where(Site.name == "UBND phường Hà Huy Tập 159"))
    assert (page.status_code, f'<option selected value="{found.id}">' in page.text) == (200, True)
    assert f"{found.name} (Phòng họp trực tuyến tầng 159)" in page.text
    assert "Hà Huy Tập 158" not in page.text


def test_words_that_find_no_site_leave_the_question_and_the_words(client, conference, guest):
    many(conference, 160)

    page = client.post(at(link_of(guest), "/answer"), data=looking_for("không có"))

    assert page.status_code == 200
    assert 'value="không có"' in page.text and 'value="join" checked' in " ".join(page.text.split())
    assert "Không tìm thấy điểm cầu nào ứng với “không có”" in page.text
    assert "hãy gõ tên để tìm" not in page.text


def test_words_in_the_name_of_a_site_find_no_other_for_the_sake_of_its_people(client, conference, guest):
    many(conference, 160)
    with transaction():
        known = {one.name: db.session.get(Site, one.id) for one in db.session.scalars(select(Site))}
        known["UBND phường Hà Huy Tập 12"].chair_name = "Bà Mai Thị Hoa"
        known["UBND phường Hà Huy Tập 13"].name = "UBND xã Mai Hoa"
    path = at(link_of(guest), "/answer")
    found = {words: client.post(path, data=looking_for(words)).text for words in ("mai hoa", "mai thi hoa")}

    offered = {words: re.findall(r'<option (selected )?value="(\d+)">', page) for words, page in found.items()}
    assert offered == {
        "mai hoa": [("selected ", str(known["UBND phường Hà Huy Tập 13"].id))],
        "mai thi hoa": [("selected ", str(known["UBND phường Hà Huy Tập 12"].id))],
    }


def unit(number):
    row = Unit(name=f"Xã {number}", short_name="", kind=UnitKind.COMMUNE, path=f"/8{number}/")
    db.session.add(row)
    db.session.flush()
    return row.id


def a_guest(host, **facts):
    facts = {"state": SiteState.CONFIRMED, "answered_at": clock.now(), "invited_at": clock.now()} | facts
    return a_site(host.conference, a_unit(), joined_id=host.id, reply=Reply.JOIN, **facts)


@pytest.mark.parametrize("state", [SiteState.CONFIRMED, SiteState.CHANGE_REQUESTED, SiteState.WAITING, SiteState.SEEN])
def test_a_host_may_go_whatever_its_guests_have_answered_since(client, host, state):
    guest = a_guest(host, state=state, former=SiteState.CONFIRMED)
    no = {"reply": "no", "chair": "named", "note": "Mất điện", "answers": "0"}

    answer = client.post(at(link_of(host), "/answer"), data=no)

    here = now(guest)
    assert (answer.status_code, now(host).state) == (302, SiteState.DECLINED)
    assert (here.state, here.former, here.joined_id) == (SiteState.WAITING, SiteState.CONFIRMED, None)


def test_a_host_that_cannot_come_says_so_by_telephone_while_the_conference_sits(login, conference, host):
    guest = a_guest(host)
    with transaction():
        db.session.get(Conference, conference.id).state = C.LIVE
    no = {"reply": "no", "chair": "named", "note": "Mất điện", "answers": "0", "given_by": "Lan"}

    answer = login(conference.secretary).post(f"/sites/{host.id}/telephone", data=no)

    assert (answer.status_code, now(host).state, now(guest).joined_id) == (302, SiteState.DECLINED, None)


def test_who_wanted_to_come_to_a_site_that_is_dropped_is_told_and_asked_anew(login, conference, host):
    guest = a_guest(host, contact_name="Hà", contact_email="ha@example.vn")

    login(conference.secretary).post(f"/sites/{host.id}/drop", data={"sure": "yes"})

    assert (now(guest).state, now(guest).joined_id) == (SiteState.WAITING, None)
    assert ("site_turned_away", "ha@example.vn") in kinds()


def test_who_wanted_to_come_to_a_site_that_only_relays_now_is_asked_anew(client, host):
    guest = a_guest(host)

    client.post(at(link_of(host), "/answer"), data={"reply": "relay", "chair": "named", "answers": "0"})

    assert (now(host).kind, now(guest).state, now(guest).joined_id) == (SiteKind.RELAY, SiteState.WAITING, None)


def test_a_choice_of_sites_leaves_no_guest_without_a_room(conference, host):
    guest, new_main = a_guest(host), a_guest(host)
    units = {site.unit_id for site in (host, guest, new_main)}
    with transaction():
        whole = db.session.get(Conference, conference.id)
        actions.choose(whole, units, main_unit_id=new_main.unit_id, relay_ids={host.unit_id}, by=conference.secretary)

    assert (now(guest).state, now(guest).joined_id) == (SiteState.WAITING, None)
    assert (now(new_main).state, now(new_main).joined_id) == (SiteState.CONFIRMED, None)


def joins(guest_id, host_id):
    site = db.session.get(Site, guest_id)
    answering.answer(site, reply=Reply.JOIN, joined_id=host_id, by=site.conference.secretary)


def test_two_sites_that_want_to_come_to_each_other_at_once_do_not_both_leave_their_rooms(app, conference, host, guest):
    one, other = host.id, guest.id

    came_to = one_behind_the_other(app, lambda: joins(one, other), lambda: joins(other, one))

    assert came_to == ["done", "NotValid"]
    assert [now(site).joined_id for site in (host, guest)] == [other, None]


def test_nobody_comes_to_a_site_that_declines_at_the_same_moment(app, conference, host, guest):
    one, other = host.id, guest.id

    def declines():
        site = db.session.get(Site, one)
        answering.decline(site, note="Mất điện", by=site.conference.secretary)

    came_to = one_behind_the_other(app, declines, lambda: joins(other, one))

    assert (came_to, now(guest).joined_id) == (["done", "NotValid"], None)


def test_of_two_choices_at_once_one_makes_the_main_site(app, conference, host, guest):
    number, units = conference.id, {host.unit_id, guest.unit_id}

    def makes_main(unit_id):
        whole = db.session.get(Conference, number)
        actions.choose(whole, units, known_ids=units, main_unit_id=unit_id, by=whole.secretary)

    one, other = sorted(units)
    came_to = one_behind_the_other(app, lambda: makes_main(one), lambda: makes_main(other))

    mains = list(db.session.scalars(select(Site.unit_id).where(Site.kind == SiteKind.MAIN)))
    assert (came_to, mains) == (["done", "done"], [other])


def test_a_site_says_by_telephone_that_it_attends_elsewhere(login, conference, host, guest):
    facts = {"reply": "join", "joined": host.id, "chair": "named", "answers": "0", "given_by": "Lan"}

    answer = login(conference.secretary).post(f"/sites/{guest.id}/telephone", data=facts)

    assert (answer.status_code, now(guest).joined_id) == (302, host.id)


def test_a_guest_that_moved_on_meanwhile_is_not_turned_away_from_its_new_host(client, login, conference, guest, host):
    other = a_site(conference, a_unit("Xã Thượng Đức"), state=SiteState.CONFIRMED)
    join(client, guest, host)
    secretary, path = login(conference.secretary), f"/sites/{guest.id}/turn-away"
    shown = secretary.get(path).text
    with transaction():
        db.session.get(Site, guest.id).joined_id = other.id

    answer = secretary.post(path, data={"note": "Hết chỗ", "host": host.id})

    assert f'name="host" type="hidden" value="{host.id}"' in shown
    assert (answer.status_code, now(guest).joined_id) == (409, other.id)


# what the page shows a host and a guest


@pytest.fixture
def asked(conference):
    """A host that has not answered itself, and who answers for it."""
    unit = a_unit("Xã Sơn Kim")
    return a_site(conference, unit, state=SiteState.WAITING), a_site_officer(unit)


def test_a_host_that_has_not_answered_itself_sees_who_comes_and_may_say_no(client, login, guest, asked):
    host, officer = asked
    link = link_of(host, "Hoa", "hoa@example.vn")
    assert "Xã Đức Bồng" not in client.get(at(link)).text.replace("Xã Đức Bồng</option>", "")
    join(client, guest, host)

    by_link, page = client.get(at(link)).text, login(officer).get(f"/sites/{host.id}").text

    assert 'name="reply"' in by_link and f'href="{at(link, f"/guests/{guest.id}")}"' in by_link
    assert 'name="reply"' in page and f'href="/sites/{guest.id}/turn-away?host={host.id}"' in page
    assert client.post(at(link, f"/guests/{guest.id}"), data={"note": "Hết chỗ"}).status_code == 302
    assert now(guest).joined_id is None


GONE = "không còn dự tại phòng của đơn vị"


def test_a_second_press_that_there_is_no_room_reads_that_the_guest_is_gone(client, login, guest, host):
    join(client, guest, host)
    link, officer = link_of(host, "Hoa", "hoa@example.vn"), login(a_site_officer(host.unit))
    by_link, own, data = at(link, f"/guests/{guest.id}"), f"/sites/{guest.id}/turn-away", {"note": "Hết chỗ"}
    client.post(by_link, data=data)

    again = [client.post(by_link, data=data), client.get(by_link)]
    again += [officer.post(own, data=data | {"host": host.id}), officer.get(f"{own}?host={host.id}")]
    again += [officer.post(own, data={"note": "", "host": host.id})]

    assert [(page.status_code, GONE in page.text) for page in again] == [(409, True)] * 5


def test_who_was_no_guest_there_is_none_of_the_hosts_business(client, login, conference, guest, host):
    other = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED, joined_id=host.id)
    bystander, path = a_site(conference, a_unit("Xã Kỳ Anh"), state=SiteState.CONFIRMED), f"/sites/{other.id}/turn-away"
    officer, data = login(a_site_officer(bystander.unit)), {"note": "Hết chỗ", "host": bystander.id}

    codes = [officer.post(path, data=data).status_code, officer.get(f"{path}?host={bystander.id}").status_code]
    by_link = client.post(at(link_of(bystander), f"/guests/{other.id}"), data=data).status_code

    assert (codes, by_link, now(other).joined_id) == ([403, 403], 404, host.id)


def test_who_said_that_there_is_no_room_is_marked_and_comes_last_in_the_list(client, login, guest, conference, host):
    a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CONFIRMED)
    join(client, guest, host)
    client.post(at(link_of(host, "Hoa", "hoa@example.vn"), f"/guests/{guest.id}"), data={"note": "Phòng chỉ 20 chỗ"})

    pages = [client.get(at(link_of(guest))).text, login(conference.secretary).get(f"/sites/{guest.id}/edit").text]

    for page in pages:
        offered = re.findall(r'<option value="\d+">([^<]*)</option>', page)
        last = "Xã Vũ Quang (Hội trường xã): đã báo không đủ chỗ"
        assert [name for name in offered if "không đủ chỗ" in name] == [last]
        assert offered.index(last) > offered.index("Xã Can Lộc")


def test_who_does_not_take_part_any_more_said_nothing_of_his_room(client, guest, host):
    join(client, guest, host)
    with transaction():
        guests.release([host.id], by=None)

    assert "không đủ chỗ" not in "".join(re.findall("<option.*?</option>", client.get(at(link_of(guest))).text))
