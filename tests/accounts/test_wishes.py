"""One says on the page of one's account how one wants to be told."""

import pytest

from meetings.notices import queries
from meetings.notices.models import Channel
from tests.make import a_user

CHOICE = {"urgent": "mail", "asking": "text", "news": "digest", "quiet_starts": "21h", "quiet_ends": "6h30",
          "digest_time": "7:00", "version": ""}  # fmt: skip


@pytest.fixture
def gateway(app):
    before = app.config["TEXT_GATEWAY"], app.config["TEXT_NAME"]
    app.config.update(TEXT_GATEWAY="console:", TEXT_NAME="Zalo")
    yield
    app.config["TEXT_GATEWAY"], app.config["TEXT_NAME"] = before


def test_the_choice_is_kept_and_stands_on_the_page(login, gateway):
    person = a_user(phone="0912 345 678")
    client = login(person)

    answer = client.post("/account/notices", data=CHOICE)
    page = client.get("/account").text

    wish = queries.wish(person.id)
    assert answer.status_code == 302
    assert (wish.urgent, wish.asking, wish.news) == (Channel.MAIL, Channel.TEXT, Channel.DIGEST)
    assert (wish.quiet_starts, wish.quiet_ends, wish.digest_time) == ("21:00", "06:30", "07:00")
    assert "Zalo (+84912345678)" in page
    assert 'value="06:30"' in page


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ({"asking": "text"}, "0239 3855 000"),
        ({"asking": "text"}, ""),
        ({"urgent": "bell"}, "0912345678"),
        ({"urgent": "digest"}, "0912345678"),
        ({"news": "pigeon"}, "0912345678"),
        ({"quiet_ends": ""}, "0912345678"),
        ({"quiet_starts": "25:00"}, "0912345678"),
        ({"quiet_starts": "06:30"}, "0912345678"),
        ({"urgent": ""}, "0912345678"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(login, gateway, typed, phone):
    person = a_user(phone=phone)
    client = login(person)

    answer = client.post("/account/notices", data=CHOICE | typed)

    assert answer.status_code == 422
    assert "nc-fault" in answer.text
    assert queries.wish(person.id) is None


def test_short_messages_are_offered_only_where_a_gateway_is(login):
    page = login(a_user(phone="0912345678")).get("/account").text

    assert 'value="text"' not in page
    assert 'value="digest"' in page


def test_two_windows_do_not_overwrite_each_other(login, gateway):
    person = a_user(phone="0912345678")
    client = login(person)
    client.post("/account/notices", data=CHOICE)
    client.post("/account/notices", data=CHOICE | {"version": "1", "news": "bell"})

    answer = client.post("/account/notices", data=CHOICE | {"version": "1", "news": "mail"})

    assert answer.status_code == 409
    assert queries.wish(person.id).news is Channel.BELL


def test_a_fault_in_one_form_leaves_the_other_as_it_stands(login):
    person = a_user(phone="0912345678", name="Nguyễn Văn An")

    page = login(person).post("/account/notices", data=CHOICE | {"news": "pigeon"}).text

    assert 'value="Nguyễn Văn An"' in page


def test_the_account_page_asks_as_often_with_a_wish_as_without(login, queries):
    client = login(a_user(phone="0912345678"))
    client.get("/account")
    queries.clear()
    client.get("/account")
    without = len(queries)
    client.post("/account/notices", data=CHOICE | {"asking": "mail"})
    queries.clear()

    client.get("/account")

    assert len(queries) == without
    assert without <= 12
