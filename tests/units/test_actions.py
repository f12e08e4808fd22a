"""The tree of units is kept: added, changed, moved, ended and reopened; never cut."""

import time
from datetime import date
from threading import Thread

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.journal.models import Entry
from meetings.units import actions, queries
from meetings.units.models import Unit, UnitKind
from meetings.units.queries import path_names
from tests.make import a_unit, an_administrator

LAST = date(2025, 6, 30)
FIRST = date(2025, 7, 1)


def added(name, **facts):
    facts.setdefault("kind", UnitKind.COMMUNE)
    if facts.get("parent"):
        facts["parent"] = db.session.get(Unit, facts["parent"].id)
    with transaction():
        return actions.add(name, by=None, **facts)


def test_a_unit_is_added_below_another_and_the_journal_knows():
    province = added("UBND tỉnh Hà Tĩnh", kind=UnitKind.PROVINCE, code="42")
    commune = added("UBND xã Vũ Quang", parent=province, code="18313", valid_from=FIRST)

    assert commune.path == f"{province.path}{commune.id}/"
    assert commune.short_name == "UBND xã Vũ Quang"
    assert [entry.verb for entry in db.session.scalars(select(Entry))] == ["added_unit", "added_unit"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "X", "valid_from": FIRST, "valid_until": LAST}, "valid_until"),
        ({"name": "X", "code": "18313"}, "code"),
    ],
)
def test_what_cannot_be_is_refused_at_its_question(facts, field):
    added("UBND xã Vũ Quang", code="18313")

    with pytest.raises(NotValid) as no:
        added(facts.pop("name"), **facts)

    assert (no.value.field, queries.count()) == (field, 1)


def test_a_code_may_return_when_the_unit_that_bore_it_has_ended():
    added("UBND thị trấn Vũ Quang", code="18313", valid_until=LAST)
    added("UBND xã Vũ Quang", code="18313", valid_from=FIRST)

    assert queries.by_code("18313", LAST).name == "UBND thị trấn Vũ Quang"
    assert queries.by_code("18313", FIRST).name == "UBND xã Vũ Quang"


def test_a_unit_does_not_outlive_its_parent():
    district = added("UBND huyện Vũ Quang", kind=UnitKind.DISTRICT, valid_until=LAST)

    with pytest.raises(NotValid) as no:
        added("UBND xã Mai Hoa", parent=district, valid_from=FIRST)

    assert no.value.field == "parent"


def test_an_old_version_is_refused():
    unit = added("UBND xã Vũ Quang")
    shown = unit.version

    with transaction():
        actions.change(queries.unit(unit.id), by=None, version=shown, name="UBND xã Mới")
    with pytest.raises(Stale), transaction():
        actions.change(queries.unit(unit.id), by=None, version=shown, name="UBND xã Cũ")

    assert queries.unit(unit.id).name == "UBND xã Mới"


def test_a_branch_moves_as_a_whole():
    one, other = added("Tỉnh", kind=UnitKind.PROVINCE), added("Sở", kind=UnitKind.DEPARTMENT)
    middle = added("Huyện", parent=one)
    leaf = added("Xã", parent=middle)
    beside = added("Xã bên", parent=one)

    with transaction():
        actions.move(queries.unit(middle.id), queries.unit(other.id), by=None)

    assert queries.unit(leaf.id).path == f"/{other.id}/{middle.id}/{leaf.id}/"
    assert queries.unit(beside.id).path == f"/{one.id}/{beside.id}/"


def test_a_circle_is_refused():
    top = added("Tỉnh")
    leaf = added("Xã", parent=added("Huyện", parent=top))

    with pytest.raises(NotValid), transaction():
        actions.move(queries.unit(top.id), queries.unit(leaf.id), by=None)

    assert queries.unit(top.id).parent_id is None


def test_a_district_ends_with_its_parts_and_names_its_successors():
    district = added("UBND huyện Vũ Quang", kind=UnitKind.DISTRICT)
    division = added("Phòng VHTT", kind=UnitKind.DIVISION, parent=district)
    commune = added("UBND xã Vũ Quang", valid_from=FIRST)

    with transaction():
        actions.end(queries.unit(district.id), on=LAST, successors=[queries.unit(commune.id)], with_below=True, by=None)

    assert queries.unit(division.id).valid_until == LAST
    assert [one.id for one in queries.predecessors(queries.unit(commune.id))] == [district.id]


def test_parts_are_not_left_behind_unasked():
    district = added("Huyện")
    added("Phòng", parent=district)

    with pytest.raises(NotValid) as no, transaction():
        actions.end(queries.unit(district.id), on=LAST, by=None)

    assert (no.value.field, queries.unit(district.id).valid_until) == ("with_below", None)


def test_a_successor_must_exist_the_day_after():
    old, later = added("Cũ"), added("Mới", valid_from=date(2026, 1, 1))

    with pytest.raises(NotValid) as no, transaction():
        actions.end(queries.unit(old.id), on=LAST, successors=[queries.unit(later.id)], by=None)

    assert no.value.field == "successors"


def test_an_ended_unit_is_reopened_once():
    unit = added("Xã", valid_until=LAST)

    with transaction():
        actions.reopen(queries.unit(unit.id), by=None)
    with pytest.raises(NotNow), transaction():
        actions.reopen(queries.unit(unit.id), by=None)

    assert queries.unit(unit.id).valid_until is None


