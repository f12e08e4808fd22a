import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Chair, ChairPart
from meetings.directives import queries, register, rules, sight
from meetings.directives.asked import Asked
from meetings.directives.models import Directive, DirectiveState
from meetings.units.models import UnitKind
from tests.directives.made import a_child, a_directive, fresh
from tests.make import a_conference, a_province, a_unit, a_user, an_administrator, saved

S = DirectiveState
RIGHTS = ("see", "judge", "answer", "report", "pass_down")


@pytest.fixture
def cascade():
    """A province gives to a commune, which passes down to a division; a department coordinates."""
    province = a_province()
    commune = a_unit("Commune", parent=province)
    department = a_unit("Department", kind=UnitKind.DEPARTMENT, parent=province)
    conference = a_conference(organiser=province)
    top = a_directive(
        giver_unit=province, lead=commune, coordinators=[department], conference=conference, state=S.ACCEPTED
    )
    return top, a_child(top)


def rights(user, directive):
    return {name for name in RIGHTS if getattr(rules, f"can_{name}")(fresh(user), fresh(directive))}


def whom(cascade):
    top, child = cascade
    province, commune, department = top.giver_unit, top.lead_unit, top.coordinators[0]
    division = child.lead_unit
    office = a_unit("Office", kind=UnitKind.OFFICE, parent=province)
    return {
        "leader of the province": a_user(Role.LEADER, province),
        "secretariat in the office": a_user(Role.SECRETARIAT, office),
        "member of the province": a_user(Role.MEMBER, province),
        "leader of the commune": a_user(Role.LEADER, commune),
        "officer of the commune": a_user(Role.SITE_OFFICER, commune),
        "member of the commune": a_user(Role.MEMBER, commune),
        "leader of the division": a_user(Role.LEADER, division),
        "member of the division": a_user(Role.MEMBER, division),
        "leader of the coordinating department": a_user(Role.LEADER, department),
        "leader of another commune": a_user(Role.LEADER, a_unit(parent=province)),
        "administrator": an_administrator(),
    }


def test_who_may_do_what_with_a_directive_from_above(cascade):
    found = {name: rights(user, cascade[0]) for name, user in whom(cascade).items()}

    assert found == {
        "leader of the province": {"see", "judge"},
        "secretariat in the office": {"see", "judge"},
        "member of the province": {"see"},
        "leader of the commune": {"see", "answer", "report", "pass_down"},
        "officer of the commune": {"see", "answer", "report"},
        "member of the commune": {"see", "report"},
        "leader of the division": {"see"},
        "member of the division": {"see"},
        "leader of the coordinating department": {"see"},
        "leader of another commune": set(),
        "administrator": set(RIGHTS),
    }


def test_who_may_do_what_with_one_passed_down(cascade):
    found = {name: rights(user, cascade[1]) for name, user in whom(cascade).items()}

    assert found == {
        "leader of the province": {"see"},
        "secretariat in the office": {"see"},
        "member of the province": {"see"},
        "leader of the commune": {"see", "judge"},
        "officer of the commune": {"see"},
        "member of the commune": {"see"},
        "leader of the division": {"see", "answer", "report", "pass_down"},
        "member of the division": {"see", "report"},
        "leader of the coordinating department": set(),
        "leader of another commune": set(),
        "administrator": set(RIGHTS),
    }


def test_the_person_named_answers_for_his_own(cascade):
    someone = a_user(Role.MEMBER)
    with transaction():
        fresh(cascade[1]).person_id = someone.id

    assert rights(someone, cascade[1]) == {"see", "answer", "report"}
    assert rights(someone, cascade[0]) == set()


def test_who_presides_over_a_conference_or_keeps_it_sees_its_directives(cascade):
    top, child = cascade
    chair, secretary = a_user(), a_user()
    conference_id = top.conference_id
    saved(Chair(conference_id=conference_id, person_id=chair.id, name=chair.name, part=ChairPart.CHAIR))
    with transaction():
        fresh(top.conference).secretary_id = secretary.id

    assert [rights(user, one) for user in (chair, secretary) for one in (top, child)] == [{"see"}] * 4


def test_a_grandchild_is_seen_by_who_gave_the_first():
    department = a_unit(kind=UnitKind.DEPARTMENT)
    top = a_directive(giver_unit=department, lead=a_unit(), state=S.ACCEPTED)
    child = a_child(top, state=S.ACCEPTED)
    grandchild = a_child(child)
    member = a_user(Role.MEMBER, department)

    assert [rights(member, one) for one in (top, child, grandchild)] == [{"see"}] * 3


