import re

import pytest

from meetings.accounts.models import Role
from meetings.base.db import transaction
from meetings.conferences.models import ConferenceState
from meetings.registry.models import PaperKind
from meetings.units.models import UnitKind
from meetings.web import files
from tests.directives.made import a_child, a_directive
from tests.make import (
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    an_administrator,
)
from tests.registry.test_actions import released


@pytest.fixture
def conference():
    return a_conference(title="Hội nghị giao ban", state=ConferenceState.CONCLUDED)


def _symbols(page):
    return re.findall(r"<b class=\"text-nowrap\">(.*?)</b>", page.text)


def test_the_pdf_is_drawn_once_and_served_from_storage_afterwards(login, conference):
    paper = released(conference)
    reader = login(a_secretary(conference.organiser))

    first = reader.get(f"/papers/{paper.id}/pdf")
    drawn_at = files.store().path(paper.fingerprint).stat().st_mtime_ns
    second = reader.get(f"/papers/{paper.id}/pdf")

    assert first.data.startswith(b"%PDF-1.7")
    assert second.data == first.data
    assert files.store().path(paper.fingerprint).stat().st_mtime_ns == drawn_at
    assert first.headers["Content-Disposition"] == f"inline; filename=TB-01-{paper.year}.pdf"


def test_a_lost_file_is_drawn_again_as_it_was(login, conference):
    paper = released(conference)
    reader = login(a_secretary(conference.organiser))
    first = reader.get(f"/papers/{paper.id}/pdf").data
    files.store().path(paper.fingerprint).unlink()

    assert reader.get(f"/papers/{paper.id}/pdf").data == first


def test_a_lost_file_that_would_come_out_otherwise_is_not_replaced(login, conference):
    paper = released(conference)
    with transaction():
        paper.fingerprint = "0" * 64

    assert login(a_secretary(conference.organiser)).get(f"/papers/{paper.id}/pdf").status_code == 503


def test_who_may_see_a_paper(login, client, conference):
    paper = released(conference)
    site_unit = a_unit()
    a_site(conference, site_unit)
    address = f"/papers/{paper.id}/pdf"
    readers = [a_secretary(conference.organiser), an_administrator(), a_site_officer(site_unit), a_leader(site_unit)]

    assert [login(reader).get(address).status_code for reader in readers] == [200] * 4
    assert [login(other).get(address).status_code for other in (a_stranger(), a_secretary(a_province()))] == [403] * 2
    assert client.get(address).status_code == 302
    assert login(readers[0]).get("/papers/999999/pdf").status_code == 404


def test_the_list_and_the_door_agree(login, conference):
    paper, other = released(conference), released(a_conference(state=ConferenceState.CONCLUDED))
    site_unit = a_unit()
    a_site(conference, site_unit)
    cast = [a_secretary(conference.organiser), a_site_officer(site_unit), a_leader(site_unit), a_stranger()]
    cast += [an_administrator(), a_secretary(other.issuer)]

    for reader in cast:
        browser = login(reader)
        shown = set(re.findall(r"/papers/(\d+)/pdf", browser.get("/papers").text))
        allowed = {str(p.id) for p in (paper, other) if browser.get(f"/papers/{p.id}/pdf").status_code == 200}
        assert shown == allowed


def test_filters_narrow_the_list(login, conference):
    notice, minutes = released(conference, subject="Kết luận về Hương Khê"), released(conference, PaperKind.MINUTES)
    reader = login(a_secretary(conference.organiser))

    assert _symbols(reader.get("/papers?q=huong khe")) == [notice.symbol]
    assert _symbols(reader.get("/papers?kind=BB")) == [minutes.symbol]
    assert _symbols(reader.get(f"/papers?year={notice.year - 1}")) == []
    assert _symbols(reader.get(f"/papers?issuer={notice.issuer_id}")) == [minutes.symbol, notice.symbol]
    assert reader.get("/papers?kind=XX&year=x&issuer=٣&page=-1&q=%00").status_code == 200


def test_what_stands_in_whose_place_is_told_on_both(login, conference):
    first = released(conference)
    second = released(conference, supersedes=first)

    page = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/papers").text

    assert _symbols_in(page) == {first.symbol: 2, second.symbol: 2}


def _symbols_in(page):
    text = re.sub(r'aria-label="[^"]*"', "", page)
    found = re.findall(r"\d\d/TB-UBND", text)
    return {symbol: found.count(symbol) for symbol in sorted(set(found))}


def test_who_sees_the_conference_sees_its_papers(login, conference):
    released(conference)

    assert login(a_stranger()).get(f"/conferences/{conference.id}/papers").status_code == 403
    assert login(an_administrator()).get("/conferences/999999/papers").status_code == 404


@pytest.mark.parametrize("address", ["/papers", "/conferences/{}/papers"])
def test_the_lists_ask_as_often_for_many_as_for_one(login, conference, queries, address):
    reader = login(a_secretary(conference.organiser))
    counts = []
    for more in (1, 30):
        for _ in range(more):
            released(conference)
        queries.clear()
        assert reader.get(address.format(conference.id)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_who_works_on_what_rests_on_a_notice_reads_it_and_nothing_else_of_the_conference(login, conference):
    notice, minutes = released(conference), released(conference, PaperKind.MINUTES)
    commune = a_unit("UBND xã Vũ Quang", parent=conference.organiser)
    office = a_unit("Phòng Kinh tế", kind=UnitKind.DIVISION, parent=commune)
    above = a_directive(lead=commune, giver_unit=conference.organiser, conference=conference, paper=notice)
    below = a_child(above, lead=office)
    worker, other = login(a_user(Role.MEMBER, office)), login(a_stranger())

    page = worker.get(f"/directives/{below.id}").text
    listed = worker.get("/papers").text

    assert f'href="/papers/{notice.id}/pdf"' in page and f"/conferences/{conference.id}" not in page
    assert notice.symbol in listed and minutes.symbol not in listed and f"/conferences/{conference.id}" not in listed
    asked = (notice, minutes)
    assert [worker.get(f"/papers/{paper.id}/pdf").status_code for paper in asked] == [200, 403]
    assert [other.get(f"/papers/{paper.id}/pdf").status_code for paper in asked] == [403, 403]
