"""A unit is reopened with all its parts, in as many statements for many as for one."""

from datetime import date

from meetings.base.db import transaction
from meetings.units import actions
from meetings.units import queries as units
from tests.make import a_unit

LAST = date(2026, 6, 30)


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
