"""Who presided at a site until another took his place: his link and his calendar, and his alone."""

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.desk import mailing
from meetings.invitations import jobs, mailings
from meetings.invitations.models import Invite
from meetings.notices.models import Notice
from meetings.sites import answering, links, tokens
from meetings.sites.models import ChangeKind, Ending, Reply, Site, SiteLink, SiteState
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit, a_user

LAM, MAI, LAN = "lam@example.vn", "mai@example.vn", "lan@example.vn"


@pytest.fixture
def secretary(app):
    return a_secretary()


@pytest.fixture
def site(smtp, secretary):
    conference = a_conference(state=C.INVITING, secretary_id=secretary.id)
    facts = {"contact_name": "Lan", "contact_email": LAN, "chair_name": "Trịnh Văn Ngọc"}
    site = a_site(conference, a_unit("UBND xã Vũ Quang"), state=SiteState.WAITING, **facts)
    with transaction():
        mailings.send(db.session.get(Site, site.id).conference, by=secretary)
    post()
    return site


def token_of(link):
    return tokens.token(link, "only for tests")


def post():
    """What the worker does in a round."""
    jobs.take_back_void()
    mailing.send_due()
    db.session.rollback()


def replace(site, name, address, by):
    with transaction():
        here = db.session.get(Site, site.id)
        facts = {"chair_name": name, "chair_email": address, "note": "Đi công tác"}
        answering.request_change(here, change=ChangeKind.CHAIR, by=by, **facts)
        db.session.flush()
        answering.grant_change(here, version=here.version, by=by)


def methods(smtp, address):
    """What the mails to that address did to its calendar, in their order."""
    sent = [mail.message for mail in smtp.delivered if mail.recipients == [address]]
    return [part.get_param("method") for mail in sent for part in mail.walk() if part.get_param("method")]


def open_links(site):
    rows = db.session.scalars(select(SiteLink).filter_by(site_id=site.id, ended_at=None).order_by(SiteLink.id))
    return [(row.to_name, row.to_address) for row in rows]


def test_a_substitute_who_is_replaced_himself_loses_the_entry_and_nobody_else_does(smtp, site, secretary):
    replace(site, "Phan Thị Lam", LAM, secretary)
    post()
    replace(site, "Hồ Thị Mai", MAI, secretary)
    post()
    post()

    assert methods(smtp, LAM) == ["REQUEST", "CANCEL"]
    assert (methods(smtp, MAI), methods(smtp, LAN)) == (["REQUEST"], ["REQUEST"])
    assert open_links(site) == [("Lan", LAN), ("Hồ Thị Mai", MAI)]
    assert jobs.take_back_void() == 0


def test_who_is_replaced_before_the_entry_left_never_has_it(smtp, site, secretary):
    replace(site, "Phan Thị Lam", LAM, secretary)
    replace(site, "Hồ Thị Mai", MAI, secretary)
    post()

    assert methods(smtp, LAM) == []
    assert methods(smtp, MAI) == ["REQUEST"]


def test_who_presides_again_has_the_entry_again(smtp, site, secretary):
    for name, address in (("Phan Thị Lam", LAM), ("Hồ Thị Mai", MAI), ("Phan Thị Lam", LAM)):
        replace(site, name, address, secretary)
        post()

    row = db.session.scalars(select(Invite).filter_by(address=LAM)).one()
    assert methods(smtp, LAM) == ["REQUEST", "CANCEL", "REQUEST"]
    assert methods(smtp, MAI) == ["REQUEST", "CANCEL"]
    assert (row.is_void, row.site_id, row.sequence) == (False, site.id, 1)


def test_a_former_chair_who_is_the_contact_has_a_new_link_as_such_and_is_told_why(smtp, client, site, secretary):
    with transaction():
        here = db.session.get(Site, site.id)
        here.contact_name, here.contact_email = "Phan Thị Lam", LAM
    replace(site, "Phan Thị Lam", LAM, secretary)
    post()
    [before] = [row.id for row in db.session.scalars(select(SiteLink)) if row.to_address == LAM]
    replace(site, "Hồ Thị Mai", MAI, secretary)
    post()

    old, new = db.session.scalars(select(SiteLink).filter_by(site_id=site.id, to_address=LAM).order_by(SiteLink.id))
    told = list(db.session.scalars(select(Notice).filter_by(to_address=LAM).order_by(Notice.id)))
    last = [mail for mail in smtp.delivered if mail.recipients == [LAM]][-1]
    body = last.message.get_body(("plain",)).get_content()
    assert (old.id, old.ending, new.ending) == (before, Ending.SUBSTITUTED, None)
    assert [client.get(f"/x/{token_of(one)}").status_code for one in (old, new)] == [410, 200]
    assert (told[-1].kind, told[-1].facts["link_id"]) == ("site_change_granted", new.id)
    assert "Hồ Thị Mai chủ trì điểm cầu từ nay" in body and token_of(new) in body and token_of(old) not in body
    assert "CANCEL" not in methods(smtp, LAM)
    assert [one.kind for one in told].count("site_change_granted") == 2


