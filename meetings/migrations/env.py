"""How migration steps run: on the application's own engine, one step in one transaction."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from meetings.base.db import UtcDateTime

migrate = current_app.extensions["migrate"]


def _plain_types(kind, thing, _autogen):
    """Write our times as the database's own type, so that an old step never needs our code of today."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(thing).__module__.startswith("meetings."):
        return "sa.String()"
    return False


@contextmanager
def _tables_may_be_rebuilt(connection):
    """SQLite changes a table by making it anew: while foreign keys are kept, it may not drop one that others refer to.

    So they rest, as SQLite's own instructions have it, and are checked before the steps are kept.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _check_references(connection):
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows would refer to nothing: {broken[:5]}")


def _numbers_given(connection):
    """By table of SQLite: the highest number that it ever gave to a row, as far as it remembers that."""
    if "sqlite_sequence" not in _tables_of_sqlite(connection):
        return {}
    return dict(connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all())


def _remember(connection, given):
    """A table that was made anew knows the rows that it has; the numbers of those that are gone were given, too."""
    standing = _numbers_given(connection)
    for name, number in given.items():
        if name in _tables_of_sqlite(connection) and number > standing.get(name, 0):
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


def _tables_of_sqlite(connection):
    """The names of its tables; none of another database."""
    if connection.dialect.name != "sqlite":
        return set()
    return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())


def run():
    """Upgrade or compare the database that the application is set to."""
    with migrate.db.engine.connect() as connection, _tables_may_be_rebuilt(connection):
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadatas[None],
            render_item=_plain_types,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            given = _numbers_given(connection)
            context.run_migrations()
            _remember(connection, given)
            _check_references(connection)
        connection.commit()


run()
