"""The programme as a paper: its signature never stands alone, whatever its length."""

import pytest

from meetings.agenda import actions, papers, queries
from meetings.agenda.models import ItemKind
from meetings.base.db import transaction
from meetings.gateways import pdf
from tests.make import a_conference, a_site, a_user
from tests.papers.reading import pages


def drawn(conference):
    return pages(pdf.paper(papers.TEMPLATE, papers.programme(conference, queries.plan(conference))))


@pytest.mark.parametrize("items", [4, 15, 18, 19, 20, 21, 22, 26])
def test_an_item_stands_on_the_page_of_the_signature(items):
    conference = a_conference(chair=a_user(name="Trần Đình Phong"), hours=24)
    with transaction():
        for number in range(items):
            actions.add(conference, kind=ItemKind.REPORT, title=f"Nội dung số {number}", by=None)

    last = drawn(conference)[-1]
    assert f"Nội dung số {items - 1}" in last and last.count("Trần Đình Phong") >= 1


@pytest.mark.parametrize("items", [8, 14, 15, 16, 17, 18])
def test_a_local_session_goes_with_the_signature(items):
    conference = a_conference(chair=a_user(name="Trần Đình Phong"), hours=24)
    site = a_site(conference, name="Xã Đức Thọ")
    with transaction():
        for number in range(items):
            actions.add(conference, kind=ItemKind.REPORT, title=f"Nội dung số {number}", by=None)
        actions.add(conference, kind=ItemKind.LOCAL, title="Giao việc cho các thôn", site_id=site.id, by=None)

    assert "Giao việc cho các thôn (Xã Đức Thọ)" in drawn(conference)[-1]