def test_a_former_chair_who_is_nothing_else_loses_his_link_and_gets_none(client, site, secretary):
    replace(site, "Phan Thị Lam", LAM, secretary)
    post()
    replace(site, "Hồ Thị Mai", MAI, secretary)
    post()

    [old] = db.session.scalars(select(SiteLink).filter_by(site_id=site.id, to_address=LAM))
    page = client.get(f"/x/{token_of(old)}")
    assert (page.status_code, old.ending) == (410, Ending.SUBSTITUTED)
    assert open_links(site) == [("Lan", LAN), ("Hồ Thị Mai", MAI)]


def test_who_goes_on_as_before_is_told_of_no_new_link(site, secretary):
    replace(site, "Phan Thị Lam", LAM, secretary)

    [notice] = db.session.scalars(select(Notice).filter_by(to_address=LAN, kind="site_change_granted"))
    assert "is_anew" not in notice.facts


def test_who_shares_the_chairs_mailbox_and_keeps_his_link_reads_of_no_new_one(smtp, site, secretary):
    replace(site, "Phan Thị Lam", LAN, secretary)
    post()
    replace(site, "Hồ Thị Mai", MAI, secretary)

    told = list(db.session.scalars(select(Notice).filter_by(to_name="Lan", kind="site_change_granted")))
    standing = db.session.scalars(select(SiteLink).filter_by(to_name="Lan", ended_at=None)).one()
    assert (told[-1].facts["link_id"], "is_anew" in told[-1].facts) == (standing.id, False)


def test_the_end_of_a_link_that_was_handed_over_is_told_to_nobody_without_an_address(smtp, site, secretary):
    officer = a_user(Role.SITE_OFFICER, db.session.get(Site, site.id).unit, email=None)
    with transaction():
        links.issue(db.session.get(Site, site.id), to_name="Trịnh Văn Ngọc", by=secretary)
    replace(site, "Hồ Thị Mai", MAI, secretary)

    [notice] = db.session.scalars(select(Notice).filter_by(person_id=officer.id, kind="site_change_granted"))
    [handed] = db.session.scalars(select(SiteLink).filter_by(to_name="Trịnh Văn Ngọc"))
    assert (handed.ending, "is_anew" in notice.facts) == (Ending.SUBSTITUTED, False)


def test_a_link_in_the_chairs_name_at_the_offices_address_ends_and_the_contact_keeps_his(smtp, site, secretary):
    replace(site, "Phan Thị Lam", LAN, secretary)
    post()
    replace(site, "Hồ Thị Mai", MAI, secretary)
    post()

    ended = {row.to_name: row.ending for row in db.session.scalars(select(SiteLink).filter_by(to_address=LAN))}
    assert ended == {"Lan": None, "Phan Thị Lam": Ending.SUBSTITUTED}
    assert "CANCEL" not in methods(smtp, LAN)


def test_an_officer_who_presided_goes_on_answering_for_the_site(smtp, site, secretary):
    officer = a_site_officer(db.session.get(Site, site.id).unit)
    replace(site, officer.name, officer.email, secretary)
    post()
    replace(site, "Hồ Thị Mai", MAI, secretary)
    post()

    assert (officer.name, officer.email) in open_links(site)
    assert methods(smtp, officer.email) == ["REQUEST"]


def test_on_the_telephone_the_contact_is_told_whom_the_secretariat_agreed_to(smtp, site, secretary):
    with transaction():
        here = db.session.get(Site, site.id)
        facts = {"chair_name": "Hồ Thị Mai", "note": "Đi công tác", "given_by": "Lan", "reply": Reply.YES}
        answering.record_by_telephone(here, by=secretary, **facts)
    post()

    told = list(db.session.scalars(select(Notice.kind).filter_by(to_address=LAN).order_by(Notice.id)))
    assert told == ["invitation", "site_change_granted"]
    assert open_links(site) == [("Lan", LAN)]
