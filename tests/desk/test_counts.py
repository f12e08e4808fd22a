"""What stands beside the tabs says the same as the pages behind them."""

import pytest

from meetings.attendance import queries as attendance
from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.conferences.models import ConferenceState as C
from meetings.desk import counts
from meetings.sites.models import SiteState
from tests.make import a_conference, a_secretary, a_site, a_unit, saved


@pytest.fixture
def conference():
    return a_conference(state=C.LIVE)


def marked(site, *marks):
    for place, presence in enumerate(marks):
        saved(Delegate(site_id=site.id, name=f"Đại biểu {place}", position=place, presence=presence))


def test_people_marked_by_name_count_where_no_number_was_reported(conference):
    by_number, by_name, silent = (a_site(conference, a_unit(), state=SiteState.CONFIRMED) for _ in range(3))
    saved(HeadCount(site_id=by_number.id, present=79, absent=1, reported_at=clock.now()))
    marked(by_number, Presence.IN_ROOM)
    marked(by_name, Presence.IN_ROOM, Presence.LATE, Presence.ONLINE, Presence.ABSENT_EXCUSED, Presence.UNMARKED)
    marked(silent, Presence.UNMARKED)

    beside, _waits = counts.of_conference(conference, a_secretary(conference.organiser))

    assert beside["attendance"] == str(attendance.totals(conference.id).whole.present) == "82"
