from datetime import date

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.directives import family, phrases, queries, register
from meetings.directives.asked import Asked
from meetings.directives.models import Directive, DirectiveState
from meetings.units.models import UnitKind
from tests.directives.made import a_child, a_directive, a_giver, an_officer, did, fresh, history
from tests.make import a_unit, a_user

S = DirectiveState
FAR = date(2090, 1, 1)


def reported(directive, progress):
    return did(directive, "report", text="Words", progress=progress)


def progress_in_the_database(directive):
    of = family.progress_of(Directive)
    return round(db.session.scalar(select(of).where(Directive.id == directive.id)))


@pytest.fixture
def cascade():
    """A parent (90 % by its own word) with children at 20 and at 60; below the latter grandchildren at 10 and 30."""
    parent = a_directive(state=S.ACCEPTED)
    one, two = a_child(parent, state=S.ACCEPTED), a_child(parent, state=S.ACCEPTED)
    grandchildren = [a_child(two, state=S.ACCEPTED) for _ in range(2)]
    for directive, progress in zip([parent, one, two, *grandchildren], [90, 20, 60, 10, 30], strict=True):
        reported(directive, progress)
    return fresh(parent), fresh(one), fresh(two), *map(fresh, grandchildren)


def test_a_parent_is_as_far_as_its_children_over_three_levels(cascade):
    families = family.families([one.id for one in cascade])

    assert [phrases.progress(one, families.get(one.id)) for one in cascade] == [20, 20, 20, 10, 30]


def test_the_database_and_the_row_at_hand_agree_on_the_progress(cascade):
    did(cascade[3], "submit")
    did(cascade[1], "withdraw")
    everything = db.session.scalars(select(Directive)).all()
    families = family.families(select(Directive.id))

    found = {one.id: phrases.progress(one, families.get(one.id)) for one in everything}

    assert found == {one.id: progress_in_the_database(one) for one in everything}
    assert found[cascade[0].id] == 65


def test_what_nobody_has_accepted_does_not_read_as_finished_above():
    parent = a_directive(state=S.ACCEPTED)
    child = a_child(parent, state=S.ACCEPTED)
    grandchild = a_child(child, state=S.ACCEPTED)
    seen = []
    for row, move in ((grandchild, "submit"), (grandchild, "accept"), (child, "submit"), (child, "accept")):
        did(row, move)
        up = fresh(parent), fresh(child)
        shown = [phrases.progress(one, family.family(one)) for one in up]
        assert shown == [progress_in_the_database(one) for one in up]
        seen.append((*shown, family.family(fresh(parent)).submitted))

    assert seen == [(99, 99, 1), (99, 100, 0), (99, 100, 1), (100, 100, 0)]


def test_the_page_of_a_parent_says_that_results_from_below_wait_for_their_acceptance(login):
    parent = a_directive(state=S.ACCEPTED)
    child = a_child(parent, state=S.ACCEPTED)
    did(child, "submit")

    page = login(a_user(Role.LEADER, parent.lead_unit)).get(f"/directives/{parent.id}").text

    assert "Theo báo cáo, còn 1 kết quả của cấp dưới chờ duyệt" in page
    assert "0 xong, 0 đang làm, 1 chờ duyệt" in page
    assert 'value="99"' in page and "<span>99%</span>" in page


def test_passing_work_down_leaves_what_the_unit_reported_until_something_is_reported_from_below():
    parent = reported(a_directive(state=S.ACCEPTED), 30)
    child = a_child(parent)
    seen = []
    for step in ({}, {"take_on": {}}, {"report": {"text": "Words", "progress": 10}}):
        for move, words in step.items():
            did(child, move, **words)
        parent = fresh(parent)
        seen.append((phrases.progress(parent, family.family(parent)), progress_in_the_database(parent)))

    assert seen == [(30, 30), (30, 30), (10, 10)]


def test_what_was_handed_in_is_as_far_as_the_unit_said(cascade):
    done = did(cascade[0], "submit")

    assert phrases.progress(done, family.family(done)) == progress_in_the_database(done) == 100


def test_a_unit_that_gets_a_directive_from_another_does_not_inherit_the_others_work(cascade):
    parent = cascade[0]
    for directive in reversed(cascade[1:]):
        did(directive, "withdraw")
    a_child(parent, state=S.DONE)
    moved = did(parent, "hand_over", lead_unit=a_unit(parent=parent.giver_unit), reason="Why")

    assert family.family(moved) == family.Family()
    assert progress_in_the_database(moved) == 0


