"""The old time beside the new on the page on which a site answers anew."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes
from meetings.notices.models import Notice, NoticeState
from meetings.sites import links
from meetings.sites.models import SiteKind, SiteState
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit
from tests.sites.make import at, now

FIVE_DAYS = MONDAY - timedelta(days=5)
INVITED_FOR = "07:30 – 11:30, Thứ Hai 30/11/2026; Hội trường A"
NOON = {"starts_at": MONDAY + timedelta(hours=6), "ends_at": MONDAY + timedelta(hours=8)}
MOVED_TO = "13:30 – 15:30, Thứ Hai 30/11/2026; Hội trường A"
EVENING = {"starts_at": MONDAY + timedelta(hours=9), "ends_at": MONDAY + timedelta(hours=10)}


@pytest.fixture(autouse=True)
def _before():
    with clock.at(FIVE_DAYS):
        yield


@pytest.fixture
def conference(app):
    secretary = a_secretary()
    house = secretary.posts[0].unit
    facts = {"organiser": house, "chair": a_leader(house), "place": "Hội trường A", "secretary_id": secretary.id}
    conference = a_conference(state=C.INVITING, **facts)
    a_site(conference, house, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    return conference


@pytest.fixture
def site(conference):
    return a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING, invited_at=FIVE_DAYS - timedelta(days=1))


def plan(conference, *, hours, **facts):
    """Changed so many hours later; what is told of it has left."""
    with clock.at(FIVE_DAYS + timedelta(hours=hours)), transaction():
        here = db.session.get(Conference, conference.id)
        changes.revise(here, version=here.version, by=None, **facts)
        db.session.flush()
        db.session.execute(update(Notice).values(state=NoticeState.SENT))


def another_chair(conference):
    return {"chair": a_leader(conference.organiser)}


def another_place(_conference):
    return {"place": "Hội trường B"}


def answer(client, site, *, hours):
    with transaction():
        link = links.issue(now(site), to_name="Lan", to_address="lan@example.vn", by=None)
    with clock.at(FIVE_DAYS + timedelta(hours=hours)):
        yes = {"reply": "yes", "chair": "named", "answers": now(site).answers}
        assert client.post(at(link, "/answer"), data=yes).status_code == 302


def former_on(client, login, site):
    """The old and the new time, by link and by account."""
    with transaction():
        link = links.issue(now(site), to_name="Lan", to_address="lan@example.vn", by=None)
    pages = client.get(at(link, "/answer")).text, login(a_site_officer(site.unit)).get(f"/sites/{site.id}").text
    said = {tuple(re.findall(r"Trước đây: ([^.]*)\. Nay: ([^.]*)\.", re.sub(r"\s+", " ", page))) for page in pages}
    [found] = said
    return found


def test_a_later_change_that_leaves_the_time_leaves_the_old_one_to_be_seen(client, login, conference, site):
    plan(conference, hours=1, **NOON)
    plan(conference, hours=2, **another_chair(conference))

    assert former_on(client, login, site) == ((INVITED_FOR, MOVED_TO),)


@pytest.mark.parametrize("later", [1, 2])
def test_of_two_moves_the_last_one_counts_whatever_changes_after_it(client, login, conference, site, later):
    plan(conference, hours=1, **EVENING)
    plan(conference, hours=2, **NOON)
    for hours in range(3, 2 + later):
        plan(conference, hours=hours, **another_chair(conference))

    assert former_on(client, login, site) == (("16:30 – 17:30, Thứ Hai 30/11/2026; Hội trường A", MOVED_TO),)


def test_a_move_back_is_a_move(client, login, conference, site):
    first = {"starts_at": conference.starts_at, "ends_at": conference.ends_at}
    plan(conference, hours=1, **NOON)
    plan(conference, hours=2, **first)

    assert former_on(client, login, site) == ((MOVED_TO, INVITED_FOR),)


def test_what_it_has_answered_to_is_not_old_when_only_the_chair_changes_afterwards(client, login, conference, site):
    plan(conference, hours=1, **NOON)
    answer(client, site, hours=2)
    plan(conference, hours=3, **another_chair(conference))

    assert (now(site).state, former_on(client, login, site)) == (SiteState.WAITING, ())


def test_what_changes_after_its_answer_is_told_beside_what_it_answered_to(client, login, conference, site):
    plan(conference, hours=1, **NOON)
    answer(client, site, hours=2)
    plan(conference, hours=3, **another_place(conference))
    plan(conference, hours=4, **another_chair(conference))

    assert former_on(client, login, site) == ((MOVED_TO, MOVED_TO.replace("A", "B")),)


def test_a_site_that_was_invited_to_the_new_time_knows_no_other(client, login, conference):
    site = a_site(conference, a_unit("Xã Can Lộc"), invited_at=None, state=SiteState.UNSENT)
    plan(conference, hours=1, **NOON)
    with transaction():
        here = now(site)
        here.state, here.invited_at = SiteState.WAITING, FIVE_DAYS + timedelta(hours=2)

    assert former_on(client, login, site) == ()
