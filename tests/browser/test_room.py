"""The room in a real browser: the deployment's script, the pass, the frame, and not a word on the console."""

from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import transaction
from meetings.conferences.models import ConferenceState as C
from meetings.rooms import actions, queries
from tests.browsing import NARROW, WIDE
from tests.make import a_conference, a_province, a_secretary
from tests.stand_ins import JitsiServer, free_port

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def jitsi(app):
    kept = {name: value for name, value in app.config.items() if name.startswith("JITSI_")}
    with JitsiServer() as server:
        app.config.update(JITSI_URL=server.url, JITSI_APP_ID="nhip-cau", JITSI_SECRET="s" * 40)
        yield server
    app.config.update(kept)


def a_live_conference():
    province = a_province()
    starts_at = clock.now() + timedelta(minutes=10)
    conference = a_conference(organiser=province, title="Giao ban tháng 11", state=C.READY, starts_at=starts_at)
    with transaction():
        actions.make(conference, by=None)
    return conference, a_secretary(province)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_one_enters_the_room_inside_the_page_and_moderates_it(open_page, axe, jitsi, viewport):
    conference, secretary = a_live_conference()
    slug = queries.room_of(conference.id).slug
    page = open_page(secretary, viewport=viewport)

    page.goto(f"/conferences/{conference.id}/room")
    assert axe(page) == []
    page.get_by_role("link", name="Vào phòng họp").or_(page.locator("a[href$='join=1']")).first.click()
    page.frame_locator("iframe").get_by_text("The room").wait_for()
    page.locator("[data-order=mute]").click()
    page.locator("[data-order=lobby]").click()

    assert page.evaluate("window.standIn.commands") == [["muteEveryone", "audio"], ["toggleLobby", True]]
    [(path, query)] = [asked for asked in jitsi.asked if asked[0] == f"/{slug}"]
    assert query["jwt"].count(".") == 2
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert axe(page, iframes=False) == []

    page.evaluate("window.standIn.emit('readyToClose')")
    page.wait_for_url("**/room")


def test_a_server_that_does_not_answer_leaves_a_way_out(open_page, app):
    app.config["JITSI_URL"] = f"http://127.0.0.1:{free_port()}"
    conference, secretary = a_live_conference()
    page = open_page(secretary)

    page.route("**/external_api.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"/conferences/{conference.id}/room?join=1")

    assert page.locator(".rooms-fallback").is_visible()
    assert not page.locator(".rooms-frame").is_visible()
