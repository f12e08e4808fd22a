"""Whose answer it is where a calendar names more than one: who delegates and his delegate (RFC 5546, 3.2.2.3)."""

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.invitations import deciding, reply_tokens
from meetings.invitations.models import CalendarReply, Invite, Outcome, PartStat, ReplyKind, ReplyState
from tests.invitations.make import XA, a_planned_conference, invite, letter, receive, row

pytestmark = pytest.mark.usefixtures("some_day")
PHO, NAME, ALIAS, MAILBOX = "pho@xa.example", "Trần Thị Phó", "p.tran@so.example", "vp@tinh.example"
K, S, P = ReplyKind, ReplyState, PartStat


@pytest.fixture
def conference(app):
    return invite(a_planned_conference(sites=2))


def marked(address):
    """The address for replies that only this one was given."""
    return reply_tokens.address(MAILBOX, row(address), "only for tests")


def with_deputy():
    """Who was invited sends his deputy, and the secretariat invites her."""
    kept = receive(letter("delegated", to=marked(XA)))
    with transaction():
        deciding.invite_named(db.session.get(CalendarReply, kept.id), by=None)


def delegate(*, to=MAILBOX, sender=PHO, partstat="ACCEPTED", **facts):
    return receive(letter("delegate", to=to, sender=sender, partstat=partstat, **facts))


def answers():
    answered = db.session.scalars(select(Invite).where(Invite.partstat != P.NEEDS_ACTION))
    return {one.address: one.partstat for one in answered}


def test_the_name_of_who_is_to_come_instead_is_kept(conference):
    with_deputy()

    assert (row(PHO).name, answers()) == (NAME, {XA: P.DELEGATED})


@pytest.mark.parametrize("to", ["the mailbox", "the mark of who sent her"])
def test_a_delegate_who_was_not_invited_yet_answers_for_herself_and_waits_to_be_invited(conference, to):
    kept = delegate(to=marked(XA) if to != "the mailbox" else MAILBOX)

    said = kept.kind, kept.state, kept.invite_id, kept.conference_id, kept.named, kept.named_address, kept.partstat
    assert said == (K.ANSWER, S.OPEN, None, conference.id, NAME, PHO, P.ACCEPTED)
    assert answers() == {}


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
@pytest.mark.parametrize(("way", "is_proven"), [("mailbox", False), ("own", True), ("alias", True), ("former", False)])
def test_a_delegate_who_was_invited_answers_for_herself(conference, way, is_proven, partstat):
    with_deputy()
    to = {"mailbox": MAILBOX, "own": marked(PHO), "alias": marked(PHO), "former": marked(XA)}[way]

    kept = delegate(to=to, sender=ALIAS if way == "alias" else PHO, partstat=partstat)

    assert (kept.kind, kept.outcome, kept.invite_id) == (K.ANSWER, Outcome.COUNTED, row(PHO).id)
    assert answers() == {XA: P.DELEGATED, PHO: P(partstat.lower())}
    assert row(PHO).answered_by_token is is_proven


def test_a_delegate_who_names_only_herself_does_not_answer_for_who_sent_her(conference):
    with_deputy()
    content = letter("delegate", to=marked(XA), sender=PHO, partstat="DECLINED")
    lines = [line for line in content.split(b"\r\n") if b"DELEGATED-TO" not in line]

    kept = receive(b"\r\n".join(lines))

    assert (kept.invite_id, answers()) == (row(PHO).id, {XA: P.DELEGATED, PHO: P.DECLINED})


@pytest.mark.parametrize("to", ["the mailbox", "his mark"])
def test_who_delegates_and_says_that_she_has_accepted_is_the_one_who_delegates(conference, to):
    kept = delegate(to=marked(XA) if to == "his mark" else MAILBOX, sender=XA)

    assert (kept.kind, kept.state, kept.invite_id) == (K.DELEGATION, S.OPEN, row(XA).id)
    assert (kept.named, kept.named_address, answers()) == (NAME, PHO, {XA: P.DELEGATED})


@pytest.mark.parametrize("sender", [XA, "xa1@xa.example"])
def test_of_two_entries_the_one_of_the_bearer_of_the_mark_counts(conference, sender):
    content = letter("two", to=marked(XA), other="xa1@xa.example").replace(f"<{XA}>".encode(), f"<{sender}>".encode())

    kept = receive(content)

    assert (kept.invite_id, kept.outcome) == (row(XA).id, Outcome.COUNTED)
    assert answers() == {XA: P.ACCEPTED}


def test_without_a_mark_the_one_of_the_sender_counts(conference):
    receive(letter("two", other="xa1@xa.example"))

    assert answers() == {XA: P.ACCEPTED}


def test_an_entry_of_another_conference_before_it_hides_nothing(conference):
    content = letter("two", to=marked(XA), other="xa1@xa.example", uid="another@nhip-cau", partstat="DECLINED")
    first, mark, second = content.rpartition(b"UID:another@nhip-cau")

    receive(first + mark.replace(b"another", b"giao-ban") + second)

    assert answers() == {XA: P.ACCEPTED}
