"""Who is asked for a site can answer without an account; the address of his page is a secret."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.desk import changes, mailing
from meetings.desk.mailing import Tally
from meetings.documents import actions as shelf
from meetings.documents.models import Audience, Document
from meetings.invitations import jobs, mailings
from meetings.invitations.models import Invite, InvitePart
from meetings.notices.models import Notice
from meetings.rehearsals import actions as rehearsals
from meetings.rehearsals import telling as rehearsal_telling
from meetings.sites import actions as sites
from meetings.sites import answering, links, telling
from meetings.sites.models import ChangeKind, Site, SiteKind, SiteLink, SiteState
from meetings.speeches import actions as speeches
from meetings.web.files import Taken, store
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit

LINK = re.compile(r"http://localhost(/x/[1-9][0-9]*-[a-z2-7]{32})")


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
        return mailings.send(db.session.get(Site, site.id).conference, by=by)


def test_each_recipient_gets_a_link_of_his_own_that_confirms_the_site(smtp, client, site, secretary):
    number = invite(site, secretary)

    assert (number, mailing.send_due()) == (2, Tally(sent=2))
    addresses = [LINK.search(mail.text)[1] for mail in smtp.delivered]
    assert len(set(addresses)) == 2
    answer = {"reply": "yes", "chair": "named", "expected_count": "12", "answers": "0"}
    assert client.post(f"{addresses[1]}/answer", data=answer).status_code == 302
    assert db.session.get(Site, site.id, populate_existing=True).answered_by == "Lan"


def shelve(site, by, *papers):
    """Put papers on the shelf; each a title with its facts."""
    conference = db.session.get(Site, site.id).conference
    made = []
    for title, facts in papers:
        kept = store().put(BytesIO(title.encode()), 10**6)
        taken = Taken(kept.fingerprint, kept.size, "application/pdf", f"{title}.pdf")
        with transaction():
            made.append(shelf.add(conference, taken=taken, title=title, by=by, **facts).id)
    return made


def test_the_invitation_names_the_papers_for_the_sites_and_leads_to_them_without_an_account(
    smtp, client, site, secretary
):
    for_all, for_chairs = {"audience": Audience.PARTICIPANTS}, {"audience": Audience.CHAIRS}
    papers = ("Báo cáo chuyển đổi số", for_all), ("Gợi ý điều hành", for_chairs), ("Quân sự", for_all)
    *_, secret = shelve(site, secretary, *papers)
    with transaction():
        conference = db.session.get(Site, site.id).conference
        item = agenda.add(conference, kind=ItemKind.REPORT, title="Mật", by=secretary)
        db.session.get(Document, secret).item = item
        db.session.flush()
        agenda.revise(item, version=item.version, is_secret=True, by=secretary)

    invite(site, secretary)
    mailing.send_due()

    [mail] = [mail for mail in smtp.delivered if mail.recipients == ["lan@example.vn"]]
    door = LINK.search(mail.text)[1]
    assert "Tài liệu:\n- Báo cáo chuyển đổi số (PDF)\n\nXem và tải tài liệu, không cần tài khoản, tại:\n" in mail.text
    assert f"http://localhost{door}/documents\n" in mail.text
    assert ("Gợi ý điều hành" in mail.text, "Quân sự" in mail.text) == (False, False)
    assert "Báo cáo chuyển đổi số" in client.get(f"{door}/documents").text


def test_an_invitation_without_papers_says_nothing_of_them_and_one_with_many_how_many_more(smtp, site, secretary):
    invite(site, secretary)
    mailing.send_due()
    shelve(site, secretary, *[(f"Tài liệu {n:02}", {"audience": Audience.SITES}) for n in range(15)])
    with transaction():
        mailings.send(db.session.get(Site, site.id).conference, by=secretary, again=True)

    mailing.send_due()

    first, second = [mail.text for mail in smtp.delivered if mail.recipients == ["lan@example.vn"]]
    assert "ài liệu" not in first
    assert "- Tài liệu 11 (PDF)\n- và 3 tài liệu khác\n" in second and "Tài liệu 12" not in second


def test_a_reminder_bears_the_same_link_as_the_invitation(smtp, site, secretary):
    invite(site, secretary)
    with transaction():
        sites.remind(db.session.get(Site, site.id).conference, by=secretary)

    mailing.send_due()

    of_lan = [LINK.search(mail.text)[1] for mail in smtp.delivered if mail.recipients == ["lan@example.vn"]]
    assert len(of_lan) == 2
    assert len(set(of_lan)) == 1


def test_what_is_kept_of_a_message_opens_nothing(smtp, site, secretary):
    invite(site, secretary)
    queued = [str(row.facts) for row in db.session.scalars(select(Notice))]
    mailing.send_due()

    kept = [row.text + row.html + row.subject for row in db.session.scalars(select(Notice))]
    assert [LINK.search(text) for text in (*queued, *kept)] == [None] * 4
    assert all("/x/…" in text for text in kept)


def test_a_link_that_was_withdrawn_meanwhile_does_not_leave(smtp, site, secretary):
    invite(site, secretary)
    with transaction():
        for link in db.session.scalars(select(SiteLink)).all():
            links.withdraw(link, by=secretary)

    mailing.send_due()

    assert [LINK.search(mail.text) for mail in smtp.delivered] == [None, None]
    assert all(f"http://localhost/sites/{site.id}" in mail.text for mail in smtp.delivered)


def test_who_presides_instead_has_the_entry_for_his_site_until_the_site_is_dropped(smtp, site, secretary):
    invite(site, secretary)
    with transaction():
        here = db.session.get(Site, site.id)
        more = {"chair_name": "Phan Thị Lam", "chair_email": "lam@example.vn", "note": "Đi công tác"}
        answering.request_change(here, change=ChangeKind.CHAIR, by=secretary, **more)
        db.session.flush()
        answering.grant_change(here, version=here.version, by=secretary)
    mailing.send_due()
    row = db.session.scalars(select(Invite).filter_by(address="lam@example.vn")).one()
    known = (row.part, row.site_name, row.sequence)

    with transaction():
        changes.drop_site(db.session.get(Site, site.id), by=secretary)
    jobs.take_back_void()
    mailing.send_due()

    sent = [mail.message for mail in smtp.delivered if mail.recipients == ["lam@example.vn"]]
    methods = [part.get_param("method") for mail in sent for part in mail.walk() if part.get_param("method")]
    assert known == (InvitePart.SITE, "UBND xã Vũ Quang", 0)
    assert methods == ["REQUEST", "CANCEL"]


def test_inviting_many_sites_asks_as_often_as_inviting_one(app, secretary, queries):
    counts = []
    for number in (1, 60):
        conference = a_conference(state=C.INVITING)
        for _ in range(number):
            a_site(conference, state=SiteState.WAITING, contact_name="Lan", contact_email="lan@example.vn")
        queries.clear()
        with transaction():
            mailings.send(db.session.merge(conference), by=secretary)
            counts.append(len([line for line in queries if line.startswith("SELECT")]))

    assert counts[0] == counts[1]


def test_what_is_decided_on_a_speech_leads_to_its_page_behind_the_link(smtp, client, site, secretary):
    with transaction():
        here = db.session.get(Site, site.id)
        facts = {"topic": "Chuyển đổi số", "speaker_name": "Lan", "minutes": 5}
        speech = speeches.offer(here, **facts, by=secretary)
        db.session.flush()
        speeches.send_back(speech, version=speech.version, reason="Rút gọn", by=secretary)
    mailing.send_due()

    [mail] = [mail for mail in smtp.delivered if mail.recipients == ["lan@example.vn"]]
    address = re.search(r"http://localhost(/x/\S+)", mail.text)[1]
    page = client.get(address)
    assert (address.endswith("/speech"), page.status_code, "Rút gọn" in page.text) == (True, 200, True)
    kept = db.session.scalars(select(Notice).where(Notice.to_address == "lan@example.vn")).one()
    assert LINK.search(kept.text) is None


def test_a_rehearsal_reaches_sites_without_accounts_by_link(smtp, client, site, secretary):
    with transaction():
        here = db.session.get(Site, site.id)
        times = {"starts_at": here.conference.starts_at - timedelta(hours=5)}
        times["ends_at"] = times["starts_at"] + timedelta(hours=1)
        row = rehearsals.plan(here.conference, **times, by=secretary)
        db.session.flush()
        rehearsal_telling.tell_sites(row, "rehearsal_planned")
    mailing.send_due()

    [mail] = [mail for mail in smtp.delivered if mail.recipients == ["lan@example.vn"]]
    address = re.search(r"http://localhost(/x/\S+)", mail.text)[1]
    assert (address.endswith("/test"), client.get(address).status_code) == (True, 200)


def test_the_main_site_gets_no_link_for_it_would_open_nothing(site, secretary):
    main = a_site(site.conference, kind=SiteKind.MAIN, contact_name="Hà", contact_email="ha@example.vn")
    with transaction():
        here = db.session.get(Site, main.id)
        telling.tell(here, "site_change_granted", note="")

    [notice] = db.session.scalars(select(Notice))
    assert ("link_id" in notice.facts, db.session.scalars(select(SiteLink)).all()) == (False, [])
