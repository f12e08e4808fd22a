"""The steps lead to the models, forward and back, on the database under test."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from meetings.accounts.queries import people
from meetings.base.db import db


@pytest.fixture
def bare(app):
    """The database without any table, put back afterwards."""
    db.session.remove()
    db.drop_all()
    yield
    db.session.remove()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    db.drop_all()
    db.create_all()


def test_the_steps_lead_to_the_models(bare):
    upgrade()

    check()


def test_the_steps_lead_back_to_nothing(bare):
    upgrade()
    downgrade(revision="base")

    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def put(connection, table, **values):
    """A row as an earlier version of the program wrote it."""
    names = list(values)
    row = sa.table(table, *map(sa.column, names))
    connection.execute(row.insert().values(values))


def test_people_of_before_get_their_place_by_given_name(bare):
    upgrade(revision="0011")
    facts = dict(phone="", must_change_password=False, session_key="", language="vi", theme="auto", is_closed=False)
    with db.engine.begin() as connection:
        for number, name in enumerate(("Trần Văn Đức", "Vũ Thị Dung", "Lê An"), start=1):
            put(connection, "person", id=number, name=name, version=1, search_key="", **facts)
        entry = dict(at=datetime.now(UTC), by_id=1, by_name="", address="", verb="added_person", about="person:1")
        put(connection, "journal_entry", **entry, title="", note="", details="{}", search_key="")

    upgrade()

    assert [one.name for one in db.session.scalars(people())] == ["Lê An", "Vũ Thị Dung", "Trần Văn Đức"]


def test_what_was_given_to_many_units_before_is_one_order(bare):
    upgrade(revision="0010")
    given = (
        ("NV-1", "Cùng việc", 1, 2),
        ("NV-2", "Cùng việc", 2, 2),
        ("NV-3", "Khác", 1, 2),
        ("NV-4", "Cùng việc", 1, 3),
    )
    words = dict.fromkeys(
        "code phone email room letterhead_parent letterhead abbreviation place search_key".split(), ""
    )
    facts = dict.fromkeys("expected_result source giver_title search_key".split(), "")
    facts |= dict(state="assigned", giver_name="A", giver_unit_id=1, is_hindered=False, progress=0, version=1)
    with db.engine.begin() as connection:
        for number in (1, 2):
            unit = dict(id=number, name="U", short_name="U", kind="commune", position=0, path="/", version=1)
            put(connection, "unit", **unit, **words, large_heading=False)
        for code, text, unit, day in given:
            told = dict(code=code, text=text, lead_unit_id=unit, given_at=datetime(2026, 11, day, 3, tzinfo=UTC))
            put(connection, "directive", **told, **facts)

    upgrade()

    with db.engine.begin() as connection:
        tied = connection.exec_driver_sql("SELECT code, order_id FROM directive ORDER BY code").all()
    assert tied == [("NV-1", 1), ("NV-2", 1), ("NV-3", None), ("NV-4", None)]
