from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.attendance import actions, naming, papers, queries
from meetings.attendance.models import DelegateChange, HeadCount, Presence
from meetings.attendance.numbers import Numbers
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Refusal, Stale
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import UnitKind
from tests.attendance.make import a_delegate, do
from tests.make import (
    MONDAY,
    a_conference,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_unit,
)

P = Presence
IS_IN = {"state": SiteState.CONFIRMED}


def a_sitting(state=C.LIVE, **facts):
    return a_conference(state=state, **facts)


def delegates(site):
    return {one.name: one for one in db.session.scalars(queries.delegates(site.id))}


@pytest.fixture
def site():
    return a_site(a_sitting(), name="Xã Vũ Quang", expected_count=24)


@pytest.fixture
def officer(site):
    return a_site_officer(site.unit)


def test_an_officer_reports_how_many_are_there(site, officer):
    do(actions.report, site, present=22, absent=2, note="Hai người đi công tác", version=0, by=officer)

    kept = db.session.scalars(select(HeadCount)).one()
    assert (kept.present, kept.absent, kept.note, kept.reported_by_id) == (22, 2, "Hai người đi công tác", officer.id)
    assert db.session.scalars(select(Entry.verb)).all() == ["reported_attendance"]


def test_a_second_report_takes_the_place_of_the_first(site, officer):
    do(actions.report, site, present=22, version=0, by=officer)

    do(actions.report, site, present=23, version=1, by=officer)

    assert db.session.scalars(select(HeadCount.present)).all() == [23]


def test_the_second_clerk_sees_both_numbers(site, officer):
    colleague = a_site_officer(site.unit)
    do(actions.report, site, present=22, absent=2, version=0, by=officer)

    with pytest.raises(Stale) as told:
        do(actions.report, site, present=20, absent=4, note="đếm lại", version=0, by=colleague)

    assert told.value.mine == {"present": 20, "absent": 4, "note": "đếm lại"}
    assert told.value.theirs == {"present": 22, "absent": 2, "note": "", "by": officer.name}
    assert db.session.scalars(select(HeadCount.present)).all() == [22]


@pytest.mark.parametrize(("present", "absent", "field"), [(-1, 0, "present"), (0, 100_001, "absent")])
def test_impossible_numbers_are_refused(site, officer, present, absent, field):
    with pytest.raises(NotValid) as told:
        do(actions.report, site, present=present, absent=absent, by=officer)

    assert told.value.field == field
    assert db.session.scalars(select(HeadCount)).all() == []


MARKS = {
    C.DRAFT: (False, False),
    C.INVITING: (True, True),
    C.READY: (True, True),
    C.LIVE: (True, True),
    C.PAUSED: (True, True),
    C.ENDED: (False, True),
    C.CONCLUDED: (False, False),
    C.CANCELLED: (False, False),
    C.POSTPONED: (False, False),
}


@pytest.mark.parametrize("state", C)
def test_reports_are_timely_on_the_day_and_afterwards_only_for_the_secretariat(state):
    province = a_province()
    site = a_site(a_conference(organiser=province, state=state))
    took = []
    for person in (a_site_officer(site.unit), a_secretary(province)):
        with clock.at(MONDAY):
            try:
                do(actions.report, site, present=1, by=person)
                took.append(True)
            except NotNow:
                took.append(False)

    assert tuple(took) == MARKS[state]


def test_nobody_is_counted_before_the_day(officer):
    site = a_site(a_sitting(C.READY))

    with clock.at(MONDAY - timedelta(days=1)), pytest.raises(NotNow):
        do(actions.report, site, present=1, by=officer)


def test_a_correction_after_the_end_says_so_in_the_journal():
    province = a_province()
    site = a_site(a_sitting(C.ENDED, organiser=province))
    person = a_delegate(site)

    do(actions.mark, person, P.LATE, version=1, by=a_secretary(province))

    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, entry.details["correction"], entry.details["now"]) == ("marked_delegate", True, "late")


def test_names_are_written_down_before_the_day_and_not_twice(officer):
    site = a_site(a_sitting(C.INVITING))
    do(naming.add, site, [("Lê Văn An", "Chủ tịch"), ("Trần Thị Bình", "")], by=officer)

    outcome = do(naming.add, site, [("lê văn an", "chủ tịch"), ("Phạm Hà", "Phó Chủ tịch")], by=officer)

    assert outcome == naming.Added(1, 0, ("lê văn an",))
    assert [(one.name, one.position) for one in delegates(site).values()] == [
        ("Lê Văn An", 1),
        ("Trần Thị Bình", 2),
        ("Phạm Hà", 3),
    ]


def test_a_list_without_names_and_an_endless_one_are_refused(site, officer):
    for people in ([], [(f"Người {n}", "") for n in range(naming.MOST_DELEGATES + 1)]):
        with pytest.raises(NotValid):
            do(naming.add, site, people, by=officer)

    assert delegates(site) == {}


