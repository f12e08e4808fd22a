"""The entry in the recipients' calendars: created, moved, corrected, taken back, restored, one by one and for all."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions as desk
from meetings.desk import changes, mailing, telling
from meetings.invitations import actions, calendars, jobs
from meetings.invitations.models import Invite, InvitePart, PartStat
from meetings.notices.models import Notice
from meetings.sites import actions as sites
from meetings.sites.models import Site, SiteKind
from meetings.units.models import UnitKind
from tests.invitations.golden_mail import FOLDER, whole
from tests.make import MONDAY, a_conference, a_person, a_site, a_unit, saved
from tests.stand_ins import SmtpServer

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LATER = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _some_day():
    with clock.at(NOW + LATER):
        yield


@pytest.fixture
def server(app, monkeypatch):
    monkeypatch.setitem(app.config, "JITSI_URL", "https://meet.tinh.example")
    with SmtpServer() as running:
        monkeypatch.setitem(app.config, "MAIL_SINK", f"{running.url}?starttls=0&timeout=3")
        monkeypatch.setitem(app.config, "CALENDAR_MAILBOX", "Văn phòng UBND tỉnh <vp@tinh.example>")
        yield running


def a_planned_conference(sites=1):
    """Two who preside, no secretary, and sites each with one contact."""
    province = a_unit("UBND tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE)
    chair = a_person("Nguyễn Thiện", email="thien@tinh.example")
    conference = a_conference(
        organiser=province, chair=chair, title="Giao ban tháng 11", place="Phòng họp số 1", uid="giao-ban@nhip-cau"
    )
    a_site(conference, province, kind=SiteKind.MAIN)
    for number in range(sites):
        name = f"Xã {number}"
        a_site(conference, a_unit(name), contact_name=f"Cán bộ {name}", contact_email=f"xa{number}@xa.example")
    return conference


def invite(conference):
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)
    leave(NOW)
    return conference


def leave(moment):
    with clock.at(moment):
        mailing.send_due()
    db.session.rollback()


def revise(conference, moment=NOW + LATER, **facts):
    with clock.at(moment), transaction():
        changes.revise(conference, version=conference.version, by=None, **facts)


def row(address):
    return db.session.scalar(select(Invite).filter_by(address=address))


def mails(server, address):
    return [mail for mail in server.delivered if mail.recipients == [address]]


def event(mail):
    [entry] = icalendar.Calendar.from_ical(part_of(mail).get_content()).walk("VEVENT")
    return entry


def part_of(mail):
    [part] = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    return part


def said(mail):
    """What a calendar program goes by."""
    entry = event(mail)
    return part_of(mail).get_param("method"), int(entry["SEQUENCE"]), str(entry["UID"])


UID = "giao-ban@nhip-cau"


def retime(conference):
    revise(conference, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=2))


def cancel(conference):
    with transaction():
        changes.cancel(conference, reason="Bão số 9", by=None)


def uncancel(conference):
    cancel(conference)
    leave(NOW + LATER)
    with clock.at(NOW + 2 * LATER), transaction():
        conference.state, conference.reason = C.INVITING, ""
        actions.changed(conference, material=True)


def add(conference):
    with transaction():
        calendars.invite_guest(conference, name="Trần Văn Bé", address="be@so.example", by=None)


def remove(conference):
    with transaction():
        calendars.withdraw(row("xa0@xa.example"), by=None)


STORIES = {
    "create": (lambda conference: None, "xa0@xa.example"),
    "retime": (retime, "xa0@xa.example"),
    "typo": (lambda conference: revise(conference, title="Giao ban tháng 11/2026"), "xa0@xa.example"),
    "add": (add, "be@so.example"),
    "remove": (remove, "xa0@xa.example"),
    "cancel": (cancel, "xa0@xa.example"),
    "uncancel": (uncancel, "xa0@xa.example"),
}


@pytest.mark.parametrize("name", STORIES)
def test_the_whole_message_is_the_golden_one(server, name):
    story, address = STORIES[name]
    conference = invite(a_planned_conference())

    story(conference)
    leave(NOW + 3 * LATER)

    assert whole(mails(server, address)[-1].message) == (FOLDER / f"{name}.txt").read_text()


def test_every_recipient_is_the_only_attendee_of_his_own_message(server):
    invite(a_planned_conference(sites=3))

    addresses = ["thien@tinh.example", "xa0@xa.example", "xa1@xa.example", "xa2@xa.example"]
    assert sorted(mail.recipients[0] for mail in server.delivered) == addresses
    assert [str(event(mail)["ATTENDEE"]) for mail in server.delivered] == [
        f"mailto:{mail.recipients[0]}" for mail in server.delivered
    ]
    assert {str(event(mail)["ORGANIZER"]) for mail in server.delivered} == {"mailto:vp@tinh.example"}
    marks = {mail.message["Reply-To"].addresses[0].addr_spec for mail in server.delivered}
    assert (len(marks), all(mark.startswith("vp+") for mark in marks)) == (4, True)


def test_each_recipient_has_a_row_that_knows_what_left():
    invite(a_planned_conference(sites=1))

    rows = db.session.scalars(select(Invite).order_by(Invite.address)).all()
    assert [(one.address, one.part, one.site_name, one.sequence) for one in rows] == [
        ("thien@tinh.example", InvitePart.CHAIR, "", 0),
        ("xa0@xa.example", InvitePart.SITE, "Xã 0", 0),
    ]


def test_a_new_time_raises_the_sequence_and_asks_anew_and_keeps_the_former_answer(server):
    conference = invite(a_planned_conference())
    with transaction():
        row("xa0@xa.example").partstat, row("xa0@xa.example").answered_at = PartStat.ACCEPTED, NOW

    retime(conference)
    leave(NOW + 3 * LATER)

    invited = row("xa0@xa.example")
    assert [said(mail) for mail in mails(server, "xa0@xa.example")] == [("REQUEST", 0, UID), ("REQUEST", 1, UID)]
    assert (invited.partstat, invited.former, invited.former_at, invited.sequence) == (
        PartStat.NEEDS_ACTION,
        PartStat.ACCEPTED,
        NOW,
        1,
    )


def test_a_corrected_title_keeps_sequence_and_answers_but_has_a_newer_stamp(server):
    conference = invite(a_planned_conference())
    with transaction():
        row("xa0@xa.example").partstat = PartStat.ACCEPTED

    revise(conference, title="Giao ban tháng 11/2026")
    leave(NOW + 3 * LATER)

    first, second = (event(mail) for mail in mails(server, "xa0@xa.example"))
    assert (first["SEQUENCE"], second["SEQUENCE"], second["SUMMARY"]) == (0, 0, "Giao ban tháng 11/2026")
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert row("xa0@xa.example").partstat is PartStat.ACCEPTED


def test_several_changes_within_minutes_become_one_message_that_says_where_it_began(server):
    conference = invite(a_planned_conference())

    retime(conference)
    revise(conference, NOW + LATER + timedelta(minutes=1), place="Phòng họp số 2")
    revise(conference, NOW + LATER + timedelta(minutes=2), title="Giao ban cuối năm")
    leave(NOW + LATER + timedelta(minutes=4))
    assert len(mails(server, "xa0@xa.example")) == 1
    leave(NOW + LATER + timedelta(minutes=5))

    _, mail = mails(server, "xa0@xa.example")
    assert (
        "Hội nghị giao ban cuối năm\nThời gian: 07:30 – 09:30, Thứ Ba 01/12/2026\nĐịa điểm: Phòng họp số 2\n"
        in mail.text
    )
    assert "Trước đây: 07:30 – 11:30, Thứ Hai 30/11/2026; Phòng họp số 1" in mail.text
    assert (event(mail)["SUMMARY"], event(mail)["LOCATION"]) == ("Giao ban cuối năm", "Phòng họp số 2")


def test_a_correction_that_waits_becomes_a_change_when_the_time_changes(server):
    conference = invite(a_planned_conference())

    revise(conference, title="Giao ban cuối năm")
    retime(conference)
    leave(NOW + 3 * LATER)

    _, mail = mails(server, "xa0@xa.example")
    assert mail.message["Subject"] == "Thay đổi thời gian, địa điểm: Hội nghị giao ban cuối năm"
    assert said(mail) == ("REQUEST", 1, UID)


def text_after(server, *steps):
    """What the site reads in the one message that says what these changes within minutes came to."""
    conference = invite(a_planned_conference())
    for minute, facts in enumerate(steps):
        revise(conference, NOW + LATER + timedelta(minutes=minute), **facts)
    leave(NOW + 3 * LATER)
    _, mail = mails(server, "xa0@xa.example")
    return mail.text


MOVED = {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)}
FIRST = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=4)}


def test_a_title_corrected_there_and_back_is_not_named_as_the_former_one(server):
    text = text_after(server, {"title": "Giao ban cuối năm"}, {"title": "Giao ban tháng 11"})

    assert ("Hội nghị giao ban tháng 11\n" in text, "Tên ghi trước đây" in text) == (True, False)


def test_a_title_corrected_twice_names_the_one_that_was_told(server):
    text = text_after(server, {"title": "Giao ban cuối năm"}, {"title": "Giao ban quý IV"})

    assert "Hội nghị giao ban quý IV\nTên ghi trước đây: Hội nghị giao ban tháng 11\n" in text


@pytest.mark.parametrize(
    "steps",
    [
        [MOVED, {"title": "Giao ban cuối năm"}],
        [{"title": "Giao ban cuối năm"}, MOVED],
        [MOVED | {"title": "Giao ban cuối năm"}],
    ],
)
def test_a_title_corrected_beside_a_new_time_is_named_too(server, steps):
    text = text_after(server, *steps)

    assert "Hội nghị giao ban cuối năm\n" in text and "\nTên ghi trước đây: Hội nghị giao ban tháng 11\n" in text
    assert "Trước đây: 07:30 – 11:30, Thứ Hai 30/11/2026; Phòng họp số 1" in text


def test_a_title_corrected_while_another_correction_waits_is_named(server):
    province = a_unit("Sở Nội vụ", kind=UnitKind.DEPARTMENT)

    text = text_after(server, {"organiser": province}, {"title": "Giao ban cuối năm"})

    assert "Tên ghi trước đây: Hội nghị giao ban tháng 11\n" in text


def test_a_time_moved_there_and_back_is_not_named_as_the_former_one(server):
    text = text_after(server, MOVED, FIRST)

    assert ("Thời gian: 07:30 – 11:30, Thứ Hai 30/11/2026" in text, "Trước đây" in text) == (True, False)


def test_a_chair_changed_there_and_back_is_not_named_as_the_former_one(server):
    other = a_person("Lê Văn Mới", email="moi@tinh.example")
    conference = invite(a_planned_conference())
    first = conference.chair.person

    for minute, chair in enumerate((other, first)):
        revise(conference, NOW + LATER + timedelta(minutes=minute), chair=chair, co_chairs=())
    leave(NOW + 3 * LATER)

    assert "trước đây" not in mails(server, "xa0@xa.example")[-1].text


def test_a_cancellation_leaves_at_once_and_nothing_that_waited_leaves_after_it(server):
    conference = invite(a_planned_conference())

    retime(conference)
    cancel(conference)
    leave(NOW + LATER)
    leave(NOW + timedelta(hours=1))

    _, mail = mails(server, "xa0@xa.example")
    assert (said(mail), event(mail)["STATUS"]) == (("CANCEL", 2, UID), "CANCELLED")


def test_who_had_not_had_the_invitation_hears_of_the_end_only(server):
    conference = a_planned_conference()
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)

    cancel(conference)
    leave(NOW + LATER)

    [mail] = mails(server, "xa0@xa.example")
    assert (mail.message["Subject"], said(mail)[0]) == ("Hủy hội nghị: Hội nghị giao ban tháng 11", "CANCEL")


def test_a_cancellation_taken_back_before_it_left_reaches_nobody(server):
    conference = invite(a_planned_conference())

    cancel(conference)
    with transaction():
        conference.state = C.INVITING
        actions.changed(conference, material=True)
    leave(NOW + 3 * LATER)

    last = mails(server, "xa0@xa.example")[-1]
    assert [said(mail)[0] for mail in mails(server, "xa0@xa.example")] == ["REQUEST", "REQUEST"]
    assert not last.message["Subject"].startswith("Hủy")


def test_a_conference_that_takes_place_after_all_comes_back_under_the_same_uid(server):
    conference = invite(a_planned_conference())

    uncancel(conference)
    leave(NOW + 3 * LATER)

    told = [said(mail) for mail in mails(server, "xa0@xa.example")]
    assert told == [("REQUEST", 0, UID), ("CANCEL", 1, UID), ("REQUEST", 2, UID)]


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
        calendars.give_back(row("xa0@xa.example"), by=None)
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
        calendars.withdraw(row("xa0@xa.example"), by=None)
    with pytest.raises(NotValid), transaction():
        calendars.invite_guest(conference, name="", address="THIEN@tinh.example", by=None)
    with transaction():
        calendars.give_back(row("xa0@xa.example"), by=None)
    with pytest.raises(NotNow), transaction():
        calendars.give_back(row("xa0@xa.example"), by=None)


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


def test_a_draft_is_nobodys_business():
    conference = a_planned_conference()

    with transaction():
        assert actions.changed(conference, material=True) == 0

    assert db.session.query(Notice).count() == 0


def test_whoever_is_told_by_the_story_itself_is_not_told_twice(server):
    conference = invite(a_planned_conference())

    with transaction():
        changes.postpone(conference, reason="Bão số 9", by=None)
    leave(NOW + LATER)

    first, second = mails(server, "xa0@xa.example")
    assert [said(first)[:2], said(second)[:2]] == [("REQUEST", 0), ("REQUEST", 1)]
    assert second.message["Subject"] == "Hoãn hội nghị: Hội nghị giao ban tháng 11"
    assert event(second)["STATUS"] == "TENTATIVE"


def test_what_a_story_tells_itself_is_gathered_too_and_says_what_was_before_both(server):
    conference = invite(a_planned_conference())

    for before, place in (("Thứ Hai", "Phòng B"), ("Thứ Ba", "Phòng C")):
        with transaction():
            conference.place = place
            telling.tell_all(conference, "conference_changed", before=before)
            actions.changed(conference, material=True)
    leave(NOW + LATER)
    assert len(mails(server, "xa0@xa.example")) == 1
    leave(NOW + 2 * LATER)

    _, mail = mails(server, "xa0@xa.example")
    assert ("Phòng C" in mail.text, "Trước đây: Thứ Hai" in mail.text) == (True, True)


@pytest.mark.parametrize("number", [1, 300])
def test_a_change_asks_as_often_for_one_as_for_three_hundred(number, queries):
    conference = a_planned_conference(sites=number)
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)
    queries.clear()

    with clock.at(NOW), transaction():
        assert actions.changed(conference, material=True) == number + 1

    assert len([line for line in queries if line.startswith("SELECT")]) <= 20


def test_a_person_without_an_address_is_told_in_his_own_list():
    conference = a_planned_conference()
    silent = saved_secretary(conference)

    invite(conference)
    retime(conference)

    told = db.session.query(Notice).filter_by(person_id=silent.id).order_by(Notice.id)
    assert [notice.kind for notice in told] == ["conference_announced", "conference_changed"]


def saved_secretary(conference):
    person = saved(a_person("Không Thư"))
    with transaction():
        conference.secretary_id = person.id
    return person


class Busy(list):
    """The letters that a mail server has taken; while it takes the first to `address`, something else happens."""

    def __init__(self, app, address, act):
        super().__init__()
        self.app, self.address, self.act = app, address, act

    def append(self, mail):
        if mail.recipients == [self.address] and self.act:
            act, self.act = self.act, None
            with self.app.app_context(), clock.at(NOW + LATER):
                act()
        super().append(mail)


def announce_while(app, server, conference, act):
    """Something happens while the first letter to the site is leaving."""
    server.delivered = Busy(app, "xa0@xa.example", act)
    with clock.at(NOW), transaction():
        desk.invite(conference, by=None)
    leave(NOW + LATER)
    leave(NOW + 3 * LATER)
    return [said(mail)[:2] for mail in mails(server, "xa0@xa.example")]


def test_from_whom_it_is_taken_while_the_first_letter_leaves_hears_of_it(app, server):
    def withdraw():
        with transaction():
            calendars.withdraw(row("xa0@xa.example"), by=None)

    left = announce_while(app, server, a_planned_conference(), withdraw)

    assert left == [("REQUEST", 0), ("CANCEL", 0)]


def test_a_title_that_is_corrected_while_the_first_letter_leaves_is_told(app, server):
    conference = a_planned_conference()
    number = conference.id

    left = announce_while(app, server, conference, lambda: revise(db.session.get(Conference, number), title="Đúng"))

    assert left == [("REQUEST", 0), ("REQUEST", 0)]


def move_mailbox():
    with transaction():
        db.session.scalar(select(Person).filter_by(email="thien@tinh.example")).email = "moi@tinh.example"


def test_the_entry_is_taken_back_from_the_calendar_that_has_it_and_comes_into_no_other(server):
    invite(a_planned_conference())
    move_mailbox()

    with transaction():
        calendars.withdraw(row("thien@tinh.example"), by=None)
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


@pytest.mark.parametrize("turn", [changes.cancel, changes.postpone])
def test_nobody_is_reminded_of_what_does_not_take_place(server, turn):
    conference = invite(a_planned_conference())
    server.delivered.clear()
    with transaction():
        assert sites.remind(conference, by=None) == 1

    with transaction():
        turn(conference, reason="Bão số 9", by=None)
    leave(NOW + 2 * LATER)

    assert len(mails(server, "xa0@xa.example")) == 1


def test_what_waits_is_asked_for_once_however_many_sites_are_gone(queries):
    conference = invite(a_planned_conference(sites=5))
    with transaction():
        db.session.query(Site).filter(Site.kind != SiteKind.MAIN).delete()
    queries.clear()

    with transaction():
        assert calendars.take_back_void() == 5

    assert len([one for one in queries if "notice.kind NOT IN" in one]) == 1
    assert conference.state is C.INVITING
