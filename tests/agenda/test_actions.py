from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.agenda import actions, queries
from meetings.agenda.models import ItemKind
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import ConferenceState
from tests.agenda.make import added
from tests.make import MONDAY, a_conference, a_leader, a_site, a_unit, a_user


@pytest.fixture
def conference():
    return a_conference()


def publish(conference):
    with transaction():
        actions.publish(conference, version=queries.agenda(conference.id).version, by=None)


def numbers(conference):
    return [(item.number, item.title) for item in queries.items_of(conference.id)]


def test_items_are_numbered_in_order_and_breaks_are_not(conference):
    added(conference, "a")
    added(conference, "pause", kind=ItemKind.BREAK)
    added(conference, "b")

    assert numbers(conference) == [("1", "a"), ("", "pause"), ("2", "b")]


def test_an_item_is_put_in_front_of_another(conference):
    _first, last = added(conference, "first", "last")
    added(conference, "between", before=last)

    assert [title for _, title in numbers(conference)] == ["first", "between", "last"]


def test_a_published_number_never_moves_and_a_late_item_gets_a_letter(conference):
    first, last = added(conference, "first", "last")
    publish(conference)
    added(conference, "late", before=last)
    with transaction():
        actions.reorder(
            conference,
            [last.id, *(item.id for item in queries.items_of(conference.id) if item.id != last.id)],
            version=queries.agenda(conference.id).version,
            by=None,
        )

    assert numbers(conference) == [("2", "last"), ("1", "first"), ("1a", "late")]


def test_the_number_of_an_item_that_is_gone_is_given_to_no_other(conference):
    first, last = added(conference, "first", "last")
    publish(conference)
    late, pause = added(conference, "late", before=last)[0], added(conference, "later", before=last)[0]
    with transaction():
        actions.remove(late, version=late.version, by=None)
        actions.revise(pause, version=pause.version, kind=ItemKind.BREAK, by=None)
        actions.remove(last, version=last.version, by=None)
    added(conference, "new")

    assert numbers(conference) == [("1", "first"), ("", "later"), ("1c", "new")]


def test_published_once(conference):
    added(conference, "a")
    publish(conference)

    with pytest.raises(NotNow):
        publish(conference)


def test_only_what_was_shown_is_published_or_released(conference):
    added(conference, "a")
    shown = queries.agenda(conference.id).version
    added(conference, "b")

    for freeze in (actions.publish, actions.release):
        with pytest.raises(Stale), transaction():
            freeze(conference, version=shown, by=None)
    assert queries.agenda(conference.id).published_at is None


def test_nothing_to_publish(conference):
    with pytest.raises(NotValid), transaction():
        actions.publish(conference, version=1, by=None)


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

    assert (stale.value.row, stale.value.row.title) == (item, "theirs")


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
    publish(conference)
    with transaction():
        actions.remove(second, version=second.version, by=None)

    assert numbers(conference) == [("2", "3")]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "  "}, "title"),
        ({"planned_minutes": 0}, "planned_minutes"),
        ({"planned_minutes": 1441}, "planned_minutes"),
        ({"presenter_text": "x", "presenter_unit_id": 1}, "presenter"),
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


def test_local_sessions_stand_last_and_move_among_themselves(conference):
    (linked,) = added(conference, "linked")
    first, second = (
        added(conference, title, kind=ItemKind.LOCAL, site_id=a_site(conference).id)[0] for title in ("first", "second")
    )
    added(conference, "late")
    with transaction():
        actions.move(second, -1, version=queries.agenda(conference.id).version, by=None)
    with transaction():
        actions.move(second, -1, version=queries.agenda(conference.id).version, by=None)

    assert [title for _, title in numbers(conference)] == ["linked", "late", "second", "first"]


def test_a_presenter_is_written_down_as_he_is_then(conference):
    unit = a_unit("Sở Tài chính")
    chair, guest = (
        a_user(unit=unit, name="Trần Văn A"),
        a_user(unit=unit, name="Lê Thị Hoa", title="Phó Giám đốc Sở Tài chính"),
    )
    a_site(conference, unit, chair_id=chair.id, chair_name=chair.name, chair_title="Giám đốc Sở Tài chính")
    named = ({"presenter_person_id": chair.id}, {"presenter_person_id": guest.id}, {"presenter_unit_id": unit.id},
             {"presenter_text": "Các điểm cầu"}, {})  # fmt: skip
    items = [added(conference, "t", **presenter)[0] for presenter in named]
    with transaction():
        for person in (chair, guest):
            db.session.merge(person).name = "Đổi tên"
        actions.revise(items[0], version=items[0].version, title="renamed", by=None)

    assert [item.presenter for item in queries.items_of(conference.id)] == [
        "Trần Văn A, Giám đốc Sở Tài chính", "Lê Thị Hoa, Phó Giám đốc Sở Tài chính", "Sở Tài chính",
        "Các điểm cầu", "",
    ]  # fmt: skip
    assert [item.lacks_presenter for item in queries.items_of(conference.id)] == [False] * 4 + [True]


def test_another_presenter_takes_the_place_of_the_first(conference):
    person = a_leader()
    (item,) = added(conference, "t", presenter_person_id=person.id)
    with transaction():
        actions.revise(item, version=item.version, presenter_text="Ban Tổ chức", by=None)

    assert (item.presenter_person_id, item.presenter) == (None, "Ban Tổ chức")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "move", "publish"]), st.integers(0, 9), st.sampled_from(list(ItemKind)[:9])
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(ACTS)
def test_whatever_is_done_a_published_number_belongs_to_one_item_for_ever(app, acts):
    conference, owners = a_conference(), {}
    for act, place, kind in acts:
        items = queries.items_of(conference.id)
        agenda = queries.agenda(conference.id)
        item = items[place % len(items)] if items else None
        with transaction():
            if act == "add" and kind is not ItemKind.LOCAL:
                actions.add(conference, kind=kind, title="t", before=item, by=None)
            elif act == "remove" and item:
                actions.remove(item, version=item.version, by=None)
            elif act == "move" and item:
                actions.move(item, place - 5, version=agenda.version, by=None)
            elif act == "publish" and item and not agenda.published_at:
                actions.publish(conference, version=agenda.version, by=None)
        items, agenda = queries.items_of(conference.id), queries.agenda(conference.id)
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        named = [item.number for item in items if item.number]
        assert len(named) == len(set(named))
        if agenda and agenda.published_at:
            assert all(owners.setdefault(item.number, item.id) == item.id for item in items if item.number)
