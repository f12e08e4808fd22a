from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import ConferenceState
from meetings.directives import actions, family, issuing, queries
from meetings.directives.models import LIFECYCLE, DirectiveState
from meetings.journal.models import Entry
from meetings.minutes.models import Block
from meetings.notices.models import Notice
from meetings.units.models import UnitKind
from tests.directives.made import (
    DUE,
    NOON,
    WORDS,
    a_block,
    a_child,
    a_directive,
    a_giver,
    act,
    an_officer,
    did,
    fresh,
    history,
)
from tests.make import a_conference, a_leader, a_province, a_unit, a_user, an_administrator, saved

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState
AT = dict(recorded_at=NOON, revised_at=NOON)


def told():
    return sorted((notice.kind, notice.to_name) for notice in db.session.scalars(select(Notice)))


def kinds(directive):
    return [str(event.kind) for event in reversed(history(directive))]


def refused(error, directive, move, **words):
    with pytest.raises(error) as no, transaction():
        act(move)(fresh(directive), **words, by=None)
    return no.value


def test_giving_keeps_who_said_it_and_tells_the_lead_and_the_coordinating_units():
    province = a_province()
    chair = a_user(Role.LEADER, province, name="Nguyễn Thiện", title="Phó Chủ tịch")
    lead, other = a_unit("Vũ Quang", parent=province), a_unit("Sở TT&TT", parent=province)
    a_user(Role.SITE_OFFICER, lead, name="Officer")
    a_user(Role.MEMBER, lead, name="Member")
    a_user(Role.LEADER, other, name="Coordinator")

    with transaction():
        given = issuing.give(
            "Đẩy mạnh CNTT",
            lead_unit=fresh(lead),
            giver_unit=fresh(province),
            coordinators=[fresh(other), fresh(lead)],
            giver=fresh(chair),
            due_on=DUE,
            by=fresh(chair),
        )
    given = fresh(given)

    assert (given.code, given.state, given.due_on, given.first_due_on) == ("NV-2026-0001", S.ASSIGNED, DUE, DUE)
    assert (given.giver_name, given.giver_title) == ("Nguyễn Thiện", "Phó Chủ tịch")
    assert [unit.name for unit in given.coordinators] == ["Sở TT&TT"]
    assert told() == [("directive_given", "Officer"), ("directive_to_coordinate", "Coordinator")]
    assert kinds(given) == ["given"]
    assert db.session.scalars(select(Entry.verb)).all() == ["directive_given"]


def test_codes_count_up_within_a_year_and_start_again_in_the_next():
    codes = [a_directive().code, a_directive().code]

    with clock.at(NOON + timedelta(days=40)):
        codes.append(a_directive().code)

    assert codes == ["NV-2026-0001", "NV-2026-0002", "NV-2027-0001"]


def test_the_snapshot_of_the_giver_outlives_his_name():
    leader = a_leader(a_province())
    given = a_directive(giver=leader, giver_unit=leader.posts[0].unit, by=leader)
    said_by = given.giver_name

    with transaction():
        fresh(leader).name = "Somebody else"

    assert (fresh(given).giver_name, fresh(given).giver.name) == (said_by, "Somebody else")


def test_the_office_of_a_body_is_told_what_the_body_is_given():
    lead = a_unit("UBND xã")
    a_user(Role.SITE_OFFICER, a_unit("Văn phòng", kind=UnitKind.OFFICE, parent=lead), name="In the office")
    a_user(Role.SITE_OFFICER, a_unit("Phòng", kind=UnitKind.DIVISION, parent=lead), name="In a division")

    a_directive(lead=lead)

    assert told() == [("directive_given", "In the office")]


@pytest.mark.parametrize("text", ["", "   ", None])
def test_giving_needs_words(text):
    with pytest.raises(NotValid) as no:
        a_directive(text)

    assert no.value.field == "text"


def test_a_deadline_before_the_day_it_was_given_is_refused():
    with pytest.raises(NotValid) as no:
        a_directive(due_on=date(2026, 12, 6))

    assert no.value.field == "due_on"


def test_a_directive_whose_deadline_passed_before_the_notice_came_out_is_still_given():
    said = NOON - timedelta(days=3)

    assert a_directive(due_on=date(2026, 12, 6), given_at=said).is_overdue(clock.today())


