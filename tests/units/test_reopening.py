"""A unit is reopened with all its parts, in as many statements for many as for one."""

from datetime import date

import pytest

from meetings.base.db import transaction
from meetings.units import actions
from meetings.units import queries as units
from tests.make import a_unit

LAST = date(2026, 6, 30)


def done(act, unit, **facts):
    with transaction():
        return act(units.unit(unit.id), **facts, by=None)


def ended_with(number):
    """A unit that ended with so many parts, each with a code of its own and a part of its own."""
    unit = a_unit("Sở Xây dựng")
    for n in range(number):
        a_unit(f"Tổ {n}", parent=a_unit(f"Phòng {n}", parent=unit, code=f"H{number}.{n}"))
    with transaction():
        actions.end(units.unit(unit.id), on=LAST, with_below=True, by=None)
    return unit


def asked(sent, number):
    """How many statements it takes to reopen a unit with so many parts."""
    unit = ended_with(number)
    with transaction():
        here = units.unit(unit.id)
        sent.clear()
        parts = actions.reopen(here, by=None)
        count = len(sent)
    assert [part.valid_until for part in parts] == [None] * 2 * number
    return count


def test_a_unit_with_thirty_parts_is_reopened_in_as_many_statements_as_one_with_one(queries):
    assert asked(queries, 30) == asked(queries, 1)


def test_two_parts_that_bear_one_code_after_each_other_both_go_on():
    unit, first, until = a_unit("Sở Xây dựng"), date(2027, 1, 1), date(2026, 12, 31)
    before = a_unit("Phòng cũ", parent=unit, code="H27.1", valid_until=until)
    after = a_unit("Phòng mới", parent=unit, code="H27.1", valid_from=first)
    with transaction():
        actions.end(units.unit(unit.id), on=LAST, with_below=True, by=None)

    with transaction():
        parts = actions.reopen(units.unit(unit.id), by=None)

    assert [(part.id, part.valid_until) for part in parts] == [(before.id, until), (after.id, None)]


def test_a_part_that_was_moved_to_another_unit_keeps_its_last_day_there_with_what_is_below_it():
    unit, other = a_unit("Sở Xây dựng"), a_unit("Sở Giao thông")
    stays, goes = a_unit("Phòng Một", parent=unit), a_unit("Phòng Hai", parent=unit)
    below = a_unit("Tổ Hai", parent=goes)
    done(actions.end, unit, on=LAST, with_below=True)
    done(lambda one, by: actions.move(one, units.unit(other.id), by=by), goes)

    parts = done(actions.reopen, unit)

    assert [part.id for part in parts] == [stays.id]
    assert [units.unit(one.id).valid_until for one in (stays, goes, below)] == [None, LAST, LAST]


def test_the_parts_of_a_unit_that_was_moved_itself_go_on_with_it():
    unit, other = a_unit("Sở Xây dựng"), a_unit("UBND tỉnh")
    part = a_unit("Phòng Một", parent=unit)
    done(actions.end, unit, on=LAST, with_below=True)
    done(lambda one, by: actions.move(one, units.unit(other.id), by=by), unit)

    assert [one.id for one in done(actions.reopen, unit)] == [part.id]


@pytest.mark.parametrize("how", ["edited", "ended anew"])
def test_a_part_whose_last_day_somebody_set_himself_since_keeps_it(how):
    unit = a_unit("Sở Xây dựng")
    part, other = a_unit("Phòng Một", parent=unit), a_unit("Phòng Hai", parent=unit)
    done(actions.end, unit, on=LAST, with_below=True)
    if how == "edited":
        done(actions.change, part, valid_until=date(2026, 5, 31))
        done(actions.change, part, valid_until=LAST)
    else:
        done(actions.change, part, valid_until=date(2026, 5, 31))
        done(actions.reopen, part)
        done(actions.end, part, on=LAST)
    done(actions.change, other, phone="0239 3814 001")

    assert [one.id for one in done(actions.reopen, unit)] == [other.id]
    assert units.unit(part.id).valid_until == LAST
