"""The daily digest gathers what does not press into one mail, once, whatever happens to the worker."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import digests, mailing
from meetings.desk.mailing import Tally
from meetings.notices import actions as notices
from meetings.notices import queries
from meetings.notices.models import Channel, Hold, Notice, NoticeState, Wish
from tests.make import a_conference, a_person, saved

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
SEVEN = datetime(2026, 11, 26, 0, tzinfo=UTC)


@pytest.fixture
def reader():
    person = a_person("Cường", email="cuong@example.vn")
    saved(Wish(person_id=person.id, news=Channel.DIGEST, asking=Channel.DIGEST, digest_time="07:00"))
    return person


def tell(person, kind="minutes_released", number=1, **more):
    with clock.at(NOON), transaction():
        for n in range(number):
            facts = {"conference": f"Giao ban {n}", "symbol": f"{n}/BB", "path": f"/conferences/{n}"}
            notices.tell([person], kind, **facts, **more)


def round_at(moment):
    with clock.at(moment):
        written = digests.gather_due()
        return written, mailing.send_due()


def states():
    db.session.expire_all()
    return [row.state for row in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_what_waits_leaves_as_one_mail_in_the_morning(smtp, reader):
    tell(reader, number=3)

    assert round_at(NOON) == (0, Tally(held=3))
    assert round_at(SEVEN - timedelta(minutes=1)) == (0, Tally())
    assert round_at(SEVEN) == (1, Tally(sent=1))

    [mail] = smtp.delivered
    assert mail.message["Subject"] == "Bản tin trong ngày: 3 thông báo"
    assert [f"- Biên bản số {n}/BB: Giao ban {n}: http://localhost/conferences/{n}" in mail.text for n in range(3)] == [
        True
    ] * 3
    assert states() == [NoticeState.GATHERED] * 3 + [NoticeState.SENT]


def test_a_second_worker_and_a_second_round_write_no_second_digest(smtp, reader):
    tell(reader, number=2)
    round_at(NOON)

    assert [round_at(SEVEN)[0], round_at(SEVEN)[0], round_at(SEVEN + timedelta(days=1))[0]] == [1, 0, 0]
    assert len(smtp.delivered) == 1


def test_what_was_read_meanwhile_is_not_said_again(smtp, reader):
    tell(reader, number=2)
    round_at(NOON)
    with transaction():
        notices.open_(db.session.scalars(select(Notice).order_by(Notice.id)).first())

    round_at(SEVEN)

    first = db.session.scalars(select(Notice).order_by(Notice.id)).first()
    assert (first.state, first.hold) == (NoticeState.KEPT, Hold.READ)
    assert smtp.delivered[0].message["Subject"] == "Bản tin trong ngày: 1 thông báo"


def test_when_all_was_read_no_digest_leaves(smtp, reader):
    tell(reader)
    round_at(NOON)
    with transaction():
        notices.open_all(reader.id)

    assert round_at(SEVEN) == (0, Tally())
    assert smtp.delivered == []


def test_what_presses_does_not_wait_for_the_digest(smtp, reader):
    tell(reader, "conference_cancelled", why="bão")

    assert round_at(NOON) == (0, Tally(sent=1))


def test_on_the_day_of_the_conference_nothing_waits_for_the_digest(smtp, reader):
    tell(reader, within=a_conference(starts_at=NOON))

    assert round_at(NOON) == (0, Tally(sent=1))


def test_under_the_bell_it_stands_at_once_and_the_digest_itself_does_not(smtp, reader):
    tell(reader, number=2)
    round_at(NOON)
    with clock.at(NOON):
        at_noon = len(db.session.scalars(queries.inbox(reader.id)).all())

    round_at(SEVEN)

    with clock.at(SEVEN):
        assert (at_noon, len(db.session.scalars(queries.inbox(reader.id)).all())) == (2, 2)


def test_a_digest_that_the_mail_server_put_off_is_tried_again_as_mail(smtp, reader):
    tell(reader)
    round_at(NOON)
    smtp.answer("RCPT", "451 later")

    assert round_at(SEVEN) == (1, Tally(put_off=1))
    assert round_at(SEVEN + timedelta(minutes=2)) == (0, Tally(sent=1))
