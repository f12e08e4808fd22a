"""Names go when they are no longer needed; numbers and papers stay."""

import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
from flask import current_app
from sqlalchemy import select

from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import ConferenceState as C
from meetings.desk import jobs, retention
from meetings.minutes.models import Minutes, MinutesState
from meetings.sites.models import Substitution
from meetings.speeches.models import Speech, SpeechState
from meetings.web import waiting
from tests.make import MONDAY, a_conference, a_province, a_secretary, a_site, saved

LATER = MONDAY + timedelta(days=91)
M = MinutesState


@pytest.fixture(autouse=True)
def _ninety_one_days_later():
    with clock.at(LATER):
        yield


def a_named(state, *, starts_at=MONDAY, minutes=None):
    conference = a_conference(state=state, starts_at=starts_at)
    saved(Delegate(site_id=a_site(conference).id, name="Lê Văn An", presence=Presence.IN_ROOM))
    if minutes:
        saved(Minutes(conference_id=conference.id, state=minutes, created_at=MONDAY))
    return conference


@pytest.mark.parametrize(
    ("state", "minutes", "is_due"),
    [
        (C.CONCLUDED, M.RELEASED, True),
        (C.CONCLUDED, None, True),
        (C.CONCLUDED, M.DRAFT, False),
        (C.ENDED, M.RELEASED, True),
        (C.ENDED, M.APPROVED, False),
        (C.ENDED, None, False),
        (C.CANCELLED, None, True),
        (C.POSTPONED, None, False),
    ],
)
def test_names_are_due_when_no_paper_needs_them_any_more(app, state, minutes, is_due):
    conference = a_named(state, minutes=minutes)

    assert [one.id for one in retention.due(90)] == ([conference.id] if is_due else [])
    is_old = state is not C.POSTPONED
    assert [one.id for one in retention.needed(90)] == ([conference.id] if is_old and not is_due else [])


@pytest.mark.parametrize("state", [C.INVITING, C.READY, C.LIVE, C.PAUSED])
def test_who_was_named_for_what_nobody_began_or_ended_is_kept_and_told(app, state):
    conference = a_named(state)
    a_named(state, starts_at=LATER - timedelta(days=89))

    told = app.test_cli_runner().invoke(jobs.forget).output

    assert (retention.due(90), retention.needed(90)) == ([], [])
    assert [one.id for one in retention.undecided(90)] == [conference.id]
    assert told == (
        "0 names erased\n1 conferences as old were never begun or never ended; say what became of them: "
        f"{conference.id}\n"
    )


def test_addresses_of_substitutes_and_speakers_of_what_nobody_began_are_told_as_well(app):
    conference = a_conference(state=C.READY)
    saved(Substitution(site_id=a_site(conference).id, name="Phan Thị Lam", asked_at=MONDAY, email="lam@a.vn"))
    other = a_conference(state=C.READY)
    facts = {"topic": "Chuyển đổi số", "speaker_name": "Hồ Cúc", "minutes": 5, "offered_at": MONDAY}
    saved(Speech(site_id=a_site(other).id, state=SpeechState.OFFERED, **facts))

    assert {one.id for one in retention.undecided(90)} == {conference.id, other.id}


def test_names_are_kept_as_long_as_the_setting_says(app):
    a_named(C.CONCLUDED, starts_at=LATER - timedelta(days=90, hours=3))

    assert (retention.due(90), len(retention.due(89))) == ([], 1)


@pytest.mark.parametrize("kept", [{"fingerprint": "f" * 64, "file_name": "giay-uy-quyen.pdf"}, {"email": "lam@a.vn"}])
def test_scan_and_address_of_a_substitute_go_although_nobody_else_was_named(app, kept):
    conference = a_conference(state=C.CANCELLED)
    row = saved(Substitution(site_id=a_site(conference).id, name="Phan Thị Lam", asked_at=MONDAY, **kept))

    jobs.forget_due()

    here = db.session.get(Substitution, row.id, populate_existing=True)
    assert (here.name, here.fingerprint, here.file_name, here.email) == ("Phan Thị Lam", "", "", "")
    assert retention.due(90) == []


def test_the_worker_erases_delegates_and_speakers_and_keeps_the_numbers(app):
    conference = a_named(C.CONCLUDED)
    site = a_site(conference)
    for state in (SpeechState.ACCEPTED, SpeechState.RETURNED):
        facts = {"topic": "Chuyển đổi số", "speaker_name": "Hồ Cúc", "minutes": 5, "offered_at": MONDAY}
        saved(Speech(site_id=site.id, state=state, **facts))

    number = jobs.forget_due()

    assert (number, jobs.forget_due()) == (2, 0)
    assert db.session.scalars(select(Delegate)).all() == []
    assert db.session.scalars(select(HeadCount.present)).all() == [1]
    assert db.session.scalars(select(Speech.speaker_name).order_by(Speech.id)).all() == ["Hồ Cúc", ""]


def test_nothing_is_erased_where_the_setting_says_so(app, monkeypatch):
    monkeypatch.setitem(current_app.config, "NAMES_KEPT_DAYS", 0)
    a_named(C.CONCLUDED)

    assert (jobs.forget_due(), len(db.session.scalars(select(Delegate)).all())) == (0, 1)


def test_the_round_looks_once_a_day(app):
    jobs.forget_daily()
    a_named(C.CONCLUDED)

    jobs.forget_daily()
    same_day = len(db.session.scalars(select(Delegate)).all())
    with clock.at(LATER + timedelta(days=1)):
        jobs.forget_daily()

    assert (same_day, db.session.scalars(select(Delegate)).all()) == (1, [])


def test_a_table_waits_a_day_for_its_import_and_no_longer(login, app):
    province = a_province()
    site = a_site(a_conference(organiser=province, state=C.INVITING))
    address = f"/sites/{site.id}/attendance/import"
    data = {"file": (BytesIO("Họ và tên\nLê Văn An\n".encode()), "a.csv")}
    login(a_secretary(province)).post(address, data=data, content_type="multipart/form-data")
    folder = os.path.join(current_app.config["FILES_FOLDER"], "waiting")
    [table] = [os.path.join(found, name) for found, _, names in os.walk(folder) for name in names]
    aged = time.time() - 25 * 3600

    with clock.at(clock.now().fromtimestamp(time.time(), clock.ZONE)):
        early = waiting.clear()
        os.utime(table, (aged, aged))
        late = waiting.clear()

    assert (early, late, os.path.exists(table)) == (0, 1, False)
