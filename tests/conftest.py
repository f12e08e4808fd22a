"""One database per run (SQLite by default, `--database postgresql` for the other), emptied after each test."""

import os
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import g
from flask_login import FlaskLoginClient
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, event, make_url, text

from meetings.base import clock
from meetings.base.db import db
from meetings.factory import create_app
from tests.answers import watch_answers
from tests.browsing import axe, chromium, open_page, server
from tests.make import FRIDAY, MONDAY, a_province, a_secretary

__all__ = ["axe", "chromium", "open_page", "server"]

# How long inputs take to invent says how busy the machine is, not whether the program is right; and the places that
# our fixtures make are meant to see many inputs. CI tries the same examples every time, so that a change is judged by
# what it changed; by hand new ones are sought.
CALM = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("house", deadline=None, suppress_health_check=CALM, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")


def pytest_addoption(parser):
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--print-permissions", action="store_true", help="write snapshots/permissions.txt anew")


class Client(FlaskLoginClient):
    """A browser without a screen; who asks and in which language is found anew, what the test holds is read anew."""

    def open(self, *args, **kwargs):
        g.pop("_login_user", None)
        g.pop("_flask_babel", None)
        g.pop("waits", None)
        answer = super().open(*args, **kwargs)
        db.session.rollback()
        return answer


def _url(config, worker, folder):
    if config.getoption("database") == "sqlite":
        return f"sqlite:///{folder / 'test.db'}"
    return f"{os.environ['TEST_POSTGRESQL_URL']}_{worker}"


@pytest.fixture(scope="session")
def app(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("instance")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    url = _url(request.config, worker, folder)
    if url.startswith("postgresql"):
        recreate(url)
    os.environ["NHIP_CAU_INSTANCE"] = str(folder)
    app = create_app(
        {
            "TESTING": True,
            "DATABASE_URL": url,
            "SECRET_KEY": "only for tests",
            "SQLITE_SYNCHRONOUS": "OFF",
            "WTF_CSRF_ENABLED": False,
            "PUBLIC_URL": "http://localhost",
            "SERVER_NAME": "localhost",
            "KEPT_PAGES_MB": 0,  # what is tested is how pages are drawn
        }
    )
    app.test_client_class = Client
    watch_answers(app)
    with app.app_context():
        _turn_about(db.engine)
        db.create_all()
    return app


def _turn_about(engine):
    """Let SQLite give rows in the reverse of its usual order wherever a statement asks for none, so that neither a page
    nor a test lives on one that PostgreSQL does not keep."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA reverse_unordered_selects=ON"))


def recreate(url):
    """Make the PostgreSQL database of this worker anew."""
    target = make_url(url)
    engine = create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{target.database}" WITH (FORCE)'))
        connection.execute(text(f"CREATE DATABASE \"{target.database}\" TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()


def _empty():
    """Delete every row: one journey to PostgreSQL, since this comes after each of thousands of tests."""
    deletions = [f'DELETE FROM "{table.name}"' for table in reversed(db.metadata.sorted_tables)]
    with db.engine.begin() as connection, unguarded(connection):
        if connection.dialect.name == "sqlite":
            deletions.insert(0, "PRAGMA defer_foreign_keys=ON")
            deletions.append("DELETE FROM sqlite_sequence")
        else:
            deletions = [";".join(deletions)]
        for deletion in deletions:
            connection.exec_driver_sql(deletion)


@contextmanager
def unguarded(connection):
    """Let rows of histories be changed and deleted (`base.histories`), as only the owner of the database can: for what
    a former release had written, and to begin each test with nothing."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
        return
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, sql in found:
        connection.exec_driver_sql(sql)


@pytest.fixture(autouse=True)
def _context(app):
    with app.test_request_context():
        yield
    with app.app_context():
        db.session.rollback()
        _empty()


@pytest.fixture
def client(app):
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def login(app):
    """Sign a person in: `login(a_secretary()).get(…)`."""
    return lambda person: app.test_client(user=person)


@pytest.fixture
def province(app):
    """Who convenes."""
    return a_province()


@pytest.fixture
def secretary(province):
    """One of the secretariat of the province."""
    return a_secretary(province)


@pytest.fixture
def in_november():
    """The Thursday before `MONDAY`: what the tests plan lies ahead, whatever day they run on."""
    with clock.at(MONDAY - timedelta(days=4)):
        yield


@pytest.fixture
def on_friday():
    """The Friday before `MONDAY`."""
    with clock.at(FRIDAY):
        yield


@pytest.fixture
def queries(app):
    """The statements sent to the database since the last `clear()`."""
    sent = []

    def remember(_conn, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", remember)
    yield sent
    event.remove(db.engine, "before_cursor_execute", remember)
