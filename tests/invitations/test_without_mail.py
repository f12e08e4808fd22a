"""Contacts who have a mobile number only: no address is not the same address, so each loses what is his alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import actions as desk
from meetings.desk import changes
from meetings.invitations import by_hand, mailings
from meetings.invitations.models import Invite
from meetings.notices.models import Channel, Notice, NoticeState, Wish
from meetings.sites import actions as sites
from meetings.sites import links
from meetings.sites import telling as site_telling
from meetings.sites.models import Site
from tests.invitations.make import NOW, XA, a_planned_conference, leave, revise
from tests.make import a_site, a_site_officer, a_unit
from tests.stand_ins import TextGateway

FIRST, SECOND, THIRD = "+84912345600", "+84912345610", "+84912345620"
CORRECTED, BESIDE = "+84912345699", "+84987654321"
NIGHT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.fixture
def gateway(app, monkeypatch):
    with TextGateway() as running:
        monkeypatch.setitem(app.config, "TEXT_GATEWAY", running.url)
        monkeypatch.setitem(app.config, "TEXT_SUCCESS", "json:CodeResult=100")
        yield running


@pytest.fixture
def conference(gateway):
    """Called a moment ago: one site with a mailbox, three with a telephone only."""
    called = a_planned_conference()
    for number, phone in enumerate((FIRST, SECOND, THIRD)):
        a_site(called, a_unit(f"Phường {number}"), contact_name=f"Bà {number}", contact_phone=phone)
    with clock.at(NOW), transaction():
        desk.invite(called, by=None)
    return called


def waiting():
    """Kind and number of what waits for a telephone."""
    query = select(Notice.kind, Notice.to_phone).where(Notice.state == NoticeState.QUEUED, Notice.to_phone != "")
    return sorted(map(tuple, db.session.execute(query)))


def of(name):
    return db.session.scalar(select(Invite).filter_by(name=name))


def test_who_is_taken_off_loses_what_waits_for_him_alone(conference):
    with clock.at(NOW), transaction():
        by_hand.withdraw(of("Bà 0"), by=None)

    assert waiting() == [("invitation", SECOND), ("invitation", THIRD)]


def test_who_is_asked_again_leaves_what_waits_for_others(conference):
    with clock.at(NOW), transaction():
        by_hand.withdraw(of("Bà 0"), by=None)
    with clock.at(NOW), transaction():
        by_hand.give_back(of("Bà 0"), by=None)

    assert waiting() == [("conference_entered", FIRST), ("invitation", SECOND), ("invitation", THIRD)]


def test_a_corrected_number_takes_nothing_from_others(conference):
    with transaction():
        db.session.scalar(select(Site).filter_by(contact_phone=FIRST)).contact_phone = CORRECTED
    revise(conference, place="Phòng họp số 2")

    invited = [phone for kind, phone in waiting() if kind == "invitation"]
    assert (invited, {phone for _kind, phone in waiting()}) == ([SECOND, THIRD], {CORRECTED, SECOND, THIRD})


def test_a_dropped_site_hears_the_farewell_and_no_invitation(conference, gateway):
    with clock.at(NOW), transaction():
        changes.drop_site(of("Bà 0").site, by=None)

    assert waiting() == [("invitation", SECOND), ("invitation", THIRD), ("site_dropped", FIRST)]
    leave(NOW)
    [said] = [one["text"] for one in gateway.said if one["to"] == FIRST]
    assert "không còn trong danh sách dự" in said


def test_the_short_message_beside_an_invitation_does_not_follow_the_farewell(conference, gateway, server):
    officer = a_site_officer(of("Bà 0").site.unit)
    with transaction():
        officer = db.session.get(Person, officer.id)
        officer.email, officer.phone = "ha@phuong.example", BESIDE
        db.session.add(Wish(person_id=officer.id, asking=Channel.TEXT))
    with clock.at(NIGHT), transaction():
        mailings.send(conference, again=True, by=None)
    leave(NIGHT)
    waited = waiting()

    with clock.at(NIGHT), transaction():
        changes.drop_site(of("Bà 0").site, by=None)

    assert ("invitation", BESIDE) in waited
    assert [kind for kind, phone in waiting() if phone == BESIDE] == ["site_dropped"]
    leave(NIGHT + timedelta(hours=9))
    assert [one["text"] for one in gateway.said if one["to"] == BESIDE] == []


def test_neither_reminder_nor_link_of_a_dropped_site_leaves_after_it(conference):
    site = of("Bà 0").site
    with clock.at(NIGHT), transaction():
        sites.remind(conference, site_ids={site.id}, by=None)
        given = links.issue(site, to_name="Bà Hoa", to_address=XA, by=None)
        site_telling.tell_bearer(given)

    with clock.at(NIGHT), transaction():
        changes.drop_site(site, by=None)

    query = select(Notice.kind).where(Notice.state == NoticeState.QUEUED, Notice.about == f"site:{site.id}")
    assert db.session.scalars(query).all() == []


def test_who_answers_for_another_site_too_gets_the_invitation_of_that_one_only(conference):
    first, second = of("Bà 0").site, of("Bà 1").site
    with clock.at(NIGHT), transaction():
        second.contact_name, second.contact_phone = "Bà 0", FIRST
        mailings.send(conference, again=True, by=None)
        changes.drop_site(first, by=None)

    query = select(Notice.about).where(Notice.kind == "invitation", Notice.to_phone == FIRST)
    assert db.session.scalars(query).all() == [f"site:{second.id}"]


def test_a_telephone_that_heard_that_its_site_is_dropped_is_not_invited_afterwards(conference, gateway):
    with clock.at(NOW), transaction():
        notice = db.session.scalar(select(Notice).filter_by(to_phone=FIRST, kind="invitation"))
        notice.state, notice.lease, notice.attempts, notice.channel = NoticeState.SENDING, "killed", 1, Channel.TEXT
        notice.leased_until = NOW + timedelta(minutes=40)
    with clock.at(NOW + timedelta(minutes=10)), transaction():
        changes.drop_site(of("Bà 0").site, by=None)
    leave(NOW + timedelta(minutes=10))

    leave(NOW + timedelta(hours=1))

    [said] = [one["text"] for one in gateway.said if one["to"] == FIRST]
    assert "Mời" not in said
