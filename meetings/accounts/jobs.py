"""flask accounts …"""

import click
from flask.cli import AppGroup

from meetings.accounts import actions, passwords
from meetings.accounts.models import Role
from meetings.base.db import transaction
from meetings.base.errors import Refusal
from meetings.units import actions as units
from meetings.units import queries
from meetings.units.models import UnitKind

commands = AppGroup("accounts", help="People and their accounts.")


@commands.command("create-admin")
@click.option("--unit", prompt="Code or name of the unit (a new name makes the first unit)", help="Code or name.")
@click.option("--name", prompt="Full name")
@click.option("--user-name", prompt="User name")
@click.option("--email", prompt="E-mail", default="", show_default=False)
@click.password_option(help="Asked twice and not shown.")
def create_admin(unit, name, user_name, email, password):
    """Make an administrator; everything is asked, nothing has a default."""
    try:
        made = passwords.made(password, names=(user_name, email))
        with transaction():
            place = queries.by_code(unit) or queries.named(unit) or _first_unit(unit)
            person = actions.add_person(
                name, user_name=user_name, email=email, password=made, must_change=False, by=None
            )
            actions.give_post(person, place, title="Quản trị hệ thống", role=Role.ADMINISTRATOR, by=None)
    except Refusal as no:
        raise click.ClickException(getattr(no, "told", str(no.message))) from no
    click.echo(f"{person.name} can sign in as {person.user_name}.")


def _first_unit(name):
    """Before there is any unit, the first one is made here; later it must be one that exists."""
    if queries.count():
        raise click.ClickException(f"There is no unit “{name}”.")
    return units.add(name, kind=UnitKind.PROVINCE, by=None)
