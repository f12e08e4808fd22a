"""The pages of conferences as people use them: lists, first page, turns of life, and who may do what."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Post, Role
from meetings.attendance.models import HeadCount
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference, ConferenceState
from meetings.documents.models import Audience, Document
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.agenda.make import added
from tests.directives.made import a_directive
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    an_administrator,
    saved,
)

pytestmark = pytest.mark.usefixtures("in_november")
S = ConferenceState


@pytest.fixture
def conference():
    conference = a_conference(title="Giao ban Hương Khê", state=S.INVITING, chair=a_leader())
    a_site(conference, kind=SiteKind.MAIN)
    a_site(conference, name="Xã Vũ Quang", state=SiteState.WAITING, invited_at=clock.now())
    return conference


@pytest.fixture
def secretary(login, conference):
    return login(a_secretary(conference.organiser))


def at(conference, rest=""):
    return f"/conferences/{conference.id}{rest}"


def state_of(conference):
    return db.session.get(Conference, conference.id).state


@pytest.mark.parametrize(("state", "edited"), [(S.INVITING, True), (S.CONCLUDED, False)])
def test_the_agenda_is_offered_for_editing_while_it_can_be_edited(secretary, conference, state, edited):
    with transaction():
        db.session.get(Conference, conference.id).state = state

    page = secretary.get(at(conference)).text

    assert ("Sửa chương trình" in page, f'href="{at(conference, "/agenda")}"' in page) == (edited, True)


@pytest.mark.parametrize("path", ["/conferences", "/conferences/table"])
def test_one_must_sign_in_to_see_lists(client, path):
    assert client.get(path).status_code == 302


def test_the_month_shows_what_happens_and_what_comes_next(login, conference):
    with clock.at(MONDAY - timedelta(days=1)):
        answer = login(an_administrator()).get("/conferences?month=2026-11")

    assert answer.status_code == 200
    assert answer.text.count("Giao ban Hương Khê") >= 2


def test_the_page_is_named_after_its_month_and_says_how_many_there_are(login, conference):
    client, month = login(a_secretary(conference.organiser)), f"{clock.local(conference.starts_at):%Y-%m}"
    a_conference(organiser=conference.organiser, starts_at=conference.starts_at)

    pages = [client.get(f"/conferences?month={one}").text for one in (month, "2031-01")]

    heads = [re.search(r"<h1>(.*?)</h1><p class=\"nc-lead\">(.*?)</p>", page).groups() for page in pages]
    assert heads == [
        (f"Hội nghị tháng {month[5:]}/{month[:4]}", "2 hội nghị · 1 đang chờ điểm cầu xác nhận"),
        ("Hội nghị tháng 01/2031", "0 hội nghị"),
    ]


def test_another_month_is_empty_but_shown(login, conference):
    answer = login(an_administrator()).get("/conferences?month=2030-02")

    assert (answer.status_code, 'data-day="2030-02-28"' in answer.text) == (200, True)


def test_the_address_of_the_calendar_leads_to_the_month(login):
    answer = login(a_stranger()).get("/conferences/calendar?month=2026-11&state=ready")

    assert answer.location == "/conferences?month=2026-11&state=ready"


@pytest.mark.parametrize("name", ["endpoint", "_scheme", "_method", "_external", "_anchor"])
def test_what_addresses_are_put_together_with_is_not_taken_from_the_address(login, name):
    answer = login(a_stranger()).get(f"/conferences/calendar?month=2026-11&{name}=javascript")

    assert answer.location == "/conferences?month=2026-11"


def test_the_table_finds_without_marks_and_offers_to_show_all(login, conference):
    user = login(an_administrator())

    assert "Giao ban Hương Khê" in user.get("/conferences/table?q=huong+khe").text
    assert "Giao ban Hương Khê" not in user.get("/conferences/table?q=nothing").text


def test_the_table_comes_in_pages(login, app):
    province = a_province()
    for _ in range(app.config["PAGE_SIZE"] + 1):
        a_conference(organiser=province)

    answer = login(an_administrator()).get("/conferences/table?page=2")

    assert answer.text.count('scope="row"') == 1


def test_a_member_of_an_invited_unit_sees_it_and_a_stranger_does_not(login, conference):
    member = a_user(Role.MEMBER, db.session.query(Site).filter_by(name="Xã Vũ Quang").one().unit)

    assert login(member).get(at(conference)).status_code == 200
    assert "Giao ban Hương Khê" in login(member).get("/conferences/table").text
    assert login(a_stranger()).get(at(conference)).status_code == 403
    assert "Giao ban Hương Khê" not in login(a_stranger()).get("/conferences/table").text


def test_a_draft_is_invisible_to_those_it_will_invite(login):
    draft = a_conference(title="Secret plan")
    member = a_user(Role.SITE_OFFICER, a_site(draft).unit)

    assert login(member).get(at(draft)).status_code == 403
    assert "Secret plan" not in login(member).get("/conferences").text


def test_a_guessed_number_is_not_found(login):
    assert login(an_administrator()).get("/conferences/987654").status_code == 404


def test_the_first_page_names_who_is_missing_to_the_secretariat_only(secretary, login, conference):
    member = a_user(Role.MEMBER, a_site(conference).unit)

    assert "Xã Vũ Quang" in secretary.get(at(conference)).text
    assert "Xã Vũ Quang" not in login(member).get(at(conference)).text


def test_a_site_officer_finds_his_site_and_the_way_to_answer(login, conference):
    site = db.session.query(Site).filter_by(name="Xã Vũ Quang").one()

    answer = login(a_site_officer(site.unit)).get(at(conference))

    assert f'href="/sites/{site.id}"' in answer.text


MOVES = [
    ("ready", S.INVITING, S.READY),
    ("begin", S.READY, S.LIVE),
    ("pause", S.LIVE, S.PAUSED),
    ("resume", S.PAUSED, S.LIVE),
    ("end", S.LIVE, S.ENDED),
    ("conclude", S.ENDED, S.CONCLUDED),
]


@pytest.mark.parametrize(("move", "before", "after"), MOVES)
def test_the_secretariat_turns_its_life_and_an_untimely_turn_is_refused(secretary, conference, move, before, after):
    with transaction():
        conference.state = before

    first, second = (secretary.post(at(conference, f"/{move}")) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert state_of(conference) is after


@pytest.mark.parametrize("move", ["ready", "begin", "pause", "resume", "end", "conclude", "cancel", "postpone"])
def test_those_who_take_part_turn_nothing(login, conference, move):
    member = a_site_officer(db.session.query(Site).filter_by(name="Xã Vũ Quang").one().unit)

    assert login(member).post(at(conference, f"/{move}"), data={"reason": "x"}).status_code == 403
    assert state_of(conference) is S.INVITING


def test_the_chair_begins_but_does_not_cancel(login, conference):
    chair = login(conference.chair.person)

    assert chair.post(at(conference, "/cancel"), data={"reason": "x"}).status_code == 403
    assert chair.post(at(conference, "/begin")).status_code == 302


def test_beginning_much_too_early_is_asked_about_with_time_and_names(login, conference):
    a_site(conference, a_unit("Xã Kỳ Anh"), state=SiteState.WAITING)
    chair, door = login(conference.chair.person), at(conference, "/begin")

    with clock.at(MONDAY - timedelta(minutes=57)):
        head, page = chair.get(at(conference)).text, chair.get(door).text
    with clock.at(MONDAY - timedelta(minutes=15)):
        near = chair.get(at(conference)).text
    with clock.at(MONDAY - timedelta(minutes=57)):
        answer = chair.post(door)

    assert (f'href="{door}"' in head, f'action="{door}"' in head) == (True, False)
    assert (f'href="{door}"' in near, f'action="{door}"' in near) == (False, True)
    assert "Hội nghị được mời lúc 07:30 Thứ Hai 30/11/2026, còn 57 phút nữa." in page
    assert re.search(r"\d điểm cầu chưa xác nhận: [^<]*Xã Kỳ Anh\.", page)
    assert (answer.status_code, state_of(conference)) == (302, S.LIVE)


@pytest.mark.parametrize(("state", "is_there"), [(S.LIVE, True), (S.ENDED, False)])
def test_the_forecast_of_the_end_goes_when_it_has_ended(secretary, conference, state, is_there):
    added(conference, "Báo cáo")
    with transaction():
        conference.state = state

    assert ("Dự kiến bế mạc" in secretary.get(at(conference)).text) is is_there


def test_the_minutes_name_no_end_while_it_sits(secretary, conference):
    with transaction():
        conference.state, conference.began_at = S.LIVE, MONDAY
    secretary.post(at(conference, "/minutes"))

    page = secretary.get(at(conference, "/minutes")).text

    assert "Chưa kết thúc, đang họp" in page


# What the page sends that shows all that follows.
SURE = {"sure": "yes"}


def shown(conference):
    return db.session.get(Conference, conference.id, populate_existing=True).version


def test_cancelling_without_a_reason_is_refused_and_with_one_is_kept(secretary, conference):
    empty = {"reason": " ", "version": shown(conference)}

    assert secretary.post(at(conference, "/cancel"), data=empty).status_code == 422
    assert state_of(conference) is S.INVITING

    said = {**empty, "reason": "Bão số 5"}

    assert secretary.post(at(conference, "/cancel"), data=said).status_code == 302
    assert "Bão số 5" in secretary.get(at(conference)).text


def test_postponing_with_half_a_time_is_refused_and_keeps_what_was_typed(secretary, conference):
    half = {"reason": "Bão số 5", "starts_on": "25/12/2026", "version": shown(conference)}

    answer = secretary.post(at(conference, "/postpone"), data=half)

    assert (answer.status_code, "Bão số 5" in answer.text, "25/12/2026" in answer.text) == (422, True, True)
    assert state_of(conference) is S.INVITING


def test_postponed_and_given_a_new_time(secretary, conference):
    time = {"starts_on": "25/12/2026", "starts": "8h", "ends": "11:30"}
    secretary.post(at(conference, "/postpone"), data={"reason": "Bão số 5", "version": shown(conference), **SURE})

    answer = secretary.post(at(conference, "/reschedule"), data={**time, "version": shown(conference), **SURE})

    assert answer.status_code == 302
    assert state_of(conference) is S.INVITING
    assert clock.local(db.session.get(Conference, conference.id).starts_at).strftime("%d/%m %H:%M") == "25/12 08:00"


def test_only_a_draft_is_deleted_with_all_that_was_prepared(login):
    draft = a_conference()
    a_site(draft)
    secretary = login(a_secretary(draft.organiser))

    assert secretary.post(at(draft, "/discard"), data={"version": "99"}).status_code == 409
    assert secretary.post(at(draft, "/discard"), data={"version": draft.version}).status_code == 302
    assert (db.session.query(Conference).count(), db.session.query(Site).count()) == (0, 0)


def test_an_announced_conference_is_not_deleted(secretary, conference):
    answer = secretary.post(at(conference, "/discard"), data={"version": conference.version})

    assert (answer.status_code, state_of(conference)) == (409, S.INVITING)


def test_the_journal_is_for_those_who_run_it_and_can_be_searched(secretary, login, conference):
    secretary.post(at(conference, "/ready"))
    member = a_user(Role.MEMBER, a_site(conference).unit)

    assert "User" in secretary.get(at(conference, "/journal")).text
    assert secretary.get(at(conference, "/journal?q=zzz")).status_code == 200
    assert login(member).get(at(conference, "/journal")).status_code == 403


@pytest.mark.parametrize("move", ["cancel", "postpone"])
def test_who_turns_what_was_changed_meanwhile_is_asked_again_with_his_words(secretary, conference, move):
    old = {"reason": "Bão số 5", "version": conference.version, **SURE}
    with transaction():
        db.session.get(Conference, conference.id).place = "Nơi khác"

    answer = secretary.post(at(conference, f"/{move}"), data=old)
    assert (answer.status_code, "Bão số 5" in answer.text, state_of(conference)) == (409, True, S.INVITING)

    asked_again = answer.text.partition('id="main"')[2].partition("nc-tabs")[2]
    again = re.search(r'name="version"[^>]*value="(\d+)"', asked_again)
    assert secretary.post(at(conference, f"/{move}"), data=old | {"version": again[1]}).status_code == 302


@pytest.mark.parametrize("path", ["/postpone", "/reschedule"])
def test_a_day_that_has_passed_is_refused_beside_its_field(secretary, conference, path):
    if path == "/reschedule":
        secretary.post(at(conference, "/postpone"), data={"reason": "Bão số 5"})
    before = state_of(conference)
    time = {"reason": "Bão số 5", "starts_on": "01/06/2026", "starts": "08:00", "ends": "11:00"}

    answer = secretary.post(at(conference, path), data=time)

    assert (answer.status_code, "01/06/2026" in answer.text, state_of(conference)) == (422, True, before)
    assert 'id="starts_on-fault"' in answer.text


def test_the_board_stands_on_the_first_page_with_exceptions_first(secretary, conference):
    for number in range(12):
        a_site(conference, a_unit(f"Xã {number:02}"), state=SiteState.CONFIRMED, position=number)
    asking = a_site(conference, a_unit("Xã Can Lộc"), state=SiteState.CHANGE_REQUESTED, position=50)
    text = secretary.get(at(conference)).text
    names = re.findall(r'<tr id="site-(\d+)">', text)

    assert len(names) == 10
    assert int(names[0]) == asking.id
    assert f"/conferences/{conference.id}/sites.xlsx" in text and "/sites/remind" in text


def test_many_sites_are_counted_by_their_superior_unit_and_only_exceptions_are_named(secretary, conference):
    with transaction():
        for parent in range(4):
            for number in range(20):
                state = SiteState.DECLINED if number == 3 else SiteState.CONFIRMED
                name = f"X{parent}-{number}"
                unit = Unit(name=name, short_name=name, kind=UnitKind.COMMUNE, path="/9/")
                site = Site(name=unit.name, unit=unit, group_name=f"Huyện {parent}", state=state)
                site.conference_id = conference.id
                db.session.add(site)

    text = secretary.get(at(conference)).text

    assert [f"group=Huy%E1%BB%87n+{n}" in text for n in range(4)] == [True] * 4
    assert ("X1-3" in text, "X1-4" in text) == (True, False)


@pytest.mark.parametrize("state", [S.ENDED, S.CONCLUDED])
def test_a_held_conference_leads_with_who_attended_and_its_papers(login, state):
    conference = a_conference(
        state=state, chair=a_leader(), began_at=MONDAY, finished_at=MONDAY + timedelta(minutes=95)
    )
    site = a_site(conference, state=SiteState.CONFIRMED, expected_count=20)
    with transaction():
        db.session.add(HeadCount(site_id=site.id, present=17, absent=3, reported_at=MONDAY))

    text = login(a_secretary(conference.organiser)).get(at(conference)).text

    figures = re.findall(r"<dd><b>([^<]*)</b>", text)
    assert figures == ["1", "17", "3", "1 giờ 35 phút"]
    assert f"/conferences/{conference.id}/minutes" in text and "conference-board" not in text


@pytest.mark.parametrize("number", [1, 300])
@pytest.mark.parametrize("path", ["/conferences?month=2026-11", "/conferences/table"])
def test_lists_ask_as_often_for_one_as_for_three_hundred(login, queries, number, path):
    province, unit = a_province(), a_unit()
    user = a_secretary(province)
    first = a_conference(organiser=province, chair=a_leader())
    a_site(first, unit)
    many = [
        {"title": f"C{n}", "kind": first.kind, "organiser_id": province.id, "uid": f"many-{n}", "state": S.READY,
         "starts_at": MONDAY + timedelta(hours=9 * (n % 20)), "ends_at": MONDAY + timedelta(hours=9 * (n % 20) + 2),
         "created_at": clock.now()}
        for n in range(number - 1)
    ]  # fmt: skip
    with transaction():
        if many:
            db.session.execute(db.insert(Conference), many)
    client = login(user)
    queries.clear()

    with clock.at(MONDAY):
        assert client.get(path).status_code == 200

    assert len(queries) <= 12


@pytest.mark.parametrize("number", [1, 300])
@pytest.mark.parametrize("who", ["secretary", "officer"])
@pytest.mark.parametrize("state", [S.INVITING, S.LIVE, S.ENDED])
def test_the_first_page_asks_as_often_for_one_site_as_for_three_hundred(login, queries, number, who, state):
    conference = a_conference(state=state, chair=a_leader())
    first = a_site(conference)
    people = {"secretary": a_secretary(conference.organiser), "officer": a_site_officer(first.unit)}
    facts = {"kind": UnitKind.COMMUNE, "path": "/9/"}
    with transaction():
        units = [{"id": 90_000 + n, "name": f"U{n}", "short_name": f"U{n}", **facts} for n in range(number)]
        db.session.execute(db.insert(Unit), units)
        rows = [
            {"conference_id": conference.id, "unit_id": unit["id"], "name": unit["name"], "state": SiteState.WAITING}
            for unit in units
        ]
        db.session.execute(db.insert(Site), rows)
    client, path = login(people[who]), at(conference)
    queries.clear()

    assert client.get(path).status_code == 200

    assert len(queries) <= 12


def test_the_tab_counts_the_papers_that_the_reader_may_see(login, conference):
    member = a_user(Role.MEMBER, a_site(conference).unit)
    for number, audience in enumerate((Audience.PARTICIPANTS, Audience.SITES, Audience.CHAIRS)):
        saved(
            Document(
                conference_id=conference.id,
                title=f"Tài liệu {number}",
                file_name="a.pdf",
                content_type="application/pdf",
                size=1,
                fingerprint="0" * 64,
                audience=audience,
                uploaded_by_id=member.id,
                uploaded_at=clock.now(),
            )
        )
    tab = f'href="/conferences/{conference.id}/documents">Tài liệu <span class="nc-count">'

    officer, elsewhere = a_site_officer(member.posts[0].unit), a_user(Role.MEMBER, member.posts[0].unit)
    other = a_unit().id
    with transaction():
        db.session.add(Post(person_id=elsewhere.id, unit_id=other, title="Chủ tịch", role=Role.LEADER))
    readers = (member, officer, elsewhere, an_administrator())

    pages = [[login(one).get(at(conference, more)).text for more in ("", "/documents")] for one in readers]

    assert [int(page.split(tab)[1][0]) for page, _shelf in pages] == [1, 2, 1, 3]
    assert [len(set(re.findall(r"Tài liệu \d", shelf))) for _page, shelf in pages] == [1, 2, 1, 3]


def test_the_tab_counts_the_directives_that_the_reader_may_see(login, conference):
    mine, another = (a_site(conference).unit for _ in range(2))
    for lead in (mine, another, another):
        a_directive(lead=lead, giver_unit=conference.organiser, conference=db.session.get(Conference, conference.id))
    tab = f'href="/conferences/{conference.id}/directives">Nhiệm vụ <span class="nc-count">'

    texts = [login(one).get(at(conference)).text for one in (a_user(Role.MEMBER, mine), an_administrator())]

    assert [int(text.split(tab)[1][0]) for text in texts] == [1, 3]


def test_the_sites_on_the_first_page_refresh_themselves_and_are_sent_only_when_something_changed(secretary, conference):
    address = at(conference, "/overview/sites")
    page = secretary.get(at(conference)).text

    first = secretary.get(address, headers={"If-None-Match": '""'})
    again = secretary.get(address, headers={"If-None-Match": first.headers["ETag"]})
    with transaction():
        site = db.session.scalar(select(Site).filter_by(name="Xã Vũ Quang"))
        site.state = SiteState.CONFIRMED
    changed = secretary.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert f'hx-get="{address}" hx-trigger="every 15s"' in page
    assert (first.status_code, again.status_code, again.data, changed.status_code) == (200, 304, b"", 200)
    assert ("0 / 1 điểm cầu xác nhận" in first.text, "1 / 1 điểm cầu xác nhận" in changed.text) == (
        True,
        True,
    )
    assert f'<a href="{at(conference)}">' in page and "Làm mới</a>" in page


def test_the_sites_are_sent_to_nobody_who_may_not_see_the_conference(login, conference):
    assert login(a_stranger()).get(at(conference, "/overview/sites")).status_code == 403


@pytest.mark.parametrize(("state", "offered"), [(S.READY, False), (S.LIVE, True), (S.PAUSED, True)])
def test_while_it_sits_the_first_page_leads_to_the_minutes(secretary, conference, state, offered):
    with transaction():
        db.session.get(Conference, conference.id).state = state

    page = secretary.get(at(conference)).text.partition('<nav class="nc-tabs"')[2].partition("</nav>")[2]

    assert (f'href="{at(conference, "/minutes")}"' in page) is offered


def lit(page):
    """The entries of the sidebar that are lit."""
    side = page.text.partition('class="nc-nav"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"[^>]*aria-current="page"', side)


@pytest.mark.parametrize("rest", ["", "/sites", "/agenda", "/documents", "/directives", "/minutes", "/journal"])
def test_every_page_of_a_conference_lights_up_the_conferences(secretary, conference, rest):
    assert lit(secretary.get(at(conference, rest))) == ["/conferences"]


def test_lists_light_up_themselves(secretary):
    pages = ["/directives", "/conferences/table", "/conferences/new"]

    assert [lit(secretary.get(page)) for page in pages] == [["/directives"], ["/conferences"], ["/conferences"]]


def test_only_the_first_page_of_a_conference_has_its_next_move_as_the_main_button(secretary, conference):
    with transaction():
        db.session.get(Conference, conference.id).state = S.DRAFT
    move = f'<a class="btn {{}} " href="{at(conference, "/send")}"'

    pages = [secretary.get(at(conference, rest)).text for rest in ("", "/agenda", "/send")]

    seen = [(move.format("btn-primary") in page, move.format("btn-outline-secondary") in page) for page in pages]
    assert seen == [(True, False), (False, True), (False, False)]


def test_the_sites_of_a_draft_are_a_number_on_its_first_page(secretary, conference):
    before = secretary.get(at(conference)).text
    with transaction():
        db.session.get(Conference, conference.id).state = S.DRAFT

    page = secretary.get(at(conference)).text

    assert ["Cần xử lý" in text for text in (before, page)] == [True, False]
    assert "Giấy mời gửi đi thì các điểm cầu mới được hỏi." in page
