"""The steps lead to the models, forward and back, on the database under test."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from meetings.accounts.queries import people
from meetings.base.db import db, give_numbers_once
from tests.conftest import unguarded


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


def triggers(connection):
    """What the database refuses by itself: every trigger, as it is told, and on PostgreSQL what they do."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").all()
    told = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    function = "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'refuse_change'"
    return [*connection.exec_driver_sql(told).all(), *connection.exec_driver_sql(function).all()]


def test_the_steps_keep_the_histories_that_the_models_keep(bare):
    upgrade()
    with db.engine.connect() as connection:
        by_steps = triggers(connection)

    db.drop_all()
    db.create_all()

    with db.engine.connect() as connection:
        assert by_steps == triggers(connection)
    assert len(by_steps) > 10


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


def test_for_which_unit_somebody_returned_a_directive_is_found_by_its_name_where_only_one_is_meant(bare):
    upgrade(revision="0025")
    places = ((1, "/1/", "Tỉnh"), (2, "/1/2/", "Sở"), (3, "/1/2/3/", "Phòng"))
    units = (*places, (4, "/1/4/", "Ban"), (5, "/1/4/5/", "Phòng"))
    words = "code phone email room letterhead_parent letterhead abbreviation place search_key".split()
    facts = dict.fromkeys("text expected_result source giver_title giver_name search_key".split(), "")
    facts |= dict(state="returned", lead_unit_id=3, is_hindered=False, progress=0, version=1)
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    with db.engine.begin() as connection:
        for number, path, name in units:
            unit = dict(id=number, name=name, short_name=name, kind="other", position=0, path=path, version=1)
            put(connection, "unit", **unit, **dict.fromkeys(words, ""), large_heading=False)
        for number, giver in ((1, 2), (2, 1)):  # below the second giver two units bear the name
            put(connection, "directive", id=number, code=f"NV-{number}", giver_unit_id=giver, given_at=at, **facts)
            step = dict(directive_id=number, kind="returned", at=at, by_name="", unit_name="Phòng", text="")
            put(connection, "directive_event", id=number, is_hindered=False, **step)

    upgrade()

    with db.engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT unit_id FROM directive_event ORDER BY id").scalars().all()
    assert found == [3, None]


def test_for_which_unit_a_return_was_that_is_not_below_the_giver_is_found_by_his_posts_or_the_one_name(bare):
    upgrade(revision="0027")
    words = "code phone email room letterhead_parent letterhead abbreviation place search_key".split()
    facts = dict.fromkeys("text expected_result source giver_title giver_name search_key".split(), "")
    facts |= dict(state="returned", lead_unit_id=2, giver_unit_id=1, is_hindered=False, progress=0, version=1)
    signs = dict(phone="", must_change_password=False, session_key="", language="vi", theme="auto", is_closed=False)
    at = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)  # the third in Vietnam
    third, fourth = date(2026, 11, 3), date(2026, 11, 4)
    units = (
        (1, "Tỉnh", "province", None, None),
        (2, "Phòng", "division", None, None),
        (3, "Phòng", "division", None, None),
        (4, "Xã", "commune", None, None),
        (5, "VP", "office", 4, None),
        (6, "Xã", "commune", None, None),
        (7, "Sở", "department", None, None),
        (8, "Sở", "department", None, fourth),
    )
    posts = ((1, 2, third, None), (1, 3, fourth, None), (2, 5, None, third), (3, 2, None, None), (3, 3, None, None))
    returns = ((1, "Phòng"), (2, "Xã"), (3, "Phòng"), (None, "Sở"), (None, "Phòng"), (1, "Ban"), (2, "Sở"))
    with db.engine.begin() as connection:
        for number, name, kind, parent, first in units:
            place = dict(id=number, name=name, short_name=name, kind=kind, parent_id=parent, path=f"/{number}/")
            place |= dict.fromkeys(words, "") | dict(position=0, version=1, valid_from=first, large_heading=False)
            put(connection, "unit", **place)
        for number in (1, 2, 3):
            put(connection, "person", id=number, name="A", name_key="", version=1, search_key="", **signs)
        for person, place, first, last in posts:
            days = dict(valid_from=first, valid_until=last)
            put(connection, "post", person_id=person, unit_id=place, title="T", role="member", version=1, **days)
        put(connection, "directive", id=1, code="NV-1", given_at=at, **facts)
        for by, name in returns:
            step = dict(directive_id=1, kind="returned", at=at, by_id=by, by_name="", unit_name=name, text="")
            put(connection, "directive_event", is_hindered=False, **step)

    upgrade()

    with db.engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT unit_id FROM directive_event ORDER BY id").scalars().all()
    assert found == [2, 4, None, 7, None, None, 7]


