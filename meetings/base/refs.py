"""A name for a row that a lower noun may keep without knowing the table: "conference:12"."""


def ref(thing) -> str:
    """The name of a stored row, made of its table and its number."""
    return f"{thing.__tablename__}:{thing.id}"
