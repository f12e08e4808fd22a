import re
from datetime import timedelta

import jwt
import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk.now import linked_steps
from meetings.rehearsals import actions as rehearsals
from meetings.rehearsals.models import Trial, Verdict
from meetings.rooms import actions as rooms
from meetings.sites import links, tokens
from meetings.sites.models import Reply, Site, SiteLink, SiteState
from meetings.units.models import UnitKind
from tests.make import FRIDAY, MONDAY, a_site, a_site_officer, a_stranger, a_unit, a_user
from tests.rehearsals.make import BEGINS, SUNDAY, a_called_conference, judged, planned, rehearsal, trials

HOUR = timedelta(hours=1)
GOOD = {"camera": "good", "microphone": "good"}


@pytest.fixture(autouse=True)
def jitsi(app, monkeypatch):
    for name, value in {"JITSI_URL": "https://meet.example", "JITSI_APP_ID": "x", "JITSI_SECRET": "s" * 40}.items():
        monkeypatch.setitem(app.config, name, value)
    with clock.at(FRIDAY):
        yield


@pytest.fixture
def site(app):
    conference, _ = a_called_conference(sites=0)
    row = a_site(conference, a_unit("UBND xã Vũ Quang"), state=SiteState.CONFIRMED, answered_at=FRIDAY)
    change(row, expected_count=2)
    with transaction():
        rooms.make(db.session.get(Conference, conference.id), by=None)
    return row


def change(row, **facts):
    with transaction():
        for name, value in facts.items():
            setattr(db.session.get(type(row), row.id), name, value)


def the_link(site):
    with transaction():
        links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)
    return db.session.scalars(db.select(SiteLink)).one()


def address(site):
    return f"/x/{tokens.token(the_link(site), 'only for tests')}"


def keys(link):
    return [step.key for step in linked_steps(db.session.get(SiteLink, link.id))]


def found(site, results):
    bearer = links.Bearer(db.session.scalars(db.select(SiteLink)).one())
    with transaction():
        rehearsals.record_self_test(db.session.get(Site, site.id), results=results, by=bearer)


def test_who_attends_elsewhere_is_not_asked_to_test_a_line(site, login):
    link, host = the_link(site), a_site(db.session.get(Conference, site.conference_id), a_unit("UBND xã Mai Hoa"))
    officer = login(a_site_officer(site.unit))
    asked = keys(link), f"/sites/{site.id}/test" in officer.get(f"/sites/{site.id}").text
    change(site, joined_id=host.id, reply=Reply.JOIN)

    assert asked == (["test", "delegates", "speech", "kit"], True)
    assert keys(link) == ["delegates", "speech", "kit"]
    assert f"/sites/{site.id}/test" not in officer.get(f"/sites/{site.id}").text


def test_a_link_leads_through_the_days_to_the_right_page(site):
    link = the_link(site)
    conference = db.session.get(Conference, site.conference_id)
    planned(conference)

    assert keys(link)[:2] == ["trial", "test"]
    with clock.at(SUNDAY + 6 * HOUR):
        assert keys(link)[0] == "trial"
    found(site, GOOD)
    with clock.at(SUNDAY + 9 * HOUR):
        assert keys(link) == ["delegates", "speech", "kit"]
    with clock.at(MONDAY - HOUR / 2):
        assert keys(link) == ["room", "kit"]
    change(conference, state=C.LIVE)
    with clock.at(MONDAY + HOUR):
        assert keys(link) == ["room", "report", "kit"]
    change(conference, state=C.ENDED)
    assert keys(link) == []


def test_a_self_test_with_a_fault_presses_until_it_is_mended(site):
    link = the_link(site)

    found(site, GOOD | {"camera": "missing"})
    assert ("test", "bad") in [(step.key, step.tone) for step in linked_steps(db.session.get(SiteLink, link.id))]
    found(site, GOOD)
    assert "test" not in keys(link)


def test_a_link_that_was_withdrawn_leads_nowhere(site):
    link = the_link(site)
    with transaction():
        links.withdraw(db.session.get(SiteLink, link.id), by=None)

    assert keys(link) == []


def test_a_site_that_does_not_take_part_is_not_sent_about(site):
    link = the_link(site)
    change(site, state=SiteState.DECLINED)

    assert keys(link) == ["answer"]


def test_the_block_stands_between_what_was_answered_in_short_and_its_details(client, site):
    page = client.get(address(site)).text

    main = page[page.index("<main") :]
    assert main.index("lt-short") < main.index("now-first") < main.index("lt-facts")
    assert "/kit.pdf" in main and "/test" in main


def test_no_way_stands_twice_on_the_page_of_the_link(client, site):
    with clock.at(MONDAY - 2 * 24 * HOUR):
        page = client.get(address(site)).text

    ways = re.findall(r'href="[^"]*(/(?:delegates|speech|test|kit\.pdf))"', page)
    assert sorted(ways) == ["/delegates", "/kit.pdf", "/speech", "/test"]


