"""The page on which the secretariat sees what calendars answer, and decides what a person must decide."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import by_hand, guests
from meetings.invitations.models import CalendarReply, Invite, InvitePart, Outcome, PartStat, ReplyState
from meetings.journal.models import Entry
from meetings.notices.models import Notice
from tests.invitations.make import NOW, XA, a_planned_conference, invite, key_of, letter, receive, retime, row, some_day
from tests.make import a_conference, a_leader, a_secretary, a_site_officer, a_stranger

__all__ = ["some_day"]
pytestmark = pytest.mark.usefixtures("some_day")


def opened(login, conference):
    """The page, by the secretariat of the conference."""
    client = login(a_secretary(conference.organiser))
    return client, f"/conferences/{conference.id}/calendar-answers"


def test_the_page_shows_who_has_answered_what_and_when(login):
    conference = invite(a_planned_conference())
    receive(letter("apple", partstat="DECLINED"))
    client, address = opened(login, conference)

    page = client.get(address).text.replace("<wbr>", "")

    for words in ("Cán bộ Xã 0", XA, "Xã 0", "Không dự", "Nguyễn Thiện", "Chưa trả lời", "20/11/2026"):
        assert words in page


def test_who_answered_the_old_time_is_shown_as_such(login):
    conference = invite(a_planned_conference())
    receive(letter("apple"))
    retime(conference)
    client, address = opened(login, conference)

    page = client.get(f"{address}?stand=old").text.replace("<wbr>", "")

    assert "Trả lời giờ cũ" in page
    assert XA in page
    assert "thien@tinh.example" not in page


def test_an_answer_that_somebody_else_sent_without_its_code_counts_for_nothing_and_waits_to_be_looked_at(login):
    conference = invite(a_planned_conference())
    client, address = opened(login, conference)

    kept = receive(letter("apple", partstat="DECLINED").replace(f"<{XA}>".encode(), b"<ke.xau@evil.example>", 1))
    page = client.get(address).text
    mine = receive(letter("apple", partstat="ACCEPTED"))
    after = client.get(address).text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data)).active

    assert (kept.sender, kept.state, kept.outcome) == ("ke.xau@evil.example", ReplyState.OPEN, None)
    assert ("ke.xau@evil.example" in page, "trả lời không có mã" in page) == (True, False)
    assert (mine.outcome, row(XA).partstat) == (Outcome.COUNTED, PartStat.ACCEPTED)
    assert "trả lời không có mã" in after
    assert "Sẽ dự (trả lời không có mã)" in {cell.value for line in sheet.iter_rows() for cell in line}


@pytest.mark.parametrize(
    ("query", "found"), [("q=xa+0", 1), ("q=can+bo", 2), ("q=nobody", 0), ("stand=accepted", 1), ("stand=x", 3)]
)
def test_search_and_filters_find_without_marks(login, query, found):
    conference = invite(a_planned_conference(sites=2))
    receive(letter("apple"))
    client, address = opened(login, conference)

    page = client.get(f"{address}?{query}").text

    assert page.count('scope="row"') == found


def test_one_more_is_invited_and_a_wrong_address_is_said_beside_its_field(login):
    conference = invite(a_planned_conference())
    client, address = opened(login, conference)

    wrong = client.post(address, data={"name": "Bé", "address": "không phải thư"})
    right = client.post(address, data={"name": "Bé", "address": "be@so.example"}, follow_redirects=True)
    again = client.post(address, data={"name": "Bé", "address": "BE@so.example"})

    assert (wrong.status_code, right.status_code, again.status_code) == (422, 200, 422)
    assert 'value="không phải thư"' in wrong.text
    assert "Lời mời gửi Bé đang được chuyển đi." in right.text
    assert row("be@so.example").part is InvitePart.GUEST


def test_one_is_taken_off_and_asked_again(login):
    conference = invite(a_planned_conference())
    client, address = opened(login, conference)
    number = row(XA).id

    client.post(f"/invites/{number}/withdraw")
    assert row(XA).is_void
    assert client.post(f"/invites/{number}/withdraw").status_code == 409
    assert "Đã rút lời mời" in client.get(address).text
    client.post(f"/invites/{number}/give-back")

    assert not row(XA).is_void


@pytest.mark.parametrize(
    ("act", "outcome"), [("invite", Outcome.INVITED), ("decline", Outcome.DECLINED), ("set_aside", Outcome.SET_ASIDE)]
)
def test_a_substitute_is_invited_declined_or_set_aside(login, act, outcome):
    conference = invite(a_planned_conference())
    kept = receive(letter("delegated"))
    client, _address = opened(login, conference)

    assert client.post(f"/calendar-replies/{kept.id}/{act}").status_code == 302

    db.session.expire_all()
    assert db.session.get(CalendarReply, kept.id).outcome is outcome
    assert (row("pho@xa.example") is not None) == (act == "invite")


def test_who_is_to_come_instead_is_shown_by_name_and_address(login):
    conference = invite(a_planned_conference())
    receive(letter("delegated"))
    receive(letter("delegate", sender="pho@xa.example"))
    client, address = opened(login, conference)

    page = client.get(address).text

    assert "Cử dự thay: Trần Thị Phó, pho@xa.example" in page
    assert page.count("Trần Thị Phó, pho@xa.example") == 2


def test_an_address_from_which_mail_came_back_is_marked_with_what_to_do(login):
    conference = invite(a_planned_conference())
    with transaction():
        notice = db.session.query(Notice).filter_by(to_address=XA).one()
        notice.state = "sent"
    receive(letter("bounce-report", key=key_of()))
    client, address = opened(login, conference)

    page = client.get(f"{address}?stand=lost").text

    assert "Thư bị trả lại" in page
    assert "user unknown" in page
    assert "Gọi điện, sửa địa chỉ" in page


def test_letters_from_nobody_known_are_seen_by_the_topmost_secretariat_and_by_no_stranger(login):
    receive(letter("words"))
    page = login(a_secretary()).get("/calendar-replies").text

    assert "Xã xin vắng mặt &amp; gửi báo cáo sau." in page
    assert login(a_stranger()).get("/calendar-replies").status_code == 403


def test_letters_about_a_conference_are_seen_by_its_own_secretariat_only(login):
    conference = invite(a_planned_conference())
    kept = receive(letter("counter"))
    own, foreign = login(a_secretary(conference.organiser)), login(a_secretary())

    assert "xin lùi sang chiều" in own.get("/calendar-replies").text
    assert "xin lùi sang chiều" not in foreign.get("/calendar-replies").text
    assert foreign.post(f"/calendar-replies/{kept.id}/set_aside").status_code == 403
    assert own.get("/calendar-replies?conference=99999999999&state=x&q=%00").status_code == 200


@pytest.mark.parametrize("who", [a_stranger, a_site_officer, a_leader])
def test_others_neither_look_nor_act(login, who):
    conference = invite(a_planned_conference())
    client = login(who())

    assert client.get(f"/conferences/{conference.id}/calendar-answers").status_code == 403
    assert client.get(f"/conferences/{conference.id}/calendar-answers.xlsx").status_code == 403
    assert client.post(f"/invites/{row(XA).id}/withdraw").status_code == 403


def test_whoever_takes_the_answers_of_calendars_away_stands_in_the_journal(login):
    conference = invite(a_planned_conference())
    number = db.session.query(Invite).filter_by(conference_id=conference.id).count()

    secretary = a_secretary(conference.organiser)

    answer = login(secretary).get(f"/conferences/{conference.id}/calendar-answers.xlsx")

    entry = db.session.query(Entry).filter_by(verb="exported_calendar_answers").one()
    assert (answer.status_code, entry.by_id) == (200, secretary.id)
    assert entry.details == {"people": number} and number > 0


def test_the_list_is_taken_along_as_a_sheet_and_formulas_in_it_stay_words(login):
    conference = invite(a_planned_conference())
    with transaction():
        by_hand.invite_guest(conference, name="=1+1", address="a@so.example", by=None)
    client, address = opened(login, conference)

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data))

    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value]
    assert XA in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_a_conference_that_nobody_was_called_to_says_so(login):
    conference = a_conference(state=C.DRAFT)
    client, address = opened(login, conference)

    assert "Chưa ai có hội nghị này trong lịch" in client.get(address).text
    assert client.post(address, data={"name": "A", "address": "a@so.example"}).status_code == 409


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_one_as_for_three_hundred(number, login, queries):
    conference = a_planned_conference(sites=0)
    with clock.at(NOW), transaction():
        wanted = [guests.Wanted(InvitePart.GUEST, f"Ông {n}", f"o{n}@so.example") for n in range(number)]
        guests.admit(conference, wanted)
        conference.state = C.INVITING
    receive(letter("counter", attendee="o0@so.example"))
    client, address = opened(login, conference)
    client.get(address)
    queries.clear()

    assert client.get(address).status_code == 200
    assert len(queries) <= 12
    assert db.session.query(Invite).count() == number


def test_an_answer_that_proves_nothing_counts_once_somebody_says_so(login):
    conference = invite(a_planned_conference())
    kept = receive(re.sub(rb"(?m)^From: .*$", b"From: thu.ky@so.example\r", letter("google", partstat="DECLINED")))
    client, address = opened(login, conference)
    page = client.get(address).text

    counted = client.post(f"/calendar-replies/{kept.id}/count").status_code
    again = client.post(f"/calendar-replies/{kept.id}/count").status_code

    db.session.expire_all()
    assert "thu.ky@so.example" in page and f"/calendar-replies/{kept.id}/count" in page
    assert (counted, again, row(XA).partstat) == (302, 409, PartStat.DECLINED)
    assert "trả lời không có mã" in client.get(address).text


def unproven(partstat, **facts):
    """An answer that came from another mailbox, without the code, and waits."""
    content = letter("google", partstat=partstat, **facts)
    return receive(re.sub(rb"(?m)^From: .*$", b"From: thu.ky@so.example\r", content))


def test_an_answer_that_waited_while_the_conference_was_moved_is_kept_for_the_former_time(login):
    conference = invite(a_planned_conference())
    kept = unproven("ACCEPTED")
    retime(conference)
    client, address = opened(login, conference)
    page = client.get(address).text

    said = client.post(f"/calendar-replies/{kept.id}/count", follow_redirects=True).text

    db.session.expire_all()
    stands, kept = row(XA), db.session.get(CalendarReply, kept.id)
    assert "Trả lời giờ cũ" in page and "Giữ làm trả lời cho giờ cũ" in page and "giờ mới vẫn đang được hỏi" in said
    assert (stands.partstat, stands.former, stands.answered_sequence) == (
        PartStat.NEEDS_ACTION,
        PartStat.ACCEPTED,
        None,
    )
    assert (kept.outcome, kept.is_old) == (Outcome.OLD_TIME, True)


def test_an_older_answer_never_takes_the_place_of_a_later_one(login):
    conference = invite(a_planned_conference())
    with clock.at(NOW + timedelta(hours=1)):
        kept = unproven("DECLINED")
    with clock.at(NOW + timedelta(hours=3)):
        receive(letter("apple", partstat="ACCEPTED", stamp=NOW + timedelta(hours=3)))
    client, address = opened(login, conference)
    page = client.get(address).text

    refused = client.post(f"/calendar-replies/{kept.id}/count")

    db.session.expire_all()
    stands, kept = row(XA), db.session.get(CalendarReply, kept.id)
    assert (f"/calendar-replies/{kept.id}/count" in page, "đã có trả lời sau đó" in page) == (False, True)
    assert (refused.status_code, stands.partstat, stands.answered_at) == (
        409,
        PartStat.ACCEPTED,
        NOW + timedelta(hours=3),
    )
    assert (kept.state, client.post(f"/calendar-replies/{kept.id}/set_aside").status_code) == (ReplyState.OPEN, 302)


def test_an_answer_to_the_former_time_does_not_take_the_place_of_a_later_one_to_it(login):
    conference = invite(a_planned_conference())
    with clock.at(NOW + timedelta(hours=1)):
        kept = unproven("DECLINED")
    with clock.at(NOW + timedelta(hours=3)):
        receive(letter("apple", partstat="ACCEPTED", stamp=NOW + timedelta(hours=3)))
    retime(conference)
    client, _address = opened(login, conference)

    refused = client.post(f"/calendar-replies/{kept.id}/count")

    db.session.expire_all()
    assert (refused.status_code, row(XA).former, row(XA).former_at) == (
        409,
        PartStat.ACCEPTED,
        NOW + timedelta(hours=3),
    )


def test_the_answer_of_one_whose_invitation_was_taken_back_is_not_counted(login):
    conference = invite(a_planned_conference())
    kept = unproven("ACCEPTED")
    with transaction():
        by_hand.withdraw(row(XA), by=None)
    client, address = opened(login, conference)

    refused = client.post(f"/calendar-replies/{kept.id}/count")

    db.session.expire_all()
    assert f"/calendar-replies/{kept.id}/count" not in client.get(address).text
    assert (refused.status_code, row(XA).partstat) == (409, PartStat.NEEDS_ACTION)