def test_the_register_holds_exactly_what_each_may_see(cascade):
    others = [a_directive(), a_directive(lead=cascade[1].lead_unit)]
    everything = [*cascade, *others]

    for user in whom(cascade).values():
        listed = set(db.session.scalars(select(Directive.id).where(sight.seen_by(fresh(user)))))
        assert listed == {one.id for one in everything if rules.can_see(fresh(user), fresh(one))}


def test_nobody_without_an_account_may_do_anything(cascade, app):
    nobody = app.login_manager.anonymous_user()

    assert not any(getattr(rules, f"can_{name}")(nobody, cascade[0]) for name in RIGHTS)
    assert not rules.can_give(nobody)


def test_home_shows_the_directives_of_all_units_and_the_person_at_once(cascade):
    officer = a_user(Role.SITE_OFFICER, cascade[0].lead_unit)
    own = a_directive()
    with transaction():
        fresh(own).person_id = officer.id

    assert {one.id for one in queries.mine(fresh(officer))} == {cascade[0].id, own.id}
    assert queries.counts_of_mine(fresh(officer))["in_time"] == 2


def test_what_the_body_above_leads_is_no_directive_of_the_divisions_own(cascade):
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=cascade[0].lead_unit)
    people = [a_user(role, division) for role in (Role.MEMBER, Role.SITE_OFFICER, Role.LEADER)]
    own = a_directive(lead=division)

    for person in map(fresh, people):
        found = db.session.scalars(register.rows(person, Asked(side="mine"))).all()
        counted = queries.counts_of_mine(person)
        totals = register.totals(person, Asked(side="mine"))
        assert ([one.id for one in found], counted["in_time"], totals.all) == ([own.id], 1, 1), person.name
        assert rules.can_see(person, fresh(cascade[0]))


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.LEADER, Role.SITE_OFFICER])
def test_overdue_is_one_number_in_the_side_bar_on_home_and_in_the_register(login, role):
    with clock.at(clock.now() - timedelta(days=30)):
        due = clock.today() + timedelta(days=10)
        top = a_directive(state=S.ACCEPTED, due_on=due)
        a_child(top, state=S.ACCEPTED, due_on=due)
    browser = login(a_user(role, top.giver_unit if role in sight.GIVERS else top.lead_unit))
    side = "" if role in sight.GIVERS else "?side=mine"
    number = 2 if role in sight.GIVERS else 1

    home, listed = browser.get("/").text, browser.get(f"/directives{side}").text

    for page in (home, listed):
        assert f'nc-nav-bad" aria-hidden="true">{number}<' in page
    assert re.search(rf"<b>{number}</b></span><span>Quá hạn", home)
    # Of the two that a giver follows one was given by his side: that one he urges.
    assert f"1 nhiệm vụ quá hạn{' chưa nộp' if role in sight.GIVERS else ''}" in home
    assert re.search(rf"Quá hạn</span>\s*<span class=\"directives-total-line\"><b>{number}</b>", listed)


@pytest.fixture
def given():
    """What a commune passed down to a division, where only people work who answer for nothing."""
    top = a_directive(state=S.ACCEPTED)
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=top.lead_unit)
    works_there = a_user(Role.MEMBER, division)
    return works_there, a_child(top, lead=division)


def test_where_nobody_answers_for_a_unit_its_members_do(given):
    works_there, child = given

    alone = rights(works_there, child)
    head = a_user(Role.LEADER, child.lead_unit)

    assert (alone, rights(works_there, child), rights(head, child)) == (
        {"see", "answer", "report"},
        {"see", "report"},
        {"see", "answer", "report", "pass_down"},
    )


@pytest.mark.parametrize("closed", [False, True])
def test_where_a_division_has_no_people_the_office_of_its_body_records(closed):
    top = a_directive(state=S.ACCEPTED)
    division = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=top.lead_unit)
    if closed:
        a_user(Role.MEMBER, division, is_closed=True)
    child = a_child(top, lead=division)
    people = {role: a_user(role, top.lead_unit) for role in (Role.SITE_OFFICER, Role.LEADER, Role.MEMBER)}

    found = {role: "answer" in rights(person, child) for role, person in people.items()}

    assert found == {Role.SITE_OFFICER: True, Role.LEADER: False, Role.MEMBER: False}
    a_user(Role.MEMBER, division)
    assert "answer" not in rights(people[Role.SITE_OFFICER], child)


def test_a_commune_without_people_is_spoken_for_by_nobody_else():
    directive = a_directive()

    foreign, own = (a_user(Role.SITE_OFFICER, unit) for unit in (directive.giver_unit, directive.lead_unit))
    assert ["answer" in rights(person, directive) for person in (foreign, own)] == [False, True]
