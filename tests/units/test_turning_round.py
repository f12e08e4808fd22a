"""Tables that turn units round: whatever tree a table makes of another one goes in at once, and stands as it says."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from meetings.base.db import db
from meetings.units.models import Unit
from tests.make import an_administrator
from tests.reading import ticket_in
from tests.units.test_imports import PROVINCE, clear, csv_of, run, send

HEADER = ("Mã", "Tên đơn vị", "Loại", "Thuộc")
TURNED = ("42", "Tỉnh Hà Tĩnh", "tỉnh", ""), ("p", "Phòng", "phòng", "42"), ("s", "Sở", "sở", "p")


@st.composite
def forests(draw):
    """For each of some units, by code, the code of the one above it: the province, or one that came before."""
    above, order = {}, draw(st.permutations("abcdef"))
    for code in order:
        above[code] = draw(st.sampled_from(["42", *above]))
    return above


def rows_of(forest):
    return [PROVINCE, *((code, f"Đơn vị {code}", "khác", forest[code]) for code in sorted(forest))]


def standing():
    """The code above each unit below the province; every place in the tree is that of the one above it, and its own."""
    db.session.expire_all()
    every = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    for unit in every.values():
        assert unit.path == f"{every[unit.parent_id].path if unit.parent_id else '/'}{unit.id}/"
    return {unit.code: every[unit.parent_id].code for unit in every.values() if unit.parent_id}


@settings(max_examples=40, deadline=None)
@given(forests(), forests())
def test_any_tree_becomes_any_other_in_one_table(before, after):
    try:
        run(*rows_of(before))
        verdicts = run(*rows_of(after))
        found = standing()
    finally:
        clear()

    assert [str(verdict.why) for verdict in verdicts if verdict.why] == []
    assert found == after


def test_two_units_turn_round_by_page(login):
    run(PROVINCE, ("s", "Sở", "sở", "42"), ("p", "Phòng", "phòng", "s"))
    client = login(an_administrator())

    dry = send(client, csv_of(*TURNED, header=HEADER))
    done = client.post("/units/import", data={"ticket": ticket_in(dry)}, follow_redirects=True)

    assert (dry.status_code, done.status_code) == (200, 200)
    assert standing() == {"p": "42", "s": "p"}


def test_two_units_turn_round_with_one_that_is_new_between_them():
    run(PROVINCE, ("s", "Sở", "sở", "42"), ("p", "Phòng", "phòng", "s"))

    run(PROVINCE, ("p", "Phòng", "phòng", "42"), ("n", "Chi cục", "khác", "p"), ("s", "Sở", "sở", "n"))

    assert standing() == {"p": "42", "n": "p", "s": "n"}
