"""For each message that did not simply leave, the outbox says why, and what to do."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow
from meetings.desk import why_not
from meetings.notices import actions as notices
from meetings.notices import leaving
from meetings.notices.models import Channel, Hold, Notice, NoticeState
from tests.make import a_conference, a_person, a_secretary, a_site, an_administrator

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MORNING = NOW + timedelta(hours=11)
S = NoticeState


@pytest.fixture(autouse=True)
def _english(_context):
    with force_locale("en"), clock.at(NOW):
        yield


def a_notice(**facts):
    known = {"kind": "conference_ended", "to_address": "an@example.vn", "state": S.QUEUED, "send_after": NOW,
             "to_phone": "", "attempts": 0}  # fmt: skip
    return Notice(**(known | facts))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"state": S.FAILED, "to_address": ""}, "Neither an e-mail address nor a mobile number is known"),
        ({"state": S.FAILED, "to_address": "", "to_phone": "+84912345678"}, "no short messages can be sent here"),
        ({"state": S.FAILED, "attempts": 8, "channel": Channel.MAIL}, "Given up after 8 tries"),
        ({"state": S.FAILED, "attempts": 1, "channel": Channel.MAIL}, "Refused for good"),
        ({"state": S.FAILED, "kind": "password_reset"}, "A new one is asked for"),
        ({"state": S.FAILED, "attempts": 1, "channel": Channel.MAIL, "sent_at": NOW}, "It left and came back"),
        ({"state": S.KEPT, "hold": Hold.WISH}, "under the bell only"),
        ({"state": S.KEPT, "hold": Hold.READ}, "read under the bell before"),
        ({"state": S.GATHERED}, "left in the daily digest"),
        ({"hold": Hold.QUIET, "held_until": MORNING}, "Quiet hours: it waits until 27/11/2026 06:00"),
        ({"hold": Hold.DIGEST, "held_until": MORNING, "channel": Channel.DIGEST}, "daily digest at 27/11/2026 06:00"),
        ({"attempts": 2, "send_after": MORNING}, "tried again by itself at 27/11/2026 06:00"),
        ({"send_after": MORNING}, "It is to be told from 27/11/2026 06:00 on"),
        ({"state": S.SENT, "hold": Hold.NO_PHONE}, "no mobile number is known"),
        ({"state": S.SENT, "hold": Hold.NO_GATEWAY}, "no gateway for short messages"),
        ({"state": S.SENT, "hold": Hold.NO_ADDRESS, "to_address": ""}, "no e-mail address is known"),
        ({"state": S.SENT, "hold": Hold.NO_ADDRESS}, "mail to the e-mail address came back"),
    ],
)
def test_each_reason_is_a_sentence(facts, says):
    assert says in str(why_not.sentence(a_notice(**facts)))


@pytest.mark.parametrize("facts", [{}, {"state": S.SENT}, {"state": S.SENDING}])
def test_what_goes_as_usual_needs_no_words(facts):
    assert why_not.sentence(a_notice(**facts)) is None


@pytest.mark.parametrize(
    ("facts", "ways"),
    [
        ({}, []),
        ({"state": S.FAILED}, ["again"]),
        ({"state": S.FAILED, "channel": Channel.MAIL, "to_phone": "+84912345678"}, ["again", "text"]),
        ({"state": S.FAILED, "channel": Channel.TEXT, "to_phone": "+84912345678"}, ["again", "mail"]),
        ({"state": S.FAILED, "kind": "password_reset"}, []),
        ({"hold": Hold.QUIET, "held_until": MORNING}, ["now"]),
        ({"hold": Hold.DIGEST, "held_until": MORNING, "channel": Channel.DIGEST}, ["now"]),
        ({"state": S.KEPT, "hold": Hold.WISH}, ["now"]),
        ({"state": S.KEPT, "hold": Hold.READ}, []),
    ],
)
def test_what_can_be_done_is_offered_and_nothing_else(facts, ways):
    assert why_not.ways(a_notice(**facts)) == ways


def kept(**facts):
    with transaction():
        row = a_notice(key=f"k{len(facts)}{facts.get('state', '')}", created_at=NOW, facts={"conference": "Giao ban"},
                       to_name="Nguyễn Văn An", **facts)  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id


@pytest.mark.parametrize(
    ("facts", "leaves_by"),
    [
        ({"hold": Hold.QUIET, "held_until": MORNING, "channel": Channel.TEXT, "to_phone": "+84912"}, Channel.TEXT),
        ({"hold": Hold.DIGEST, "held_until": MORNING, "channel": Channel.DIGEST}, Channel.MAIL),
        ({"state": S.KEPT, "hold": Hold.WISH, "channel": Channel.BELL}, Channel.MAIL),
    ],
)
def test_what_waits_is_sent_at_once_on_demand_and_is_not_held_again(login, facts, leaves_by):
    number = kept(**facts)
    client = login(an_administrator())

    page = client.get(f"/notices/{number}").text
    answer = client.post(f"/notices/{number}/send-now")
    with transaction():
        taken = leaving.take_next("w", decide=lambda notice: pytest.fail("it was decided anew"))

    assert f"/notices/{number}/send-now" in page
    assert answer.status_code == 302
    assert (taken.id, taken.state, taken.channel) == (number, S.SENDING, leaves_by)


def test_what_does_not_wait_is_not_hurried():
    number = kept(state=S.SENT)

    with pytest.raises(NotNow), transaction():
        notices.hurry(db.session.get(Notice, number), by=an_administrator)


def test_a_failed_mail_is_sent_as_a_short_message_instead(login):
    number = kept(state=S.FAILED, channel=Channel.MAIL, to_phone="+84912345678", attempts=8)

    answer = login(an_administrator()).post(f"/notices/{number}/try-again", data={"channel": "text"})

    row = db.session.get(Notice, number, populate_existing=True)
    assert (answer.status_code, row.state, row.channel, row.attempts) == (302, S.QUEUED, Channel.TEXT, 0)


def test_the_other_way_needs_its_number(login):
    number = kept(state=S.FAILED, channel=Channel.MAIL, attempts=8)

    answer = login(an_administrator()).post(f"/notices/{number}/try-again", data={"channel": "text"})

    assert answer.status_code == 422
    assert db.session.get(Notice, number, populate_existing=True).state is S.FAILED


def test_a_site_s_contact_is_told_at_the_address_that_he_has_now(login, app, monkeypatch):
    monkeypatch.setitem(app.config, "TEXT_GATEWAY", "console:")
    secretary = a_secretary()
    conference = a_conference(organiser=db.session.merge(secretary).posts[0].unit)
    site = a_site(conference, contact_name="Bà Hoa")
    with transaction():
        [row] = notices.tell([("Bà Hoa", "", "")], "confirm_reminder", about=site, within=conference)
        db.session.flush()
        number = row.id
    client = login(secretary)
    page = client.get(f"/notices/{number}").text
    with transaction():
        db.session.merge(site).contact_phone = "0912 345 678"

    answer = client.post(f"/notices/{number}/try-again")

    row = db.session.get(Notice, number, populate_existing=True)
    assert f"/sites/{site.id}/edit" in page
    assert (answer.status_code, row.to_phone, row.state) == (302, "+84912345678", S.QUEUED)


def test_it_is_filtered_by_the_way(login):
    kept(state=S.SENT, channel=Channel.TEXT, to_phone="+84912345678")
    client = login(an_administrator())

    pages = [client.get(f"/notices?channel={way}").text for way in ("text", "mail", "nonsense")]

    assert ["Nguyễn Văn An" in page for page in pages] == [True, False, True]


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_three_hundred_as_for_one(login, number, queries):
    people = [a_person(f"Người {n}", email=f"n{n}@example.vn").id for n in range(3)]
    with transaction():
        for n in range(number):
            db.session.add(a_notice(key=f"k{n}", created_at=NOW, person_id=people[n % 3], hold=Hold.QUIET,
                                    held_until=MORNING, channel=Channel.TEXT, to_name="An"))  # fmt: skip
    client = login(an_administrator())
    queries.clear()

    client.get("/notices")

    assert len(queries) <= 9


def test_what_is_tried_again_by_itself_is_called_so_with_the_next_try_and_nothing_to_do(login):
    number = kept(state=S.QUEUED, attempts=2, send_after=clock.now() + timedelta(hours=1), last_error="450 busy")
    client = login(an_administrator())

    pages = [client.get(path).text for path in ("/notices", f"/notices/{number}")]

    assert all("Đang tự gửi lại" in page and "450 busy" in page for page in pages)
    assert not any("Không gửi được" in page for page in pages)
