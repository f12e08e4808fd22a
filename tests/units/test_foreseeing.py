"""A dry run of a table of units writes nothing: it waits for nobody who writes, and holds nobody up."""

from threading import Thread

import pytest
from sqlalchemy import select, update

from meetings.base.db import alone, db, imagined, transaction
from meetings.units import actions
from meetings.units import queries as units
from meetings.units.models import Unit
from tests.make import a_unit, an_administrator
from tests.reading import ticket_in
from tests.units.test_imports import csv_of, send

ROWS = [
    ("", "Phòng Một", "phòng", "441"),
    ("441", "Huyện", "huyện", "42"),
    ("42", "Tỉnh Hà Tĩnh", "tỉnh", ""),
    ("1", "Xã Cũ", "xã", "441", "", "30/06/2025", "Xã Mới, Xã Khác"),
    ("2", "Xã Mới", "xã", "42", "01/07/2025"),
    ("3", "Xã Khác", "xã", "42", "01/07/2025"),
]
TABLE = csv_of(*((*row, "", "", "")[:7] for row in ROWS))


@pytest.fixture
def admin(login):
    admin = login(an_administrator(a_unit("Tỉnh", code="42")))
    a_unit("Xã Cũ", code="1", parent=units.by_code("42"))
    return admin


def test_the_page_of_a_dry_run_writes_nothing(admin, queries):
    address = send(admin, TABLE).request.full_path
    queries.clear()

    page = admin.get(address)

    assert [asked.split()[0] for asked in queries if not asked.startswith("SELECT")] == []
    assert not [asked for asked in queries if "lock" in asked]
    assert page.text.count("Phòng Một") == 1


def test_a_table_of_sixty_rows_is_foreseen_in_as_many_statements_as_one_of_two(admin, queries):
    counts = []
    for number in (2, 60):
        rows = [(f"9{n}", f"Xã {n}", "xã", "42", "", "", "1") for n in range(number)]
        address = send(admin, csv_of(*rows)).request.full_path
        queries.clear()
        admin.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_it_comes_while_somebody_else_writes(app, admin):
    address, came = send(admin, TABLE).request.full_path, []

    def read():
        with app.app_context():
            came.append(admin.get(address).status_code)

    with transaction():
        alone(actions.TREE)
        db.session.execute(update(Unit).values(phone="0239 3855 000"))
        reader = Thread(target=read, daemon=True)
        reader.start()
        reader.join(20)
        meanwhile = list(came)

    reader.join(20)
    assert meanwhile == [200]


def test_what_was_foreseen_is_carried_out(admin):
    done = admin.post("/units/import", data={"ticket": ticket_in(send(admin, TABLE))})

    assert done.headers["Location"] == "/units/imports"
    former = db.session.scalar(select(Unit).where(Unit.code == "1"))
    assert sorted(one.name for one in former.successors) == ["Xã Khác", "Xã Mới"]
    assert units.by_code("441").parent.name == "Tỉnh Hà Tĩnh"


def test_what_is_imagined_cannot_be_written(app):
    unit = a_unit("Xã")

    with pytest.raises(RuntimeError), imagined():
        units.unit(unit.id).name = "Phường"
        db.session.flush()

    assert units.unit(unit.id).name == "Xã"