def test_the_unit_takes_it_on_reports_and_submits_and_the_giver_accepts():
    given = a_directive(due_on=DUE)
    officer, giver = an_officer(given), a_giver(given)

    did(given, "take_on", by=officer)
    did(given, "report", by=officer, text="Đã xong dự thảo", progress=55)
    half = fresh(given).progress
    did(given, "submit", by=officer, text="Đã xong")
    done = did(given, "accept", by=giver)

    assert half == 55
    assert (done.state, done.progress, done.completed_on) == (S.DONE, 100, date(2026, 12, 7))
    assert kinds(done) == ["given", "taken_on", "reported", "submitted", "accepted"]
    assert told() == [("directive_accepted", officer.name), ("directive_submitted", giver.name)]


def test_returning_needs_a_reason_and_the_giver_may_assign_another_unit():
    given = a_directive()
    giver, other = a_giver(given), a_unit("Another", parent=given.giver_unit)
    officer = a_user(Role.LEADER, other)

    no = refused(NotValid, given, "return_", reason=" ")
    returned = did(given, "return_", reason="Không thuộc thẩm quyền")
    state = returned.state
    with transaction():
        actions.assign_again(fresh(given), lead_unit=fresh(other), by=None)

    assert no.field == "reason"
    assert (state, fresh(given).state, fresh(given).lead_unit.name) == (S.RETURNED, S.ASSIGNED, "Another")
    assert told() == [("directive_given", officer.name), ("directive_returned", giver.name)]


def test_a_directive_is_given_to_another_unit_and_starts_anew_there_while_its_past_stays():
    given = a_directive(due_on=DUE, state=S.IN_PROGRESS)
    before, other = an_officer(given), a_unit("Another", parent=given.giver_unit)
    after, old = a_user(Role.LEADER, other), given.lead_unit.short_name

    with transaction():
        actions.hand_over(fresh(given), lead_unit=fresh(other), reason="Đúng chức năng hơn", by=None)
    given = fresh(given)

    assert (given.state, given.lead_unit.name, given.progress, given.due_on) == (S.ASSIGNED, "Another", 0, DUE)
    assert kinds(given) == ["given", "taken_on", "reported", "assigned_again"]
    assert queries.last_said(given) == f"{old} → Another: Đúng chức năng hơn"
    assert told() == sorted([("directive_handed_over", before.name), ("directive_given", after.name)])


@pytest.mark.parametrize("state", list(S))
def test_giving_to_another_unit_is_timely_until_the_result_is_handed_in(state):
    given = a_directive(state=state)
    words = dict(lead_unit=a_unit(parent=given.giver_unit), reason="Why")

    if state in (S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, S.RETURNED):
        assert did(given, "hand_over", **words).lead_unit_id == words["lead_unit"].id
    else:
        refused(NotNow, given, "hand_over", **words)


def test_giving_to_the_same_unit_or_without_a_reason_is_refused():
    given = a_directive()

    no = refused(NotValid, given, "hand_over", lead_unit=given.lead_unit, reason="Why")
    words = refused(NotValid, given, "hand_over", lead_unit=a_unit(), reason=" ")

    assert (no.field, words.field, fresh(given).version) == ("lead_unit", "reason", given.version)


def test_a_unit_keeps_what_it_passed_down_in_hand_until_that_is_done_or_withdrawn():
    parent = a_directive(state=S.ACCEPTED)
    child, other = a_child(parent), a_unit(parent=parent.giver_unit)

    refused(NotNow, parent, "return_", reason="Why")
    refused(NotNow, parent, "hand_over", lead_unit=other, reason="Why")
    did(child, "withdraw")

    assert did(parent, "return_", reason="Why").state is S.RETURNED


def test_a_stale_version_keeps_a_directive_with_its_unit():
    given = a_directive()
    other = a_unit(parent=given.giver_unit)

    no = refused(Stale, given, "hand_over", lead_unit=other, reason="Of mine", version=given.version - 1)

    assert (no.mine, fresh(given).lead_unit_id) == ("Of mine", given.lead_unit_id)


def test_sending_back_forgets_the_completion_and_goes_back_to_the_last_report():
    given = a_directive(state=S.IN_PROGRESS)

    submitted = did(given, "submit")
    sent_back = (submitted.progress, submitted.completed_on), did(given, "send_back")

    assert sent_back[0] == (100, clock.today())
    assert (sent_back[1].state, sent_back[1].progress, sent_back[1].completed_on) == (S.IN_PROGRESS, 55, None)


