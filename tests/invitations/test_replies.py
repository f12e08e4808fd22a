"""Answers that come back: from a real mail server through a real mailbox to the row of the one who answers."""

import re
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Unreachable
from meetings.conferences.models import Conference
from meetings.desk import changes
from meetings.gateways import letters
from meetings.invitations import bounces, by_hand, deciding, jobs, replies, standing
from meetings.invitations.models import CalendarReply, Invite, Outcome, PartStat, ReplyKind, ReplyState
from meetings.notices import queries as notices
from meetings.notices.models import Notice, NoticeState
from meetings.sites.models import Site, SiteState
from tests.invitations.make import (
    NOW,
    UID,
    XA,
    a_planned_conference,
    event,
    invite,
    key_of,
    leave,
    letter,
    mails,
    receive,
    retime,
    row,
    said,
)
from tests.mail_server import imap, imap_server
from tests.stand_ins import free_port

__all__ = ["imap", "imap_server"]
pytestmark = pytest.mark.usefixtures("some_day")

SHAPES = ["outlook", "google", "apple", "thunderbird"]


def replied() -> list[CalendarReply]:
    return list(db.session.scalars(select(CalendarReply).order_by(CalendarReply.id)))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer_of_every_shape_counts_for_who_gives_it_and_says_nothing_for_the_site(shape, partstat):
    invite(a_planned_conference())
    before = [site.state for site in db.session.scalars(select(Site))]

    kept = receive(letter(shape, partstat=partstat))

    invited = row(XA)
    assert (kept.kind, kept.state, kept.outcome) == (ReplyKind.ANSWER, ReplyState.SETTLED, Outcome.COUNTED)
    assert (kept.invite_id, invited.partstat, invited.answered_sequence) == (invited.id, PartStat(partstat.lower()), 0)
    assert (invited.answered_at, invited.answered_stamp) == (clock.now(), NOW + timedelta(minutes=5))
    assert [site.state for site in db.session.scalars(select(Site))] == before
    assert SiteState.CONFIRMED not in before


@pytest.mark.parametrize("shape", SHAPES)
def test_the_token_finds_who_answers_from_another_mailbox(server, shape):
    invite(a_planned_conference())
    [mail] = mails(server, XA)
    marked = mail.message["Reply-To"].addresses[0].addr_spec

    receive(letter(shape, to=marked.upper(), attendee="bi-danh@xa.example"))

    assert row(XA).partstat is PartStat.ACCEPTED


@pytest.mark.parametrize("spoil", ["forged", "cut", "foreign"])
def test_a_token_that_is_none_of_his_opens_nothing(server, spoil):
    invite(a_planned_conference(sites=2))
    [mail], [other] = mails(server, XA), mails(server, "xa1@xa.example")
    marked, foreign = (one.message["Reply-To"].addresses[0].addr_spec for one in (mail, other))
    token = marked.partition("+")[2].partition("@")[0]
    signature = foreign.partition("+")[2].partition("@")[0].partition("-")[2]
    spoiled = {
        "forged": f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}",
        "cut": token[:-2],
        "foreign": f"{token.partition('-')[0]}-{signature}",
    }[spoil]

    kept = receive(letter("outlook", to=f"vp+{spoiled}@tinh.example", attendee="ai-do@xa.example"))

    assert (kept.invite_id, kept.state, kept.named_address) == (None, ReplyState.OPEN, "ai-do@xa.example")
    assert {one.partstat for one in db.session.scalars(select(Invite))} == {PartStat.NEEDS_ACTION}


def test_a_token_of_another_conference_does_not_answer_this_one(server):
    invite(a_planned_conference())
    [mail] = mails(server, XA)
    marked = mail.message["Reply-To"].addresses[0].addr_spec

    kept = receive(letter("outlook", to=marked, uid="some-other@nhip-cau"))

    assert (kept.invite_id, row(XA).partstat) == (None, PartStat.NEEDS_ACTION)


def test_an_answer_to_the_old_time_is_shown_as_such_and_counts_for_nothing():
    conference = invite(a_planned_conference())
    retime(conference)
    leave(NOW + timedelta(minutes=30))

    kept = receive(letter("google", sequence=0))

    invited = row(XA)
    assert (kept.is_old, kept.outcome) == (True, Outcome.OLD_TIME)
    assert (invited.partstat, invited.former) == (PartStat.NEEDS_ACTION, PartStat.ACCEPTED)

    receive(letter("google", sequence=1, partstat="DECLINED"))
    assert row(XA).partstat is PartStat.DECLINED


