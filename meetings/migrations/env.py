"""How migration steps run: on the application's own engine, one step in one transaction."""

from alembic import context
from flask import current_app

from meetings.base.db import UtcDateTime

migrate = current_app.extensions["migrate"]


def _plain_types(kind, thing, _autogen):
    """Write our times as the database's own type, so that an old step never needs our code of today."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(thing).__module__.startswith("meetings."):
        return "sa.String()"
    return False


def run():
    """Upgrade or compare the database that the application is set to."""
    with migrate.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadatas[None],
            render_item=_plain_types,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
