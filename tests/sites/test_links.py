import pytest

from meetings.base.db import transaction
from meetings.base.errors import NotNow
from meetings.conferences.models import ConferenceState
from meetings.sites import links, tokens
from meetings.sites.models import Ending, SiteLink
from tests.make import a_conference, a_secretary, a_site

SECRET = "only here"


@pytest.fixture
def site(app):
    return a_site(a_conference(state=ConferenceState.INVITING))


@pytest.fixture
def secretary(app):
    return a_secretary()


def given(site, by, **bearer):
    with transaction():
        return links.issue(site, by=by, **{"to_name": "Võ Văn Lực", "to_address": "luc@example.vn", **bearer})


def test_a_bearer_keeps_his_link_and_another_one_gets_his_own(site, secretary):
    first, again = given(site, secretary), given(site, secretary)
    other = given(site, secretary, to_name="Nguyễn Thị Lan")

    assert (again.id, other.id != first.id) == (first.id, True)
    assert [row.id for row in links.open_links([site.id])] == [first.id, other.id]


def test_many_links_cost_as_many_statements_as_one(site, secretary, queries):
    sites = [site, *(a_site(site.conference) for _ in range(30))]
    counts = []
    for some in (sites[:1], sites[1:]):
        queries.clear()
        with transaction():
            given_out = links.issue_all([(one, "Văn phòng", "vp@example.vn") for one in some])
            counts.append(len([line for line in queries if "site_link" in line]))
        assert [row.site_id for row in given_out] == [one.id for one in some]

    assert counts == [3, 3]


def test_a_new_link_ends_the_old_one(site, secretary):
    old = given(site, secretary)

    with transaction():
        new = links.reissue(old, by=secretary)

    assert (old.ending, new.ended_at, new.to_name) == (Ending.RENEWED, None, old.to_name)
    assert tokens.token(new, SECRET) != tokens.token(old, SECRET)


def test_a_link_that_has_ended_ends_no_second_time(site, secretary):
    old = given(site, secretary)
    with transaction():
        links.withdraw(old, by=secretary)
        ended = old.ended_at

    with pytest.raises(NotNow), transaction():
        links.withdraw(old, by=secretary)

    assert (old.ending, old.ended_at) == (Ending.WITHDRAWN, ended)


def test_a_token_opens_its_own_link_alone(site, secretary):
    mine, other = given(site, secretary), given(site, secretary, to_name="Lan")
    token = tokens.token(mine, SECRET)

    assert tokens.number(token) == mine.id
    assert (tokens.opens(token, mine, SECRET), tokens.opens(token, mine, "another key")) == (True, False)
    assert not tokens.opens(token.replace(f"{mine.id}-", f"{other.id}-"), other, SECRET)
    assert not tokens.opens(token, SiteLink(id=mine.id, site_id=mine.site_id, nonce="0" * 32), SECRET)


NO_TOKENS = ["", "1", "1-", "0-" + "a" * 32, "1-" + "A" * 32, "1-" + "a" * 31, "1-" + "a" * 33, "²-x"]


@pytest.mark.parametrize("typed", NO_TOKENS)
def test_what_is_no_token_is_no_number(typed):
    assert tokens.number(typed) is None


def test_who_acts_through_a_link_has_a_name_and_no_number(site, secretary):
    bearer = links.Bearer(given(site, secretary))
    nameless = links.Bearer(given(site, secretary, to_name=""))

    assert (bearer.id, bearer.name, nameless.name) == (None, "Võ Văn Lực", site.name)