def test_of_two_answers_the_later_one_counts_in_whatever_order_they_come():
    invite(a_planned_conference())
    receive(letter("apple", partstat="DECLINED", stamp=NOW + timedelta(minutes=3)))

    kept = receive(letter("apple", partstat="ACCEPTED", stamp=NOW + timedelta(minutes=2)))

    assert (row(XA).partstat, kept.outcome) == (PartStat.DECLINED, Outcome.OVERTAKEN)


def test_the_same_letter_twice_is_kept_once():
    invite(a_planned_conference())
    content = letter("thunderbird")

    receive(content)
    later = b"Received: by relay.example; later\r\n" + content

    assert receive(later) is None
    assert len(replied()) == 1


def test_who_was_not_invited_is_shown_with_the_conference_and_can_be_invited(server):
    conference = invite(a_planned_conference())
    kept = receive(letter("outlook", attendee="khach@so.example"))
    assert (kept.state, kept.invite_id, kept.conference_id) == (ReplyState.OPEN, None, conference.id)

    with transaction():
        deciding.invite_named(db.session.get(CalendarReply, kept.id), by=None)
    leave(NOW + timedelta(hours=1))

    assert len(mails(server, "khach@so.example")) == 1
    assert replied()[0].outcome is Outcome.INVITED


def test_an_answer_to_nothing_of_ours_is_kept_for_somebody_to_look_at():
    kept = receive(letter("apple", uid="birthday@elsewhere"))

    assert (kept.state, kept.conference_id, kept.invite_id) == (ReplyState.OPEN, None, None)


def test_another_time_is_a_note_with_a_decision_and_moves_nothing(server):
    conference = invite(a_planned_conference())
    starts_at = conference.starts_at

    kept = receive(letter("counter"))

    assert (kept.kind, kept.state, kept.note) == (
        ReplyKind.COUNTER,
        ReplyState.OPEN,
        "Sáng đó xã tiếp công dân, xin lùi sang chiều.",
    )
    assert kept.starts_at == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert (conference.starts_at, row(XA).partstat) == (starts_at, PartStat.NEEDS_ACTION)

    with transaction():
        deciding.decline(db.session.get(CalendarReply, kept.id), by=None)
    leave(NOW + timedelta(hours=1))
    last = mails(server, XA)[-1]
    assert last.message["Subject"].startswith("Giữ nguyên thời gian")
    assert said(last) == ("DECLINECOUNTER", 0, UID)
    assert (event(last).walk("VALARM"), "RSVP" in event(last)["ATTENDEE"].params) == ([], False)


def test_somebody_else_is_a_request_that_the_secretariat_grants(server):
    invite(a_planned_conference())
    kept = receive(letter("delegated"))
    assert (kept.kind, kept.state, kept.named_address) == (ReplyKind.DELEGATION, ReplyState.OPEN, "pho@xa.example")
    assert row(XA).partstat is PartStat.DELEGATED
    assert row("pho@xa.example") is None

    with transaction():
        deciding.invite_named(db.session.get(CalendarReply, kept.id), by=None)
    leave(NOW + timedelta(hours=1))

    assert (row("pho@xa.example").site_name, row("pho@xa.example").sequence) == ("Xã 0", 0)
    assert said(mails(server, "pho@xa.example")[0]) == ("REQUEST", 0, UID)


def test_or_refuses_and_who_delegated_is_asked_again(server):
    invite(a_planned_conference())
    kept = receive(letter("delegated"))

    with transaction():
        deciding.decline(db.session.get(CalendarReply, kept.id), by=None)
    leave(NOW + timedelta(hours=1))

    assert row(XA).partstat is PartStat.NEEDS_ACTION
    assert "cử Trần Thị Phó dự thay" in mails(server, XA)[-1].text


def test_who_has_accepted_since_is_not_asked_again():
    invite(a_planned_conference())
    kept = receive(letter("delegated"))
    receive(letter("outlook", stamp=NOW + timedelta(hours=2)))

    with transaction():
        deciding.decline(db.session.get(CalendarReply, kept.id), by=None)

    assert row(XA).partstat is PartStat.ACCEPTED


