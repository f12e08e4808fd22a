"""What the program's connections are told."""

from sqlalchemy import create_engine, text

from meetings.base.db import db
from meetings.base.engine import engine_options


def test_every_connection_is_told_how_to_work(app):
    """Compiling took 140 ms of the 145 of the board's chief statement with 3,000 sites on PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            assert db.session.scalar(text("SHOW jit")) == "off"
        else:
            assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_what_is_held_back_fits_the_kind_of_database():
    urls = ["postgresql+psycopg://h/d", "sqlite:////tmp/a.db", "sqlite://", "sqlite:///:memory:"]
    kept = [engine_options(url).get("connect_args") for url in urls]
    assert kept == [None, {"cached_statements": 32}, None, None]

    for url in urls:
        create_engine(url, **engine_options(url)).dispose()
