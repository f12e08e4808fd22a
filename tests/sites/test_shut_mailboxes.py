"""Who is given no link any more: a mailbox shared by several, of which one lost his link and another's ended
otherwise."""

from itertools import product

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.notices.models import Notice
from meetings.sites import actions, links
from meetings.sites.models import Ending, SiteLink, SiteState
from tests.make import a_conference, a_secretary, a_site, a_unit
from tests.sites.make import now

OFFICE = "vanthu@xa.example"
OTHERWISE = (Ending.SUBSTITUTED, Ending.RENEWED)


@pytest.fixture
def site(app):
    secretary = a_secretary()
    conference = a_conference(state=C.INVITING, secretary_id=secretary.id, organiser=secretary.posts[0].unit)
    unit = a_unit("Xã Vũ Quang", email=OFFICE)
    return a_site(conference, unit, state=SiteState.WAITING, invited_at=clock.now())


def given(site, name, ending=None):
    """A link of the office's mailbox; it ended so."""
    with transaction():
        link = links.issue(now(site), to_name=name, to_address=OFFICE, by=None)
        if ending is not None:
            links.end(link, ending, by=None)


def remind(site):
    """To whom it goes, and whether with a link."""
    with transaction():
        here = now(site)
        actions.remind(here.conference, by=None)
    return [(one.to_name, "link_id" in one.facts) for one in db.session.scalars(select(Notice).order_by(Notice.id))]


@pytest.mark.parametrize(("taken", "otherwise"), [*product(links.TAKEN, OTHERWISE)])
def test_a_mailbox_whose_link_was_taken_away_stays_shut_when_a_later_one_ends_otherwise(site, taken, otherwise):
    given(site, "Nguyễn An", taken)
    given(site, "Trần Bình", otherwise)

    told = remind(site)

    assert told == []
    assert len(db.session.scalars(select(SiteLink)).all()) == 2


@pytest.mark.parametrize("order", [1, -1])
def test_it_is_open_to_newcomers_while_somebody_there_holds_a_link(site, order):
    for name, ending in (("Nguyễn An", Ending.WITHDRAWN), ("Trần Bình", None))[::order]:
        given(site, name, ending)

    shut = links.shut_for([site.id])

    assert [shut.ending(site.id, name, OFFICE.upper()) for name in ("Nguyễn An", "Trần Bình", "Lê Chi")] == [
        Ending.WITHDRAWN, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_whose_own_link_ended_otherwise_is_given_another_in_whatever_order_a_colleague_lost_his(site, otherwise, order):
    for name, ending in (("Nguyễn An", Ending.WITHDRAWN), ("Trần Bình", otherwise))[::order]:
        given(site, name, ending)
    with transaction():
        here = now(site)
        here.contact_name, here.contact_email = "Trần Bình", OFFICE

    assert remind(site) == [("Trần Bình", True)]


def test_whose_link_was_given_back_by_hand_and_then_ended_otherwise_is_given_another(site):
    for ending in (Ending.WITHDRAWN, Ending.SUBSTITUTED):
        given(site, "Nguyễn An", ending)

    shut = links.shut_for([site.id])

    assert [shut.ending(site.id, name, OFFICE) for name in ("Nguyễn An", "Lê Chi")] == [None, None]
