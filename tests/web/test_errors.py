"""A refusal leads on: back to the page of the form, to signing in, and with what was typed."""

import pytest

from meetings.conferences.models import ConferenceState
from tests.make import a_conference, a_leader, a_secretary

ELSEWHERE = ["https://elsewhere.example/x", "", "http://localhost.evil/x", "javascript:alert(1)"]
WORDS = "Rà soát hồ sơ đất đai trước ngày 30"


@pytest.fixture
def forged(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def conference():
    return a_conference(state=ConferenceState.DRAFT, chair=a_leader())


def sent(client, conference, referrer, **answers):
    headers = {"Referer": referrer} if referrer else {}
    return client.post(f"/conferences/{conference.id}/agenda/add", data={"title": WORDS, **answers}, headers=headers)


def test_who_was_signed_out_meanwhile_signs_in_and_comes_back_with_his_words_at_hand(client, conference, forged):
    page = f"/conferences/{conference.id}/agenda/add"
    answer = sent(client, conference, f"http://localhost{page}", password="mật khẩu của tôi")

    assert answer.status_code == 400
    assert f'href="/sign-in?next={page}"' in answer.text and f'href="{page}"' in answer.text
    assert WORDS in answer.text and "mật khẩu của tôi" not in answer.text


def test_who_is_signed_in_is_led_back_to_the_form(login, conference, forged):
    page = f"/conferences/{conference.id}/agenda/add"
    answer = sent(login(a_secretary(conference.organiser)), conference, f"http://localhost{page}")

    assert (answer.status_code, "/sign-in" in answer.text, f'href="{page}"' in answer.text) == (400, False, True)


@pytest.mark.parametrize("referrer", ELSEWHERE)
def test_another_site_puts_neither_words_nor_a_way_back_on_our_page(client, conference, forged, referrer):
    answer = sent(client, conference, referrer)

    assert (answer.status_code, WORDS in answer.text) == (400, False)
    assert "elsewhere.example" not in answer.text and "evil" not in answer.text and "javascript:" not in answer.text


def test_what_is_too_large_leads_back_to_its_page(app, login, conference):
    page = f"/conferences/{conference.id}/documents/add"
    size = app.config["MAX_CONTENT_LENGTH"] + 1
    headers = {"Referer": f"http://localhost{page}"}
    client = login(a_secretary(conference.organiser))
    for path, status in ((page, 413), (f"/conferences/{conference.id}/sites/board", 405)):
        answer = client.post(path, data=b"x" * size, headers=headers, content_type="multipart/form-data; boundary=x")
        assert (answer.status_code, f'href="{page}"' in answer.text) == (status, True)
        assert ("cộng lại được đến 50 MB" in answer.text) == (status == 413)
        assert ("“Quay lại” của trình duyệt" in answer.text) == (status == 413)


def test_back_to_a_choice_on_its_way_leads_to_the_choice(login, conference):
    answer = login(a_secretary(conference.organiser)).get(f"/conferences/{conference.id}/sites/choose/draft")

    assert (answer.status_code, answer.location) == (302, f"/conferences/{conference.id}/sites/choose")
