"""What strangers and others write in the name of somebody who is invited, and mail that was made to do harm."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow
from meetings.gateways.bounded import LARGEST_HEAD
from meetings.invitations import deciding, jobs, reply_tokens
from meetings.invitations.models import CalendarReply, Outcome, PartStat, ReplyKind, ReplyState
from meetings.notices import queries as notices
from tests.invitations.make import NOW, XA, a_planned_conference, invite, key_of, letter, receive, row
from tests.mail_server import imap, imap_server

__all__ = ["imap", "imap_server"]
pytestmark = pytest.mark.usefixtures("some_day")

MAILBOX, OTHER = "vp@tinh.example", "xa1@xa.example"
FAR = datetime(2190, 1, 1, tzinfo=UTC)
K, P = ReplyKind, PartStat


def marked(address):
    """The address for replies that only this one was given."""
    return reply_tokens.address(MAILBOX, row(address), "only for tests")


def written_by(sender, content):
    return re.sub(rb"(?m)^From: .*$", f"From: {sender}\r".encode(), content)


def stands(address=XA):
    return row(address).partstat, row(address).answered_by_token


@pytest.mark.parametrize("stamp", [FAR, NOW + timedelta(hours=2)])
def test_what_is_proven_counts_although_something_unproven_says_that_it_is_later(app, stamp):
    invite(a_planned_conference())
    receive(letter("google", partstat="DECLINED", stamp=stamp))

    kept = receive(letter("outlook", to=marked(XA), partstat="ACCEPTED"))

    assert (stands(), kept.outcome) == ((P.ACCEPTED, True), Outcome.COUNTED)


@pytest.mark.parametrize("to", ["his mark", "the mailbox"])
def test_a_clock_that_is_far_ahead_shuts_out_nothing_that_comes_later(app, to):
    invite(a_planned_conference())
    to = marked(XA) if to == "his mark" else MAILBOX
    receive(letter("google", to=to, partstat="DECLINED", stamp=FAR))
    with clock.at(NOW + timedelta(days=1)):
        kept = receive(letter("google", to=to, partstat="ACCEPTED", stamp=NOW + timedelta(hours=20)))

    assert (stands()[0], kept.outcome) == (P.ACCEPTED, Outcome.COUNTED)
    assert row(XA).answered_stamp == NOW + timedelta(hours=20)


def test_of_two_proven_answers_the_earlier_is_overtaken_also_after_one_from_the_future(app):
    invite(a_planned_conference())
    receive(letter("google", to=marked(XA), partstat="DECLINED", stamp=FAR))

    kept = receive(letter("outlook", to=marked(XA), partstat="ACCEPTED", stamp=NOW))

    assert (stands(), kept.outcome) == ((P.DECLINED, True), Outcome.OVERTAKEN)


def test_who_is_invited_himself_answers_for_himself_with_the_mark_of_another(app):
    invite(a_planned_conference(sites=2))

    kept = receive(written_by(OTHER, letter("google", to=marked(XA), attendee=OTHER)))

    assert (kept.invite_id, kept.outcome) == (row(OTHER).id, Outcome.COUNTED)
    assert (stands(OTHER), stands(XA)) == ((P.ACCEPTED, False), (P.NEEDS_ACTION, False))


def test_a_stranger_takes_no_mark_from_an_address_to_which_nothing_comes(app):
    invite(a_planned_conference())
    receive(letter("bounce-report", key=key_of()))

    kept = receive(written_by("ke.xau@evil.example", letter("google", partstat="DECLINED")))

    assert (kept.state, set(notices.lost([XA]))) == (ReplyState.OPEN, {XA})


@pytest.mark.parametrize("to", ["his mark", "the mailbox"])
def test_his_own_answer_takes_it(app, to):
    invite(a_planned_conference())
    receive(letter("bounce-report", key=key_of()))
    content = letter("google", to=marked(XA) if to == "his mark" else MAILBOX)

    receive(written_by("bi-danh@xa.example", content) if to == "his mark" else content)

    assert notices.lost([XA]) == {}


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "X-FOO", ""])
def test_what_says_neither_yes_nor_no_cannot_count_and_that_is_said(app, partstat):
    invite(a_planned_conference())
    kept = receive(letter("outlook", to=marked(XA), partstat=partstat))

    with pytest.raises(NotNow) as no, transaction():
        deciding.count(db.session.get(CalendarReply, kept.id), by=None)

    assert no.value.message == deciding.NO_ANSWER


def test_letters_made_to_keep_the_worker_busy_are_put_away_and_it_goes_on(app, imap, monkeypatch):
    invite(a_planned_conference())
    monkeypatch.setitem(app.config, "REPLY_LARGEST_KB", 400)
    head = b"From: An <an@x.example>\r\nSubject: Xin dai\r\n"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(100))
    slow = b'Content-Type: text/plain; a="' + b";" * 150_000
    large = head + b"X-Long: y\r\n" * (2 * LARGEST_HEAD // 11) + slow + b"\r\n\r\nx"
    imap.deliver(head + slow + b"\r\n\r\nx", head + nested + b"\r\n\n" + b"\n" * 300_000, large, letter("google"))

    begun = time.process_time()
    assert jobs.read_all(jobs.mailbox.Settings.of(app.config)) == 4
    seconds = time.process_time() - begun

    kept = db.session.scalars(select(CalendarReply).order_by(CalendarReply.id)).all()
    assert [one.kind for one in kept] == [K.LETTER, K.UNREADABLE, K.UNREADABLE, K.ANSWER]
    assert [one.sender for one in kept] == ["an@x.example"] * 3 + [XA]
    assert (stands()[0], imap.folder(), imap.folder("Da-xu-ly")) == (P.ACCEPTED, 0, 4)
    assert seconds < 5
