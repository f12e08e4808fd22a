from datetime import date

import pytest

from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import ConferenceState
from meetings.minutes import actions, content, queries
from meetings.minutes.models import BlockKind, MinutesState
from meetings.registry.models import Paper
from tests.make import a_conference, a_secretary, a_site, a_unit
from tests.minutes.make import a_directive_in, a_held_conference, an_item, block_in, corrected, drafted, minutes_in

S = MinutesState


def texts(minutes):
    return [block.text for block in queries.blocks_of(minutes.id)]


def test_minutes_are_started_once_and_then_handed_back():
    conference = a_held_conference()

    first, second = drafted(conference), drafted(conference)

    assert (first.id, first.edition, first.state) == (second.id, 1, S.DRAFT)


@pytest.mark.parametrize("state", [ConferenceState.DRAFT, ConferenceState.CANCELLED, ConferenceState.POSTPONED])
def test_no_minutes_of_what_is_not_announced_or_is_put_off(state):
    conference = a_conference(state=state)

    with pytest.raises(NotNow), transaction():
        actions.start_draft(conference, by=None)


def test_blocks_stand_in_the_order_of_the_agenda_and_then_of_writing():
    minutes = drafted()
    late, early = an_item(minutes.conference, position=2), an_item(minutes.conference, position=1)

    block_in(minutes, text="without")
    block_in(minutes, text="late", item=late)
    block_in(minutes, text="early 1", item=early)
    block_in(minutes, text="early 2", item=early)

    assert texts(minutes) == ["early 1", "early 2", "late", "without"]


def test_every_save_that_changes_something_is_a_revision():
    secretary = a_secretary()
    block = block_in(drafted(), text="one", by=secretary)

    with transaction():
        actions.revise_block(block, version=1, text="two", by=secretary)
    with transaction():
        actions.revise_block(block, version=2, text="two", by=secretary)

    kept = [(r.number, r.by_name, r.content["text"]) for r in queries.revisions(block.id)]
    assert kept == [(2, secretary.name, "two"), (1, secretary.name, "one")]


def test_the_second_of_two_writers_sees_both_texts_and_overwrites_nothing():
    block = block_in(drafted(), text="base")
    with transaction():
        actions.revise_block(block, version=1, text="theirs", by=None)

    with pytest.raises(Stale) as stale, transaction():
        actions.revise_block(block, version=1, text="mine", by=None)

    shown = stale.value.mine["text"], stale.value.theirs["text"], db.session.get(type(block), block.id).text
    assert shown == ("mine", "theirs", "theirs")


def test_a_save_sent_twice_is_no_conflict():
    block = block_in(drafted(), text="base")
    with transaction():
        actions.revise_block(block, version=1, text="mine", by=None)

    with transaction():
        actions.revise_block(block, version=1, text="mine", by=None)

    assert (block.version, len(queries.revisions(block.id))) == (2, 2)


def test_a_change_of_units_alone_counts_as_a_change():
    block = a_directive_in(drafted())
    other = a_unit()

    with transaction():
        actions.revise_block(block, version=1, leads=[other], by=None)

    assert (block.version, [unit.id for unit in block.leads]) == (2, [other.id])


def test_a_standing_directive_has_no_deadline():
    block = a_directive_in(drafted())

    with transaction():
        actions.revise_block(block, version=1, is_standing=True, due_on=date(2026, 12, 1), by=None)

    assert (block.is_standing, block.due_on) == (True, None)


def test_a_unit_cannot_lead_and_coordinate():
    block = a_directive_in(drafted())

    with pytest.raises(NotValid) as no, transaction():
        actions.revise_block(block, version=1, coordinators=block.leads, by=None)

    assert no.value.field == "coordinators"


def test_an_item_or_site_of_another_conference_is_refused():
    block = block_in(drafted())
    elsewhere = a_held_conference()

    for change in ({"item": an_item(elsewhere)}, {"site": a_site(elsewhere)}):
        with pytest.raises(NotValid), transaction():
            actions.revise_block(block, version=1, by=None, **change)


def test_restoring_makes_a_new_revision_and_keeps_all_others():
    block = a_directive_in(drafted())
    with transaction():
        actions.revise_block(block, version=1, text="spoiled", leads=[], due_on=None, by=None)

    with transaction():
        actions.restore(block, queries.revision(block.id, 1), version=2, by=None)

    first, last = queries.revision(block.id, 1), queries.revision(block.id, 3)
    assert first.content == last.content == content.content(block)


def test_moving_goes_one_place_and_over_into_the_next_item():
    minutes = drafted()
    one, two = (an_item(minutes.conference, position=n) for n in (1, 2))
    block_in(minutes, text="a", item=one)
    b = block_in(minutes, text="b", item=one)
    block_in(minutes, text="c", item=two)

    orders = []
    for down in (False, True, True, True, True, True):
        with transaction():
            actions.move(b, down=down)
        orders.append("".join(texts(minutes)))

    assert orders == ["bac", "abc", "abc", "acb", "acb", "acb"]
    assert (b.item_id, b.version) == (None, 1)


def test_what_is_removed_can_be_put_back_where_it_was():
    minutes = drafted()
    first, _second = block_in(minutes, text="first"), block_in(minutes, text="second")
    with transaction():
        actions.remove(first, version=1, by=None)
    without = texts(minutes)

    with transaction():
        actions.put_back(first, by=None)

    assert (without, texts(minutes)) == (["second"], ["first", "second"])


