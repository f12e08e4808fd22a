"""The hour before answers close, in which all sites of a moved conference open their pages at once."""

from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes
from meetings.sites import links
from meetings.sites.models import SiteKind, SiteState
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_site_officer, a_unit
from tests.sites.make import at, now

BY_LINK = ["", "/answer", "/documents", "/delegates", "/speech", "/rehearsal", "/attendance", "/not-ours"]


@pytest.fixture
def moved(app):
    """The site of a conference that was moved some days ago."""
    secretary = a_secretary()
    house = secretary.posts[0].unit
    conference = a_conference(state=C.INVITING, secretary_id=secretary.id, organiser=house)
    a_site(conference, house, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    before = MONDAY - timedelta(days=5)
    contact = {"contact_name": "Lan", "contact_email": "lan@example.vn"}
    site = a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING, invited_at=before, **contact)
    hours = {"starts_at": MONDAY + timedelta(hours=6), "ends_at": MONDAY + timedelta(hours=8)}
    with clock.at(before + timedelta(days=1)), transaction():
        here = db.session.get(Conference, conference.id)
        changes.revise(here, version=here.version, by=None, **hours)
    return site


@pytest.mark.parametrize(("number", "minutes"), [(1, 60), (1, 20), (300, 60)])
def test_no_page_asks_twice_when_the_move_was_told(client, login, queries, moved, number, minutes):
    for n in range(number - 1):
        a_site(moved.conference, a_unit(f"Xã {n}"), state=SiteState.WAITING)
    with transaction():
        link = links.issue(now(moved), to_name="Lan", to_address="lan@example.vn", by=None)
    officer = login(a_site_officer(moved.unit))
    pages = [(client, at(link, path)) for path in BY_LINK] + [(officer, f"/sites/{moved.id}")]
    asked = {}

    with clock.at(MONDAY + timedelta(hours=6, minutes=-minutes)):
        for who, page in pages:
            who.get(page)
            db.session.remove()  # in the program each request begins with nothing read
            queries.clear()
            status = who.get(page).status_code
            asked[page] = status, len(queries), sum("max(notice.created_at)" in one for one in queries)

    assert {page: known for page, known in asked.items() if known[0] > 302 or known[1] > 12 or known[2] > 1} == {}
    assert sum(known[2] for known in asked.values()) >= 3


def test_a_change_told_while_the_page_is_open_counts_when_it_is_sent(client, moved):
    with transaction():
        link = links.issue(now(moved), to_name="Lan", to_address="lan@example.vn", by=None)
    shut, soon = MONDAY + timedelta(hours=5, minutes=40), MONDAY + timedelta(hours=5, minutes=45)
    yes = {"reply": "yes", "chair": "named", "answers": "0"}

    with clock.at(shut):
        before = client.post(at(link, "/answer"), data=yes).status_code
        with transaction():
            here = db.session.get(Conference, moved.conference_id)
            changes.revise(here, version=here.version, by=None, place="Hội trường B")
    with clock.at(soon):
        after = client.post(at(link, "/answer"), data=yes).status_code

    assert (before, after, now(moved).state) == (409, 302, SiteState.CONFIRMED)
