"""The entry in the recipients' calendars: created, moved, corrected, taken back, restored, one by one and for all."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions as desk
from meetings.desk import changes, telling
from meetings.invitations import by_hand, calendars
from meetings.invitations.models import Invite, InvitePart, PartStat
from meetings.notices.models import Notice
from meetings.sites import actions as sites
from meetings.units.models import UnitKind
from meetings.web import texts
from tests.invitations.golden_mail import FOLDER, whole
from tests.invitations.make import (
    LATER,
    NOW,
    TUESDAY,
    UID,
    a_planned_conference,
    cancel,
    event,
    invite,
    leave,
    letter,
    mails,
    receive,
    remove,
    retime,
    revise,
    row,
    said,
)
from tests.make import MONDAY, a_person, a_unit, saved

pytestmark = pytest.mark.usefixtures("some_day")


def uncancel(conference):
    cancel(conference)
    leave(NOW + LATER)
    with clock.at(NOW + 2 * LATER), transaction():
        conference.state, conference.reason = C.INVITING, ""
        calendars.changed(conference, material=True)


def add(conference):
    with transaction():
        by_hand.invite_guest(conference, name="Trần Văn Bé", address="be@so.example", by=None)


def correct(conference):
    revise(conference, title="Giao ban tháng 11/2026")


def correct_after(partstat):
    def story(conference):
        receive(letter("outlook", partstat=partstat))
        correct(conference)

    return story


STORIES = {
    "create": (lambda conference: None, "xa0@xa.example"),
    "retime": (retime, "xa0@xa.example"),
    "typo": (correct, "xa0@xa.example"),
    "typo-accepted": (correct_after("ACCEPTED"), "xa0@xa.example"),
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


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({}, "Thay đổi người chủ trì: Hội nghị giao ban tháng 11"),
        ({"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)},
         "Thay đổi thời gian, địa điểm: Hội nghị giao ban tháng 11"),
    ],
)  # fmt: skip
def test_the_subject_names_what_has_changed(server, facts, subject):
    conference = invite(a_planned_conference())

    revise(conference, chair=a_person("Lê Văn Mới", email="moi@tinh.example"), co_chairs=(), **facts)
    leave(NOW + 3 * LATER)

    assert mails(server, "xa0@xa.example")[-1].message["Subject"] == subject


def test_who_no_longer_presides_reads_who_does_and_that_his_own_part_is_over(server):
    conference = invite(a_planned_conference())

    revise(conference, chair=a_person("Lê Văn Mới", email="moi@tinh.example"), co_chairs=())
    leave(NOW + 3 * LATER)

    text = mails(server, "thien@tinh.example")[-1].text
    assert "Chủ trì hội nghị nay là: Lê Văn Mới" in text
    assert "Trước đó anh/chị chủ trì hoặc đồng chủ trì hội nghị." in text


def a_guest(conference):
    with clock.at(NOW), transaction():
        conference = db.session.get(Conference, conference.id)
        by_hand.invite_guest(conference, name="Khách", address="khach@x.example", by=None)
    leave(NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("steps", "subject", "former"),
    [
        ([{}], "Thay đổi người chủ trì: Hội nghị giao ban tháng 11", True),
        # What changes while the message waits is said in it, too.
        ([MOVED, {}], "Thay đổi thời gian, địa điểm: Hội nghị giao ban tháng 11", True),
        ([{}, MOVED], "Thay đổi thời gian, địa điểm: Hội nghị giao ban tháng 11", True),
        ([MOVED, MOVED | {"chair": None}], "Thay đổi thời gian, địa điểm: Hội nghị giao ban tháng 11", False),
    ],
)
def test_guests_read_of_a_new_chair_and_that_the_time_is_the_old_one(server, steps, subject, former):
    conference = invite(a_planned_conference())
    a_guest(conference)
    first, new = conference.chair.person, a_person("Lê Văn Mới", email="moi@tinh.example")

    for minute, facts in enumerate(steps):
        chair = first if "chair" in facts else new
        revise(conference, NOW + LATER + timedelta(minutes=minute), **facts | {"chair": chair, "co_chairs": ()})
    leave(NOW + 3 * LATER)

    mail = mails(server, "khach@x.example")[-1]
    assert mail.message["Subject"] == subject
    assert ("Chủ trì: Lê Văn Mới (trước đây: Nguyễn Thiện)\n" in mail.text) is former
    assert ("Trước đây: " in mail.text) is (MOVED in steps)


def test_the_short_message_of_a_new_chair_names_him_and_that_of_a_new_time_the_time(app):
    said = {"conference": "Hội nghị giao ban", "when": "07:30 – 11:30, Thứ Hai 30/11/2026", "place": "", "path": ""}
    said |= {"chair": "Lê Văn Mới", "former_chair": "Nguyễn Thiện"}

    texts_of = [texts.short("conference_changed", said | more) for more in ({}, {"before": "ngày khác"})]

    assert texts_of == [
        "THAY ĐỔI: Hội nghị giao ban họp 07:30 – 11:30, Thứ Hai 30/11/2026, chủ trì: Lê Văn Mới.",
        "THAY ĐỔI: Hội nghị giao ban họp 07:30 – 11:30, Thứ Hai 30/11/2026.",
    ]


def test_a_co_chair_who_is_taken_off_reads_of_no_new_chair_where_there_is_none(server):
    conference = a_planned_conference()
    co_chair = a_person("Trần Đồng", email="dong@tinh.example")
    revise(conference, NOW - LATER, chair=conference.chair.person, co_chairs=[co_chair])
    invite(conference)

    revise(conference, chair=conference.chair.person, co_chairs=())
    leave(NOW + 3 * LATER)

    text = mails(server, "dong@tinh.example")[-1].text
    assert ("nay là" in text, "Trước đó anh/chị chủ trì hoặc đồng chủ trì" in text) == (False, True)


def test_a_chair_who_is_replaced_while_the_conference_is_put_off_reads_who_presides(server):
    conference = invite(a_planned_conference())
    with clock.at(NOW + LATER), transaction():
        changes.postpone(conference, reason="Bão", by=None)
    leave(NOW + LATER)

    revise(conference, chair=a_person("Lê Văn Mới", email="moi@tinh.example"), co_chairs=())
    with clock.at(NOW + 2 * LATER), transaction():
        changes.reschedule(db.session.get(Conference, conference.id), **MOVED, by=None)
    leave(NOW + 3 * LATER)

    assert "Chủ trì hội nghị nay là: Lê Văn Mới" in mails(server, "thien@tinh.example")[-1].text


def test_who_still_presides_and_loses_the_entry_alone_reads_of_no_successor(server):
    invite(a_planned_conference())

    with transaction():
        by_hand.withdraw(row("thien@tinh.example"), by=None)
    leave(NOW + LATER)

    text = mails(server, "thien@tinh.example")[-1].text
    assert "nay là" not in text and "Trước đó" not in text


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
        calendars.changed(conference, material=True)
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


def test_a_draft_is_nobodys_business():
    conference = a_planned_conference()

    with transaction():
        assert calendars.changed(conference, material=True) == 0

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
            calendars.changed(conference, material=True)
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
        assert calendars.changed(conference, material=True) == number + 1

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
            by_hand.withdraw(row("xa0@xa.example"), by=None)

    left = announce_while(app, server, a_planned_conference(), withdraw)

    assert left == [("REQUEST", 0), ("CANCEL", 0)]


def test_a_title_that_is_corrected_while_the_first_letter_leaves_is_told(app, server):
    conference = a_planned_conference()
    number = conference.id

    left = announce_while(app, server, conference, lambda: revise(db.session.get(Conference, number), title="Đúng"))

    assert left == [("REQUEST", 0), ("REQUEST", 0)]


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