def test_who_named_another_since_keeps_that_request_when_the_first_is_refused():
    invite(a_planned_conference())
    with clock.at(NOW + timedelta(hours=1)):
        first = receive(letter("delegated"))
    with clock.at(NOW + timedelta(hours=2)):
        second = receive(letter("delegated", stamp=NOW + timedelta(hours=2)))

    with transaction():
        deciding.decline(db.session.get(CalendarReply, first.id), by=None)

    assert (row(XA).partstat, second.state) == (PartStat.DELEGATED, ReplyState.OPEN)


def test_an_answer_that_comes_while_the_conference_is_being_moved_counts_for_the_former_time(app):
    conference, moved = invite(a_planned_conference()), threading.Event()
    number = conference.id
    db.session.rollback()

    def answer():
        with app.app_context(), clock.at(NOW + timedelta(hours=2)):
            moved.wait()
            with transaction():
                replies.keep(letters.read(letter("outlook")), secret="only for tests")

    answering = threading.Thread(target=answer)
    answering.start()
    with clock.at(NOW + timedelta(hours=1)), transaction():
        conference = db.session.get(Conference, number)
        starts_at, ends_at = conference.starts_at + timedelta(days=1), conference.ends_at + timedelta(days=1)
        changes.revise(conference, version=conference.version, by=None, starts_at=starts_at, ends_at=ends_at)
        db.session.flush()
        moved.set()
        time.sleep(0.3)  # so that the answer is read meanwhile, if it may
    answering.join()
    db.session.rollback()

    assert (row(XA).partstat, row(XA).former) == (PartStat.NEEDS_ACTION, PartStat.ACCEPTED)


def test_what_is_decided_is_decided_once():
    invite(a_planned_conference())
    kept = receive(letter("counter"))
    with transaction():
        deciding.set_aside(db.session.get(CalendarReply, kept.id), by=None)

    for act in (deciding.set_aside, deciding.decline, deciding.invite_named):
        with pytest.raises((NotNow, NotValid)), transaction():
            act(db.session.get(CalendarReply, kept.id), by=None)


def test_what_is_decided_after_the_time_was_moved_is_kept_as_an_answer_to_the_old_one():
    conference = invite(a_planned_conference())
    kept = receive(letter("counter"))
    retime(conference)

    with transaction():
        deciding.set_aside(db.session.get(CalendarReply, kept.id), by=None)

    assert db.session.get(CalendarReply, kept.id).is_old


def test_a_letter_in_words_belongs_to_the_message_that_it_answers():
    invite(a_planned_conference())

    kept = receive(letter("words", key=key_of()))

    assert (kept.kind, kept.state, kept.invite_id) == (ReplyKind.LETTER, ReplyState.OPEN, row(XA).id)
    assert (kept.subject, kept.note) == ("Trả lời", "Xã xin vắng mặt & gửi báo cáo sau.")


def test_who_is_out_of_office_answers_nothing():
    invite(a_planned_conference())
    content = letter("words", key=key_of()).replace(b"MIME-Version", b"Auto-Submitted: auto-replied\r\nMIME-Version")

    kept = receive(content)

    assert (kept.kind, kept.state, row(XA).partstat) == (
        ReplyKind.AUTOMATIC,
        ReplyState.SETTLED,
        PartStat.NEEDS_ACTION,
    )


@pytest.mark.parametrize("name", ["bounce-report", "bounce-words"])
def test_mail_that_came_back_marks_message_and_address(server, name):
    invite(a_planned_conference())

    kept = receive(letter(name, key=key_of()))

    notice = db.session.scalar(select(Notice).filter_by(to_address=XA))
    assert (kept.kind, kept.state, kept.named_address) == (ReplyKind.BOUNCE, ReplyState.SETTLED, XA)
    assert notice.state is NoticeState.FAILED
    assert "5.1.1" in notice.last_error
    assert set(notices.lost([XA, "thien@tinh.example"])) == {XA}


def test_an_answer_from_there_takes_the_mark_away(server):
    invite(a_planned_conference())
    receive(letter("bounce-report", key=key_of()))

    receive(letter("apple"))

    assert notices.lost([XA]) == {}


@pytest.mark.parametrize(
    "facts", [{"action": "delayed", "status": "4.4.1"}, {"action": "delivered", "status": "2.0.0"}]
)
def test_what_is_only_late_or_has_arrived_is_no_failure(server, facts):
    invite(a_planned_conference())

    receive(letter("bounce-report", key=key_of(), **facts))

    assert db.session.scalar(select(Notice).filter_by(to_address=XA)).state is NoticeState.SENT
    assert notices.lost([XA]) == {}


