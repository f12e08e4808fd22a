"""Who is told for a site whose unit has named no contact: its leaders, as far as their accounts reach them."""

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.desk import actions as desk
from meetings.invitations.models import Invite
from meetings.notices.actions import Recipient
from meetings.notices.models import Notice, NoticeState
from meetings.sites import actions, links, rules, telling
from meetings.sites.models import SiteKind, SiteState
from tests.invitations.make import NOW, a_planned_conference
from tests.make import a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit
from tests.sites.make import now


@pytest.fixture
def office(app):
    return a_unit("Sở Nội vụ")


@pytest.fixture
def director(office):
    return a_leader(office, name="Dương Nội Vụ", email="giamdoc@noivu.example")


def called(site):
    with clock.at(NOW), transaction():
        desk.invite(now(site).conference, by=None)


def told(site):
    return [[one.name for one in telling.people([now(site)])[site.id]]]


def of_site(site):
    query = db.session.query(Notice).filter_by(about=f"site:{site.id}").order_by(Notice.id)
    return [(one.kind, one.to_address, one.state, "link_id" in one.facts) for one in query]


def test_where_no_contact_is_named_the_leader_is_invited_with_a_link_and_an_entry_for_his_calendar(office, director):
    site = a_site(a_planned_conference(), office)

    called(site)

    assert of_site(site) == [("invitation", "giamdoc@noivu.example", NoticeState.QUEUED, True)]
    assert now(site).invited_at == NOW
    assert db.session.query(Invite).filter_by(person_id=director.id).one().site_id == site.id
    assert rules.answers_for(db.session.merge(director), now(site))


def test_he_is_reminded_of_an_answer_too(office, director):
    site = a_site(a_planned_conference(), office)
    called(site)

    with clock.at(NOW), transaction():
        number = actions.remind(now(site).conference, site_ids=[site.id], by=None)

    assert number == 1
    assert [kind for kind, *_ in of_site(site)] == ["invitation", "confirm_reminder"]


def test_the_pages_before_and_after_sending_name_him(login, office, director):
    conference = a_planned_conference(sites=0)
    site, secretary = a_site(conference, office), a_secretary(conference.organiser)
    browser, address = login(secretary), f"/conferences/{conference.id}/invitation/"

    before = browser.get(f"{address}previews?to=s{site.id}-0").text
    called(site)
    after = browser.get(f"{address}recipients").text

    assert [(director.name in page, "Không gửi được" in page) for page in (before, after)] == [(True, False)] * 2


def test_an_officer_or_a_contact_who_is_reached_stands_before_the_leaders(office, director):
    conference = a_planned_conference(sites=0)
    named = a_site(conference, office, contact_name="Bà Hoa", contact_email="hoa@noivu.example")
    other = a_unit("Sở Y tế")
    a_leader(other)
    officer = a_site_officer(other)

    assert told(named) == [["Bà Hoa"]]
    assert told(a_site(conference, other)) == [[officer.name]]


def test_the_address_of_the_unit_goes_on_being_written_to_beside_its_leaders(director):
    conference = a_planned_conference(sites=0)
    office = a_unit("Sở Y tế", email="vanthu@yte.example")
    leader = a_leader(office)

    assert told(a_site(conference, office)) == [[leader.name, "Sở Y tế"]]


@pytest.mark.parametrize("facts", [{"email": None}, {"is_closed": True}])
def test_a_leader_whom_nothing_reaches_stands_for_nobody(facts):
    office = a_unit("Sở Y tế", email="vanthu@yte.example")
    a_leader(office, **facts)
    site = a_site(a_planned_conference(sites=0), office)

    assert told(site) == [[]]
    assert telling.reachable([now(site)])[site.id] == [Recipient("Sở Y tế", "vanthu@yte.example")]


def test_leaders_of_the_organiser_hear_nothing_of_what_becomes_of_the_main_site(office):
    conference = a_planned_conference(sites=0)
    a_leader(conference.organiser)
    main = a_site(conference, office, kind=SiteKind.MAIN)
    a_leader(office)

    assert told(main) == [[]]


def test_a_leader_who_sent_his_link_back_is_not_asked_again(office, director):
    site = a_site(a_conference(state=ConferenceState.INVITING), office, state=SiteState.WAITING)
    with transaction():
        given = links.issue(now(site), to_name=director.name, to_address=director.email, by=None)
        links.send_back(given, by=links.Bearer(given))

    assert telling.addressees([now(site)])[site.id] == [("Sở Nội vụ", "", "")]


@pytest.mark.parametrize("number", [1, 4])
def test_whom_to_tell_costs_one_statement_however_many_sites(queries, number):
    conference = a_planned_conference(sites=0)
    sites = []
    for _ in range(number):
        unit = a_unit()
        a_leader(unit)
        sites.append(now(a_site(conference, unit)))
    units = [site.unit for site in sites]
    queries.clear()

    found = telling.people(sites)

    assert (len(queries), [len(found[site.id]) for site in sites], len(units)) == (1, [1] * number, number)
