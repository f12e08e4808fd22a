"""A rehearsal on a tablet without JavaScript, and the self-test with Chromium's stand-ins for camera and microphone."""

import shutil
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.rehearsals.models import Probe, Result, SelfTest, Verdict
from meetings.sites import links, tokens
from meetings.sites.models import Site
from tests.browsing import BROWSERS, FLAGS, NARROW, WIDE
from tests.make import a_site_officer
from tests.rehearsals.make import a_called_conference, planned, trials
from tests.stand_ins import JitsiServer

pytestmark = pytest.mark.browser

TABLET = {"width": 820, "height": 1180}
DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module", params=[DEVICES], ids=["with devices"])
def chromium(chromium, request):
    path = next(filter(None, map(shutil.which, BROWSERS)))
    browser = chromium.browser_type.launch(executable_path=path, args=[*FLAGS, *request.param])
    yield browser
    browser.close()


@pytest.fixture
def jitsi(app):
    kept = {name: value for name, value in app.config.items() if name.startswith("JITSI_")}
    with JitsiServer() as server:
        app.config.update(JITSI_URL=server.url, JITSI_APP_ID="nhip-cau", JITSI_SECRET="s" * 40)
        yield server
    app.config.update(kept)


def a_conference_of_tomorrow(**facts):
    starts_at = clock.now() + timedelta(days=1)
    return a_called_conference(state=C.READY, starts_at=starts_at, **facts)


def a_link(site):
    with transaction():
        link = links.issue(db.session.get(Site, site.id), to_name="Võ Văn Lực", to_address="luc@example.vn", by=None)
        return f"/x/{tokens.token(link, 'only for tests')}"


def run(page):
    page.locator("[data-start]").click()
    page.locator("form[data-done=yes]").wait_for()
    page.locator("[data-tone]").click()
    page.locator("[data-answer=good]").click()


def kept():
    db.session.rollback()
    [row] = db.session.scalars(db.select(SelfTest).execution_options(populate_existing=True))
    return row


def test_the_browser_tries_camera_microphone_speaker_and_the_way_to_the_video_host(open_page, axe, jitsi):
    conference, _ = a_conference_of_tomorrow(sites=1)
    [site] = db.session.scalars(db.select(Site))
    page = open_page(a_site_officer(site.unit))

    page.goto(f"/sites/{site.id}/test")
    run(page)
    assert page.locator("video").evaluate("video => video.videoWidth > 0 && !video.paused")
    assert axe(page) == []
    page.get_by_role("button", name="Gửi kết quả").click()
    page.get_by_text("Các mục đã thử đều hoạt động").wait_for()

    assert {probe: kept().result(probe) for probe in Probe} == dict.fromkeys(Probe, Result.GOOD)
    assert kept().level >= 2 and "Chrome" in kept().browser
    assert {path for path, _ in jitsi.asked} == {"/external_api.js", "/xmpp-websocket"}


def test_a_host_whose_lasting_connection_is_refused_is_told_from_one_that_answers(open_page, jitsi):
    a_conference_of_tomorrow(sites=1)
    [site] = db.session.scalars(db.select(Site))
    jitsi.sockets = False
    page = open_page(a_site_officer(site.unit))
    page.goto(f"/sites/{site.id}/test")

    run(page)
    page.get_by_role("button", name="Gửi kết quả").click()
    page.locator(".try-past li").first.wait_for()

    assert (kept().result(Probe.SERVER), kept().result(Probe.SOCKET)) == (Result.GOOD, Result.BAD)


@pytest.mark.parametrize(("viewport", "theme"), [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light")])
def test_who_holds_the_link_tests_on_a_telephone_without_a_video_server(open_page, axe, viewport, theme):
    a_conference_of_tomorrow(sites=1)
    [site] = db.session.scalars(db.select(Site))
    page = open_page(None, viewport=viewport, theme=theme)

    page.goto(f"{a_link(site)}/test")
    run(page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="Gửi kết quả").click()
    page.locator(".try-past li").first.wait_for()

    row = kept()
    assert (row.by_name, row.result(Probe.CAMERA), row.result(Probe.SOCKET)) == (
        "Võ Văn Lực", Result.GOOD, Result.UNTRIED,
    )  # fmt: skip


def test_without_javascript_the_result_is_said_by_hand(open_page):
    a_conference_of_tomorrow(sites=1)
    [site] = db.session.scalars(db.select(Site))
    page = open_page(None, viewport=NARROW, javascript=False)

    page.goto(f"{a_link(site)}/test")
    assert not page.locator("[data-start]").is_visible()
    page.get_by_label("Camera", exact=True).select_option("good")
    page.get_by_label("Micro", exact=True).select_option("bad")
    page.get_by_role("button", name="Gửi kết quả").click()

    assert kept().results == {"camera": "good", "microphone": "bad"}


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with it"])
def test_a_technician_goes_through_the_sites_on_a_tablet(open_page, axe, javascript):
    conference, secretary = a_conference_of_tomorrow(sites=4)
    starts_at = clock.now() + timedelta(hours=1)
    number = planned(conference, secretary, starts_at=starts_at)
    page = open_page(secretary, viewport=TABLET, javascript=javascript)

    page.goto(f"/rehearsals/{number}")
    page.get_by_role("button", name="Xã 1 đạt").click()
    page.get_by_role("button", name="Xã 2 chưa kết nối").click()
    page.get_by_role("link", name="Phiếu kiểm tra Xã 3").click()
    page.locator("[name=check_sound][value=bad]").check()
    page.get_by_label("Hiện trạng, việc cần làm").fill("Micro hỏng")
    page.get_by_role("button", name="Không đạt").click()
    page.get_by_text("Đã ghi: Xã 3").wait_for()
    db.session.rollback()

    assert [trial.verdict for trial in trials(number)] == [
        Verdict.PASSED, Verdict.ABSENT, Verdict.FAILED, Verdict.OPEN,
    ]  # fmt: skip
    if javascript:
        assert axe(page) == []
        page.goto(f"/trials/{trials(number)[2].id}")
        assert axe(page) == []
    page.goto(f"/rehearsals/{number}/calls")
    assert page.locator("tbody tr").all_inner_texts()[0].startswith("Xã 3")


@pytest.mark.parametrize(
    "address", ["/rehearsals/{}", "/rehearsals/{}/calls", "/trials/{trial}", "/rehearsals/{}/room"]
)
def test_pages_of_a_rehearsal_fit_the_narrowest_telephone_in_the_dark(open_page, axe, address):
    conference, secretary = a_conference_of_tomorrow(sites=2)
    number = planned(conference, secretary, starts_at=clock.now() + timedelta(hours=1))
    page = open_page(secretary, viewport={"width": 320, "height": 700}, theme="dark")

    page.goto(address.format(number, trial=trials(number)[0].id))

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert axe(page) == []
