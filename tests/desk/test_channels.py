"""A notice leaves as a short message: through a real gateway, with its link, once, and visibly not where it cannot."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import delete, select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.conferences.models import Conference
from meetings.desk import changes, mailing, outlooks, why_not
from meetings.desk.mailing import Tally
from meetings.gateways import texting
from meetings.invitations import calendars, mailings
from meetings.notices import actions as notices
from meetings.notices.models import Channel, Hold, LostAddress, Notice, NoticeState, Wish
from meetings.rehearsals.models import Rehearsal
from meetings.sites import telling
from tests.make import MONDAY, a_conference, a_person, a_site, a_unit, an_administrator, saved
from tests.stand_ins import SmtpServer, TextGateway

MIDDAY = datetime(2026, 11, 25, 5, tzinfo=UTC)
LATE = datetime(2026, 11, 25, 16, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACTS = {"conference": "Giao ban tháng 11", "when": "08:00 30/11/2026", "path": "/conferences/7", "organiser": "UBND"}


@pytest.fixture
def posts(app, tmp_path):
    """A mail server and a gateway that both work."""
    before = dict(app.config)
    with SmtpServer() as server, TextGateway() as gateway:
        app.config.update(
            MAIL_SINK=f"{server.url}?starttls=0&timeout=3",
            TEXT_GATEWAY=gateway.url,
            TEXT_SUCCESS="json:CodeResult=100",
            TEXT_SECRET="khoa-bi-mat",
            TEXT_TIMEOUT=2,
        )
        yield server, gateway
    app.config.clear()
    app.config.update(before)


def queue(people, kind="conference_ended", **more):
    with transaction():
        notices.tell(people, kind, **(FACTS | more))


def rows():
    db.session.expire_all()
    return db.session.scalars(select(Notice).order_by(Notice.id)).all()


def a_reader(*, phone="0912345678", email=None, **wishes):
    person = a_person("Cường", phone=phone, email=email)
    saved(Wish(person_id=person.id, **wishes))
    return person


def round_at(moment):
    with clock.at(moment):
        return mailing.send_due()


def test_whose_contact_is_a_telephone_alone_gets_a_short_message(posts):
    server, gateway = posts
    with clock.at(MIDDAY):
        queue([("An", "", "0912 345 678")])

    assert round_at(MIDDAY) == Tally(sent=1)

    [row] = rows()
    assert gateway.said == [{"to": "+84912345678", "text": row.text, "ref": row.key}]
    assert row.text.startswith("Đã kết thúc Giao ban tháng 11.")
    assert "http://localhost/conferences/7/minutes" in row.text
    assert (row.channel, row.state, row.hold, server.delivered) == (Channel.TEXT, NoticeState.SENT, Hold.NO_ADDRESS, [])


def test_an_address_from_which_mail_came_back_gives_way_to_the_mobile_telephone(posts):
    server, gateway = posts
    conference = a_conference(state="inviting")
    contact = {"contact_name": "Bà Hoa", "contact_email": "Hoa@xa.example", "contact_phone": "0987 654 321"}
    a_site(conference, state="waiting", **contact)
    saved(LostAddress(address="hoa@xa.example", reason="5.1.1 unknown", at=MIDDAY))
    with clock.at(MIDDAY), transaction():
        shown = outlooks.cancelling(conference).routed(current_app.config).told
        mailings.send(db.session.get(Conference, conference.id), by=None)
    round_at(MIDDAY)
    with clock.at(MIDDAY + HOUR), transaction():
        changes.cancel(db.session.get(Conference, conference.id), reason="Bão", by=None)
    round_at(MIDDAY + HOUR)

    his = [row for row in rows() if row.to_name == "Bà Hoa"]
    assert [(row.kind, row.channel, row.state) for row in his] == [
        ("invitation", Channel.TEXT, NoticeState.SENT),
        ("conference_cancelled", Channel.TEXT, NoticeState.SENT),
    ]
    assert [one.way for one in shown if one.name == "Bà Hoa"] == ["text"]
    assert why_not.sentence(his[0]) == why_not.LOST
    assert ([said["to"] for said in gateway.said], server.delivered) == (["+84987654321"] * 2, [])


@pytest.mark.parametrize("lacks", ["phone", "gateway"])
def test_without_a_short_message_the_address_is_tried_all_the_same(posts, app, lacks):
    server, _gateway = posts
    saved(LostAddress(address="an@xa.example", reason="5.1.1 unknown", at=MIDDAY))
    if lacks == "gateway":
        app.config["TEXT_GATEWAY"] = ""
    with clock.at(MIDDAY):
        queue([("An", "an@xa.example", "" if lacks == "phone" else "0912 345 678")])

    assert round_at(MIDDAY) == Tally(sent=1)
    assert len(server.delivered) == 1


def test_a_reader_of_english_gets_his_short_messages_in_english_and_letters_as_they_are(posts):
    _, gateway = posts
    reader = a_reader(news=Channel.TEXT, asking=Channel.TEXT)
    with transaction():
        db.session.merge(reader).language = "en"
    with clock.at(MIDDAY):
        queue(
            [db.session.merge(reader)],
            "rehearsal_moved",
            rehearsal="từ 15:00 đến 16:00 ngày 29/11/2026",
            site="Vũ Quang",
        )
        queue([db.session.merge(reader)], "confirm_reminder", site="Vũ Quang", starts="08:00 ngày 30/11/2026")

    round_at(MIDDAY)

    moved, asked = [said["text"] for said in gateway.said]
    assert moved.startswith("Rehearsal moved to 15:00 to 16:00 on 29/11/2026, Giao ban tháng 11, site Vũ Quang.")
    assert asked.startswith("Vũ Quang chưa xác nhận dự Giao ban tháng 11, 08:00 ngày 30/11/2026.")


def test_a_short_message_to_a_site_bears_the_link_of_its_bearer_and_the_outbox_does_not(posts, in_november):
    _, gateway = posts
    conference = a_conference(state="inviting")
    a_site(conference, state="waiting", contact_name="Bà Hoa", contact_phone="0987 654 321")
    administrator = an_administrator()

    with transaction():
        mailings.send(conference, by=administrator)
    mailing.send_due()

    [row] = rows()
    assert "http://localhost/x/" in gateway.said[0]["text"]
    assert "/x/…" in row.text
    assert gateway.said[0]["text"] != row.text


@pytest.mark.parametrize("turn", ["moved", "put off, then called again", "called off, then called again"])
def test_a_new_time_reaches_a_telephone_with_the_link_of_its_own(posts, client, turn):
    _, gateway = posts
    conference = a_conference(state="inviting", chair=a_person("Ông An"))
    a_site(conference, kind="main")
    a_site(conference, state="waiting", contact_name="Bà Hoa", contact_phone="0987 654 321")
    times = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=2)}
    with clock.at(MIDDAY), transaction():
        here = db.session.merge(conference)
        mailings.send(here, by=None)
        if turn == "moved":
            changes.revise(here, version=here.version, by=None, **times)
        elif turn.startswith("put off"):
            changes.postpone(here, reason="Bão", by=None)
            changes.reschedule(here, by=None, **times)
        else:
            changes.cancel(here, reason="Bão", by=None)
            changes.restore(here, by=None, **times)
    for minutes in (0, 20):
        round_at(MIDDAY + timedelta(minutes=minutes))

    last = gateway.said[-1]["text"]
    path = last[last.index("/x/") :].split()[0]
    with clock.at(MIDDAY):
        page = client.get(path)
    assert "01/12/2026" in last
    assert (page.status_code, "/sites/" in last) == (200, False)


def test_two_contacts_of_one_name_and_a_unit_without_any_are_each_told_of_a_new_time_once(posts):
    _, gateway = posts
    conference = a_conference(state="inviting", chair=a_person("Ông An"))
    a_site(conference, kind="main")
    first = a_site(conference, state="waiting", contact_name="Bà Hoa", contact_phone="0987 654 321")
    a_site(conference, state="waiting", contact_name="Bà Hoa", contact_phone="0912 345 678")
    a_site(conference, a_unit("Xã Vũ Quang", phone="0903 111 222"), state="waiting")
    with clock.at(MIDDAY), transaction():
        here = db.session.merge(conference)
        mailings.send(here, by=None)
        db.session.merge(first).contact_phone = "0987 654 999"
        later = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=2)}
        changes.revise(here, version=here.version, by=None, **later)
    for minutes in (0, 20):
        round_at(MIDDAY + timedelta(minutes=minutes))

    told = sorted(said["to"] for said in gateway.said if "01/12/2026" in said["text"])
    assert told == ["+84903111222", "+84912345678", "+84987654999"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_gateway_in_trouble_is_asked_again_later_with_the_same_reference(posts, status):
    _, gateway = posts
    with clock.at(MIDDAY):
        queue([("An", "", "0912 345 678")])
    gateway.answer(status=status)

    assert round_at(MIDDAY) == Tally(put_off=1)
    gateway.answer(body=b'{"CodeResult": 100}')
    assert round_at(MIDDAY) == Tally()
    assert round_at(MIDDAY + timedelta(minutes=2)) == Tally(sent=1)

    [row] = rows()
    assert [said["ref"] for said in gateway.said] == [row.key, row.key]
    assert (row.attempts, row.last_error) == (2, "")


def test_a_refused_number_is_given_up_at_once_and_says_why(posts):
    _, gateway = posts
    with clock.at(MIDDAY):
        queue([("An", "", "0912 345 678")])
    gateway.answer(status=422, body="Thuê bao không tồn tại, khoa-bi-mat".encode())

    assert round_at(MIDDAY) == Tally(failed=1)

    [row] = rows()
    assert row.state is NoticeState.FAILED
    assert "422 Thuê bao không tồn tại, ***" in row.last_error


def test_a_gateway_that_is_down_does_not_keep_mail_from_leaving(posts):
    server, gateway = posts
    with clock.at(MIDDAY):
        queue([(f"T{n}", "", f"091234567{n}") for n in range(6)])
        queue([("M", "m@example.vn")])
    gateway.answer(status=500)

    assert round_at(MIDDAY) == Tally(sent=1, put_off=mailing.TROUBLE)
    assert [mail.recipients for mail in server.delivered] == [["m@example.vn"]]
    assert sum(row.attempts for row in rows()) == 1 + mailing.TROUBLE


def test_wrong_settings_of_the_gateway_lose_nothing(posts, app):
    _, gateway = posts
    app.config["TEXT_BODY"] = "{broken"
    with clock.at(MIDDAY):
        queue([("An", "", "0912 345 678")])

    assert round_at(MIDDAY) == Tally(put_off=1)
    app.config["TEXT_BODY"] = '{"text": "{text}"}'
    assert round_at(MIDDAY + timedelta(minutes=2)) == Tally(sent=1)
    assert len(gateway.asked) == 1


def test_without_a_gateway_whom_only_a_telephone_reaches_is_seen_in_the_outbox(posts, app):
    with clock.at(MIDDAY):
        queue([("An", "", "0912 345 678")])
        app.config["TEXT_GATEWAY"] = ""
        queue([("Bình", "", "0912 345 679")])

    at_once = [(row.to_name, row.last_error) for row in rows() if row.state is NoticeState.FAILED]
    assert round_at(MIDDAY) == Tally(failed=1)
    assert [(row.state, row.hold) for row in rows()] == [
        (NoticeState.FAILED, Hold.NO_ADDRESS),
        (NoticeState.FAILED, None),
    ]
    assert (at_once, {str(why_not.sentence(row)) for row in rows()}) == (
        [("Bình", str(notices.NO_GATEWAY))],
        {str(why_not.NO_GATEWAY)},
    )


def test_a_telephone_alone_is_sent_again_only_where_short_messages_can_be_sent(posts, app):
    app.config["TEXT_GATEWAY"] = ""
    with clock.at(MIDDAY):
        queue([("An", "", "0912 345 678")])

    with pytest.raises(NotValid), transaction():
        notices.try_again(rows()[0], by=None)


@pytest.mark.parametrize(("gateway", "lost"), [("", ["Xã Kỳ Anh"]), ("console:", [])])
def test_what_counts_as_reached_is_one_rule_for_sites_too(app, posts, gateway, lost):
    app.config["TEXT_GATEWAY"] = gateway
    site = a_site(a_conference(), a_unit("Xã Kỳ Anh"), contact_name="Bà Hoa", contact_phone="0987 654 321")

    people = telling.people([site])[site.id]

    assert ([one.name for one in telling.unreached([site])], len(people)) == (lost, 0 if lost else 1)


def test_who_wishes_short_messages_gets_them_and_the_paper_by_mail_beside(posts):
    server, gateway = posts
    person = a_reader(email="cuong@example.vn", asking=Channel.TEXT, news=Channel.TEXT)
    conference = a_conference()
    enclosed = [{"calendar_of": conference.id}]
    with clock.at(MIDDAY), transaction():
        notices.tell([person], "conference_ended", **FACTS)
        notices.tell([person], "invitation", attachments=enclosed, site="Kỳ Anh", **FACTS)

    assert round_at(MIDDAY) == Tally(sent=3)

    assert [mail.recipients for mail in server.delivered] == [["cuong@example.vn"]]
    assert [said["text"][:9] for said in gateway.said] == ["Đã kết th", "Mời Kỳ An"]
    _, mail, twin = rows()
    assert (twin.twin_of, twin.person_id, twin.channel) == (mail.id, None, Channel.TEXT)


def test_a_second_round_makes_no_second_short_message_beside(posts):
    server, gateway = posts
    person = a_reader(email="cuong@example.vn", asking=Channel.TEXT)
    conference = a_conference()
    server.answer("RCPT", "451 later")
    with clock.at(MIDDAY), transaction():
        notices.tell([person], "invitation", attachments=[{"calendar_of": conference.id}], site="Kỳ Anh", **FACTS)

    round_at(MIDDAY)
    round_at(MIDDAY + timedelta(minutes=2))

    assert (len(server.delivered), len(gateway.asked), len(rows())) == (1, 1, 2)


def test_in_quiet_hours_a_short_message_waits_for_the_morning_and_an_urgent_one_does_not(posts):
    _, gateway = posts
    with clock.at(LATE):
        queue([("An", "", "0912345678")])
        queue([("An", "", "0912345678")], kind="conference_cancelled", why="bão")

    assert round_at(LATE) == Tally(sent=1, held=1)
    assert gateway.said[0]["text"].startswith("HỦY")
    [waiting, _] = rows()
    assert (waiting.state, waiting.hold, waiting.held_until, waiting.attempts) == (
        NoticeState.QUEUED,
        Hold.QUIET,
        MORNING,
        0,
    )

    assert round_at(MORNING - timedelta(minutes=1)) == Tally()
    assert round_at(MORNING) == Tally(sent=1)


def test_on_the_day_of_the_conference_nothing_waits(posts):
    conference = a_conference(starts_at=LATE + timedelta(minutes=30))
    with clock.at(LATE):
        queue([("An", "", "0912345678")], within=conference)

    assert round_at(LATE) == Tally(sent=1)


@pytest.mark.parametrize(("starts", "leaves"), [(MORNING - timedelta(minutes=5), True), (MORNING + HOUR, False)])
def test_a_rehearsal_that_begins_before_the_digest_would_leave_is_told_at_once(posts, starts, leaves):
    person = a_reader(email="cuong@example.vn", asking=Channel.DIGEST, digest_time="06:30")
    conference = a_conference(starts_at=MORNING + timedelta(days=3))
    hours = {"starts_at": starts, "ends_at": starts + HOUR, "slug": "thu", "number": 1}
    saved(Rehearsal(conference_id=conference.id, **hours))
    with clock.at(LATE):
        queue([person], kind="rehearsal_planned", within=conference, rehearsal="sáng mai", number=1)

    assert round_at(LATE) == (Tally(sent=1) if leaves else Tally(held=1))


def test_what_belongs_to_a_conference_that_begins_before_the_digest_is_told_at_once(posts):
    person = a_reader(email="cuong@example.vn", news=Channel.DIGEST, digest_time="06:30")
    early = a_conference(starts_at=MORNING - timedelta(minutes=5))
    later = a_conference(starts_at=MORNING + HOUR)
    with clock.at(LATE):
        queue([person], within=early)
        queue([person], within=later)

    assert round_at(LATE) == Tally(sent=1, held=1)


def test_only_under_the_bell_is_neither_sent_nor_lost(posts):
    server, gateway = posts
    person = a_reader(email="cuong@example.vn", news=Channel.BELL)
    with clock.at(MIDDAY):
        queue([person])

    assert round_at(MIDDAY) == Tally(held=1)
    assert (server.delivered, gateway.asked, rows()[0].state) == ([], [], NoticeState.KEPT)


def test_one_link_for_a_new_password_goes_by_mail_whatever_one_wishes(posts):
    server, gateway = posts
    person = a_reader(email="cuong@example.vn", urgent=Channel.TEXT)
    with clock.at(LATE):
        queue([person], kind="password_reset", name="Cường", link="http://x/", minutes=60)

    assert round_at(LATE) == Tally(sent=1)
    assert (len(server.delivered), gateway.asked) == (1, [])


def test_the_administrator_sees_the_gateway_without_its_secret_and_tries_it(posts, login, app):
    _, gateway = posts
    app.config["TEXT_GATEWAY"] = f"{gateway.url}?key=also-secret"
    client = login(an_administrator())

    page = client.get("/settings/texts").text
    answer = client.post("/settings/texts", data={"to": "0912 345 678"})

    assert "khoa-bi-mat" not in page
    assert "also-secret" not in page
    assert (answer.status_code, gateway.said[0]["to"]) == (302, "+84912345678")


@pytest.mark.parametrize("typed", ["", "0239 3855 000", "không có"])
def test_a_number_that_takes_no_short_message_is_refused_and_stays_on_the_page(posts, login, typed):
    _, gateway = posts
    client = login(an_administrator())

    answer = client.post("/settings/texts", data={"to": typed})

    assert (answer.status_code, gateway.asked) == (422, [])
    assert f'value="{typed}"' in answer.text


def test_a_gateway_that_refuses_the_trial_says_so(posts, login):
    _, gateway = posts
    gateway.answer(status=403, body=b"khoa-bi-mat")
    client = login(an_administrator())

    answer = client.post("/settings/texts", data={"to": "0912345678"})

    assert answer.status_code == 503
    assert "khoa-bi-mat" not in answer.text


def test_the_demo_writes_short_messages_into_a_folder(posts, app, tmp_path):
    app.config["TEXT_GATEWAY"] = f"folder://{tmp_path}"
    with clock.at(MIDDAY):
        queue([("An", "", "0912345678")])

    round_at(MIDDAY)

    assert [path.name for path in tmp_path.iterdir()] == [f"{rows()[0].key}.txt"]
    assert isinstance(texting.open_sink(texting.Settings.of(app.config)), texting.FolderSink)


def test_who_is_reached_by_telephone_alone_hears_of_a_change_of_time_with_his_link(posts, in_november):
    _, gateway = posts
    conference = a_conference(state="inviting")
    a_site(conference, state="waiting", contact_name="Bà Hoa", contact_phone="0987 654 321")
    with transaction():
        conference.starts_at += timedelta(hours=1)
        calendars.changed(conference, material=True, before="trước")
    with clock.at(clock.now() + timedelta(hours=1)):
        mailing.send_due()

    [said] = gateway.said
    assert said["to"] == "+84987654321"
    assert said["text"].startswith("THAY ĐỔI: ")
    assert "http://localhost/x/" in said["text"]


def test_a_mail_that_is_dropped_before_it_leaves_takes_no_short_message_with_it(posts):
    server, _ = posts
    person = a_reader(email="cuong@example.vn", asking=Channel.TEXT)
    conference = a_conference()
    server.answer("RCPT", "451 later")
    with clock.at(MIDDAY), transaction():
        notices.tell([person], "invitation", attachments=[{"calendar_of": conference.id}], site="Kỳ Anh", **FACTS)
    round_at(MIDDAY)

    with transaction():
        db.session.execute(delete(Notice).where(Notice.channel == Channel.MAIL))

    assert [(row.channel, row.twin_of) for row in rows()] == [(Channel.TEXT, None)]
