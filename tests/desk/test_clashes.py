"""The same people wanted by two conferences of any level are shown on both, with whom to ring; nothing is blocked."""

import pytest

from meetings.conferences.models import ConferenceState as S
from meetings.desk import clashes
from meetings.sites import sight
from meetings.sites.models import LineState, SiteKind, SiteState
from tests.desk.clashing import foreign, own, secretary
from tests.make import a_conference, a_leader, a_site, a_unit

__all__ = ["own", "secretary"]
pytestmark = pytest.mark.usefixtures("in_november")


def found(conference, user):
    return [(one.other_id, one.title, sorted(one.wanted)) for one in clashes.of(conference, sight.seen_by(user))]


def test_a_site_chair_wanted_twice_stands_on_both(secretary, own):
    leader, other = a_leader(), foreign()
    for conference in (own, other):
        a_site(conference, chair_id=leader.id, chair_name=leader.name, state=SiteState.CONFIRMED)

    here, there = found(own, secretary), found(other, secretary)

    assert here == [(None, "UBND huyện Đức Thọ", ["site_chair"])]
    assert there == [(own.id, own.title, ["site_chair"])]


def test_who_presides_over_one_and_sits_at_a_site_of_the_other_clashes_too(secretary):
    leader = a_leader()
    presided = a_conference(state=S.INVITING, chair=leader, organiser=secretary.posts[0].unit)
    other = foreign()
    a_site(other, chair_id=leader.id, chair_name=leader.name)

    assert found(presided, secretary) == [(None, "UBND huyện Đức Thọ", ["site_chair"])]
    assert found(other, secretary) == [(presided.id, presided.title, ["site_chair"])]


def test_all_site_chairs_are_counted_each_once_in_whatever_way_they_are_wanted_twice(secretary):
    binh, an, chi = (a_leader() for _ in range(3))
    own = a_conference(state=S.INVITING, chair=binh, organiser=secretary.posts[0].unit)
    other = a_conference(state=S.READY, chair=an, organiser=secretary.posts[0].unit)
    for conference, person, name in (
        (own, an, "An"), (own, chi, "Chi"), (other, chi, "Chi"), (other, binh, "Bình"), (other, an, "An"),
    ):  # fmt: skip
        a_site(conference, a_unit(), chair_id=person.id, chair_name=name)

    [here], [there] = (clashes.of(one, sight.seen_by(secretary)) for one in (own, other))

    assert here.wanted["site_chair"] == there.wanted["site_chair"] == "An và 2 người khác"


def test_a_technician_is_told_by_his_telephone(secretary, own):
    other = foreign()
    a_site(own, technician_name="Đặng Hữu Tình", technician_phone="0912 345 678")
    a_site(other, technician_name="Đ. H. Tình", technician_phone="+84 912.345.678")
    a_site(own)
    a_site(other)

    [clash] = clashes.of(own, sight.seen_by(secretary))

    assert clash.wanted == {"technician": "Đặng Hữu Tình"}


def test_of_several_sites_in_common_the_number_is_said(secretary, own):
    other, units = foreign(), [a_unit(name) for name in ("Xã A", "Xã B", "Xã C")]
    for unit in units:
        a_site(own, unit)
        a_site(other, unit)

    [clash] = clashes.of(own, sight.seen_by(secretary))

    assert clash.wanted == {"site": "Xã A và 2 điểm cầu khác"}


@pytest.mark.parametrize("state", [SiteState.DECLINED])
def test_a_site_that_does_not_take_part_wants_nobody(secretary, own, state):
    leader, other = a_leader(), foreign()
    a_site(own, chair_id=leader.id)
    a_site(other, chair_id=leader.id, state=state, technician_phone="0912")
    a_site(own, technician_phone="0912")

    assert found(own, secretary) == []


def test_a_draft_of_others_is_their_own_affair(secretary, own):
    leader = a_leader()
    for conference in (own, foreign(state=S.DRAFT)):
        a_site(conference, chair_id=leader.id)

    assert found(own, secretary) == []


def test_the_page_names_the_organiser_only_and_whom_to_ring(login, secretary, own):
    leader = a_leader()
    for conference in (own, foreign()):
        a_site(conference, chair_id=leader.id, chair_name=leader.name)

    page = login(secretary).get(f"/conferences/{own.id}").text

    assert "Họp kín" not in page
    assert "UBND huyện Đức Thọ" in page and 'href="tel:02393831001"' in page and leader.name in page


def test_what_is_ready_is_said_with_the_page_that_mends_the_rest(login, secretary, own):
    a_site(own, kind=SiteKind.MAIN, line=LineState.GOOD)
    host = a_site(own, state=SiteState.CONFIRMED, line=LineState.FAULTY)
    a_site(own, state=SiteState.CONFIRMED, joined_id=host.id)

    page = login(secretary).get(f"/conferences/{own.id}").text

    assert "1/2 điểm cầu đạt" in page and f"/conferences/{own.id}/rehearsals" in page
    assert "Giấy mời chưa có số." in page and f"/conferences/{own.id}/invitation" in page


@pytest.mark.parametrize("number", [1, 30])
def test_clashes_cost_one_question_however_many(secretary, own, queries, number):
    for _ in range(number):
        leader = a_leader()
        for conference in (own, foreign()):
            a_site(conference, chair_id=leader.id)
    visible, own_id = sight.seen_by(secretary), own.id
    queries.clear()

    counted = len(clashes.clashes([own_id], visible)[own_id])

    assert (counted, len(queries)) == (number, 1)


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("hoi truong UBND tinh", True),
        ("HỘI TRƯỜNG  UBND TỈNH", True),
        (" Hội trường, UBND tỉnh.", True),
        ("Hội trường UBND tỉnh 2", False),
        ("Hội trường Tỉnh ủy", False),
        ("HT UBND tỉnh", False),
        ("...", False),
    ],
)
def test_a_hall_is_the_same_one_however_it_was_typed(secretary, typed, is_same):
    own = a_conference(
        state=S.INVITING, organiser=secretary.posts[0].unit, secretary_id=secretary.id, place="Hội trường UBND tỉnh"
    )
    foreign(place=typed)

    assert found(own, secretary) == ([(None, "UBND huyện Đức Thọ", ["place"])] if is_same else [])


def test_a_place_of_signs_alone_is_no_hall(secretary):
    own = a_conference(state=S.INVITING, organiser=secretary.posts[0].unit, secretary_id=secretary.id, place="–")
    foreign(place="…")

    assert found(own, secretary) == []
