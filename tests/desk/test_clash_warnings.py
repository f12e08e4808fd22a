"""Who saves a technician, a chair, a hall or a time that another conference wants is told on the page he lands on."""

import pytest

from meetings.accounts.models import Role
from meetings.base.db import transaction
from meetings.conferences.models import ConferenceState as S
from meetings.sites import links
from meetings.sites.models import SiteState
from tests.desk.clashing import foreign, own, secretary
from tests.make import MONDAY, a_conference, a_leader, a_site, a_site_officer, a_unit, a_user
from tests.sites.make import at

__all__ = ["own", "secretary"]
pytestmark = pytest.mark.usefixtures("in_november")
PHONE = "0912 345 678"
WHEN = "07:30 – 11:30 30/11/2026"


def warned(page):
    """The sentences of warning on the page one lands on."""
    return [part.split("</")[0] for part in page.text.split("Trùng với ")[1:]]


def test_the_secretariat_that_names_a_technician_wanted_elsewhere_is_told_whom_to_ring(login, secretary, own):
    site = a_site(own)
    a_site(foreign(), technician_name="Đ. H. Tình", technician_phone="+84 912.345.678")

    page = login(secretary).post(
        f"/sites/{site.id}/edit",
        data={"technician_name": "Đặng Hữu Tình", "technician_phone": PHONE, "version": site.version},
        follow_redirects=True,
    )

    assert site.technician_name == "Đặng Hữu Tình"
    assert WHEN in page.text and "cùng cán bộ kỹ thuật (Đặng Hữu Tình)" in page.text
    assert "UBND huyện Đức Thọ" in page.text and "0239 3831 001" in page.text and "Họp kín" not in page.text


def test_an_answer_by_telephone_says_so_too(login, secretary, own):
    site = a_site(own, state=SiteState.WAITING, chair_name="Ông A")
    a_site(foreign(), technician_phone="0912345678")

    page = login(secretary).post(
        f"/sites/{site.id}/telephone",
        data={"reply": "yes", "chair": "named", "given_by": "Chị Lan", "answers": 0, "technician_name": "Tình"}
        | {"technician_phone": PHONE},
        follow_redirects=True,
    )

    assert site.state is SiteState.CONFIRMED
    assert "cùng cán bộ kỹ thuật (Tình)" in page.text


def test_a_site_officer_reads_above_the_receipt_of_what_he_may_see(login, own):
    unit, leader = a_unit(), a_leader()
    site = a_site(own, unit, state=SiteState.WAITING, chair_id=leader.id, chair_name=leader.name)
    other = foreign()
    a_site(other, unit, chair_id=leader.id, chair_name=leader.name)

    page = login(a_site_officer(unit)).post(
        f"/sites/{site.id}/answer", data={"reply": "yes", "chair": "named", "answers": 0}, follow_redirects=True
    )

    assert site.state is SiteState.CONFIRMED
    assert f"cùng chủ trì điểm cầu ({leader.name})" in page.text and WHEN in page.text


@pytest.mark.parametrize("role", [Role.SITE_OFFICER, Role.LEADER])
def test_who_answers_for_a_site_cannot_ask_by_a_number_when_and_where_its_owner_is_wanted(login, own, role):
    unit = a_unit()
    site = a_site(own, unit, state=SiteState.WAITING)
    a_site(foreign(), technician_name="Bí mật", technician_phone=PHONE)

    typed = {"reply": "yes", "chair": "named", "answers": 0, "technician_name": "Ai đó", "technician_phone": PHONE}
    page = login(a_user(role, unit)).post(f"/sites/{site.id}/answer", data=typed, follow_redirects=True)

    assert site.state is SiteState.CONFIRMED
    assert warned(page) == [] and page.text.count("Ai đó cũng có tên ở một hội nghị khác vào giờ này.") == 1
    assert "UBND huyện Đức Thọ" not in page.text and "Bí mật" not in page.text and "0239 3831 001" not in page.text


