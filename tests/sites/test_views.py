import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Answer, ChangeKind, LineState, Site, SiteGroup, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
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
    an_administrator,
)

S = SiteState


@pytest.fixture
def province():
    return a_province()


@pytest.fixture
def secretary(province):
    return a_secretary(province)


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.INVITING)


@pytest.fixture
def vu_quang(province):
    return a_unit("Xã Vũ Quang", parent=province, phone="0239 3814")


def sites(conference):
    return {row.name: row for row in db.session.scalars(select(Site).where(Site.conference_id == conference.id))}


# the picker


def test_the_picker_offers_the_units_of_the_conferences_day(login, province, secretary, conference, vu_quang):
    a_unit(
        "Huyện Vũ Quang",
        kind=UnitKind.DISTRICT,
        parent=province,
        valid_until=MONDAY.date().replace(year=2025),
    )

    page = login(secretary).post(
        f"/conferences/{conference.id}/sites/choose/draft", data={"do": f"open:{province.id}:commune"}
    )

    assert page.status_code == 200
    assert "Xã Vũ Quang" in page.text and "Huyện Vũ Quang" not in page.text


def test_a_conference_of_the_past_is_offered_the_units_of_its_day(login, province, secretary):
    a_unit(
        "Huyện Vũ Quang",
        kind=UnitKind.DISTRICT,
        parent=province,
        valid_until=MONDAY.date().replace(year=2025, month=6),
    )
    a_unit("Xã Vũ Quang", parent=province, valid_from=MONDAY.date().replace(year=2025, month=7))
    then = a_conference(organiser=province, starts_at=MONDAY.replace(year=2015))

    page = login(secretary).post(f"/conferences/{then.id}/sites/choose/draft", data={"q": "vu quang", "do": "search"})

    assert "Huyện Vũ Quang" in page.text and "Xã Vũ Quang" not in page.text


def test_without_javascript_closed_branches_keep_their_ticks(login, province, secretary, conference, vu_quang):
    other = a_unit("Xã Khác", parent=province)
    browser = login(secretary)

    page = browser.post(
        f"/conferences/{conference.id}/sites/choose/draft",
        data={"chosen": f"{vu_quang.id},{other.id}", "shown": other.id, "do": "search"},
    )

    assert f'name="chosen" value="{vu_quang.id}"' in page.text


def test_ticking_a_family_chooses_all_of_it_and_unticking_drops_all(login, province, secretary, conference, vu_quang):
    other = a_unit("Xã Khác", parent=province)
    both, key = sorted([vu_quang.id, other.id]), f"{province.id}:commune"
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/choose/draft"

    ticked = browser.post(address, data={"chosen": "", "all": key})
    unticked = browser.post(address, data={"chosen": ",".join(map(str, both)), "was": key})

    assert f'name="chosen" value="{both[0]}-{both[1]}"' in ticked.text
    assert 'name="chosen" value=""' in unticked.text


def test_saving_the_choice_makes_sites_of_it(login, province, secretary, conference, vu_quang):
    relay = a_unit("Xóm 1", kind=UnitKind.RELAY, parent=vu_quang)

    answer = login(secretary).post(
        f"/conferences/{conference.id}/sites/change",
        data={
            "sure": "yes",
            "chosen": f"{vu_quang.id}",
            "shown": relay.id,
            "unit": relay.id,
            "main": province.id,
            "known": "",
        },
    )

    assert answer.status_code == 302
    assert {name: site.kind for name, site in sites(conference).items()} == {
        province.name: SiteKind.MAIN,
        "Xã Vũ Quang": SiteKind.MEMBER,
        "Xóm 1": SiteKind.RELAY,
    }


def test_dropping_an_answered_site_is_shown_before_it_is_done(login, secretary, conference, vu_quang):
    a_site(conference, vu_quang, state=S.CONFIRMED, answers=1)
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/change"
    data = {"chosen": "", "known": vu_quang.id}

    asked = browser.post(address, data=data)
    still = list(sites(conference))
    meant = browser.post(address, data=data | {"sure": "yes"})

    assert (asked.status_code, meant.status_code) == (200, 302)
    assert ("1 câu trả lời" in asked.text, still, sites(conference)) == (True, [vu_quang.name], {})


