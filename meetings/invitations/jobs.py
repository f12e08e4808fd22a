"""What the worker does for invitations: large mailings are prepared, replies read, entries of lost sites taken back."""

import time

import click
from flask import current_app
from flask.cli import AppGroup

from meetings.base.db import transaction
from meetings.base.errors import Unreachable
from meetings.base.language import _l
from meetings.gateways import letters, mailbox
from meetings.invitations import calendars, mailings, queries, replies

commands = AppGroup("replies", help="The mailbox to which calendars answer.")
AT_ONCE = 50
NOT_SET_UP = _l("No mailbox of replies is set (REPLY_HOST).")
_next_look = {}


def take_back_void() -> int:
    """Take the entry back from whom the conference no longer concerns; how many."""
    if not queries.has_void():
        return 0
    with transaction():
        return calendars.take_back_void()


def prepare() -> int:
    """Prepare the next part of a mailing to many sites; to how many."""
    sending = queries.sending()
    if sending is None:
        return 0
    with transaction():
        return mailings.prepare(sending)


def read_replies() -> int:
    """Look into the mailbox, now and then while it is empty; how many letters were dealt with.

    Raises `Unreachable` when it cannot be read.
    """
    settings = mailbox.Settings.of(current_app.config)
    if settings is None or time.monotonic() < _next_look.get(settings, 0):
        return 0
    number = read_all(settings, most=AT_ONCE)
    if number < AT_ONCE:
        _next_look[settings] = time.monotonic() + current_app.config["REPLY_SECONDS"]
    return number


def read_all(settings, *, most=None) -> int:
    """Read what waits, some letters at a time: they are kept, and only then put away; how many."""
    number = 0
    with mailbox.opened(settings) as box:
        while arrived := box.waiting(AT_ONCE):
            _keep([letters.read(one.content, whole=not one.too_large) for one in arrived])
            box.put_away([one.uid for one in arrived])
            number += len(arrived)
            if most is not None and number >= most:
                break
    return number


def _keep(read):
    for letter in read:
        with transaction():
            replies.keep(letter, secret=current_app.config["SECRET_KEY"])


rounds = (take_back_void, prepare, read_replies)


@commands.command("read")
def read_now():
    """Read the mailbox of replies now, as the worker does."""
    settings = mailbox.Settings.of(current_app.config)
    try:
        if settings is None:
            raise Unreachable(NOT_SET_UP, again=False)
        click.echo(f"{read_all(settings)} letters read")
    except Unreachable as no:
        raise click.ClickException(str(no.message)) from no
