"""The database: one declarative base, UTC times, and the one place that commits."""

import enum
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib import import_module
from zlib import crc32

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, MetaData, String, Table, TypeDecorator, event, func, select
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from meetings.base.errors import Refusal, Stale
from meetings.base.language import _l
from meetings.base.locks import one_writer
from meetings.base.vietnamese import nfc

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_imagining: ContextVar[bool] = ContextVar("imagining", default=False)
_barred: ContextVar[Refusal | None] = ContextVar("barred", default=None)


class UtcDateTime(TypeDecorator):
    """An aware instant, stored in UTC; SQLite forgets the zone and gets it back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Text(TypeDecorator):
    """Text in the composed form (NFC), so that equal words are equal in the database and in a PDF."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else nfc(value)


def _values(choices):
    return [choice.value for choice in choices]


NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def choice(kind: type[enum.StrEnum], name: str | None = None) -> Enum:
    """The column type of a state; a second column of one kind in a table needs a `name` for its check."""
    return Enum(kind, name=name, native_enum=False, create_constraint=True, length=30, values_callable=_values)


CHOICE = choice(enum.StrEnum)


class Base(DeclarativeBase):
    """What all tables share."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime(), str: Text(), enum.StrEnum: CHOICE},
    )


db = SQLAlchemy(model_class=Base)


class Identified:
    """A row with a number of its own."""

    id: Mapped[int] = mapped_column(primary_key=True)


@event.listens_for(Table, "before_create")
def give_numbers_once(table, connection, **_) -> None:
    """Let no number of a row that is gone be given again: addresses, tickets, messages and the journal still name it.

    PostgreSQL counts on by itself. SQLite gives the number of a last row that was deleted to the next one, and whoever
    then goes back to a page of the one would act on the other. Holds for tables that a migration step makes anew, too.
    """
    if connection.dialect.name == "sqlite" and table.primary_key.columns.keys() == ["id"]:
        table.dialect_options["sqlite"]["autoincrement"] = True


class Versioned:
    """A row that two people can edit: it counts its changes, and a change from an old count is refused."""

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    def expect(self, version, *, mine=None, theirs=None):
        """Go on only if the row still has the `version` that the person was shown; else raise `Stale`."""
        if str(version) != str(self.version):
            raise Stale(STALE, mine=mine, theirs=theirs, row=self)


# PostgreSQL's words for a unique constraint that is violated, a row that refers to one just deleted, two writers that
# wait for each other.
FASTER = ("23505", "23503", "40P01")
STALE = _l("Somebody else changed this while you were working. Compare both and save again.")
GONE = _l("Somebody else has taken this away while you were working. Go back and reload the page.")


def bar(why: Refusal | None) -> None:
    """From now on no transaction is opened: `why` is raised instead. None lifts it. A door's, for a form that may be
    shown again and must not be acted on."""
    _barred.set(why)


def barred() -> Refusal | None:
    """Why nothing can be kept now; None where it can."""
    return _barred.get()


@contextmanager
def transaction():
    """All that is written inside is kept together, or nothing is. Opened once, by a door.

    What was read before is read anew, so that a decision rests on what is true under the write lock.
    Raises `Stale` when another writer changed a versioned row at the same moment, took a row away that was found
    before, or made the row of which there can be but one. (On SQLite writers stand in line: there two such rows are a
    fault of ours, and stay one.) Raises what `bar` was told.
    """
    if why := barred():
        raise why
    if _writing.get():
        raise RuntimeError("a transaction is opened once, by the door")
    db.session.rollback()
    token = _writing.set(True)
    try:
        with _write_lock():
            try:
                yield
                db.session.commit()
            except StaleDataError as stale:
                raise Stale(STALE) from stale
            except ObjectDeletedError as gone:
                raise Stale(GONE) from gone
            except DBAPIError as fault:
                if getattr(fault.orig, "sqlstate", "") in FASTER:
                    raise Stale(STALE) from fault
                raise
            finally:
                db.session.rollback()
    finally:
        _writing.reset(token)


@contextmanager
def imagined():
    """What is changed inside is seen there alone and forgotten at the end: it waits for no writer and holds none up.

    What was read before is read anew. Raises `RuntimeError` where something would be written after all.
    """
    db.session.rollback()
    session, token = db.session(), _imagining.set(True)
    event.listen(session, "before_flush", _write_nothing)
    try:
        with session.no_autoflush:
            yield
    finally:
        event.remove(session, "before_flush", _write_nothing)
        _imagining.reset(token)
        session.rollback()


def is_imagined() -> bool:
    """Whether what is changed now is forgotten at the end."""
    return _imagining.get()


def _write_nothing(*_):
    raise RuntimeError("what is imagined is not written")


def hold(row) -> None:
    """Hold a row against every other writer until the transaction ends, and read it anew. Raises `Stale` where it is
    gone.

    Only its own table: what it was once loaded with may be missing, and PostgreSQL locks no missing row. Rows that
    refer to it are written by others meanwhile, so that who holds one of them and writes another needs not wait for us.
    """
    db.session.flush()
    try:
        db.session.refresh(row, with_for_update={"of": type(row), "key_share": True})
    except InvalidRequestError as gone:
        raise Stale(GONE) from gone


def alone(what: str) -> None:
    """Go on when nobody else does `what`, and keep everybody else from it until the transaction ends.

    For what no single row can hold, such as the shape of a tree. Rows are read anew afterwards. On SQLite whoever
    writes is alone already; what is only imagined disturbs nobody.
    """
    if db.engine.dialect.name == "sqlite" or _imagining.get():
        return
    session = db.session()
    session.connection()  # so that there is a transaction to remember, also where this is its first statement
    root = session.get_transaction()
    if (what, root) in session.info.get("alone", ()):
        return
    session.flush()
    session.execute(select(func.pg_advisory_xact_lock(crc32(what.encode()))))
    session.expire_all()
    session.info["alone"] = [*(known for known in session.info.get("alone", ()) if known[1] is root), (what, root)]


def asked_once(question, ask):
    """What `ask()` answers, asked once for a `question` until the transaction ends in which it was asked first: whoever
    only reads sees one state of the database. Whoever writes asks each time.
    """
    if _writing.get():
        return ask()
    session = db.session()
    session.connection()  # so that there is a transaction to remember, also where this is its first statement
    root = session.get_transaction()
    if session.info.get("answers", (None,))[0] is not root:
        session.info["answers"] = root, {}
    known = session.info["answers"][1]
    if question not in known:
        known[question] = ask()
    return known[question]


def insert_new(model):
    """An insert that passes over the rows that stand there already, made by whoever was faster."""
    # Both databases have it, each in a module of its own, which is there once the engine is.
    dialect = import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}")
    return dialect.insert(model).on_conflict_do_nothing()


def _write_lock():
    engine = db.engine
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return nullcontext()
    return one_writer(f"{engine.url.database}.lock")


def is_writing() -> bool:
    """Whether a transaction is open here, and others may wait for it."""
    return _writing.get()


@event.listens_for(Session, "before_flush")
def _only_inside_a_transaction(session, *_):
    if not _writing.get() and (session.new or session.dirty or session.deleted):
        raise RuntimeError("rows were changed outside `with transaction()`")
