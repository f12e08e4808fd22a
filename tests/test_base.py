import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, literal, select
from sqlalchemy.exc import IntegrityError

from meetings.base import clock
from meetings.base.db import GONE, alone, asked_once, db, hold, transaction
from meetings.base.errors import Stale
from meetings.base.sameness import bare, bare_name
from meetings.base.search import matches
from meetings.conferences.models import Conference
from meetings.documents.models import Shelf
from meetings.rooms.models import Room
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_unit


def test_a_change_outside_a_transaction_is_a_bug():
    unit = a_unit()

    unit.name = "Another"

    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("act", [lambda unit: unit.name, hold], ids=["read", "hold"])
def test_what_somebody_else_took_away_meanwhile_is_refused_in_words(act):
    unit = db.session.get(Unit, a_unit().id)
    with db.engine.begin() as other:
        other.execute(delete(Unit))

    with pytest.raises(Stale) as refused, transaction():
        act(unit)

    assert refused.value.message == GONE


def test_nothing_is_kept_when_the_act_fails():
    unit = a_unit("Before")

    with pytest.raises(ZeroDivisionError), transaction():
        unit.name = "After"
        db.session.flush()
        raise ZeroDivisionError

    assert unit.name == "Before"


def test_a_stale_version_is_refused():
    unit = a_unit()

    with pytest.raises(Stale), transaction():
        unit.expect(unit.version + 1)


def test_who_makes_the_same_row_at_the_same_moment_hears_that_somebody_was_faster():
    row = {"conference_id": a_conference().id, "is_secret": False, "version": 1}
    waits_in_line = db.engine.dialect.name == "sqlite"

    with pytest.raises(IntegrityError if waits_in_line else Stale), transaction():
        db.session.execute(insert(Shelf), [row, row])

    assert db.session.scalars(select(Shelf)).all() == []


@pytest.mark.parametrize("typed", ["huong khe", "HƯƠNG", "khê hương", "d"])
def test_search_needs_no_marks(typed):
    a_unit("Huyện Hương Khê Đô")
    a_unit("Xã Sơn Tây")

    assert db.session.scalars(select(Unit.name).where(matches(Unit, typed))).all() == ["Huyện Hương Khê Đô"]


def test_a_nul_is_neither_searched_nor_stored():
    unit = a_unit("Xã\x00 Sơn Tây")

    assert db.session.scalars(select(Unit.name).where(matches(Unit, "sơn\x00"))).all() == [unit.name] == ["Xã Sơn Tây"]


@pytest.mark.parametrize("typed", ["%", "_", "\\"])
def test_search_takes_signs_as_they_are(typed):
    a_unit("Xã Sơn Tây")

    assert db.session.scalars(select(Unit.name).where(matches(Unit, typed))).all() == []


def test_times_come_back_aware_and_in_utc():
    noon = clock.instant(datetime(2026, 11, 30).date(), datetime(2026, 1, 1, 12, 0).time())
    conference = a_conference(starts_at=noon)
    db.session.expire_all()

    assert conference.starts_at == datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    assert conference.starts_at.utcoffset().total_seconds() == 0


def test_many_writers_at_once_lose_nothing(app):
    conference = a_conference()
    number, failures = conference.id, []

    def raise_sequence():
        with app.app_context():
            for _ in range(10):
                try:
                    with transaction():
                        db.session.get(Conference, number, with_for_update=True).sequence += 1
                except Stale as stale:
                    failures.append(stale)

    writers = [threading.Thread(target=raise_sequence) for _ in range(6)]
    [writer.start() for writer in writers]
    [writer.join() for writer in writers]

    db.session.rollback()
    assert (conference.sequence, failures) == (60, [])


def test_of_two_that_wait_for_each_other_one_is_refused_in_words_and_the_other_is_kept(app):
    """Each holds what the other wants: PostgreSQL ends one; on SQLite writers stand in line."""
    first, second = a_unit().id, a_unit().id
    both, refused = threading.Barrier(2), []

    def work(mine, other):
        with app.app_context():
            try:
                with transaction():
                    hold(db.session.get(Unit, mine))
                    if db.engine.dialect.name == "postgresql":
                        both.wait()
                    db.session.get(Unit, other, with_for_update=True).place += "x"
            except Stale as stale:
                refused.append(stale)

    workers = [threading.Thread(target=work, args=pair) for pair in ((first, second), (second, first))]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]

    db.session.rollback()
    written = "".join(db.session.scalars(select(Unit.place)))
    assert (written, len(refused)) == (("x", 1) if db.engine.dialect.name == "postgresql" else ("xx", 0))


def test_what_refers_to_a_row_is_written_while_somebody_holds_it(app):
    conference = a_conference()
    number, held, written = conference.id, threading.Event(), threading.Event()
    waits = db.engine.dialect.name == "postgresql"

    def keep():
        with app.app_context(), transaction():
            hold(db.session.get(Conference, number))
            held.set()
            if waits:
                assert written.wait(5)

    keeper = threading.Thread(target=keep)
    keeper.start()
    held.wait()
    with transaction():
        db.session.add(Room(conference_id=number, slug="hn", created_at=clock.now()))
    written.set()
    keeper.join()

    assert db.session.scalar(select(Room.conference_id)) == number


def test_who_is_alone_holds_one_lock_in_each_transaction(queries):
    locks = []
    for _ in range(2):
        queries.clear()
        with transaction():
            alone("the shape of something")
            alone("the shape of something")
        locks.append(sum("advisory" in statement for statement in queries))

    assert locks == [int(db.engine.dialect.name == "postgresql")] * 2


def test_what_is_asked_once_is_asked_anew_by_who_writes_and_after_that():
    a_unit("Một")

    def count(question="units"):
        return asked_once(question, lambda: len(db.session.scalars(select(Unit.id)).all()))

    reading = [count(), count()]
    with transaction():
        writing = [count()]
        db.session.execute(insert(Unit).values(name="Hai", short_name="Hai", kind=UnitKind.OTHER, search_key="hai"))
        writing.append(count())
    afterwards = [count(), count("other")]

    assert (reading, writing, afterwards) == ([1, 1], [1, 2], [2, 2])


def test_what_is_asked_once_is_one_statement_while_one_reads(queries):
    a_unit("Một")
    queries.clear()

    for question in ("units", "units", "other", "units"):
        asked_once(question, lambda: db.session.scalar(select(Unit.name)))

    assert len(queries) == 2


LETTERS = "aáàảãạăắặâấậđĐÁÀẢÃẠÊệỆ ôộỘ ơợỢ ưựỰ yỵỲ .,-–()/_0 9\t"


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from(LETTERS), max_size=20))
def test_the_database_bares_a_name_as_python_does(text):
    assert db.session.scalar(select(bare_name(literal(text)))) == bare(text)


def test_the_number_of_a_row_that_is_gone_is_not_given_again():
    gone = a_unit().id
    with transaction():
        db.session.delete(db.session.get(Unit, gone))

    assert a_unit().id > gone
