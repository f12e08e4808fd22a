from datetime import date

import pytest

from meetings.attendance.models import HeadCount
from meetings.base.db import transaction
from meetings.base.errors import NotValid
from meetings.conferences.models import ConferenceState
from meetings.minutes import actions, faults
from meetings.minutes.models import BlockKind
from meetings.sites.models import SiteState
from tests.make import a_conference, a_site, a_unit, saved
from tests.minutes.make import a_directive_in, a_held_conference, block_in, drafted


def found(minutes):
    return {(fault.sentence, fault.stops) for fault in faults.faults(minutes)}


def test_complete_minutes_have_no_faults():
    minutes = drafted()
    a_directive_in(minutes, leads=[a_unit()])

    assert found(minutes) == set()


def test_minutes_of_a_conference_that_goes_on_without_a_chair_say_so():
    minutes = drafted(a_conference(state=ConferenceState.LIVE))

    assert found(minutes) == {(faults.NOT_HELD, True), (faults.NO_CHAIR, True), (faults.NOTHING, True)}


def test_a_directive_names_unit_deadline_and_result():
    minutes = drafted()
    block_in(minutes, BlockKind.DIRECTIVE, text="Làm ngay.")

    assert found(minutes) == {(faults.NO_UNIT, True), (faults.NO_DEADLINE, True), (faults.NO_RESULT, False)}


@pytest.mark.parametrize(("kind", "is_said"), [(BlockKind.OPINION, True), (BlockKind.CONCLUSION, False)])
def test_minutes_in_which_the_chair_concludes_nothing_say_so_but_go_on(kind, is_said):
    minutes = drafted()
    block_in(minutes, kind, text="Tiếp tục phấn đấu.", speaker_name="Nguyễn Văn An")

    assert found(minutes) == ({(faults.NO_CONCLUSION, False)} if is_said else set())


def test_hurried_and_nameless_parts_are_named_but_stop_nothing():
    minutes = drafted()
    block_in(minutes, BlockKind.OPINION, text="Đề nghị.", needs_reading=True)

    assert found(minutes) == {(faults.NO_SPEAKER, False), (faults.READ_AGAIN, False), (faults.NO_CONCLUSION, False)}


def test_sites_that_have_not_reported_are_named_but_stop_nothing():
    conference = a_held_conference()
    for name in ("Xã Tân Hòa", "Sở Nội vụ", "Xã Kỳ Anh"):
        site = a_site(conference, a_unit(name), name=name, state=SiteState.CONFIRMED)
    saved(HeadCount(site_id=site.id, present=3, absent=0, reported_at=conference.starts_at))
    minutes = drafted(conference)
    block_in(minutes, BlockKind.CONCLUSION)

    assert found(minutes) == {("2 điểm cầu chưa báo cáo: Xã Tân Hòa, Sở Nội vụ.", False)}
    with transaction():
        actions.submit(minutes, by=None)


@pytest.mark.parametrize("missing", [{"text": ""}, {"leads": []}, {"due_on": None}, {"due_on": date(2026, 11, 1)}])
def test_minutes_with_something_missing_do_not_reach_the_chair(missing):
    minutes = drafted(a_held_conference())
    block = a_directive_in(minutes)
    with transaction():
        actions.revise_block(block, version=1, by=None, **missing)

    with pytest.raises(NotValid), transaction():
        actions.submit(minutes, by=None)
