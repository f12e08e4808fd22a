"""The outbox: what went to whom, when and why, how often it was tried, and why it did not arrive."""

import re
from datetime import timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.desk.notice_names import NAMES
from meetings.notices import actions as notices
from meetings.notices.models import Channel, Notice, NoticeState
from meetings.sites import entry, links
from meetings.sites.models import Site
from tests.make import a_conference, a_person, a_secretary, a_site, a_site_officer, a_stranger, an_administrator
from tests.test_notices import KINDS


def told(kind="conference_ended", people=(("Nguyễn Văn An", "an@example.vn"),), within=None, **facts):
    with transaction():
        rows = notices.tell(people, kind, within=within, reason="Anh/chị là thư ký.", conference="Giao ban", **facts)
        db.session.flush()
        return rows[0].id


def a_secretary_with_a_conference():
    secretary = a_secretary()
    return secretary, a_conference(organiser=db.session.merge(secretary).posts[0].unit)


def test_a_secretariat_sees_what_was_told_within_its_conferences_and_no_other(login):
    secretary, conference = a_secretary_with_a_conference()
    mine = told(within=conference)
    others = told(within=a_conference(), people=[("Trần Bình", "binh@example.vn")])
    client = login(secretary)

    page = client.get("/notices").text

    assert ("Nguyễn Văn An" in page, "Trần Bình" in page) == (True, False)
    assert client.get(f"/notices/{mine}").status_code == 200
    assert client.get(f"/notices/{others}").status_code == 403
    assert client.post(f"/notices/{others}/try-again").status_code == 403


def test_an_administrator_sees_all(login):
    told(within=a_conference())
    told(people=[("Trần Bình", "binh@example.vn")])

    page = login(an_administrator()).get("/notices").text

    assert ("Nguyễn Văn An" in page, "Trần Bình" in page) == (True, True)


@pytest.mark.parametrize("who", [a_stranger, a_site_officer])
def test_others_do_not_read_the_outbox(who, login):
    number = told()

    assert [login(who()).get(path).status_code for path in ("/notices", f"/notices/{number}")] == [403, 403]


def test_it_is_filtered_by_state_kind_conference_and_words_without_marks(login):
    conference = a_conference()
    told(within=conference)
    told(people=[("Lê Cường", "")], kind="conference_announced")
    client = login(an_administrator())

    def names(query):
        page = client.get(f"/notices?{query}").text
        return [name for name in ("Nguyễn Văn An", "Lê Cường") if name in page]

    assert names("state=failed") == ["Lê Cường"]
    assert names("kind=conference_announced") == ["Lê Cường"]
    assert names(f"conference={conference.id}") == ["Nguyễn Văn An"]
    assert names("q=nguyen van") == ["Nguyễn Văn An"]
    assert names("state=nonsense&conference=x&kind=" + "x" * 200) == ["Nguyễn Văn An", "Lê Cường"]


@pytest.mark.parametrize(
    "junk", ["state=%00", "conference=99999999999999", "conference=-1", "page=0", "page=x", "q=%ff"]
)
def test_strange_filters_break_nothing(junk, login):
    assert login(an_administrator()).get(f"/notices?{junk}").status_code == 200


def test_a_missing_address_is_seen_and_mended(login):
    person = a_person("Lê Cường")
    number = told(people=[person])
    client = login(an_administrator())
    refused = client.post(f"/notices/{number}/try-again")
    with transaction():
        db.session.merge(person).email = "cuong@example.vn"

    again = client.post(f"/notices/{number}/try-again")

    notice = db.session.get(Notice, number)
    assert (refused.status_code, again.status_code) == (422, 302)
    assert (notice.state, notice.to_address) == (NoticeState.QUEUED, "cuong@example.vn")


def lost(name, within, kind="invitation", **facts):
    """A message that reaches nobody."""
    number = told(kind=kind, people=[(name, "")], within=within)
    with transaction():
        for key, value in facts.items():
            setattr(db.session.get(Notice, number), key, value)
    return number


def test_the_outbox_counts_as_missing_only_what_still_matters(login):
    ahead = a_conference(starts_at=clock.now() + timedelta(days=3))
    held = a_conference(state=C.CONCLUDED, starts_at=clock.now() - timedelta(days=9))
    off = a_conference(state=C.CANCELLED, starts_at=clock.now() + timedelta(days=3))
    lost("Lê Mời Sắp Họp", ahead)
    lost("Lê Báo Hủy", off, kind="conference_cancelled")
    lost("Lê Thông Báo", held, kind="notice_released")
    lost("Lê Mời Cũ", held)
    lost("Lê Rất Cũ", None, kind="directive_given", created_at=clock.now() - timedelta(days=4000))
    client = login(an_administrator())

    page = client.get("/notices").text
    link = re.search(r'href="([^"]*live=1[^"]*)"', page)[1].replace("&amp;", "&")
    rest = client.get(link).text

    assert "3 tin báo không gửi được" in page
    found = [name for name in ("Sắp Họp", "Báo Hủy", "Thông Báo", "Mời Cũ", "Rất Cũ") if name in rest]
    assert found == ["Sắp Họp", "Báo Hủy", "Thông Báo"]
    assert page.count("không cần gửi nữa") == 2


