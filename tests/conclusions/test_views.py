import pytest

from meetings.base.db import db, transaction
from meetings.conclusions import actions
from meetings.conclusions import queries as conclusions
from meetings.conclusions.models import ConclusionNotice, NoticeState
from meetings.desk import rulings
from meetings.minutes import actions as minutes_actions
from meetings.minutes.models import BlockKind, MinutesState
from tests.conclusions.make import a_notice, approved, notice_in
from tests.make import a_secretary, a_site, a_site_officer, a_stranger, a_unit
from tests.minutes.make import a_directive_in, a_held_conference, block_in, drafted, minutes_in

S = NoticeState
JSON = {"Accept": "application/json"}


def test_the_secretary_drafts_the_notice_from_approved_minutes(login):
    minutes = approved(minutes_in(MinutesState.IN_REVIEW))
    client = login(minutes.conference.secretary)

    client.post(f"/conferences/{minutes.conference_id}/conclusions")
    page = client.get(f"/conferences/{minutes.conference_id}/conclusions").text

    assert ("Kết luận của" in page, "Toàn ngành tiếp tục phấn đấu." in page) == (True, True)


def test_without_approved_minutes_the_sentence_says_what_to_do(login):
    minutes = minutes_in(MinutesState.IN_REVIEW)

    answer = login(minutes.conference.secretary).post(f"/conferences/{minutes.conference_id}/conclusions")

    assert (answer.status_code, conclusions.newest(minutes.conference_id)) == (409, None)


@pytest.mark.parametrize("headers", [JSON, {}])
def test_the_second_writer_gets_both_texts(login, headers):
    notice = a_notice()
    client, shown = login(notice.conference.secretary), notice.version
    texts = {name: getattr(notice, name) for name in ("subject", "opening", "authority", "signer_name", "recipients")}
    client.post(f"/conclusions/{notice.id}", data=texts | {"version": shown, "closing": "của họ"})

    sent = texts | {"version": shown, "closing": "của tôi"}
    answer = client.post(f"/conclusions/{notice.id}", data=sent, headers=headers)

    page = answer.json["html"] if headers else answer.text
    assert (answer.status_code, "của họ" in page, "của tôi" in page) == (409, True, True)
    assert db.session.get(ConclusionNotice, notice.id).closing == "của họ"


def test_what_is_too_long_is_refused_and_kept_on_the_page(login):
    notice = a_notice()

    data = {"version": notice.version, "subject": "x" * 501}
    answer = login(notice.conference.secretary).post(f"/conclusions/{notice.id}", data=data)

    assert (answer.status_code, "x" * 501 in answer.text) == (422, True)


def test_the_notice_goes_from_the_secretary_to_the_chair_and_out(login):
    notice = a_notice()
    secretary, chair = login(notice.conference.secretary), login(notice.conference.chair.person)

    secretary.post(f"/conclusions/{notice.id}/submit")
    chair.post(f"/conclusions/{notice.id}/send-back", data={"note": "Xem lại"})
    secretary.post(f"/conclusions/{notice.id}/submit")
    chair.post(f"/conclusions/{notice.id}/approve", data={"version": conclusions.notice(notice.id).version})
    secretary.post(f"/conclusions/{notice.id}/release")

    assert conclusions.notice(notice.id).state is S.RELEASED


def test_whoever_takes_part_sees_the_notice_once_it_is_released(login):
    notice = notice_in(S.APPROVED)
    officer = login(a_site_officer(a_site(notice.conference).unit))

    before = officer.get(f"/conclusions/{notice.id}/preview").status_code
    login(notice.conference.secretary).post(f"/conclusions/{notice.id}/release")
    after = officer.get(f"/conclusions/{notice.id}/preview")
    page = officer.get(f"/conferences/{notice.conference_id}/conclusions").text

    assert (before, after.status_code, f"/conclusions/{notice.id}/preview" in page) == (403, 200, True)


@pytest.mark.parametrize("address", ["", "/submit", "/release", "/correct"])
@pytest.mark.parametrize("somebody", [a_stranger, a_secretary])
def test_nobody_else_writes(login, address, somebody):
    notice = a_notice()

    assert login(somebody()).post(f"/conclusions/{notice.id}{address}", data={"version": 1}).status_code == 403


