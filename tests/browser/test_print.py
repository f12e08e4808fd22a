"""What comes out of the printer: tables with their heads on sheets of A4, though these are as narrow as a telephone."""

import pytest

from meetings.conferences.models import ConferenceState as C
from meetings.invitations.models import Letter
from meetings.sites.models import SiteState
from tests.make import a_conference, a_province, a_secretary, a_site, a_unit, saved

pytestmark = pytest.mark.browser

A4 = {"width": 688, "height": 1000}  # pixels between the margins of the sheet

SHOWN = """() => ["thead", "tbody tr", "tbody td"].map(one => getComputedStyle(document.querySelector(one)).display)"""


@pytest.fixture
def conference():
    province = a_province()
    conference = a_conference(organiser=province, state=C.INVITING)
    for name in ("Xã Vũ Quang", "Xã Hương Khê"):
        a_site(conference, unit=a_unit(name, parent=province), state=SiteState.WAITING)
    return conference


@pytest.mark.parametrize("path", ["/conferences/{}/sites/print", "/conferences/{}/sites", "/conferences/table"])
def test_a_list_stays_a_table_on_paper_and_becomes_cards_on_a_telephone(open_page, conference, path):
    page = open_page(a_secretary(conference.organiser), viewport=A4)
    page.goto(path.format(conference.id))

    on_screen = page.evaluate(SHOWN)[1:]
    page.emulate_media(media="print")
    on_paper = page.evaluate(SHOWN)

    assert "table-row" not in on_screen
    assert on_paper == ["table-header-group", "table-row", "table-cell"]


def test_of_a_letter_what_stands_in_it_is_printed_whole_and_no_boxes(open_page, conference):
    secretary = a_secretary(conference.organiser)
    lines = "\n".join(f"Lãnh đạo UBND xã {number}" for number in range(40))
    saved(Letter(conference_id=conference.id, subject="Dự giao ban", attendees=lines))
    page = open_page(secretary, viewport=A4)
    page.goto(f"/conferences/{conference.id}/invitation")

    page.emulate_media(media="print")

    box = page.locator("textarea[name=attendees]").evaluate(
        "one => [getComputedStyle(one).borderTopWidth, one.scrollHeight <= one.clientHeight + 1]"
    )
    assert (box, page.locator("iframe:visible, main button:visible").count()) == (["0px", True], 0)


def test_a_printed_list_names_its_filter_and_no_other(open_page, conference):
    page = open_page(a_secretary(conference.organiser), viewport=A4)
    page.goto(f"/conferences/{conference.id}/sites?state=waiting")

    page.emulate_media(media="print")

    assert [chip.split("\n")[0] for chip in page.locator(".nc-chip:visible").all_inner_texts()] == ["Chờ xác nhận"]
