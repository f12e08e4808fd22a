"""`flask workdays seed` takes over the official days of this year and the next; the worker does it, too, once a day."""

import click
from flask.cli import AppGroup

from meetings.base import clock
from meetings.base.db import transaction
from meetings.gateways.official_days import official_days
from meetings.workdays import actions, queries

commands = AppGroup("workdays", help="Days off and days worked.")
_looked_on = []


def seed_due() -> int:
    """Take over the years that were not yet; how many days were new."""
    today = clock.today()
    number = 0
    for year in (today.year - 1, today.year, today.year + 1):
        if not queries.is_seeded(year):
            days = official_days(year)
            with transaction():
                number += actions.seed(year, days)
    return number


def look_daily() -> int:
    """Look once a day; says 0, for nothing waits for it."""
    if _looked_on != [clock.today()]:
        seed_due()
        _looked_on[:] = [clock.today()]
    return 0


rounds = (look_daily,)


@commands.command("seed")
def seed():
    """Take over the official days of last year, this year and the next."""
    click.echo(f"{seed_due()} days taken over")
