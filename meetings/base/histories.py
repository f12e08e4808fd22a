"""Tables that are only added to: the database itself refuses to change or to delete what stands in them.

Its triggers hold for plain SQL, too, and for a fault of ours. Whoever owns the database can drop them; nobody does so
by mistake. A migration step that makes such a table anew on SQLite has to give them again (`tests/test_migrations.py`
compares what the steps give with what stands here).
"""

from sqlalchemy import event

WORDS = "is append-only: what stands in it is neither changed nor deleted"
# What PostgreSQL's triggers call; it is told of which table it speaks.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {WORDS}', ERRCODE = 'restrict_violation';
END $$
"""


def append_only(*, free=(), once=(), may_go=False):
    """Let the database keep the rows of a model as they were written: a decorator.

    `free` are columns that may change all the same, `once` those that are written when they are known and stay then.
    With `may_go` rows are deleted with the whole of which they are part, but never changed.
    """

    def guard(model):
        @event.listens_for(model.__table__, "after_create")
        def give(table, connection, **_):
            for statement in _triggers(table, connection.dialect.name, free, once, may_go):
                connection.exec_driver_sql(statement)

        return model

    return guard


def _triggers(table, dialect, free, once, may_go):
    """The statements that make them, each trigger named after its table and what it keeps."""
    kept = sorted({column.name for column in table.columns} - {*free, *once})
    columns = f" OF {', '.join(kept)}" if free or once else ""
    refused = {"facts": f"UPDATE{columns} ON {table.name} FOR EACH ROW"}
    for name in once:
        refused[name] = f"UPDATE OF {name} ON {table.name} FOR EACH ROW WHEN (OLD.{name} IS NOT NULL)"
    if not may_go:
        refused["rows"] = f"DELETE ON {table.name} FOR EACH ROW"
    if dialect == "sqlite":
        does = f"BEGIN SELECT RAISE(ABORT, '{table.name} {WORDS}'); END"
    else:
        yield FUNCTION
        refused["table"] = f"TRUNCATE ON {table.name} FOR EACH STATEMENT"
        does = "EXECUTE FUNCTION refuse_change()"
    for what, moment in refused.items():
        yield f"CREATE TRIGGER {table.name}_keeps_{what} BEFORE {moment} {does}"
