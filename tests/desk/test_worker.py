"""`flask worker` as its own process: it sends what is due and ends soon after being asked to."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.notices import actions as notices
from meetings.notices.models import Notice, NoticeState
from tests.stand_ins import SmtpServer

# Measured: 0.2 s, and 0.9 s while a mail server keeps it waiting; the rest is room for a busy machine.
SOON = 12
TOP = Path(__file__).resolve().parents[2]


@pytest.fixture
def worker(app, tmp_path):
    """`worker(mail_sink)` starts one on the database of the test."""
    started = []

    def start(mail_sink):
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        environment = os.environ | {
            "FLASK_APP": str(TOP / "app.py"),
            "NHIP_CAU_INSTANCE": str(tmp_path),
            "NHIP_CAU_DATABASE_URL": url,
            "NHIP_CAU_MAIL_SINK": mail_sink,
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "worker"], env=environment, stdout=subprocess.PIPE, text=True, cwd=TOP
        )
        started.append(process)
        assert process.stdout.readline() == "worker: ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def queue():
    with transaction():
        notices.tell([("An", "an@example.vn")], "conference_ended", conference="Giao ban", when="08:00", path="/")


def until(true, seconds=40):
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.05)
    return true()


def expire_leases():
    """Let the time pass after which a lease counts as lost."""
    with transaction():
        db.session.execute(update(Notice).values(leased_until=clock.now() - timedelta(seconds=1)))


def ended(process, sign):
    begun = time.monotonic()
    process.send_signal(sign)
    return process.wait(40), time.monotonic() - begun


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_sends_what_is_queued_and_ends_cleanly(worker, sign):
    with SmtpServer() as server:
        process = worker(f"{server.url}?starttls=0")
        queue()
        assert until(lambda: server.delivered)

        status, seconds = ended(process, sign)

    assert (status, seconds < SOON) == (0, True)


def test_it_ends_in_time_although_the_mail_server_never_answers(worker):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        process = worker(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        queue()
        _line = silent.accept()

        status, seconds = ended(process, signal.SIGTERM)

    assert (status, seconds < SOON) == (0, True)
    db.session.rollback()
    assert db.session.query(Notice).one().state is NoticeState.SENDING


def test_killed_while_the_mail_server_has_half_a_message_it_is_sent_by_the_next_worker(worker):
    queue()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        process = worker(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        _line = silent.accept()
        process.kill()
        process.wait()
    db.session.rollback()
    held = db.session.query(Notice).one().state
    expire_leases()

    with SmtpServer() as server:
        worker(f"{server.url}?starttls=0")
        assert until(lambda: server.delivered)
        assert until(lambda: db.session.rollback() or db.session.query(Notice).one().state is NoticeState.SENT)

    sent = db.session.query(Notice).one()
    assert (held, sent.attempts, sent.lease) == (NoticeState.SENDING, 2, "")
    assert [mail.message["Message-ID"] for mail in server.delivered] == [f"<{sent.key}@127.0.0.1>"]


def test_killed_again_and_again_in_the_middle_of_many_it_loses_none(worker):
    with transaction():
        people = [(f"Người {n}", f"p{n}@example.vn") for n in range(60)]
        notices.tell(people, "conference_ended", conference="Giao ban", when="08:00", path="/")
    kills = 3
    with SmtpServer() as server:
        for number in range(1, kills + 1):
            process = worker(f"{server.url}?starttls=0")
            assert until(lambda n=number: len(server.delivered) >= n * 10)
            process.kill()
            process.wait()
            expire_leases()
        worker(f"{server.url}?starttls=0")

        def all_left():
            db.session.rollback()
            return db.session.query(Notice).filter(Notice.state != NoticeState.SENT).count() == 0

        assert until(all_left, seconds=90)

    arrived = Counter(mail.recipients[0] for mail in server.delivered)
    assert set(arrived) == {address for _, address in people}
    # Between handing a message over and writing that down nothing can be known: at most one a kill comes twice, with
    # the Message-ID by which mail programs recognise it.
    assert arrived.total() - len(arrived) <= kills
    assert len({mail.message["Message-ID"] for mail in server.delivered}) == len(arrived)