@pytest.mark.parametrize("progress", [-1, 101, 155, None, "55"])
def test_a_percentage_lies_between_0_and_100(progress):
    given = a_directive(state=S.ACCEPTED)

    no = refused(NotValid, given, "report", text="Words", progress=progress)

    assert (no.field, fresh(given).state, fresh(given).progress) == ("progress", S.ACCEPTED, 0)


def test_a_hindrance_is_told_to_the_giver_and_ends_with_the_next_report():
    given = a_directive(state=S.ACCEPTED)
    giver = a_giver(given)

    hindered = did(given, "report", text="Chưa có cáp quang", progress=20, is_hindered=True).is_hindered
    after = did(given, "report", text="Đã có", progress=40)

    assert (hindered, after.is_hindered) == (True, False)
    assert told() == [("directive_hindered", giver.name)]


def test_reminding_many_passes_over_those_that_owe_nothing():
    given = [a_directive(state=state) for state in S]
    officers = {directive.state: an_officer(directive) for directive in given}

    with transaction():
        urged = actions.remind_all([fresh(one) for one in given], by=None, text="Khẩn trương")

    assert [one.state for one in urged] == [S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS]
    assert told() == sorted(("directive_reminded", officers[one.state].name) for one in urged)


def test_asking_for_longer_keeps_the_old_deadline_until_it_is_granted():
    given = a_directive(due_on=DUE, state=S.ACCEPTED)
    later = DUE + timedelta(days=10)

    asked = did(given, "ask_for_longer", due_on=later, reason="Thiếu cán bộ")
    before = (asked.due_on, asked.wanted_due_on)
    granted = did(given, "grant_longer")

    assert before == (DUE, later)
    assert (granted.due_on, granted.first_due_on, granted.wanted_due_on) == (later, DUE, None)
    assert kinds(granted)[-2:] == ["longer_asked", "longer_granted"]


def test_longer_can_be_refused_with_a_reason_and_only_once():
    given = a_directive(due_on=DUE, state=S.ACCEPTED)
    did(given, "ask_for_longer", due_on=DUE + timedelta(days=1), reason="Thiếu cán bộ")

    refused(NotValid, given, "refuse_longer", reason="")
    answered = did(given, "refuse_longer", reason="Không thể chậm hơn")
    refused(NotNow, given, "grant_longer")

    assert (answered.due_on, answered.wanted_due_on) == (DUE, None)


def test_the_giver_may_grant_another_day_than_the_one_asked_for():
    given = a_directive(due_on=DUE, state=S.ACCEPTED)
    did(given, "ask_for_longer", due_on=DUE + timedelta(days=30), reason="Thiếu cán bộ")

    refused(NotValid, given, "grant_longer", due_on=DUE)
    granted = did(given, "grant_longer", due_on=DUE + timedelta(days=5))

    assert (granted.due_on, granted.first_due_on, granted.wanted_due_on) == (DUE + timedelta(days=5), DUE, None)


def test_longer_until_a_day_that_has_passed_is_refused():
    with clock.at(NOON - timedelta(days=20)):
        given = a_directive(due_on=date(2026, 12, 1), state=S.ACCEPTED)

    assert refused(NotValid, given, "ask_for_longer", due_on=date(2026, 12, 6), reason="Why").field == "due_on"


@pytest.mark.parametrize("due_on", [None, DUE, DUE - timedelta(days=1)])
def test_longer_must_be_later(due_on):
    given = a_directive(due_on=DUE, state=S.ACCEPTED)

    assert refused(NotValid, given, "ask_for_longer", due_on=due_on, reason="Why").field == "due_on"


def test_a_standing_one_has_no_deadline_to_move():
    given = a_directive(state=S.ACCEPTED)

    refused(NotValid, given, "ask_for_longer", due_on=DUE, reason="Why")


def test_passing_down_keeps_the_ground_and_stops_after_three_levels():
    conference = a_conference()
    first = a_directive(due_on=DUE, conference=conference, source="TB 452", state=S.ACCEPTED)
    second = a_child(first, due_on=DUE, state=S.ACCEPTED)
    third = a_child(second, due_on=DUE, state=S.ACCEPTED)

    with pytest.raises(NotValid):
        a_child(third, due_on=DUE)

    assert (third.conference_id, third.source) == (conference.id, "TB 452")
    assert (third.giver_unit_id, fresh(second).state) == (second.lead_unit_id, S.IN_PROGRESS)
    assert [one.id for one in family.below(fresh(first), an_administrator())] == [second.id, third.id]


