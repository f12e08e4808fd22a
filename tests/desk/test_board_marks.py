"""What the board shows beside a site's own answer: mail that came back, and what calendars said; neither counts."""

import re

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import mailing
from meetings.notices import queries as outbox
from meetings.notices.models import Notice, NoticeState
from meetings.sites import actions as sites
from meetings.sites import answering, entry
from meetings.sites.models import Ending, Reply, Site, SiteLink, SiteState
from meetings.units.models import Unit, UnitKind
from tests.invitations.make import (
    LATER,
    NOW,
    XA,
    a_planned_conference,
    invite,
    key_of,
    leave,
    letter,
    mails,
    receive,
    retime,
    row,
    server,
    some_day,
)
from tests.make import a_leader, a_secretary, a_site_officer, an_administrator

__all__ = ["server", "some_day"]
pytestmark = pytest.mark.usefixtures("some_day")
XB = "xa1@xa.example"


@pytest.fixture
def conference(server):
    conference = invite(a_planned_conference(sites=2))
    with transaction():
        for site in db.session.scalars(select(Site).where(Site.contact_email != "")):
            site.contact_phone = f"0912 345 67{site.id}"
    return conference


@pytest.fixture
def secretary(conference):
    return a_secretary(conference.organiser)


def site_of(address):
    return db.session.scalars(select(Site).where(Site.contact_email == address)).one()


def confirm(address, by):
    with transaction():
        answering.confirm(site_of(address), by=by)


def bounce(address=XA):
    receive(letter("bounce-report", key=key_of(address), attendee=address))


def the_row(page, site):
    return re.search(rf'<tr id="site-{site.id}">.*?</tr>', page, re.S)[0]


def link_path(address):
    [link] = db.session.scalars(select(SiteLink).where(SiteLink.to_address == address, SiteLink.ended_at.is_(None)))
    return f"/x/{entry.token_of(link)}"


def checked(page, name):
    """What is chosen of the radio buttons of that name."""
    return re.findall(rf'<input[^>]*name="{name}"[^>]*value="(\w+)"[^>]*checked', page)


def test_a_site_to_which_mail_came_back_is_an_exception_even_if_it_confirmed(login, conference, secretary):
    for address in (XA, XB):
        confirm(address, secretary)
    bounce()
    board = f"/conferences/{conference.id}/sites"

    page, only = login(secretary).get(board).text, login(secretary).get(f"{board}?lost=yes").text
    seen_by_others = login(a_site_officer(site_of(XB).unit)).get(board).text

    line = the_row(page, site_of(XA))
    assert "Cần xử lý (1)" in page and "Đã xác nhận (1)" in page
    assert page.index(f'id="site-{site_of(XA).id}"') < page.index(f'id="site-{site_of(XB).id}"')
    assert f"Thư gửi Cán bộ Xã 0 bị trả lại: {XA}" in line
    assert f'href="/sites/{site_of(XA).id}/edit#lost"' in line and "Sửa địa chỉ" in line
    assert f'href="tel:091234567{site_of(XA).id}"' in line
    assert (the_row(only, site_of(XA)) != "", f'id="site-{site_of(XB).id}"' in only) == (True, False)
    assert XA not in seen_by_others and "bị trả lại" not in seen_by_others


def test_who_presides_over_the_conference_sees_it_with_the_telephone_and_no_page_he_may_not_open(login, conference):
    bounce()
    chair = a_leader(conference.organiser)
    with transaction():
        db.session.get(Conference, conference.id).chair.person_id = chair.id

    page = login(chair).get(f"/conferences/{conference.id}/sites")

    shown = the_row(page.text, site_of(XA))
    assert (f'href="tel:091234567{site_of(XA).id}"' in shown, "/edit#lost" in page.text) == (True, False)


def test_once_the_address_is_corrected_what_came_back_leaves_anew_with_a_link_of_its_own(
    server, login, conference, secretary
):
    bounce()
    site, old = site_of(XA), link_path(XA)
    browser, path = login(secretary), f"/sites/{site.id}"
    page = browser.get(f"{path}/edit").text
    facts = {"chair": "named", "contact_name": "Cán bộ Xã 0", "contact_email": "moi@xa.example",
             "version": site.version}  # fmt: skip

    done = browser.post(f"{path}/edit", data=facts, follow_redirects=True).text
    leave(NOW + LATER)

    [mail] = mails(server, "moi@xa.example")
    [ended] = db.session.scalars(select(SiteLink).where(SiteLink.to_address == XA))
    assert "user unknown" in page and 'href="#edit-contact_email"' in page
    assert "gửi lại tới moi@xa.example" in done and 'id="lost"' not in done
    assert ended.ending is Ending.RENEWED
    assert link_path("moi@xa.example") in mail.text
    assert login(secretary).get(old).status_code == 410
    assert row("moi@xa.example").sequence == 0


