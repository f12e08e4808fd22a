"""Every component on one page, in both themes and at three widths: looked at by axe, and measured."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import request
from flask_login import login_user
from wtforms import BooleanField, StringField, TextAreaField

from meetings.accounts import queries as accounts
from meetings.conferences.models import ConferenceState
from meetings.directives.models import DirectiveState
from meetings.sites.models import SiteState
from meetings.web.fields import OneOf, Required, VietnameseDateField, WholeNumber
from meetings.web.forms import Form
from tests.make import an_administrator

pytestmark = pytest.mark.browser

GALLERY = Path(__file__).with_name("gallery.html").read_text()
WIDTHS = (1440, 1000, 390, 320)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Questions(Form):
    name = StringField("Họ và tên người chủ trì", validators=[Required()])
    due_on = VietnameseDateField("Hạn hoàn thành")
    minutes = WholeNumber("Số phút", default=10)
    unit = OneOf("Đơn vị", choices=[("1", "Sở Nội vụ"), ("2", "Sở Tài chính")])
    note = TextAreaField("Vướng mắc gì?")
    is_secret = BooleanField("Có nội dung bí mật")


@pytest.fixture
def gallery(app, open_page):
    """`gallery(width, theme)`: the page of all components in a browser."""

    def opened(width, theme="light", person=None, **choices):
        person = person or an_administrator()
        page = open_page(person, viewport={"width": width, "height": 900}, theme=theme, **choices)
        page.route("**/gallery", lambda route: route.fulfill(body=drawn(app, person), content_type="text/html"))
        page.goto("/gallery")
        return page

    return opened


def drawn(app, person):
    with app.test_request_context("/", method="POST", data={"due_on": "31/02/2016", "unit": "1"}):
        login_user(accounts.person(person.id))
        form = Questions()
        form.validate()
        request.url_rule = SimpleNamespace(endpoint="desk.home")
        page = SimpleNamespace(page=2, pages=3, total=2858, has_prev=True, has_next=True, prev_num=1, next_num=3)
        return app.jinja_env.from_string(GALLERY).render(
            **_context(app), form=form, listed=page, states_shown=(SiteState, ConferenceState, DirectiveState)
        )


def _context(app):
    context = {}
    app.update_template_context(context)
    return context


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_found_by_axe_and_nothing_wider_than_the_window(gallery, axe, width, theme):
    page = gallery(width, theme)

    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == 0


def test_with_menus_and_questions_open(gallery, axe):
    page = gallery(1440)
    page.locator(".nc-side .nc-menu > summary").click()

    assert axe(page) == []

    page.locator("td .nc-confirm > summary").first.click()

    assert page.locator("details[open]").count() == 1
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_text_twice_as_large_still_fits(gallery):
    page = gallery(640)
    page.evaluate("document.body.style.setProperty('font-size', '30px')")

    assert page.evaluate(OVERFLOW) == 0


def test_targets_are_large_enough_for_thumbs(gallery):
    page = gallery(390)
    small = page.evaluate(
        """[...document.querySelectorAll('.btn, .nc-chip, .nc-bottom > a, .nc-round, .form-control')]
           .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
           .map((node) => node.outerHTML)"""
    )

    assert small == []


def test_paper_carries_no_menus(gallery):
    page = gallery(1000, "dark")
    page.emulate_media(media="print")

    shown = [name for name in (".nc-side", ".nc-top", ".nc-bottom", ".nc-tabs") if page.locator(name).is_visible()]
    assert shown == []
    assert page.locator(".nc-printed").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_forced_colours_keep_the_edges(gallery):
    page = gallery(1440)
    page.emulate_media(forced_colors="active")

    assert page.evaluate("getComputedStyle(document.querySelector('.nc-badge')).borderStyle") == "solid"
