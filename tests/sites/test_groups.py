"""Saved groups: their names."""

import pytest

from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.sites import groups
from meetings.sites.models import SiteGroup
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