def test_nothing_is_removed_that_somebody_wrote_to_meanwhile():
    block = block_in(drafted(), text="one")
    with transaction():
        actions.revise_block(block, version=1, text="two", by=None)

    with pytest.raises(Stale), transaction():
        actions.remove(block, version=1, by=None)


def test_the_outline_comes_from_the_agenda_and_only_where_nothing_is_written():
    minutes = drafted()
    an_item(minutes.conference, presenter_text="Ông Phan Tấn Linh")
    written = an_item(minutes.conference, position=2)
    block_in(minutes, text="Đã ghi.", item=written)

    for _ in range(2):
        with transaction():
            actions.fill_from_agenda(minutes, by=None)

    assert texts(minutes) == ["Ông Phan Tấn Linh trình bày báo cáo tổng kết.", "Đã ghi."]


@pytest.mark.parametrize("state", [S.IN_REVIEW, S.APPROVED, S.RELEASED])
def test_nothing_can_be_written_once_the_chair_has_the_minutes(state):
    minutes = minutes_in(state)
    block = queries.blocks_of(minutes.id)[0]
    head = dict(began_at=None, finished_at=None, attendance_text="", recipients="")
    writing = [
        lambda: actions.add_block(minutes, BlockKind.NARRATIVE, by=None),
        lambda: actions.revise_block(block, version=block.version, text="x", by=None),
        lambda: actions.restore(block, queries.revision(block.id, 1), version=block.version, by=None),
        lambda: actions.move(block, down=True),
        lambda: actions.remove(block, version=block.version, by=None),
        lambda: actions.put_back(block, by=None),
        lambda: actions.fill_from_agenda(minutes, by=None),
        lambda: actions.revise_head(minutes, version=minutes.version, by=None, **head),
        lambda: actions.submit(minutes, by=None),
    ]

    for act in writing:
        with pytest.raises(NotNow), transaction():
            act()


def test_approval_freezes_the_facts_whatever_changes_elsewhere():
    minutes = minutes_in(S.APPROVED)
    frozen = minutes.facts

    with transaction():
        minutes.conference.title = "Another title"
    with transaction():
        paper = actions.release(minutes, by=None)

    assert paper.facts == {**frozen, "head": {**frozen["head"], "symbol": "01/BB-UBND"}}
    assert (paper.symbol, paper.kind, minutes.state) == ("01/BB-UBND", "BB", S.RELEASED)


def test_a_correction_is_a_new_edition_beside_the_old():
    old = minutes_in(S.RELEASED)
    before = [content.content(block) for block in queries.blocks_of(old.id)]

    with transaction():
        new = actions.correct(old, reason="Sai tên đơn vị", by=None)
    copied = [content.content(block) for block in queries.blocks_of(new.id)]
    block_in(new, text="Bổ sung một ý kiến.")
    with transaction():
        actions.submit(new, by=None)
    with transaction():
        actions.approve(new, by=None)
    with transaction():
        paper = actions.release(new, by=None)

    assert copied == before
    assert (new.edition, paper.number, paper.supersedes_id) == (2, 2, old.paper_id)
    assert db.session.get(Paper, old.paper_id).symbol == "01/BB-UBND"


def test_a_correction_that_corrects_nothing_does_not_go_to_the_chair():
    new = corrected(minutes_in(S.RELEASED))

    with pytest.raises(NotValid, match="không có nội dung nào khác"), transaction():
        actions.submit(new, by=None)
    db.session.rollback()
    state = queries.minutes(new.id).state
    block_in(new, text="Bổ sung một ý kiến.")
    with transaction():
        actions.submit(new, by=None)

    assert (state, new.state) == (S.DRAFT, S.IN_REVIEW)


def test_a_correction_of_what_the_paper_does_not_show_corrects_something():
    one, other = (a_unit("Phòng Kinh tế", parent=a_unit(name)) for name in ("Xã Một", "Xã Hai"))
    minutes = drafted()
    block_in(minutes, BlockKind.CONCLUSION, text="Một.")
    a_directive_in(minutes, leads=[one])
    for act in (actions.submit, actions.approve, actions.release):
        with transaction():
            act(minutes, by=None)
    new = corrected(minutes)
    [block] = [one for one in queries.blocks_of(new.id) if one.kind is BlockKind.DIRECTIVE]
    with transaction():
        block.leads = [db.session.merge(other)]

    with transaction():
        actions.submit(new, by=None)

    assert new.state is S.IN_REVIEW


def test_a_correction_needs_a_reason_and_frozen_minutes():
    for state, reason, no in ((S.RELEASED, "  ", NotValid), (S.DRAFT, "why", NotNow)):
        minutes = minutes_in(state)
        with pytest.raises(no), transaction():
            actions.correct(minutes, reason=reason, by=None)


def test_an_edition_that_is_being_corrected_is_neither_released_nor_corrected_again():
    minutes = minutes_in(S.APPROVED)
    with transaction():
        actions.correct(minutes, reason="Sai", by=None)

    for act in (lambda: actions.release(minutes, by=None), lambda: actions.correct(minutes, reason="x", by=None)):
        with pytest.raises(NotNow), transaction():
            act()


def test_the_chair_cannot_approve_what_he_has_not_been_shown():
    minutes = minutes_in(S.IN_REVIEW)

    with pytest.raises(Stale), transaction():
        actions.approve(minutes, version=minutes.version - 1, by=None)
