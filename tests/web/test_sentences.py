from flask import render_template_string

from meetings.base.language import _l
from tests.make import a_conference, a_site, an_administrator

HOSTILE = "<b onclick=x>Nguyễn</b>"


def test_what_people_typed_is_no_html_in_a_sentence(app):
    said = _l("%(who)s saved this at %(at)s.", who=HOSTILE, at="08:00")

    page = render_template_string("{{ said }}", said=said)

    assert ("&lt;b onclick" in page, "<b" in page) == (True, False)


def test_names_that_addresses_take_for_themselves_do_no_harm(login):
    conference = a_conference()
    for _ in range(60):
        a_site(conference)
    client = login(an_administrator())
    odd = "endpoint=x&_external=1&_anchor=y&_method=z&conference_id=9&page=2&q="

    for address in (
        f"/conferences/{conference.id}/sites", "/conferences", "/conferences/table", "/directives", "/journal",
        "/people", "/notices", "/units", "/papers",
    ):  # fmt: skip
        assert client.get(f"{address}?{odd}").status_code == 200, address
