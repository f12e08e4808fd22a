"""One's own notices: told on paper and by mail, found here, opened once, counted on every page without a statement."""

import re
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import Notice, NoticeState
from tests.make import a_conference, a_person, a_secretary, a_stranger, an_administrator


def told(*people, kind="conference_ended", reason="Anh/chị là thư ký.", **facts):
    facts = {"conference": "Giao ban tháng Mười một", "when": "08:00", "path": "/conferences/7"} | facts
    with transaction():
        rows = notices.tell(people, kind, reason=reason, **facts)
        db.session.flush()
        return [row.id for row in rows]


def opened(number):
    return db.session.get(Notice, number).read_at


def bell(page):
    return page.text.split('class="nc-round nc-bell"')[1].split("</a>")[0]


def test_the_bell_counts_what_one_has_not_opened(login):
    person, other = a_stranger(), a_stranger()
    told(person)
    told(person, other)

    assert '<b aria-hidden="true">2</b>' in bell(login(person).get("/"))
    assert '<b aria-hidden="true">1</b>' in bell(login(other).get("/"))


def test_what_was_set_aside_before_it_left_was_not_told(login):
    person = a_stranger()
    [number] = told(person)
    with transaction():
        notice = leaving.take_next("worker")
        leaving.set_aside(notice)

    page = login(person).get("/inbox")

    assert notice.id == number
    assert "Giao ban tháng Mười một" not in page.text and "<b" not in bell(page)


def test_opening_a_notice_leads_to_its_thing_and_counts_once(login):
    person = a_stranger()
    [number] = told(person)
    client = login(person)

    first = client.post(f"/inbox/{number}")
    moment = opened(number)
    client.post(f"/inbox/{number}")

    assert (first.status_code, first.location) == (302, "/conferences/7")
    assert moment and opened(number) == moment
    assert "<b" not in bell(client.get("/inbox"))


def test_looking_at_the_list_opens_nothing(login):
    person = a_stranger()
    [number] = told(person)

    login(person).get("/inbox")

    assert opened(number) is None


def test_the_list_says_what_why_and_when_with_all_facts(login):
    person = a_stranger()
    told(person)

    page = login(person).get("/inbox").text

    assert [text in page for text in ("Giao ban tháng Mười một", "Anh/chị là thư ký.", "08:00", "Đánh dấu")] == [
        True
    ] * 4


@pytest.mark.parametrize("who", [a_stranger, a_secretary, an_administrator])
def test_nobody_opens_the_notice_of_another(who, login):
    [number] = told(a_stranger())

    assert (login(who()).post(f"/inbox/{number}").status_code, opened(number)) == (403, None)


def test_somebody_without_an_address_finds_here_what_no_mail_could_bring(login):
    person = a_stranger()
    with transaction():
        db.session.merge(person).email = None
    [number] = told(db.session.merge(person))

    page = login(person).get("/inbox").text

    assert db.session.get(Notice, number).state is NoticeState.FAILED
    assert "Giao ban tháng Mười một" in page


def test_one_time_links_and_what_is_told_later_are_not_shown(login):
    person = a_stranger()
    told(person, kind="password_reset", link="http://localhost/password/new/secret", minutes=60)
    with transaction():
        notices.tell([person], "conference_ended", send_after=clock.now() + timedelta(days=1), conference="Ngày mai")
    client = login(person)

    page = client.get("/inbox")

    assert [text in page.text for text in ("secret", "Ngày mai")] == [False, False]
    assert "<b" not in bell(page)


def test_all_are_marked_as_read_at_once_and_only_ones_own(login):
    person, other = a_stranger(), a_stranger()
    mine = told(person) + told(person)
    [others] = told(other)

    answer = login(person).post("/inbox/read", follow_redirects=True)

    assert "Đã đánh dấu 2 tin báo là đã đọc" in answer.text
    assert [bool(opened(number)) for number in [*mine, others]] == [True, True, False]


def test_what_is_told_later_stays_unread_when_all_are_marked(login):
    person = a_stranger()
    told(person)
    told(person, kind="password_reset", link="http://localhost/password/new/secret", minutes=60)
    with transaction():
        [later] = notices.tell([person], "conference_ended", send_after=clock.now() + timedelta(days=1))
        db.session.flush()
        later = later.id

    answer = login(person).post("/inbox/read", follow_redirects=True)

    assert "Đã đánh dấu 1 tin báo là đã đọc" in answer.text
    assert opened(later) is None


def test_found_by_words_without_marks_and_by_what_is_unread(login):
    person = a_stranger()
    told(person, conference="Hội nghị Hương Khê")
    [number] = told(person, conference="Hội nghị Nghi Xuân")
    client = login(person)
    client.post(f"/inbox/{number}")

    found = client.get("/inbox?q=huong khe").text
    unread = client.get("/inbox?show=unread").text

    assert [name in found for name in ("Hương Khê", "Nghi Xuân")] == [True, False]
    assert [name in unread for name in ("Hương Khê", "Nghi Xuân")] == [True, False]


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil.example", ""])
def test_a_notice_never_leads_away(path, login):
    person = a_stranger()
    [number] = told(person, path=path)

    assert login(person).post(f"/inbox/{number}").location == "/inbox"


def test_the_list_asks_as_often_for_many_as_for_one(login, queries):
    person = a_stranger()
    client, asked = login(person), []
    for many in (1, 300):
        for _ in range(many):
            told(person)
        queries.clear()
        client.get("/inbox")
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 12


def test_the_count_of_the_bell_costs_no_statement(login, queries):
    person = a_stranger()
    client = login(person)
    client.get("/units")
    queries.clear()

    client.get("/units")

    assert sum("FROM person" in one for one in queries) == 1 == sum("notice" in one for one in queries)


def test_what_one_is_told_of_a_conference_is_kept_when_it_has_left(login):
    person, conference = a_person("Nguyễn Văn An", email="an@example.vn"), a_conference()
    with transaction():
        notices.tell([person], "conference_ended", within=conference, conference="Giao ban")
    notice = db.session.query(Notice).one()

    assert (notice.person_id, notice.said) == (person.id, "Giao ban")


def test_what_is_read_in_english_is_marked_as_english_and_a_letter_as_vietnamese(login):
    person = a_person(name="Ann", user_name="ann", password_hash="!", language="en")
    told(person)
    told(person, kind="conference_cancelled", organiser="UBND tỉnh", why="bão số 12")

    page = login(person).get("/inbox").text

    assert re.findall(r'<span lang="(\w+)">([^<]+)</span></button>', page) == [
        ("vi", "Hủy hội nghị: Giao ban tháng Mười một"), ("en", "The conference has ended: Giao ban tháng Mười một"),
    ]  # fmt: skip
    assert re.findall(r'class="inbox-text" lang="(\w+)"', page) == ["vi", "en"]