def test_an_address_that_an_account_has_too_leads_there_and_the_contact_is_told_all_the_same(server, login, conference):
    officer = a_site_officer(site_of(XA).unit)
    with transaction():
        db.session.get(Person, officer.id).email = XA
    bounce()
    site, browser = site_of(XA), login(an_administrator())
    page = browser.get(f"/sites/{site.id}/edit").text
    facts = {"chair": "named", "contact_name": "Bà Mới", "contact_email": "moi@xa.example", "version": site.version}

    done = browser.post(f"/sites/{site.id}/edit", data=facts, follow_redirects=True).text
    leave(NOW + LATER)

    assert f'href="/people/{officer.id}/edit"' in page and f'href="/people/{officer.id}/edit"' in done
    assert len(mails(server, "moi@xa.example")) == 1
    assert link_path(XA)


def test_a_contact_who_is_merely_another_one_leaves_the_links_of_the_former_alone(login, conference, secretary):
    site = site_of(XA)
    facts = {"chair": "named", "contact_name": "Bà Mới", "contact_email": "moi@xa.example", "version": site.version}

    login(secretary).post(f"/sites/{site.id}/edit", data=facts)

    [former] = db.session.scalars(select(SiteLink).where(SiteLink.to_address == XA))
    assert former.ended_at is None
    assert {notice.state for notice in db.session.scalars(select(Notice))} == {NoticeState.SENT}


def test_an_address_that_the_mail_server_itself_does_not_know_is_marked_and_no_other_refusal_is(server, conference):
    for address, answer in ((XA, "550 5.1.1 no such user"), (XB, "550 5.7.1 relaying denied")):
        with transaction():
            sites.remind(db.session.merge(conference), site_ids={site_of(address).id}, by=None)
        server.answer("RCPT", answer)
        mailing.send_due()

    failed = select(Notice.to_address).where(Notice.state == NoticeState.FAILED).order_by(Notice.id)
    refused = list(db.session.scalars(failed))
    assert (refused, list(outbox.lost([XA, XB]))) == ([XA, XB], [XA])


@pytest.mark.parametrize(
    ("partstat", "words"), [("ACCEPTED", "sẽ dự"), ("TENTATIVE", "có thể dự"), ("DECLINED", "không dự")]
)
def test_a_silent_site_whose_calendar_answered_says_so_and_stays_an_exception(
    login, conference, secretary, partstat, words
):
    receive(letter("apple", partstat=partstat))
    board = f"/conferences/{conference.id}/sites"

    page = login(secretary).get(board).text
    sheet = login(secretary).get(f"{board}.xlsx")

    assert f"Trả lời từ lịch: {words} (Cán bộ Xã 0)" in the_row(page, site_of(XA))
    assert "Trả lời từ lịch" not in the_row(page, site_of(XB))
    assert "0/2" in page
    assert (site_of(XA).state, sheet.status_code) == (SiteState.WAITING, 200)


def test_a_calendar_that_fits_the_sites_answer_is_not_repeated_and_one_that_does_not_is(login, conference, secretary):
    confirm(XA, secretary)
    confirm(XB, secretary)
    receive(letter("apple"))
    receive(letter("apple", attendee=XB, partstat="DECLINED"))

    page = login(secretary).get(f"/conferences/{conference.id}/sites").text

    assert "Trả lời từ lịch" not in the_row(page, site_of(XA))
    assert "Trả lời từ lịch: không dự (Cán bộ Xã 1)" in the_row(page, site_of(XB))


def test_the_board_renews_itself_when_a_calendar_answers_or_mail_comes_back(login, conference, secretary):
    browser = login(secretary)
    part = f"/conferences/{conference.id}/sites/board"
    stamps = [browser.get(part).headers["ETag"]]

    receive(letter("apple"))
    stamps.append(browser.get(part).headers["ETag"])
    bounce(XB)
    stamps.append(browser.get(part).headers["ETag"])

    assert len(set(stamps)) == 3
    assert browser.get(part, headers={"If-None-Match": stamps[-1]}).status_code == 304


