"""How many people: announced, present, absent, and not known yet. One meaning on every page, sheet and paper."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from meetings.attendance import actions, lists, papers, queries
from meetings.attendance.models import Delegate, HeadCount, Presence
from meetings.attendance.numbers import Numbers
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.desk import counts
from meetings.journal.models import Entry
from meetings.sites import standing
from meetings.sites.models import Reply, Site, SiteKind, SiteState
from tests.attendance.make import do
from tests.make import MONDAY, a_conference, a_site, a_site_officer, a_unit, saved

P = Presence
S = SiteState


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.LIVE, starts_at=clock.now(), title="Giao ban tháng 11")


@pytest.fixture
def site(conference):
    return a_site(conference, a_unit("Xã Vũ Quang"), state=S.CONFIRMED, expected_count=12)


@pytest.fixture
def officer(site):
    return a_site_officer(site.unit)


def named(site, *marks, **facts):
    return [saved(Delegate(site_id=site.id, name=f"Ông Lê {n}", position=n, presence=one, **facts))
            for n, one in enumerate(marks)]  # fmt: skip


def line(site):
    db.session.expire_all()
    return queries.lines([site.id])[site.id]


def reported(site):
    found = line(site)
    return found.present, found.absent, found.unknown


def press(browser, page, words):
    """The form around the button with these words, sent as it stands."""
    for action, body in re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL):
        if words in body:
            fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
            return browser.post(action, data=dict(fields), follow_redirects=True)
    raise AssertionError(f"no button {words}")


# of one site


def test_who_was_announced_and_not_named_does_not_vanish_when_the_rest_is_marked(login, officer, site):
    named(site, *[P.UNMARKED] * 5)
    browser = login(officer)

    browser.post(f"/sites/{site.id}/attendance/rest", data={"presence": "in_room"})
    page = browser.get(f"/sites/{site.id}/attendance").text

    assert reported(site) == (5, 0, 7)
    assert "Còn 7 đại biểu đã đăng ký chưa rõ có mặt hay vắng." in page
    assert ("7 người này có mặt" in page, "7 người này vắng" in page) == (True, True)


@pytest.mark.parametrize(("words", "found"), [("7 người này có mặt", (12, 0, 0)), ("7 người này vắng", (5, 7, 0))])
def test_one_press_says_whether_those_without_a_name_are_there(login, officer, site, words, found):
    named(site, *[P.IN_ROOM] * 5)
    browser = login(officer)

    page = press(browser, browser.get(f"/sites/{site.id}/attendance").text, words).text

    assert reported(site) == found
    assert "chưa rõ có mặt hay vắng" not in page


def test_a_report_of_fewer_than_were_announced_leaves_the_others_in_sight(login, officer, site):
    browser = login(officer)

    browser.post(f"/sites/{site.id}/attendance/count", data={"present": "10", "absent": "0", "version": "0"})
    page = press(browser, browser.get(f"/sites/{site.id}/attendance").text, "2 người này vắng").text

    assert reported(site) == (10, 2, 0)
    assert "chưa rõ có mặt hay vắng" not in page


def test_names_that_are_not_marked_are_marked_first(login, officer, site):
    named(site, *[P.IN_ROOM] * 3, P.UNMARKED, P.UNMARKED)

    page = login(officer).get(f"/sites/{site.id}/attendance").text

    assert reported(site) == (3, 0, 9)
    assert "Còn 7 đại biểu đã đăng ký chưa rõ" in page
    assert "7 người này có mặt" not in page


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (P.ABSENT_UNEXCUSED, P.LATE, (11, 1, 0)),
        (P.IN_ROOM, P.ABSENT_UNEXCUSED, (9, 3, 0)),
        (P.UNMARKED, P.LATE, (10, 2, 0)),
        (P.IN_ROOM, P.LATE, (10, 2, 0)),
    ],
)
def test_who_comes_late_takes_one_of_the_reported_number_along(site, officer, before, now, found):
    delegate = named(site, before)[0]
    saved(HeadCount(site_id=site.id, present=10, absent=2, reported_at=clock.now()))

    do(actions.mark, delegate, now, by=officer)

    assert reported(site) == found


def test_nobody_comes_out_of_nothing(site, officer):
    delegate = named(site, P.ABSENT_UNEXCUSED)[0]
    saved(HeadCount(site_id=site.id, present=12, absent=0, reported_at=clock.now()))

    do(actions.mark, delegate, P.LATE, by=officer)

    assert reported(site) == (12, 0, 0)


def test_a_whole_list_that_says_otherwise_than_the_report_is_shown_and_taken_over(login, officer, site):
    named(site, *[P.IN_ROOM] * 9, *[P.ABSENT_UNEXCUSED] * 3)
    saved(HeadCount(site_id=site.id, present=12, absent=0, reported_at=clock.now(), note="đủ"))
    browser = login(officer)

    page = browser.get(f"/sites/{site.id}/attendance").text
    press(browser, page, "Lấy theo danh sách")

    assert "Danh sách điểm danh cho số khác: 9 có mặt, 3 vắng." in page
    assert reported(site) == (9, 3, 0)
    assert line(site).head_count.note == "đủ"


def test_a_mark_swapped_in_place_brings_the_new_numbers_along(login, officer, site):
    one = named(site, P.UNMARKED)[0]
    data, part = {"presence": "in_room", "version": one.version}, {"HX-Request": "true"}

    answer = login(officer).post(f"/delegates/{one.id}/mark", data=data, headers=part).text

    assert re.search(r'id="attendance-said" hx-swap-oob="outerMorph"', answer)
    assert "Còn 11 đại biểu đã đăng ký chưa rõ" in answer


# of many: the main site, a relay, one that declined, one that has not answered, one with a substitute


@pytest.fixture
def scene(conference, province):
    """The sites by what they are; the number each stands with, and who is there."""
    rows = {
        "main": (dict(kind=SiteKind.MAIN, state=S.CONFIRMED, expected_count=6), (6, 0)),
        "member": (dict(state=S.CONFIRMED, expected_count=12), (10, 1)),
        "relay": (dict(kind=SiteKind.RELAY, state=S.CONFIRMED, expected_count=20, reply=Reply.RELAY), (20, 0)),
        "asking": (dict(state=S.CHANGE_REQUESTED, expected_count=5), None),
        "declined": (dict(state=S.DECLINED, expected_count=25), None),
        "silent": (dict(state=S.SEEN, expected_count=9), None),
        "asked anew": (dict(state=S.WAITING, former=S.CONFIRMED, expected_count=8), (7, 0)),
        "declined but came": (dict(state=S.DECLINED, expected_count=4), (3, 0)),
    }
    found = {}
    for name, (facts, report) in rows.items():
        unit = province if name == "main" else a_unit(f"Xã {name}")
        found[name] = a_site(conference, unit, name=f"Xã {name}", **facts)
        if report:
            present, absent = report
            saved(HeadCount(site_id=found[name].id, present=present, absent=absent, reported_at=clock.now()))
    found["substitute"] = a_site(conference, a_unit("Xã thay"), state=S.CONFIRMED, expected_count=2)
    named(found["substitute"], P.IN_ROOM, P.UNMARKED, substitute_name="Bà Thay")
    return found


WHOLE = Numbers(sites=8, reported=6, announced=45, present=47, absent=1, unknown=7)


def test_one_meaning_of_announced_for_all_sites(conference, scene):
    whole = queries.totals(conference.id).whole

    assert whole == WHOLE
    assert standing.standing(conference.id).announced == whole.announced
    assert sum(site.announced or 0 for site in scene.values()) == whole.announced
    assert sum((numbers for _name, numbers in queries.groups(conference.id)), Numbers()) == whole


def test_every_page_sheet_and_paper_says_the_same(login, secretary, conference, scene):
    browser, number = login(secretary), f"/conferences/{conference.id}"

    sheet = browser.get(f"{number}/attendance").text
    overview = browser.get(number).text
    book = load_workbook(BytesIO(browser.get(f"{number}/attendance.xlsx").data))
    levels, by_site = ([list(row) for row in one.values] for one in book.worksheets[:2])
    annex = papers.annex(conference, began=MONDAY, attached_to="")
    tab, _waits = counts.of_conference(conference, secretary)

    figures = re.findall(r'<span class="nc-kpi">([^<]+)</span>', sheet)
    assert figures == ["47", "1", "7", "6"]
    assert re.findall(r"trên 45 đăng ký|/ 45 đăng ký", sheet) != []
    assert [re.search(rf"{words}</dt><dd><b>([^<]+)<", overview)[1] for words in ("Có mặt", "Vắng", "Chưa rõ")] == [
        "47",
        "1",
        "7",
    ]
    assert levels[-1][1:] == [8, 6, 45, 47, 1, 7]
    assert [sum(row[n] or 0 for row in by_site[1:]) for n in (4, 5, 6, 7)] == [45, 47, 1, 7]
    total = annex.totals[-1]
    assert (total.sites, total.present, total.absent) == (8, 47, 1)
    assert total.note == "7 người đã đăng ký chưa báo cáo"
    assert papers.participants(queries.totals(conference.id))[-1] == (
        "Tổng cộng: 8 điểm cầu (2 chưa báo cáo), 47 đại biểu có mặt, vắng 1, "
        "7 người đã đăng ký chưa báo cáo (phụ lục kèm theo)."
    )
    assert tab["attendance"] == "47"


def test_who_declined_or_has_not_answered_shows_no_number_on_the_boards(login, secretary, conference, scene):
    with transaction():
        db.session.get(type(conference), conference.id).state = C.INVITING
    browser = login(secretary)

    board = browser.get(f"/conferences/{conference.id}/sites").text
    cells = {
        name: re.search(rf'id="site-{site.id}".*?nc-number">(?:<span class="site-none">)?([^<]+)<', board, re.DOTALL)
        for name, site in scene.items()
        if name in ("declined", "silent", "asked anew", "asking")
    }

    assert {name: cell[1] for name, cell in cells.items()} == {
        "declined": "–",
        "silent": "–",
        "asked anew": "–",
        "asking": "5",
    }
    assert "45 đại biểu đăng ký" in board


def test_erased_names_leave_the_numbers_as_they_were(conference, scene, secretary):
    with transaction():
        conference = db.session.get(type(conference), conference.id)
        conference.state, substitute = C.CONCLUDED, db.session.get(Site, scene["substitute"].id)

    do(lists.erase, conference, by=secretary)

    whole = queries.totals(conference.id).whole
    assert (whole.announced, whole.present, whole.unknown) == (45, 47, 7)
    assert reported(substitute) == (1, 0, 1)


def test_a_slip_that_is_taken_back_leaves_the_reported_number_as_it_was(site, officer):
    delegate = named(site, P.IN_ROOM)[0]
    saved(HeadCount(site_id=site.id, present=10, absent=2, reported_at=clock.now()))
    seen = []

    for presence in (P.ABSENT_UNEXCUSED, P.UNMARKED, P.IN_ROOM, P.LATE, P.ABSENT_UNEXCUSED):
        do(actions.mark, delegate, presence, by=officer)
        seen.append(reported(site)[:2])

    assert seen == [(9, 3), (10, 2), (10, 2), (10, 2), (9, 3)]
    verbs = [entry.verb for entry in db.session.query(Entry).order_by(Entry.id)]
    assert verbs.count("moved_head_count") == 3


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ([P.IN_ROOM], (6, 1)),
        ([P.IN_ROOM, P.UNMARKED], (5, 2)),
        ([P.IN_ROOM, P.ABSENT_UNEXCUSED, P.UNMARKED], (5, 2)),
        ([P.IN_ROOM, P.UNMARKED, P.IN_ROOM, P.UNMARKED], (5, 2)),
        ([P.UNMARKED, P.IN_ROOM, P.UNMARKED], (5, 2)),
    ],
)
def test_a_mark_that_is_taken_back_gives_back_what_it_moved(site, officer, marks, found):
    delegate = named(site, P.ABSENT_UNEXCUSED)[0]
    saved(HeadCount(site_id=site.id, present=5, absent=2, reported_at=clock.now()))

    for presence in marks:
        do(actions.mark, delegate, presence, by=officer)

    assert reported(site)[:2] == found


def test_a_mark_that_is_taken_back_gives_back_what_it_moved_since_the_last_report(site, officer):
    delegate = named(site, P.ABSENT_UNEXCUSED)[0]
    saved(HeadCount(site_id=site.id, present=5, absent=2, reported_at=clock.now()))
    seen = []

    do(actions.mark, delegate, P.IN_ROOM, by=officer)
    do(actions.report, site, present=7, absent=3, by=officer)
    for presence in (P.UNMARKED, P.IN_ROOM, P.ABSENT_UNEXCUSED, P.UNMARKED):
        do(actions.mark, delegate, presence, by=officer)
        seen.append(reported(site)[:2])

    assert seen == [(7, 3), (7, 3), (6, 4), (7, 3)]


def test_what_is_reported_anew_counts_him_where_he_is_marked(site, officer):
    delegate = named(site, P.IN_ROOM)[0]
    saved(HeadCount(site_id=site.id, present=10, absent=2, reported_at=clock.now()))
    do(actions.mark, delegate, P.ABSENT_UNEXCUSED, by=officer)
    do(actions.mark, delegate, P.UNMARKED, by=officer)

    do(actions.report, site, present=12, absent=0, by=officer)
    do(actions.mark, delegate, P.IN_ROOM, by=officer)

    assert reported(site)[:2] == (12, 0)


def test_marking_the_rest_counts_who_was_moved_where_he_is_marked(site, officer):
    delegate = named(site, P.IN_ROOM, P.IN_ROOM, P.IN_ROOM)[0]
    saved(HeadCount(site_id=site.id, present=3, absent=0, reported_at=clock.now()))
    do(actions.mark, delegate, P.ABSENT_UNEXCUSED, by=officer)
    do(actions.mark, delegate, P.UNMARKED, by=officer)

    do(actions.mark_rest, site, P.IN_ROOM, by=officer)

    assert reported(site)[:2] == (3, 0)


def test_taking_marks_back_gives_back_what_they_moved_in_the_head_count(site, officer):
    early, other = named(site, P.IN_ROOM, P.UNMARKED)
    saved(HeadCount(site_id=site.id, present=2, absent=0, reported_at=clock.now()))
    for presence in (P.ABSENT_UNEXCUSED, P.LATE, P.UNMARKED):
        do(actions.mark, early, presence, by=officer)
    _number, when = do(actions.mark_rest, site, P.ABSENT_UNEXCUSED, by=officer)
    between = reported(site)[:2]

    do(actions.undo, site, when, by=officer)

    assert (between, reported(site)[:2]) == ((1, 1), (2, 0))


def test_taking_marks_back_leaves_what_was_reported_since(site, officer):
    early = named(site, P.IN_ROOM)[0]
    saved(HeadCount(site_id=site.id, present=2, absent=0, reported_at=clock.now()))
    for presence in (P.ABSENT_UNEXCUSED, P.LATE, P.UNMARKED):
        do(actions.mark, early, presence, by=officer)
    _number, when = do(actions.mark_rest, site, P.ABSENT_UNEXCUSED, by=officer)
    do(actions.report, site, present=1, absent=2, by=officer)

    do(actions.undo, site, when, by=officer)

    assert reported(site)[:2] == (1, 2)


def test_a_report_leaves_the_people_on_the_list_as_they_were_shown(site, officer):
    delegate = named(site, P.IN_ROOM)[0]
    saved(HeadCount(site_id=site.id, present=3, absent=0, reported_at=clock.now()))
    do(actions.mark, delegate, P.ABSENT_UNEXCUSED, by=officer)
    shown = db.session.get(Delegate, delegate.id).version

    do(actions.report, site, present=2, absent=1, by=officer)
    do(actions.mark, delegate, P.IN_ROOM, version=shown, by=officer)

    assert reported(site)[:2] == (3, 0)
