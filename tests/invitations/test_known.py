"""What a message says that ends a conference: the time that its recipient was told last, not one that never left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import changes
from meetings.invitations import by_hand
from meetings.notices.models import Notice
from meetings.sites import links
from meetings.sites.models import Ending, Site, SiteLink
from meetings.web import texts
from tests.invitations.make import (
    LATER,
    NOW,
    TUESDAY,
    a_planned_conference,
    cancel,
    event,
    invite,
    leave,
    mails,
    retime,
    revise,
    row,
    said,
)
from tests.make import MONDAY, a_person, saved

pytestmark = pytest.mark.usefixtures("some_day")


def text_to(address):
    """The last message to that address as a telephone would get it."""
    last = select(Notice).filter_by(to_address=address).order_by(Notice.id.desc()).limit(1)
    notice = db.session.scalar(last)
    return texts.short(notice.kind, notice.facts)


INVITED_FOR = "07:30 – 11:30, Thứ Hai 30/11/2026"


def test_a_cancellation_names_the_time_that_was_told_last_and_not_the_one_that_never_left(server):
    conference = invite(a_planned_conference())
    with transaction():
        by_hand.invite_guest(conference, name="Khách", address="khach@xa.example", by=None)
    leave(NOW + LATER)

    retime(conference)
    cancel(conference)
    leave(NOW + 3 * LATER)

    for address in ("xa0@xa.example", "thien@tinh.example", "khach@xa.example"):
        _, mail = mails(server, address)
        assert f"Thời gian đã mời: {INVITED_FOR}" in mail.text
        assert (said(mail)[0], event(mail)["DTSTART"].dt) == ("CANCEL", MONDAY)
        assert event(mail)["DTEND"].dt == MONDAY + timedelta(hours=4)
        assert text_to(address).startswith("HỦY: Hội nghị giao ban tháng 11, " + INVITED_FOR)


def test_a_cancellation_names_the_new_time_to_whom_the_change_has_reached(server):
    conference = invite(a_planned_conference())

    retime(conference)
    leave(NOW + 3 * LATER)
    with clock.at(NOW + 4 * LATER):
        cancel(conference)
    leave(NOW + 5 * LATER)

    *_, mail = mails(server, "xa0@xa.example")
    assert "Thời gian đã mời: 07:30 – 09:30, Thứ Ba 01/12/2026" in mail.text
    assert (said(mail)[0], event(mail)["DTSTART"].dt) == ("CANCEL", TUESDAY)


def test_a_postponement_names_the_time_that_was_told_last(server):
    conference = invite(a_planned_conference())
    with transaction():
        by_hand.invite_guest(conference, name="Khách", address="khach@xa.example", by=None)
    leave(NOW + LATER)

    retime(conference)
    with transaction():
        changes.postpone(conference, reason="Bão số 9", by=None)
    leave(NOW + 3 * LATER)

    for address in ("xa0@xa.example", "khach@xa.example"):
        assert f"Thời gian đã mời: {INVITED_FOR}" in mails(server, address)[-1].text


def test_what_takes_place_after_all_at_another_time_than_was_ever_told_says_so(server):
    conference = invite(a_planned_conference())

    retime(conference)
    cancel(conference)
    leave(NOW + 2 * LATER)
    with clock.at(NOW + 3 * LATER), transaction():
        changes.restore(conference, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=2), by=None)
    leave(NOW + 5 * LATER)

    mail = mails(server, "xa0@xa.example")[-1]
    assert f"Trước đây: {INVITED_FOR}; Phòng họp số 1" in mail.text
    assert (said(mail)[0], event(mail)["DTSTART"].dt) == ("REQUEST", TUESDAY)


def test_who_is_taken_off_before_the_change_left_reads_the_time_for_which_he_was_invited(server):
    conference = invite(a_planned_conference())

    retime(conference)
    with transaction():
        by_hand.withdraw(row("xa0@xa.example"), by=None)
    leave(NOW + 3 * LATER)

    mail = mails(server, "xa0@xa.example")[-1]
    assert f"Thời gian: {INVITED_FOR}" in mail.text
    assert (said(mail)[0], event(mail)["DTSTART"].dt) == ("CANCEL", MONDAY)


def test_a_farewell_before_the_change_has_left_names_the_time_for_which_the_site_was_invited(server):
    conference = invite(a_planned_conference(sites=2))
    leave(NOW + LATER)

    retime(conference)
    with transaction():
        changes.drop_site(db.session.scalars(select(Site).filter_by(name="Xã 0")).one(), by=None)
    leave(NOW + 3 * LATER)

    *_, mail = mails(server, "xa0@xa.example")
    assert f"Thời gian: {INVITED_FOR}" in mail.text and "vẫn tiến hành theo kế hoạch" not in mail.text
    assert (said(mail)[0], event(mail)["DTSTART"].dt) == ("CANCEL", MONDAY)
    assert "07:30 ngày 30/11/2026" in text_to("xa0@xa.example")


def test_a_farewell_after_the_change_has_reached_names_the_new_time(server):
    conference = invite(a_planned_conference(sites=2))
    retime(conference)
    leave(NOW + 3 * LATER)

    with transaction():
        changes.drop_site(db.session.scalars(select(Site).filter_by(name="Xã 0")).one(), by=None)
    leave(NOW + 5 * LATER)

    *_, mail = mails(server, "xa0@xa.example")
    assert "Thời gian: 07:30 – 09:30, Thứ Ba 01/12/2026" in mail.text and "vẫn tiến hành theo kế hoạch" in mail.text


def renamed(conference):
    revise(conference, title="Giao ban quý IV")


@pytest.mark.parametrize("ending", [Ending.WITHDRAWN, Ending.SENT_BACK])
@pytest.mark.parametrize("change", [retime, renamed])
def test_a_change_gives_nobody_a_link_again_that_was_taken_from_him(server, change, ending):
    conference = invite(a_planned_conference())
    leave(NOW + LATER)
    with transaction():
        links.end(db.session.scalars(select(SiteLink)).one(), ending, by=None)

    change(conference)
    leave(NOW + 3 * LATER)

    first, mail = mails(server, "xa0@xa.example")
    assert ("/x/" in first.text, "/x/" in mail.text) == (True, False)
    assert db.session.scalars(select(SiteLink.ending)).all() == [ending]


@pytest.mark.parametrize("change", [retime, renamed])
def test_a_change_brings_the_link_that_is_open(server, change):
    conference = invite(a_planned_conference())
    leave(NOW + LATER)

    change(conference)
    leave(NOW + 3 * LATER)

    *_, mail = mails(server, "xa0@xa.example")
    assert "/x/" in mail.text and db.session.scalars(select(SiteLink.ending)).all() == [None]


@pytest.fixture
def put_off(server):
    """A conference that was called and put off to a day yet unknown; everybody has heard of it."""
    conference = invite(a_planned_conference())
    with clock.at(NOW + LATER), transaction():
        changes.postpone(conference, reason="Bão số 9", by=None)
    leave(NOW + 2 * LATER)
    return conference


def last_word(address, language):
    notice = db.session.scalars(select(Notice).filter_by(to_address=address).order_by(Notice.id.desc())).first()
    written = texts.written(notice.kind, notice.facts, language=language).text
    return written, texts.short(notice.kind, notice.facts, language=language)


TO_COME = {"vi": "đang hoãn, chưa có thời gian mới", "en": "postponed, no new time yet"}
PLANNED = {"vi": "theo kế hoạch", "en": "as planned"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_is_taken_off_while_it_is_put_off_reads_no_time_that_was_called_off(server, put_off, language):
    with clock.at(NOW + 3 * LATER), transaction():
        by_hand.withdraw(row("xa0@xa.example"), by=None)
    leave(NOW + 4 * LATER)

    mail, short = last_word("xa0@xa.example", language)
    assert PLANNED[language] not in mail
    assert [(TO_COME[language] in one, "30/11/2026" in one) for one in (mail, short)] == [(True, False)] * 2
    assert (said(mails(server, "xa0@xa.example")[-1])[0], event(mails(server, "xa0@xa.example")[-1])["DTSTART"].dt) == (
        "CANCEL",
        MONDAY,
    )


def test_who_is_invited_or_dropped_while_it_is_put_off_reads_no_time_that_was_called_off(server, put_off):
    with clock.at(NOW + 3 * LATER), transaction():
        by_hand.invite_guest(put_off, name="Khách", address="khach@xa.example", by=None)
        changes.drop_site(row("xa0@xa.example").site, by=None)

    for address in ("khach@xa.example", "xa0@xa.example"):
        for words in last_word(address, "vi"):
            assert (TO_COME["vi"] in words, "30/11/2026" in words) == (True, False)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_is_taken_off_while_it_goes_on_reads_so(server, language):
    invite(a_planned_conference())
    with transaction():
        by_hand.withdraw(row("xa0@xa.example"), by=None)

    mail, _ = last_word("xa0@xa.example", language)
    assert PLANNED[language] in mail and "30/11/2026" in mail


def test_whom_no_mail_reaches_knows_at_once_what_stands_in_his_own_list(server):
    conference = a_planned_conference()
    silent = saved(a_person("Không Thư"))
    with transaction():
        conference.secretary_id = silent.id
    invite(conference)

    retime(conference)
    cancel(conference)

    last = select(Notice).where(Notice.kind == "conference_cancelled")
    told = {notice.person_id == silent.id: notice.facts["when"] for notice in db.session.scalars(last)}
    assert told == {True: "07:30 – 09:30, Thứ Ba 01/12/2026", False: INVITED_FOR}


def test_a_new_day_that_is_put_off_before_it_was_told_is_told_to_nobody(server):
    conference = invite(a_planned_conference())
    times = {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)}
    turns = [(1, changes.postpone, {"reason": "Bão"}), (3, changes.reschedule, times),
             (3, changes.postpone, {"reason": "Bão nữa"})]  # fmt: skip
    for after, turn, facts in turns:
        with clock.at(NOW + after * LATER), transaction():
            version = {"version": conference.version} if turn is changes.reschedule else {}
            turn(conference, **facts, **version, by=None)
        if after == 1:
            leave(NOW + 2 * LATER)
    leave(NOW + 5 * LATER)

    subjects = [mail.message["Subject"].partition(":")[0] for mail in mails(server, "xa0@xa.example")]
    assert [one for one in subjects if "Đổi lịch" in one] == [] and subjects.count("Hoãn hội nghị") == 2
