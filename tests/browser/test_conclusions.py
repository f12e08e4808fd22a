"""Writing the notice of conclusions in real Chromium: nobody is in his own way, and somebody else still is."""

import pytest

from meetings.base.db import db, transaction
from meetings.conclusions import actions
from meetings.conclusions.models import ConclusionNotice
from tests.conclusions.make import a_notice

pytestmark = pytest.mark.browser
SAVED = '.minutes-bar [data-saved][data-state="saved"]'
CLOSING = "textarea[name=closing]"


def closing_of(notice):
    db.session.rollback()
    return db.session.get(ConclusionNotice, notice.id).closing


@pytest.fixture
def notice():
    return a_notice(closing="Mở đầu.")


@pytest.fixture
def page(open_page, notice):
    page = open_page(notice.conference.secretary)
    page.goto(f"/conferences/{notice.conference_id}/conclusions")
    return page


def test_leaving_in_the_middle_of_a_save_and_coming_back_is_no_conflict(page, notice):
    for word in (" một", " hai", " ba"):
        page.locator(CLOSING).press("Control+End")
        page.locator(CLOSING).press_sequentially(word)
        page.locator("input[name=signer_name]").focus()  # saves, and the page is left before the answer
        page.reload()
        page.locator(CLOSING).wait_for()
    page.locator(CLOSING).press("Control+End")
    page.locator(CLOSING).press_sequentially(".")
    page.locator(SAVED).wait_for()

    assert (closing_of(notice), page.locator(".minutes-conflict").count()) == ("Mở đầu. một hai ba.", 0)


def test_what_another_writer_saved_is_still_shown_beside_ones_own(page, notice):
    page.locator(CLOSING).wait_for()
    db.session.rollback()
    with transaction():
        row = db.session.get(ConclusionNotice, notice.id)
        actions.revise(row, version=row.version, closing="Của người khác.", by=None)

    page.locator(CLOSING).fill("Của tôi.")
    page.locator(".minutes-conflict").wait_for()

    assert (closing_of(notice), page.locator("[data-mine]", has_text="Của tôi.").count()) == ("Của người khác.", 1)
