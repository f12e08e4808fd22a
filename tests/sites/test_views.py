import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.sites.models import Answer, ChangeKind, LineState, Site, SiteState
from tests.make import (
    a_conference,
    a_leader,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
)
from tests.sites.make import MANAGE, OWN, by_name

S = SiteState


def test_an_officer_confirms_on_one_page_and_gets_a_receipt(login, conference, vu_quang):
    site, officer = (
        a_site(conference, vu_quang, state=S.WAITING, chair_name="Ông A", expected_count=20),
        a_site_officer(vu_quang),
    )
    browser = login(officer)
    page = browser.get(f"/sites/{site.id}")

    sent = browser.post(
        f"/sites/{site.id}/answer",
        data={"reply": "yes", "chair": "named", "expected_count": "24", "answers": 0},
    )
    receipt = browser.get(f"/sites/{site.id}")

    assert 'value="20"' in page.text and 'value="named" checked' in page.text
    assert sent.status_code == 302
    assert (site.state, site.expected_count, site.chair_name) == (S.CONFIRMED, 24, "Ông A")
    assert officer.name in receipt.text and "24 đại biểu" in receipt.text
    assert f'href="/conferences/{conference.id}/hoi-nghi.ics"' in receipt.text
    assert f'href="/sites/{site.id}?change=1"' in receipt.text and "Sửa được đến khi" in receipt.text


def test_the_receipt_offers_nothing_that_is_over(login, vu_quang):
    conference = a_conference(state=C.READY)
    site = a_site(conference, vu_quang, state=S.CONFIRMED, chair_name="Ông A", answered_at=clock.now(), answers=1)
    browser = login(a_site_officer(vu_quang))
    doors = [f'href="/sites/{site.id}/test"', "kit.pdf", f'href="/conferences/{conference.id}/hoi-nghi.ics"']

    before = browser.get(f"/sites/{site.id}").text
    with transaction():
        db.session.get(Conference, conference.id).state = C.CONCLUDED
        db.session.get(Site, site.id).state = S.DECLINED
    after = browser.get(f"/sites/{site.id}").text

    assert [door in before for door in doors] == [True] * 3
    assert [door in after for door in doors] == [False] * 3
    assert "Gửi danh sách" in before and "Ông A" in before
    assert "Gửi danh sách" not in after and "Ông A" not in after.partition("<main")[2]


def test_opening_the_page_changes_nothing_and_seeing_is_said_by_a_post(login, conference, vu_quang):
    site, officer = a_site(conference, vu_quang, state=S.WAITING), a_site_officer(vu_quang)
    browser = login(officer)

    browser.get(f"/sites/{site.id}")
    before = site.state
    browser.post(f"/sites/{site.id}/see")

    assert (before, site.state) == (S.WAITING, S.SEEN)


def test_details_that_were_not_sent_stay(login, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING, contact_name="Chị Lan", room="Hội trường")

    login(a_site_officer(vu_quang)).post(
        f"/sites/{site.id}/answer", data={"reply": "yes", "chair": "named", "answers": 0, "room": ""}
    )

    assert (site.contact_name, site.room) == ("Chị Lan", "")


def test_the_second_clerk_sees_the_firsts_answer_and_may_then_change_it(login, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING)
    first, second = a_site_officer(vu_quang), a_site_officer(vu_quang)
    data = {"reply": "no", "chair": "named", "note": "Mất điện", "answers": 0}
    login(first).post(f"/sites/{site.id}/answer", data=data | {"reply": "yes", "expected_count": 9})

    told = login(second).post(f"/sites/{site.id}/answer", data=data)
    again = login(second).post(f"/sites/{site.id}/answer", data=data | {"answers": 1})

    assert told.status_code == 409
    assert first.name in told.text and "Mất điện" in told.text and 'name="answers" type="hidden" value="1"' in told.text
    assert (again.status_code, site.state) == (302, S.DECLINED)


