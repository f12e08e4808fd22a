"""The shelf and the letter looked at by axe, wide and narrow, in both themes."""

import pytest

from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.base.db import transaction
from meetings.conferences.models import ConferenceState
from meetings.documents import actions
from meetings.documents.models import Audience
from meetings.invitations import actions as invitations
from meetings.web.files import Taken
from tests.make import a_conference, a_leader, a_province, a_secretary, a_site

pytestmark = pytest.mark.browser

KINDS = ("application/pdf", "image/png", "text/plain", "application/vnd.ms-excel", "application/msword")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (320, "dark")])
def test_nothing_found_by_axe_and_nothing_scrolls_sideways(open_page, axe, width, theme):
    conference = a_conference(organiser=a_province(), chair=a_leader(), state=ConferenceState.INVITING)
    secretary = a_secretary(conference.organiser)
    a_site(conference)
    with transaction():
        item = agenda.add(conference, kind=ItemKind.REPORT, title="Báo cáo", by=secretary)
        facts = {"audience": Audience.SITES, "by": secretary}
        for number, kind in enumerate(KINDS):
            taken = Taken(f"{number:064d}", 1000, kind, "ten-tep-rat-dai-khong-co-dau-cach-nao-ca.pdf")
            document = actions.add(conference, taken=taken, item=item if number % 2 else None, **facts)
        newer = Taken("a" * 64, 1000, "application/pdf", "b.pdf")
        document = actions.replace(document, taken=newer, version=document.version, by=secretary)
        invitations.start(conference, by=secretary)
    page = open_page(secretary, viewport={"width": width, "height": 900}, theme=theme)
    inside = f"/conferences/{conference.id}"
    pages = ("documents", "documents/add", "invitation", "invitation/recipients", "agenda/add", "agenda/print", "room")

    for path in (*(f"{inside}/{name}" for name in pages), f"/documents/{document.id}"):
        page.goto(path)
        assert (path, axe(page, iframes=False)) == (path, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth")) <= (path, width)
