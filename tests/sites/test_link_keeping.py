import html
import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, Stale
from meetings.conferences.models import ConferenceState as C
from meetings.notices.models import Notice
from meetings.sites import links, tokens
from meetings.sites.models import Ending, Site, SiteKind, SiteLink, SiteState
from tests.make import a_conference, a_leader, a_secretary, a_site, a_site_officer, a_stranger, a_unit, a_user

LAN = {"to_name": "Nguyễn Thị Lan", "to_address": "lan@example.vn"}


@pytest.fixture
def site(app):
    return a_site(a_conference(state=C.INVITING))


@pytest.fixture
def secretariat(login, site):
    return login(a_secretary(site.conference.organiser))


def given():
    return db.session.scalars(select(SiteLink).order_by(SiteLink.id)).all()


def test_the_secretariat_makes_a_link_and_reads_it_out(secretariat, client, site):
    page = secretariat.post(f"/sites/{site.id}/links", data=LAN, follow_redirects=True)

    address = re.search(r"http://localhost(/x/[^<]+)</code>", page.text)[1]
    assert client.get(address).status_code == 200
    assert '<svg class="site-qr"' in page.text


def test_a_link_goes_to_its_address_unless_it_is_to_be_handed_over(secretariat, site):
    offered = secretariat.get(f"/sites/{site.id}/links").text
    handed = secretariat.post(f"/sites/{site.id}/links", data=LAN, follow_redirects=True)
    told = db.session.scalars(select(Notice)).all()
    mailed = secretariat.post(f"/sites/{site.id}/links", data={**LAN, "mail": "y"}, follow_redirects=True)

    [notice] = db.session.scalars(select(Notice)).all()
    assert (re.search(r"<input[^>]* name=.mail.[^>]*>", offered)[0].count("checked"), told) == (1, [])
    assert ("tự trao cho người nhận" in handed.text, "thư đang được gửi tới lan@example.vn" in mailed.text) == (
        True,
        True,
    )
    assert (notice.kind, notice.to_address, notice.facts["link_id"]) == ("link_given", "lan@example.vn", given()[0].id)


def test_a_link_without_an_address_is_made_and_nothing_is_sent(secretariat, site):
    page = secretariat.post(f"/sites/{site.id}/links", data={"to_name": "Lan", "mail": "y"}, follow_redirects=True)

    assert (len(given()), db.session.scalars(select(Notice)).all()) == (1, [])
    assert "tự trao cho người nhận" in page.text


def test_a_new_link_ends_the_old_one_and_a_withdrawn_one_opens_nothing(secretariat, site):
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    [first] = given()

    secretariat.post(f"/links/{first.id}/renew")
    second = given()[1]
    secretariat.post(f"/links/{second.id}/withdraw")
    again = secretariat.post(f"/links/{second.id}/withdraw")

    assert [row.ending for row in given()] == [Ending.RENEWED, Ending.WITHDRAWN]
    assert again.status_code == 409


def test_a_renewed_link_is_mailed_unless_it_is_to_be_handed_over_and_the_page_says_which(secretariat, site):
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    offered = secretariat.get(f"/sites/{site.id}/links").text
    handed = secretariat.post(f"/links/{given()[0].id}/renew", follow_redirects=True).text
    silent = db.session.scalars(select(Notice)).all()

    mailed = secretariat.post(f"/links/{given()[1].id}/renew", data={"mail": "y"}, follow_redirects=True).text

    [notice] = db.session.scalars(select(Notice)).all()
    assert re.search(r'name="mail" value="y" checked> <label [^>]*>Gửi .* lan@example.vn', offered)
    assert (silent, "hãy tự trao" in handed, "đang được gửi tới lan@example.vn" in mailed) == ([], True, True)
    assert (notice.kind, notice.facts["link_id"], notice.facts["is_anew"]) == ("link_given", given()[2].id, True)


