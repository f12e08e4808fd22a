"""Who is asked for a site can answer without an account; the address of his page is a secret."""

import re

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.desk import mailing
from meetings.desk.mailing import Tally
from meetings.invitations import actions as invitations
from meetings.notices.models import Notice
from meetings.sites import actions as sites
from meetings.sites import links
from meetings.sites.models import Site, SiteLink, SiteState
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit
from tests.stand_ins import SmtpServer

LINK = re.compile(r"http://localhost(/x/[1-9][0-9]*-[a-z2-7]{32})")


@pytest.fixture
def server(app):
    with SmtpServer() as running:
        app.config["MAIL_SINK"] = f"{running.url}?starttls=0&timeout=3"
        yield running


@pytest.fixture
def secretary(app):
    return a_secretary()


@pytest.fixture
def site(app, secretary):
    unit = a_unit("UBND xã Vũ Quang")
    a_site_officer(unit)
    conference = a_conference(state=C.INVITING, secretary_id=secretary.id)
    return a_site(conference, unit, state=SiteState.WAITING, contact_name="Lan", contact_email="lan@example.vn")


def invite(site, by):
    with transaction():
        return invitations.send(db.session.get(Site, site.id).conference, by=by)


def test_each_recipient_gets_a_link_of_his_own_that_confirms_the_site(server, client, site, secretary):
    number = invite(site, secretary)

    assert (number, mailing.send_due()) == (2, Tally(sent=2))
    addresses = [LINK.search(mail.text)[1] for mail in server.delivered]
    assert len(set(addresses)) == 2
    answer = {"reply": "yes", "chair": "named", "expected_count": "12", "answers": "0"}
    assert client.post(f"{addresses[1]}/answer", data=answer).status_code == 302
    assert db.session.get(Site, site.id, populate_existing=True).answered_by == "Lan"


def test_a_reminder_bears_the_same_link_as_the_invitation(server, site, secretary):
    invite(site, secretary)
    with transaction():
        sites.remind(db.session.get(Site, site.id).conference, by=secretary)

    mailing.send_due()

    of_lan = [LINK.search(mail.text)[1] for mail in server.delivered if mail.recipients == ["lan@example.vn"]]
    assert len(of_lan) == 2
    assert len(set(of_lan)) == 1


def test_what_is_kept_of_a_message_opens_nothing(server, site, secretary):
    invite(site, secretary)
    queued = [str(row.facts) for row in db.session.scalars(select(Notice))]
    mailing.send_due()

    kept = [row.text + row.html + row.subject for row in db.session.scalars(select(Notice))]
    assert [LINK.search(text) for text in (*queued, *kept)] == [None] * 4
    assert all("/x/…" in text for text in kept)


def test_a_link_that_was_withdrawn_meanwhile_does_not_leave(server, site, secretary):
    invite(site, secretary)
    with transaction():
        for link in db.session.scalars(select(SiteLink)).all():
            links.withdraw(link, by=secretary)

    mailing.send_due()

    assert [LINK.search(mail.text) for mail in server.delivered] == [None, None]
    assert all(f"http://localhost/sites/{site.id}" in mail.text for mail in server.delivered)


def test_inviting_many_sites_asks_as_often_as_inviting_one(app, secretary, queries):
    counts = []
    for number in (1, 60):
        conference = a_conference(state=C.INVITING)
        for _ in range(number):
            a_site(conference, state=SiteState.WAITING, contact_name="Lan", contact_email="lan@example.vn")
        queries.clear()
        with transaction():
            invitations.send(db.session.merge(conference), by=secretary)
            counts.append(len([line for line in queries if line.startswith("SELECT")]))

    assert counts[0] == counts[1]
