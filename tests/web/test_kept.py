"""Kept pages: whoever asks again gets the same page without drawing, and nobody ever gets one that is out of date."""

import re
import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, event

from meetings.accounts import actions as accounts
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.stamps import Stamps
from meetings.conferences.models import Conference
from meetings.factory import create_app
from meetings.web.kept import Shelf
from tests.conftest import Client
from tests.make import a_conference, a_secretary, a_user
from tests.whole.world import World

NOON = datetime(2026, 12, 7, 5, 0, 30, tzinfo=clock.ZONE)


@pytest.fixture(scope="module")
def keeping(app):
    """The application as it is served: on the same database, but with pages kept."""
    facts = {**app.config, "KEPT_PAGES_MB": 1, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    made = create_app(facts)
    made.test_client_class = Client
    return made


@pytest.fixture
def asked(keeping):
    """`asked(person)`: a browser of his, that has been to a page already."""

    def sign_in(person):
        client = keeping.test_client(user=person)
        client.get("/sites/mine")
        return client

    return sign_in


@pytest.fixture
def statements(keeping):
    """What the kept application asked its database since the last `clear()`."""
    sent = []

    def remember(_connection, _cursor, statement, *_):
        sent.append(statement)

    with keeping.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", remember)
    yield sent
    event.remove(engine, "before_cursor_execute", remember)


def _until_kept(ask, statements):
    """The page as it was drawn last and the answer to the first try that asks the database nothing: a commit of another
    test, which shares the server, makes us draw anew, and the form's token is then one of another second."""
    drawn = ask()
    for _ in range(500):
        statements.clear()
        answer = ask()
        if not statements:
            return drawn, answer
        drawn = answer
    raise AssertionError("no page was kept")


def _but_token(page):
    """The page without the form's token: it is of another second where a commit of another test made us draw anew."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def _unit(person):
    return db.session.merge(person).posts[0].unit


def test_a_page_asked_again_is_the_same_and_asks_the_database_nothing(asked, statements):
    client, path = asked(person := a_secretary()), f"/conferences/{a_conference(organiser=_unit(person)).id}"
    with clock.at(NOON):
        client.get(path)
        assert statements != []
        drawn, again = _until_kept(lambda: client.get(path), statements)

    assert (again.status_code, again.data) == (200, drawn.data)
    names = ("Content-Type", "Content-Security-Policy", "Cache-Control", "X-Content-Type-Options")
    assert [again.headers[name] for name in names] == [drawn.headers[name] for name in names]


def test_whatever_is_written_is_seen_at_once(asked):
    conference = a_conference(organiser=_unit(person := a_secretary()), title="Giao ban tháng 11")
    client, path = asked(person), f"/conferences/{conference.id}"
    with clock.at(NOON):
        client.get(path)
        with transaction():
            db.session.get(Conference, conference.id).title = "Giao ban tháng 12"
        text = client.get(path).text

    assert "Giao ban tháng 12" in text
    assert "Giao ban tháng 11" not in text


def test_what_another_program_writes_is_seen_at_once(asked):
    conference = a_conference(organiser=_unit(person := a_secretary()), title="Giao ban tháng 11")
    client, path = asked(person), f"/conferences/{conference.id}"
    with clock.at(NOON):
        client.get(path)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE conference SET title = 'Sơ kết'")
        text = client.get(path).text

    assert "Sơ kết" in text


def test_nobody_gets_the_page_of_another(asked):
    first, second = a_secretary(), a_secretary()
    with clock.at(NOON):
        pages = [asked(person).get("/").text for person in (first, second)]

    assert [first.name in page for page in pages] == [True, False]
    assert [second.name in page for page in pages] == [False, True]


def test_a_closed_account_gets_no_kept_page(asked):
    client = asked(person := a_user())
    with clock.at(NOON):
        assert client.get("/").status_code == 200
        with transaction():
            accounts.close(db.session.merge(person), by=None)

        assert client.get("/").status_code == 302


def test_the_next_minute_is_drawn_anew(asked, statements):
    client = asked(a_secretary())
    with clock.at(NOON):
        client.get("/")
    with clock.at(NOON + timedelta(seconds=29)):
        _until_kept(lambda: client.get("/"), statements)
    with clock.at(NOON + timedelta(seconds=30)):
        client.get("/")
    assert statements != []


def test_another_theme_and_a_part_of_a_page_are_pages_of_their_own(asked):
    client, path = asked(a_user()), "/"
    with clock.at(NOON):
        whole = _but_token(client.get(path).text)
        client.set_cookie("theme", "dark")
        client.get(path)
        client.delete_cookie("theme")
        queried = client.get(f"{path}?x=1", headers={"HX-Request": "true"})

        assert _but_token(client.get(path).text) == whole
        assert queried.status_code == 200


def test_a_message_is_shown_once(asked, keeping):
    client = asked(a_user())
    with client.session_transaction() as session:
        session["_flashes"] = [("message", "Đã ghi nhận câu trả lời.")]
    with clock.at(NOON):
        pages = [client.get("/").text for _ in range(3)]

    assert ["Đã ghi nhận câu trả lời." in page for page in pages] == [True, False, False]


@pytest.fixture
def commits(app):
    """The commits of the application."""
    seen = []

    def note(connection):
        seen.append(connection)

    event.listen(db.engine, "commit", note)
    yield seen
    event.remove(db.engine, "commit", note)


def test_every_kept_page_follows_from_what_is_asked_alone(app, login, commits):
    """Drawn twice it is the same, and drawing it writes nothing: for each kept door, as each of the cast."""
    world, answers = World(), set()
    commits.clear()
    kept = [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "is_kept")]
    paths = {path for rule in kept for path in world.addresses(rule)}
    with clock.at(NOON):
        for person in world.cast:
            client = login(person)
            for path in paths:
                first, again = client.get(path), client.get(path)
                assert (again.data, commits) == (first.data, []), path
                answers.add(first.status_code)

    assert len(kept) >= 9
    assert answers == {200, 403}


def _same_after_reading(stamps):
    before = stamps.now()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM conference").scalar()
    return stamps.now() == before is not None


def test_a_stamp_changes_with_each_commit_and_with_nothing_else(app):
    stamps = Stamps(db.engine)
    assert any(_same_after_reading(stamps) for _ in range(500))
    before = stamps.now()
    a_user()
    after = stamps.now()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'Nguyễn Văn An'")

    assert len({before, after, stamps.now()}) == 3


def test_many_threads_ask_for_one_stamp(app):
    stamps, found = Stamps(db.engine), []
    threads = [threading.Thread(target=lambda: found.extend(stamps.now() for _ in range(20))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 160
    assert None not in found


def test_a_line_that_broke_gives_no_stamp_once_and_then_a_new_line(app):
    stamps = Stamps(db.engine)
    stamps.now()
    stamps._connection.connection.driver_connection.close()

    assert stamps.now() is None
    assert stamps.now() is not None


def test_a_database_in_memory_has_no_stamp():
    assert Stamps(create_engine("sqlite://")).now() is None


def test_the_shelf_lets_go_what_was_not_asked_for_longest():
    shelf = Shelf(25)
    for name in ("a", "b"):
        shelf.put(1, name, (b"0123456789", 200, []))
    shelf.get(1, "a")
    shelf.put(1, "c", (b"0123456789", 200, []))

    assert [shelf.get(1, name) is not None for name in ("a", "b", "c")] == [True, False, True]
    assert shelf.get(2, "a") is None


def test_a_page_larger_than_the_shelf_is_not_kept():
    shelf = Shelf(5)
    shelf.put(1, "a", (b"0123456789", 200, []))

    assert shelf.get(1, "a") is None