def test_a_choice_for_a_conference_that_was_called_meanwhile_is_not_saved_unseen(
    login, secretary, conference, vu_quang
):
    answer = login(secretary).post(f"/conferences/{conference.id}/sites/choose", data={"chosen": vu_quang.id})

    assert (answer.status_code, sites(conference)) == (409, {})
    assert f"/conferences/{conference.id}/sites/change" in answer.text


def test_clashes_warn_and_never_block(login, secretary, conference, vu_quang):
    own = a_conference(title="Giao ban khác", state=C.READY, organiser=conference.organiser)
    foreign = a_conference(title="Họp kín", state=C.READY)
    for other in (own, foreign):
        a_site(other, vu_quang)
    browser = login(secretary)

    warned = browser.post(f"/conferences/{conference.id}/sites/choose/draft", data={"chosen": vu_quang.id})
    chosen = {"chosen": vu_quang.id, "sure": "yes"}
    saved = browser.post(f"/conferences/{conference.id}/sites/change", data=chosen)

    named = "Giao ban khác", "Họp kín", foreign.organiser.name
    assert [name in warned.text for name in named] == [True, False, True]
    assert saved.status_code == 302


def test_a_choice_is_saved_as_a_group_renamed_used_and_deleted(login, secretary, conference, vu_quang):
    browser = login(secretary)
    browser.post(f"/conferences/{conference.id}/site-groups", data={"chosen": vu_quang.id, "group_name": "Khối xã"})
    group = db.session.scalars(select(SiteGroup)).one()

    used = browser.post(f"/conferences/{conference.id}/sites/choose/draft", data={"do": f"group:{group.id}"})
    renamed = browser.post(f"/site-groups/{group.id}/rename", data={"group_name": "Cụm 1", "version": group.version})
    listed = browser.get("/site-groups?q=cum")
    deleted = browser.post(f"/site-groups/{group.id}/delete")

    assert f'name="chosen" value="{vu_quang.id}"' in used.text
    assert (renamed.status_code, deleted.status_code) == (302, 302)
    assert "Cụm 1" in listed.text
    assert db.session.scalar(select(func.count()).select_from(SiteGroup)) == 0


def test_two_groups_do_not_share_a_name(login, secretary, conference, vu_quang):
    browser, address = login(secretary), f"/conferences/{conference.id}/site-groups"
    browser.post(address, data={"chosen": vu_quang.id, "group_name": "Khối xã"})

    again = browser.post(address, data={"chosen": vu_quang.id, "group_name": "khối xã"})

    assert again.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(SiteGroup)) == 1


# the board


def test_the_board_opens_with_who_needs_a_person(login, secretary, conference, vu_quang):
    a_site(conference, a_unit("Xã A"), state=S.CONFIRMED)
    a_site(conference, vu_quang, state=S.WAITING)
    a_site(conference, a_unit("Xã C"), state=S.CHANGE_REQUESTED, change=ChangeKind.OTHER, answered_at=clock.now())

    page = login(secretary).get(f"/conferences/{conference.id}/sites").text

    places = [page.index(f'id="site-{sites(conference)[name].id}"') for name in ("Xã C", "Xã Vũ Quang", "Xã A")]
    assert places == sorted(places)
    assert 'href="tel:02393814"' in page


def test_the_board_filters_by_state_and_words_without_marks(login, secretary, conference, vu_quang):
    a_site(conference, vu_quang, state=S.WAITING)
    a_site(conference, a_unit("Xã Hương Khê"), state=S.CONFIRMED)
    browser, address = login(secretary), f"/conferences/{conference.id}/sites"

    by_state, by_words = browser.get(f"{address}?state=waiting"), browser.get(f"{address}?q=huong khe")
    nothing = browser.get(f"{address}?state=nonsense&q=zzz&page=abc")

    one, other = (f'<tr id="site-{sites(conference)[name].id}"' for name in ("Xã Vũ Quang", "Xã Hương Khê"))
    assert one in by_state.text and other not in by_state.text
    assert other in by_words.text and one not in by_words.text
    assert nothing.status_code == 200


