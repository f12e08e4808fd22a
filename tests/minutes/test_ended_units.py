"""A unit that has ended is charged with nothing: not when a block is saved, not when the notice is released."""

from datetime import date, timedelta

import pytest

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotValid
from meetings.conclusions.models import NoticeState
from meetings.desk import rulings
from meetings.directives.models import Directive
from meetings.minutes import actions, faults, queries
from meetings.minutes.models import BlockKind
from meetings.units.models import Unit
from tests.conclusions.make import approved, notice_in
from tests.make import MONDAY, a_unit
from tests.minutes.make import a_directive_in, drafted

LAST = date(2025, 2, 28)
SAID = "{unit} đã kết thúc hoạt động ngày 28/02/2025"


@pytest.fixture(autouse=True)
def _the_day_after():
    with clock.at(MONDAY + timedelta(days=1)):
        yield


def gone(name="Sở NN&PTNT", *, until=LAST, heir=None):
    unit = a_unit(name, valid_until=until)
    if heir:
        with transaction():
            db.session.get(Unit, unit.id).successors = [db.session.get(Unit, heir.id)]
    return unit


def refused(act, *args, **facts):
    with pytest.raises(NotValid) as no, transaction():
        act(*args, by=None, **facts)
    return str(no.value.message), no.value.field


@pytest.mark.parametrize("part", ["leads", "coordinators"])
def test_a_block_that_newly_charges_a_unit_that_ended_is_refused_with_its_name_and_day(part):
    minutes, heir = drafted(), a_unit("Sở NN&MT")
    block = a_directive_in(minutes, leads=[a_unit()])

    words, field = refused(actions.revise_block, block, version=1, **{part: [gone(heir=heir)]})

    assert (SAID.format(unit="Sở NN&PTNT") in words, "Sở NN&MT" in words, field) == (True, True, part)
    assert refused(actions.add_block, minutes, BlockKind.DIRECTIVE, text="Làm.", **{part: [gone()]})[1] == part


def test_the_form_sends_a_unit_that_ended_in_vain(login):
    minutes = drafted()
    block = a_directive_in(minutes, leads=[a_unit()])
    client, unit = login(minutes.conference.secretary), gone()

    answer = client.post(f"/blocks/{block.id}", data={"version": 1, "text": "Làm.", "leads": unit.id})

    assert (answer.status_code, "28/02/2025" in answer.text) == (422, True)
    assert unit.id not in [one.id for one in queries.block(block.id).leads]


def test_a_unit_that_ends_before_the_conference_is_refused_although_it_is_there_today():
    with clock.at(MONDAY - timedelta(days=20)):
        minutes = drafted()
        unit = gone(until=date(2026, 11, 20))

        assert refused(actions.add_block, minutes, BlockKind.DIRECTIVE, leads=[unit])[1] == "leads"


def test_a_unit_that_ended_since_it_was_charged_lets_the_words_be_saved_but_not_handed_in():
    with clock.at(MONDAY + timedelta(hours=1)):
        minutes, unit = drafted(), gone(until=date(2026, 12, 31))
        block = a_directive_in(minutes, leads=[unit])

    with clock.at(MONDAY + timedelta(days=40)):
        with transaction():
            actions.revise_block(block, version=1, text="Khác.", by=None)
        found = [(str(fault.sentence), fault.stops) for fault in faults.faults(minutes)]
        with pytest.raises(NotValid), transaction():
            actions.submit(minutes, by=None)

    assert [("31/12/2026" in words, stops) for words, stops in found] == [(True, True)]


def ended_before_release(part):
    """An approved notice; the unit that `part` of its directive names ends before it is released."""
    minutes, heir = drafted(), a_unit("Sở NN&MT")
    unit = a_unit("Sở NN&PTNT")
    a_directive_in(minutes, **({"leads": [a_unit()]} | {part: [unit]}))
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    notice = notice_in(NoticeState.APPROVED, minutes=approved(minutes))
    with transaction():
        row = db.session.get(Unit, unit.id)
        row.valid_until, row.successors = date(2026, 11, 30), [db.session.get(Unit, heir.id)]
    return db.session.get(type(notice), notice.id)


@pytest.mark.parametrize("part", ["leads", "coordinators"])
def test_the_notice_is_not_released_while_it_charges_a_unit_that_ended_since(login, part):
    notice = ended_before_release(part)

    words, _field = refused(rulings.release_notice, notice)
    page = login(notice.conference.secretary).get(f"/conclusions/{notice.id}/release").text
    answer = login(notice.conference.secretary).post(f"/conclusions/{notice.id}/release")

    for text in (words, page, answer.text):
        for said in ("30/11/2026", "Sở NN&MT"):
            assert said in text.replace("&amp;", "&")
    assert (answer.status_code, db.session.query(Directive).count()) == (422, 0)


def test_minutes_that_charge_a_unit_that_ended_since_are_corrected_to_its_successor():
    notice = ended_before_release("leads")
    heir = db.session.query(Unit).filter_by(name="Sở NN&MT").one()

    with transaction():
        new = actions.correct(notice.minutes, reason="Đơn vị đã sáp nhập", by=None)
    [block] = queries.blocks_of(new.id, BlockKind.DIRECTIVE)
    assert [(fault.stops, "Sở NN&MT" in str(fault.sentence)) for fault in faults.faults(new)] == [(False, True)]
    with transaction():
        actions.revise_block(block, version=block.version, leads=[heir], by=None)

    assert faults.faults(new) == []


def test_who_took_the_place_since_the_conference_is_offered():
    minutes = drafted()
    heir = a_unit("Trung tâm mới", valid_from=date(2026, 12, 1))
    former = a_unit("Trung tâm cũ", valid_until=date(2026, 11, 30))

    found = [unit.id for unit in queries.unit_choices(minutes.conference, set(), "trung tâm")]

    assert (heir.id in found, former.id in found) == (True, False)