def test_what_is_over_says_so_and_asks_before_it_is_sent_again(login):
    held = a_conference(state=C.CONCLUDED, starts_at=clock.now() - timedelta(days=9))
    old, new = lost("Lê Mời Cũ", held), lost("Lê Mới", a_conference(starts_at=clock.now() + timedelta(days=3)))
    client = login(an_administrator())

    pages = [client.get(f"/notices/{number}").text for number in (old, new)]

    assert ["không cần gửi nữa" in page for page in pages] == [True, False]
    assert ["Vẫn gửi?" in page for page in pages] == [True, False]


@pytest.mark.parametrize("number", [1, 60])
def test_the_outbox_asks_as_often_for_one_message_as_for_many(login, queries, number):
    for _ in range(number):
        lost("Lê Mời", a_conference())
    client = login(an_administrator())
    client.get("/notices")
    queries.clear()

    assert client.get("/notices").status_code == 200
    assert len(queries) <= 12, queries


def test_what_was_sent_is_not_sent_again_by_hand(login):
    number = told()

    assert login(an_administrator()).post(f"/notices/{number}/try-again").status_code == 409


def test_nobody_reads_a_one_time_link(login):
    number = told(kind="password_reset", link="https://x/reset/secret-token")

    page = login(an_administrator()).get(f"/notices/{number}").text

    assert ("chỉ người nhận được đọc" in page, "secret-token" in page) == (True, False)


def test_what_a_person_typed_is_shown_as_text(login):
    number = told(people=[("<script>alert(1)</script>", "a@example.vn")])
    client = login(an_administrator())

    for page in (client.get("/notices").text, client.get(f"/notices/{number}").text):
        assert ("&lt;script&gt;alert(1)" in page, "<script>alert" in page) == (True, False)


def test_every_kind_of_message_has_a_name():
    assert set(KINDS) - set(NAMES) == set()


@pytest.mark.parametrize("number", [1, 300])
def test_the_outbox_asks_as_often_for_one_as_for_three_hundred(number, login, queries):
    secretary, conference = a_secretary_with_a_conference()
    told(within=conference, people=[(f"Người {n}", f"n{n}@example.vn") for n in range(number)])
    client = login(secretary)
    queries.clear()

    assert client.get("/notices").status_code == 200
    assert len(queries) <= 12


def test_the_tabs_count_what_the_other_filters_leave(login):
    told("conference_ended", [("Ông A", "a@example.vn"), ("Ông B", "b@example.vn")])
    told("conference_cancelled", [("Ông C", "c@example.vn")])

    page = login(an_administrator()).get("/notices?kind=conference_ended").text

    tabs = re.sub(r"<[^>]+>|\s+", " ", page.partition("nc-chips-row")[2].partition("</div>")[0])
    assert " 2 " in f"{tabs} " and " 3 " not in f"{tabs} "


def test_what_waits_hides_the_link_that_it_will_hold_as_what_has_left_does(login):
    conference = a_conference(state=C.INVITING)
    site = a_site(conference)
    with transaction():
        link = links.issue(db.session.get(Site, site.id), to_name="Lê Hoa", to_address="hoa@example.vn", by=None)
    facts = {"link_id": link.id, "path": f"/sites/{site.id}", "site": site.name}
    waiting = told("confirm_reminder", within=conference, people=[("Lê Hoa", "hoa@example.vn")], **facts)
    plain = told("confirm_reminder", within=conference, **facts | {"link_id": None})
    client = login(an_administrator())

    pages = [client.get(f"/notices/{number}").text for number in (waiting, plain)]

    assert [("/x/…" in page, f"localhost/sites/{site.id}" in page) for page in pages] == [(True, False), (False, True)]
    assert entry.token_of(link) not in pages[0]


def test_of_a_short_message_no_address_is_missed(login):
    phone = {"channel": Channel.TEXT, "to_phone": "0912345678", "to_address": "", "state": NoticeState.QUEUED}
    short, mail = lost("Lê Hoa", a_conference(), **phone), lost("Lê Mai", a_conference())
    client = login(an_administrator())

    pages = [client.get(f"/notices/{number}").text for number in (short, mail)]

    assert ["Chưa có địa chỉ" in page for page in pages] == [False, True] and "0912345678" in pages[0]
