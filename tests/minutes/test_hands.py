"""One opened editor is one hand: what it saved before is no other writer to it."""

import re

import pytest

from meetings.base.db import db, transaction
from meetings.minutes import actions, queries
from meetings.minutes.models import Block, BlockKind
from tests.make import a_secretary, a_site, a_unit
from tests.minutes.make import block_in, drafted
from tests.minutes.test_views import JSON, fields

HAND, OTHER = "a1b2c3d4e5f60718", "ffffeeee00001111"


@pytest.fixture
def block():
    return block_in(drafted(), BlockKind.DIRECTIVE, text="")


@pytest.fixture
def send(login, block):
    client = login(block.minutes.conference.secretary)

    def sent(turn, text, *, hand=HAND, headers=JSON, **more):
        data = fields(block, version=1, text=text, hand=f"{hand}-{turn}", **more)
        return client.post(f"/blocks/{block.id}", data=data, headers=headers)

    return sent


def texts(block):
    return [one.content["text"] for one in queries.revisions(block.id)]


def test_a_save_that_knows_nothing_of_the_one_before_it_goes_on_from_it(send, block):
    answers = [send(2, "Giao").status_code, send(3, "Giao Sở Nội vụ").status_code]

    assert (answers, texts(block)) == ([200, 200], ["Giao Sở Nội vụ", "Giao", ""])


def test_a_save_that_arrives_after_a_newer_one_changes_nothing_and_is_told_so(send, block):
    newer = send(3, "Giao Sở Nội vụ").json
    late = send(2, "Giao").json

    assert (newer["late"], late["late"], late["version"], texts(block)) == (False, True, 2, ["Giao Sở Nội vụ", ""])


def test_another_window_of_the_same_person_is_told_that_it_was_he_himself(send, block):
    send(2, "Ở máy này")

    answer = send(2, "Ở cửa sổ kia", hand=OTHER)

    said = "Anh/chị đã lưu phần này ở một cửa sổ khác" in answer.json["message"]
    assert (answer.status_code, said, texts(block)[0]) == (409, True, "Ở máy này")


def test_the_hand_of_one_person_opens_nothing_to_another(send, block, login):
    colleague = a_secretary(block.minutes.conference.organiser)
    send(2, "Của tôi")

    data = fields(block, version=1, text="Của người khác", hand=f"{HAND}-9")
    answer = login(colleague).post(f"/blocks/{block.id}", data=data, headers=JSON)

    assert (answer.status_code, texts(block)[0]) == (409, "Của tôi")


def test_somebody_else_between_two_saves_of_a_hand_is_a_conflict(send, block):
    send(2, "Của tôi")
    with transaction():
        actions.revise_block(db.session.get(Block, block.id), version=2, text="Của họ", by=None)

    assert send(3, "Của tôi, viết tiếp").status_code == 409


@pytest.mark.parametrize("hand", ["", "x", "A1B2C3D4-1", "a1b2c3d4e5f60718", "a1b2c3d4e5f60718-1-1", "a1b2c3d4-٣"])
def test_what_is_no_hand_is_nobodys(send, block, hand, login):
    send(2, "Trước")

    data = fields(block, version=1, text="Sau", hand=hand)
    answer = login(block.minutes.conference.secretary).post(f"/blocks/{block.id}", data=data, headers=JSON)

    assert answer.status_code == 409


def test_the_page_of_found_units_and_of_a_fault_goes_on_from_what_was_saved_meanwhile(send, block):
    send(2, "Giao Sở Nội vụ")  # by itself, while the button was pressed

    found = send(2, "Giao Sở Nội vụ", headers={}, find="1", words="vu quang").text
    refused = send(3, "Giao Sở Nội vụ", headers={}, due_on="31/11/2026")
    hands = [re.search(r'name="hand" value="([^"]+)"', page)[1] for page in (found, refused.text)]
    saved = send(hands[1].partition("-")[2], "Giao Sở Nội vụ", headers={}, due_on="30/11/2026")

    assert (hands, refused.status_code, saved.status_code) == ([f"{HAND}-3", f"{HAND}-4"], 422, 302)
    assert str(db.session.get(Block, block.id).due_on) == "2026-11-30"


def test_a_conflict_shows_all_that_differs_and_keeps_all_of_mine(login):
    minutes = drafted()
    mine = a_site(minutes.conference, a_unit("Sở Nội vụ")).unit
    theirs = a_site(minutes.conference, a_unit("Sở Tài chính")).unit
    block = block_in(minutes, BlockKind.DIRECTIVE, text="Tập huấn", leads=[theirs])
    with transaction():
        actions.revise_block(block, version=1, by=None, expected_result="Báo cáo")
    client = login(minutes.conference.secretary)

    data = fields(block, version=1, leads=[mine.id], expected_result="", is_standing="y", hand=f"{HAND}-2")
    page = client.post(f"/blocks/{block.id}", data=data).text
    rows = [re.findall(r">([^<>]+)<", row) for row in re.findall(r'<tr><th scope="row">.*?</tr>', page)]
    ways = [
        [(name, value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form) if name != "csrf_token"]
        for form in re.findall(
            r"<form method=\"post\"[^>]*data-settle.*?</form>|<form class=\"minutes-merge.*?</form>", page, re.S
        )
    ]
    client.post(f"/blocks/{block.id}", data=form_of(ways[0]))
    kept = db.session.get(Block, block.id)

    assert rows == [
        ["Thường xuyên", "Có", "Không"],
        ["Sản phẩm", "–", "Báo cáo"],
        ["Cơ quan chủ trì thực hiện", "Sở Nội vụ", "Sở Tài chính"],
    ]
    assert (kept.leads, kept.is_standing, kept.expected_result, kept.text) == ([mine], True, "", "Tập huấn")
    assert [value for name, value in ways[1] if name == "leads"] == [str(n) for n in sorted([mine.id, theirs.id])]


def form_of(pairs):
    return {name: [value for key, value in pairs if key == name] for name, _value in pairs}


def test_an_old_page_sent_by_its_button_shows_both_texts_and_loses_none(send, block):
    send(3, "Giao Sở Nội vụ")

    answer = send(1, "gõ sau khi bấm Back", headers={})

    assert (answer.status_code, texts(block)[0]) == (409, "Giao Sở Nội vụ")
    assert "gõ sau khi bấm Back" in answer.text and "Giao Sở Nội vụ" in answer.text
