import pytest
from flask import render_template_string

from meetings.base.language import _l
from tests.make import a_conference, a_site, a_unit, an_administrator

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


def test_a_form_without_its_count_of_changes_is_too_old_and_names_no_question_that_nobody_sees(login):
    unit = a_unit()
    page = login(an_administrator()).post(f"/units/{unit.id}/end", data={"on": "31/12/2090"})

    assert (page.status_code, "Trang đã cũ. Hãy tải lại trang" in page.text) == (422, True)
    assert "Xin xem lại" not in page.text and ">Version<" not in page.text


@pytest.mark.parametrize(("language", "shown"), [("en", True), ("vi", False)])
@pytest.mark.parametrize("path", ["/units/import", "/people/import"])
def test_the_columns_of_a_table_are_named_in_english_too_where_the_page_is(login, path, language, shown):
    client = login(an_administrator())
    client.post("/appearance", data={"language": language})

    page = client.get(path).text

    assert ("Đơn vị" in page or "Tên đơn vị" in page, "(or “Name”)" in page) == (True, shown)
