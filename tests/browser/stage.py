"""Where the story of the stage is told: who takes part, the mail server, the worker, and what stands written."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.desk import jobs as desk_jobs
from meetings.invitations.models import Invite
from meetings.series.content import Seat
from meetings.sites.models import Site
from meetings.workdays import jobs as workdays_jobs
from tests.browser.mail_of_calendars import attendees, entry, method
from tests.make import a_leader, a_province, a_unit, a_user, saved
from tests.series.make import a_template
from tests.stand_ins import SmtpServer

CLERK, CHAIRMAN, SUBSTITUTE, OTHER = "luc@xa.example", "ngoc@xa.example", "lam@xa.example", "thu@xa.example"
MAILBOX = "vp@tinh.example"
LINK = re.compile(r"http://127\.0\.0\.1:[0-9]+/x/[1-9][0-9]*-[a-z2-7]{32}")
MOST_TURNS = 20


class Cast(NamedTuple):
    """Who takes part; those of the communes have no account. `sites` are the names of all sites, the main one first."""

    secretary: Person
    chair: Person
    sites: list[str]


@pytest.fixture
def smtp(app, server, monkeypatch):
    """The mail server to which everything leaves; mail names the address under which the program really answers."""
    with SmtpServer() as running:
        settings = {
            "MAIL_SINK": f"{running.url}?starttls=0&timeout=3",
            "CALENDAR_MAILBOX": f"Văn phòng UBND tỉnh <{MAILBOX}>",
            "PUBLIC_URL": server,
            "REPLY_SECONDS": 0,
        }
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        yield running


@pytest.fixture
def worker(app, smtp, imap, monkeypatch):
    """`worker()`: the worker goes its rounds until nothing is left to be done, `after` some time."""
    for jobs in (desk_jobs, workdays_jobs):
        monkeypatch.setattr(jobs, "_looked_on", [])
    # Files of other tests, of which no row is left, lie in the same folder.
    monkeypatch.setitem(app.config, "FILES_GRACE_HOURS", 0)

    def goes_round(after=timedelta()):
        db.session.rollback()
        for _turn in range(MOST_TURNS):
            with app.app_context(), clock.at(clock.now() + after):
                done = [work() for work in app.extensions["rounds"]]
                db.session.remove()
            if not any(done):
                return
        raise AssertionError("the worker finds no end")

    return goes_round


@pytest.fixture
def cast(app):
    province = a_province()
    secretary = a_user(Role.SECRETARIAT, province, name="Lê Thị Hà", phone="0239 3855 001")
    chair = a_leader(province)
    communes = [
        a_commune(province, "Xã Vũ Quang", clerk=("Võ Văn Lực", CLERK), chairman="Trịnh Văn Ngọc"),
        a_commune(province, "Xã Can Lộc", clerk=("Hồ Thị Thu", OTHER), chairman="Bùi Văn Sơn"),
    ]
    facts = {"place": "Phòng họp số 1", "secretary_id": secretary.id, "unit_ids": tuple(one.id for one in communes)}
    a_template(province, name="Mẫu giao ban", chair=Seat(chair.name, "Chủ tịch", chair.id), **facts)
    return Cast(secretary, chair, [one.name for one in (province, *communes)])


def a_commune(province, name, *, clerk, chairman):
    """A commune whose clerk has an address; neither he nor the chairman can sign in."""
    unit = a_unit(name, parent=province)
    posts = [Post(unit_id=unit.id, title="Văn thư", role=Role.SITE_OFFICER)]
    saved(Person(name=clerk[0], email=clerk[1], posts=posts))
    saved(Person(name=chairman, posts=[Post(unit_id=unit.id, title="Chủ tịch", role=Role.LEADER)]))
    return unit


def the(model, **facts):
    """The one row of these facts as it stands now."""
    db.session.rollback()
    query = select(model).filter_by(**facts).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def site(name="Xã Vũ Quang"):
    """A site of the conference as it stands now."""
    return the(Site, name=name, conference_id=the_conference().id)


def the_conference():
    """The conference of the story: the next one of the series."""
    db.session.rollback()
    query = select(Conference).order_by(Conference.starts_at).limit(1)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def mails(smtp, address):
    """What the mail server took for this address, in order."""
    return [mail for mail in smtp.delivered if mail.recipients == [address]]


def link_in(mail):
    """The address of the site's page in a mail."""
    return LINK.search(mail.text)[0]


def are_requests(sent, *, sequence):
    """Each asks its one recipient to take the conference as it stands into his calendar, and to answer to an address
    that is his alone."""
    conference = the_conference()
    for mail in sent:
        event = entry(mail)
        assert (method(mail), int(event["SEQUENCE"]), str(event["UID"])) == ("REQUEST", sequence, conference.uid)
        assert attendees(mail) == [f"mailto:{mail.recipients[0]}"]
        assert str(event["ORGANIZER"]) == f"mailto:{MAILBOX}"
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (conference.starts_at, conference.ends_at)
    marks = {mail.message["Reply-To"].addresses[0].addr_spec for mail in sent}
    assert len(marks) == len(sent) and all(mark.startswith("vp+") for mark in marks)


def day(moment):
    """A day as people write it."""
    return f"{clock.local(moment):%d/%m/%Y}"


def said(page):
    """All words on the page."""
    return page.locator("body").inner_text()


def partstats():
    """What the calendars of all who were asked have answered, by address."""
    db.session.rollback()
    return {row.address: row.partstat for row in db.session.scalars(select(Invite))}
