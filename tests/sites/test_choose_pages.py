"""The picker's page: what is offered, ticked, saved, grouped."""

from sqlalchemy import func, select

from meetings.base.db import db
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import SiteGroup, SiteKind, SiteState
from meetings.units.models import UnitKind
from tests.make import (
    MONDAY,
    a_conference,
    a_site,
    a_unit,
)
from tests.sites.make import by_name

S = SiteState


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
    assert {name: site.kind for name, site in by_name(conference).items()} == {
        province.name: SiteKind.MAIN,
        "Xã Vũ Quang": SiteKind.MEMBER,
        "Xóm 1": SiteKind.RELAY,
    }


def test_dropping_an_answered_site_is_shown_before_it_is_done(login, secretary, conference, vu_quang):
    a_site(conference, vu_quang, state=S.CONFIRMED, answers=1)
    browser, address = login(secretary), f"/conferences/{conference.id}/sites/change"
    data = {"chosen": "", "known": vu_quang.id}

    asked = browser.post(address, data=data)
    still = list(by_name(conference))
    meant = browser.post(address, data=data | {"sure": "yes"})

    assert (asked.status_code, meant.status_code) == (200, 302)
    assert ("1 câu trả lời" in asked.text, still, by_name(conference)) == (True, [vu_quang.name], {})


def test_a_choice_for_a_conference_that_was_called_meanwhile_is_not_saved_unseen(
    login, secretary, conference, vu_quang
):
    answer = login(secretary).post(f"/conferences/{conference.id}/sites/choose", data={"chosen": vu_quang.id})

    assert (answer.status_code, by_name(conference)) == (409, {})
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


def test_a_clash_with_a_conference_of_several_days_names_the_last_one_too(login, secretary, conference, vu_quang):
    a_site(a_conference(title="Tập huấn", state=C.READY, organiser=conference.organiser, hours=52), vu_quang)

    chosen = {"chosen": vu_quang.id}
    page = login(secretary).post(f"/conferences/{conference.id}/sites/choose/draft", data=chosen).text

    assert "“Tập huấn”, 07:30 30/11/2026 – 11:30 02/12/2026, cũng mời:" in page


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
