"""Two workers whom the same step of a schedule reaches at the same moment: each site is reminded once."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.notices.models import Notice
from meetings.sites.models import Reminder, Site
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference

TOP = Path(__file__).resolve().parents[2]
MOMENT = clock.instant(date(2026, 11, 25), time(8, 1))
CONFERENCES, SITES = 6, 25
# Says that it is ready, waits for a line, reminds, and says from when to when and how many sites.
WORKER = f"""
import sys, time
from datetime import datetime
from meetings.base import clock
from meetings.factory import create_app
from meetings.reminders import jobs, queries

with create_app().app_context(), clock.at(datetime.fromisoformat("{MOMENT.isoformat()}")):
    queries.awaiting()
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.monotonic()
    number = jobs.remind_due()
    print(begun, time.monotonic(), number, flush=True)
"""


@pytest.fixture
def workers(app, tmp_path):
    """Two processes on the database of the test, both ready to begin."""
    known = {"NHIP_CAU_INSTANCE": str(tmp_path), "NHIP_CAU_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": TOP, "env": os.environ | known}
    both = [subprocess.Popen([sys.executable, "-c", WORKER], **piped) for _ in range(2)]
    yield both
    for process in both:
        process.kill()
        process.wait()


def silent_sites():
    for number in range(CONFERENCES):
        conference = a_conference(state="inviting", title=f"Giao ban {number}")
        with transaction():
            for place in range(SITES):
                name = f"Xã {number}-{place}"
                unit = Unit(name=name, short_name=name, kind=UnitKind.COMMUNE)
                db.session.add(unit)
                db.session.flush()
                told = {"contact_name": "Hoa", "contact_email": f"hoa{number}-{place}@example.vn"}
                told |= {"state": "waiting", "invited_at": MOMENT - timedelta(days=9)}
                db.session.add(Site(conference_id=conference.id, unit_id=unit.id, name=name, **told))


def test_two_processes_remind_each_site_once(workers):
    silent_sites()
    assert [process.stdout.readline() for process in workers] == ["ready\n"] * 2

    for process in workers:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0].split() for process in workers]

    (begun, ended, numbers) = zip(*([float(part) for part in line] for line in said), strict=True)
    db.session.rollback()
    stamps = Counter(db.session.scalars(select(Reminder.site_id)))
    told = Counter(db.session.scalars(select(Notice.to_address).where(Notice.kind == "confirm_reminder")))
    assert [process.returncode for process in workers] == [0, 0]
    assert max(begun) < min(ended), "they did not overlap"
    assert sum(numbers) == len(stamps) == len(told) == CONFERENCES * SITES
    assert set(stamps.values()) == set(told.values()) == {1}
