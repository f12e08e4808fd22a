"""How the program's connections to its database are made, and what they are told."""

from sqlalchemy import event, make_url

from meetings.base import sameness
from meetings.base.db import is_writing


def engine_options(url: str) -> dict:
    """What a worker's connections to the database at `url` may hold in memory, as arguments of `create_engine`.

    Threads that come one after the other share one connection, so that not each connection meets every page. On SQLite
    each keeps its own prepared statements, 30 kB a piece: as many as the pages that are asked most need.
    """
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        return {"pool_use_lifo": True}
    is_file = (target.database or ":memory:") != ":memory:"
    return {"pool_use_lifo": True, "connect_args": {"cached_statements": 32}} if is_file else {}


def prepare_engine(engine, *, synchronous="FULL"):
    """Give a SQLite engine real transactions: WAL, foreign keys, BEGIN IMMEDIATE for writers, BEGIN for readers.

    `synchronous` FULL keeps every acknowledged write through a power cut. PostgreSQL is told to compile no statement:
    ours look dear to its planner where sites are many, and compiling took twenty times as long as they do.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _compile_nothing)
        return

    @event.listens_for(engine, "connect")
    def connect(connection, _):
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # what INSERT OR REPLACE takes away meets the triggers of histories, too
            "busy_timeout=10000",
            "cache_size=-512",  # KiB; the system keeps the file in memory besides, once for all connections
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function(sameness.NAME, 1, sameness.bare, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")


def _compile_nothing(connection, _):
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET jit TO off")
    connection.autocommit = False
