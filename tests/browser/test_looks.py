"""How pages look: words to be read on buttons, nothing wider than the screen, names however long they are."""

from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.conferences.models import ConferenceState as C
from meetings.notices.models import Notice, NoticeState
from meetings.registry.models import Paper, PaperKind
from meetings.sites.models import SiteState
from tests.browsing import NARROW, WIDE
from tests.make import a_conference, a_province, a_secretary, a_site, a_unit, saved

pytestmark = pytest.mark.browser

LONG_UNIT = "Ban Quản lý dự án đầu tư xây dựng công trình hạ tầng kỹ thuật và giao thông vùng ven biển"
LONG_TITLE = ("Hội nghị trực tuyến tổng kết hoạt động khoa học, công nghệ và chuyển đổi số năm 2026 " * 3)[:250].strip()
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]
IDS = ["wide-light", "wide-dark", "phone-light", "phone-dark"]
# White on white axe leaves undecided.
IS_SEEN = "button => getComputedStyle(button).backgroundColor !== getComputedStyle(button).color"
IS_WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def province():
    return a_province()


@pytest.fixture
def lost_site(province):
    """A site whose invitation failed, and somebody there can be reached now."""
    starts = clock.now() + timedelta(days=3)
    conference = a_conference(organiser=province, state=C.INVITING, starts_at=starts, title=LONG_TITLE)
    unit = a_unit(LONG_UNIT, parent=province)
    site = a_site(conference, unit, state=SiteState.WAITING, contact_name="Bà Hoa", contact_email="hoa@noivu.example")
    facts = {"key": "k", "kind": "invitation", "to_address": "alt@noivu.example", "about": f"site:{site.id}"}
    times = {"created_at": clock.now(), "send_after": clock.now()}
    saved(Notice(state=NoticeState.FAILED, attempts=1, **facts, **times))
    return site


@pytest.mark.parametrize(("viewport", "theme"), LOOKS, ids=IDS)
def test_a_button_in_a_note_can_be_read_and_a_long_one_stays_on_the_screen(
    open_page, axe, province, lost_site, viewport, theme
):
    page = open_page(a_secretary(province), viewport=viewport, theme=theme)
    found = {}

    for path, button in {
        f"/sites/{lost_site.id}/edit": ".nc-note .btn-primary",
        f"/conferences/{lost_site.conference_id}/invitation/recipients": ".nc-table .btn",
    }.items():
        page.goto(path)
        found[path] = (page.locator(button).evaluate(IS_SEEN), page.evaluate(IS_WIDER), axe(page))

    assert list(found.values()) == [(True, False, [])] * 2


@pytest.mark.parametrize(("viewport", "theme"), LOOKS, ids=IDS)
def test_pages_with_the_longest_names_are_open_to_all_and_fit(open_page, axe, province, lost_site, viewport, theme):
    conference = lost_site.conference_id
    page = open_page(a_secretary(province), viewport=viewport, theme=theme)
    found = {}

    for path in (
        "/",
        "/conferences/table",
        f"/conferences/{conference}",
        f"/conferences/{conference}/sites",
        f"/conferences/{conference}/postpone",
        "/units",
        "/people",
        "/notices",
        "/now",
    ):
        page.goto(path)
        found[path] = axe(page) + (["wider than the screen"] if page.evaluate(IS_WIDER) else [])

    assert {path: faults for path, faults in found.items() if faults} == {}


PLACES = """() => [...document.querySelectorAll(".paper-table tbody tr > td")].map(cell => {
  const {top, right} = cell.getBoundingClientRect()
  return [Math.round(top), Math.round(right)]
})"""


def test_a_paper_on_a_phone_is_a_short_row_with_its_day_beside_its_number(open_page, province):
    facts = {"symbol": "17/BB-UBND", "subject": LONG_TITLE, "template": "minutes", "facts": {}, "about": "minutes:1"}
    times = {"year": 2026, "issued_on": clock.now().date(), "released_at": clock.now(), "signer_name": "Lê Minh Đạo"}
    saved(Paper(kind=PaperKind.MINUTES, issuer_id=province.id, number=17, **facts, **times))
    page = open_page(a_secretary(province), viewport=NARROW)
    page.goto("/papers")

    number, kind, subject, day, signer, file = page.evaluate(PLACES)

    assert (number[0], day[1]) == (day[0], subject[1])
    assert number[0] < subject[0] < kind[0] < signer[0]
    assert kind[0] <= file[0] and file[1] == subject[1]
