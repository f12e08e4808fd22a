"""Saved groups: their names and their units."""

from datetime import date

import pytest
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.sites import groups
from meetings.sites.models import SiteGroup, SiteGroupUnit
from tests.make import a_secretary, a_unit


def a_group(secretary, name):
    unit = a_unit()
    with transaction():
        return groups.save(name, [unit.id], owner=secretary.posts[0].unit, by=secretary).id


@pytest.mark.parametrize("again", ["Khối Đảng", "khối đảng", "KHỐI  ĐẢNG"])
def test_two_groups_of_one_unit_bear_two_names_on_every_database(again):
    secretary = a_secretary()
    a_group(secretary, "Khối Đảng")
    a_group(secretary, "Khối Dang")

    with pytest.raises(NotValid) as refused:
        a_group(secretary, again)

    assert refused.value.field == "group_name"


def test_who_renames_a_group_that_somebody_renamed_meanwhile_reads_both_names_and_may_save_again(login):
    secretary = a_secretary()
    number = a_group(secretary, "Khối A")
    with transaction():
        groups.rename(db.session.get(SiteGroup, number), "Khối B", version=1, by=secretary)
    browser, path = login(secretary), f"/site-groups/{number}/rename"

    refused = browser.post(path, data={"group_name": "Khối C", "version": "1"})
    again = browser.post(path, data={"group_name": "Khối C", "version": "2"})

    assert (refused.status_code, again.status_code) == (409, 302)
    assert 'value="Khối C"' in refused.text and "Khối B" in refused.text
    assert 'name="version" value="2"' in refused.text


def units_of(number):
    query = select(SiteGroupUnit.unit_id).where(SiteGroupUnit.group_id == number)
    return set(db.session.scalars(query))


def test_all_units_of_a_group_are_seen_and_others_are_found_without_marks(login):
    secretary = a_secretary()
    number = a_group(secretary, "Khối A")
    (kept,) = units_of(number)
    found, gone = a_unit("UBND xã Đức Thọ"), a_unit("UBND huyện Đức Thọ", valid_until=date(2020, 6, 30))
    browser = login(secretary)

    page = browser.get(f"/site-groups/{number}").text
    data = {"units": kept, "words": "duc tho", "find": "1", "version": "1"}
    sought = browser.post(f"/site-groups/{number}/units", data=data).text
    part = browser.get(f"/site-groups/{number}/found?words=duc+tho").text

    assert f'name="units" value="{kept}" checked' in page
    assert f'name="units" value="{kept}" checked' in sought
    for text in (sought, part):
        assert (f'value="{found.id}"' in text, f'value="{gone.id}"' in text) == (True, False)
    assert units_of(number) == {kept}


def test_units_are_added_to_a_group_and_taken_out(login):
    secretary, more = a_secretary(), a_unit("UBND xã Đức Thọ")
    number = a_group(secretary, "Khối A")
    browser, address = login(secretary), f"/site-groups/{number}/units"

    answer = browser.post(address, data={"units": [more.id], "version": "1"})
    stale = browser.post(address, data={"units": [more.id, a_unit().id], "version": "1"})

    assert (answer.status_code, stale.status_code, units_of(number)) == (302, 409, {more.id})
    assert f'name="units" value="{more.id}" checked' in browser.get(answer.location).text


@pytest.mark.parametrize("units", [[], ["999999"], ["x"]])
def test_a_group_without_a_unit_or_with_an_unknown_one_is_refused(login, units):
    secretary = a_secretary()
    number = a_group(secretary, "Khối A")
    before = units_of(number)

    answer = login(secretary).post(f"/site-groups/{number}/units", data={"units": units, "version": "1"})

    assert (answer.status_code, units_of(number)) == (422, before)


def test_a_foreign_secretariat_sees_and_changes_no_group(login):
    number = a_group(a_secretary(), "Khối A")
    browser = login(a_secretary())

    assert browser.get(f"/site-groups/{number}/found?words=a").status_code == 403
    assert browser.post(f"/site-groups/{number}/units", data={"units": [], "version": "1"}).status_code == 403


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_of_a_group_asks_as_often_for_300_as_for_one(login, queries, number):
    secretary = a_secretary()
    units = [a_unit().id for _ in range(number)]
    with transaction():
        group = groups.save("Khối A", units, owner=secretary.posts[0].unit, by=secretary).id
    browser = login(secretary)
    queries.clear()

    assert browser.get(f"/site-groups/{group}").status_code == 200
    assert len(queries) == 4


def test_the_second_of_two_editors_sees_what_the_first_added_and_takes_nothing_out_unread(login):
    secretary, more, mine = a_secretary(), a_unit("UBND xã Đức Thọ"), a_unit("UBND xã Cẩm Bình")
    number = a_group(secretary, "Khối A")
    (kept,) = units_of(number)
    browser, address = login(secretary), f"/site-groups/{number}/units"
    browser.post(address, data={"units": [kept, more.id], "version": "1"})

    late = browser.post(address, data={"units": [kept, mine.id], "version": "1"})

    assert (late.status_code, units_of(number)) == (409, {kept, more.id})
    beside = late.text.partition("nc-conflict")[2].partition("</section>")[0]
    assert "Cẩm Bình" in beside and "Đức Thọ" in beside
    assert f'value="{more.id}"' in late.text
