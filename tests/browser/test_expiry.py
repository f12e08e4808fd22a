"""A form that waited too long, and a file that is too large: in the browser nothing that was typed is lost."""

import pytest
from sqlalchemy import select

from meetings.base.db import db
from meetings.conferences.models import ConferenceState
from meetings.documents.models import Document
from tests.browsing import session_cookie
from tests.make import a_conference, a_leader, a_secretary

pytestmark = pytest.mark.browser

TITLE, NAME = "Báo cáo đã soạn cả buổi", "bao-cao.pdf"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def conference():
    return a_conference(state=ConferenceState.DRAFT, chair=a_leader())


@pytest.mark.parametrize("javascript", [True, False])
def test_an_expired_form_is_looked_through_and_sent_once_more(
    open_page, axe, app, server, monkeypatch, conference, javascript
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    secretary = a_secretary(conference.organiser)
    page = open_page(secretary, javascript=javascript)
    page.goto(f"/conferences/{conference.id}/information")
    page.fill("#title", TITLE)
    page.context.add_cookies([session_cookie(app, secretary, server)])  # signed in anew in another tab
    save = page.get_by_role("button", name="Lưu", exact=False).first

    save.click()
    told = page.locator(".nc-told")
    told.wait_for()

    assert "Biểu mẫu này đã hết hạn" in told.inner_text() and page.input_value("#title") == TITLE
    assert (_title(conference) == TITLE, axe(page) if javascript else []) == (False, [])
    save.click()
    page.wait_for_url(lambda address: not address.endswith("/information"))
    assert _title(conference) == TITLE


def _title(conference):
    db.session.rollback()
    return conference.title


def test_a_file_that_is_too_large_is_named_beside_its_question_and_nothing_is_sent(
    open_page, axe, app, monkeypatch, conference
):
    monkeypatch.setitem(app.config, "UPLOAD_LIMIT_MB", 1)
    page = open_page(a_secretary(conference.organiser))
    page.goto(f"/conferences/{conference.id}/documents/add")
    page.fill("#title", TITLE)
    add = page.get_by_role("button", name="Thêm tài liệu", exact=False).last
    large = {"name": NAME, "mimeType": "application/pdf", "buffer": PDF + b"x" * (3 * 1024 * 1024 // 2)}
    half = {"name": "phu-luc.pdf", "mimeType": "application/pdf", "buffer": PDF + b"x" * (700 * 1024)}
    fault = page.locator(".nc-fault")
    said = []

    page.set_input_files("#file", large)
    said.append(fault.inner_text())
    add.click()
    assert page.locator("#file").evaluate("(one) => one === document.activeElement")
    assert axe(page) == []
    page.set_input_files("#file", [half, half | {"name": "phu-luc-2.pdf"}])
    said.append(fault.inner_text())
    page.set_input_files("#file", half)

    assert said == [
        f"“{NAME}” nặng 1,6 MB, mà mỗi tệp chỉ được đến 1 MB.",
        "Các tệp cộng lại nặng 1,4 MB, mà mỗi lần chỉ gửi được 1 MB.",
    ]
    assert (fault.count(), page.locator("#file").get_attribute("aria-invalid")) == (0, None)
    assert (page.input_value("#title"), db.session.scalars(select(Document)).all()) == (TITLE, [])
    add.click()
    page.wait_for_url(f"**/conferences/{conference.id}/documents")
    db.session.rollback()
    assert [one.title for one in db.session.scalars(select(Document))] == [TITLE]