def test_a_report_on_none_of_our_messages_marks_nobody(server):
    invite(a_planned_conference())

    kept = receive(letter("bounce-report", key="f" * 32))

    assert (kept.kind, kept.state) == (ReplyKind.BOUNCE, ReplyState.OPEN)
    assert notices.lost([XA]) == {}


def unnumbered(attendee=XA, **facts):
    """A report that does not say which message it is about."""
    return letter("bounce-report", attendee=attendee, key="", **facts).replace(b"Message-ID: <@localhost>\r\n", b"")


def test_a_report_without_a_number_marks_nobody_until_somebody_believes_it(server):
    conference = a_planned_conference()
    invite(conference)

    kept = receive(unnumbered())

    assert (kept.kind, kept.state, kept.named_address) == (ReplyKind.BOUNCE, ReplyState.OPEN, XA)
    assert (kept.conference_id, notices.lost([XA])) == (conference.id, {})
    with transaction():
        bounces.believe(db.session.get(CalendarReply, kept.id), by=None)
    [notice] = db.session.scalars(select(Notice).filter_by(to_address=XA))
    assert (kept.state, notice.state, set(notices.lost([XA]))) == (ReplyState.SETTLED, NoticeState.FAILED, {XA})
    with pytest.raises(NotNow), transaction():
        bounces.believe(db.session.get(CalendarReply, kept.id), by=None)


@pytest.mark.parametrize(
    ("attendee", "facts", "after"),
    [
        ("vua@khac.example", {}, timedelta(hours=1)),
        (XA, {"action": "delayed", "status": "4.4.1"}, timedelta(hours=1)),
        (XA, {}, timedelta(days=8)),
    ],
)
def test_a_report_on_an_address_we_did_not_write_to_lately_concerns_no_conference(server, attendee, facts, after):
    invite(a_planned_conference())

    with clock.at(NOW + after):
        kept = receive(unnumbered(attendee, **facts))

    assert (kept.state, kept.conference_id, kept.named_address) == (ReplyState.OPEN, None, "")
    with pytest.raises(NotNow), transaction():
        bounces.believe(db.session.get(CalendarReply, kept.id), by=None)
    assert notices.lost([XA, "vua@khac.example"]) == {}


def test_a_report_that_names_many_of_our_addresses_marks_none_of_them(server):
    invite(a_planned_conference(sites=3))
    content = unnumbered("xa0@xa.example")
    block = content.partition(b"Final-Recipient")[2].partition(b"\r\n\r\n--dsn")[0]
    more = b"".join(b"\r\n\r\nFinal-Recipient" + block.replace(b"xa0", b"xa%d" % n) for n in (1, 2))

    kept = receive(content.replace(block, block + more))

    assert (kept.state, kept.named_address) == (ReplyState.OPEN, "xa0@xa.example")
    assert notices.lost([f"xa{n}@xa.example" for n in range(3)]) == {}


def test_the_worker_reads_the_mailbox_and_puts_the_letters_away(server, imap):
    invite(a_planned_conference(sites=3))
    imap.deliver(
        letter("outlook", attendee="xa0@xa.example"),
        letter("google", attendee="xa1@xa.example", partstat="DECLINED"),
        letter("apple", attendee="xa2@xa.example", partstat="TENTATIVE"),
    )

    assert jobs.read_replies() == 3

    answered = {one.address: one.partstat for one in db.session.scalars(select(Invite))}
    assert (answered["xa0@xa.example"], answered["xa1@xa.example"]) == (PartStat.ACCEPTED, PartStat.DECLINED)
    assert (imap.folder(), imap.folder("Da-xu-ly")) == (0, 3)
    assert jobs.read_replies() == 0


def test_a_letter_that_was_kept_but_not_put_away_is_not_counted_twice(server, imap, monkeypatch):
    invite(a_planned_conference())
    content = letter("outlook")
    imap.deliver(content)
    jobs.read_all(settings())
    imap.deliver(content)

    assert jobs.read_all(settings()) == 1

    assert (len(replied()), imap.folder(), imap.folder("Da-xu-ly")) == (1, 0, 2)


def settings():
    return jobs.mailbox.Settings.of(jobs.current_app.config)


