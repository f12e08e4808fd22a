"""Another chair for a site: asked for with the reason, agreed to by the conference's side, both names kept."""

import html
from hashlib import sha256
from io import BytesIO

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.conferences.times import enclosure
from meetings.notices.models import Notice
from meetings.sites import links, substitutes
from meetings.sites.models import Ending, Site, SiteLink, SiteState, Substitution
from meetings.web import files, texts
from tests.make import (
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
)
from tests.sites.make import at, now

pytestmark = pytest.mark.usefixtures("on_friday")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ASKED = {
    "reply": "yes", "chair": "other", "chair_name": "Phan Thị Lam", "chair_title": "Phó Chủ tịch",
    "note": "Đồng chí Chủ tịch đi công tác", "chair_email": "lam@example.vn", "answers": "0",
}  # fmt: skip


@pytest.fixture
def site(app):
    secretary = a_secretary()
    organiser = secretary.posts[0].unit
    conference = a_conference(
        state=C.INVITING, secretary_id=secretary.id, organiser=organiser, chair=a_leader(organiser)
    )
    facts = {"chair_name": "Trịnh Văn Ngọc", "chair_title": "Chủ tịch"}
    return a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING, **facts)


def given(site, name="Trịnh Văn Ngọc", address="ngoc@example.vn"):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name=name, to_address=address, by=None)


def asked(client, site, **more):
    link = given(site)
    answer = client.post(at(link, "/answer"), data={**ASKED, **more}, content_type="multipart/form-data")
    return link, answer


def test_who_asks_by_link_says_why(client, site):
    _link, answer = asked(client, site, note="")

    assert (answer.status_code, now(site).state) == (422, SiteState.WAITING)
    assert 'value="Phan Thị Lam"' in answer.text


def test_consent_passes_the_link_on_and_keeps_both_names(client, login, site):
    old, _answer = asked(client, site)
    chair = site.conference.chair.person

    page = login(chair).get(f"/sites/{site.id}/decide")
    done = login(chair).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})

    row = db.session.scalars(select(Substitution)).one()
    gone = client.get(at(old))
    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "substitute_named"))
    new = db.session.get(SiteLink, notice.facts["link_id"])
    assert ("Phan Thị Lam" in page.text, done.status_code) == (True, 302)
    assert (row.former_name, row.name, row.is_granted, row.decided_by) == (
        "Trịnh Văn Ngọc", "Phan Thị Lam", True, chair.name,
    )  # fmt: skip
    assert (now(site).chair_name, now(site).former_chair) == ("Phan Thị Lam", "Trịnh Văn Ngọc")
    assert (gone.status_code, db.session.get(SiteLink, old.id).ending) == (410, Ending.SUBSTITUTED)
    assert notice.attachments == [enclosure(site.conference)]
    assert (new.to_name, new.to_address, client.get(at(new)).status_code) == ("Phan Thị Lam", "lam@example.vn", 200)
    assert "Trịnh Văn Ngọc" in client.get(at(new)).text


def test_the_message_to_the_new_chair_calls_him_once_and_says_why_it_comes_to_him(client, login, site):
    asked(client, site, chair_name="ông Phan Văn Phó")

    login(site.conference.chair.person).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})

    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "substitute_named"))
    assert (notice.facts["chair"], notice.reason) == (
        "Phan Văn Phó", "Anh/chị được cử chủ trì tại điểm cầu Xã Vũ Quang.",
    )  # fmt: skip


def test_a_chair_of_the_family_ong_keeps_his_name_in_the_message(client, login, site):
    asked(client, site, chair_name="Ông Ích Khiêm")

    login(site.conference.secretary).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})

    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "substitute_named"))
    assert notice.facts["chair"] == "Ông Ích Khiêm"


def told(kind):
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def body(notice):
    return texts.written(notice.kind, notice.facts, to_name=notice.to_name, reason=notice.reason).text


@pytest.fixture
def presided(site):
    """The site's chair has an account and an address; somebody else answers for the site."""
    chair = a_user(Role.LEADER, a_unit(), name="Trịnh Văn Ngọc", email="ngoc@example.vn")
    with transaction():
        here = db.session.get(Site, site.id)
        here.chair_id, here.contact_name, here.contact_email = chair.id, "Lan", "lan@example.vn"
    return chair


REPLACED = ["Phan Thị Lam, Phó Chủ tịch", "Thay cho: Trịnh Văn Ngọc, Chủ tịch", "Đồng ý lúc: 07:30 ngày 27/11/2026"]


@pytest.mark.parametrize("way", ["consent", "telephone"])
def test_all_three_read_who_presides_in_whose_place_and_since_when(client, login, site, presided, way):
    secretary = login(site.conference.secretary)
    if way == "consent":
        asked(client, site)
        secretary.post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})
    else:
        secretary.post(f"/sites/{site.id}/telephone", data={**ASKED, "given_by": "Văn phòng xã"})

    [contact], [former] = told("site_change_granted"), told("site_chair_replaced")
    named = [body(one) for one in told("substitute_named")]
    assert (contact.to_name, former.person_id, former.to_address) == ("Lan", presided.id, "ngoc@example.vn")
    assert len(named) == (way == "consent")
    for text in (body(contact), body(former), *named):
        assert [words for words in REPLACED if words not in text] == []
    assert f"/sites/{site.id}" not in body(former) and "/x/" not in body(former)


