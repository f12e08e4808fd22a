"""Speeches on the pages: by link, by the site's officer, by the secretariat."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from meetings.accounts.models import Role
from meetings.agenda import queries as agendas
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.documents.models import Document, Download
from meetings.journal.models import Entry
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteLink, SiteState
from meetings.speeches.models import Speech, SpeechState
from tests.make import (
    MONDAY,
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    saved,
)

pytestmark = pytest.mark.usefixtures("on_friday")
S = SpeechState
SECRET = "only for tests"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TYPED = {"topic": "Chuyển đổi số", "speaker_name": "Lê Văn An", "speaker_title": "Chủ tịch", "minutes": "8"}


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.INVITING)


@pytest.fixture
def unit(province):
    return a_unit("Xã Vũ Quang", parent=province)


@pytest.fixture
def site(conference, unit):
    return a_site(conference, unit, state=SiteState.CONFIRMED)


@pytest.fixture
def officer(unit):
    return a_site_officer(unit)


@pytest.fixture
def link(site):
    with transaction():
        return links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", by=None)


@pytest.fixture
def address(link):
    return f"/x/{tokens.token(link, SECRET)}/speech"


def a_speech(site, **facts):
    known = {"topic": "Chuyển đổi số", "speaker_name": "Lê Văn An", "minutes": 8, "offered_at": clock.now()}
    return saved(Speech(site_id=site.id, **{**known, **facts}))


def all_speeches():
    rows = select(Speech.topic, Speech.state, Speech.minutes).order_by(Speech.id)
    return [tuple(row) for row in db.session.execute(rows)]


def everything():
    return all_speeches(), db.session.scalars(select(Entry.id)).all()


def with_file(content=PDF, name="tham-luan.pdf"):
    return {**TYPED, "file": (BytesIO(content), name)}


def send(browser, address, data):
    return browser.post(address, data=data, content_type="multipart/form-data")


# by link


def test_a_bearer_registers_a_speech_with_its_text_and_reads_it_back(client, site, address):
    sent = send(client, address, with_file())
    page = client.get(address)
    kept = db.session.scalars(select(Speech)).one()
    file = client.get(f"{address}/{kept.id}/file")

    assert (sent.status_code, kept.offered_by, kept.file_name, file.data) == (302, "Võ Văn Lực", "tham-luan.pdf", PDF)
    assert "Chuyển đổi số" in page.text and "Mới đăng ký" in page.text
    assert file.headers["Referrer-Policy"] == "strict-origin"


def test_a_bearer_changes_and_withdraws_a_speech(client, site, address):
    one = a_speech(site)

    client.post(f"{address}/{one.id}", data={**TYPED, "minutes": "5", "version": "1"})
    changed = all_speeches()
    client.post(f"{address}/{one.id}/withdraw", data={"version": "2"})

    assert (changed, all_speeches()) == (
        [("Chuyển đổi số", S.OFFERED, 5)],
        [("Chuyển đổi số", S.WITHDRAWN, 5)],
    )


def test_a_returned_speech_shows_its_reason_to_the_bearer(client, site, address):
    one = a_speech(site, state=S.RETURNED, reason="Trùng với báo cáo chính")

    assert "Trùng với báo cáo chính" in client.get(address).text
    assert "Trùng với báo cáo chính" in client.get(f"{address}/{one.id}").text


def test_opening_pages_changes_nothing(client, site, address):
    one = a_speech(site)
    before = everything()

    statuses = {client.get(page).status_code for page in (address, f"{address}/{one.id}") for _ in range(2)}

    assert (statuses, everything()) == ({200}, before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": ""},
        {"topic": "x" * 301},
        {"speaker_name": " "},
        {"minutes": "0"},
        {"minutes": "121"},
        {"minutes": "mười"},
        {"is_secret": "y"},
        {"file": (BytesIO(b"MZ\x90\x00"), "a.exe")},
        {"file": (BytesIO(b"<html>"), "a.pdf")},
        {"file": (BytesIO(b""), "a.pdf")},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, site, address, wrong):
    before = everything()

    answer = send(client, address, {**TYPED, **wrong})

    assert (answer.status_code, everything(), "nc-fault" in answer.text) == (422, before, True)
    assert ('value="Chuyển đổi số"' in answer.text) is ("topic" not in wrong)


def test_a_link_opens_no_other_sites_speech(client, site, address):
    other = a_speech(a_site(site.conference), topic="Của người khác", fingerprint="a" * 64)
    pages = [f"{address}/{other.id}", f"{address}/{other.id}/withdraw", f"{address}/{other.id}/file"]

    answers = [client.get(pages[0]), client.post(pages[0], data=TYPED), client.post(pages[1]), client.get(pages[2])]

    assert {answer.status_code for answer in answers} == {404}
    assert not any("Của người khác" in answer.text for answer in answers)


def test_after_the_lock_speeches_are_read_and_not_changed(client, site, address):
    one = a_speech(site)
    with clock.at(MONDAY - timedelta(minutes=29)):
        page = client.get(address)
        acts = [
            send(client, address, with_file()),
            client.post(f"{address}/{one.id}", data={**TYPED, "minutes": "5", "version": "1"}),
            client.post(f"{address}/{one.id}/withdraw", data={"version": "1"}),
        ]

    assert ("Chuyển đổi số" in page.text, {act.status_code for act in acts}) == (True, {409})
    assert all_speeches() == [("Chuyển đổi số", S.OFFERED, 8)]


def test_an_ended_link_shows_nothing_and_takes_nothing(client, site, link, address):
    one = a_speech(site)
    with transaction():
        links.withdraw(db.session.get(SiteLink, link.id), by=None)

    answers = [
        client.get(address, follow_redirects=True),
        send(client, address, with_file()),
        client.post(f"{address}/{one.id}/withdraw", data={"version": "1"}),
    ]

    assert ([answer.status_code for answer in answers], all_speeches()) == (
        [410, 409, 409],
        [("Chuyển đổi số", S.OFFERED, 8)],
    )
    assert not any("Lê Văn An" in answer.text for answer in answers)


# by the site's officer


def test_an_officer_registers_changes_and_withdraws(login, site, officer):
    browser, page = login(officer), f"/sites/{site.id}/speeches"

    send(browser, page, with_file())
    one = db.session.scalars(select(Speech)).one()
    send(browser, f"/speeches/{one.id}/edit", {**TYPED, "topic": "Nội dung khác", "version": "1"})
    shown = browser.get(page).text
    browser.post(f"/speeches/{one.id}/withdraw", data={"version": "2"})

    assert "Nội dung khác" in shown and "tham-luan.pdf" in shown
    assert all_speeches() == [("Nội dung khác", S.WITHDRAWN, 8)]


def test_the_receipt_leads_to_the_speeches(login, site, officer):
    with transaction():
        row = db.session.get(Site, site.id)
        row.answered_at, row.answered_by = clock.now(), "An"

    assert f"/sites/{site.id}/speeches" in login(officer).get(f"/sites/{site.id}").text


def test_two_who_change_a_speech_see_both_texts(login, site, officer):
    one, browser = a_speech(site), login(officer)
    browser.post(f"/speeches/{one.id}/edit", data={**TYPED, "topic": "Bản một", "version": "1"})

    answer = browser.post(f"/speeches/{one.id}/edit", data={**TYPED, "topic": "Bản hai", "version": "1"})

    assert (answer.status_code, "Bản một" in answer.text, "Bản hai" in answer.text) == (409, True, True)
    assert all_speeches() == [("Bản một", S.OFFERED, 8)]


# by the secretariat


def test_the_secretary_accepts_orders_and_returns(login, secretary, conference, site):
    one, two = a_speech(site, topic="Một"), a_speech(site, topic="Hai")
    browser = login(secretary)
    for number, speech in enumerate((one, two)):
        with clock.at(MONDAY - timedelta(days=2, minutes=number)):
            browser.post(f"/speeches/{speech.id}/accept", data={"minutes": "6", "after": "", "version": "1"})

    version = agendas.agenda(conference.id).version
    browser.post(f"/speeches/{two.id}/move/up", data={"version": version})
    ordered = [item.title for item in agendas.items_of(conference.id)]
    version = db.session.scalar(select(Speech.version).filter_by(id=one.id))
    browser.post(f"/speeches/{one.id}/return", data={"reason": "Hết giờ", "version": version})

    assert ordered == ["Hai", "Một"]
    assert [item.title for item in agendas.items_of(conference.id)] == ["Hai"]
    assert all_speeches() == [("Một", S.RETURNED, 6), ("Hai", S.ACCEPTED, 6)]


def test_those_that_wait_stand_first_and_filters_and_words_sift(login, secretary, conference, site):
    a_speech(site, topic="Đã rút", state=S.WITHDRAWN), a_speech(site, topic="Đang chờ")
    browser, address = login(secretary), f"/conferences/{conference.id}/speeches"

    page, sifted = browser.get(address).text, browser.get(f"{address}?state=withdrawn&q=da+rut").text

    assert page.index("Đang chờ") < page.index("Đã rút</a>")
    assert "Đã rút</a>" in sifted and "Đang chờ" not in sifted


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("accept", {"minutes": "0", "version": "1"}),
        ("accept", {"minutes": "5", "after": "999999", "version": "1"}),
        ("accept", {"minutes": "5", "version": "x"}),
        ("return", {"reason": "", "version": "1"}),
        ("return", {}),
    ],
)
def test_a_wrong_decision_is_refused_and_changes_nothing(login, secretary, site, act, typed):
    one = a_speech(site)
    before = everything()

    answer = login(secretary).post(f"/speeches/{one.id}/{act}", data=typed)

    assert (answer.status_code, everything()) == (422, before)


def test_a_decision_on_an_old_page_is_refused(login, secretary, site):
    one = a_speech(site)

    answer = login(secretary).post(f"/speeches/{one.id}/accept", data={"minutes": "5", "version": "7"})

    assert (answer.status_code, all_speeches()) == (409, [("Chuyển đổi số", S.OFFERED, 8)])


ALL = [
    ("GET", "/conferences/{c}/speeches"),
    ("GET", "/speeches/{p}"),
    ("GET", "/speeches/{p}/file"),
    ("POST", "/speeches/{p}/accept"),
    ("POST", "/speeches/{p}/return"),
    ("POST", "/speeches/{p}/move/up"),
    ("GET", "/sites/{s}/speeches"),
    ("POST", "/sites/{s}/speeches"),
    ("POST", "/speeches/{p}/edit"),
    ("POST", "/speeches/{p}/withdraw"),
]


@pytest.mark.parametrize(("method", "address"), ALL)
def test_speeches_are_for_the_own_site_and_those_who_run_the_conference(
    login, client, conference, site, unit, method, address
):
    one = a_speech(site, fingerprint="a" * 64)
    address = address.format(c=conference.id, s=site.id, p=one.id)
    others = [a_stranger(), a_site_officer(), a_leader(), a_secretary(a_province()), a_user(Role.MEMBER, unit)]

    assert {login(person).open(address, method=method).status_code for person in others} == {403}
    assert client.open(address, method=method).status_code == 302


@pytest.mark.parametrize("act", ["accept", "return", "move/up"])
def test_the_site_decides_nothing(login, site, officer, act):
    assert login(officer).post(f"/speeches/{a_speech(site).id}/{act}").status_code == 403


@pytest.mark.parametrize("number", [1, 300])
def test_the_list_asks_as_often_for_one_speech_as_for_three_hundred(login, secretary, conference, queries, number):
    for n in range(number):
        a_speech(a_site(db.session.get(Conference, conference.id), a_unit(f"Xã {n}")))
    browser = login(secretary)
    queries.clear()

    answer = browser.get(f"/conferences/{conference.id}/speeches")

    assert (answer.status_code, len(queries) <= 12) == (200, True), queries


@pytest.mark.parametrize("number", [1, 5])
def test_the_pages_of_a_site_ask_as_often_for_one_speech_as_for_five(
    login, client, site, officer, address, queries, number
):
    for _ in range(number):
        a_speech(site)
    asked = []
    for browser, page in ((client, address), (login(officer), f"/sites/{site.id}/speeches")):
        queries.clear()
        assert browser.get(page).status_code == 200
        asked.append(len(queries))

    assert max(asked) <= 9


def test_whoever_takes_part_reads_the_text_under_the_documents_and_it_is_noted(login, province, conference, secretary):
    unit = a_unit()
    site, member = a_site(conference, unit, state=SiteState.CONFIRMED), a_user(Role.MEMBER, unit)
    send(login(secretary), f"/sites/{site.id}/speeches", with_file())
    speech = db.session.scalars(select(Speech)).one()
    before = login(member).get(f"/conferences/{conference.id}/documents").text

    login(secretary).post(f"/speeches/{speech.id}/accept", data={"version": speech.version, "minutes": "8"})
    document = db.session.scalars(select(Document)).one()
    client = login(member)
    shelf = client.get(f"/conferences/{conference.id}/documents").text
    file = client.get(f"/documents/{document.id}/file")

    assert ("Tham luận: Chuyển đổi số" in before, "Tham luận: Chuyển đổi số" in shelf, file.data) == (False, True, PDF)
    assert [(one.person_id, one.document_id) for one in db.session.scalars(select(Download))] == [
        (member.id, document.id)
    ]


@pytest.mark.parametrize("state", [C.INVITING, C.LIVE])
def test_the_overview_says_that_speeches_wait_and_leads_to_the_decision(login, conference, secretary, state):
    site = a_site(conference, state=SiteState.CONFIRMED)
    facts = {"speaker_name": "Lê Văn An", "minutes": 8, "offered_at": clock.now()}
    saved(Speech(site_id=site.id, topic="Một", state=S.OFFERED, **facts))
    saved(Speech(site_id=site.id, topic="Hai", state=S.WITHDRAWN, **facts))
    with transaction():
        db.session.get(Conference, conference.id).state = state
    page = f"/conferences/{conference.id}"
    way = f'href="/conferences/{conference.id}/speeches?state=offered"'

    waits = login(secretary).get(page).text
    with transaction():
        db.session.execute(update(Speech).values(state=S.RETURNED))
    done = login(secretary).get(page).text

    assert ("1 tham luận đang chờ quyết định." in waits, way in waits, way in done) == (True, True, False)


def test_the_same_speech_with_another_file_is_no_repetition_and_with_the_same_file_is(client, address):
    drawn = {"csrf_token": "of this page"}

    sent = [send(client, address, with_file(content) | drawn) for content in (PDF, PDF + b"other", PDF + b"other")]

    assert [answer.status_code for answer in sent] == [302, 302, 409]
    assert len(all_speeches()) == 2
