"""Several at the same moment, each with a connection of its own."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from meetings.base.db import db, transaction
from meetings.base.errors import Refusal
from meetings.conclusions.models import NoticeState
from meetings.conferences.models import Conference
from meetings.desk import rulings
from meetings.minutes import actions, queries, waiving
from meetings.minutes.models import Block, BlockKind, Minutes, MinutesState
from meetings.registry.models import Paper
from tests.conclusions.make import notice_in
from tests.make import a_province
from tests.minutes.make import a_held_conference, block_in, drafted, minutes_in
from tests.sites.make import one_behind_the_other


def at_once(app, acts):
    """Run all acts in threads; what each answered, or the refusal it met."""

    def one(act):
        with app.app_context():
            try:
                with transaction():
                    return act()
            except Refusal as no:
                return no

    db.session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_of_many_writers_of_one_block_one_wins_and_all_others_keep_their_text(app):
    block_id = block_in(drafted(), text="chung").id

    def write(text):
        return lambda: actions.revise_block(db.session.get(Block, block_id), version=1, text=text, by=None) and text

    answers = at_once(app, [write(f"người {n}") for n in range(6)])

    db.session.rollback()
    won = [answer for answer in answers if isinstance(answer, str)]
    lost = {(no.mine["text"], no.theirs["text"]) for no in answers if isinstance(no, Refusal)}
    assert won == [db.session.get(Block, block_id).text]
    assert lost == {(f"người {n}", won[0]) for n in range(6)} - {(won[0], won[0])}
    assert len(queries.revisions(block_id)) == 2


def test_none_are_declared_unwanted_while_somebody_writes_in_them(app):
    minutes = drafted()
    number, conference_id = minutes.id, minutes.conference_id
    seen = waiving.stand(conference_id).version

    def write():
        actions.add_block(db.session.get(Minutes, number), BlockKind.NARRATIVE, text="vừa ghi", by=None)
        db.session.flush()
        time.sleep(0.6)

    def waive():
        waiving.waive(db.session.get(Conference, conference_id), reason="giao ban", version=seen, by=None)

    assert one_behind_the_other(app, write, waive) == ["done", "Stale"]


def test_writers_of_different_blocks_do_not_disturb_each_other(app):
    minutes = drafted()
    ids = [block_in(minutes, text=str(n)).id for n in range(6)]

    def write(number):
        return lambda: actions.revise_block(db.session.get(Block, number), version=1, text="mới", by=None).version

    assert at_once(app, [write(number) for number in ids]) == [2] * 6


def test_nothing_is_written_into_minutes_that_are_handed_in_at_the_same_moment(app):
    minutes = minutes_in(MinutesState.DRAFT)
    minutes_id, block_id = minutes.id, queries.blocks_of(minutes.id)[0].id

    def hand_in():
        found = db.session.get(Minutes, minutes_id)
        actions.submit(found, by=None)
        return found.state

    def write(text):
        return lambda: actions.revise_block(db.session.get(Block, block_id), version=1, text=text, by=None).text

    at_once(app, [hand_in, *(write(f"người {n}") for n in range(4))])

    db.session.rollback()
    said = queries.revisions(block_id)[0].content["text"]
    assert (db.session.get(Minutes, minutes_id).state, db.session.get(Block, block_id).text) == (
        MinutesState.IN_REVIEW,
        said,
    )


@pytest.mark.parametrize("kind", ["minutes", "notices"])
def test_papers_released_at_the_same_moment_take_numbers_without_gap_or_double(app, kind):
    province = a_province()
    conferences = [a_held_conference(organiser=province) for _ in range(5)]
    if kind == "minutes":
        ids = [minutes_in(MinutesState.APPROVED, conference).id for conference in conferences]
        model, release = Minutes, actions.release
    else:
        notices = [notice_in(NoticeState.APPROVED, conference) for conference in conferences]
        model, release = type(notices[0]), rulings.release_notice
        ids = [notice.id for notice in notices]

    at_once(app, [lambda n=number: bool(release(db.session.get(model, n), by=None)) for number in ids])

    db.session.rollback()
    numbers = sorted(db.session.scalars(db.select(Paper.number)))
    assert numbers == [1, 2, 3, 4, 5]


def test_the_same_minutes_released_twice_at_once_take_one_number(app):
    minutes_id = minutes_in(MinutesState.APPROVED).id

    def release():
        return actions.release(db.session.get(Minutes, minutes_id), by=None).symbol

    answers = at_once(app, [release] * 4)

    db.session.rollback()
    assert [answer for answer in answers if isinstance(answer, str)] == ["01/BB-UBND"]
    assert db.session.scalars(db.select(Paper.number)).all() == [1]
