"""A stamp of the whole database: while it stays the same, nothing that can be read there has changed.

SQLite counts for each connection the commits of others (`PRAGMA data_version`), PostgreSQL names what a statement may
see (`pg_current_snapshot()`, which never comes back once a transaction that writes has begun; there the commits of the
server's other databases count too, so that it changes needlessly, never too seldom). Asked on a connection of its own
that never writes, so that every commit counts: of this process, of the worker, of a hand at the database.
"""

from threading import Lock

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

ASKED = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


class Stamps:
    """Asks the database of `engine` for its stamp, over and over on one connection."""

    def __init__(self, engine):
        self._asked = ASKED.get(engine.dialect.name) if engine.url.database else None
        self._url, self._lock, self._connection = engine.url, Lock(), None

    def now(self):
        """The stamp, to be compared with others of this object; None when there is none to be had."""
        if self._asked is None:
            return None
        with self._lock:
            try:
                self._connection = self._connection or self._connected()
                return self._connection.exec_driver_sql(self._asked).scalar()
            except DBAPIError:  # the next question tries a new connection
                if self._connection is not None:
                    self._connection.invalidate()
                self._connection = None
                return None

    def _connected(self):
        options = {"connect_args": {"check_same_thread": False}} if self._url.get_backend_name() == "sqlite" else {}
        engine = create_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT", **options)
        return engine.connect()
