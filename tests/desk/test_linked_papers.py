"""After the sitting: what a site finds behind its link without an account, and what it does not."""

import pytest

from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.registry.models import PaperKind
from meetings.sites import links
from meetings.sites.models import Ending, Site, SiteLink, SiteState
from tests.directives.made import a_directive
from tests.make import a_conference, a_leader, a_site, a_unit
from tests.registry.test_actions import released
from tests.sites.make import at as address


@pytest.fixture
def site(app):
    conference = a_conference(state=C.ENDED, chair=a_leader())
    return a_site(conference, state=SiteState.CONFIRMED)


def given(site):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)


def test_a_site_finds_what_was_released_and_its_own_directives_behind_its_link(client, site):
    paper, other = released(site.conference, kind=PaperKind.MINUTES), a_unit()
    facts = {"conference": db.session.get(Conference, site.conference_id), "source": "Thông báo số 09/TB-UBND"}
    a_directive("Rà soát quỹ đất", lead=site.unit, **facts)
    a_directive("Việc của nơi khác", lead=other, **facts)
    link = given(site)

    page = client.get(address(link)).text
    file = client.get(address(link, f"/papers/{paper.id}"))

    assert (paper.symbol in page, "Rà soát quỹ đất" in page, "Việc của nơi khác" in page) == (True, True, False)
    assert (file.status_code, file.data[:5], file.headers["X-Robots-Tag"]) == (200, b"%PDF-", "noindex, nofollow")


def test_a_paper_that_was_replaced_no_longer_stands_there(client, site):
    first = released(site.conference, kind=PaperKind.NOTICE)
    second = released(site.conference, kind=PaperKind.NOTICE, supersedes=first)

    page = client.get(address(given(site))).text

    assert (first.symbol in page, second.symbol in page) == (False, True)


def test_the_link_opens_no_paper_of_another_conference_and_none_once_it_has_ended(client, site):
    own, foreign = released(site.conference), released(a_conference(state=C.ENDED))
    link = given(site)

    elsewhere = client.get(address(link, f"/papers/{foreign.id}")).status_code
    nothing = client.get(address(link, "/papers/999999")).status_code
    with transaction():
        links.end(db.session.get(SiteLink, link.id), Ending.WITHDRAWN, by=None)
    ended = client.get(address(link, f"/papers/{own.id}"))

    assert (elsewhere, nothing, ended.data.startswith(b"%PDF")) == (404, 404, False)
    assert (ended.status_code, ended.headers["Location"].endswith(address(link))) == (302, True)
    assert client.get(ended.headers["Location"]).status_code == 410
    assert own.symbol not in client.get(address(link)).text


def test_the_letter_of_invitation_is_not_among_them(client, site):
    letter, paper = released(site.conference, kind=PaperKind.INVITATION), released(site.conference)
    link = given(site)

    page, refused = client.get(address(link)).text, client.get(address(link, f"/papers/{letter.id}"))
    assert (letter.symbol in page, paper.symbol in page) == (False, True)
    assert (refused.status_code, refused.data.startswith(b"%PDF")) == (404, False)


def test_while_it_sits_nothing_of_it_stands_there(client, site):
    paper = released(site.conference)
    link = given(site)
    before = client.get(address(link)).text
    with transaction():
        db.session.get(Conference, site.conference_id).state = C.LIVE

    assert [paper.symbol in page for page in (before, client.get(address(link)).text)] == [True, False]


@pytest.mark.parametrize("number", [1, 60])
def test_it_asks_as_often_for_one_paper_as_for_many(client, site, queries, number):
    for _ in range(number):
        released(site.conference)
    link = given(site)
    client.get(address(link))
    queries.clear()

    client.get(address(link))

    assert len(queries) <= 12
