"""Messages to one recipient in the order in which they were meant, each of one piece: words, letter and calendar."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.desk import actions as desk
from meetings.desk import changes, mailing, why_not
from meetings.invitations import deciding, mailings, queries
from meetings.invitations.models import CalendarReply
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import Notice, NoticeState
from meetings.sites import actions as sites
from meetings.sites import answering, telling
from meetings.sites.models import Reply, Site
from tests.invitations.make import (
    LATER,
    NOW,
    TUESDAY,
    XA,
    a_planned_conference,
    cancel,
    event,
    leave,
    letter,
    mails,
    receive,
    retime,
    revise,
    said,
    server,
    some_day,
)

__all__ = ["server", "some_day"]
pytestmark = pytest.mark.usefixtures("some_day")
MUCH_LATER = NOW + timedelta(hours=1)


def begun(sites=1):
    """Invitations are queued, none has left."""
    conference = a_planned_conference(sites)
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)
    return conference


def cut_off(kind="invitation"):
    """The worker takes the message to the site and is killed before anybody hears of it."""
    with clock.at(NOW), transaction():
        notice = db.session.scalar(select(Notice).filter_by(to_address=XA, kind=kind))
        notice.state, notice.lease, notice.attempts = NoticeState.SENDING, "killed", 1
        notice.leased_until = NOW + 4 * LATER


def day(mail):
    return event(mail)["DTSTART"].dt.strftime("%d/%m")


def test_an_invitation_that_leaves_after_a_move_names_one_day_in_words_and_calendar_and_the_change_follows(server):
    conference = begun()

    retime(conference)
    leave(NOW + LATER)
    leave(MUCH_LATER)

    invitation, change = mails(server, XA)
    assert [(day(mail), said(mail)[1]) for mail in (invitation, change)] == [("30/11", 0), ("01/12", 1)]
    assert "ngày 30 tháng 11" in invitation.text
    assert "01/12/2026" in change.text and "30/11/2026" in change.text


def test_who_answers_that_invitation_answers_the_old_time(server):
    conference = begun()
    retime(conference)
    leave(NOW + LATER)

    receive(letter("outlook", sequence=0))

    assert db.session.scalar(select(CalendarReply)).is_old


def test_an_invitation_cut_off_that_comes_after_the_change_says_what_holds(server):
    conference = begun()
    cut_off()
    retime(conference)
    leave(NOW + LATER)
    with clock.at(NOW + LATER + timedelta(minutes=6)):
        mailing.send_due()

    leave(MUCH_LATER)

    change, invitation = mails(server, XA)
    assert [(day(mail), said(mail)[1]) for mail in (change, invitation)] == [("01/12", 1), ("01/12", 1)]
    assert "ngày 01 tháng 12" in invitation.text and "ngày 30 tháng 11" not in invitation.text
    assert invitation.message["Subject"].startswith("Mời dự")


def fails(address=XA):
    """The mailbox of the site is full, and the tries are used up."""
    with clock.at(NOW), transaction():
        notice = db.session.scalar(select(Notice).filter_by(to_address=address, kind="invitation"))
        notice.state, notice.attempts, notice.last_error = NoticeState.FAILED, 8, "mailbox full"
    return notice.id


def try_again(number):
    with clock.at(NOW + 3 * LATER), transaction():
        notices.try_again(db.session.get(Notice, number), by=None)
    leave(NOW + 3 * LATER)


def test_an_invitation_tried_again_after_the_change_says_what_holds(server):
    conference = begun()
    number = fails()
    leave(NOW)
    retime(conference)
    leave(NOW + 2 * LATER)

    try_again(number)

    change, invitation = mails(server, XA)
    assert [(day(mail), said(mail)[1]) for mail in (change, invitation)] == [("01/12", 1), ("01/12", 1)]
    assert "ngày 01 tháng 12" in invitation.text and "ngày 30 tháng 11" not in invitation.text


def test_an_invitation_that_waited_for_its_letter_says_what_holds(server):
    conference = begun()
    with clock.at(NOW), transaction():
        taken = leaving.take_next("worker")
        number, address = taken.id, taken.to_address
    with clock.at(NOW), transaction():
        leaving.has_waited(number, "worker", "not drawn yet")
        db.session.get(Notice, number).send_after = NOW + 3 * LATER
    retime(conference)
    leave(NOW + 2 * LATER)

    leave(NOW + 3 * LATER)

    assert [(day(mail), said(mail)[1]) for mail in mails(server, address)] == [("01/12", 1), ("01/12", 1)]


@pytest.mark.parametrize("missed", ["invitation", "conference_changed"])
def test_who_missed_a_message_gets_it_at_the_corrected_address_and_it_says_what_holds(server, secretary, missed):
    conference = begun()
    leave(NOW)
    retime(conference)
    leave(NOW + 2 * LATER)
    with transaction():
        notices.came_back(db.session.scalar(select(Notice).filter_by(to_address=XA, kind=missed)), "550 no such user")
    with clock.at(NOW + 3 * LATER), transaction():
        site = db.session.scalar(select(Site).filter_by(contact_email=XA))
        sites.edit(site, version=site.version, contact_email="moi@xa.example", by=secretary)

    leave(MUCH_LATER)

    [mail] = mails(server, "moi@xa.example")
    words = {"invitation": "ngày 01 tháng 12", "conference_changed": "01/12/2026"}
    assert day(mail) == "01/12" and words[missed] in mail.text


def test_a_dropped_site_is_not_invited_by_a_message_that_is_tried_again(server):
    begun(2)
    number = fails()
    leave(NOW)
    with clock.at(NOW + LATER), transaction():
        changes.drop_site(db.session.scalar(select(Site).filter_by(contact_email=XA)), by=None)
    leave(NOW + LATER)

    try_again(number)

    assert [mail.message["Subject"].startswith("Mời") for mail in mails(server, XA)] == [False]


def test_a_dropped_site_hears_its_farewell_and_nothing_more_of_what_waits(server):
    begun(2)
    leave(NOW)
    with clock.at(NOW + LATER), transaction():
        site = db.session.scalar(select(Site).filter_by(contact_email=XA))
        telling.tell(site, "site_change_granted", note="", asked="")
    with clock.at(NOW + LATER), transaction():
        changes.drop_site(db.session.scalar(select(Site).filter_by(contact_email=XA)), by=None)

    leave(NOW + LATER)

    kinds = db.session.scalars(select(Notice.kind).filter_by(to_address=XA).order_by(Notice.id)).all()
    assert kinds[-1] == "site_dropped" and "site_change_granted" not in kinds


@pytest.mark.parametrize("has_left", [True, False])
def test_who_was_invited_again_is_not_invited_by_the_first_message_afterwards(server, has_left):
    conference = begun(2)
    with clock.at(NOW), transaction():  # its worker was killed, and it is taken anew once the lease is over
        first = db.session.scalar(select(Notice).filter_by(to_address=XA, kind="invitation"))
        first.state, first.lease, first.attempts = NoticeState.SENDING, "killed", 1
        first.leased_until, number = NOW + 2 * LATER, first.id
    with clock.at(NOW + LATER), transaction():
        mailings.send(db.session.get(Conference, conference.id), again=True, by=None)
    if not has_left:
        with transaction():
            sent = select(Notice).filter_by(to_address=XA, kind="invitation").order_by(Notice.id.desc())
            again = db.session.scalars(sent).first()
            again.send_after = NOW + 4 * LATER
    leave(NOW + LATER)

    leave(NOW + 3 * LATER)

    notice = db.session.get(Notice, number)
    assert [mail.message["Subject"].startswith("Mời dự") for mail in mails(server, XA)] == [True]
    assert [mail.message["Subject"].startswith("Mời dự") for mail in mails(server, "xa1@xa.example")] == [True]
    assert notice.state is (NoticeState.KEPT if has_left else NoticeState.SENT)
    assert why_not.sentence(notice) == (why_not.OVERTAKEN if has_left else None)


def test_who_was_not_invited_before_it_was_put_off_is_still_to_be_invited(server):
    conference = begun()
    with clock.at(NOW), transaction():
        changes.postpone(db.session.get(Conference, conference.id), reason="Bão số 9", by=None)
    leave(NOW + LATER)
    with clock.at(NOW + LATER), transaction():
        held = db.session.get(Conference, conference.id)
        changes.reschedule(held, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=3), by=None)
    leave(NOW + 2 * LATER)
    reach = queries.reach(db.session.get(Conference, conference.id))
    with clock.at(NOW + 3 * LATER), transaction():
        number = mailings.send(db.session.get(Conference, conference.id), by=None)

    leave(NOW + 3 * LATER)

    assert (reach.unsent, number) == (1, 1)
    invitation = mails(server, XA)[-1]
    assert invitation.message["Subject"].startswith("Mời dự") and day(invitation) == "01/12"


@pytest.mark.parametrize("turn", [changes.cancel, changes.postpone])
def test_nobody_is_invited_after_he_heard_that_it_does_not_take_place(server, turn):
    conference = begun()
    cut_off()
    with clock.at(NOW + LATER), transaction():
        turn(db.session.get(Conference, conference.id), reason="Bão số 9", by=None)
    leave(NOW + LATER)

    leave(MUCH_LATER)

    [mail] = mails(server, XA)
    notice = db.session.scalar(select(Notice).filter_by(to_address=XA, kind="invitation"))
    assert not mail.message["Subject"].startswith("Mời")
    assert (notice.state, why_not.sentence(notice)) == (NoticeState.KEPT, why_not.OVERTAKEN)
    assert (notice.lease, notice.leased_until) == ("", None)


def test_an_invitation_cut_off_leaves_as_it_was_where_nothing_has_changed(server):
    begun()
    cut_off()

    leave(MUCH_LATER)

    [mail] = mails(server, XA)
    assert (said(mail)[:2], day(mail)) == (("REQUEST", 0), "30/11")


def test_a_change_cut_off_is_not_told_after_the_end(server):
    conference = begun()
    leave(NOW)
    retime(conference)
    cut_off("conference_changed")
    with clock.at(NOW + 2 * LATER):
        cancel(conference)
    leave(NOW + 2 * LATER)

    leave(MUCH_LATER)

    assert [said(mail)[0] for mail in mails(server, XA)] == ["REQUEST", "CANCEL"]


def test_a_change_is_told_although_a_proposal_is_declined_before_it_leaves(server):
    conference = begun()
    leave(NOW)
    kept = receive(letter("counter")).id
    retime(conference)
    with clock.at(NOW + LATER + timedelta(minutes=1)), transaction():
        deciding.decline(db.session.get(CalendarReply, kept), by=None)
    leave(NOW + LATER + timedelta(minutes=1))

    leave(MUCH_LATER)

    assert [(said(mail)[0], day(mail)) for mail in mails(server, XA)][-1] == ("REQUEST", "01/12")


def test_an_end_is_told_although_a_delegation_is_declined_before_it_leaves(server):
    conference = begun()
    leave(NOW)
    kept = receive(letter("delegated")).id
    with clock.at(NOW + LATER):
        cancel(conference)
    with clock.at(NOW + LATER + timedelta(seconds=10)), transaction():
        deciding.decline(db.session.get(CalendarReply, kept), by=None)

    leave(NOW + 2 * LATER)

    assert [said(mail)[0] for mail in mails(server, XA)] == ["REQUEST", "CANCEL"]


def test_a_site_that_heard_that_it_is_dropped_is_not_invited_afterwards(server):
    begun(2)
    cut_off()
    with clock.at(NOW + LATER), transaction():
        changes.drop_site(db.session.scalar(select(Site).filter_by(contact_email=XA)), by=None)
    leave(NOW + LATER)

    leave(MUCH_LATER)

    assert [mail.message["Subject"].startswith("Mời") for mail in mails(server, XA)] == [False]


def test_who_answers_for_two_sites_is_reminded_of_the_one_although_the_other_was_told_later(server):
    conference = begun(2)
    with clock.at(NOW), transaction():
        for site in db.session.scalars(select(Site).filter_by(conference_id=conference.id)):
            site.contact_name, site.contact_email = "Cán bộ", XA
    leave(NOW)
    with clock.at(NOW + LATER), transaction():
        sites.remind(db.session.get(Conference, conference.id), by=None)
    both = select(Notice).filter_by(kind="confirm_reminder", to_address=XA).order_by(Notice.id)
    first = db.session.scalars(both).first()
    with clock.at(NOW + LATER), transaction():
        first.send_after = NOW + 2 * LATER
    leave(NOW + LATER)

    leave(MUCH_LATER)

    kinds = db.session.scalars(select(Notice.state).filter_by(kind="confirm_reminder", to_address=XA)).all()
    assert len(kinds) == 2 and set(kinds) == {NoticeState.SENT}


def answered(conference, address):
    """The contact's site says yes right after the change."""
    site = db.session.scalar(select(Site).filter_by(conference_id=conference.id, contact_email=address))
    with clock.at(NOW + LATER + timedelta(seconds=20)), transaction():
        answering.answer(site, reply=Reply.YES, expected_count=3, by=conference.chair.person)


