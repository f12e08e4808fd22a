import pytest

from meetings.base.db import db
from tests.make import a_secretary


def kept(person):
    db.session.refresh(db.session.merge(person))
    fresh = db.session.get(type(person), person.id)
    return fresh.theme, fresh.language


def test_theme_and_language_are_kept_with_the_account(login):
    person = a_secretary()

    answer = login(person).post("/appearance", data={"theme": "dark", "language": "en", "back": "/papers?year=2015"})

    assert (answer.status_code, answer.location) == (302, "/papers?year=2015")
    assert kept(person) == ("dark", "en")


def test_without_an_account_a_cookie_remembers(client):
    client.post("/appearance", data={"theme": "dark", "language": "en"})

    page = client.get("/sign-in").text

    assert '<html lang="en" data-bs-theme="dark"' in page


@pytest.mark.parametrize("theme", ["", "pink", "dark\r\nSet-Cookie: a=b", "../dark"])
def test_what_is_no_theme_changes_nothing(login, theme):
    person = a_secretary()

    answer = login(person).post("/appearance", data={"theme": theme, "language": "xx"})

    assert (answer.status_code, kept(person)) == (302, ("auto", "vi"))


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_house(client, back):
    assert client.post("/appearance", data={"theme": "dark", "back": back}).location == "/"