def test_what_was_amended_reads_as_assigned_again_to_the_release_before(bare):
    upgrade(revision="0029")
    words = "code phone email room letterhead_parent letterhead abbreviation place search_key".split()
    facts = dict.fromkeys("text expected_result source giver_title giver_name search_key".split(), "")
    facts |= dict(state="assigned", lead_unit_id=1, giver_unit_id=1, is_hindered=False, progress=0, version=1)
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    with db.engine.begin() as connection:
        unit = dict(id=1, name="Sở", short_name="Sở", kind="other", position=0, path="/1/", version=1)
        put(connection, "unit", **unit, **dict.fromkeys(words, ""), large_heading=False)
        put(connection, "directive", id=1, code="NV-1", given_at=at, **facts)
        step = dict(directive_id=1, kind="amended", at=at, by_name="", unit_name="Sở", text="Thời hạn: 1 → 2")
        put(connection, "directive_event", is_hindered=False, **step)

    downgrade(revision="0028")

    with db.engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT kind, text FROM directive_event").all()
    assert found == [("assigned_again", "Thời hạn: 1 → 2")]


def test_from_which_unit_was_handed_over_before_it_was_kept_nobody_can_tell(bare):
    upgrade(revision="0029")
    facts = dict.fromkeys("text expected_result source giver_title giver_name search_key".split(), "")
    facts |= dict(state="assigned", is_hindered=False, progress=0, version=1)
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    with db.engine.begin() as connection:
        unit = a_unit_of_before(connection)
        places = dict(lead_unit_id=unit, giver_unit_id=unit)
        put(connection, "directive", id=1, code="NV-1", given_at=at, **facts, **places)
        step = dict(directive_id=1, kind="assigned_again", at=at, by_name="", unit_name="Sở", text="Sở A → Sở B")
        put(connection, "directive_event", is_hindered=False, unit_id=unit, **step)

    upgrade()

    rows = "SELECT text, unit_id, from_unit_id FROM directive_event"
    with db.engine.begin() as connection:
        kept = connection.exec_driver_sql(rows).all()
    with db.engine.begin() as connection, unguarded(connection):
        connection.exec_driver_sql(f"UPDATE directive_event SET from_unit_id = {unit}")
    downgrade(revision="0029")
    upgrade()
    with db.engine.begin() as connection:
        again = connection.exec_driver_sql(rows).all()
    assert kept == again == [("Sở A → Sở B", unit, None)]


@contextmanager
def tables_of_before():
    """Tables are made as the first releases made them."""
    sa.event.remove(sa.Table, "before_create", give_numbers_once)
    try:
        yield
    finally:
        sa.event.listen(sa.Table, "before_create", give_numbers_once)


def shapes():
    """By table: all that the database says of it."""
    db.engine.dispose()  # SQLite answers PRAGMA from what a connection knew before another one changed the tables
    told = inspect(db.engine)
    asked = (told.get_columns, told.get_check_constraints, told.get_unique_constraints, told.get_foreign_keys)
    return {
        name: [*(sorted(map(str, ask(name))) for ask in asked), sorted(map(in_words, told.get_indexes(name)))]
        for name in told.get_table_names()
    }