@pytest.mark.parametrize("to", ["", "0912 345 678"])
def test_a_link_without_an_e_mail_address_is_renewed_and_nothing_is_sent(secretariat, site, to):
    with transaction():
        links.issue(db.session.get(Site, site.id), to_name="Lan", to_address=to, by=None)
    offered = secretariat.get(f"/sites/{site.id}/links").text

    page = secretariat.post(f"/links/{given()[0].id}/renew", data={"mail": "y"}, follow_redirects=True).text

    assert (db.session.scalars(select(Notice)).all(), "hãy tự trao" in page) == ([], True)
    assert "Chưa có thư điện tử" in offered


def reminded():
    query = select(Notice.to_name, Notice.facts).where(Notice.kind == "confirm_reminder").order_by(Notice.id)
    return [(name, "link_id" in facts) for name, facts in db.session.execute(query)]


@pytest.fixture
def silent(site):
    """The site owes an answer; a contact without an account and an officer with one answer for it."""
    with transaction():
        here = db.session.get(Site, site.id)
        here.state, here.invited_at = SiteState.WAITING, clock.now()
        here.contact_name, here.contact_email = LAN["to_name"], LAN["to_address"]
    return site


@pytest.mark.parametrize("way", ["withdraw", "send back"])
def test_whose_link_is_withdrawn_or_sent_back_is_reminded_with_no_new_one(secretariat, silent, way):
    officer = a_site_officer(silent.unit)
    for who in (LAN, {"to_name": officer.name, "to_address": officer.email}):
        secretariat.post(f"/sites/{silent.id}/links", data=who)
    for link in given():
        if way == "withdraw":
            secretariat.post(f"/links/{link.id}/withdraw")
        else:
            with transaction():
                links.send_back(links.link(link.id), by=links.Bearer(link))

    secretariat.post(f"/sites/{silent.id}/remind")

    assert reminded() == ([(officer.name, False)] if way == "withdraw" else [])
    assert [row.ended_at is None for row in given()] == [False, False]


def test_a_reminder_that_has_not_left_is_dropped_once_the_site_has_answered(secretariat, client, silent):
    secretariat.post(f"/sites/{silent.id}/remind")
    waiting, link = reminded(), given()[0]

    said = {"reply": "yes", "chair": "named", "answers": "0"}
    client.post(f"/x/{tokens.token(link, 'only for tests')}/answer", data=said)

    assert (waiting, reminded()) == ([(LAN["to_name"], True)], [])


def test_a_link_made_by_hand_lets_its_bearer_be_reminded_again(secretariat, silent):
    secretariat.post(f"/sites/{silent.id}/links", data=LAN)
    secretariat.post(f"/links/{given()[0].id}/withdraw")
    refused = secretariat.post(f"/sites/{silent.id}/remind")
    page = secretariat.get(f"/conferences/{silent.conference_id}/sites/remind").text

    secretariat.post(f"/sites/{silent.id}/links", data=LAN)
    secretariat.post(f"/sites/{silent.id}/remind")

    assert (refused.status_code, reminded()) == (422, [(LAN["to_name"], True)])
    assert "Không gửi được, cần gọi điện" in page and 'value="yes"' not in page


OFFICE = "vanthu@xa.example"
BINH, AN = {"to_name": "Trần Bình", "to_address": OFFICE}, {"to_name": "Nguyễn An", "to_address": OFFICE}


def an_office(site, name):
    """Everybody of the site is reached in the mailbox of its office; its contact is that one."""
    with transaction():
        here = db.session.get(Site, site.id)
        here.contact_name, here.contact_email = name, OFFICE


def test_who_shares_a_mailbox_goes_on_being_asked_when_a_colleagues_link_is_withdrawn(secretariat, silent):
    an_office(silent, "Trần Bình")
    for one in (BINH, AN):
        secretariat.post(f"/sites/{silent.id}/links", data=one)
    binh, an = [row.id for row in given()]
    secretariat.post(f"/links/{an}/withdraw")

    page = secretariat.get(f"/conferences/{silent.conference_id}/sites/remind").text
    answer = secretariat.post(f"/sites/{silent.id}/remind")

    [notice] = db.session.scalars(select(Notice))
    assert (answer.status_code, "Không gửi được" in page) == (302, False)
    assert (notice.to_name, notice.to_address, notice.facts["link_id"]) == ("Trần Bình", OFFICE, binh)
    assert [row.ended_at is None for row in given()] == [True, False]


