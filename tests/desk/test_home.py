"""Home says by role what waits, and asks the same number of questions however many sites there are."""

from datetime import timedelta

import pytest

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState
from meetings.desk import waiting
from meetings.directives import actions as directives
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import (
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
)


@pytest.fixture
def conference():
    starts = clock.now() + timedelta(hours=3)
    return a_conference(state=ConferenceState.INVITING, chair=a_leader(), starts_at=starts, title="Giao ban tháng 11")


def test_who_has_nothing_to_do_reads_so(login):
    answer = login(a_stranger()).get("/")

    assert (answer.status_code, "Giao ban" in answer.text) == (200, False)


def test_the_officer_is_led_to_his_answer(login, conference):
    commune = a_unit("UBND xã Vũ Quang")
    site = a_site(conference, commune, state=SiteState.WAITING)
    text = login(a_site_officer(commune)).get("/").text

    assert f'href="/sites/{site.id}"' in text and "Giao ban tháng 11" in text


def test_the_secretariat_reads_who_is_missing_by_name(login, conference):
    a_site(conference, a_unit("UBND xã Hương Khê"), state=SiteState.WAITING)
    a_site(conference, a_unit("UBND xã Kỳ Anh"), state=SiteState.CHANGE_REQUESTED, wanted_chair_name="Ông Cường")
    text = login(a_secretary(conference.organiser)).get("/").text

    assert "UBND xã Hương Khê" in text and "Ông Cường" in text


def test_a_member_reads_the_directives_of_his_unit(login, conference):
    office = a_unit(parent=conference.organiser)
    with transaction():
        directives.give("Làm báo cáo", lead_unit=office, giver_unit=conference.organiser, by=None)

    assert "Làm báo cáo" in login(a_user(Role.MEMBER, office)).get("/").text


def test_what_one_may_not_see_is_not_ahead(conference):
    assert waiting.coming(a_stranger()).next is None
    assert waiting.coming(conference.chairs[0].person).next is not None


@pytest.mark.parametrize("who", [a_secretary, a_leader, a_site_officer])
def test_statements_do_not_grow_with_sites(login, conference, queries, who):
    person = who(conference.organiser)
    a_site(conference, conference.organiser, kind=SiteKind.MAIN)
    client, counts = login(person), []
    for rows in (1, 300):
        with transaction():
            db.session.add_all(
                Site(conference_id=conference.id, unit_id=a_unit_id, name="x", state=SiteState.CONFIRMED)
                for a_unit_id in _units(rows)
            )
        queries.clear()
        client.get("/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12, "\n".join(q[:60] + q[q.find("FROM") : q.find("FROM") + 60] for q in queries)


def _units(rows):
    units = [Unit(name="x", short_name="x", kind=UnitKind.COMMUNE, path="/x/") for _ in range(rows)]
    db.session.add_all(units)
    db.session.flush()
    return [unit.id for unit in units]