def test_the_register_sorts_by_the_progress_that_it_shows(cascade):
    giver = a_giver(cascade[0])
    a_directive("Between", giver_unit=cascade[0].giver_unit, lead=cascade[0].lead_unit, state=S.ACCEPTED)
    between = db.session.scalar(select(Directive).where(Directive.text == "Between"))
    reported(between, 50)

    rows = db.session.scalars(register.rows(fresh(giver), Asked(sort="progress"))).all()

    assert [row.id for row in rows] == [cascade[0].id, between.id]


def test_the_page_says_from_how_many_it_is_reckoned_and_what_the_unit_reported(login, cascade):
    page = login(an_officer(cascade[0])).get(f"/directives/{cascade[0].id}").text

    assert "20%" in page
    assert "Tính từ 4 việc cấp dưới; đơn vị báo cáo 90%" in page


def test_the_branch_with_the_work_of_ones_own_unit_is_open_at_once(login):
    parent = a_directive(state=S.ACCEPTED)
    child = a_child(parent)
    member, leader = (login(a_user(role, one.lead_unit)) for role, one in ((Role.MEMBER, child), (Role.LEADER, parent)))

    def rows(client, path):
        return [f'id="d{one.id}"' in client.get(path).text for one in (parent, child)]

    assert rows(member, "/directives") == [True, True]
    assert rows(member, "/directives?open=") == [True, False]
    assert rows(leader, "/directives") == [True, False]


def test_home_asks_a_person_for_what_the_unit_owes_in_which_he_works():
    given = a_directive(state=S.ACCEPTED)
    new = a_directive(lead=given.lead_unit, giver_unit=given.giver_unit)
    division = a_unit(parent=given.lead_unit, kind=UnitKind.DIVISION)
    officer, member = an_officer(given), a_user(Role.MEMBER, given.lead_unit)
    below, own = a_user(Role.MEMBER, division), a_directive()
    with transaction():
        fresh(own).person_id = below.id

    waiting = [{one.id for one in queries.mine(fresh(who))} for who in (officer, member, below)]

    assert waiting == [{given.id, new.id}, {given.id, new.id}, {own.id}]


def test_passing_down_asks_for_a_level_that_is_left(cascade):
    assert [family.can_have_children(one) for one in cascade] == [True, True, True, False, False]


def test_what_was_passed_down_is_withdrawn_with_its_ground_and_each_unit_is_told_why(cascade):
    did(cascade[1], "submit")
    did(cascade[1], "accept")

    did(cascade[0], "withdraw", reason="Giao nhầm", below=True)

    assert [fresh(one).state for one in cascade] == [S.WITHDRAWN, S.DONE, S.WITHDRAWN, S.WITHDRAWN, S.WITHDRAWN]
    last = history(fresh(cascade[3]))[0]
    assert last.text == f"{cascade[0].code} đã thu hồi: Giao nhầm"
    assert last.unit_name == cascade[2].lead_unit.short_name


def test_what_hangs_below_a_directive_withdrawn_before_is_withdrawn_too(cascade):
    did(cascade[2], "withdraw", reason="Trùng việc")

    did(cascade[0], "withdraw", reason="Giao nhầm", below=True)

    assert {fresh(one).state for one in cascade} == {S.WITHDRAWN}


def test_without_that_the_unit_keeps_what_it_passed_down(cascade):
    did(cascade[0], "withdraw", reason="Giao nhầm")

    assert {fresh(one).state for one in cascade[1:]} == {S.IN_PROGRESS}


def test_withdrawing_asks_what_becomes_of_what_was_passed_down_only_where_there_is_some(login):
    parent = a_directive(state=S.ACCEPTED)
    giver = login(a_giver(parent))
    alone = giver.get(f"/directives/{parent.id}").text
    child = a_child(parent)

    asked = giver.get(f"/directives/{parent.id}").text
    giver.post(
        f"/directives/{parent.id}/withdraw",
        data={
            "withdraw-reason": "Giao nhầm",
            "withdraw-below": "y",
            "withdraw-version": str(fresh(parent).version),
        },
    )

    assert 'name="withdraw-below"' not in alone
    assert "Thu hồi cả 1 nhiệm vụ đã giao tiếp xuống dưới" in asked
    assert fresh(child).state is S.WITHDRAWN
