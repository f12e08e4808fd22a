"""The secret in a link: whatever is made of it opens nothing and is said in words; a genuine one is read back."""

from urllib.parse import quote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from meetings.accounts import tokens as passwords
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.invitations import feeds, reply_tokens
from meetings.invitations import tokens as feed_tokens
from meetings.invitations.models import Feed, Invite, InvitePart
from meetings.sites import links, tokens
from meetings.sites.models import Answer, SiteLink
from tests.forging import forgeries
from tests.make import a_conference, a_secretary, a_site, a_stranger, saved

pytestmark = pytest.mark.usefixtures("in_november")
SECRET = "only for tests"
NUMBERS, NONCES = st.integers(1, 999_999_999), st.text("0123456789abcdef", min_size=32, max_size=32)


@pytest.fixture
def by(app):
    return a_secretary()


@pytest.fixture
def two(by):
    """Two links of two sites, each with its token."""
    conference = a_conference(state=ConferenceState.INVITING)
    places = [a_site(conference) for _ in range(2)]
    with transaction():
        made = [links.issue(site, by=by, to_name="Lực", to_address="l@x.example") for site in places]
    return {tokens.token(link, SECRET): link for link in made}


REFUSED = (404, 404, 0)


def tried(client, typed):
    """What reading and writing there answer, and how many sites have answered then. A stroke in it, or none at all,
    makes another address, to which nothing can be written (405)."""
    address = "/x/" + quote(typed.encode("utf-8", "replace"), safe="")
    read = client.get(address, follow_redirects=True)
    written = client.post(f"{address}/answer", data={"reply": "yes", "answers": 0}, follow_redirects=True)
    status = 404 if written.status_code == 405 and (not typed or "/" in typed) else written.status_code
    return read.status_code, status, db.session.query(Answer).count()


@given(link=NUMBERS, site=NUMBERS, nonce=NONCES, secret=st.text(), other=st.tuples(NUMBERS, NUMBERS, NONCES, st.text()))
def test_a_token_is_read_back_and_opens_its_own_link_alone_under_its_own_key(link, site, nonce, secret, other):
    mine = SiteLink(id=link, site_id=site, nonce=nonce)
    typed = tokens.token(mine, secret)

    assert (tokens.number(typed), tokens.opens(typed, mine, secret)) == (link, True)
    for place, else_ in enumerate(other):
        facts = [link, site, nonce, secret]
        assume(facts[place] != else_)
        facts[place] = else_
        assert not tokens.opens(typed, SiteLink(id=facts[0], site_id=facts[1], nonce=facts[2]), facts[3])


@settings(max_examples=60)
@given(forge=forgeries())
@example(lambda one, other: "")
@example(lambda one, other: one.upper())
@example(lambda one, other: f"{one}\n")
@example(lambda one, other: f"../x/{one}\0")
@example(lambda one, other: f"99999999999999999999-{one.partition('-')[2]}")
@example(lambda one, other: one.replace("-", "\u2010"))
@example(lambda one, other: f"\uff11-{one.partition('-')[2]}")
def test_what_is_made_of_a_link_opens_nothing_and_is_never_a_fault_of_ours(client, two, forge):
    one, other = two
    typed = forge(one, other)
    assume(typed.strip("/") not in two)  # to which two strokes in an address come down

    assert tried(client, typed) == REFUSED


def test_who_mistypes_a_link_is_told_so_in_words_and_the_genuine_one_opens(client, two):
    one, other = two

    wrong = client.get(f"/x/{one[:-1]}{'a' if one[-1] != 'a' else 'b'}")

    assert "Không nhận ra đường dẫn này" in wrong.text
    for token, link in two.items():
        page = client.get(f"/x/{token}")
        assert (page.status_code, link.site.name in page.text) == (200, True)


@given(number=NUMBERS, owner=NUMBERS, nonce=NONCES)
def test_no_token_opens_what_another_kind_is_for_although_number_nonce_and_key_are_the_same(number, owner, nonce):
    link = SiteLink(id=number, site_id=owner, nonce=nonce)
    invite = Invite(id=number, conference_id=owner, nonce=nonce)
    feed = Feed(id=number, person_id=owner, nonce=nonce)
    made = [tokens.token(link, SECRET), reply_tokens.token(invite, SECRET), feed_tokens.token(feed, SECRET)]
    opening = [
        lambda typed: tokens.opens(typed, link, SECRET),
        lambda typed: reply_tokens.opens(typed, invite, SECRET),
        lambda typed: feed_tokens.opens(typed, feed, SECRET),
    ]

    assert [[opens(typed) for typed in made] for opens in opening] == [
        [place == own for place in range(3)] for own in range(3)
    ]
    # Not even cut to the other's length.
    assert not reply_tokens.opens(made[0][: len(made[1])], invite, SECRET)


def test_a_token_for_another_purpose_is_refused_where_it_is_shown(client, by, two):
    site_token, link = next(iter(two.items()))
    invite = saved(Invite(conference_id=link.site.conference_id, part=InvitePart.SITE, name="Lực", key="l@x.example",
                          address="l@x.example", nonce=link.nonce))  # fmt: skip
    with transaction():
        feed = feeds.renew_feed(by, by=by)
    feed_token, reply_token = feed_tokens.token(feed, SECRET), reply_tokens.token(invite, SECRET)
    password = passwords.made(SECRET, by)

    assert client.get(f"/calendar/{feed_token}.ics").status_code == 200
    assert [tried(client, typed) for typed in (feed_token, reply_token, password)] == [REFUSED] * 3
    for typed in (site_token, reply_token, password):
        assert client.get(f"/calendar/{typed}.ics").status_code == 404
    for typed in (site_token, reply_token, feed_token):
        page = client.get(f"/password/new/{typed}")
        assert page.status_code < 500 and 'name="password"' not in page.text


@pytest.fixture
def calendars(by):
    """The tokens of the calendars of two people."""
    people = by, a_stranger()
    with transaction():
        return [feed_tokens.token(feeds.renew_feed(person, by=by), SECRET) for person in people]


@settings(max_examples=40)
@given(forge=forgeries())
def test_what_is_made_of_the_address_of_a_calendar_opens_none(client, calendars, forge):
    typed = forge(*calendars)
    assume(typed not in calendars)

    answer = client.get(f"/calendar/{quote(typed.encode('utf-8', 'replace'), safe='')}.ics")

    assert answer.status_code == 404