def test_after_the_beginning_the_page_shows_and_refuses(login, province, vu_quang):
    site = a_site(a_conference(organiser=province, state=C.LIVE), vu_quang, state=S.WAITING)
    browser = login(a_site_officer(vu_quang))

    shown = browser.get(f"/sites/{site.id}")
    refused = browser.post(f"/sites/{site.id}/answer", data={"reply": "yes", "chair": "named", "answers": 0})

    assert (shown.status_code, refused.status_code) == (200, 409)
    assert "<textarea" not in shown.text


def test_my_sites_lists_what_my_unit_owes(login, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING)
    a_site(conference, a_unit("Xã Khác"), state=S.WAITING)

    page = login(a_site_officer(vu_quang)).get("/sites/mine").text

    assert f"/sites/{site.id}" in page and "Xã Khác" not in page


def test_the_secretariat_records_what_was_said_on_the_telephone(login, secretary, conference, vu_quang):
    site, leader = a_site(conference, vu_quang, state=S.WAITING), a_leader(vu_quang)

    login(secretary).post(
        f"/sites/{site.id}/telephone",
        data={
            "reply": "yes",
            "chair": f"person-{leader.id}",
            "given_by": "Chị Lan",
            "expected_count": 12,
            "answers": 0,
        },
    )

    kept = db.session.scalars(select(Answer)).one()
    assert (site.state, site.chair_id, kept.given_by, kept.recorded_by_id) == (
        S.CONFIRMED,
        leader.id,
        "Chị Lan",
        secretary.id,
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reply": "yes"}, "đã ghi nhận qua điện thoại xác nhận của điểm cầu"),
        ({"reply": "no", "note": "Mất điện"}, "đã ghi nhận qua điện thoại điểm cầu không tham dự"),
        (
            {"reply": "change", "change": "time", "note": "Bận"},
            "đã ghi nhận qua điện thoại đề nghị điều chỉnh của điểm cầu",
        ),
    ],
)
def test_the_journal_says_who_answered_by_telephone_and_who_took_it(
    login, secretary, conference, vu_quang, said, words
):
    site, client = a_site(conference, vu_quang, state=S.WAITING), login(secretary)
    facts = {"chair": "named", "given_by": "Võ Thị Lan", "answers": 0}
    client.post(f"/sites/{site.id}/telephone", data=facts | said)

    pages = [
        client.get(f"/conferences/{conference.id}/journal?q={q}").text for q in ("điện thoại", "vo thi lan", "trực")
    ]

    line = f"<b>{secretary.name}</b> {words}: {site.name} (người trả lời: Võ Thị Lan)"
    assert [line in page for page in pages] == [True, True, False]


@pytest.mark.parametrize(
    ("act", "data", "field", "value"),
    [
        ("grant", {"note": ""}, "state", S.CONFIRMED),
        ("refuse", {"note": "Không được"}, "state", S.WAITING),
        ("line", {"line": "faulty"}, "line", LineState.FAULTY),
        ("edit", {"chair": "named", "room": "Phòng 3"}, "room", "Phòng 3"),
    ],
)
def test_the_secretariat_acts_on_a_site(login, secretary, conference, vu_quang, act, data, field, value):
    site = a_site(conference, vu_quang, state=S.CHANGE_REQUESTED, change=ChangeKind.OTHER, answered_at=clock.now())
    browser = login(secretary)
    page = browser.get(f"/sites/{site.id}/edit")

    answer = browser.post(f"/sites/{site.id}/{act}", data=data | {"version": site.version})

    assert (page.status_code, answer.status_code) == (200, 302)
    assert getattr(site, field) == value


def test_two_who_correct_a_site_see_both_and_the_second_may_insist(login, secretary, province, conference, vu_quang):
    site, colleague = a_site(conference, vu_quang, room="Phòng 1"), a_secretary(province)
    address, data = f"/sites/{site.id}/edit", {"chair": "named", "version": "1"}
    login(colleague).post(address, data=data | {"room": "Phòng 2"})
    browser = login(secretary)

    told = browser.post(address, data=data | {"room": "Phòng 3"})
    insisted = browser.post(address, data=data | {"room": "Phòng 3", "version": str(site.version)})

    assert told.status_code == 409
    assert "Phòng 2" in told.text and 'value="Phòng 3"' in told.text
    assert f'name="version" value="{site.version - 1}"' in told.text
    assert (insisted.status_code, site.room) == (302, "Phòng 3")


