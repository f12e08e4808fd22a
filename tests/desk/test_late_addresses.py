"""A site of which nothing was known when invitations left: once it has an address it is invited alone."""

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import mailing
from meetings.notices import actions as notices
from meetings.notices.models import Channel, LostAddress, Notice, NoticeState
from meetings.sites.models import Site
from tests.invitations.make import LATER, NOW, a_planned_conference, invite, mails, server
from tests.make import a_secretary, a_site, a_unit, saved

__all__ = ["server"]
ALONE = "Gửi giấy mời cho điểm cầu này"


@pytest.fixture
def scene(server, login):
    """A conference whose invitations left: one site got its own, of the other nothing was known."""
    conference = a_planned_conference()
    bare = a_site(conference, a_unit("Sở Nội vụ"), name="Sở Nội vụ")
    secretary = a_secretary(conference.organiser)
    with transaction():
        conference.secretary = secretary
    invite(conference)
    with clock.at(NOW + LATER):
        yield server, login(secretary), bare.id, conference.id


def give_address(number):
    with transaction():
        site = db.session.get(Site, number)
        site.contact_name, site.contact_email = "Bà Hoa", "hoa@noivu.example"


def lost():
    return db.session.query(Notice).filter_by(to_name="Sở Nội vụ", kind="invitation").one()


def test_nothing_is_offered_while_nobody_there_can_be_reached(scene):
    _server, browser, bare, conference = scene

    pages = (
        browser.get(f"/sites/{bare}/edit").text,
        browser.get(f"/conferences/{conference}/invitation/recipients").text,
    )
    answer = browser.post(f"/sites/{bare}/invitation")

    assert [ALONE in page for page in pages] == [False, False]
    assert (answer.status_code, lost().state) == (422, NoticeState.FAILED)


def test_the_row_of_a_site_that_nothing_reaches_leads_to_where_its_contact_is_entered(scene):
    _server, browser, bare, conference = scene
    address, link = f"/conferences/{conference}/invitation/recipients", f'href="/sites/{bare}/edit#edit-contact_name"'

    before, there = browser.get(address).text, browser.get(f"/sites/{bare}/edit").text
    give_address(bare)
    after = browser.get(address).text

    assert (before.count("#edit-contact_name"), link in before, 'id="edit-contact_name"' in there) == (1, True, True)
    assert "#edit-contact_name" not in after


def test_a_site_that_has_an_address_by_now_is_invited_alone_and_once(scene):
    server, browser, bare, conference = scene
    give_address(bare)

    pages = (
        browser.get(f"/sites/{bare}/edit").text,
        browser.get(f"/conferences/{conference}/invitation/recipients").text,
    )
    first, second = browser.post(f"/sites/{bare}/invitation"), browser.post(f"/sites/{bare}/invitation")
    mailing.send_due()

    assert [page.count(ALONE) for page in pages] == [1, 1]
    assert (first.status_code, second.status_code) == (302, 409)
    [invitation] = mails(server, "hoa@noivu.example")
    assert "/x/" in invitation.text
    assert len(mails(server, "xa0@xa.example")) == 1
    assert lost().state is NoticeState.KEPT


@pytest.fixture
def bounced(scene):
    """The invitation went to the contact of the bare site, and came back."""
    server, browser, bare, conference = scene
    give_address(bare)
    browser.post(f"/sites/{bare}/invitation")
    mailing.send_due()
    with transaction():
        [sent] = db.session.query(Notice).filter_by(to_address="hoa@noivu.example")
        notices.came_back(sent, "5.1.1 unknown")
    return server, browser, bare, conference


def pages_of(browser, bare, conference):
    recipients = f"/conferences/{conference}/invitation/recipients"
    return [browser.get(path).text for path in (f"/sites/{bare}/edit", recipients)]


def test_an_address_from_which_the_invitation_came_back_is_none_to_send_it_to(bounced):
    server, browser, bare, conference = bounced

    pages, answer = pages_of(browser, bare, conference), browser.post(f"/sites/{bare}/invitation")
    mailing.send_due()

    assert [ALONE in page for page in pages] == [False, False]
    assert (answer.status_code, len(mails(server, "hoa@noivu.example"))) == (422, 1)


def test_where_the_contacts_address_is_dead_the_units_own_gets_the_invitation_alone(bounced):
    server, browser, bare, conference = bounced
    with transaction():
        db.session.get(Site, bare).unit.email = "vanthu@noivu.example"

    pages, answer = pages_of(browser, bare, conference), browser.post(f"/sites/{bare}/invitation")
    mailing.send_due()

    assert ([page.count(ALONE) for page in pages], answer.status_code) == ([1, 1], 302)
    assert [len(mails(server, f"{name}@noivu.example")) for name in ("hoa", "vanthu")] == [1, 1]


@pytest.mark.parametrize("has_contact", [False, True])
def test_where_the_units_address_is_dead_too_its_mobile_telephone_gets_it(bounced, app, monkeypatch, has_contact):
    server, browser, bare, _conference = bounced
    monkeypatch.setitem(app.config, "TEXT_GATEWAY", "console:")
    monkeypatch.setitem(app.config, "TEXT_NAME", "Zalo")
    saved(LostAddress(address="vanthu@noivu.example", reason="5.1.1 unknown", at=clock.now()))
    with transaction():
        here = db.session.get(Site, bare)
        here.unit.email, here.unit.phone = "vanthu@noivu.example", "0912 345 678"
        here.contact_email = here.contact_email if has_contact else ""

    answer = browser.post(f"/sites/{bare}/invitation")
    mailing.send_due()

    last = db.session.query(Notice).filter_by(kind="invitation").order_by(Notice.id.desc()).first()
    assert (answer.status_code, last.to_phone, last.to_address) == (302, "+84912345678", "")
    assert (last.state, last.channel) == (NoticeState.SENT, Channel.TEXT)
    assert [len(mails(server, f"{name}@noivu.example")) for name in ("hoa", "vanthu")] == [1, 0]


def test_trying_the_lost_message_again_invites_whom_the_site_names_today(scene):
    server, browser, bare, _conference = scene
    give_address(bare)

    answer = browser.post(f"/notices/{lost().id}/try-again")
    mailing.send_due()

    assert answer.status_code == 302
    [invitation] = mails(server, "hoa@noivu.example")
    assert "/x/" in invitation.text
