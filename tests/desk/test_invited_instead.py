"""Who is invited instead of told of a change: the page that asks names whom the story tells, and nobody is left out."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import Stale
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import actions as desk
from meetings.desk import changes, mailing, outlooks
from meetings.invitations import by_hand, jobs, mailings, queries
from meetings.notices.models import Notice
from meetings.sites import actions as sites
from meetings.sites import links
from meetings.sites.models import Site, SiteKind, SiteState
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_unit

NOW = MONDAY - timedelta(days=7)
NEW = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=2)}
CHANGED, RESCHEDULED, INVITED = "conference_changed", "conference_rescheduled", "invitation"


@pytest.fixture(autouse=True)
def _now(smtp):
    with clock.at(NOW):
        yield


def planned(state=C.INVITING, main=("Trụ sở", "main@x.example")):
    secretary = a_secretary()
    organiser = secretary.posts[0].unit
    facts = {
        "organiser": organiser,
        "chair": a_leader(organiser, email="chair@x.example"),
        "secretary_id": secretary.id,
    }
    made = a_conference(state=state, **facts)
    contact = {"contact_name": main[0], "contact_email": main[1]} if main else {}
    a_site(made, organiser, kind=SiteKind.MAIN, state=SiteState.CONFIRMED, **contact)
    return made.id


def with_site(number, name, state=SiteState.WAITING, **facts):
    email = f"{name.split()[-1].lower()}@x.example"
    contact = facts or {"contact_name": name, "contact_email": email}
    return a_site(db.session.get(Conference, number), a_unit(name), state=state, **contact)


def now(number):
    return db.session.get(Conference, number, populate_existing=True)


def do(story, number, *, minutes, **more):
    with clock.at(NOW + timedelta(minutes=minutes)), transaction():
        story(now(number), by=None, **more)


def send(conference, *, by):
    return mailings.send(conference, by=by)


def leave(minutes):
    with clock.at(NOW + timedelta(minutes=minutes)):
        mailing.send_due()


def choice(number, main, added=()):
    units = list(db.session.scalars(select(Site.unit_id).filter_by(conference_id=number).order_by(Site.id)))
    return {"unit_ids": [*units, *(unit.id for unit in added)], "main_unit_id": main}


def main_unit(number):
    return db.session.scalar(select(Site.unit_id).filter_by(conference_id=number, kind=SiteKind.MAIN))


def queued_at(minutes):
    rows = db.session.scalars(select(Notice).where(Notice.created_at >= NOW + timedelta(minutes=minutes)))
    return sorted((row.kind, row.to_address) for row in rows)


def shown(outlook):
    return sorted((one.kind, one.address) for one in outlook.told)


def of_sites(pairs):
    """Without the house, which hears of every change."""
    return [pair for pair in pairs if pair[1].endswith("@x.example") and pair[1] != "chair@x.example"]


def rescheduled(number):
    """What the page says, and what happens, at the sixtieth minute."""
    with clock.at(NOW + timedelta(minutes=60)):
        page = shown(outlooks.rescheduling(now(number), **NEW))
    do(changes.reschedule, number, minutes=60, **NEW)
    return page, queued_at(60)


def chosen(number, **which):
    with clock.at(NOW + timedelta(minutes=60)):
        foreseen = sites.foresee(now(number), **which)
        page = shown(outlooks.other_sites(now(number), foreseen, []))
    do(changes.choose_sites, number, minutes=60, **which)
    return page, queued_at(60)


def test_a_former_main_site_is_invited_although_the_mailing_that_is_being_prepared_has_passed_its_number(monkeypatch):
    monkeypatch.setattr(mailings, "AT_ONCE", 3)
    number = planned()
    last = [with_site(number, f"Xã {name}") for name in "abcdefgh"][-1]
    do(send, number, minutes=0)
    jobs.prepare()

    page, happened = chosen(number, **choice(number, last.unit_id))
    while jobs.prepare():
        pass

    assert (INVITED, "main@x.example") in page and INVITED not in {kind for kind, _address in happened}
    invited = sorted(row.to_address for row in db.session.scalars(select(Notice).filter_by(kind=INVITED)))
    assert invited == [f"{name}@x.example" for name in ("a", "b", "c", "d", "e", "f", "g", "main")]
    assert queries.not_told(now(number)) == []


def test_who_has_a_link_of_a_site_first_asked_is_told_of_the_new_time_beside_its_invitation():
    number = planned()
    with_site(number, "Xã Hai")
    do(send, number, minutes=0)
    leave(1)
    do(changes.postpone, number, minutes=30, reason="Bão")
    fresh = a_unit("Xã Ba", email="vanthu@x.example")
    do(changes.choose_sites, number, minutes=35, **choice(number, main_unit(number), [fresh]))
    with clock.at(NOW + timedelta(minutes=40)), transaction():
        three = db.session.scalar(select(Site).filter_by(unit_id=fresh.id))
        links.issue(three, to_name="Tay", to_address="tay@x.example", by=None)
    leave(40)

    page, happened = rescheduled(number)

    expected = [(RESCHEDULED, "hai@x.example"), (RESCHEDULED, "tay@x.example"), (INVITED, "vanthu@x.example")]
    assert of_sites(happened) == sorted(expected)
    assert page == happened


def with_guest(number, site):
    with transaction():
        here = db.session.get(Site, site)
        by_hand.invite_guest(now(number), name="Khách", address="guest@x.example", site=here, by=None)


def test_a_guest_of_a_site_first_asked_reads_of_the_new_time():
    number = planned()
    with_site(number, "Xã Hai")
    do(send, number, minutes=0)
    leave(1)
    do(changes.postpone, number, minutes=30, reason="Bão")
    with clock.at(NOW + timedelta(minutes=35)):
        with_guest(number, with_site(number, "Xã Ba", SiteState.UNSENT).id)
    leave(40)

    page, happened = rescheduled(number)

    expected = [(RESCHEDULED, "guest@x.example"), (RESCHEDULED, "hai@x.example"), (INVITED, "ba@x.example")]
    assert of_sites(happened) == sorted(expected)
    assert page == happened


def test_a_guest_of_a_former_main_site_reads_of_the_change():
    number = planned()
    two = with_site(number, "Xã Hai")
    do(send, number, minutes=0)
    with_guest(number, db.session.scalar(select(Site.id).filter_by(kind=SiteKind.MAIN)))
    leave(1)

    page, happened = chosen(number, **choice(number, two.unit_id))

    expected = [(CHANGED, "guest@x.example"), (CHANGED, "hai@x.example"), (INVITED, "main@x.example")]
    assert of_sites(happened) == sorted(expected)
    assert page == happened


def set_aside(number):
    """Invited, put off before the invitations left, and called again: no invitation stands."""
    do(desk.invite, number, minutes=0)
    do(changes.postpone, number, minutes=2, reason="Bão")
    leave(3)
    do(changes.reschedule, number, minutes=10, **NEW)
    leave(20)


def test_where_the_first_invitations_never_left_the_page_names_whom_another_main_site_invites():
    number = planned(C.DRAFT)
    _one, two = (with_site(number, name, SiteState.UNSENT) for name in ("Xã An", "Xã Hai"))
    set_aside(number)

    page, happened = chosen(number, **choice(number, two.unit_id))

    expected = [(CHANGED, "hai@x.example"), (INVITED, "main@x.example"), (INVITED, "an@x.example")]
    assert of_sites(happened) == sorted(expected)
    assert page == happened


def test_and_whom_an_added_site_invites_along():
    number = planned(C.DRAFT)
    with_site(number, "Xã An", SiteState.UNSENT)
    set_aside(number)
    fresh = a_unit("Xã Ba", email="ba@x.example")

    page, happened = chosen(number, **choice(number, main_unit(number), [fresh]))

    assert happened == [(INVITED, "an@x.example"), (INVITED, "ba@x.example")]
    assert page == [(INVITED, "an@x.example")]  # those that come are named by the page itself


def test_where_a_former_main_site_has_no_contact_its_leader_is_named_and_invited():
    number = planned(main=None)
    two = with_site(number, "Xã Hai")
    do(send, number, minutes=0)
    leave(1)

    page, happened = chosen(number, **choice(number, two.unit_id))

    assert [kind for kind, address in happened if address == "chair@x.example"] == ["conference_entered", INVITED]
    assert page == happened


def test_while_it_is_put_off_another_main_site_is_told_to_nobody():
    number = planned()
    two = with_site(number, "Xã Hai")
    do(send, number, minutes=0)
    leave(1)
    do(changes.postpone, number, minutes=30, reason="Bão")
    leave(40)

    assert chosen(number, **choice(number, two.unit_id)) == ([], [])


def test_of_two_clerks_who_choose_the_same_main_site_one_is_refused(app):
    number = planned()
    new = with_site(number, "Xã Hai").unit_id
    with_site(number, "Xã An")
    do(send, number, minutes=0)
    which = choice(number, new) | {"version": now(number).version}
    db.session.rollback()
    has_chosen, may_go, outcomes = threading.Event(), threading.Event(), []

    def clerk(waits):
        with app.app_context(), clock.at(NOW + timedelta(minutes=30)):
            try:
                with transaction():
                    changes.choose_sites(db.session.get(Conference, number), by=None, **which)
                    if waits:
                        db.session.flush()
                        has_chosen.set()
                        may_go.wait(10)
                outcomes.append("done")
            except Stale:
                outcomes.append("stale")

    first, second = (threading.Thread(target=clerk, args=(waits,)) for waits in (True, False))
    first.start()
    has_chosen.wait(10)
    second.start()
    second.join(1)
    may_go.set()
    first.join(10)
    second.join(10)

    db.session.rollback()
    told = [row.to_address for row in db.session.scalars(select(Notice).filter_by(kind=CHANGED))]
    assert sorted(outcomes) == ["done", "stale"]
    assert (now(number).sequence, told.count("an@x.example")) == (1, 1)