def test_the_live_part_is_not_sent_twice(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING)
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/board"
    first = browser.get(address)

    same = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    with transaction():
        db.session.get(Site, site.id).line = LineState.GOOD
    changed = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)


def many_sites(conference, number):
    parents = [a_unit(f"Huyện {n}", kind=UnitKind.DISTRICT) for n in range(3)]
    with transaction():
        units = [
            Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE, parent_id=parents[n % 3].id)
            for n in range(number)
        ]
        db.session.add_all(units)
        db.session.flush()
        db.session.add_all(
            Site(
                conference_id=conference.id,
                unit_id=unit.id,
                name=unit.name,
                group_name=f"Huyện {n % 3}",
                state=S.CONFIRMED if n % 4 else S.WAITING,
                position=n,
            )
            for n, unit in enumerate(units)
        )


def test_pages_ask_as_often_for_one_site_as_for_three_thousand(login, secretary, queries):
    counted = {}
    for number in (1, 300, 3000):
        conference = a_conference(organiser=db.session.merge(secretary).posts[0].unit, state=C.INVITING)
        many_sites(conference, number)
        browser, base = login(secretary), f"/conferences/{conference.id}/sites"
        for address in (
            base,
            f"{base}/board",
            f"{base}/remind",
            f"{base}/print",
            f"{base}/choose",
            "/sites/mine",
        ):
            queries.clear()
            assert browser.get(address).status_code == 200
            counted.setdefault(address.replace(str(conference.id), "1"), []).append(len(queries))

    assert all(max(asked) <= 12 for asked in counted.values()), counted
    assert all(asked[2] <= asked[1] for asked in counted.values()), counted


def test_reminding_all_the_silent_from_the_list(login, secretary, conference, vu_quang):
    first = a_site(conference, vu_quang, state=S.WAITING, contact_email="a@example.vn")
    second = a_site(conference, a_unit("Xã B"), state=S.SEEN, contact_email="b@example.vn")
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/remind"
    listed = browser.get(address)

    some = browser.post(address, data={"site": [first.id]})
    nobody = browser.post(address, data={})
    everybody = browser.post(address, data={"everybody": "yes"})

    assert "Xã Vũ Quang" in listed.text and "Xã B" in listed.text
    assert (some.status_code, nobody.status_code, everybody.status_code) == (302, 422, 302)
    assert [site.reminders for site in (first, second)] == [2, 1]


def test_who_reminds_reads_beforehand_and_before_the_list_what_the_message_says(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING, contact_email="a@example.vn")

    page = login(secretary).get(f"/conferences/{conference.id}/sites/remind").text

    shown = page.partition('class="site-message"')[2].partition("</details>")[0]
    assert f"Nhắc xác nhận điểm cầu {site.name}: {conference.named}" in shown
    assert f"{site.name} chưa xác nhận dự" in shown and "http://localhost/x/…" in shown
    assert page.index('class="site-message"') < page.index('type="checkbox"')


# the site's own page


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


def test_dropping_a_site_leads_back_to_the_board(login, secretary, conference, vu_quang):
    site = a_site(conference, vu_quang)

    answer = login(secretary).post(f"/sites/{site.id}/drop")

    assert answer.location.endswith(f"/conferences/{conference.id}/sites")
    assert sites(conference) == {}


# who may