@pytest.mark.parametrize("due_on", [None, DUE + timedelta(days=1)])
def test_a_child_may_not_be_later_than_its_parent(due_on):
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)

    with pytest.raises(NotValid) as no:
        a_child(parent, due_on=due_on)

    assert (no.value.field, fresh(parent).state) == ("due_on", S.ACCEPTED)


def test_a_child_gets_no_longer_than_its_parent_has():
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    child = a_child(parent, due_on=DUE - timedelta(days=5), state=S.ACCEPTED)

    refused(NotValid, child, "ask_for_longer", due_on=DUE + timedelta(days=1), reason="Why")

    assert did(child, "ask_for_longer", due_on=DUE, reason="Why").wanted_due_on == DUE


def test_a_unit_that_is_not_below_is_not_given_anything():
    parent = a_directive(state=S.ACCEPTED)

    with pytest.raises(NotValid):
        a_child(parent, lead=a_unit())
    with pytest.raises(NotValid):
        a_child(parent, lead=parent.lead_unit)


def test_the_family_counts_children_and_grandchildren_without_the_withdrawn():
    parent = a_directive(due_on=DUE, state=S.ACCEPTED)
    child = a_child(parent, due_on=date(2026, 12, 10), state=S.IN_PROGRESS)
    a_child(parent, due_on=DUE, state=S.DONE)
    a_child(parent, due_on=DUE, state=S.WITHDRAWN)
    a_child(child, due_on=date(2026, 12, 8), state=S.ACCEPTED)

    with clock.at(NOON + timedelta(days=2)):
        found = family.family(parent)

    assert found == family.Family(total=3, done=1, overdue=1, progress=78)  # 55 stands, for nothing is reported below
    assert found.open == 2


def test_the_history_cannot_be_rewritten():
    given = a_directive()

    with pytest.raises(IntegrityError, match="append-only"), transaction():
        history(given)[0].text = "Never said"
        db.session.flush()


MOVES = [name for name in LIFECYCLE.moves if name not in ("pass_down", "hand_over")]


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("move", MOVES)
def test_every_move_in_every_state_is_made_or_refused_as_the_table_says(state, move):
    given = a_directive(state=state, due_on=DUE)

    if move in LIFECYCLE.timely(state):
        assert did(given, move).state is LIFECYCLE.moves[move].target
    else:
        refused(NotNow, given, move, **WORDS.get(move, {}))
        assert fresh(given).state is state


@pytest.mark.parametrize("state", list(S))
def test_passing_down_is_timely_when_the_work_is_taken_on(state):
    given = a_directive(state=state, due_on=DUE)
    task = dict(text="Words", lead_unit=a_unit(parent=given.lead_unit), due_on=DUE)

    if state in (S.ACCEPTED, S.IN_PROGRESS):
        with transaction():
            task["lead_unit"] = fresh(task["lead_unit"])
            issuing.pass_down(fresh(given), tasks=[task], by=None)
        assert fresh(given).state is S.IN_PROGRESS
    else:
        refused(NotNow, given, "pass_down", tasks=[task])


@pytest.mark.parametrize("move", [name for name in MOVES if name not in ("accept", "take_on")])
def test_a_stale_version_brings_both_texts_and_changes_nothing(move):
    state = next(state for state in S if move in LIFECYCLE.timely(state))
    given = a_directive(state=state, due_on=DUE)
    steps_before = kinds(given)

    no = refused(Stale, given, move, **WORDS.get(move, {}), version=given.version - 1)

    words = WORDS.get(move, {})
    assert no.mine == words.get("text", words.get("reason", "" if move == "assign_again" else None))
    assert no.theirs == queries.last_said(fresh(given))
    assert kinds(fresh(given)) == steps_before


def test_the_same_block_is_given_to_a_unit_once():
    province = a_province()
    conference = a_conference(organiser=province, state=ConferenceState.ENDED)
    block = a_block(conference)
    lead = a_unit(parent=province)
    facts = dict(lead=lead, giver_unit=province, block=block, conference=conference)
    first = a_directive(**facts)

    with pytest.raises(NotValid):
        a_directive(**facts)

    a_directive(**facts | {"lead": a_unit(parent=province)})
    corrected = saved(Block(minutes_id=block.minutes_id, kind=block.kind, origin_id=block.id, **AT))
    assert [one.lead_unit_id for one in queries.of_block(corrected.id)][0] == first.lead_unit_id
    assert len(queries.of_block(corrected.id)) == 2
