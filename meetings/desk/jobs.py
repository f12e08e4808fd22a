"""`flask notices send` sends what is due, once; `flask worker` does all that is due, again and again."""

import logging
import os
import signal
import threading
import time

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import Refusal
from meetings.desk import mailing, retention, spreading, sweeping
from meetings.desk.digests import gather_due
from meetings.invitations import queries as letters
from meetings.web import waiting

commands = AppGroup("notices", help="The post.")
log = logging.getLogger("meetings.worker")
stopping = threading.Event()
_looked_on = []

IDLE_SECONDS = 2.0
AFTER_TROUBLE_SECONDS = 60.0
LAST_MESSAGE_SECONDS = 0.7


@commands.command("send")
def send():
    """Send the messages that are due."""
    tally = mailing.send_due()
    click.echo(f"{tally.sent} sent, {tally.put_off} put off, {tally.failed} failed")


def post() -> int:
    """Send what is due; how many messages have left. Raises `Refusal` when the mail server is in trouble."""
    tally = mailing.send_due(stopping=stopping.is_set)
    if tally.failed or tally.put_off:
        log.warning("%s messages put off, %s failed: see the outbox", tally.put_off, tally.failed)
    return tally.sent


def tell() -> int:
    """Prepare the next part of what many sites are told of a change; to how many."""
    number = 0
    while not number and (sending := letters.telling()):
        with transaction():
            number = spreading.prepare(sending)
    return number


def forget_due() -> int:
    """Erase the names that are no longer needed, and the tables that wait for an import no longer; how many names."""
    days, number = current_app.config["NAMES_KEPT_DAYS"], 0
    waiting.clear()
    for conference in retention.due(days) if days else ():
        with transaction():
            number += retention.forget(conference)
    return number


def forget_daily() -> int:
    """Look once a day; says 0, for nothing waits for it."""
    if _looked_on != [clock.today()]:
        forget_due()
        _looked_on[:] = [clock.today()]
    return 0


def digests() -> int:
    """Write the digests that are due; says 0, for they leave with the post of the next round."""
    gather_due()
    return 0


rounds = (digests, tell, post, forget_daily, sweeping.run_daily)


@click.command("forget")
@with_appcontext
def forget():
    """Erase the names of delegates that are no longer needed, as the worker does once a day."""
    click.echo(f"{forget_due()} names erased")
    days = current_app.config["NAMES_KEPT_DAYS"]
    if kept := retention.needed(days) if days else ():
        named = ", ".join(str(one.id) for one in kept)
        click.echo(f"{len(kept)} conferences as old keep theirs until their minutes are released: {named}")
    if kept := retention.undecided(days) if days else ():
        named = ", ".join(str(one.id) for one in kept)
        click.echo(f"{len(kept)} conferences as old were never begun or never ended; say what became of them: {named}")


@click.command("worker")
@with_appcontext
def worker():
    """Draw papers, send messages and do what else is due, until SIGTERM or SIGINT."""
    stopping.clear()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    app = current_app._get_current_object()
    # The work has a thread of its own, so that a mail server that keeps us waiting does not keep us from ending.
    work = threading.Thread(target=_work, args=(app,), daemon=True)
    work.start()
    click.echo("worker: ready")
    while work.is_alive() and not stopping.wait(0.1):
        pass
    work.join(LAST_MESSAGE_SECONDS)
    logging.shutdown()
    # Nothing is left to write, and taking the interpreter apart takes longer than whoever stops us should wait.
    os._exit(0 if stopping.is_set() else 1)


def _work(app):
    rests_until = {}
    with app.app_context():
        while not stopping.is_set():
            if not any([_done(work, rests_until) for work in app.extensions["rounds"]]):
                stopping.wait(IDLE_SECONDS)


def _done(work, rests_until):
    """How much a round of `work` did. One that failed rests for a while and says why."""
    if time.monotonic() < rests_until.get(work, 0) or stopping.is_set():
        return 0
    try:
        return work()
    except (Refusal, SQLAlchemyError, OSError) as fault:
        log.warning("%s rests: %s", work.__name__, fault)
        rests_until[work] = time.monotonic() + AFTER_TROUBLE_SECONDS
        return 0
    finally:
        db.session.remove()


top_level = (worker, forget, sweeping.commands)