def test_refusing_without_a_reason_shows_the_page_again(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.CHANGE_REQUESTED, change=ChangeKind.OTHER, answered_at=clock.now())

    answer = login(secretary).post(f"/sites/{site.id}/refuse", data={"note": " ", "version": site.version})

    assert (answer.status_code, site.state) == (422, S.CHANGE_REQUESTED)


@pytest.mark.parametrize(("address", "way"), [("sites.xlsx", "xlsx"), ("sites/print", "print")])
def test_whoever_takes_the_sites_with_their_contacts_away_stands_in_the_journal(
    login, secretary, conference, vu_quang, address, way
):
    a_site(conference, vu_quang)
    number = db.session.query(Site).filter_by(conference_id=conference.id).count()

    answer = login(secretary).get(f"/conferences/{conference.id}/{address}")

    entry = db.session.query(Entry).filter_by(verb="exported_sites").one()
    assert (answer.status_code, entry.by_id, entry.details) == (200, secretary.id, {"sites": number, "way": way})


def test_dropping_a_site_leads_back_to_the_board(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang)

    answer = login(secretary).post(f"/sites/{site.id}/drop")

    assert answer.location.endswith(f"/conferences/{conference.id}/sites")
    assert by_name(conference) == {}


TEXT = st.text(max_size=60) | st.sampled_from(
    ["yes", "no", "change", "named", "other", "-1", "999999999999", "person-0", "0", "24"]
)
NAMES = (
    "reply chair chair_name chair_title change note answers expected_count contact_name contact_email room given_by "
    "version line drop_answered site group everybody chosen shown unit all was relays known main open q do group_name"
).split()
POSTS = [address for method, address in MANAGE + OWN if method == "POST" and "delete" not in address]


@pytest.mark.parametrize("address", POSTS)
@settings(max_examples=15, deadline=None)
@given(data=st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=12))
def test_whatever_is_typed_is_answered_in_words(login, secretary, scene, address, data):
    scene = dict(scene)
    if address.endswith(("/drop", "/choose")):
        data = data | {"known": ""}
    person = a_site_officer(scene["unit"]) if (("POST", address) in OWN) else secretary

    answer = login(person).post(address.format(**scene), data=data)

    assert answer.status_code in (200, 204, 302, 400, 404, 409, 422)
    if answer.status_code >= 400:
        assert len(answer.text) > 40


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"reply": "maybe"}, ""),
        ({"expected_count": "-3"}, "-3"),
        ({"expected_count": "nhiều"}, "nhiều"),
        ({"note": "x" * 3000}, "x" * 3000),
        ({"chair": "other", "chair_name": " ", "chair_title": "Phó Chủ tịch"}, "Phó Chủ tịch"),
        ({"answers": ""}, ""),
        ({"chair": "person-77"}, ""),
        ({"reply": "no", "room": "Phòng 9"}, "Phòng 9"),
    ],
)
def test_a_wrong_answer_is_shown_again_with_what_was_typed(login, scene, data, kept):
    good = {"reply": "yes", "chair": "named", "expected_count": "9", "answers": "0"}

    answer = login(a_site_officer(scene["unit"])).post(f"/sites/{scene['s']}/answer", data=good | data)

    assert answer.status_code == 422
    assert kept in answer.text
    assert db.session.get(Site, scene["s"]).state is S.WAITING


def test_all_that_an_answer_lacks_is_told_at_once(login, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING)
    data = {"reply": "no", "chair": "named", "answers": 0, "contact_email": "toan@x", "expected_count": "many"}

    told = login(a_site_officer(vu_quang)).post(f"/sites/{site.id}/answer", data=data)

    faulty = set(re.findall(r'id="([a-z_]+)-fault"', told.text))
    assert (told.status_code, site.state, faulty) == (422, S.WAITING, {"note", "contact_email", "expected_count"})


def test_an_empty_list_of_sites_says_what_will_stand_there(login):
    page = login(a_stranger()).get("/sites/mine").text

    assert "Điểm cầu anh/chị trả lời thay sẽ có ở đây khi đơn vị được mời." in page
