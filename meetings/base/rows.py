"""Writing many rows at once, past the objects that stand for them."""

from sqlalchemy import inspect, update

from meetings.base.db import db


def write_all(model, changes) -> None:
    """Write to each row named by its `id` what else stands in its dict of `changes`, all of the same names; one
    statement, however many. Rows that the session holds are read anew when they are asked for that."""
    if not changes:
        return
    db.session.flush()
    db.session.execute(update(model), changes)
    here, key = db.session.identity_map, inspect(model).identity_key_from_primary_key
    for values in changes:
        row = here.get(key((values["id"],)))
        if row is not None:
            db.session.expire(row, values.keys() - {"id"})
