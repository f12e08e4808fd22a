"""A conference that nobody began, ended or called off: it keeps its state, and people are asked what became of it."""

import re
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.conferences import left
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions, changes, undoing
from meetings.minutes import papers
from meetings.minutes.models import Minutes
from meetings.notices.models import Notice
from meetings.rooms import actions as rooms
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteKind, SiteLink, SiteState
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_stranger, a_unit

DAY = timedelta(days=1)
AFTER = MONDAY + 2 * DAY  # Wednesday: the whole day after the one on which it was to end has gone by
YES = {"reply": "yes", "chair": "other", "chair_name": "Phan Thị Thanh Huyền", "chair_title": "Chủ tịch",
       "expected_count": "12", "answers": "0"}  # fmt: skip
PLANNED = {"began_on": "30/11/2026", "began_clock": "07:30", "finished_on": "30/11/2026", "finished_clock": "11:30"}
ASKED = "Đã họp chưa? Giao ban"


@pytest.fixture
def conference(app):
    with clock.at(MONDAY - 4 * DAY):
        row = a_conference(state=C.READY, chair=a_leader(), title="Hội nghị trực tuyến giao ban")
        a_site(row, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    with clock.at(AFTER):
        yield row


@pytest.fixture
def site(conference):
    unit = a_unit("UBND xã Vũ Quang")
    return a_site(conference, unit, state=SiteState.SEEN, invited_at=MONDAY - 4 * DAY)


@pytest.fixture
def address(site):
    with clock.at(MONDAY - 4 * DAY), transaction():
        links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)
    return f"/x/{tokens.token(db.session.scalars(db.select(SiteLink)).one(), 'only for tests')}"


def as_is(conference, **facts):
    with transaction():
        for name, value in facts.items():
            setattr(db.session.get(Conference, conference.id), name, value)


@pytest.mark.parametrize(
    ("moment", "is_left"),
    [(MONDAY + timedelta(hours=5), False), (MONDAY + DAY, False), (AFTER - timedelta(hours=7, minutes=31), False),
     (AFTER - timedelta(hours=7, minutes=30), True), (AFTER + 365 * DAY, True)],
)  # fmt: skip
def test_it_is_left_once_the_day_after_its_end_has_gone_by(conference, moment, is_left):
    with clock.at(moment):
        found = db.session.scalars(db.select(Conference.id).where(left.are_left())).all()

        assert (left.is_left(conference), found) == (is_left, [conference.id] if is_left else [])


@pytest.mark.parametrize("state", C)
def test_only_what_is_called_or_sits_can_be_left(conference, state):
    as_is(conference, state=state)
    row = db.session.get(Conference, conference.id)

    is_open = state in (C.INVITING, C.READY, C.LIVE, C.PAUSED)
    assert (left.is_left(row), left.is_unbegun(row)) == (is_open, state in (C.INVITING, C.READY))
    assert bool(db.session.scalars(db.select(Conference.id).where(left.are_left())).all()) is is_open


def test_the_secretary_reads_on_the_first_page_that_it_was_left_and_goes_each_way(login, conference):
    client = login(a_secretary(conference.organiser))
    page = client.get("/").text

    row = re.search(rf"<li>(?:(?!</li>).)*{re.escape(ASKED)}.*?</li>", page, re.DOTALL)[0]
    ways = [f"/conferences/{conference.id}/{way}" for way in ("held", "postpone", "cancel")]
    assert re.findall(r'href="(/conferences/[^"]+)"', row) == ways
    assert (
        re.sub(r"<[^>]+>", " ", row).count("Giao ban") == 1
    )  # its detail says when, and who convened, not the title again
    assert [client.get(way).status_code for way in ways] == [200, 200, 200]
    with clock.at(MONDAY + DAY):
        assert ASKED not in client.get("/").text


