import pytest

from meetings.sites.models import SiteState
from meetings.sites.strips import strip
from tests.make import a_conference, a_site


@pytest.mark.parametrize(("parents", "sites", "bars"), [(1, 69, 69), (3, 69, 3), (1, 121, 41), (40, 40, 40)])
def test_a_bar_for_each_site_unless_there_are_many_under_many_parents(parents, sites, bars):
    conference = a_conference()
    for number in range(sites):
        a_site(conference, group_name=f"Parent {number % parents}", state=SiteState.CONFIRMED)

    assert len(strip(conference.id)) == bars


def test_many_sites_under_one_parent_are_shown_by_state_in_proportion():
    conference = a_conference()
    for number in range(130):
        a_site(conference, group_name="UBND tỉnh", state=SiteState.CONFIRMED if number else SiteState.DECLINED)

    assert [bar.state for bar in strip(conference.id)] == ["main", *["confirmed"] * 40, "declined"]
