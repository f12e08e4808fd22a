"""Who is charged by a replacing notice, where directives were handed over to other units since."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.directives import actions, issuing
from meetings.directives.models import DirectiveEvent, DirectiveState, EventKind
from tests.conclusions.replaced import LATER, do, given, history, in_force, released, replaced, replacing
from tests.conftest import unguarded
from tests.directives.made import WORDS, fresh
from tests.make import MONDAY, a_unit

S = DirectiveState


@pytest.fixture(autouse=True)
def _the_day_after():
    with clock.at(MONDAY + timedelta(days=1)):
        yield


def units(names):
    return [a_unit(f"Sở {name}") for name in names]


def handed_over(directive, unit):
    do(actions.hand_over, directive, lead_unit=fresh(unit), reason="Đúng chức năng")


def led():
    return [(one.lead_unit.name[-1], one.state) for one in given()]


def not_kept():
    """As if all hand-overs had been written by a release that did not keep from which unit."""
    with transaction(), unguarded(db.session.connection()):
        db.session.execute(update(DirectiveEvent).values(from_unit_id=None))


def test_each_that_was_handed_over_is_judged_by_the_unit_from_which_it_came():
    a, b, c, d = units("ABCD")
    old = in_force(leads=[a, b])
    for directive, unit in zip(given(), (c, d), strict=True):
        handed_over(directive, unit)

    new = replaced(old, leads=[a])

    assert led() == [("C", S.ASSIGNED), ("D", S.WITHDRAWN)]
    assert [one.paper_id for one in given()] == [new.paper_id, old.paper_id]


def test_what_went_through_several_hands_stands_for_the_first():
    a, b, c, d = units("ABCD")
    old = in_force(leads=[a, b])
    for unit in (c, d):
        handed_over(given()[0], unit)

    second = replaced(old, leads=[a])
    replaced(second, leads=[b, c])

    assert led() == [("D", S.WITHDRAWN), ("B", S.WITHDRAWN), ("B", S.ASSIGNED), ("C", S.ASSIGNED)]


def test_a_unit_that_is_newly_named_keeps_what_was_handed_over_to_it_and_the_other_is_given_its_own(login):
    a, b, c = units("ABC")
    old = in_force(leads=[a, b])
    handed_over(given()[0], c)
    new = replacing(old, leads=[a, b, c])

    page = login(new.conference.secretary).get(f"/conclusions/{new.id}/release").text
    released(new)

    assert "1 nhiệm vụ được giao mới" in page and "Sở A: Tổ chức tập huấn." in page
    assert led() == [("C", S.ASSIGNED), ("B", S.ASSIGNED), ("A", S.ASSIGNED)]


def test_what_counts_as_its_own_since_a_notice_named_it_is_its_own_when_it_is_handed_over_later():
    a, c, d = units("ACD")
    old = in_force(leads=[a])
    handed_over(given()[0], c)
    second = replaced(old, leads=[a, c])
    handed_over(given()[0], d)

    third = replaced(second, leads=[a, c], due_on=LATER)
    assert led() == [("D", S.ASSIGNED), ("A", S.ASSIGNED)]

    replaced(third, leads=[a])
    assert led() == [("D", S.WITHDRAWN), ("A", S.ASSIGNED)]


def test_nothing_is_given_or_withdrawn_where_the_units_changed_places():
    a, b, c = units("ABC")
    old = in_force(leads=[a, b])
    one, two = given()
    handed_over(one, c)
    handed_over(two, a)
    handed_over(one, b)

    replaced(old, due_on=LATER)

    assert [(*row, one.due_on) for row, one in zip(led(), given(), strict=True)] == [
        ("B", S.ASSIGNED, LATER),
        ("A", S.ASSIGNED, LATER),
    ]


def test_what_was_assigned_again_to_the_unit_that_returned_it_is_its_own():
    a, b = units("AB")
    old = in_force(leads=[a, b])
    do(actions.return_, given()[1], reason="Thiếu người")
    do(actions.assign_again, given()[1])

    replaced(old, leads=[a])

    assert led() == [("A", S.ASSIGNED), ("B", S.WITHDRAWN)]


@pytest.mark.parametrize("ways, state", [(("take_on", "submit", "accept"), S.DONE), (("withdraw",), S.WITHDRAWN)])
def test_what_was_handed_over_and_is_finished_is_not_given_anew(ways, state):
    a, c = units("AC")
    old = in_force(leads=[a])
    handed_over(given()[0], c)
    for way in ways:
        do(getattr(actions, way), given()[0], **WORDS.get(way, {}))

    replaced(old, due_on=LATER)

    assert led() == [("C", state)]


def test_the_step_keeps_from_which_unit_it_came_and_in_whose_place_it_is_led():
    a, c = units("AC")
    old = in_force(leads=[a])
    handed_over(given()[0], c)

    replaced(old, due_on=LATER)

    assert [(step.kind, step.from_unit_id) for step in history(given()[0])] == [
        (EventKind.GIVEN, None),
        (EventKind.ASSIGNED_AGAIN, a.id),
        (EventKind.AMENDED, a.id),
    ]


def test_of_before_it_was_kept_what_nobody_can_tell_goes_on_and_is_named(login):
    a, b, c, d = units("ABCD")
    old = in_force(leads=[a, b])
    for directive, unit in zip(given(), (c, d), strict=True):
        handed_over(directive, unit)
    not_kept()
    new = replacing(old, leads=[a])

    page = login(new.conference.secretary).get(f"/conclusions/{new.id}/release").text
    released(new)

    warned = page[page.index("nay không rõ chuyển từ đơn vị nào") :]
    assert all(f"{one.code}</a> · {one.lead_unit.short_name}" in warned for one in given())
    assert led() == [("C", S.ASSIGNED), ("D", S.ASSIGNED)]


@pytest.mark.parametrize("named, state", [("A", S.ASSIGNED), ("B", S.WITHDRAWN)])
def test_of_before_it_was_kept_one_alone_stands_for_the_one_unit_that_has_none(login, named, state):
    a, b, c = units("ABC")
    old = in_force(leads=[a, b])
    handed_over(given()[0], c)
    not_kept()
    new = replacing(old, leads=[a if named == "A" else b])

    page = login(new.conference.secretary).get(f"/conclusions/{new.id}/release").text
    released(new)

    assert "nay không rõ" not in page
    assert led() == [("C", state), ("B", S.WITHDRAWN if named == "A" else S.ASSIGNED)]


def test_of_before_it_was_kept_nothing_is_given_anew_where_the_words_alone_change():
    a, b, c = units("ABC")
    old = in_force(leads=[a, b])
    handed_over(given()[0], c)
    do(actions.withdraw, given()[0], reason="Không cần nữa")
    not_kept()

    replaced(old, due_on=LATER)

    assert led() == [("C", S.WITHDRAWN), ("B", S.ASSIGNED)]


@pytest.mark.parametrize("way", ["hand_over", "assign_again"])
def test_a_unit_from_which_the_replacement_withdrew_it_can_be_handed_another_of_the_same(way):
    a, b = units("AB")
    replaced(in_force(leads=[a, b]), leads=[a])
    one = given()[0]
    if way == "assign_again":
        do(actions.return_, one, reason="Thiếu người")

    do(getattr(actions, way), one, lead_unit=fresh(b), **({"reason": "Lại thế"} if way == "hand_over" else {}))

    assert led() == [("B", S.ASSIGNED), ("B", S.WITHDRAWN)]


def test_who_was_handed_it_after_it_was_withdrawn_from_him_keeps_it_when_he_is_named_again():
    a, b = units("AB")
    second = replaced(in_force(leads=[a, b]), leads=[a])
    handed_over(given()[0], b)

    replaced(second, leads=[a, b])

    assert led() == [("B", S.ASSIGNED), ("B", S.WITHDRAWN), ("A", S.ASSIGNED)]


def test_a_unit_that_holds_it_or_had_it_on_the_same_notice_is_not_handed_it_twice():
    a, b, c = units("ABC")
    in_force(leads=[a, b, c])
    one, _two, three = given()
    do(actions.withdraw, three, reason="Không cần nữa")

    for unit in (b, c):
        with pytest.raises(NotValid) as refused:
            handed_over(one, unit)
        assert refused.value.message == issuing.SAME_BLOCK
