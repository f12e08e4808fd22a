"""Stored files that no row names any more are deleted after a time of grace, and the journal says how many."""

import logging
from datetime import timedelta
from typing import NamedTuple

import click
from flask import current_app
from flask.cli import AppGroup

from meetings.base import clock, stored
from meetings.base.db import db, transaction
from meetings.gateways import sweeping
from meetings.journal import actions as journal
from meetings.web import files

commands = AppGroup("files", help="Stored files.")
log = logging.getLogger("meetings.worker")
# Of so many the journal keeps the fingerprints.
NAMED = 200
_looked_on = []


class Storage(NamedTuple):
    """What the journal calls the folder of stored files."""

    __tablename__ = "storage"
    title: str
    id: int = 1


def run(*, dry=False) -> sweeping.Swept:
    """Look through the stored files once; see `gateways.sweeping.sweep`."""
    db.session.rollback()  # what is named is read as it stands now
    named = stored.named()
    db.session.rollback()
    grace = timedelta(hours=current_app.config["FILES_GRACE_HOURS"])
    done = sweeping.sweep(files.store(), named, now=clock.now(), grace=grace, dry=dry)
    if done.deleted and not dry:
        log.info("%s stored files deleted, %s bytes", len(done.deleted), done.size)
        # Not under the name by which rows name a file that is to stay (see `stored`).
        facts = {"number": len(done.deleted), "bytes": done.size, "gone": done.deleted[:NAMED]}
        with transaction():
            journal.record(None, "swept_files", Storage(str(len(done.deleted))), **facts)
    return done


def run_daily() -> int:
    """Look once a day; says 0, for nothing waits for it. Nothing is done where the setting keeps all."""
    if _looked_on != [clock.today()] and current_app.config["FILES_GRACE_HOURS"]:
        _looked_on[:] = [clock.today()]
        run()
    return 0


@commands.command("sweep")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
def sweep(dry_run):
    """Delete stored files that no row has named for FILES_GRACE_HOURS, as the worker does once a day."""
    done = run(dry=dry_run)
    for name in done.deleted if dry_run else ():
        click.echo(name)
    what = "would be deleted" if dry_run else "deleted"
    click.echo(f"{len(done.deleted)} files {what} ({done.size} bytes), {done.waiting} wait for their time of grace")
