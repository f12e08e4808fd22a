import pytest

from meetings.base.db import transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.vietnamese import day_in_words
from meetings.conclusions import actions, papers, queries
from meetings.conclusions.models import LIFECYCLE, NoticeState
from meetings.desk import rulings
from meetings.invitations.models import Letter
from meetings.minutes.models import BlockKind, MinutesState
from meetings.sites.models import SiteState
from tests.conclusions.make import a_notice, approved, corrected, notice_in
from tests.lifecycles import expect_as_the_table_says
from tests.make import a_site, saved
from tests.minutes.make import a_held_conference, block_in, drafted, minutes_in

S = NoticeState
MOVES = {
    "submit": lambda notice: rulings.submit_notice(notice, by=None),
    "send_back": lambda notice: rulings.send_back_notice(notice, note="Xem lại.", by=None),
    "approve": lambda notice: rulings.approve_notice(notice, by=None),
    "release": lambda notice: rulings.release_notice(notice, by=None),
    "drop": lambda notice: actions.drop(notice, by=None),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("name", LIFECYCLE.moves)
def test_every_move_exists_where_the_table_says_and_nowhere_else(state, name):
    notice = notice_in(state)
    if name == "drop" and state is S.DRAFT:  # only a correction is dropped
        notice = corrected(notice_in(S.RELEASED))

    expect_as_the_table_says(LIFECYCLE.moves[name], MOVES[name], notice)


def test_what_was_concluded_stands_under_a_heading_that_fits_decisions_as_well():
    notice = notice_in(S.DRAFT)

    first = papers.facts(notice)["sections"][0]

    assert first["title"] == "Đánh giá, kết luận chung"
    assert [point["text"] for point in first["points"]] == ["Toàn ngành tiếp tục phấn đấu."]


def test_conclusions_are_numbered_in_the_order_of_the_paper_when_the_minutes_are_approved():
    minutes = drafted()
    for text in ("Một", "Hai"):
        block_in(minutes, BlockKind.CONCLUSION, text=text)
    with transaction():
        rulings.submit_minutes(minutes, by=None)

    approved(minutes)

    assert [(c.number, c.text) for c in queries.conclusions(minutes.id)] == [(1, "Một"), (2, "Hai")]


def test_the_notice_is_drafted_from_approved_minutes_and_only_once():
    conference = a_held_conference(title="Hội nghị tổng kết", place="Hội trường UBND tỉnh")
    for _ in range(2):
        a_site(conference, state=SiteState.CONFIRMED)
    notice = a_notice(conference)

    with transaction():
        again = actions.start_notice(conference, by=None)

    chair = " ".join((conference.chair.title, conference.chair.name))
    assert again.id == notice.id
    assert (notice.subject, notice.assessment) == (
        f"Kết luận của {chair} tại Hội nghị tổng kết",
        "Toàn ngành tiếp tục phấn đấu.",
    )
    assert notice.opening == (
        f"Ngày 30 tháng 11 năm 2026, tại Hội trường UBND tỉnh, {chair} chủ trì Hội nghị tổng kết, kết nối trực tuyến "
        f"với 02 điểm cầu. Sau khi nghe báo cáo và ý kiến phát biểu của các đại biểu, {chair} kết luận như sau:"
    )


def a_letter(conference, **texts):
    return saved(Letter(conference_id=conference.id, subject="Dự hội nghị", **texts))


def test_whoever_signed_the_letter_signs_the_notice_and_its_other_recipients_are_taken_over():
    conference = a_held_conference()
    signed = dict(authority="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", signer_name="Trần Đình Phong")
    a_letter(conference, recipients="- Như thành phần mời;\n- TT Tỉnh ủy (để b/c);\n- Lưu: VT, NC1.", **signed)
    minutes = approved(minutes_in(MinutesState.IN_REVIEW, conference))

    with transaction():
        notice = actions.start_notice(conference, by=None)

    assert notice.minutes_id == minutes.id
    assert (notice.authority, notice.signer_name, notice.recipients.splitlines()) == (
        signed["authority"],
        signed["signer_name"],
        ["TT Tỉnh ủy (để b/c)", "Các cơ quan, đơn vị dự Hội nghị", "Các đơn vị được giao nhiệm vụ", "Lưu: VT, NC1"],
    )


def test_without_a_signed_letter_the_notice_is_signed_as_the_last_of_the_organiser():
    last = a_notice(signer_name="Lê Minh Đạo", authority="TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG")
    conference = a_held_conference(organiser=last.conference.organiser)
    a_letter(conference)
    approved(minutes_in(MinutesState.IN_REVIEW, conference))

    with transaction():
        notice = actions.start_notice(conference, by=None)

    assert (notice.authority, notice.signer_name) == (last.authority, "Lê Minh Đạo")


def test_of_a_first_notice_nobody_knows_who_signs():
    a_notice(signer_name="Người của tỉnh khác")
    conference = a_held_conference()
    approved(minutes_in(MinutesState.IN_REVIEW, conference))

    with transaction():
        notice = actions.start_notice(conference, by=None)

    assert (notice.authority, notice.signer_name, notice.recipients) == (
        "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG",
        "",
        "Các cơ quan, đơn vị dự Hội nghị\nCác đơn vị được giao nhiệm vụ\nLưu: VT",
    )


def test_there_is_no_notice_without_approved_minutes():
    minutes = minutes_in(MinutesState.IN_REVIEW)

    with pytest.raises(NotNow), transaction():
        actions.start_notice(minutes.conference, by=None)


def test_the_second_of_two_writers_sees_both_texts():
    notice = a_notice()
    shown = notice.version
    with transaction():
        actions.revise(notice, version=shown, opening="theirs", by=None)

    with pytest.raises(Stale) as stale, transaction():
        actions.revise(notice, version=shown, opening="mine", by=None)

    assert (stale.value.mine["opening"], stale.value.theirs["opening"]) == ("mine", "theirs")


@pytest.mark.parametrize("state", [S.IN_REVIEW, S.APPROVED, S.RELEASED])
def test_nothing_can_be_written_once_the_chair_has_the_notice(state):
    notice = notice_in(state)

    with pytest.raises(NotNow), transaction():
        actions.revise(notice, version=notice.version, opening="x", by=None)


@pytest.mark.parametrize("missing", ["subject", "opening", "authority", "signer_name", "recipients"])
def test_a_notice_with_something_missing_does_not_reach_the_chair(missing):
    notice = a_notice(**{missing: ""})

    with pytest.raises(NotValid), transaction():
        rulings.submit_notice(notice, by=None)


def test_a_correction_stands_beside_the_old_notice():
    old = notice_in(S.RELEASED)
    with transaction():
        new = actions.correct(old, reason="Sai trích yếu", by=None)
        actions.revise(new, version=new.version, by=None, subject="Trích yếu đã sửa")

    for move in (rulings.submit_notice, rulings.approve_notice, rulings.release_notice):
        with transaction():
            move(new, by=None)

    assert (new.edition, new.paper.symbol, new.paper.supersedes_id) == (2, "02/TB-UBND", old.paper_id)
    assert (old.state, old.paper.symbol) == (S.RELEASED, "01/TB-UBND")
    day = day_in_words(old.paper.issued_on)
    told = f"Thông báo này thay thế Thông báo số 01/TB-UBND {day}. Lý do: Sai trích yếu"
    assert new.paper.facts["correction"] == told


def test_a_correction_needs_a_reason_and_a_frozen_notice():
    for notice, reason, no in ((notice_in(S.RELEASED), " ", NotValid), (a_notice(), "why", NotNow)):
        with pytest.raises(no), transaction():
            actions.correct(notice, reason=reason, by=None)
