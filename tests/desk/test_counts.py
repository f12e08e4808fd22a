"""What stands beside the tabs says the same as the pages behind them."""

from datetime import timedelta

import pytest
from sqlalchemy import true

from meetings.attendance import queries as attendance
from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.desk import checks, counts
from meetings.sites.models import LineState, SiteKind, SiteState
from tests.make import a_conference, a_secretary, a_site, a_unit, saved


@pytest.fixture
def conference():
    return a_conference(state=C.LIVE)


def marked(site, *marks):
    for place, presence in enumerate(marks):
        saved(Delegate(site_id=site.id, name=f"Đại biểu {place}", position=place, presence=presence))


def test_the_lines_beside_the_countdown_are_those_of_the_overview_and_the_main_site_is_told(conference, login):
    with transaction():
        db.session.get(Conference, conference.id).state = C.INVITING
    secretary, good = a_secretary(conference.organiser), LineState.GOOD
    a_site(conference, conference.organiser, kind=SiteKind.MAIN, line=good)
    a_site(conference, a_unit(), state=SiteState.WAITING, line=good)
    host = a_site(conference, a_unit(), state=SiteState.CONFIRMED)
    a_site(conference, a_unit(), state=SiteState.CONFIRMED, joined_id=host.id)
    a_site(conference, a_unit(), state=SiteState.DECLINED)

    beside, _waits = counts.of_conference(conference, secretary)
    known = checks.summary(conference, true()).ready
    client, shown = login(secretary), f"/conferences/{conference.id}"
    with clock.at(conference.starts_at - timedelta(hours=5)):
        pages = [client.get(address).text for address in ("/", shown, f"{shown}/sites")]

    assert [beside["tested"], beside["lines"]] == [str(known.tested), str(known.lines)] == ["2", "3"]
    assert ["2/3 điểm cầu đạt, tính cả điểm cầu chính" in page for page in pages] == [True] * 3


def test_of_a_draft_no_paper_came_after_the_invitation(conference):
    sent = None, None, 0, None, 0, 0, 0, 0, None, 3

    late = [checks.ready(one, sent).late for one in (conference, a_conference(state=C.DRAFT))]

    assert late == [3, 0]


def test_people_marked_by_name_count_where_no_number_was_reported(conference):
    by_number, by_name, silent = (a_site(conference, a_unit(), state=SiteState.CONFIRMED) for _ in range(3))
    saved(HeadCount(site_id=by_number.id, present=79, absent=1, reported_at=clock.now()))
    marked(by_number, Presence.IN_ROOM)
    marked(by_name, Presence.IN_ROOM, Presence.LATE, Presence.ONLINE, Presence.ABSENT_EXCUSED, Presence.UNMARKED)
    marked(silent, Presence.UNMARKED)

    beside, _waits = counts.of_conference(conference, a_secretary(conference.organiser))

    assert beside["attendance"] == str(attendance.totals(conference.id).whole.present) == "82"