@pytest.mark.parametrize(("partstat", "reply"), [("ACCEPTED", "yes"), ("TENTATIVE", "yes"), ("DECLINED", "no")])
def test_the_page_behind_the_link_is_filled_in_from_the_bearers_own_calendar(client, conference, partstat, reply):
    receive(letter("apple", partstat=partstat, note="Trùng lịch tiếp công dân"))

    page, others = client.get(link_path(XA)).text, client.get(link_path(XB)).text

    assert checked(page, "reply") == [reply]
    assert "Lịch của anh/chị đã trả lời" in page and "chỉ được ghi nhận khi" in page
    assert checked(others, "reply") == ["yes"] and "đã trả lời" not in others
    assert site_of(XA).state is SiteState.WAITING


def test_the_page_with_an_account_is_filled_in_too_and_what_is_sent_counts(login, conference):
    officer = a_site_officer(site_of(XA).unit)
    with transaction():
        site = site_of(XA)
        site.contact_name, site.contact_email = officer.name, officer.email
        invited = row(XA)
        invited.address = invited.key = officer.email
    receive(letter("apple", attendee=officer.email, partstat="DECLINED"))
    browser, path = login(officer), f"/sites/{site_of(officer.email).id}"

    page = browser.get(path).text
    sent = browser.post(f"{path}/answer", data={"reply": "no", "chair": "named", "note": "Bận", "answers": "0"})
    after = browser.get(f"{path}?change=1").text

    assert checked(page, "reply") == ["no"]
    assert sent.status_code == 302
    assert site_of(officer.email).state is SiteState.DECLINED
    assert "đã trả lời" not in after


def test_a_chair_whose_calendar_says_no_leads_to_somebody_else_who_presides(client, conference):
    with transaction():
        site_of(XA).chair_name = "Cán bộ Xã 0"
        link = SiteLink(site_id=site_of(XA).id, nonce="n", to_name="Văn phòng", to_address="vp@xa.example",
                        issued_at=clock.now())  # fmt: skip
        db.session.add(link)
    receive(letter("apple", partstat="DECLINED"))

    page = client.get(link_path("vp@xa.example")).text

    assert (checked(page, "reply"), checked(page, "chair")) == (["yes"], ["other"])
    assert "Lịch của Cán bộ Xã 0, người chủ trì" in page


def test_who_attends_elsewhere_still_does_when_his_calendar_accepts_and_an_old_answer_fills_in_nothing(
    client, conference
):
    with transaction():
        site = site_of(XA)
        site.reply, site.joined_id = Reply.JOIN, site_of(XB).id
    receive(letter("apple"))
    joining = checked(client.get(link_path(XA)).text, "reply")
    retime(conference)

    after = client.get(link_path(XA)).text

    assert joining == ["join"]
    assert "đã trả lời" not in after
    assert row(XA).former == "accepted"


def test_the_board_with_marks_of_all_sorts_stays_within_its_statements(login, conference, secretary, queries):
    bounce()
    receive(letter("apple", attendee=XB))
    with transaction():
        site_of(XB).joined_id = site_of(XA).id
        here = db.session.merge(conference)
        parents = [f"Huyện {n}" for n in range(4)]
        others = [("Giao ban nội bộ", C.DRAFT, secretary.posts[0].unit_id), ("Họp mật", C.INVITING, None)]
        for title, state, organiser in others:
            facts = {"title": title, "state": state, "kind": here.kind, "place": here.place, "uid": title}
            times = {"starts_at": here.starts_at, "ends_at": here.ends_at, "created_at": here.starts_at}
            db.session.add(Conference(**facts, **times, organiser_id=organiser or site_of(XA).unit_id))
        for n in range(70):
            unit = Unit(name=f"Thôn {n}", short_name=f"Thôn {n}", kind=UnitKind.COMMUNE)
            db.session.add(unit)
            db.session.flush()
            db.session.add(Site(conference_id=here.id, unit_id=unit.id, name=unit.name, group_name=parents[n % 4]))
    browser = login(secretary)
    asked = {}
    for more in ("", "?group=Huyện 1", "?lost=yes", "?page=2"):
        queries.clear()
        assert browser.get(f"/conferences/{conference.id}/sites{more}").status_code == 200
        asked[more] = len(queries)

    assert max(asked.values()) <= 12, asked
    page = browser.get(f"/conferences/{conference.id}/sites").text
    assert "Trùng lịch với 2 hội nghị" in page
    assert "Giấy mời chưa có số." in page
