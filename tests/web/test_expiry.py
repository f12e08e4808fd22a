"""A form whose token has expired is shown again with what was typed, and only where a page of ours sent it."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from meetings.agenda.models import Item
from meetings.attendance.models import Delegate, Presence
from meetings.base import clock
from meetings.base.db import barred, db, transaction
from meetings.conferences.models import ConferenceState
from meetings.sites import links
from tests.attendance.make import a_delegate
from tests.make import a_conference, a_leader, a_secretary, a_site, a_stranger, a_unit, an_administrator
from tests.sites.make import at
from tests.stand_ins import JitsiServer
from tests.whole.drawn import forms

WORDS = "Rà soát hồ sơ đất đai trước ngày 30"
LONG = "Nhiều đoạn đã nghĩ kỹ. " * 15_000
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
OURS = BROWSER | {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
PART = OURS | {"HX-Request": "true", "Accept": "text/html"}
SIGNED_OUT = "Phiên đăng nhập đã kết thúc nên chưa lưu được gì."
PRESS = "Trang này đã hết hạn nên chưa lưu gì. Hãy bấm lại một lần nữa."
AGAIN = "Biểu mẫu này đã hết hạn nên chưa lưu gì. Hãy xem lại"


@pytest.fixture(autouse=True)
def guarded(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def conference():
    return a_conference(state=ConferenceState.DRAFT, chair=a_leader())


def path_of(conference):
    return f"/conferences/{conference.id}/agenda/add"


def sent(client, conference, headers, **answers):
    path = path_of(conference)
    typed = {"title": WORDS, "kind": "report", "planned_minutes": "15", "csrf_token": "stale"} | answers
    return client.post(path, data=typed, headers={"Referer": f"http://localhost{path}"} | headers)


def shown(answer, conference):
    """What stands in the form of the page; None where it is not there."""
    found = [one for one in forms(answer.text, path_of(conference)) if one.path == path_of(conference)]
    return found[0].filled() if found else None


def written():
    return db.session.scalar(select(func.count(Item.id)))


def test_what_was_typed_stands_in_the_form_and_is_kept_when_it_is_sent_again(login, conference):
    client = login(a_secretary(conference.organiser))

    answer = sent(client, conference, OURS)
    again = shown(answer, conference)

    assert (answer.status_code, AGAIN in answer.text, written()) == (400, True, 0)
    assert (again["title"], again["planned_minutes"]) == ([WORDS], ["15"])
    answer = client.post(path_of(conference), data=again, headers=OURS | {"Referer": "http://localhost/x"})
    assert (answer.status_code, written()) == (302, 1)


def test_a_very_long_text_is_shown_again_whole(login, conference):
    headers = OURS | {"Referer": "http://localhost/directives/new"}
    answer = login(a_leader(conference.organiser)).post("/directives/new", data={"text": LONG}, headers=headers)
    again = [one for one in forms(answer.text, "/directives/new") if "text" in one.questions]

    assert (answer.status_code, [one.filled()["text"][0].strip() for one in again]) == (400, [LONG.strip()])


FOREIGN = {
    "another site": OURS | {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    "another site, by an old browser": BROWSER | {"Origin": "https://elsewhere.example"},
    "another host of the same site": OURS | {"Sec-Fetch-Site": "same-site"},
    "the other origin told": OURS | {"Origin": "https://elsewhere.example"},
    "no origin at all": BROWSER,
    "an origin that is kept back": BROWSER | {"Origin": "null"},
    "another page": OURS | {"Referer": "https://elsewhere.example/x"},
    "no page": OURS | {"Referer": ""},
    "a script": OURS | {"Accept": "application/json, */*"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_whatever_does_not_surely_come_from_a_page_of_ours_is_refused_outright(login, conference, headers):
    answer = sent(login(a_secretary(conference.organiser)), conference, headers)

    assert (answer.status_code, shown(answer, conference), AGAIN in answer.text, written()) == (400, None, False, 0)


def test_the_origin_alone_is_enough_for_a_browser_that_tells_no_more(login, conference):
    answer = sent(login(a_secretary(conference.organiser)), conference, BROWSER | {"Origin": "http://localhost"})

    assert (answer.status_code, shown(answer, conference)["title"]) == (400, [WORDS])


def test_whom_the_door_does_not_let_in_is_shown_no_form(login, conference):
    answer = sent(login(a_stranger()), conference, OURS)

    assert (answer.status_code, shown(answer, conference)) == (403, None)


def test_who_was_signed_out_meanwhile_reads_what_he_typed_beside_the_way_to_sign_in(client, conference):
    answer = sent(client, conference, OURS)

    assert (answer.status_code, shown(answer, conference), WORDS in answer.text) == (400, None, True)
    assert f'href="/sign-in?next={path_of(conference)}"' in answer.text


def test_the_sign_in_page_itself_is_shown_again_without_the_password(client):
    headers = OURS | {"Referer": "http://localhost/sign-in"}
    answer = client.post("/sign-in", data={"name": "an.nv", "password": "mật khẩu dài"}, headers=headers)

    assert (answer.status_code, AGAIN in answer.text, "mật khẩu dài" in answer.text) == (400, True, False)
    assert 'value="an.nv"' in answer.text


def test_a_button_without_a_form_does_nothing_and_says_so(login, conference):
    person = a_secretary(conference.organiser)
    client = login(person)
    headers = OURS | {"Referer": f"http://localhost/conferences/{conference.id}"}
    for path in (f"/conferences/{conference.id}/ready", "/sign-out", "/inbox/read", "/appearance"):
        answer = client.post(path, data={"theme": "dark"}, headers=headers)
        assert (path, answer.status_code, "hết hạn" in answer.text) == (path, 400, True)
        assert "theme=dark" not in answer.headers.get("Set-Cookie", "")

    assert client.get("/account").status_code == 200
    assert conference.state is ConferenceState.DRAFT


def test_nothing_stays_barred_after_the_answer(login, conference):
    sent(login(a_secretary(conference.organiser)), conference, OURS)

    assert barred() is None


def test_files_are_to_be_chosen_anew(login, conference):
    path = f"/conferences/{conference.id}/documents/add"
    headers = OURS | {"Referer": f"http://localhost{path}"}
    typed = {"file": (BytesIO(b"%PDF-1.7"), "bao-cao.pdf"), "csrf_token": "stale", "title": WORDS}
    answer = login(a_secretary(conference.organiser)).post(path, data=typed, headers=headers)

    assert answer.status_code == 400
    assert "Hãy chọn lại tệp rồi gửi lần nữa" in answer.text and WORDS in answer.text


def test_a_file_is_taken_into_storage_only_once_the_form_is_sent_again(login, app, conference):
    path = f"/conferences/{conference.id}/documents/add"
    headers = OURS | {"Referer": f"http://localhost{path}"}
    before = _stored(app)
    typed = {"file": (BytesIO(b"%PDF-1.7 nobody has this one"), "bao-cao.pdf"), "csrf_token": "stale", "title": WORDS}
    answer = login(a_secretary(conference.organiser)).post(path, data=typed, headers=headers)

    assert (answer.status_code, _stored(app)) == (400, before)


def _stored(app):
    return sorted(path.name for path in Path(app.config["FILES_FOLDER"]).rglob("*") if path.is_file())


def test_no_other_machine_is_asked_by_an_expired_form(login, app, monkeypatch):
    with JitsiServer() as server:
        facts = {"JITSI_URL": server.url, "JITSI_APP_ID": "nhip-cau", "JITSI_SECRET": "x" * 40}
        [monkeypatch.setitem(app.config, name, value) for name, value in facts.items()]
        headers = OURS | {"Referer": "http://localhost/settings"}
        answer = login(an_administrator()).post("/settings/video", data={"csrf_token": "stale"}, headers=headers)

        assert (answer.status_code, answer.location, server.asked) == (303, "/settings", [])


# a button without anything typed


def test_after_a_button_the_page_it_stood_on_is_shown_with_the_reason(login, conference):
    client = login(a_secretary(conference.organiser))
    page = f"/conferences/{conference.id}/agenda?x=1"
    told = {"data": {"csrf_token": "stale", "version": "1"}, "headers": OURS | {"Referer": f"http://localhost{page}"}}

    answer = client.post(f"/conferences/{conference.id}/ready", **told)

    assert (answer.status_code, answer.location, conference.state) == (303, page, ConferenceState.DRAFT)
    assert client.get(page).text.count(PRESS) == 1
    assert PRESS not in client.get(page).text


def test_who_was_signed_out_is_led_to_sign_in_and_back_to_the_page_of_the_button(client, conference):
    page = f"/conferences/{conference.id}/agenda"
    headers = OURS | {"Referer": f"http://localhost{page}"}

    answer = client.post(f"/conferences/{conference.id}/ready", data={"csrf_token": "stale"}, headers=headers)

    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={page}")
    assert SIGNED_OUT in client.get(answer.location).text
    assert f'action="/sign-in?next={page}"' in client.get(answer.location).text


def test_a_button_by_link_leads_back_to_the_page_of_the_link(client):
    site = a_site(a_conference(state=ConferenceState.INVITING), invited_at=clock.now())
    with transaction():
        link = links.issue(db.session.merge(site), to_name="Lan", to_address="lan@x.example", by=None)
    page = at(link, "/delegates")
    headers = OURS | {"Referer": f"http://localhost{page}"}

    answer = client.post(at(link, "/delegates/last"), data={"csrf_token": "stale"}, headers=headers)

    assert (answer.status_code, answer.location) == (303, page)


def test_a_button_on_a_page_that_has_no_address_of_its_own_is_told_there(login, conference):
    headers = OURS | {"Referer": f"http://localhost/conferences/{conference.id}/ready"}
    client = login(a_secretary(conference.organiser))

    answer = client.post(f"/conferences/{conference.id}/ready", data={"csrf_token": "stale"}, headers=headers)

    assert (answer.status_code, "hết hạn" in answer.text) == (400, True)


# parts that scripts put into a page


def test_a_part_that_keeps_nothing_is_drawn(login, conference):
    path = f"/conferences/{conference.id}/sites/choose"
    unit = a_unit("UBND xã Vũ Quang", parent=conference.organiser)
    typed = {"csrf_token": "stale", "chosen": str(unit.id), "q": "vu quang"}
    headers = PART | {"Referer": f"http://localhost{path}", "HX-Target": "aside#chosen"}

    answer = login(a_secretary(conference.organiser)).post(f"{path}/draft", data=typed, headers=headers)

    assert (answer.status_code, 'id="chosen"' in answer.text, "<html" in answer.text) == (200, True, False)
    assert "Vũ Quang" in answer.text


def test_a_row_comes_back_as_it_is_kept_with_the_reason_and_can_be_pressed_again(login):
    sitting = a_conference(state=ConferenceState.LIVE)
    one = a_delegate(a_site(sitting), "Lê Văn An")
    client, path = login(a_secretary(sitting.organiser)), f"/delegates/{one.id}/mark"
    headers = PART | {"Referer": f"http://localhost/sites/{one.site_id}/attendance"}
    pressed = {"csrf_token": "stale", "version": str(one.version), "presence": "in_room"}

    answer = client.post(path, data=pressed, headers=headers)

    assert (answer.status_code, "<html" in answer.text, PRESS in answer.text) == (400, False, True)
    assert db.session.get(Delegate, one.id).presence is Presence.UNMARKED
    form = next(found for found in forms(answer.text, path) if found.path == path)
    assert client.post(path, data=form.filled() | {"presence": "in_room"}, headers=headers).status_code == 200
    assert db.session.get(Delegate, one.id).presence is Presence.IN_ROOM


@pytest.mark.parametrize("path", ["/conferences/{}/attendance/board", "/conferences/{}/overview/sites", "/home/board"])
def test_a_part_that_is_asked_for_after_the_session_has_ended_leaves_the_page_as_it_is(client, conference, path):
    page = f"/conferences/{conference.id}/attendance"
    answer = client.get(path.format(conference.id), headers=PART | {"Referer": f"http://localhost{page}"})

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#nc-refused")
    assert "<main" not in answer.text and "<title" not in answer.text
    assert "Phiên làm việc đã hết" in answer.text and f'href="/sign-in?next={page}"' in answer.text


def test_what_a_script_sends_after_the_session_has_ended_is_refused_beside_what_stands_there(client, conference):
    path = f"/conferences/{conference.id}/sites/choose"
    headers = PART | {"Referer": f"http://localhost{path}"}
    answer = client.post(f"{path}/draft", data={"csrf_token": "stale"}, headers=headers)

    assert (answer.status_code, answer.headers["HX-Retarget"], "<main" in answer.text) == (401, "#nc-refused", False)
    assert SIGNED_OUT in answer.text and f'href="/sign-in?next={path}"' in answer.text


def test_another_site_can_say_nothing_by_the_way_of_parts(login, conference):
    one = a_delegate(a_site(conference), "Lê Văn An")
    headers = PART | {"Sec-Fetch-Site": "cross-site", "Referer": "https://elsewhere.example/"}
    path = f"/delegates/{one.id}/mark"
    answer = login(a_secretary(conference.organiser)).post(path, data={"presence": "in_room"}, headers=headers)

    assert (answer.status_code, "Lê Văn An" in answer.text) == (400, False)
