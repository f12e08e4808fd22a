"""The outbox: queued with the change, leased to one worker, tried again after growing pauses, given up visibly."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.base.rows import write_all
from meetings.notices import actions, leaving
from meetings.notices.models import Hold, Notice, NoticeState
from tests.make import MONDAY, a_conference, a_person, an_administrator

# The session goes on with what it has read.
UNSEEN = {"synchronize_session": False}


def told(people=(("An", "an@example.vn"),), kind="conference_announced", **facts):
    with clock.at(MONDAY), transaction():
        rows = actions.tell(people, kind, **facts)
        db.session.flush()
        return [row.id for row in rows]


def take(lease="worker 1", at=MONDAY):
    with clock.at(at), transaction():
        notice = leaving.take_next(lease)
        return notice.id if notice else None


def state_of(number):
    notice = db.session.get(Notice, number)
    return notice.state, notice.attempts


def test_each_address_is_told_once():
    told([("An", "an@example.vn"), ("Ông An", "AN@example.vn"), ("Bình", "binh@example.vn")])

    assert sorted(row.to_address for row in db.session.query(Notice)) == ["AN@example.vn", "binh@example.vn"]


def test_who_has_no_address_is_seen_in_the_outbox():
    person = a_person("Cường")

    [number] = told([person])

    notice = db.session.get(Notice, number)
    assert (notice.state, notice.to_name, notice.person_id, notice.last_error) == (
        NoticeState.FAILED,
        "Cường",
        person.id,
        str(actions.NO_ADDRESS),
    )


def test_each_of_many_is_told_as_one_is():
    conference, person = a_conference(), a_person("Cường", phone="0912 345 678")
    facts = {"conference": "Giao ban Hương Khê", "when": "08:00"}
    people = [("An", "an@example.vn"), person, ("Bình", "", "0239 3855 000")]
    told(people, about=conference, within=conference, reason="Vì thế.", attachments=[{"paper_id": 1}], **facts)
    messages = [actions.Message(actions.Recipient.of(one), conference, conference, "Vì thế.", facts) for one in people]

    with clock.at(MONDAY), transaction():
        actions.tell_each(messages, "conference_announced", attachments=[{"paper_id": 1}])

    columns = [column for column in Notice.__table__.c if column.name not in ("id", "key")]
    rows = [tuple(row) for row in db.session.execute(select(*columns).order_by(Notice.id))]
    assert (rows[3:], len(rows)) == (rows[:3], 6)


def test_a_row_that_is_written_with_many_is_read_anew_by_who_holds_it():
    numbers = told([("An", "an@example.vn"), ("Bình", "binh@example.vn")])

    with transaction():
        held = db.session.get(Notice, numbers[0])
        held.reason = "Vì thế."
        write_all(Notice, [{"id": number, "facts": {"when": "09:00"}} for number in numbers])
        found = held.facts, held.reason

    assert found == ({"when": "09:00"}, "Vì thế.")


def test_two_workers_never_get_the_same():
    first, second = told([("An", "an@example.vn"), ("Bình", "binh@example.vn")])

    assert [take("worker 1"), take("worker 2"), take("worker 3")] == [first, second, None]


def test_nothing_is_taken_before_its_time():
    told(send_after=MONDAY + timedelta(hours=1))

    assert take(at=MONDAY) is None
    assert take(at=MONDAY + timedelta(hours=1)) is not None


def test_only_the_bearer_of_the_lease_may_report():
    [number] = told()
    take("worker 1")

    with transaction():
        leaving.has_left(number, "worker 2", subject="s", text="t", html="h")

    assert state_of(number) == (NoticeState.SENDING, 1)


def test_a_worker_that_was_killed_gives_back_what_it_took():
    [number] = told()
    take("killed")

    with clock.at(MONDAY + leaving.LEASE + timedelta(seconds=1)), transaction():
        assert leaving.expire_leases() == 1

    assert state_of(number) == (NoticeState.QUEUED, 1)


def test_a_lease_that_still_holds_is_left_alone():
    [number] = told()
    take()

    with clock.at(MONDAY + leaving.LEASE - timedelta(seconds=1)), transaction():
        assert leaving.expire_leases() == 0

    assert state_of(number) == (NoticeState.SENDING, 1)


def test_pauses_grow_and_after_eight_tries_it_is_given_up():
    [number] = told()
    at, pauses = MONDAY, []
    for _ in range(leaving.MOST_TRIES):
        take("w", at=at)
        with clock.at(at), transaction():
            again = leaving.has_not_left(number, "w", "451 later", again=True, jitter=lambda *_: 1)
        notice = db.session.get(Notice, number)
        if again:
            pauses.append((notice.send_after - at) // timedelta(minutes=1))
            at = notice.send_after

    assert pauses == list(leaving.PAUSES)
    assert (*state_of(number), notice.last_error) == (NoticeState.FAILED, 8, "451 later")


def test_what_is_refused_for_good_is_not_tried_again():
    [number] = told()
    take("w")

    with transaction():
        assert leaving.has_not_left(number, "w", "550 no such user", again=False) is False

    assert state_of(number) == (NoticeState.FAILED, 1)


def test_a_one_time_link_is_forgotten_once_it_has_left():
    [number] = told(kind="password_reset", link="https://x/reset/abc")
    take("w")

    with transaction():
        leaving.has_left(number, "w", subject="Đặt lại mật khẩu", text="https://x/reset/abc", html="abc")

    notice = db.session.get(Notice, number)
    assert (notice.facts, notice.text, notice.html, notice.subject) == ({}, "", "", "Đặt lại mật khẩu")


def test_a_one_time_link_is_forgotten_when_the_last_try_was_cut_off():
    [number] = told(kind="password_reset", link="https://x/reset/abc")
    take("killed")

    with clock.at(MONDAY + leaving.LEASE + timedelta(seconds=1)), transaction():
        db.session.get(Notice, number).attempts = leaving.MOST_TRIES
        leaving.expire_leases()

    notice = db.session.get(Notice, number)
    assert (notice.state, notice.facts) == (NoticeState.FAILED, {})


@pytest.mark.parametrize("act", [actions.try_again, actions.hurry])
def test_what_the_post_has_taken_meanwhile_is_not_queued_a_second_time(act):
    """The page was asked for when it had failed, or waited; another one was faster, and the post took it."""
    [number] = told()
    stale = db.session.get(Notice, number)
    with transaction():
        stale.state, stale.hold = NoticeState.KEPT, Hold.WISH
        stale.state = NoticeState.FAILED if act is actions.try_again else stale.state

    with pytest.raises(NotNow), transaction():
        assert stale.state is not NoticeState.SENDING
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as other:
                other.execute(update(Notice).values(state=NoticeState.SENDING))
        else:
            db.session.execute(update(Notice).values(state=NoticeState.SENDING), execution_options=UNSEEN)
        act(stale, by=None)


def test_a_failed_one_is_queued_anew_to_the_address_of_today():
    person = a_person("Cường")
    [number] = told([person])
    admin = an_administrator()

    with transaction():
        actions.try_again(db.session.get(Notice, number), address="cuong@example.vn", by=admin)

    notice = db.session.get(Notice, number)
    assert (notice.state, notice.to_address, notice.attempts) == (NoticeState.QUEUED, "cuong@example.vn", 0)


@pytest.mark.parametrize(
    ("people", "kind", "refusal"),
    [
        ([("An", "an@example.vn")], "conference_announced", NotNow),
        ([("An", "")], "conference_announced", NotValid),
        ([("An", "")], "password_reset", NotNow),
    ],
)
def test_only_what_failed_and_can_be_sent_is_sent_again(people, kind, refusal):
    [number] = told(people, kind)

    with pytest.raises(refusal), transaction():
        actions.try_again(db.session.get(Notice, number), by=None)
