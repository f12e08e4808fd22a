"""`flask reminders run` reminds the silent sites whom a schedule reaches now; the worker does it, too, every minute."""

import time

import click
from flask import current_app
from flask.cli import AppGroup

from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.reminders import actions, queries
from meetings.reminders.hours import hour_of

commands = AppGroup("reminders", help="Reminders by a schedule.")
EVERY_SECONDS = 60.0
_next = [0.0]


def remind_due() -> int:
    """Remind whom a schedule reaches now, each conference in a transaction of its own; how many sites."""
    hour, reminded = hour_of(current_app.config), 0
    for number in queries.awaiting():
        conference = conferences.conference(number)
        if actions.is_due(conference, hour):
            with transaction():
                reminded += actions.run(conferences.conference(number), hour)
    return reminded


def look_often() -> int:
    """Look once a minute; says how many sites were reminded, for then the post has something to do."""
    if time.monotonic() < _next[0]:
        return 0
    _next[0] = time.monotonic() + EVERY_SECONDS
    return remind_due()


rounds = (look_often,)


@commands.command("run")
def run():
    """Remind whom a schedule reaches now."""
    click.echo(f"{remind_due()} sites reminded")