def test_who_has_confirmed_the_new_time_is_not_asked_to_confirm_it_again(server):
    conference = begun(sites=2)
    leave(NOW)
    retime(conference)
    answered(conference, XA)

    leave(MUCH_LATER)

    first, second = mails(server, XA)[-1], mails(server, "xa1@xa.example")[-1]
    assert (
        "Xã 0 đã xác nhận tham dự sau thay đổi này; điều đã báo vẫn có giá trị, không phải làm gì thêm." in first.text
    )
    assert ("xác nhận lại" in first.text, "Đề nghị Xã 1 xác nhận lại tham dự" in second.text) == (False, True)
    assert [event(one)["DTSTART"].dt.strftime("%d/%m") for one in (first, second)] == ["01/12", "01/12"]


def test_who_confirmed_before_a_second_change_is_asked_again(server):
    conference = begun()
    leave(NOW)
    retime(conference)
    answered(conference, XA)
    revise(conference, moment=NOW + LATER + timedelta(minutes=1), place="Phòng họp số 2")

    leave(MUCH_LATER)

    assert "Đề nghị Xã 0 xác nhận lại tham dự" in mails(server, XA)[-1].text


def test_a_change_that_waits_is_told_when_the_sitting_begins_and_asks_for_nothing(server):
    conference = begun()
    leave(NOW)
    retime(conference)
    with clock.at(NOW + LATER + timedelta(minutes=1)), transaction():
        desk.begin(conference, by=None)

    leave(NOW + LATER + timedelta(minutes=1))

    change = mails(server, XA)[-1].text
    assert ("01/12/2026" in change, "Hội nghị đang họp" in change, "xác nhận lại" in change) == (True, True, False)


def test_a_change_that_waits_falls_away_when_the_sitting_has_ended(server):
    conference = begun()
    leave(NOW)
    before = len(mails(server, XA))
    retime(conference)
    with clock.at(NOW + LATER + timedelta(minutes=1)), transaction():
        desk.begin(conference, by=None)
        desk.end(conference, by=None)

    leave(MUCH_LATER)

    late = db.session.scalar(select(Notice).filter_by(to_address=XA, kind="conference_changed"))
    assert (len(mails(server, XA)), late.state, late.last_error) == (
        before,
        NoticeState.KEPT,
        "Hội nghị đã kết thúc trước khi tin gửi đi.",
    )