def test_the_overview_asks_what_became_of_it_and_offers_no_beginning(login, conference):
    secretary = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}").text
    chair = login(db.session.get(Conference, conference.id).chair.person)
    presides = chair.get(f"/conferences/{conference.id}").text

    for page in (secretary, presides):
        assert "Hội nghị đã họp chưa?" in page and f"/conferences/{conference.id}/held" in page
        assert f'action="/conferences/{conference.id}/begin"' not in page
    with clock.at(MONDAY):
        page = chair.get(f"/conferences/{conference.id}").text
    assert f'action="/conferences/{conference.id}/begin"' in page and "/held" not in page


def test_a_sitting_that_nobody_ended_is_told_as_well_and_is_not_the_next_conference(login, conference):
    as_is(conference, state=C.LIVE, began_at=MONDAY)
    client = login(a_secretary(conference.organiser))
    page = client.get("/").text

    assert "Chưa ai kết thúc: Giao ban" in page and 'class="home-clock"' not in page
    with clock.at(MONDAY + DAY):
        page = client.get("/").text
    assert "Chưa ai kết thúc" not in page and 'class="home-clock"' in page


def test_the_link_leads_into_no_room_in_which_nobody_has_sat_for_days(
    app, client, conference, site, address, monkeypatch
):
    monkeypatch.setitem(app.config, "JITSI_URL", "https://meet.tinh.example")
    as_is(conference, state=C.LIVE, began_at=MONDAY)

    def leads(moment):
        with clock.at(moment):
            return f'href="{address}/room"' in client.get(address).text

    with clock.at(MONDAY), transaction():
        rooms.make(db.session.get(Conference, conference.id), by=None)
    assert [leads(MONDAY + DAY), leads(AFTER)] == [True, False]


@pytest.mark.parametrize("who", [a_stranger, a_site_officer])
def test_nobody_else_is_asked_about_it(login, conference, site, who):
    person = who(site.unit) if who is a_site_officer else who()
    client = login(person)

    assert ASKED not in client.get("/").text and "Giao ban" not in client.get("/now").text
    assert client.get(f"/conferences/{conference.id}/held").status_code == 403


@pytest.mark.parametrize("state", [C.READY, C.LIVE])
def test_now_shows_todays_first(login, conference, state):
    as_is(conference, state=state)
    soon = a_conference(state=C.INVITING, organiser=conference.organiser, starts_at=AFTER + timedelta(hours=2),
                        title="Hội nghị hôm nay")  # fmt: skip

    page = login(a_secretary(conference.organiser)).get("/now").text

    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)
    assert [head.strip() for head in heads][:2] == ["Hôm nay", "Giao ban"]
    said = {C.READY: "Cho biết hội nghị đã họp chưa", C.LIVE: "Kết thúc phiên họp"}[state]
    assert re.search(rf'href="/conferences/{conference.id}">.*?<b>{said}</b>', page, re.DOTALL)
    assert soon.id != conference.id


def test_what_ended_yesterday_unanswered_stands_below_todays(login, conference, site):
    today = a_conference(state=C.INVITING, starts_at=MONDAY + DAY + timedelta(hours=2), title="Hội nghị hôm nay")
    a_site(today, site.unit, state=SiteState.WAITING)

    with clock.at(MONDAY + DAY):
        page = login(a_site_officer(site.unit)).get("/now").text

    assert 0 < page.index("Hôm nay") < page.index("Giao ban")


def test_the_page_of_the_link_says_that_its_time_is_over_and_takes_no_answer(client, conference, site, address):
    with clock.at(MONDAY + DAY):
        assert "Điểm cầu của anh/chị vẫn vào họp được" in client.get(address).text
    page = client.get(address)

    assert page.status_code == 200 and "Thời gian của hội nghị này đã qua" in page.text
    assert "vẫn vào họp được" not in page.text and 'class="now"' not in page.text
    sent = client.post(f"{address}/answer", data=YES)
    assert (sent.status_code, db.session.get(Site, site.id).state) == (409, SiteState.SEEN)
    assert client.get(f"{address}/answer").status_code == 302


