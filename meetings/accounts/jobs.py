"""flask accounts …"""

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from meetings.accounts import actions, passwords
from meetings.accounts.faults import person_faults
from meetings.accounts.models import Role
from meetings.base.db import transaction
from meetings.base.errors import Faults, NotValid, Refusal
from meetings.base.language import _l
from meetings.units import actions as units
from meetings.units import queries
from meetings.units.models import UnitKind
from meetings.web.language import of_terminal

commands = AppGroup("accounts", help="People and their accounts.")

QUESTIONS = {
    "unit": _l("Code or name of the unit (a new name makes the first unit)"),
    "name": _l("Full name"),
    "user_name": _l("User name"),
    "email": _l("E-mail (may be left empty)"),
    "password": _l("Password (asked twice and not shown)"),
}
NO_UNIT = _l("Write the code or the name of the unit.")
UNIT_UNKNOWN = _l("There is no unit “%(name)s”.")
TITLE = "Quản trị hệ thống"


@commands.command("create-admin")
@click.option("--unit", help="Code or name; a new name makes the first unit.")
@click.option("--name", help="Full name.")
@click.option("--user-name")
@click.option("--email", help="May be empty.")
@click.option("--password", help="Asked twice and not shown, where it is not given here.")
def create_admin(**given):
    """Make an administrator; everything is asked, nothing has a default.

    All that cannot be is said at once, and only that is asked again. Where every answer was given as an option nobody
    is asked.
    """
    with force_locale(of_terminal()):
        try:
            person = _asked_for(given)
        except click.Abort as no:
            raise Fault(_("Stopped: no account was made.")) from no
        click.echo(_("%(name)s can sign in as %(login)s.", name=person.name, login=person.user_name or person.email))


class Fault(click.ClickException):
    """Why the command ends, in the language of the terminal; click's own would begin in English."""

    def show(self, file=None):
        """Say it on the channel for faults."""
        click.echo(self.message, err=True)


def _asked_for(given):
    answers = {name: _ask(name) if text is None else text for name, text in given.items()}
    is_dialogue = None in given.values()
    while (person := _made(answers, again=is_dialogue)) is None:
        pass
    return person


def _ask(name, former=""):
    """One answer; what was typed before is offered again, but what may be left empty not, and a password never."""
    if name == "password":
        return _ask_password()
    default = "" if name == "email" else former or None
    return click.prompt(str(QUESTIONS[name]), default=default, show_default=bool(default))


def _ask_password():
    while True:
        password = click.prompt(str(QUESTIONS["password"]), hide_input=True)
        if click.prompt(_("Once more, please"), hide_input=True) == password:
            return password
        click.echo(_("The two passwords are not the same. Type both again."), err=True)


def _made(answers, *, again):
    """The administrator; None where something could not be: it was said, and asked anew into `answers`. Without
    `again` it ends the command."""
    try:
        return _make(**answers)
    except NotValid as no:
        said = [f"- {QUESTIONS.get(fault.field, '')}: {fault.message}" for fault in no.faults]
        if not again:
            raise Fault("\n".join(said)) from no
        click.echo("\n".join(said), err=True)
        wrong = {fault.field for fault in no.faults} & set(QUESTIONS) or set(QUESTIONS)
        for name in (name for name in QUESTIONS if name in wrong):
            answers[name] = _ask(name, answers[name])
        return None
    except Refusal as no:
        raise Fault(str(no.message)) from no


def _make(*, unit, name, user_name, email, password):
    names = (user_name, email)
    faults = Faults(person_faults(name=name, user_name=user_name, email=email, signs_in=True))
    faults.found += passwords.faults(password, names=names)
    faults.of(_expect_unit, unit)
    faults.tell()
    made = passwords.made(password, names=names)
    with transaction():
        place = _unit(unit) or units.add(unit, kind=UnitKind.PROVINCE, by=None)
        person = actions.add_person(name, user_name=user_name, email=email, password=made, must_change=False, by=None)
        actions.give_post(person, place, title=TITLE, role=Role.ADMINISTRATOR, by=None)
    return person


def _unit(text):
    return queries.by_code(text) or queries.named(text)


def _expect_unit(text):
    """Before there is any unit, the first one is made here; later it must be one that exists."""
    if not text.strip():
        raise NotValid(NO_UNIT, field="unit")
    if not _unit(text) and queries.count():
        raise NotValid(UNIT_UNKNOWN % {"name": text}, field="unit")