def in_words(index):
    """An index with the condition under which it holds."""
    return str(index | {"dialect_options": {key: str(value) for key, value in index["dialect_options"].items()}})


def a_unit_of_before(connection):
    facts = dict.fromkeys("code phone email room letterhead_parent letterhead abbreviation place".split(), "")
    unit = dict(name="U", short_name="U", kind="other", position=0, path="/", version=1, search_key="", **facts)
    put(connection, "unit", large_heading=False, **unit)
    return connection.exec_driver_sql("SELECT MAX(id) FROM unit").scalar()


def test_tables_of_before_give_no_number_again_either_and_are_the_same_otherwise(bare):
    with tables_of_before():
        upgrade(revision="0026")
    before = shapes()
    with db.engine.begin() as connection:
        first = a_unit_of_before(connection)

    upgrade(revision="0027")

    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM unit")
        second = a_unit_of_before(connection)
    changed = {name: (before.get(name), now) for name, now in shapes().items() if before.get(name) != now}
    assert (changed, second) == ({}, first + 1)


def test_a_number_that_messages_of_before_name_is_not_given_again(bare):
    with tables_of_before():
        upgrade(revision="0026")
    at = "2026-11-01 00:00:00"
    texts = "to_name to_address to_phone text html subject reason last_error lease search_key"
    words = dict.fromkeys(texts.split(), "")
    told = dict(kind="invitation", facts="{}", attachments="[]", state="sent", attempts=1, created_at=at, send_after=at)
    with db.engine.begin() as connection:
        a_unit_of_before(connection)
        put(connection, "notice", key="a", about="unit:41", within="conference:7", **words, **told)

    upgrade()

    with db.engine.begin() as connection:
        found = a_unit_of_before(connection)
    # On PostgreSQL numbers have always come from a sequence, which this test did not move.
    assert found == (42 if db.engine.dialect.name == "sqlite" else 2)


def test_a_table_that_a_step_makes_anew_remembers_the_numbers_of_rows_that_are_gone(bare):
    upgrade(revision="0011")
    facts = dict(phone="", must_change_password=False, session_key="", language="vi", theme="auto", is_closed=False)
    facts |= dict(name="An", version=1, search_key="")

    def a_person():
        with db.engine.begin() as connection:
            put(connection, "person", **facts)
            number = connection.exec_driver_sql("SELECT MAX(id) FROM person").scalar()
            connection.exec_driver_sql("DELETE FROM person")
        return number

    first = a_person()

    upgrade()  # 0012 changes the table

    facts["name_key"] = ""
    assert a_person() == first + 1


def test_a_series_begun_before_is_one_of_a_kind_and_a_common_one_goes_on_by_kind_in_the_release_before(bare):
    upgrade(revision="0033")
    with db.engine.begin() as connection:
        unit = a_unit_of_before(connection)
        put(connection, "series", issuer_id=unit, year=2026, kind="TB", last_number=7)

    upgrade()

    said = "SELECT issuer_id, year, is_common FROM numbering ORDER BY year"
    with db.engine.begin() as connection:
        begun = [tuple(row) for row in connection.exec_driver_sql(said).all()]
        put(connection, "numbering", issuer_id=unit, year=2027, is_common=True)
        put(connection, "series", issuer_id=unit, year=2027, kind=None, last_number=12)
        put(connection, "series", issuer_id=unit, year=2027, kind="BB", last_number=0)
    downgrade(revision="0033")
    with db.engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT year, kind, last_number FROM series ORDER BY year, kind").all()
    assert [(one, year, bool(common)) for one, year, common in begun] == [(unit, 2026, False)]
    assert kept == [(2026, "TB", 7), *((2027, kind, 12) for kind in ("BB", "CTr", "GM", "TB"))]