def test_whose_link_was_withdrawn_gets_none_although_a_colleagues_is_open(secretariat, silent):
    an_office(silent, "Nguyễn An")
    for one in (BINH, AN):
        secretariat.post(f"/sites/{silent.id}/links", data=one)
    binh, an = [row.id for row in given()]
    secretariat.post(f"/links/{an}/withdraw")

    secretariat.post(f"/sites/{silent.id}/remind")

    [notice] = db.session.scalars(select(Notice))
    assert (notice.to_name, notice.facts["link_id"], len(given())) == ("Trần Bình", binh, 2)


def test_of_two_behind_one_mailbox_the_message_goes_to_the_one_with_a_link(secretariat, silent):
    officer = a_user(Role.SITE_OFFICER, silent.unit, email=OFFICE)
    an_office(silent, "Trần Bình")
    for one in (BINH, AN | {"to_name": officer.name}):
        secretariat.post(f"/sites/{silent.id}/links", data=one)
    binh, withdrawn = [row.id for row in given()]
    secretariat.post(f"/links/{withdrawn}/withdraw")

    secretariat.post(f"/sites/{silent.id}/remind")

    [notice] = db.session.scalars(select(Notice))
    assert (notice.to_name, notice.facts.get("link_id")) == ("Trần Bình", binh)


def test_a_mailbox_from_which_the_only_link_was_sent_back_gets_no_other_one(secretariat, silent):
    an_office(silent, "Trần Bình")
    secretariat.post(f"/sites/{silent.id}/links", data=AN)
    with transaction():
        links.send_back(links.link(given()[0].id), by=links.Bearer(given()[0]))

    answer = secretariat.post(f"/sites/{silent.id}/remind")

    assert (answer.status_code, reminded(), len(given())) == (422, [], 1)
    assert "đường dẫn ở đó đã bị thu hồi hoặc gửi trả" in html.unescape(answer.text)


def test_where_the_units_address_is_shut_its_telephone_is_not(app, monkeypatch, secretariat, silent):
    monkeypatch.setitem(app.config, "TEXT_GATEWAY", "file")
    with transaction():
        here = db.session.get(Site, silent.id)
        here.contact_name = here.contact_email = ""
        here.unit.email, here.unit.phone = OFFICE, "0912 345 678"
    secretariat.post(f"/sites/{silent.id}/links", data={"to_name": silent.name, "to_address": OFFICE})
    secretariat.post(f"/links/{given()[0].id}/withdraw")

    secretariat.post(f"/sites/{silent.id}/remind")

    [notice] = db.session.scalars(select(Notice))
    assert (notice.to_name, notice.to_address, notice.to_phone) == (silent.name, "", "+84912345678")