def test_the_letterhead_is_kept_and_journalled():
    unit, admin = added("UBND xã Vũ Quang"), an_administrator()

    with transaction():
        actions.set_letterhead(queries.unit(unit.id), by=admin, abbreviation="UBND", place="Vũ Quang")

    assert (queries.unit(unit.id).abbreviation, queries.unit(unit.id).place) == ("UBND", "Vũ Quang")
    assert db.session.scalar(select(Entry.by_name).where(Entry.verb == "changed_letterhead")) == admin.name


def test_search_needs_no_marks():
    a_unit("Hương Khê")
    a_unit("Đức Thọ")

    assert [unit.name for unit in db.session.scalars(queries.found("huong khe"))] == ["Hương Khê"]
    assert [unit.name for unit in db.session.scalars(queries.found("duc"))] == ["Đức Thọ"]


@pytest.mark.parametrize("bear_it", [1, 2])
def test_a_name_means_one_unit_or_none_however_many_are_called_alike(bear_it):
    for number in range(60):
        a_unit(f"Văn phòng số {number}", position=1)
    units = [a_unit("Văn phòng", position=2 * place) for place in range(bear_it)]

    found = queries.named("van phong")

    assert found == (units[0] if bear_it == 1 else None)


def test_units_without_a_code_stand_as_the_alphabet_has_them_in_every_database():
    for name in ("Vũ Quang", "Đức Thọ", "Can Lộc"):
        a_unit(name)

    assert [branch.unit.name for branch in queries.tree()] == ["Can Lộc", "Đức Thọ", "Vũ Quang"]


def test_the_tree_of_a_day_holds_those_of_that_day():
    province = added("Tỉnh", kind=UnitKind.PROVINCE)
    district = added("Huyện", kind=UnitKind.DISTRICT, parent=province, valid_until=LAST)
    added("Xã cũ", parent=district, valid_until=LAST)
    added("Xã mới", parent=province, valid_from=FIRST)

    assert [(row.unit.name, row.depth) for row in queries.tree(LAST)] == [("Tỉnh", 0), ("Huyện", 1), ("Xã cũ", 2)]
    assert [(row.unit.name, row.depth) for row in queries.tree(FIRST)] == [("Tỉnh", 0), ("Xã mới", 1)]


def test_the_path_of_many_is_one_question(queries):
    province = a_unit("Tỉnh")
    units = [a_unit(f"Xã {n}", parent=province) for n in range(3)]
    rows = list(db.session.scalars(select(Unit).where(Unit.id.in_([one.id for one in units]))))
    queries.clear()

    names = path_names(rows)

    assert ([*names.values()], len(queries)) == ([["Tỉnh"]] * 3, 1)


def _at_once(app, *acts):
    """Each act in a session of its own; the second one begins while the first has not ended. How many were refused."""
    refused = []

    def work(act):
        with app.app_context():
            try:
                with transaction():
                    act()
                    time.sleep(0.4)
            except (NotValid, Stale) as no:
                refused.append(no)

    threads = [Thread(target=work, args=[act]) for act in acts]
    for one in threads:
        one.start()
        time.sleep(0.15)
    for one in threads:
        one.join()
    return len(refused)


def test_two_moves_at_once_close_no_circle(app):
    one, other = added("Sở A").id, added("Sở B").id
    db.session.rollback()

    refused = _at_once(
        app,
        lambda: actions.move(queries.unit(one), queries.unit(other), by=None),
        lambda: actions.move(queries.unit(other), queries.unit(one), by=None),
    )

    assert (refused, queries.unit(one).parent_id, queries.unit(other).parent_id) == (1, other, None)
    assert queries.unit(one).path == f"/{other}/{one}/"


def test_a_unit_added_below_one_that_moves_goes_with_it(app):
    top, office = added("Tỉnh").id, added("Sở").id
    db.session.rollback()

    _at_once(
        app,
        lambda: actions.move(queries.unit(office), queries.unit(top), by=None),
        lambda: actions.add("Phòng", kind=UnitKind.DIVISION, parent=queries.unit(office), by=None),
    )

    room = db.session.scalar(select(Unit).where(Unit.name == "Phòng"))
    assert room.path == f"/{top}/{office}/{room.id}/"


def test_an_address_from_before_the_rule_is_in_nobodys_way():
    province = a_unit(kind=UnitKind.PROVINCE)
    unit, other = a_unit(parent=province, email="vanthu@xa.gov.vn; ubnd@xa.gov.vn"), a_unit(parent=province)

    def fresh(one):
        return db.session.get(Unit, one.id)

    with transaction():
        actions.move(fresh(unit), fresh(other), by=None)
        actions.change(fresh(unit), by=None, room="Phòng 2", email=fresh(unit).email)

    assert (fresh(unit).parent_id, fresh(unit).room) == (other.id, "Phòng 2")
    with pytest.raises(NotValid), transaction():
        actions.change(fresh(unit), by=None, email="van thu")


def test_a_unit_that_begins_later_while_one_is_added_below_never_begins_after_its_end(app):
    parent = added("Sở A", kind=UnitKind.DEPARTMENT).id
    db.session.rollback()

    refused = _at_once(
        app,
        lambda: actions.add("Phòng", kind=UnitKind.DIVISION, parent=queries.unit(parent), valid_until=LAST, by=None),
        lambda: actions.change(queries.unit(parent), valid_from=FIRST, by=None),
    )

    below = db.session.scalar(select(Unit).where(Unit.name == "Phòng"))
    assert refused or queries.unit(parent).overlaps(below.valid_from, below.valid_until)
