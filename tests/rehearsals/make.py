"""A rehearsal of a conference with its sites; a test names only what it is about."""

from datetime import timedelta

from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.rehearsals import actions
from meetings.rehearsals.models import Rehearsal, Trial
from meetings.sites.models import SiteState
from tests.make import MONDAY, a_conference, a_province, a_secretary, a_site

SUNDAY = MONDAY - timedelta(days=1)
# 14:00 in Vietnam.
BEGINS = SUNDAY + timedelta(hours=6, minutes=30)


def a_called_conference(sites=3, **facts):
    """A called conference with that many sites and its secretary: (conference, secretary)."""
    province = a_province()
    secretary = a_secretary(province)
    facts.setdefault("state", C.INVITING)
    conference = a_conference(organiser=province, secretary_id=secretary.id, **facts)
    for number in range(sites):
        a_site(conference, name=f"Xã {number + 1}", state=SiteState.WAITING, technician_phone=f"0912 00{number:04d}")
    return conference, secretary


def planned(conference, by=None, **facts):
    """A rehearsal on Sunday from 14:00 to 15:30 Vietnamese time, unless told otherwise."""
    starts_at = facts.pop("starts_at", BEGINS)
    facts.setdefault("ends_at", starts_at + timedelta(minutes=90))
    with transaction():
        return actions.plan(db.session.get(Conference, conference.id), starts_at=starts_at, by=by, **facts).id


def rehearsal(number):
    """The rehearsal as it stands now."""
    return db.session.get(Rehearsal, number, populate_existing=True)


def trials(number):
    """Its sites in their order."""
    query = db.select(Trial).filter_by(rehearsal_id=number).order_by(Trial.site_id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def judged(trial, verdict, by, **facts):
    """Give a verdict on the trial as it stands."""
    with transaction():
        row = db.session.get(Trial, trial.id, populate_existing=True)
        facts.setdefault("version", row.version)
        actions.judge(row, verdict=verdict, by=by, **facts)
