"""The programme as a paper: given out, given out anew, signed; and its signature never stands alone."""

import pytest

from meetings.agenda import actions, papers, queries
from meetings.agenda.models import ItemKind
from meetings.base.db import transaction
from meetings.base.errors import NotNow
from meetings.gateways import pdf
from meetings.gateways.paper_parts import Signature
from tests.agenda.make import added
from tests.make import a_conference, a_leader, a_site, a_user
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


def released(conference, **more):
    with transaction():
        return actions.release(conference, by=None, **more)


def test_a_programme_that_changed_is_given_out_anew_in_the_place_of_the_first():
    conference = a_conference(chair=a_leader())
    added(conference, "a")
    first = released(conference)
    with pytest.raises(NotNow):
        released(conference)
    added(conference, "b")
    second = released(conference)

    assert (second.number, second.supersedes_id, queries.agenda(conference.id).paper_id) == (2, first.id, second.id)
    assert [line["number"] for line in second.facts["lines"]] == ["1", "1a"]


@pytest.mark.parametrize(
    ("title", "authority"),
    [
        ("Phó Chủ tịch UBND tỉnh", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        ("Chủ tịch UBND tỉnh", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
    ],
)
def test_a_deputy_signs_for_the_head(title, authority):
    conference = a_conference(chair=a_user(title=title))

    assert papers.signed_by(conference).authority == authority


def test_somebody_else_may_sign_the_programme():
    conference = a_conference(chair=a_leader())
    added(conference, "a")
    signature = Signature("Lê Minh Đạo", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"])
    paper = released(conference, signature=signature)

    assert (paper.signer_name, paper.facts["signature"]["authority"]) == ("Lê Minh Đạo", signature.authority)
    assert papers.still_true(conference, queries.plan(conference), paper.facts)


def test_a_programme_lasts_as_long_as_its_table_and_an_older_one_with_the_invited_end_still_holds():
    conference = a_conference(chair=a_leader())
    added(conference, "a", planned_minutes=conference.minutes_planned)
    invited = papers.programme(conference, queries.plan(conference))["time"]
    added(conference, "b", planned_minutes=8)
    plan = queries.plan(conference)

    said = papers.programme(conference, plan)

    assert (invited, said["time"]) == (
        "Từ 07 giờ 30 đến 11 giờ 30, ngày 30 tháng 11 năm 2026",
        "Từ 07 giờ 30 đến 11 giờ 38, ngày 30 tháng 11 năm 2026",
    )
    assert said["lines"][-1]["time"] == "11:30 - 11:38"
    assert papers.still_true(conference, plan, said | {"time": invited})
    assert not papers.still_true(conference, plan, said | {"time": "Từ 09 giờ 00"})
