"""The papers of a conference for who holds a site's link: named, listed, read, noted; nothing that is secret."""

from io import BytesIO

import pytest
from sqlalchemy import select

from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.documents import actions
from meetings.documents.models import Audience, Document, Download
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteState
from meetings.web.files import Taken, store
from tests.documents.test_views import PDF, upload
from tests.make import a_conference, a_secretary, a_site, a_unit

GONE = 404


@pytest.fixture
def conference():
    return a_conference(state=C.INVITING)


@pytest.fixture
def secretary(conference):
    return a_secretary(conference.organiser)


@pytest.fixture
def site(conference):
    return a_site(conference, a_unit("Xã Vũ Quang"), state=SiteState.WAITING)


@pytest.fixture
def link(site):
    with transaction():
        return links.issue(site, to_name="Võ Văn Lực", to_address="luc@xa.example", by=None)


@pytest.fixture
def door(link):
    return f"/x/{tokens.token(link, 'only for tests')}"


def paper(login, secretary, conference, title, **facts):
    """A file on the shelf, put there on its page; its number."""
    content = PDF + title.encode()
    assert upload(login(secretary), conference, content, f"{title}.pdf", title=title, **facts).status_code == 302
    return db.session.scalars(select(Document.id).where(Document.title == title)).one()


def test_a_bearer_finds_the_papers_reads_them_and_is_noted_with_his_site(login, app, secretary, conference, site, door):
    number = paper(login, secretary, conference, "Báo cáo chuyển đổi số")
    bearer = app.test_client()

    asked, listed = bearer.get(door).text, bearer.get(f"{door}/documents")
    file = bearer.get(f"{door}/documents/{number}")

    assert f"{door}/documents" in asked
    assert ("Báo cáo chuyển đổi số" in listed.text, f"{door}/documents/{number}" in listed.text) == (True, True)
    assert (file.status_code, file.data.startswith(PDF), listed.headers["Referrer-Policy"]) == (
        200,
        True,
        "strict-origin",
    )
    noted = db.session.scalars(select(Download)).one()
    assert (noted.person_id, noted.by_name, noted.site_name) == (None, "Võ Văn Lực", site.short_name)
    page = login(secretary).get(f"/documents/{number}").text
    assert "Võ Văn Lực" in page and f"theo đường dẫn của {site.short_name}" in page


def test_once_it_has_answered_the_page_of_the_site_says_how_many_papers_there_are(
    login, app, secretary, conference, site, door
):
    none = app.test_client().get(door).text
    with transaction():
        held = db.session.get(Site, site.id)
        held.state, held.answered_at = SiteState.CONFIRMED, clock.now()
    empty = app.test_client().get(door).text
    paper(login, secretary, conference, "Báo cáo")

    page = app.test_client().get(door).text

    assert (f"{door}/documents" in none, f"{door}/documents" in empty) == (True, False)
    assert f"{door}/documents" in page and "1 tài liệu phục vụ hội nghị" in page


def test_opening_the_list_notes_nothing(login, app, secretary, conference, door):
    paper(login, secretary, conference, "Báo cáo")
    bearer = app.test_client()

    for address in (door, f"{door}/documents"):
        assert bearer.get(address).status_code == 200
    assert db.session.query(Download).count() == 0


def test_what_is_not_meant_for_sites_is_neither_listed_nor_read(login, app, secretary, conference, door):
    chairs = paper(login, secretary, conference, "Gợi ý điều hành", audience=Audience.CHAIRS.value)
    paper(login, secretary, conference, "Tài liệu điểm cầu", audience=Audience.SITES.value)
    bearer = app.test_client()

    listed = bearer.get(f"{door}/documents").text

    assert ("Tài liệu điểm cầu" in listed, "Gợi ý điều hành" in listed) == (True, False)
    answer = bearer.get(f"{door}/documents/{chairs}")
    assert (answer.status_code, "không dành cho các điểm cầu" in answer.text) == (GONE, True)


@pytest.mark.parametrize("says", ["item", "conference"])
def test_a_paper_with_secret_content_is_read_by_no_link(login, app, secretary, conference, door, says):
    with transaction():
        held = db.session.get(Conference, conference.id)
        item = agenda.add(held, kind=ItemKind.REPORT, title="Quốc phòng", by=secretary)
        facts = dict(title="Kế hoạch", audience=Audience.PARTICIPANTS, item=item, by=secretary)
        number = actions.add(held, taken=_kept(), **facts).id
    bearer = app.test_client()
    before = bearer.get(f"{door}/documents/{number}").status_code

    with transaction():
        if says == "item":
            agenda.revise(item, version=item.version, is_secret=True, by=secretary)
        else:
            actions.keep_out(db.session.get(Conference, conference.id), True, by=secretary)

    pages = [bearer.get(door).text, bearer.get(f"{door}/documents").text]
    assert (before, bearer.get(f"{door}/documents/{number}").status_code) == (200, GONE)
    assert ["Kế hoạch" in text for text in pages] == [False, False]


def _kept():
    kept = store().put(BytesIO(PDF), 10**6)
    return Taken(kept.fingerprint, kept.size, "application/pdf", "ke-hoach.pdf")


def test_a_link_opens_no_paper_of_another_conference_and_none_once_it_has_ended(
    login, app, secretary, conference, link, door
):
    number = paper(login, secretary, conference, "Báo cáo")
    other = a_conference(state=C.INVITING, organiser=conference.organiser)
    foreign = paper(login, secretary, other, "Của hội nghị khác")
    bearer = app.test_client()
    assert bearer.get(f"{door}/documents/{foreign}").status_code == GONE

    with transaction():
        links.withdraw(links.link(link.id), by=secretary)

    assert bearer.get(f"{door}/documents/{number}").status_code == GONE
    assert bearer.get(f"{door}/documents").status_code == 302
    assert "Báo cáo" not in bearer.get(door).text


@pytest.mark.parametrize(
    ("state", "opens"), [(C.LIVE, True), (C.ENDED, True), (C.POSTPONED, True), (C.CANCELLED, False)]
)
def test_papers_are_read_before_in_and_after_the_sitting_and_not_once_it_is_called_off(
    login, app, secretary, conference, door, state, opens
):
    number = paper(login, secretary, conference, "Báo cáo")
    with transaction():
        db.session.get(Conference, conference.id).state = state
    bearer = app.test_client()

    answers = [bearer.get(page).status_code == 200 for page in (f"{door}/documents", f"{door}/documents/{number}")]

    assert answers == [opens, opens]
    assert (f"{door}/documents" in bearer.get(door).text) is opens


@pytest.mark.parametrize("number", [1, 300])
def test_the_list_asks_as_often_for_one_paper_as_for_three_hundred(app, secretary, conference, door, queries, number):
    with transaction():
        held = db.session.get(Conference, conference.id)
        facts = dict(audience=Audience.PARTICIPANTS, by=secretary)
        for n in range(number):
            actions.add(held, taken=_taken(n), title=f"Tài liệu {n}", **facts)
    bearer = app.test_client()
    bearer.get(f"{door}/documents")
    queries.clear()

    answer = bearer.get(f"{door}/documents")

    assert (answer.status_code, len(queries) <= 8) == (200, True), queries
    assert len(answer.data) < 40_000


def _taken(number):
    return Taken(f"{number:064d}", 1200, "application/pdf", f"tai-lieu-{number}.pdf")