MANAGE = [
    ("GET", "/conferences/{c}/sites/choose"),
    ("POST", "/conferences/{c}/sites/choose"),
    ("POST", "/conferences/{c}/sites/change"),
    ("POST", "/conferences/{c}/sites/choose/draft"),
    ("POST", "/conferences/{c}/site-groups"),
    ("GET", "/site-groups/{g}"),
    ("GET", "/conferences/{c}/sites/remind"),
    ("POST", "/conferences/{c}/sites/remind"),
    ("GET", "/sites/{s}/edit"),
    ("POST", "/sites/{s}/edit"),
    ("POST", "/sites/{s}/telephone"),
    ("POST", "/sites/{s}/grant"),
    ("POST", "/sites/{s}/refuse"),
    ("POST", "/sites/{s}/line"),
    ("POST", "/sites/{s}/invite"),
    ("POST", "/sites/{s}/remind"),
    ("POST", "/sites/{s}/drop"),
    ("POST", "/site-groups/{g}/rename"),
    ("POST", "/site-groups/{g}/units"),
    ("GET", "/site-groups/{g}/found"),
    ("POST", "/site-groups/{g}/delete"),
]
BOARD = [
    ("GET", "/conferences/{c}/sites"),
    ("GET", "/conferences/{c}/sites/board"),
    ("GET", "/conferences/{c}/sites/print"),
]
LOOK = [("GET", "/sites/{s}")]
OWN = [("POST", "/sites/{s}/answer"), ("POST", "/sites/{s}/see")]


@pytest.fixture
def scene(province, conference, vu_quang):
    site = a_site(conference, vu_quang, state=S.WAITING)
    with transaction():
        group = SiteGroup(name="Khối xã", owner_id=province.id)
        db.session.add(group)
        db.session.flush()
        return {"c": conference.id, "s": site.id, "g": group.id, "unit": vu_quang}


def status(client, method, address, scene):
    return client.open(address.format(**scene), method=method).status_code


@pytest.mark.parametrize(("method", "address"), MANAGE + BOARD + LOOK + OWN)
def test_strangers_and_people_of_other_units_are_turned_away(login, client, scene, method, address):
    others = [a_stranger(), a_site_officer(), a_leader(), a_secretary(a_province())]

    assert [status(login(person), method, address, scene) for person in others] == [403] * 4
    assert status(client, method, address, scene) in (302, 401)


@pytest.mark.parametrize(("method", "address"), MANAGE)
def test_who_only_takes_part_does_not_manage(login, scene, method, address):
    people = [a_site_officer(scene["unit"]), a_leader(scene["unit"]), a_user(Role.MEMBER, scene["unit"])]

    assert [status(login(person), method, address, scene) for person in people] == [403] * 3


@pytest.mark.parametrize(("method", "address"), BOARD + LOOK)
def test_who_takes_part_looks(login, scene, method, address):
    people = [a_site_officer(scene["unit"]), a_user(Role.MEMBER, scene["unit"]), an_administrator()]

    assert [status(login(person), method, address, scene) for person in people] == [200] * 3


@pytest.mark.parametrize(("method", "address"), OWN)
def test_only_who_answers_for_the_unit_answers(login, secretary, scene, method, address):
    others = [a_user(Role.MEMBER, scene["unit"]), secretary]

    assert [status(login(person), method, address, scene) for person in others] == [403] * 2


@pytest.mark.parametrize(("method", "address"), MANAGE + BOARD + LOOK + OWN)
def test_guessed_numbers_lead_nowhere(login, secretary, method, address):
    assert status(login(secretary), method, address, {"c": 9**9, "s": 9**9, "g": 9**9}) == 404


def test_telephone_numbers_are_only_for_the_secretariat(login, conference, scene):
    page = login(a_site_officer(scene["unit"])).get(f"/conferences/{conference.id}/sites").text

    assert "0239" not in page and "tel:" not in page


def test_a_draft_is_hidden_from_those_who_will_be_invited(login, province, vu_quang):
    site = a_site(a_conference(organiser=province), vu_quang)
    browser = login(a_site_officer(vu_quang))

    assert [
        browser.get(f"/sites/{site.id}").status_code,
        browser.post(f"/sites/{site.id}/answer").status_code,
    ] == [403, 403]


# bad input

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
