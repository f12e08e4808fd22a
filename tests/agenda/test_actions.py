from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda import actions, queries
from meetings.agenda.models import Item, ItemKind
from meetings.agenda.timetable import timetable
from meetings.base.db import transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import ConferenceState
from tests.make import MONDAY, a_conference, a_secretary, a_site


@pytest.fixture
def conference():
    return a_conference()


def added(conference, *titles, **facts):
    facts.setdefault("kind", ItemKind.REPORT)
    by = a_secretary(conference.organiser)
    with transaction():
        return [actions.add(conference, title=title, by=by, **facts) for title in titles]


def numbers(conference):
    return [(item.number, item.title) for item in queries.items_of(conference.id)]


def test_items_are_numbered_in_order_and_breaks_are_not(conference):
    added(conference, "a")
    added(conference, "pause", kind=ItemKind.BREAK)
    added(conference, "b")

    assert numbers(conference) == [("1", "a"), ("", "pause"), ("2", "b")]


def test_an_item_is_put_behind_another(conference):
    first, _last = added(conference, "first", "last")
    added(conference, "between", after=first)

    assert [title for _, title in numbers(conference)] == ["first", "between", "last"]


def test_a_published_number_never_moves_and_a_late_item_gets_a_letter(conference):
    first, last = added(conference, "first", "last")
    with transaction():
        actions.publish(conference, by=None)
    added(conference, "late", after=first)
    with transaction():
        actions.reorder(
            conference,
            [last.id, *(item.id for item in queries.items_of(conference.id) if item.id != last.id)],
            version=queries.agenda(conference.id).version,
            by=None,
        )

    assert numbers(conference) == [("2", "last"), ("1", "first"), ("1a", "late")]


def test_published_once(conference):
    added(conference, "a")
    with transaction():
        actions.publish(conference, by=None)

    with pytest.raises(NotNow), transaction():
        actions.publish(conference, by=None)


def test_nothing_to_publish(conference):
    with pytest.raises(NotValid), transaction():
        actions.publish(conference, by=None)


def test_moving_down_and_up(conference):
    first, second, third = added(conference, "1", "2", "3")
    for item, steps, order in ((first, 1, "213"), (third, -2, "321"), (second, -9, "231")):
        with transaction():
            actions.move(item, steps, version=queries.agenda(conference.id).version, by=None)
        assert "".join(title for _, title in numbers(conference)) == order


def test_two_orders_at_once_show_both(conference):
    first, second = added(conference, "first", "second")
    shown = queries.agenda(conference.id).version
    with transaction():
        actions.reorder(conference, [second.id, first.id], version=shown, by=None)

    with pytest.raises(Stale) as stale, transaction():
        actions.reorder(conference, [first.id, second.id], version=shown, by=None)

    assert (stale.value.mine, stale.value.theirs) == ("first\nsecond", "second\nfirst")


def test_a_new_order_does_not_disturb_who_edits_an_item(conference):
    first, second = added(conference, "first", "second")
    shown = first.version
    with transaction():
        actions.reorder(conference, [second.id, first.id], version=queries.agenda(conference.id).version, by=None)
    with transaction():
        actions.revise(first, version=shown, title="renamed", by=None)

    assert numbers(conference) == [("1", "second"), ("2", "renamed")]


def test_two_edits_of_an_item_at_once(conference):
    (item,) = added(conference, "old")
    shown = item.version
    with transaction():
        actions.revise(item, version=shown, title="theirs", by=None)

    with pytest.raises(Stale) as stale, transaction():
        actions.revise(item, version=shown, title="mine", by=None)

    assert (stale.value.mine, stale.value.theirs) == ("mine", "theirs")


def test_a_foreign_or_missing_item_in_an_order_is_refused(conference):
    (item,) = added(conference, "a")
    (foreign,) = added(a_conference(), "b")

    for wrong in ([], [foreign.id], [item.id, foreign.id], [item.id, item.id]):
        with pytest.raises(NotValid), transaction():
            actions.reorder(conference, wrong, version=queries.agenda(conference.id).version, by=None)


def test_removing_closes_the_gap_before_publishing_and_keeps_it_after(conference):
    first, second, third = added(conference, "1", "2", "3")
    with transaction():
        actions.remove(first, version=first.version, by=None)
    assert numbers(conference) == [("1", "2"), ("2", "3")]
    with transaction():
        actions.publish(conference, by=None)
        actions.remove(second, version=second.version, by=None)

    assert numbers(conference) == [("2", "3")]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "  "}, "title"),
        ({"planned_minutes": 0}, "planned_minutes"),
        ({"planned_minutes": 1441}, "planned_minutes"),
        ({"presenter_text": "x", "presenter_unit_id": 1}, "presenter_text"),
        ({"fixed_start": MONDAY - timedelta(minutes=1)}, "fixed_start"),
        ({"kind": ItemKind.LOCAL}, "site_id"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(conference, facts, field):
    with pytest.raises(NotValid) as refusal, transaction():
        actions.add(conference, **{"kind": ItemKind.REPORT, "title": "t", **facts}, by=None)

    assert (refusal.value.field, queries.items_of(conference.id)) == (field, [])


@pytest.mark.parametrize("state", sorted(set(ConferenceState) - set(actions.SHAPEABLE)))
def test_an_agenda_stays_when_the_conference_is_over(state):
    conference = a_conference(state=state)

    with pytest.raises(NotNow), transaction():
        actions.add(conference, kind=ItemKind.REPORT, title="late", by=None)


def test_a_copy_leaves_out_what_belongs_to_that_day(conference):
    added(conference, "fixed", fixed_start=MONDAY + timedelta(minutes=30), planned_minutes=25)
    added(conference, "secret", is_secret=True)
    added(conference, "local", kind=ItemKind.LOCAL, site_id=a_site(conference).id)
    target = a_conference()
    with transaction():
        actions.copy(conference, target, by=None)

    assert [(i.title, i.planned_minutes, i.fixed_start) for i in queries.items_of(target.id)] == [("fixed", 25, None)]


def test_times_follow_from_the_minutes(conference):
    added(conference, "a", planned_minutes=30)
    added(conference, "b", planned_minutes=10, fixed_start=MONDAY + timedelta(minutes=45))
    added(conference, "c", planned_minutes=200, fixed_start=MONDAY + timedelta(minutes=50))
    added(conference, "after", kind=ItemKind.LOCAL, site_id=a_site(conference).id, planned_minutes=20)
    plan = queries.plan(conference)

    assert [(s.waits, s.late) for s in plan.linked] == [(0, 0), (15, 0), (0, 5)]
    assert (plan.drift, plan.ends_at - MONDAY) == (15, timedelta(minutes=255))
    assert plan.local[0].starts_at == plan.ends_at


@given(st.lists(st.tuples(st.integers(1, 300), st.none() | st.integers(0, 600)), max_size=12))
def test_items_never_overlap(rows):
    items = [
        Item(
            kind=ItemKind.REPORT,
            planned_minutes=minutes,
            fixed_start=None if fixed is None else MONDAY + timedelta(minutes=fixed),
        )
        for minutes, fixed in rows
    ]
    plan = timetable(items, MONDAY, MONDAY + timedelta(hours=4))
    ends = [MONDAY, *(slot.ends_at for slot in plan.linked)]

    assert all(slot.starts_at >= end for slot, end in zip(plan.linked, ends, strict=False))
    assert plan.ends_at == ends[-1]
