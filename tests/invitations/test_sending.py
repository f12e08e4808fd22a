"""A mailing to more sites than a request prepares: the worker goes on with it, whatever stops him."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import jobs, mailings, queries
from meetings.invitations.models import Invite, Sending
from meetings.notices.models import Notice, NoticeState
from meetings.sites.models import Site, SiteState
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_unit

NOW = MONDAY - timedelta(days=5)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(mailings, "AT_ONCE", 3)
    with clock.at(NOW):
        yield


def a_large_conference(sites=8):
    conference = a_conference(state=C.INVITING)
    unit = [a_unit() for _ in range(sites)]
    for number, one in enumerate(unit):
        contact = {"contact_name": f"Cán bộ {number}", "contact_email": f"xa{number}@xa.example"}
        a_site(conference, one, state=SiteState.WAITING, **contact)
    return conference


def send(conference, **more):
    with transaction():
        return mailings.send(conference, by=None, **more)


def told():
    return sorted(address for (address,) in db.session.query(Notice.to_address).filter_by(kind="invitation"))


ALL = [f"xa{number}@xa.example" for number in range(8)]


def test_the_request_only_notes_the_mailing_and_the_worker_prepares_it_part_by_part():
    conference = a_large_conference()

    assert send(conference) == 8
    assert (told(), db.session.query(Sending).one().sites) == ([], 8)

    assert [jobs.prepare() for _ in range(4)] == [3, 3, 2, 0]
    assert told() == ALL
    assert db.session.query(Invite).count() == 8
    assert queries.sending(conference.id) is None


def test_who_is_stopped_in_the_middle_of_a_part_neither_loses_nor_doubles_anybody(monkeypatch):
    send(a_large_conference())
    jobs.prepare()

    class Killed(BaseException):
        pass

    def stop(*_args, **_more):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mailings.queries, "letter", stop)
        with pytest.raises(Killed):
            jobs.prepare()
    db.session.rollback()
    assert told() == ALL[:3]

    while jobs.prepare():
        pass
    assert told() == ALL


def test_pressing_twice_begins_one_mailing():
    conference = a_large_conference()
    send(conference)
    jobs.prepare()

    send(conference)
    while jobs.prepare():
        pass

    assert (told(), db.session.query(Sending).count()) == (ALL, 1)
    assert send(conference) == 0


def test_who_was_asked_after_the_letter_again_had_passed_him_is_invited_by_a_mailing_of_its_own():
    conference = a_conference(state=C.INVITING)
    contacts = [{"contact_name": f"Mới {n}", "contact_email": f"moi{n}@xa.example"} for n in range(4)]
    late = [a_site(conference, a_unit(), state=SiteState.UNSENT, **contact) for contact in contacts]
    for n in range(8):
        contact = {"contact_name": f"Cán bộ {n}", "contact_email": f"xa{n}@xa.example"}
        a_site(conference, a_unit(), state=SiteState.WAITING, **contact)
    send(conference)
    while jobs.prepare():
        pass
    with transaction():
        db.session.execute(update(Notice).values(state=NoticeState.SENT))
    send(conference, again=True)
    jobs.prepare()
    with transaction():
        db.session.execute(update(Site).where(Site.id.in_([site.id for site in late])).values(state=SiteState.WAITING))

    for _ in range(2):
        send(conference)
    while jobs.prepare():
        pass

    assert told() == sorted([*ALL * 2, *(f"moi{n}@xa.example" for n in range(4))])
    assert [(row.again, row.sites) for row in db.session.query(Sending).order_by(Sending.id)] == [
        (False, 8), (True, 8), (False, 4),
    ]  # fmt: skip


def test_the_letter_again_goes_to_all_once_more():
    conference = a_large_conference()
    send(conference)
    while jobs.prepare():
        pass
    with transaction():
        db.session.execute(update(Notice).values(state=NoticeState.SENT))

    send(conference, again=True)
    while jobs.prepare():
        pass

    assert told() == sorted(ALL * 2)


def test_the_letter_again_takes_the_place_of_an_invitation_that_still_waits():
    conference = a_large_conference()
    send(conference)
    while jobs.prepare():
        pass
    first = db.session.scalars(select(Notice.key).order_by(Notice.id)).all()
    with transaction():
        left = db.session.scalars(select(Notice).order_by(Notice.id).limit(1)).one()
        left.state, away = NoticeState.SENT, left.to_address

    send(conference, again=True)
    while jobs.prepare():
        pass

    assert told() == sorted([*ALL, away])
    assert set(db.session.scalars(select(Notice.key))) & set(first) == {first[0]}


def test_a_conference_that_is_called_off_meanwhile_invites_nobody_more():
    conference = a_large_conference()
    send(conference)
    jobs.prepare()
    with transaction():
        conference.state = C.CANCELLED

    assert jobs.prepare() == 0
    assert jobs.prepare() == 0

    assert told() == ALL[:3]
    assert queries.sending() is None


def test_the_page_shows_how_far_it_is_and_follows_without_a_script(login):
    conference = a_large_conference()
    client = login(a_secretary(conference.organiser))
    send(conference)
    jobs.prepare()

    page = client.get(f"/conferences/{conference.id}/invitation/recipients")
    while jobs.prepare():
        pass
    done = client.get(f"/conferences/{conference.id}/invitation/recipients")

    assert "3/8 điểm cầu" in page.text
    assert page.headers["Refresh"] == "10"
    assert "Refresh" not in done.headers


def test_two_who_send_at_once_ask_each_site_once(app, monkeypatch):
    monkeypatch.setattr(mailings, "AT_ONCE", 300)
    conference = a_large_conference()
    send(conference)
    a_site(conference, state=SiteState.WAITING, contact_name="Cán bộ 0", contact_email="xa0@xa.example")
    number, start = conference.id, threading.Barrier(2)
    db.session.rollback()

    def work():
        with app.app_context(), clock.at(NOW):
            start.wait()
            with transaction():
                mailings.send(db.session.get(Conference, number), by=None)
                time.sleep(0.2)  # so that the other one sends meanwhile, if it may

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]

    db.session.rollback()
    assert told() == sorted([*ALL, "xa0@xa.example"])