def test_a_bearer_enters_the_room_by_name_and_never_as_moderator(client, site):
    door = address(site)

    with clock.at(MONDAY - 2 * HOUR):
        early = client.get(f"{door}/room").text
    with clock.at(MONDAY - HOUR / 2):
        page = client.get(f"{door}/room")
        token = page.text.partition("jwt=%22")[2].partition("%22")[0]
        claims = jwt.decode(token, "s" * 40, algorithms=["HS256"], audience="jitsi", options={"verify_exp": False,
                            "verify_nbf": False, "verify_iat": False})  # fmt: skip

    assert "jwt=" not in early and "06:30" in early
    user = claims["context"]["user"]
    assert (user["name"], user["moderator"], user["affiliation"]) == ("UBND xã Vũ Quang – Võ Văn Lực", False, "member")
    assert (claims["context"]["group"], claims["context"]["features"]["recording"]) == ("UBND xã Vũ Quang", False)
    assert page.headers["Referrer-Policy"] == "strict-origin"


def test_a_bearer_enters_the_room_of_the_trial_while_it_is_open(client, site):
    planned(db.session.get(Conference, site.conference_id))
    door = address(site)

    early = client.get(f"{door}/rehearsal").text
    with clock.at(SUNDAY + 6 * HOUR):
        page = client.get(f"{door}/rehearsal").text

    assert "jwt=" not in early and "13:00" in early
    assert "https://meet.example/thu-2026-11-" in page and "jwt=" in page


def first(login, person):
    page = login(person).get("/now")
    assert page.status_code == 200
    return page.text.partition("now-first")[2].partition("<b>")[2].partition("</b>")[0]


def test_an_officer_is_led_to_answer_to_the_room_and_to_report(login, site):
    officer = a_site_officer(site.unit)
    conference = db.session.get(Conference, site.conference_id)
    change(site, state=SiteState.WAITING, answered_at=None)
    assert first(login, officer) == "Xác nhận điểm cầu"

    change(site, state=SiteState.CONFIRMED, answered_at=FRIDAY)
    with clock.at(MONDAY - HOUR / 2):
        assert first(login, officer) == "Vào phòng họp"
    change(conference, state=C.LIVE, began_at=MONDAY)
    with clock.at(MONDAY + HOUR):
        page = login(officer).get("/now").text
    assert "Báo cáo số có mặt" in page and f"/sites/{site.id}/attendance" in page


def cancel(number, by):
    with transaction():
        row = rehearsal(number)
        rehearsals.cancel(row, version=row.version, by=by)


def test_a_secretary_is_led_to_the_silent_the_failed_and_the_minutes(login):
    conference, secretary = a_called_conference(sites=2)
    with transaction():
        db.session.execute(db.update(Site).values(invited_at=FRIDAY))
    assert first(login, secretary) == "Nhắc 2 điểm cầu…"

    number = planned(conference, secretary)
    judged(trials(number)[0], Verdict.FAILED, secretary, note="Mất hình")
    page = login(secretary).get("/now").text
    assert "Gọi 1 điểm cầu chưa đạt" in page and f"/rehearsals/{number}/calls" in page

    again = planned(conference, secretary, repeats=rehearsal(number))
    page = login(secretary).get("/now").text
    assert f"/rehearsals/{number}/calls" in page and "Chạy thử lần 1: kết luận" in page

    cancel(number, secretary)
    assert f'href="/rehearsals/{again}"' in login(secretary).get("/now").text

    change(conference, state=C.LIVE, began_at=MONDAY)
    with clock.at(MONDAY + HOUR):
        assert first(login, secretary) == "Mở phòng họp"


def a_later_conference_that_is_rehearsed(unit, *, takes_part=True):
    """The third ahead, with a rehearsal on Sunday at 14:00: (conference, its secretary, its site)."""
    conference, secretary = a_called_conference(starts_at=MONDAY + timedelta(days=9), title="Triển khai đề án")
    row = a_site(conference, unit, state=SiteState.CONFIRMED, answered_at=FRIDAY)
    planned(conference)
    if not takes_part:
        with transaction():
            db.session.execute(db.delete(Trial).where(Trial.site_id == row.id))
    for days in (1, 2):
        a_site(a_called_conference(starts_at=MONDAY + timedelta(days=days))[0], unit, state=SiteState.CONFIRMED)
    return conference, secretary, row


def test_a_rehearsal_that_begins_soon_brings_its_conference_to_the_top_of_the_page(login, site):
    unit = a_unit("UBND xã Hương Khê")
    conference, secretary, _ = a_later_conference_that_is_rehearsed(unit)
    officer = login(a_site_officer(unit))

    early = officer.get("/now").text
    with clock.at(BEGINS - timedelta(minutes=5)):
        near, kept = officer.get("/now").text, login(secretary).get("/now").text
    with clock.at(BEGINS + 2 * HOUR):
        over = officer.get("/now").text

    assert ["Triển khai đề án" in page for page in (early, near, over)] == [False, True, False]
    headings = re.findall(r"<h2>([^<]*)", near)
    assert (headings[0], "14:00 – 15:30" in near, "/rehearsals/" in near) == ("Triển khai đề án", True, True)
    assert "Triển khai đề án" in kept and "14:00 – 15:30" in kept