def test_the_page_of_the_site_says_so_and_takes_no_answer(login, conference, site):
    client = login(a_site_officer(site.unit))
    page = client.get(f"/sites/{site.id}").text

    assert "Thời gian của hội nghị này đã qua" in page and f'action="/sites/{site.id}/answer"' not in page
    sent = client.post(f"/sites/{site.id}/answer", data=YES)
    assert (sent.status_code, db.session.get(Site, site.id).state) == (409, SiteState.SEEN)


def test_its_site_stands_among_the_earlier_ones(login, conference, site):
    client = login(a_site_officer(site.unit))
    page, home = client.get("/sites/mine").text, client.get("/").text

    coming, earlier = page.split("Trước đây và đã hủy")
    link = f'href="/sites/{site.id}"'
    assert (link in coming, link in earlier, link in home) == (False, True, False)


def test_whoever_runs_it_records_that_it_was_held(login, conference, site):
    client = login(a_secretary(conference.organiser))

    page = client.get(f"/conferences/{conference.id}/held").text
    answer = client.post(f"/conferences/{conference.id}/held", data=PLANNED | {"finished_clock": "12:10"})

    assert [f'value="{value}"' in page for value in PLANNED.values()] == [True] * 4
    assert (answer.status_code, answer.location) == (302, f"/conferences/{conference.id}/attendance")
    row = db.session.get(Conference, conference.id)
    ended = MONDAY + timedelta(hours=4, minutes=40)
    assert (row.state, row.began_at, row.finished_at) == (C.ENDED, MONDAY, ended)
    minutes = db.session.scalars(db.select(Minutes)).one()
    assert papers.times(minutes) == (MONDAY, ended)
    kinds = db.session.scalars(db.select(Notice.kind).order_by(Notice.id)).all()
    assert set(kinds) == {"conference_ended"}
    with pytest.raises(NotNow) as refusal, transaction():
        undoing.reopen(row, by=None)
    assert refusal.value.message == undoing.ENDED_LONG_AGO


@pytest.mark.parametrize(("hours", "status"), [({}, 303), (PLANNED | {"finished_clock": ""}, 422),
                                               (PLANNED | {"finished_clock": "07:00"}, 422),
                                               (PLANNED | {"began_on": "15/11/2026"}, 422),
                                               (PLANNED | {"finished_on": "03/12/2026"}, 422)])  # fmt: skip
def test_it_is_not_recorded_without_hours_that_can_be(login, conference, hours, status):
    answer = login(a_secretary(conference.organiser)).post(f"/conferences/{conference.id}/held", data=hours)

    assert (answer.status_code, db.session.get(Conference, conference.id).state) == (status, C.READY)


def test_the_end_of_a_sitting_that_nobody_ended_is_asked_for(login, conference):
    as_is(conference, state=C.LIVE, began_at=MONDAY)
    client, door = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/end"

    head = client.get(f"/conferences/{conference.id}").text
    pressed = client.post(door)
    page = client.get(door).text
    before = client.post(door, data={"finished_on": "30/11/2026", "finished_clock": "07:00"})

    assert f'href="{door}"' in head and f'action="{door}"' not in head
    assert (pressed.status_code, pressed.location, before.status_code) == (303, door, 422)
    assert 'value="30/11/2026"' in page and 'value="11:30"' in page
    assert db.session.get(Conference, conference.id).state is C.LIVE
    with pytest.raises(NotValid), transaction():
        actions.end(db.session.get(Conference, conference.id), by=None)
    answer = client.post(door, data={"finished_on": "30/11/2026", "finished_clock": "11:30"})
    ended = MONDAY + timedelta(hours=4)
    assert (answer.status_code, db.session.get(Conference, conference.id).finished_at) == (302, ended)
    assert papers.times(db.session.scalars(db.select(Minutes)).one()) == (MONDAY, ended)


def test_on_its_own_day_it_ends_now(login, conference):
    as_is(conference, state=C.LIVE, began_at=MONDAY)
    with clock.at(MONDAY + timedelta(hours=9)):
        answer = login(a_secretary(conference.organiser)).post(f"/conferences/{conference.id}/end")

    ended = db.session.get(Conference, conference.id).finished_at
    assert (answer.status_code, ended) == (302, MONDAY + timedelta(hours=9))