def test_a_former_chair_without_an_account_is_told_where_his_link_went(client, login, site):
    asked(client, site)

    login(site.conference.secretary).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})

    [former] = told("site_chair_replaced")
    assert (former.to_name, former.to_address) == ("Trịnh Văn Ngọc", "ngoc@example.vn")
    assert "link_id" not in former.facts


def test_a_former_chair_who_goes_on_answering_for_the_site_reads_it_once(client, login, site, presided):
    with transaction():
        here = db.session.get(Site, site.id)
        here.contact_name, here.contact_email = presided.name, presided.email
    asked(client, site)

    login(site.conference.secretary).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})

    assert (told("site_chair_replaced"), len(told("site_change_granted"))) == ([], 1)


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_the_message_about_a_decision_says_what_was_asked(client, login, site, presided, decision):
    link = given(site)
    wish = {"reply": "change", "change": "time", "note": "Xin họp lúc 9 giờ", "answers": "0"}
    client.post(at(link, "/answer"), data=wish)

    said = {"note": "Đã xem xét", "version": now(site).version}
    login(site.conference.secretary).post(f"/sites/{site.id}/{decision}", data=said)

    [notice] = told({"grant": "site_change_granted", "refuse": "site_change_refused"}[decision])
    assert "Đề nghị: Xin họp lúc 9 giờ" in body(notice) and "Đã xem xét" in body(notice)


def test_the_clerk_who_asked_keeps_a_link_of_his_own(client, login, site):
    clerk = given(site, "Võ Văn Lực", "luc@example.vn")
    client.post(at(clerk, "/answer"), data=ASKED)

    login(site.conference.secretary).post(f"/sites/{site.id}/grant", data={"version": now(site).version})

    assert client.get(at(clerk)).status_code == 200


def test_who_decides_second_sees_what_was_decided_and_what_he_typed(client, login, site):
    asked(client, site)
    secretary, shown = login(site.conference.secretary), now(site).version
    secretary.post(f"/sites/{site.id}/refuse", data={"note": "Chủ tịch phải trực tiếp dự", "version": shown})

    late = secretary.post(f"/sites/{site.id}/refuse", data={"note": "Đã bàn qua điện thoại", "version": shown})

    page = html.unescape(late.text)
    assert late.status_code == 409
    assert "Người khác đã quyết định trước" in page
    assert "Chủ tịch phải trực tiếp dự" in page and "Đã bàn qua điện thoại" in page
    assert "Hãy so hai bản" not in page


def test_a_refusal_is_kept_with_its_reason_and_the_named_chair_stays(client, login, site):
    old, _answer = asked(client, site)

    said = {"note": "Chủ tịch phải trực tiếp dự", "version": now(site).version}
    login(site.conference.secretary).post(f"/sites/{site.id}/refuse", data=said)

    row = db.session.scalars(select(Substitution)).one()
    page = client.get(at(old)).text
    assert (row.is_granted, row.note, now(site).chair_name) == (False, said["note"], "Trịnh Văn Ngọc")
    assert said["note"] in page


def test_the_reason_of_a_settled_substitution_is_none_for_the_next(client, login, site):
    old, _answer = asked(client, site)
    waiting = client.get(at(old, "/answer"))
    login(site.conference.secretary).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})
    link = given(site, "Võ Văn Lực", "luc@example.vn")

    page = client.get(at(link, "/answer"))
    back = {**ASKED, "chair_name": "Trịnh Văn Ngọc", "note": "", "answers": "1"}
    answer = client.post(at(link, "/answer"), data=back, content_type="multipart/form-data")

    assert [ASKED["note"] in text for text in (waiting.text, page.text)] == [True, False]
    assert (answer.status_code, now(site).state) == (422, SiteState.CONFIRMED)


def test_the_reason_that_was_told_by_telephone_is_none_for_the_next_substitution(client, login, site):
    said = {**ASKED, "given_by": "Chị Hoa", "version": now(site).version}
    login(site.conference.secretary).post(f"/sites/{site.id}/telephone", data=said)

    page = client.get(at(given(site, "Võ Văn Lực", "luc@example.vn"), "/answer"))

    assert (now(site).chair_name, ASKED["note"] in page.text) == ("Phan Thị Lam", False)


def test_nobody_else_decides(login, client, site):
    asked(client, site)
    officer = a_site_officer(site.unit)
    data = {"note": "x", "version": now(site).version}

    found = {login(one).post(f"/sites/{site.id}/{act}", data=data).status_code
             for one in (officer, a_stranger()) for act in ("grant", "refuse")}  # fmt: skip

    assert (found, now(site).state) == ({403}, SiteState.CHANGE_REQUESTED)