@pytest.mark.parametrize("move", ["approve", "send-back"])
def test_only_those_who_preside_decide(login, move):
    notice = notice_in(S.IN_REVIEW)

    assert login(a_secretary()).post(f"/conclusions/{notice.id}/{move}", data={"version": 1}).status_code == 403


@pytest.mark.parametrize("state", S)
def test_the_page_asks_no_more_than_it_may(login, queries, state):
    notice = notice_in(state)
    client = login(notice.conference.secretary)
    url = f"/conferences/{notice.conference_id}/conclusions"
    client.get(url)
    queries.clear()

    answer = client.get(url)

    assert (answer.status_code, len(queries) <= 12) == (200, True), "\n".join(queries)


def test_the_papers_of_a_conference_tell_what_is_next_with_each(login):
    notice = notice_in(S.IN_REVIEW)
    url = f"/conferences/{notice.conference_id}/papers"

    answer = login(notice.conference.secretary).get(url)
    outside = login(a_site_officer(a_site(notice.conference).unit)).get(url).text

    there = f'href="/conferences/{notice.conference_id}/conclusions"'
    assert (answer.status_code, there in answer.text, there in outside) == (200, True, False)


def test_who_writes_is_led_from_a_released_notice_to_its_correction_and_who_decides_is_not(login):
    notice = notice_in(S.RELEASED)
    url = f"/conferences/{notice.conference_id}/conclusions"
    chair = db.session.merge(notice.conference.chair.person)

    writer, reader = login(notice.conference.secretary).get(url).text, login(chair).get(url).text

    assert 'href="#correct"' in writer and 'id="correct"' in writer
    assert "#correct" not in reader and f"/conclusions/{notice.id}/correct" not in reader


def test_a_corrected_notice_shows_what_it_changes(login):
    old = notice_in(S.RELEASED)
    with transaction():
        new = actions.correct(old, reason="Sai phần mở đầu", by=None)
        actions.revise(new, version=new.version, opening=f"Sáng nay. {old.opening}", by=None)
    client = login(old.conference.secretary)

    page = client.get(f"/conclusions/{new.id}/changes").text

    assert "<ins>Sáng nay. </ins>Ngày" in page
    assert page.count("<ins>") == 1 and "<del>" not in page
    assert f'href="/conclusions/{new.id}/changes"' in client.get(f"/conferences/{old.conference_id}/conclusions").text


def test_who_releases_the_notice_reads_which_units_nobody_was_told_for(login):
    conference = a_held_conference()
    reached, silent = a_unit("UBND xã Can Lộc"), a_unit("UBND xã Vũ Quang")
    a_site_officer(reached)
    minutes = drafted(conference)
    block_in(minutes, BlockKind.CONCLUSION, text="Tiếp tục phấn đấu.")
    a_directive_in(minutes, leads=[reached, silent])
    with transaction():
        minutes_actions.submit(minutes, by=None)
    notice = notice_in(NoticeState.APPROVED, minutes=approved(minutes))

    page = login(notice.conference.secretary).post(f"/conclusions/{notice.id}/release", follow_redirects=True).text

    assert "Chưa có ai ở UBND xã Vũ Quang có tài khoản nên chưa ai được báo" in page
    assert page.count("chưa ai được báo") == 1


@pytest.mark.parametrize(("kind", "differs"), [(BlockKind.CONCLUSION, True), (BlockKind.NARRATIVE, False)])
def test_after_replaced_minutes_the_page_says_where_the_notice_in_force_differs(login, queries, kind, differs):
    notice = notice_in(S.RELEASED)
    with transaction():
        minutes = minutes_actions.correct(notice.minutes, reason="Sót ý kiến", by=None)
    block_in(minutes, kind, text="Bổ sung một ý.")
    for act in (rulings.submit_minutes, rulings.approve_minutes, rulings.release_minutes):
        with transaction():
            act(minutes, by=None)
    path, browser = f"/conferences/{notice.conference_id}/conclusions", login(notice.conference.secretary)
    db.session.expunge_all()
    queries.clear()

    page = browser.get(path).text

    assert ("kết luận khác Thông báo số 01/TB-UBND đang có hiệu lực" in page) == differs
    assert len(queries) <= 12, "\n".join(queries)