def test_a_site_without_a_part_in_the_rehearsal_is_not_called_to_it(login, site):
    unit = a_unit("UBND xã Hương Khê")
    a_later_conference_that_is_rehearsed(unit, takes_part=False)

    with clock.at(BEGINS - timedelta(minutes=5)):
        page = login(a_site_officer(unit)).get("/now")

    assert (page.status_code, "Triển khai đề án" in page.text) == (200, False)


def test_a_technician_finds_the_rehearsal_of_his_unit(login):
    operator = a_unit(kind=UnitKind.DEPARTMENT)
    conference, secretary = a_called_conference()
    number = planned(conference, secretary, operator=operator)

    page = login(a_user(Role.MEMBER, operator)).get("/now").text

    assert f'href="/rehearsals/{number}"' in page


def test_the_page_of_the_link_asks_few_questions(client, site, queries):
    door = address(site)
    planned(db.session.get(Conference, site.conference_id))
    client.get(door)
    queries.clear()

    client.get(door)

    assert len(queries) <= 12


def test_with_nothing_ahead_the_last_conference_and_its_papers_stand_there(login, site):
    conference = db.session.get(Conference, site.conference_id)
    change(conference, state=C.CONCLUDED, began_at=MONDAY, finished_at=MONDAY + HOUR)

    with clock.at(MONDAY + 30 * HOUR):
        page = login(a_site_officer(site.unit)).get("/now").text

    assert f'href="/conferences/{conference.id}/papers"' in page


def test_who_has_nothing_ahead_is_told_so(login, client):
    assert "Không có việc chờ anh/chị" in login(a_stranger()).get("/now").text
    assert client.get("/now").status_code == 302


def test_a_member_of_the_unit_does_not_answer_for_the_site(login, site):
    page = login(a_user(Role.MEMBER, site.unit)).get("/now").text

    assert f"/sites/{site.id}/test" in page
    assert "kit.pdf" not in page and "/attendance" not in page.partition("<main")[2]


@pytest.mark.parametrize("who", ["officer", "secretary"])
def test_the_page_asks_as_often_for_many_as_for_one(login, queries, who):
    asked = []
    for number in (1, 40):
        conference, secretary = a_called_conference(sites=number, starts_at=MONDAY - timedelta(minutes=number))
        site = db.session.scalars(db.select(Site).filter_by(conference_id=conference.id)).first()
        for _ in range(3 if number > 1 else 1):
            planned(conference, secretary)
        reads = login(a_site_officer(site.unit) if who == "officer" else secretary)
        reads.get("/now")
        for moment in (FRIDAY, BEGINS - HOUR):
            queries.clear()
            with clock.at(moment):
                assert reads.get("/now").status_code == 200
            asked.append(len(queries))

    assert asked[:2] == asked[2:] and max(asked) <= 12


def test_home_lists_what_this_page_lists_for_who_keeps_the_conference(login):
    conference, secretary = a_called_conference(sites=3)
    first, second, third = db.session.scalars(db.select(Site).filter_by(conference_id=conference.id).order_by(Site.id))
    change(first, state=SiteState.WAITING, invited_at=FRIDAY)
    change(second, state=SiteState.CHANGE_REQUESTED, answer_note="Xin lùi một giờ")
    change(third, state=SiteState.CONFIRMED)
    reads, asking = login(secretary), f"/conferences/{conference.id}/sites?state=change_requested"

    pages = [main(reads.get(address).text) for address in ("/now", "/")]

    expected = [f"/conferences/{conference.id}/sites/remind", f"/conferences/{conference.id}/rehearsals/new"]
    assert [[f'href="{there}"' in page for there in expected] for page in pages] == [[True, True]] * 2
    assert (f'href="{asking}"' in pages[0], f'href="/sites/{second.id}/decide"' in pages[1]) == (True, True)
    assert re.findall(r"(\d+) việc", pages[1]) == ["3", "3"]


@pytest.mark.parametrize("verdict", [Verdict.OPEN, Verdict.FAILED])
def test_both_say_what_the_rehearsal_wants(login, verdict):
    conference, secretary = a_called_conference(sites=1)
    number = planned(conference, secretary)
    [trial] = trials(number)
    if verdict is Verdict.FAILED:
        judged(trial, verdict, secretary, note="Không có tiếng")
    reads = login(secretary)

    with clock.at(BEGINS - timedelta(minutes=5) if verdict is Verdict.OPEN else BEGINS + 5 * HOUR):
        pages = [main(reads.get(address).text) for address in ("/now", "/")]

    there = f"/rehearsals/{number}" + ("" if verdict is Verdict.OPEN else "/calls")
    assert [f'href="{there}"' in page for page in pages] == [True, True]


def main(page):
    return page.partition("<main")[2]