def test_the_board_names_both(client, login, site):
    asked(client, site)
    secretary = login(site.conference.secretary)
    before = secretary.get(f"/conferences/{site.conference_id}/sites").text
    secretary.post(f"/sites/{site.id}/grant", data={"version": now(site).version})

    after = secretary.get(f"/conferences/{site.conference_id}/sites").text

    assert all(name in page for page in (before, after) for name in ("Phan Thị Lam", "Trịnh Văn Ngọc"))
    assert "(thay Trịnh Văn Ngọc, 27/11 07:30)" in after


def test_the_authorisation_is_seen_by_the_own_site_and_the_conferences_side_only(client, login, site):
    link, answer = asked(client, site, scan=(BytesIO(PDF), "uy-quyen.pdf"))
    row = db.session.scalars(select(Substitution)).one()
    other = a_site(site.conference, a_unit("Xã Can Lộc"))
    path = f"/substitutions/{row.id}/scan"

    def statuses(*people):
        return [login(person).get(path).status_code for person in people]

    assert (answer.status_code, row.file_name, row.content_type) == (302, "uy-quyen.pdf", "application/pdf")
    own, chair = a_site_officer(site.unit), site.conference.chair.person
    assert statuses(site.conference.secretary, chair, own) == [200, 200, 200]
    assert statuses(a_site_officer(other.unit), a_stranger()) == [403, 403]
    assert client.get(at(link, f"/scan/{row.id}")).data == PDF
    assert client.get(at(given(other, "Lan", "lan@example.vn"), f"/scan/{row.id}")).status_code == 404
    assert client.get(path).status_code == 302


@pytest.mark.parametrize(("content", "name"), [(b"MZ", "a.exe"), (b"hello", "a.txt"), (b"GIF89a", "a.gif")])
def test_of_another_kind_of_file_it_is_said_which_are_taken_here_and_nothing_is_stored(client, site, content, name):
    _link, answer = asked(client, site, scan=(BytesIO(content), name))

    assert answer.status_code == 422 and "Hãy gửi tệp PDF, JPEG hoặc PNG." in answer.text
    assert "PowerPoint" not in answer.text
    assert not files.store().path(sha256(content).hexdigest()).exists()


def test_a_scan_keeps_its_crossed_d_where_marks_are_not_known(client, site):
    link, _answer = asked(client, site, scan=(BytesIO(PDF), "Giấy ủy quyền đồng chí Phó.pdf"))
    row = db.session.scalars(select(Substitution)).one()

    told = client.get(at(link, f"/scan/{row.id}")).headers["Content-Disposition"]

    assert told.partition("; filename*")[0].endswith('filename="Giay uy quyen dong chi Pho.pdf"')


@pytest.mark.parametrize(
    ("content", "name"), [(b"PK\x03\x04 x", "a.pdf"), (b"hello", "a.txt"), (b"", "a.pdf"), (b"MZ", "a.exe")]
)
def test_only_a_pdf_or_an_image_is_an_authorisation(client, site, content, name):
    _link, answer = asked(client, site, scan=(BytesIO(content), name))

    assert (answer.status_code, now(site).state) == (422, SiteState.WAITING)
    assert 'value="Phan Thị Lam"' in answer.text


def test_on_the_telephone_the_secretariat_consents_by_taking_the_call(client, login, site):
    old = given(site)
    said = {**ASKED, "given_by": "Văn phòng xã"}
    login(site.conference.secretary).post(f"/sites/{site.id}/telephone", data=said)

    row = db.session.scalars(select(Substitution)).one()
    assert (now(site).state, now(site).chair_name) == (SiteState.CONFIRMED, "Phan Thị Lam")
    assert (row.former_name, row.is_granted, client.get(at(old)).status_code) == ("Trịnh Văn Ngọc", True, 410)


def test_scans_go_when_names_are_no_longer_needed(client, site):
    asked(client, site, scan=(BytesIO(PDF), "uy-quyen.pdf"))

    with transaction():
        number = substitutes.forget(site.conference)

    row = db.session.scalars(select(Substitution).execution_options(populate_existing=True)).one()
    assert (number, row.fingerprint, row.file_name, row.name) == (1, "", "", "Phan Thị Lam")


@pytest.mark.parametrize("ending", links.TAKEN)
@pytest.mark.parametrize("whose", ["Nguyễn Văn Thư", ASKED["chair_name"]])
def test_who_is_agreed_to_gets_his_link_although_one_behind_that_mailbox_was_taken_away(
    client, login, site, ending, whose
):
    taken = given(site, whose, ASKED["chair_email"])
    asked(client, site)
    with transaction():
        links.end(links.link(taken.id), ending, by=None)
    chair = site.conference.chair.person

    login(chair).post(f"/sites/{site.id}/grant", data={"note": "", "version": now(site).version})

    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "substitute_named"))
    link = links.link(notice.facts["link_id"])
    assert (link.to_name, link.to_address, link.ended_at) == (ASKED["chair_name"], ASKED["chair_email"], None)
    assert (client.get(at(link)).status_code, client.get(at(taken)).status_code) == (200, 410)