@pytest.mark.parametrize("who", [a_leader, a_site_officer, a_stranger, a_secretary])
def test_nobody_else_sees_or_makes_links(login, secretariat, site, who):
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    [link] = given()
    client = login(who())

    answers = [
        client.get(f"/sites/{site.id}/links"),
        client.post(f"/sites/{site.id}/links", data=LAN),
        client.post(f"/links/{link.id}/renew"),
        client.post(f"/links/{link.id}/withdraw"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert [row.ended_at for row in given()] == [None]


@pytest.mark.parametrize("typed", [{}, {"to_name": ""}, {"to_name": "x" * 121}, {"to_address": "a" * 300}])
def test_a_link_is_for_somebody(secretariat, site, typed):
    answer = secretariat.post(f"/sites/{site.id}/links", data={**LAN, **typed} if typed else {})

    assert (answer.status_code, given()) == (422, [])


def test_the_main_site_and_a_draft_have_no_links(login, site):
    main = a_site(site.conference, kind=SiteKind.MAIN)
    draft = a_site(a_conference())

    for one in (main, draft):
        answer = login(a_secretary(one.conference.organiser)).post(f"/sites/{one.id}/links", data=LAN)
        assert answer.status_code == 409
    assert given() == []


def test_the_secretariat_sees_whose_link_opens_nothing_any_more_and_why(secretariat, site):
    officer, closed = a_site_officer(site.unit), a_site_officer(site.unit)
    for one in (officer, closed):
        secretariat.post(f"/sites/{site.id}/links", data={"to_name": one.name, "to_address": one.email})
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    with transaction():
        db.session.get(Post, officer.posts[0].id).valid_until = clock.today() - timedelta(days=1)
        db.session.get(Person, closed.id).is_closed = True

    page = secretariat.get(f"/sites/{site.id}/links").text

    said = ["Không mở được: chức vụ đã thôi giữ", "Không mở được: tài khoản đã đóng", ">Mở</td>"]
    assert [page.count(words) for words in said] == [1, 1, 1]
    assert (page.count("/renew"), page.count("/withdraw")) == (1, 3)


def test_nobody_is_given_a_link_that_would_open_nothing(secretariat, site):
    past = a_site_officer(site.unit)
    with transaction():
        db.session.get(Post, past.posts[0].id).valid_until = clock.today() - timedelta(days=1)

    answer = secretariat.post(f"/sites/{site.id}/links", data={"to_name": past.name, "to_address": past.email})

    assert (answer.status_code, given()) == (422, [])
    assert past.email in answer.text and "không còn giữ chức vụ nào ở đơn vị" in answer.text


def at_once(app, act):
    """Do it in several threads at the same moment; what each came to."""
    start, came_to = threading.Barrier(4), []

    def work():
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
                came_to.append("done")
            except (NotNow, Stale) as refusal:
                came_to.append(type(refusal).__name__)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came_to)


def test_of_renewals_at_the_same_moment_one_is_made_and_one_link_stays_open(app, secretariat, site):
    secretariat.post(f"/sites/{site.id}/links", data=LAN)
    [first] = [row.id for row in given()]

    came_to = at_once(app, lambda: links.reissue(links.link(first), by=None))
    db.session.rollback()

    assert came_to == ["NotNow", "NotNow", "NotNow", "done"]
    assert [row.ended_at is None for row in given()] == [False, True]


def test_of_links_made_for_one_bearer_at_the_same_moment_there_is_one(app, site):
    number = site.id
    db.session.rollback()

    came_to = at_once(app, lambda: links.issue(db.session.get(Site, number), **LAN, by=None))

    assert (came_to, len(given())) == (["done"] * 4, 1)


def test_the_database_takes_no_second_open_link_of_one_bearer(site):
    facts = dict(site_id=site.id, to_name="A", to_address="", issued_at=clock.now())
    with transaction():
        db.session.add(SiteLink(nonce="1", ended_at=clock.now(), ending=Ending.RENEWED, **facts))
        db.session.add(SiteLink(nonce="2", **facts))

    with pytest.raises((IntegrityError, Stale)), transaction():
        db.session.add(SiteLink(nonce="3", **facts))


def test_the_overview_names_who_sent_the_link_back_though_other_sites_have_open_ones(secretariat, silent):
    conference = silent.conference
    other = a_site(conference, a_unit("Xã Khác"), state=SiteState.WAITING)
    for one in (silent, other):
        secretariat.post(f"/sites/{one.id}/links", data=AN)
    mine = next(row for row in given() if row.site_id == silent.id)
    with transaction():
        links.send_back(links.link(mine.id), by=links.Bearer(mine))

    page = secretariat.get(f"/conferences/{conference.id}").text

    assert f"{AN['to_name']} báo điểm cầu này không phải đơn vị của mình" in html.unescape(page)
