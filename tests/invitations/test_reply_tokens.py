"""The mark in the address for replies: whatever is made of it proves nothing; a genuine one finds who it is for."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from meetings.base.db import db
from meetings.invitations import reply_tokens
from meetings.invitations.models import Invite, PartStat, ReplyState
from meetings.sites import tokens
from meetings.sites.models import SiteLink
from tests.forging import LETTERS, forgeries
from tests.invitations.make import XA, a_planned_conference, invite, letter, receive, row

pytestmark = pytest.mark.usefixtures("some_day")
SECRET, MAILBOX, STRANGER = "only for tests", "vp@tinh.example", "ai-do@khac.example"
NUMBERS, NONCES = st.integers(1, 999_999_999), st.text("0123456789abcdef", min_size=32, max_size=32)
ATOMS = st.text(LETTERS + "ABC0189-+._", min_size=1, max_size=30)


@pytest.fixture
def two(app):
    """The tokens of two who were invited."""
    invite(a_planned_conference(sites=2))
    return [reply_tokens.token(row(address), SECRET) for address in (XA, "xa1@xa.example")]


@given(number=NUMBERS, owner=NUMBERS, nonce=NONCES, secret=st.text(), local=ATOMS, other=st.tuples(NUMBERS, NONCES))
def test_a_mark_is_read_back_from_its_address_in_whatever_case_and_is_his_alone(
    number, owner, nonce, secret, local, other
):
    mine = Invite(id=number, conference_id=owner, nonce=nonce)
    address = reply_tokens.address(f"{local}@tinh.example", mine, secret)

    for typed in map(reply_tokens.found_in, (address, address.upper(), f" {address} ")):
        assert (reply_tokens.number(typed), reply_tokens.opens(typed, mine, secret)) == (number, True)
        assume(other != (owner, nonce) and owner != other[0] and nonce != other[1])
        assert not reply_tokens.opens(typed, Invite(id=number, conference_id=other[0], nonce=nonce), secret)
        assert not reply_tokens.opens(typed, Invite(id=number, conference_id=owner, nonce=other[1]), secret)
        assert not reply_tokens.opens(typed, mine, f"{secret}x")


@given(st.text(max_size=120))
@example("+1-" + "a" * 24 + "@x")
@example("a@b+1-" + "a" * 24 + "@x")
@example("²-" + "a" * 24)
@example("a" * 100_000 + "+" * 100_000)
def test_any_text_is_a_mark_or_none(typed):
    found = reply_tokens.found_in(typed)

    assert found == "" or reply_tokens.number(found) in range(1, 10**9)
    assert reply_tokens.number(typed) is None or reply_tokens.TOKEN.fullmatch(typed)


@settings(max_examples=60)
@given(forge=forgeries(ATOMS))
@example(lambda one, other: "")
@example(lambda one, other: f"{one}+{other}"[: -len(other) - 1] + "x")
@example(lambda one, other: f"999999999-{one.partition('-')[2]}")
def test_who_forges_a_mark_answers_for_nobody_and_the_letter_waits_to_be_looked_at(two, forge):
    one, other = two
    typed = forge(one, other)
    assume(typed.lower().rpartition("+")[2] not in two)

    kept = receive(letter("outlook", to=f"vp+{typed}@tinh.example", attendee=STRANGER))

    assert (kept.invite_id, kept.state, kept.named_address) == (None, ReplyState.OPEN, STRANGER)
    assert set(db.session.scalars(select(Invite.partstat))) == {PartStat.NEEDS_ACTION}


def test_a_genuine_one_answers_for_its_own(two):
    kept = receive(letter("outlook", to=f"vp+{two[1]}@tinh.example", attendee=STRANGER))

    assert (kept.invite_id, row("xa1@xa.example").answered_by_token) == (row("xa1@xa.example").id, True)
    assert row(XA).partstat is PartStat.NEEDS_ACTION


def test_one_that_was_made_for_a_site_s_page_proves_nothing(two):
    mine = row(XA)
    link = SiteLink(id=mine.id, site_id=mine.conference_id, nonce=mine.nonce)
    typed = tokens.token(link, SECRET)

    for mark in (typed, typed[: len(two[0])]):
        kept = receive(letter("outlook", to=f"vp+{mark}@tinh.example", attendee=STRANGER))
        assert (kept.invite_id, row(XA).partstat) == (None, PartStat.NEEDS_ACTION)