def test_a_substitute_stands_beside_the_one_he_replaces(site, officer):
    person = a_delegate(site, title="Chủ tịch")

    do(
        naming.edit,
        person,
        version=1,
        name=person.name,
        title="Chủ tịch",
        substitute_name="Bà Hồ Thị Cúc",
        substitute_title="Phó Chủ tịch",
        by=officer,
    )

    kept = delegates(site)["Ông Lê Văn An"]
    assert (kept.title, kept.substitute_name, kept.substitute_title) == ("Chủ tịch", "Bà Hồ Thị Cúc", "Phó Chủ tịch")


def test_a_delegate_changed_by_two_shows_both(site, officer):
    person = a_delegate(site, title="Chủ tịch")
    do(naming.edit, person, version=1, name=person.name, title="Bí thư", by=officer)

    with pytest.raises(Stale) as told:
        do(naming.edit, person, version=1, name="Ông Lê Văn Ánh", by=officer)

    assert (told.value.mine["name"], told.value.theirs["title"]) == ("Ông Lê Văn Ánh", "Bí thư")


@pytest.mark.parametrize(
    ("facts", "field"), [({"name": " "}, "name"), ({"name": "An", "substitute_title": "Phó"}, "substitute_name")]
)
def test_a_delegate_without_a_name_is_refused(site, officer, facts, field):
    person = a_delegate(site)

    with pytest.raises(NotValid) as told:
        do(naming.edit, person, version=1, by=officer, **facts)

    assert told.value.field == field


@pytest.mark.parametrize("presence", P)
def test_a_delegate_is_marked_in_one_of_six_ways(site, officer, presence):
    person = a_delegate(site)

    do(actions.mark, person, presence, reason="Ốm", version=1, by=officer)

    kept = delegates(site)[person.name]
    assert kept.presence is presence
    assert kept.reason == ("Ốm" if presence is P.ABSENT_EXCUSED else "")
    assert (kept.marked_by_id is None) == (presence is P.UNMARKED)


def test_an_excused_absence_needs_its_reason(site, officer):
    with pytest.raises(NotValid) as told:
        do(actions.mark, a_delegate(site), P.ABSENT_EXCUSED, reason="  ", version=1, by=officer)

    assert told.value.field == "reason"


def test_all_the_rest_are_marked_and_that_is_taken_back(site, officer):
    marked = a_delegate(site, "Đã vắng", presence=P.ABSENT_UNEXCUSED)
    a_delegate(site, "Một"), a_delegate(site, "Hai")

    number, when = do(actions.mark_rest, site, P.IN_ROOM, by=officer)
    between = {one.name: one.presence for one in delegates(site).values()}
    do(actions.mark, delegates(site)["Hai"], P.LATE, by=officer)
    taken_back = do(actions.undo, site, when, by=officer)

    assert (number, taken_back) == (2, 1)
    assert between == {"Đã vắng": P.ABSENT_UNEXCUSED, "Một": P.IN_ROOM, "Hai": P.IN_ROOM}
    assert {name: one.presence for name, one in delegates(site).items()} == {
        marked.name: P.ABSENT_UNEXCUSED,
        "Một": P.UNMARKED,
        "Hai": P.LATE,
    }


def test_marking_nobody_and_taking_back_nothing_are_refused(site, officer):
    with pytest.raises(NotValid):
        do(actions.mark_rest, site, P.IN_ROOM, by=officer)
    with pytest.raises(NotNow):
        do(actions.undo, site, clock.now(), by=officer)
    with pytest.raises(NotValid):
        do(actions.mark_rest, site, P.ABSENT_EXCUSED, by=officer)


def test_removing_a_delegate_keeps_his_name_in_the_lists_own_log_not_in_the_journal(site, officer):
    person = a_delegate(site)

    do(naming.remove, person, version=1, by=officer)

    assert delegates(site) == {}
    assert db.session.scalars(select(DelegateChange.name)).all() == ["Ông Lê Văn An"]
    assert "Lê Văn An" not in str(db.session.scalars(select(Entry)).one().details)


# sums


@pytest.fixture
def scene():
    province = a_province()
    conference = a_sitting(organiser=province, title="Giao ban")
    main = a_site(conference, province, kind=SiteKind.MAIN, state=SiteState.CONFIRMED, name="UBND tỉnh")
    huyen = a_site(conference, a_unit("Huyện A", kind=UnitKind.DISTRICT), name="Huyện A", expected_count=30, **IS_IN)
    xa = a_site(conference, a_unit("Xã B"), name="Xã B", expected_count=10, group_name="Huyện A", **IS_IN)
    a_site(conference, a_unit("Xã C"), name="Xã C", expected_count=5, state=SiteState.DECLINED)
    secretary = a_secretary(province)
    do(actions.report, main, present=40, absent=1, by=secretary)
    do(actions.report, huyen, present=28, absent=2, note="Mưa lớn", by=secretary)
    a_delegate(xa, "Ông Xã", title="Chủ tịch", presence=P.IN_ROOM)
    a_delegate(xa, "Bà Xã", presence=P.ABSENT_EXCUSED, reason="đi học")
    a_delegate(
        xa, "Ông Vắng", title="Bí thư", presence=P.ONLINE, substitute_name="Bà Thay", substitute_title="Phó Bí thư"
    )
    return conference, secretary


