"""The entry of one recipient: given, taken off and given back, with his site, his part or his address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions as desk
from meetings.desk import changes, outlooks
from meetings.invitations import by_hand, calendars, jobs
from meetings.invitations.models import Invite
from meetings.notices.models import Notice
from meetings.sites import actions as sites
from meetings.sites.models import Site, SiteKind, SiteState
from tests.invitations.make import (
    LATER,
    NOW,
    UID,
    a_planned_conference,
    event,
    invite,
    leave,
    mails,
    remove,
    retime,
    revise,
    row,
    said,
)
from tests.make import a_person, a_site, a_unit

pytestmark = pytest.mark.usefixtures("some_day")


def test_taking_one_off_cancels_for_that_one_only(server):
    conference = invite(a_planned_conference(sites=2))

    remove(conference)
    leave(NOW + LATER)

    last = server.delivered[-1]
    assert (len(server.delivered), last.recipients, said(last)) == (4, ["xa0@xa.example"], ("CANCEL", 0, UID))
    # RFC 5546 §3.2.5: the conference itself is not cancelled, so it has no STATUS.
    assert "STATUS" not in event(last)
    assert conference.sequence == 0


def test_who_was_taken_off_hears_of_no_later_change(server):
    conference = invite(a_planned_conference(sites=2))
    remove(conference)

    retime(conference)
    leave(NOW + 3 * LATER)

    assert [said(mail)[0] for mail in mails(server, "xa0@xa.example")] == ["REQUEST", "CANCEL"]
    assert [said(mail)[0] for mail in mails(server, "xa1@xa.example")] == ["REQUEST", "REQUEST"]


def test_who_is_asked_again_gets_a_sequence_above_the_cancellation_and_so_does_everybody_later(server):
    conference = invite(a_planned_conference())
    remove(conference)
    leave(NOW + LATER)

    with transaction():
        by_hand.give_back(row("xa0@xa.example"), by=None)
    leave(NOW + LATER)
    revise(conference, NOW + 2 * LATER, place="Phòng họp số 2")
    leave(NOW + 3 * LATER)

    told = [said(mail)[:2] for mail in mails(server, "xa0@xa.example")]
    assert told == [("REQUEST", 0), ("CANCEL", 0), ("REQUEST", 1), ("REQUEST", 2)]
    assert [said(mail)[:2] for mail in mails(server, "thien@tinh.example")] == [("REQUEST", 0), ("REQUEST", 2)]


def test_nobody_is_taken_off_or_invited_twice():
    conference = invite(a_planned_conference())
    remove(conference)

    with pytest.raises(NotNow), transaction():
        by_hand.withdraw(row("xa0@xa.example"), by=None)
    with pytest.raises(NotValid), transaction():
        by_hand.invite_guest(conference, name="", address="THIEN@tinh.example", by=None)
    with transaction():
        by_hand.give_back(row("xa0@xa.example"), by=None)
    with pytest.raises(NotNow), transaction():
        by_hand.give_back(row("xa0@xa.example"), by=None)


def test_another_chair_gets_the_entry_and_the_former_one_loses_it(server):
    conference = invite(a_planned_conference())
    other = a_person("Lê Văn Mới", email="moi@tinh.example")

    revise(conference, chair=other, co_chairs=())
    leave(NOW + 3 * LATER)

    assert [said(mail)[0] for mail in mails(server, "thien@tinh.example")] == ["REQUEST", "CANCEL"]
    assert [said(mail)[0] for mail in mails(server, "moi@tinh.example")] == ["REQUEST"]
    assert [said(mail)[:2] for mail in mails(server, "xa0@xa.example")] == [("REQUEST", 0), ("REQUEST", 1)]


def dropped(conference, *addresses):
    """The sites of these contacts go, and the worker makes its round."""
    gone = {row(address).site.unit_id for address in addresses}
    kept = [one.unit_id for one in db.session.scalars(select(Site).filter_by(conference_id=conference.id))]
    main = next(one.unit_id for one in db.session.scalars(select(Site).filter_by(kind=SiteKind.MAIN)))
    with transaction():
        changes.choose_sites(
            conference, unit_ids=[unit for unit in kept if unit not in gone], main_unit_id=main, by=None
        )


@pytest.mark.parametrize("worker_first", [True, False])
def test_a_dropped_site_gets_one_mail_that_says_so_and_takes_the_entry_away(server, worker_first):
    conference = invite(a_planned_conference(sites=2))
    dropped(conference, "xa0@xa.example")
    if worker_first:
        jobs.take_back_void()
    leave(NOW + LATER)
    jobs.take_back_void()
    leave(NOW + 2 * LATER)

    [called, farewell] = mails(server, "xa0@xa.example")
    assert [said(mail)[0] for mail in (called, farewell)] == ["REQUEST", "CANCEL"]
    words = farewell.message.get_body(("plain",)).get_content()
    assert "điểm cầu Xã 0 không còn trong danh sách" in words and "07:30 – 11:30, Thứ Hai 30/11/2026" in words
    assert "Lịch trong máy tính, điện thoại của anh/chị sẽ bỏ hội nghị này" in words and "/sites/" not in words
    assert [said(mail)[0] for mail in mails(server, "xa1@xa.example")] == ["REQUEST"]


def test_who_is_dropped_before_his_invitation_left_hears_no_word_of_calendars(server):
    conference = a_planned_conference(sites=2)
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)
    dropped(conference, "xa0@xa.example")
    jobs.take_back_void()
    leave(NOW + LATER)

    [farewell] = mails(server, "xa0@xa.example")
    assert "không còn trong danh sách" in farewell.text and "Lịch trong máy" not in farewell.text
    assert [part for part in farewell.message.walk() if part.get_content_type() == "text/calendar"] == []


def test_a_change_that_waits_for_a_dropped_site_is_never_sent(server):
    conference = invite(a_planned_conference(sites=2))
    retime(conference)
    dropped(conference, "xa0@xa.example")
    leave(NOW + 3 * LATER)

    assert [said(mail)[0] for mail in mails(server, "xa0@xa.example")] == ["REQUEST", "CANCEL"]


def test_two_drops_before_the_post_leaves_take_no_word_from_the_first(server):
    conference = invite(a_planned_conference(sites=3))
    dropped(conference, "xa0@xa.example")
    dropped(conference, "xa1@xa.example")
    jobs.take_back_void()
    leave(NOW + LATER)

    for address in ("xa0@xa.example", "xa1@xa.example"):
        assert [said(mail)[0] for mail in mails(server, address)] == ["REQUEST", "CANCEL"]


def test_who_answers_for_another_site_too_keeps_the_entry_for_that_one(server):
    conference = a_planned_conference(sites=2)
    with transaction():
        for site in db.session.scalars(select(Site).filter_by(kind=SiteKind.MEMBER)):
            site.contact_name, site.contact_email = "Cán bộ hai xã", "hai@xa.example"
    invite(conference)
    had = row("hai@xa.example").site_name
    dropped(conference, "hai@xa.example")
    jobs.take_back_void()
    leave(NOW + LATER)

    methods = [part.get_param("method") for mail in mails(server, "hai@xa.example") for part in mail.message.walk()]
    assert [one for one in methods if one] == ["REQUEST"] * methods.count("REQUEST")
    assert (row("hai@xa.example").is_void, row("hai@xa.example").site_name != had) == (False, True)
    assert len([mail for mail in mails(server, "hai@xa.example") if "không còn trong danh sách" in mail.text]) == 1


def test_whose_site_is_no_longer_there_loses_the_entry(server):
    conference = invite(a_planned_conference(sites=2))
    gone = row("xa0@xa.example").site.unit_id
    kept = row("xa1@xa.example").site.unit_id

    with transaction():
        sites.choose(conference, [kept], by=None)
    assert jobs.take_back_void() == 1
    assert jobs.take_back_void() == 0
    leave(NOW + LATER)

    assert [said(mail)[0] for mail in mails(server, "xa0@xa.example")] == ["REQUEST", "CANCEL"]
    with transaction():
        sites.choose(conference, [gone, kept], by=None)
        again = db.session.scalar(select(Site).filter_by(conference_id=conference.id, unit_id=gone))
        again.contact_name, again.contact_email = "Cán bộ Xã 0", "xa0@xa.example"
        desk.send_invitations(conference, by=None)
    leave(NOW + LATER)
    assert said(mails(server, "xa0@xa.example")[-1])[:2] == ("REQUEST", 1)


def test_one_person_of_two_sites_has_one_entry():
    conference = a_planned_conference(sites=0)
    for name in ("Xã A", "Xã B"):
        a_site(conference, a_unit(name), contact_name="An", contact_email="an@huyen.example")

    invite(conference)

    assert db.session.query(Invite).filter_by(key="an@huyen.example").count() == 1


def move_mailbox():
    with transaction():
        db.session.scalar(select(Person).filter_by(email="thien@tinh.example")).email = "moi@tinh.example"


def test_the_entry_is_taken_back_from_the_calendar_that_has_it_and_comes_into_no_other(server):
    invite(a_planned_conference())
    move_mailbox()

    with transaction():
        by_hand.withdraw(row("thien@tinh.example"), by=None)
    leave(NOW + 2 * LATER)

    assert [said(mail)[0] for mail in mails(server, "thien@tinh.example")] == ["REQUEST", "CANCEL"]
    assert mails(server, "moi@tinh.example") == []


def test_who_has_a_new_address_has_the_entry_there_and_no_longer_at_the_former(server):
    conference = invite(a_planned_conference())
    move_mailbox()

    retime(conference)
    leave(NOW + 3 * LATER)

    assert [said(mail)[:2] for mail in mails(server, "thien@tinh.example")] == [("REQUEST", 0), ("CANCEL", 1)]
    assert [said(mail)[:2] for mail in mails(server, "moi@tinh.example")] == [("REQUEST", 1)]
    assert (row("thien@tinh.example").is_void, row("moi@tinh.example").is_void) == (True, False)


def test_what_waits_is_asked_for_once_however_many_sites_are_gone(queries):
    conference = invite(a_planned_conference(sites=5))
    with transaction():
        db.session.query(Site).filter(Site.kind != SiteKind.MAIN).delete()
    queries.clear()

    with transaction():
        assert calendars.take_back_void() == 5

    assert len([one for one in queries if "notice.kind NOT IN" in one]) == 1
    assert conference.state is C.INVITING


def test_a_site_that_comes_after_the_last_one_went_is_invited_too(server):
    conference = invite(a_planned_conference(sites=2))
    dropped(conference, "xa1@xa.example")
    units = list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=conference.id).order_by(Site.id)))
    added = a_unit("Xã mới", email="moi@xa.example")

    with transaction():
        changes.choose_sites(conference, unit_ids=[*units, added.id], main_unit_id=units[0], by=None)
    leave(NOW + LATER)

    assert [said(mail)[0] for mail in mails(server, "moi@xa.example")] == ["REQUEST"]


def test_a_site_that_comes_with_another_main_site_is_told_by_its_invitation_alone(server):
    conference = invite(a_planned_conference(sites=2))
    units = list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=conference.id).order_by(Site.id)))
    added = a_unit("Xã mới", email="moi@xa.example")

    with transaction():
        changes.choose_sites(conference, unit_ids=[*units, added.id], main_unit_id=units[1], by=None)
    leave(NOW + 3 * LATER)

    assert [said(mail)[0] for mail in mails(server, "moi@xa.example")] == ["REQUEST"]
    assert [said(mail)[0] for mail in mails(server, "xa1@xa.example")] == ["REQUEST", "REQUEST"]


def units_of(conference):
    return list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=conference.id).order_by(Site.id)))


def main_is(conference, number, *more):
    """Let the site that came as this number be the main one; `more` units take part, too."""
    units = units_of(conference)
    with transaction():
        changes.choose_sites(conference, unit_ids=[*units, *more], main_unit_id=units[number], by=None)


def test_a_site_that_was_the_main_one_for_a_while_is_asked_again_and_can_be_reminded():
    conference = invite(a_planned_conference(sites=2))
    main_is(conference, 1)
    main_is(conference, 2)

    former = db.session.query(Site).filter_by(name="Xã 0").one()
    with transaction():
        sites.remind(conference, site_ids={former.id}, by=None)

    assert former.state is SiteState.WAITING
    assert db.session.query(Notice).filter_by(kind="confirm_reminder").one().to_address == "xa0@xa.example"


def test_a_main_site_that_is_the_main_one_again_at_once_gets_no_invitation(server):
    conference = invite(a_planned_conference(sites=2))
    with transaction():
        db.session.merge(conference.organiser).email = "tinh@tinh.example"
    main_is(conference, 1)
    assert [one.kind for one in db.session.query(Notice).filter_by(to_address="tinh@tinh.example")] == ["invitation"]

    main_is(conference, 0)
    leave(NOW + 3 * LATER)

    assert mails(server, "tinh@tinh.example") == []


def test_who_is_first_asked_when_a_postponed_conference_is_called_again_is_invited_and_told_of_no_move(server):
    conference = invite(a_planned_conference(sites=2))
    added = a_unit("Xã mới", email="moi@xa.example")
    with transaction():
        db.session.merge(conference.organiser).email = "tinh@tinh.example"
        changes.postpone(conference, reason="Bão", by=None)
    main_is(conference, 1, added.id)
    starts = conference.starts_at + timedelta(days=7)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}
    shown = [(one.kind, one.address) for one in outlooks.rescheduling(conference, **times).told]
    with transaction():
        changes.reschedule(conference, **times, by=None)
    leave(NOW + 3 * LATER)

    first = select(Notice.kind).where(Notice.to_address.in_(["moi@xa.example", "tinh@tinh.example"]))
    assert list(db.session.scalars(first)) == ["invitation", "invitation"]
    assert {one for one in shown if one[0] == "invitation"} == {
        ("invitation", "moi@xa.example"),
        ("invitation", "tinh@tinh.example"),
    }
    assert ("conference_rescheduled", "xa1@xa.example") in shown
    assert [said(mail)[0] for mail in mails(server, "moi@xa.example")] == ["REQUEST"]


def test_who_has_no_account_is_led_by_the_entry_to_the_page_that_opens_for_him(server, app):
    invite(a_planned_conference())
    [mail] = mails(server, "xa0@xa.example")

    address = str(event(mail)["URL"]).removeprefix("http://localhost")
    page = app.test_client().get(address.removesuffix("/room"))

    assert address.endswith("/room") and (page.status_code, page.headers.get("Location")) == (200, None)
    assert address.removesuffix("/room") in str(event(mail)["DESCRIPTION"])
    assert "/conferences/" not in str(event(mail)["DESCRIPTION"])


def test_who_has_an_account_is_led_to_the_conference_itself(server):
    conference = invite(a_planned_conference())

    [mail] = mails(server, "thien@tinh.example")

    assert event(mail)["URL"] == f"http://localhost/conferences/{conference.id}/room"


def test_a_guest_for_whom_no_page_opens_gets_an_entry_without_address(server):
    conference = invite(a_planned_conference())
    with transaction():
        by_hand.invite_guest(conference, name="Khách", address="khach@xa.example", by=None)
    leave(NOW + LATER)

    [mail] = mails(server, "khach@xa.example")

    assert "URL" not in event(mail) and "http" not in str(event(mail)["DESCRIPTION"])
