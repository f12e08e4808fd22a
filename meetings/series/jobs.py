"""`flask series fill` makes the drafts that are due; the worker does it, too, once a day for each series."""

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import Refusal
from meetings.series import actions, queries
from meetings.series.models import ConferenceSeries

commands = AppGroup("series", help="Conferences that repeat.")


def fill_due() -> int:
    """Look after the next series that nobody has looked after today; how many were (0 or 1).

    One whose drafts cannot be made says why on its page, keeps what it had, and is tried again tomorrow.
    """
    due = select(ConferenceSeries.id).where(
        queries.running(),
        or_(ConferenceSeries.filled_on.is_(None), ConferenceSeries.filled_on < clock.today()),
    )
    number = db.session.scalar(due.order_by(ConferenceSeries.id).limit(1))
    if number is None:
        return 0
    try:
        with transaction():
            actions.fill(queries.series(number))
    except Refusal as refusal:
        with transaction():
            actions.note_trouble(queries.series(number), refusal.message)
    return 1


rounds = (fill_due,)


@commands.command("fill")
def fill():
    """Make the drafts that are due in every series."""
    done = 0
    while fill_due():
        done += 1
    click.echo(f"{done} series looked after")
