"""Whoever writes the notice in one opened editor is never in his own way."""

import pytest

from meetings.base.db import db
from meetings.conclusions.actions import TEXTS
from meetings.conclusions.models import ConclusionNotice
from tests.conclusions.make import a_notice
from tests.conclusions.test_views import JSON
from tests.make import a_secretary

HAND, OTHER = "a1b2c3d4e5f60718", "ffffeeee00001111"


@pytest.fixture
def notice():
    return a_notice()


@pytest.fixture
def send(login, notice):
    shown, texts = notice.version, {name: getattr(notice, name) for name in TEXTS}

    def sent(turn, closing, *, hand=HAND, by=notice.conference.secretary, headers=JSON):
        data = texts | {"version": shown, "closing": closing, "hand": f"{hand}-{turn}"}
        return login(by).post(f"/conclusions/{notice.id}", data=data, headers=headers)

    return sent


def closing(notice):
    return db.session.get(ConclusionNotice, notice.id, populate_existing=True).closing


def test_a_save_that_knows_nothing_of_the_one_before_it_goes_on_from_it(send, notice):
    answers = [send(2, "Văn phòng").status_code, send(3, "Văn phòng thông báo").status_code]

    assert (answers, closing(notice)) == ([200, 200], "Văn phòng thông báo")


def test_a_save_that_arrives_after_a_newer_one_changes_nothing_and_is_told_so(send, notice):
    newer, late = send(3, "Văn phòng thông báo").json, send(2, "Văn phòng").json

    assert (newer["late"], late["late"], late["version"]) == (False, True, newer["version"])
    assert closing(notice) == "Văn phòng thông báo"


def test_another_window_of_the_same_person_is_told_that_it_was_he_himself(send, notice):
    send(2, "Ở máy này")

    answer = send(2, "Ở cửa sổ kia", hand=OTHER)

    said = "Anh/chị đã lưu phần này ở một cửa sổ khác" in answer.json["message"]
    assert (answer.status_code, said, closing(notice)) == (409, True, "Ở máy này")


def test_the_hand_of_one_person_opens_nothing_to_another(send, notice):
    send(2, "của thư ký")

    answer = send(3, "của đồng nghiệp", by=a_secretary(notice.conference.organiser))

    assert (answer.status_code, closing(notice)) == (409, "của thư ký")


def test_the_editor_is_opened_with_a_hand_of_its_own_each_time(login, notice):
    client, path = login(notice.conference.secretary), f"/conferences/{notice.conference_id}/conclusions"
    pages = [client.get(path).text for _ in range(2)]

    hands = {page.partition('name="hand" value="')[2].partition('"')[0] for page in pages}
    assert len(hands) == 2 and "" not in hands


def test_an_old_page_sent_by_its_button_shows_both_texts_and_loses_none(send, notice):
    send(3, "Văn phòng thông báo")

    answer = send(1, "gõ sau khi bấm Back", headers={})

    assert (answer.status_code, closing(notice)) == (409, "Văn phòng thông báo")
    assert "gõ sau khi bấm Back" in answer.text and "Văn phòng thông báo" in answer.text
