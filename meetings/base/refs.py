"""A name for a row that a lower noun may keep without knowing the table: "conference:12"."""

from sqlalchemy import String, cast, literal


def ref(thing) -> str:
    """The name of a stored row, made of its table and its number."""
    return f"{thing.__tablename__}:{thing.id}"


def ref_column(kind, number):
    """The same as a column of a statement: the name of the row of the table `kind` whose number the column `number`
    holds."""
    return literal(f"{kind.__tablename__}:") + cast(number, String)


def number_in(name, kind) -> int | None:
    """The number of the row of the table `kind` that `name` names; None where it names none, or another table's."""
    table, _colon, number = (name or "").partition(":")
    return int(number) if table == kind.__tablename__ else None