def test_sums_by_level_take_reports_before_names_and_leave_out_who_declined(scene):
    totals = queries.totals(scene[0].id)

    assert totals == queries.Totals(
        Numbers(3, 3, 40, 70, 4, 7),
        {
            "main": Numbers(1, 1, 0, 40, 1, 0),
            "district": Numbers(1, 1, 30, 28, 2, 0),
            "commune": Numbers(1, 1, 10, 2, 1, 7),
        },
    )


def test_the_sheet_names_sites_sums_and_substitutes(scene):
    facts = papers.facts(scene[0])

    assert [(site.name, site.present, site.absent, site.note) for site in facts.sites] == [
        ("UBND tỉnh", 40, 1, ""),
        ("Huyện A", 28, 2, "Mưa lớn"),
        ("Xã B", 2, 1, "7 người đã đăng ký chưa báo cáo"),
    ]
    total = facts.totals[-1]
    assert (total.label, total.sites, total.present, total.note) == (
        "Tổng cộng",
        3,
        70,
        "7 người đã đăng ký chưa báo cáo",
    )
    assert [(one.name, one.position, one.presence, one.note) for one in facts.sites[2].delegates] == [
        ("Ông Xã", "Chủ tịch", "Có mặt", ""),
        ("Bà Xã", "", "Vắng có lý do", "đi học"),
        ("Bà Thay", "Phó Bí thư", "Trực tuyến", "dự thay Ông Vắng, Bí thư"),
    ]
    assert facts.plain()["meeting"] == "Hội nghị giao ban, 07 giờ 30, ngày 30 tháng 11 năm 2026"


def test_the_sheet_says_when_it_began_once_it_has_and_a_paper_what_its_minutes_say(scene):
    planned = scene[0].starts_at
    with transaction():
        scene[0].began_at = planned - timedelta(hours=9)

    sheet = papers.facts(scene[0]).plain()["meeting"]
    annex = papers.annex(scene[0], began=planned + timedelta(minutes=5), attached_to="").plain()["meeting"]

    assert sheet == "Hội nghị giao ban, 22 giờ 30, ngày 29 tháng 11 năm 2026"
    assert annex == "Hội nghị giao ban, 07 giờ 35, ngày 30 tháng 11 năm 2026"


def test_beside_the_present_stands_whether_the_main_site_was_asked_for_a_number(login, scene):
    browser, number = login(scene[1]), f"/conferences/{scene[0].id}"
    main = db.session.query(Site).filter_by(conference_id=scene[0].id, kind=SiteKind.MAIN).one()

    pages = [browser.get(f"{number}/attendance").text, browser.get(number).text]
    with transaction():
        db.session.get(Site, main.id).expected_count = 40
    again = [browser.get(f"{number}/attendance").text, browser.get(number).text]

    assert ["/ 40 đăng ký, không kể điểm cầu chính" in page for page in pages] == [True, True]
    assert ["/ 80 đăng ký<" in page for page in again] == [True, True]


def test_the_minutes_say_who_took_part(scene):
    assert papers.participants(queries.totals(scene[0].id)) == [
        "Tại điểm cầu chính: 40 đại biểu có mặt, vắng 1.",
        "Cấp huyện: 1 điểm cầu, 28 đại biểu có mặt, vắng 2.",
        "Cấp xã: 1 điểm cầu, 2 đại biểu có mặt, vắng 1, 7 người đã đăng ký chưa báo cáo.",
        "Tổng cộng: 3 điểm cầu, 70 đại biểu có mặt, vắng 4, 7 người đã đăng ký chưa báo cáo (phụ lục kèm theo).",
    ]


def test_what_goes_to_all_sites_names_no_delegate(scene):
    everybody = [one.name for site in papers.facts(scene[0]).sites for one in site.delegates]
    annex = papers.annex(scene[0], began=MONDAY, attached_to="của UBND tỉnh")
    said = str(annex.plain()) + " ".join(papers.participants(queries.totals(scene[0].id)))

    assert [(site.name, site.present) for site in annex.sites] == [("UBND tỉnh", 40), ("Huyện A", 28), ("Xã B", 2)]
    assert (len(everybody), [name for name in everybody if name in said]) == (3, [])


def test_without_any_report_the_minutes_say_nothing():
    assert papers.participants(queries.totals(a_sitting().id)) == []


def test_closing_writes_the_sums_and_leaves_corrections_to_the_secretariat(scene):
    conference, secretary = scene

    do(actions.close_sheet, conference, by=secretary)

    entry = db.session.scalars(select(Entry).where(Entry.verb == "closed_attendance")).one()
    assert entry.details == {"sites": 3, "reported": 3, "present": 70, "absent": 4}


@pytest.mark.parametrize("state", [C.DRAFT, C.INVITING, C.CONCLUDED, C.CANCELLED])
def test_closing_is_refused_unless_it_sits_or_has_ended(state):
    with pytest.raises(Refusal):
        do(actions.close_sheet, a_sitting(state), by=a_secretary())
