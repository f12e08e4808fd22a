"""A conference whose time has passed and that nobody has begun: until it counts as left it may yet begin."""

from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences import left
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Site, SiteKind, SiteState
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site, a_site_officer, a_unit

DAY = timedelta(days=1)
# From 07:30 to 11:30 of Monday; Wednesday begins 40 hours and a half after its beginning.
MOMENTS = [timedelta(hours=hours) for hours in (0, 3.9, 4.1, 11, 25, 40)]
LATE, TODO = "Bắt đầu muộn, hoãn hoặc hủy", "Chưa ai bắt đầu: Giao ban"


@pytest.fixture
def conference(app):
    with clock.at(MONDAY - 4 * DAY):
        row = a_conference(state=C.READY, chair=a_leader(), title="Hội nghị trực tuyến giao ban")
        a_site(row, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
        a_site(row, a_unit("UBND xã Vũ Quang"), state=SiteState.SEEN, invited_at=MONDAY - 4 * DAY)
    return row


@pytest.mark.parametrize("after", MOMENTS)
def test_whoever_runs_it_finds_it_on_both_pages_at_any_minute_until_it_is_left(login, conference, after):
    with clock.at(MONDAY + after):
        client = login(a_secretary(conference.organiser))
        home, now, is_late = client.get("/").text, client.get("/now").text, left.is_late(conference)

    assert is_late is (after > timedelta(hours=4))
    assert ('id="home-next"' in home, ">Giao ban</h2>" in now) == (True, True)
    assert (TODO in home, LATE in now) == (is_late, is_late)
    assert "Nhắc 1 điểm cầu" not in home + now or not is_late


def test_whoever_takes_part_has_it_until_its_day_is_over(login, conference):
    officer = a_site_officer(db.session.scalars(db.select(Site).where(Site.kind != SiteKind.MAIN)).one().unit)

    def has_it(moment):
        with clock.at(moment):
            return 'id="home-next"' in login(officer).get("/").text

    assert [has_it(MONDAY + after) for after in MOMENTS] == [True, True, True, True, False, False]


def test_what_begins_today_goes_before_it_and_what_comes_later_behind(login, conference):
    a_conference(state=C.INVITING, organiser=conference.organiser, starts_at=MONDAY + 7 * DAY, title="Hội nghị sau")
    client = login(a_secretary(conference.organiser))

    def first(moment):
        with clock.at(moment):
            page = client.get("/").text
        return page[page.index('id="home-next-title"') :].split(">")[2].partition("<")[0]

    late = MONDAY + timedelta(hours=5)
    assert (first(late), first(late + DAY)) == ("Giao ban", "Giao ban")
    a_conference(state=C.INVITING, organiser=conference.organiser, starts_at=late + DAY + timedelta(hours=1),
                 title="Hội nghị hôm nay")  # fmt: skip
    assert first(late + DAY) == "Hôm nay"