def test_a_letter_that_is_too_large_is_shown_by_its_head(app, imap, monkeypatch):
    monkeypatch.setitem(app.config, "REPLY_LARGEST_KB", 16)
    imap.deliver(letter("words") + b"x" * 40_000)

    jobs.read_all(settings())

    [kept] = replied()
    assert (kept.kind, kept.state, kept.subject, kept.note) == (ReplyKind.UNREADABLE, ReplyState.OPEN, "Trả lời", "")


@pytest.mark.parametrize("fault", ["nobody there", "password", "no file"])
def test_a_mailbox_that_cannot_be_read_says_why_and_loses_nothing(app, imap, monkeypatch, tmp_path, fault):
    imap.deliver(letter("words"))
    wrong = tmp_path / "password"
    wrong.write_text("wrong")
    name, value = {
        "nobody there": ("REPLY_PORT", free_port()),
        "password": ("REPLY_PASSWORD_FILE", str(wrong)),
        "no file": ("REPLY_PASSWORD_FILE", "/nowhere"),
    }[fault]
    monkeypatch.setitem(app.config, name, value)

    with pytest.raises(Unreachable) as no:
        jobs.read_replies()

    assert no.value.again
    assert imap.folder() == 1


def test_the_command_reads_at_once_and_says_how_many(app, imap):
    imap.deliver(letter("words"), letter("words", attendee="b@xa.example"))

    assert app.test_cli_runner().invoke(args=["replies", "read"]).output == "2 letters read\n"


def test_without_a_mailbox_nothing_is_read(app):
    assert jobs.read_replies() == 0


def test_a_withdrawn_one_who_answers_stays_withdrawn():
    conference = invite(a_planned_conference())
    with transaction():
        by_hand.withdraw(row(XA), by=None)

    receive(letter("apple"))

    assert row(XA).is_void
    assert conference.sequence == 0


def marked_address(server):
    [mail] = mails(server, XA)
    return mail.message["Reply-To"].addresses[0].addr_spec


def test_an_answer_without_the_code_counts_and_is_marked_as_such_until_one_comes_with_it(server):
    invite(a_planned_conference())
    marked = marked_address(server)

    receive(letter("outlook", partstat="ACCEPTED"))
    bare = row(XA)
    said = standing.of_sites([bare.site_id])[bare.site_id]
    before = (bare.partstat, bare.answered_by_token, [one.is_proven for one in said])
    receive(letter("google", to=marked, partstat="DECLINED"))

    after = row(XA)
    assert before == (PartStat.ACCEPTED, False, [False])
    assert (after.partstat, after.answered_by_token) == (PartStat.DECLINED, True)


def test_an_answer_without_the_code_never_changes_one_that_came_with_it_and_waits_for_somebody(server):
    invite(a_planned_conference())
    receive(letter("outlook", to=marked_address(server), partstat="ACCEPTED"))

    kept = receive(letter("google", partstat="DECLINED"))

    stands = row(XA)
    assert (stands.partstat, stands.answered_by_token) == (PartStat.ACCEPTED, True)
    assert (kept.invite_id, kept.state, kept.outcome) == (stands.id, ReplyState.OPEN, None)


def test_saying_the_same_without_the_code_does_not_open_the_way_for_saying_something_else(server):
    invite(a_planned_conference())
    receive(letter("outlook", to=marked_address(server), partstat="ACCEPTED"))

    same = receive(letter("google", partstat="ACCEPTED", stamp=NOW + timedelta(hours=2)))
    other = receive(letter("google", partstat="DECLINED", stamp=NOW + timedelta(hours=3)))

    stands = row(XA)
    assert (stands.partstat, stands.answered_by_token) == (PartStat.ACCEPTED, True)
    assert (same.state, other.state) == (ReplyState.SETTLED, ReplyState.OPEN)


def test_an_answer_without_the_code_from_another_mailbox_waits_for_somebody(server):
    invite(a_planned_conference())

    kept = receive(re.sub(rb"(?m)^From: .*$", b"From: ke.xau@evil.example\r", letter("google", partstat="DECLINED")))

    assert (kept.sender, row(XA).partstat) == ("ke.xau@evil.example", PartStat.NEEDS_ACTION)
    assert (kept.state, kept.outcome, kept.invite_id) == (ReplyState.OPEN, None, row(XA).id)
