"""The lists of delegates and the speeches in a real browser: readable by all, no sideways scrolling, no script."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.attendance.models import Delegate
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites import links, tokens
from meetings.sites.models import Site, SiteState
from meetings.speeches.models import Speech, SpeechState
from tests.browsing import NARROW, WIDE
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit, saved

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 700}


@pytest.fixture
def site(province):
    starts = clock.now() + timedelta(days=3)
    conference = a_conference(organiser=province, state=C.INVITING, starts_at=starts)
    unit = a_unit("UBND xã Vũ Quang", parent=province, phone="0239 3814")
    site = a_site(conference, unit, state=SiteState.CONFIRMED)
    saved(Delegate(site_id=site.id, name="Lê Văn An", title="Chủ tịch UBND xã", late_at=clock.now()))
    for state in SpeechState:
        facts = {"topic": "Chuyển đổi số", "speaker_name": "Hồ Cúc", "minutes": 5, "offered_at": clock.now()}
        saved(Speech(site_id=site.id, state=state, reason="Vì", **facts))
    return site


@pytest.fixture
def address(site):
    with transaction():
        link = links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", by=None)
    return f"/x/{tokens.token(link, 'only for tests')}"


def is_sound(page, axe, viewport):
    return axe(page), page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("more", ["/delegates", "/delegates/import", "/speech"])
def test_the_pages_behind_a_link_are_accessible_on_the_smallest_phone(open_page, axe, address, more, theme):
    page = open_page(None, viewport=SMALL, theme=theme)

    page.goto(address + more)

    assert is_sound(page, axe, SMALL) == ([], True)


@pytest.mark.parametrize(("viewport", "theme"), [(WIDE, "light"), (NARROW, "dark")])
@pytest.mark.parametrize("more", ["delegates", "delegates/call", "speeches"])
def test_the_secretariats_pages_are_accessible(open_page, axe, province, site, more, viewport, theme):
    page = open_page(a_secretary(province), viewport=viewport, theme=theme)

    page.goto(f"/conferences/{site.conference_id}/{more}")

    assert is_sound(page, axe, viewport) == ([], True)


@pytest.mark.parametrize("more", ["attendance", "speeches"])
def test_the_officers_pages_are_accessible(open_page, axe, site, more):
    page = open_page(a_site_officer(site.unit), viewport=NARROW)

    page.goto(f"/sites/{site.id}/{more}")

    assert is_sound(page, axe, NARROW) == ([], True)


def test_a_clerk_pastes_a_list_without_any_script(open_page, address):
    page = open_page(None, viewport=NARROW, javascript=False)
    page.goto(f"{address}/delegates")

    page.locator("[name=people]").fill("1\tTrần Bình\tTrưởng Công an xã\nHồ Cúc; Kế toán")
    page.get_by_role("button", name="Thêm vào danh sách").click()
    page.get_by_text("Trần Bình").wait_for()

    db.session.rollback()
    assert list(db.session.scalars(select(Delegate.name).order_by(Delegate.id))) == ["Lê Văn An", "Trần Bình", "Hồ Cúc"]