def test_the_bearer_of_a_link_reads_that_there_is_one_and_nothing_of_whose_it_is(client, own):
    leader = a_leader()
    site = a_site(own, state=SiteState.WAITING, chair_id=leader.id, chair_name=leader.name)
    foreign(chair=leader)
    with transaction():
        link = links.issue(site, to_name="Lực", to_address="luc@example.vn", by=None)

    page = client.post(
        at(link, "/answer"), data={"reply": "yes", "chair": "named", "answers": 0}, follow_redirects=True
    )

    assert f"{leader.name} cũng có tên ở một hội nghị khác vào giờ này." in page.text
    assert "UBND huyện Đức Thọ" not in page.text and "Họp kín" not in page.text


def test_consent_to_another_chair_says_that_he_is_wanted_elsewhere(login, secretary, own):
    leader = a_leader()
    wanted = {"wanted_chair_id": leader.id, "wanted_chair_name": leader.name}
    site = a_site(own, state=SiteState.CHANGE_REQUESTED, change="chair", chair_name="Ông A", **wanted)
    a_site(foreign(), chair_id=leader.id, chair_name=leader.name)

    page = login(secretary).post(
        f"/sites/{site.id}/grant", data={"version": site.version, "note": ""}, follow_redirects=True
    )

    assert site.chair_id == leader.id
    assert f"cùng chủ trì điểm cầu ({leader.name})" in page.text


def test_a_draft_saved_into_a_hall_that_is_taken_says_so_on_the_next_step(login, secretary):
    foreign(place="Hội trường UBND tỉnh")
    typed = {
        "title": "Giao ban tháng 11", "kind": "briefing", "organiser": str(secretary.posts[0].unit_id),
        "starts_on": "30/11/2026", "starts": "08:00", "ends": "10:00", "place": "hoi truong UBND tinh",
    }  # fmt: skip

    page = login(secretary).post("/conferences/new", data=typed, follow_redirects=True)

    assert "cùng địa điểm (hoi truong UBND tinh)" in page.text and WHEN in page.text


def test_a_conference_of_several_days_is_told_from_its_first_to_its_last(login, secretary):
    own, browser = a_conference(state=S.INVITING, organiser=secretary.posts[0].unit), login(secretary)
    site = a_site(own)
    a_site(foreign(hours=52), technician_phone=PHONE)
    typed = {"technician_phone": PHONE, "technician_name": "Tình", "version": site.version}

    pages = [
        browser.post(f"/sites/{site.id}/edit", data=typed, follow_redirects=True).text,
        browser.get(f"/conferences/{own.id}").text,
    ]

    said = "07:30 30/11/2026 – 11:30 02/12/2026"
    words = f"Trùng với một hội nghị của UBND huyện Đức Thọ, {said}: cùng cán bộ kỹ thuật (Tình)"
    assert [words in " ".join(page.split()) for page in pages] == [True, True]


@pytest.mark.parametrize("phone", ["", "-", "0913 345 678"])
def test_nothing_is_said_where_nobody_is_wanted_twice(login, secretary, own, phone):
    site = a_site(own)
    a_site(foreign(), technician_phone="0912 345 678")
    a_site(foreign(starts_at=MONDAY.replace(day=29)), technician_phone=phone)
    a_site(foreign(), technician_phone="-")

    page = login(secretary).post(
        f"/sites/{site.id}/edit", data={"technician_phone": phone, "version": site.version}, follow_redirects=True
    )

    assert "Trùng với" not in page.text


def test_nobody_is_told_to_ring_himself(login, secretary, own):
    other = dict(state=S.READY, organiser=own.organiser, secretary_id=secretary.id)
    a_conference(title="Họp khác", place="Hội trường 1", **other)
    typed = {"title": own.title, "kind": "briefing", "organiser": str(own.organiser_id), "secretary": str(secretary.id)}
    typed |= {"starts_on": "30/11/2026", "starts": "08:00", "ends": "10:00", "place": "Hội trường 1"}

    browser = login(secretary)
    page = browser.post("/conferences/new", data=typed, follow_redirects=True)

    listed = browser.get("/conferences/table").text
    assert "Trùng với “Họp khác”" in page.text and f"Gọi {secretary.name}" not in page.text
    assert "Trùng với" in listed and f"Gọi {secretary.name}" not in listed
