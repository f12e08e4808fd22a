"""What invitations to many sites and the answers to them cost: `python -m bench.post --sites 3000`.

    --database postgresql   with BENCH_POSTGRESQL_URL (an empty database); SQLite otherwise

Prints seconds of CPU of our own process and by the clock: the request that begins the mailing, preparing it, the page
that says how far it is, emptying the outbox into a local mail server (aiosmtpd in a process of its own), reading as
many answers from a local Dovecot, and the request that moves the conference to another day; beside the floor, one
answer of an empty Flask application.
"""

import argparse
import imaplib
import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_login import FlaskLoginClient
from sqlalchemy import select

from bench import rows
from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.desk import mailing
from meetings.factory import create_app
from meetings.gateways.mailbox import Settings
from meetings.invitations import jobs
from meetings.invitations.models import Invite, PartStat
from meetings.sites.models import Site, SiteKind, SiteState

TOP = Path(__file__).resolve().parent.parent
REPLY = """From: <{address}>\r
To: <vp@tinh.example>\r
Message-ID: <{number}@xa.example>\r
Content-Type: text/calendar; method=REPLY; charset=utf-8\r
\r
BEGIN:VCALENDAR\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:bench\r
SEQUENCE:0\r
DTSTAMP:20261120T020000Z\r
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{address}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def main():
    """Measure all and print a table."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="nhip-cau-bench-") as folder:
        Path(folder).chmod(0o755)
        with _smtp() as port:
            app = _application(folder, port, asked.database)
            with app.app_context():
                _measure(app, asked.sites, Path(folder))


def _measure(app, sites, folder):
    filled = rows.fill(sites, invited=False)
    _ask_all(filled.conference)
    floor = timed("floor: an empty answer", _floor, 1000)
    client = app.test_client(user=db.session.get(Person, filled.secretary))
    address = f"/conferences/{filled.conference}/invitation"
    timed("the request that begins it", lambda: client.post(f"{address}/send").status_code, 1, floor)
    timed("preparing", lambda: _until_none(jobs.prepare), sites, floor)
    timed("the page of sending", lambda: _opened(client, f"{address}/recipients"), 1, floor)
    timed("emptying into a mail server", lambda: _until_none(lambda: mailing.send_due().sent), sites, floor)
    with _dovecot(folder, app) as server:
        _deliver(server)
        timed("reading the answers", lambda: jobs.read_all(Settings.of(app.config)), sites, floor)
    accepted = select(Invite.id).where(Invite.partstat == PartStat.ACCEPTED)
    print(f"answers that count: {len(db.session.scalars(accepted).all()):,}")
    timed("the request that moves it", lambda: _move(client, filled.conference), 1, floor)


def _move(client, number):
    """To another day, as who was shown what follows from it: all sites are asked anew, and everybody is told."""
    day = (clock.today() + timedelta(days=9)).strftime("%d/%m/%Y")
    typed = {"reason": "Bão", "starts_on": day, "starts": "08:00", "ends": "11:00", "version": _version(number)}
    answer = client.post(f"/conferences/{number}/postpone", data=typed | {"sure": "yes"})
    if answer.status_code != 302:
        raise SystemExit(f"the conference was not moved: {answer.status_code}")


def _version(number):
    return db.session.scalar(select(Conference.version).where(Conference.id == number))


def timed(name, act, number, floor=None):
    """Do it, print what it took of CPU and time, and return the CPU of one."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    rate, ratio = number / wall, f"{cpu / number / floor:8.0f} x floor" if floor else ""
    print(f"{name:30}{cpu:8.2f} s CPU{wall:8.2f} s{rate:10.0f} a second{ratio}", flush=True)
    return cpu / number


def _floor():
    bare = Flask("floor")
    bare.add_url_rule("/", "floor", lambda: "")
    client = bare.test_client()
    for _ in range(1000):
        client.get("/")


def _opened(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status


def _until_none(act):
    while act():
        pass


def _ask_all(number):
    """Every site waits for the invitation, and somebody answers for it."""
    with transaction():
        for site in db.session.scalars(select(Site).filter_by(conference_id=number, kind=SiteKind.MEMBER)):
            site.state, site.invited_at = SiteState.WAITING, clock.now()
            site.contact_name, site.contact_email = site.name, f"xa{site.id}@xa.example"


def _application(folder, port, database):
    os.environ["NHIP_CAU_INSTANCE"] = folder
    app = create_app(
        {
            "DATABASE_URL": os.environ["BENCH_POSTGRESQL_URL"] if database == "postgresql" else "",
            "MAIL_SINK": f"smtp://127.0.0.1:{port}?starttls=0",
            "MAIL_SENDER": "VP <vp@tinh.example>",
            "WTF_CSRF_ENABLED": False,
        }
    )
    app.test_client_class = FlaskLoginClient
    with app.app_context():
        db.create_all()
    return app


class _smtp:
    """A mail server that throws everything away, in a process of its own."""

    def __enter__(self):
        port = _free_port()
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
        self.server = subprocess.Popen(command)
        _wait_for(port)
        return port

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


class _dovecot:
    """A mailbox of replies, and the application told of it."""

    def __init__(self, folder, app):
        self.folder, self.port = folder, _free_port()
        (folder / "password").write_text("only-for-tests")
        told = {"HOST": "127.0.0.1", "PORT": self.port, "TLS": "none", "USER": "vp"}
        app.config |= {f"REPLY_{key}": value for key, value in told.items()}
        app.config["REPLY_PASSWORD_FILE"] = str(folder / "password")

    def __enter__(self):
        self._run("start", str(self.folder / "imap"), str(self.port))
        server = imaplib.IMAP4("127.0.0.1", self.port)
        server.login("vp", "only-for-tests")
        return server

    def __exit__(self, *_):
        self._run("stop", str(self.folder / "imap"))

    def _run(self, *arguments):
        subprocess.run([TOP / "scripts" / "dovecot.sh", *arguments], check=True, stdout=subprocess.DEVNULL)


def _deliver(server):
    for number, address in enumerate(db.session.scalars(select(Invite.address).where(Invite.address != "")).all()):
        server.append("INBOX", None, None, REPLY.format(address=address, number=number).encode())


def _free_port():
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]


def _wait_for(port):
    for _ in range(100):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def _asked():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=3000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    return parser.parse_args()


if __name__ == "__main__":
    main()