def test_nobody_is_reminded_or_asked_and_it_does_not_begin(login, conference, site):
    unit = a_unit("Xã Đức Thọ")
    asking = a_site(conference, unit, state=SiteState.CHANGE_REQUESTED, invited_at=MONDAY - 4 * DAY)
    client, here = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}"

    pages = [client.get(path).text for path in (here, f"{here}/sites", f"/sites/{site.id}/edit")]
    version = db.session.get(Site, asking.id).version
    officer, speech = login(a_site_officer(site.unit)), {"topic": "Lũ", "speaker_name": "Lê An", "minutes": "5"}
    tried = [
        client.post(f"{here}/sites/remind", data={"site": [site.id]}),
        client.post(f"/sites/{site.id}/remind"),
        client.post(f"{here}/invitation/send"),
        client.post(f"{here}/begin"),
        client.post(f"/sites/{asking.id}/grant", data={"version": version}),
        officer.post(f"/sites/{site.id}/attendance/names", data={"people": "Lê An, Chủ tịch"}),
        officer.post(f"/sites/{site.id}/speeches", data=speech),
    ]

    assert [f"/sites/{site.id}/remind" in page or f"{here}/sites/remind" in page for page in pages] == [False] * 3
    assert "Nhắc" not in pages[0]
    assert [answer.status_code for answer in tried] == [409] * len(tried)
    assert db.session.scalars(db.select(Notice.kind)).all() == []
    assert db.session.get(Conference, conference.id).state is C.READY


@pytest.mark.parametrize(("state", "moment"), [(C.READY, MONDAY + DAY), (C.LIVE, AFTER), (C.CANCELLED, AFTER)])
def test_that_is_refused_before_and_for_any_other(conference, state, moment):
    as_is(conference, state=state)
    row = db.session.get(Conference, conference.id)

    with clock.at(moment), pytest.raises(NotNow) as refusal, transaction():
        actions.record_held(row, by=None)

    assert (refusal.value.message, db.session.get(Conference, conference.id).state) == (actions.NOT_LEFT, state)


def test_the_first_pages_ask_as_often_for_many_as_for_one(login, conference, queries):
    client, asked = login(a_secretary(conference.organiser)), []
    for number in (0, 30):
        for _ in range(number):
            a_conference(state=C.READY, organiser=conference.organiser)
        for page in ("/", "/now"):
            queries.clear()
            assert client.get(page).status_code == 200
            asked.append(len(queries))

    assert asked[:2] == asked[2:] and max(asked) <= 12


def test_who_came_is_added_afterwards_and_nobody_is_asked_any_more(login, conference):
    newcomer = a_unit("UBND xã Hương Khê", email="huongkhe@example.vn", parent=conference.organiser)
    client, door = login(a_secretary(conference.organiser)), f"/conferences/{conference.id}/sites/change"
    main = main_unit()
    data = {"chosen": f"{main},{newcomer.id}", "known": main, "main": main, "version": conference.version}

    asked = client.post(door, data=data).text
    done = client.post(door, data=data | {"sure": "yes"})

    assert done.status_code == 302 and "UBND xã Hương Khê" in asked and "huongkhe" not in asked
    assert db.session.scalar(db.select(Site.state).where(Site.unit_id == newcomer.id)) is SiteState.UNSENT
    assert db.session.scalars(db.select(Notice)).all() == []


def test_another_main_site_afterwards_asks_nobody_anew(conference, site):
    choice, somebody = {"unit_ids": [main_unit(), site.unit_id], "main_unit_id": site.unit_id}, a_stranger()

    with transaction():
        changes.choose_sites(db.session.get(Conference, conference.id), **choice, by=somebody)

    assert main_unit() == site.unit_id and db.session.scalars(db.select(Notice)).all() == []


def main_unit():
    return db.session.scalar(db.select(Site.unit_id).where(Site.kind == SiteKind.MAIN))
