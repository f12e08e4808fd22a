"""A letter that the message of a cancellation or a postponement called void: to whom, and what takes its place."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow
from meetings.desk import changes
from meetings.invitations import actions, by_hand, mailings, queries
from meetings.notices.models import Channel, Notice, Wish
from meetings.registry import jobs
from meetings.registry.models import Paper
from meetings.sites.models import Site
from tests.invitations.make import (
    LATER,
    NOW,
    TUESDAY,
    a_planned_conference,
    cancel,
    invite,
    leave,
    mails,
    revise,
    said,
)
from tests.make import MONDAY, a_secretary, a_site_officer, saved

pytestmark = pytest.mark.usefixtures("some_day")
FIRST, SECOND, THIRD = (f"0{number}/GM-UBND" for number in (1, 2, 3))
TIMES = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=4)}


@pytest.fixture
def conference(server):
    """It was called with letter No. 1, which the site has, and a guest who got no letter."""
    made = a_planned_conference()
    made.organiser.abbreviation = "UBND"
    with transaction():
        letter = actions.start(made, by=None)
        texts = {"contact_name": "Lê Thị Hà", "contact_phone": "0912", "signer_name": "Nguyễn Văn An"}
        actions.revise(letter, version=letter.version, by=None, **texts)
        actions.release(letter, by=None)
    jobs.render()
    invite(made)
    with transaction():
        by_hand.invite_guest(made, name="Khách", address="khach@xa.example", by=None)
    leave(NOW + LATER)
    return made


def at(turns):
    return clock.at(NOW + turns * LATER)


def call_off(conference, turn):
    with at(2), transaction():
        turn(conference, reason="Bão số 9", by=None)
    leave(NOW + 3 * LATER)


def call_again(conference, turn, *, new_letter, **times):
    with at(4), transaction():
        turn(conference, **TIMES | times, new_letter=new_letter, by=None)
    jobs.render()
    leave(NOW + 5 * LATER)


def last(server, address="xa0@xa.example"):
    """What the last mail there said of letters, and which were enclosed."""
    mail = mails(server, address)[-1]
    lines = [line for line in mail.text.splitlines() if "iấy mời số" in line]
    names = [part.get_filename() for part in mail.message.walk() if part.get_content_type() == "application/pdf"]
    return lines, names


def papers():
    found = db.session.scalars(select(Paper).order_by(Paper.id))
    return [(one.symbol, one.supersedes and one.supersedes.symbol) for one in found]


TURNS = {"hủy": (changes.cancel, changes.restore), "hoãn": (changes.postpone, changes.reschedule)}


@pytest.mark.parametrize("word", TURNS)
@pytest.mark.parametrize("place", ["the old hour", "another day"])
def test_a_new_letter_takes_the_place_of_the_void_one_although_the_facts_are_the_same(server, conference, word, place):
    off, on = TURNS[word]
    call_off(conference, off)
    told = last(server)
    times = {} if place == "the old hour" else {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=4)}
    call_again(conference, on, new_letter=True, **times)

    assert told == ([f"Giấy mời số {FIRST} không còn hiệu lực."], [])
    assert last(server) == ([f"Giấy mời số {SECOND} thay thế giấy mời số {FIRST}, gửi kèm."], ["02-GM-UBND.pdf"])
    assert papers() == [(FIRST, None), (SECOND, FIRST)]
    assert not actions.is_outdated(queries.letter(conference.id))


@pytest.mark.parametrize("word", TURNS)
def test_without_a_new_letter_mail_and_pages_say_that_none_is_in_force(server, conference, login, word):
    off, on = TURNS[word]
    call_off(conference, off)
    client = login(a_secretary(conference.organiser))
    pages = [f"/conferences/{conference.id}{path}" for path in ("/invitation", "/invitation/recipients", "")]
    void = f"Giấy mời số {FIRST} đã hết hiệu lực theo thông báo {word} hội nghị."
    while_off = [void in client.get(page).text for page in pages]
    call_again(conference, on, new_letter=False)

    assert papers() == [(FIRST, None)]
    assert last(server) == ([f"Giấy mời số {FIRST} đã hết hiệu lực; chưa có giấy mời mới."], [])
    assert last(server, "khach@xa.example") == ([], [])
    found = [client.get(page).text for page in pages]
    assert while_off == [True, True, False]
    assert [void in text for text in found] == [True, True, True]
    assert [text for text in found if "Đã phát hành giấy mời số" in text or "phát hành với số" in text] == []


def test_a_void_letter_is_not_sent_until_it_is_given_out_anew(server, conference, login):
    call_off(conference, changes.cancel)
    call_again(conference, changes.restore, new_letter=False)
    page = f"/conferences/{conference.id}/invitation"
    with pytest.raises(NotNow) as refused, transaction():
        mailings.send(conference, again=True, by=None)

    client = login(a_secretary(conference.organiser))
    client.post(f"{page}/release", data={"version": queries.letter(conference.id).version})

    assert str(refused.value).startswith(f"Giấy mời số {FIRST} đã hết hiệu lực theo thông báo hủy hội nghị")
    assert papers() == [(FIRST, None), (SECOND, FIRST)]
    assert "hết hiệu lực" not in client.get(page).text
    with transaction():
        assert mailings.send(conference, again=True, by=None) == 1


def test_what_was_called_off_and_on_again_before_anybody_heard_leaves_the_letter_as_it_is(server, conference):
    with at(2):
        cancel(conference)
        with transaction():
            changes.restore(conference, **TIMES, new_letter=False, by=None)
    leave(NOW + 3 * LATER)

    assert last(server) == ([], [])
    assert not actions.is_outdated(queries.letter(conference.id))


def test_a_cancellation_calls_no_letter_void_that_its_recipient_was_not_sent(server, conference):
    revise(conference, NOW + 2 * LATER, new_letter=True, **TIMES | {"starts_at": MONDAY + timedelta(hours=1)})
    jobs.render()
    with at(2):
        cancel(conference)
    leave(NOW + 5 * LATER)

    assert papers() == [(FIRST, None), (SECOND, FIRST)]
    assert last(server) == ([f"Giấy mời số {FIRST} không còn hiệu lực."], [])
    assert said(mails(server, "thien@tinh.example")[-1])[0] == "CANCEL"
    assert [last(server, one) for one in ("thien@tinh.example", "khach@xa.example")] == [([], []), ([], [])]


def test_the_new_letter_names_to_each_the_one_that_he_was_sent(server, conference):
    revise(conference, NOW + 2 * LATER, new_letter=True, **TIMES | {"starts_at": MONDAY + timedelta(hours=1)})
    with at(2):
        cancel(conference)
    leave(NOW + 5 * LATER)
    with at(6), transaction():
        times = {"starts_at": conference.starts_at, "ends_at": conference.ends_at}
        changes.restore(conference, **times, new_letter=True, by=None)
    jobs.render()
    leave(NOW + 7 * LATER)

    new = f"Giấy mời số {THIRD} thay thế giấy mời số {FIRST}, gửi kèm."
    assert last(server) == ([new], ["03-GM-UBND.pdf"])
    assert last(server, "thien@tinh.example") == ([f"Giấy mời số {THIRD}, gửi kèm."], ["03-GM-UBND.pdf"])


def test_who_answers_for_two_sites_reads_it_for_both_and_a_site_that_has_no_letter_reads_nothing(server):
    conference = a_planned_conference(sites=2)
    with transaction():
        for site in db.session.scalars(select(Site).where(Site.contact_email != "")):
            site.contact_email = "xa0@xa.example"
        letter = actions.start(conference, by=None)
        texts = {"contact_name": "Lê Thị Hà", "contact_phone": "0912", "signer_name": "Nguyễn Văn An"}
        actions.revise(letter, version=letter.version, by=None, **texts)
    invite(conference)
    with transaction():
        actions.release(queries.letter(conference.id), by=None)
    jobs.render()
    with at(2):
        cancel(conference)
    never = [row.facts.get("void_symbol", "") for row in _cancellations()]
    with at(3), transaction():
        changes.restore(conference, **TIMES, new_letter=True, by=None)
    jobs.render()
    leave(NOW + 4 * LATER)
    with at(5):
        cancel(conference)

    assert set(never) == {""}
    holding = [row.facts.get("void_symbol", "") for row in _cancellations() if row.to_address == "xa0@xa.example"]
    assert len(holding) == 2 and set(holding) == {queries.letter(conference.id).paper.symbol}


def _cancellations():
    return list(db.session.scalars(select(Notice).filter_by(kind="conference_cancelled")))


def test_who_reads_his_messages_under_the_bell_was_sent_the_letter(conference):
    officer = a_site_officer(db.session.scalars(select(Site).filter_by(name="Xã 0")).one().unit)
    saved(Wish(person_id=officer.id, asking=Channel.BELL))
    with transaction():
        mailings.send(conference, again=True, by=None)
    leave(NOW + 2 * LATER)
    call_off(conference, changes.cancel)

    [theirs] = [row for row in _cancellations() if row.person_id == officer.id]
    assert theirs.facts.get("void_symbol", "") == FIRST


def test_the_page_that_asks_promises_no_more_than_what_is_said(conference, login):
    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/cancel").text

    words = "ai đã nhận giấy mời sẽ được báo rằng giấy mời đó hết hiệu lực."
    assert f"Giấy mời số {FIRST} vẫn nằm trong sổ; {words}" in page


@pytest.mark.parametrize("word", TURNS)
def test_the_lists_of_papers_mark_the_void_letter_with_the_reason_until_another_replaces_it(
    server, conference, login, word
):
    off, on = TURNS[word]
    client = login(a_secretary(conference.organiser))
    pages = [f"/conferences/{conference.id}/papers", "/papers"]
    mark = f"Không còn hiệu lực: hội nghị đã {word}"
    before = [mark in client.get(page).text for page in pages]
    call_off(conference, off)
    while_off = [client.get(page).text.count(mark) for page in pages]
    call_again(conference, on, new_letter=True)
    shown = [client.get(page).text for page in pages]
    after = [(mark in text, f"Đã được thay thế bằng {SECOND}" in text) for text in shown]

    assert (before, while_off, after) == ([False, False], [1, 1], [(False, True)] * 2)
