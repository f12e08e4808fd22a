import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.attendance import list_stands, lists, naming, queries
from meetings.attendance.models import ChangeKind, Delegate, DelegateChange, HeadCount, ListStand, Presence
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import ConferenceKind
from meetings.conferences.models import ConferenceState as C
from meetings.gateways import sheets
from meetings.journal.models import Entry
from meetings.sites.models import Site, SiteKind, SiteState
from tests.make import (
    FRIDAY,
    MONDAY,
    a_conference,
    a_leader,
    a_province,
    a_secretary,
    a_site,
    a_site_officer,
    a_stranger,
    a_unit,
    a_user,
    saved,
)
from tests.reading import ticket_in

pytestmark = pytest.mark.usefixtures("on_friday")
POSTS = "Chủ tịch UBND\nTrưởng Công an"


@pytest.fixture
def conference(province):
    return a_conference(organiser=province, state=C.INVITING)


@pytest.fixture
def unit(province):
    return a_unit("Xã Vũ Quang", parent=province, phone="0239 3814")


@pytest.fixture
def site(conference, unit):
    return a_site(conference, unit, state=SiteState.CONFIRMED)


@pytest.fixture
def officer(unit):
    return a_site_officer(unit)


def do(act, thing, *more, **facts):
    with transaction():
        return act(db.session.get(type(thing), thing.id), *more, **facts)


def call(conference, by, **facts):
    return do(lists.call, conference, **{"quota": 2, "posts": POSTS, "due_at": MONDAY, **facts}, by=by)


def named(site):
    query = select(Delegate.name, Delegate.title).filter_by(site_id=site.id).order_by(Delegate.position)
    return [tuple(row) for row in db.session.execute(query)]


def stand(site):
    return list_stands.stand_of(db.session.get(Site, site.id))


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


HEADER = ("STT", "Họ và tên", "Chức vụ")


def send(browser, address, content, name="danh-sach.xlsx"):
    data = {"file": (BytesIO(content), name)}
    return browser.post(address, data=data, content_type="multipart/form-data", follow_redirects=True)


# what is asked


def test_a_list_is_missing_then_lacking_then_complete(conference, secretary, site, officer):
    call(conference, secretary)
    states = [stand(site).state]
    for people in ([("Lê Văn An", "Phó Chủ tịch UBND xã")], [("Lê Văn An", "Chủ tịch UBND xã")]):
        do(naming.add, site, people, by=officer)
        states.append(stand(site).state)
    do(naming.add, site, [("Hồ Cúc", "Trưởng Công an xã")], by=officer)

    assert [*states, stand(site).state] == [ListStand.MISSING, ListStand.LACKING, ListStand.LACKING, ListStand.COMPLETE]


def test_over_the_quota_is_taken_and_shown(conference, secretary, site, officer):
    call(conference, secretary, posts="")

    do(naming.add, site, [("Lê Văn An", ""), ("Hồ Cúc", ""), ("Trần Bình", "")], by=officer)

    assert (stand(site).state, stand(site).named, stand(site).quota) == (ListStand.OVER, 3, 2)


def test_lists_that_were_sent_before_are_judged_when_something_is_asked(conference, secretary, site, officer):
    do(naming.add, site, [("Lê Văn An", "Chủ tịch UBND xã")], by=officer)
    saved(Delegate(site_id=a_site(conference).id, name="Trần Bình"))

    call(conference, secretary)

    board = db.session.scalars(list_stands.board(conference.id, stand(site).call)).all()
    assert stand(site).missing == ["Trưởng Công an"]
    assert {stand(one).state for one in board} == {ListStand.LACKING}


def test_one_site_can_be_asked_something_else(conference, secretary, site, officer):
    call(conference, secretary)
    do(naming.add, site, [("Lê Văn An", "Kế toán")], by=officer)

    do(lists.call_site, site, quota=5, posts="Kế toán", by=secretary)
    own = stand(site)
    do(lists.call_site, site, quota=None, posts=None, by=secretary)

    assert (own.state, own.quota) == (ListStand.COMPLETE, 5)
    assert (stand(site).quota, stand(site).missing) == (2, POSTS.splitlines())


def test_a_substitute_holds_the_post_that_he_comes_with(conference, secretary, site, officer):
    call(conference, secretary, posts="Chủ tịch UBND")
    do(naming.add, site, [("Lê Văn An", "Chủ tịch UBND xã")], by=officer)
    one = db.session.scalars(select(Delegate)).one()

    facts = {"name": one.name, "title": one.title, "substitute_name": "Hồ Cúc", "substitute_title": "Phó Chủ tịch UBND"}
    do(naming.edit, one, version=one.version, by=officer, **facts)

    assert stand(site).missing == ["Chủ tịch UBND"]


@pytest.mark.parametrize("state", [C.LIVE, C.ENDED, C.CONCLUDED, C.CANCELLED])
def test_nothing_new_is_asked_once_it_has_begun(province, secretary, state):
    conference = a_conference(organiser=province, state=state)

    with pytest.raises(NotNow):
        call(conference, secretary)


def test_a_deadline_after_the_start_and_an_old_page_are_refused(conference, secretary):
    with pytest.raises(NotValid) as told:
        call(conference, secretary, due_at=MONDAY + timedelta(minutes=1))
    call(conference, secretary)
    with pytest.raises(Stale):
        call(conference, secretary, version=None)

    assert told.value.field == "due_on"


def test_a_deadline_that_has_passed_is_refused_but_one_that_stands_may_stay(login, conference, secretary, site):
    browser, address = login(secretary), f"/conferences/{conference.id}/delegates/call"
    typed = {"quota": "3", "posts": "", "due_on": "26/11/2026", "due_time": "17:00", "version": ""}

    passed = browser.post(address, data=typed)
    browser.post(address, data={**typed, "due_on": "29/11/2026"})
    with clock.at(MONDAY - timedelta(hours=3)):
        later = browser.post(address, data={**typed, "due_on": "29/11/2026", "quota": "5", "version": "1"})

    assert (passed.status_code, "17:00 26/11/2026" in passed.text, "26/11/2026" in passed.text) == (422, True, True)
    assert (later.status_code, stand(site).quota) == (302, 5)


# late changes


def test_after_the_deadline_every_change_is_taken_marked_and_logged(conference, secretary, site, officer):
    call(conference, secretary, due_at=FRIDAY, posts="")
    do(naming.add, site, [("Lê Văn An", "Phó Chủ tịch"), ("Hồ Cúc", "")], by=officer)

    with clock.at(FRIDAY + timedelta(hours=1)):
        do(naming.add, site, [("Lê Văn An", "Chủ tịch"), ("Trần Bình", "")], by=officer)
        cuc = db.session.scalars(select(Delegate).filter_by(name="Hồ Cúc")).one()
        do(naming.remove, cuc, version=cuc.version, by=officer)

    log = [(one.kind, one.name, one.former, one.is_late) for one in reversed(queries.changes_of(site.id))]
    assert log == [
        (ChangeKind.ADDED, "Trần Bình", "", True),
        (ChangeKind.CHANGED, "Lê Văn An, Chủ tịch", "Lê Văn An, Phó Chủ tịch", True),
        (ChangeKind.REMOVED, "Hồ Cúc", "", True),
    ]
    assert (stand(site).state, stand(site).kept.late_changes) == (ListStand.LATE, 3)
    assert {one.name for one in db.session.scalars(select(Delegate)) if one.late_at} == {"Lê Văn An", "Trần Bình"}


def test_before_the_deadline_nothing_is_late(conference, secretary, site, officer):
    call(conference, secretary, posts="", quota=None)

    do(naming.add, site, [("Lê Văn An", "")], by=officer)

    assert (stand(site).state, queries.changes_of(site.id)) == (ListStand.COMPLETE, [])


# as last time


@pytest.fixture
def last(province, unit, officer):
    earlier = a_conference(organiser=province, state=C.CONCLUDED, starts_at=MONDAY - timedelta(days=30))
    site = a_site(earlier, unit)
    saved(Delegate(site_id=site.id, name="Lê Văn An", title="Chủ tịch", substitute_name="Trần Bình"))
    saved(Delegate(site_id=site.id, name="Hồ Cúc", position=1))
    return site


def test_the_same_names_as_last_time_in_one_step(site, officer, last):
    added = do(lists.as_last_time, site, by=officer)

    assert (added.added, named(site)) == (2, [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "")])


def test_last_time_adds_who_is_missing_and_leaves_what_was_typed_since(site, officer, last):
    do(naming.add, site, [("LÊ VĂN AN", "Chủ tịch UBND phường")], by=officer)

    added = do(lists.as_last_time, site, by=officer)
    again = do(lists.as_last_time, site, by=officer)

    assert (added.added, added.changed, added.known) == (1, 0, ("Lê Văn An",))
    assert (again.added, named(site)) == (0, [("LÊ VĂN AN", "Chủ tịch UBND phường"), ("Hồ Cúc", "")])


def of(province, unit, name, days, **facts):
    facts = {"state": C.CONCLUDED, "starts_at": MONDAY - timedelta(days=days), **facts}
    site = a_site(a_conference(organiser=province, **facts), unit)
    saved(Delegate(site_id=site.id, name=name))
    return site.conference


def test_last_time_is_what_was_held_last_and_of_the_same_kind_first(province, unit, site, officer, conference):
    of(province, unit, "Chưa Họp", 1, state=C.INVITING)
    of(province, unit, "Đã Hủy", 2, state=C.CANCELLED)
    of(province, unit, "Khác Loại", 3, title="Tập huấn", kind=ConferenceKind.TRAINING)
    of(province, unit, "Cùng Loại", 9, title="Giao ban khác", kind=conference.kind)
    of(province, unit, "Cùng Loại Cũ", 10, title="Giao ban khác", kind=conference.kind)

    offered = queries.last_list(db.session.get(Site, site.id))

    assert [one.name for one in queries.delegates_in(offered.id)] == ["Cùng Loại"]


def test_last_time_is_the_one_of_the_same_title_before_a_later_one_of_the_same_kind(province, unit, site, conference):
    of(province, unit, "Giao Ban Tuần", 7, title="Giao ban tuần", kind=conference.kind)
    of(province, unit, "Giao Ban Tháng", 30, title=conference.title, kind=conference.kind)

    offered = queries.last_list(db.session.get(Site, site.id))

    assert [one.name for one in queries.delegates_in(offered.id)] == ["Giao Ban Tháng"]


def test_the_list_of_another_organisers_conference_is_not_last_time(site, officer, unit):
    other = a_conference(state=C.CONCLUDED, starts_at=MONDAY - timedelta(days=9))
    saved(Delegate(site_id=a_site(other, unit).id, name="Lê Văn An"))

    with pytest.raises(NotNow):
        do(lists.as_last_time, site, by=officer)

    assert named(site) == []


# out of a table


def test_a_table_is_shown_first_and_then_carried_out(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    content = sheet(HEADER, (1, "Lê Văn An", "Chủ tịch"), (2, "Hồ Cúc", "Kế toán"))

    shown = send(browser, address, content)
    before = named(site)
    done = browser.post(address, data={"ticket": ticket_in(shown)})

    assert (shown.status_code, before, done.status_code) == (200, [], 302)
    assert named(site) == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "Kế toán")]


def test_the_same_table_again_changes_positions_and_doubles_nobody(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    do(naming.add, site, [("Lê Văn An", "Phó Chủ tịch"), ("Hồ Cúc", "")], by=officer)

    shown = send(browser, address, sheet(HEADER, (1, "Lê Văn An", "Chủ tịch"), (2, "Hồ Cúc", "")))
    browser.post(address, data={"ticket": ticket_in(shown)})

    assert named(site) == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "")]


def test_one_bad_row_refuses_the_whole_table_with_a_reason_for_it(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"

    shown = send(browser, address, sheet(HEADER, (1, "Lê Văn An", ""), (2, None, "Kế toán"), (3, "+84", "")))
    done = browser.post(address, data={"ticket": ticket_in(shown)})

    told = ["Dòng này không có họ tên" in shown.text, "“+84”" in shown.text]
    assert (told, done.status_code, named(site)) == ([True, True], 409, [])


def test_a_formula_is_never_computed_and_an_exported_cell_is_defused(login, site, officer):
    browser = login(officer)
    rows = (HEADER, (1, '="Lê "&"An"', "=1+1"), (2, "Hồ Cúc", '=HYPERLINK("http://x")'))
    send_back = send(browser, f"/sites/{site.id}/attendance/import", sheet(*rows))
    do(naming.add, site, [("Hồ Cúc", "=cmd|'/c calc'!A1")], by=officer)

    book = load_workbook(BytesIO(browser.get(f"/sites/{site.id}/attendance.xlsx").data))

    cell = book.active["C2"]
    assert (send_back.status_code, cell.data_type, cell.quotePrefix) == (200, "s", True)
    assert "Lê An" not in send_back.text and "HYPERLINK" not in send_back.text


def test_what_stands_around_a_list_is_passed_over_and_named_in_whichever_column_it_stands(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    day = "Ngày 27 tháng 11 năm 2026"
    around = [(None, "Người lập biểu", None), (None, None, day), ("Nơi nhận:", None, "- Như trên")]
    content = sheet(HEADER, (1, "Lê Văn An", "UBND xã Vũ Quang"), *around)

    shown = send(browser, address, content)
    browser.post(address, data={"ticket": ticket_in(shown)})

    assert named(site) == [("Lê Văn An", "UBND xã Vũ Quang")]
    assert shown.text.count("Bỏ qua: không phải người dự") == len(around) + 1  # once more where they are counted
    assert day in shown.text


def test_a_numbered_row_without_a_name_is_a_forgotten_name_whatever_its_position_says(login, site, officer):
    shown = send(login(officer), f"/sites/{site.id}/attendance/import", sheet(HEADER, (1, None, "UBND xã Vũ Quang")))

    assert "Dòng này không có họ tên" in shown.text


def test_the_sound_rows_are_taken_without_the_refused_ones_on_request(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"

    shown = send(browser, address, sheet(HEADER, (1, "Lê Văn An", ""), (2, None, "Kế toán"), (3, "Hồ Cúc", "")))
    ticket = ticket_in(shown)
    whole = browser.post(address, data={"ticket": ticket})
    before = named(site)
    done = browser.post(address, data={"ticket": ticket, "others": "yes"}, follow_redirects=True)

    assert "Nhập 2 dòng còn lại" in shown.text
    assert (whole.status_code, before, done.status_code) == (409, [], 200)
    assert (named(site), "1 dòng bị bỏ lại" in done.text) == ([("Lê Văn An", ""), ("Hồ Cúc", "")], True)


def test_the_sound_rows_are_not_taken_when_the_list_has_changed_since_they_were_shown(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    shown = send(browser, address, sheet(HEADER, (1, "Lê Văn An", ""), (2, None, "Kế toán")))
    do(naming.add, site, [("Lê Văn An", "Chủ tịch")], by=officer)

    done = browser.post(address, data={"ticket": ticket_in(shown), "others": "yes"})

    assert (done.status_code, named(site)) == (409, [("Lê Văn An", "Chủ tịch")])


def test_a_formula_is_called_one(login, site, officer):
    content = sheet(HEADER, (1, '="Lê "&"An"', "Chủ tịch"), (2, "Hồ Cúc", "=1+1"))
    typed = "Họ và tên;Chức vụ\n=A1;Chủ tịch\n".encode()

    [book, text] = [
        send(login(officer), f"/sites/{site.id}/attendance/import", *sent) for sent in ((content,), (typed, "a.csv"))
    ]

    assert "Ô “Họ và tên” là công thức chưa có giá trị" in book.text
    assert "Ô “Chức vụ” là công thức chưa có giá trị" in book.text
    assert "Dòng này không có họ tên" not in book.text
    assert "“=A1” là công thức" in text.text


def test_a_row_of_nothing_but_formulas_is_refused_and_does_not_vanish(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"

    shown = send(browser, address, sheet(HEADER[1:], ("Lê Văn An", "Chủ tịch"), ('="Hồ "&"Cúc"', None)))
    done = browser.post(address, data={"ticket": ticket_in(shown)})

    assert "Ô “Họ và tên” là công thức chưa có giá trị" in shown.text
    assert (done.status_code, named(site)) == (409, [])


def test_the_dry_run_of_delegates_writes_nothing_and_says_what_comes_of_it(login, site, officer, queries):
    do(naming.add, site, [("Lê Văn An", "Phó Chủ tịch")], by=officer)
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    rows = (1, "Lê Văn An", "Chủ tịch"), (2, "Hồ Cúc", ""), (3, None, "Kế toán"), ("Người lập", None, None)
    table = sheets.read(sheet(HEADER, *rows), "a.xlsx")
    sent = browser.post(address, data={"file": (BytesIO(sheet(HEADER, *rows)), "a.xlsx")})
    queries.clear()

    page = browser.get(sent.location)

    assert [asked for asked in queries if not asked.startswith("SELECT") or "lock" in asked] == []
    assert page.status_code == 200 and "Chủ tịch" in page.text
    foreseen = lists.foresee(table, site, by=officer)
    assert (foreseen, named(site)) == (do(take_of(table), site, by=officer), [("Lê Văn An", "Phó Chủ tịch")])
    assert [one.outcome.value for one in foreseen] == ["changed", "new", "refused", "passed_over"]


def take_of(table):
    return lambda one, **facts: lists.take(table, one, **facts)


def test_what_a_formula_leaves_empty_is_empty(site, officer):
    blank = '=IF(E{0}="","",E{0})'
    rows = (1, "Lê Văn An", "Chủ tịch"), (2, "Hồ Cúc", blank.format(3)), (3, blank.format(4), blank.format(4))
    with ZipFile(BytesIO(sheet(HEADER, *rows))) as source, ZipFile(saved_so := BytesIO(), "w") as target:
        for name in source.namelist():
            # As Excel and LibreOffice save the result of such a formula.
            target.writestr(name, re.sub(rb'(<c r="..")(><f>)', rb'\1 t="str"\2', source.read(name)))

    table = sheets.read(saved_so.getvalue(), "a.xlsx")
    verdicts = do(lambda one, **facts: lists.take(table, one, **facts), site, by=officer)

    assert [(verdict.row, verdict.name, verdict.why) for verdict in verdicts] == [
        (2, "Lê Văn An", ""), (3, "Hồ Cúc", "")
    ]  # fmt: skip
    assert named(site) == [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "")]


def test_the_page_promises_as_many_names_as_a_site_can_have(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    rows = "\n".join(f"Lê Văn {'abcdefghij'[n % 10]}{n}" for n in range(2_001))

    before, shown = browser.get(address), send(browser, address, f"Họ và tên\n{rows}".encode(), "a.csv")

    assert "Mỗi điểm cầu nhiều nhất 2.000 đại biểu" in before.text and "5.000" not in before.text
    assert "Mỗi điểm cầu ghi tên được nhiều nhất 2.000 đại biểu" in shown.text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (sheet(HEADER, (1, "Lê Văn An", ""))[:-200], "a.xlsx"),
        (b"\x00\x01\x02", "a.csv"),
        ("Chức vụ\nChủ tịch".encode(), "a.csv"),
        ('Họ và tên\n"Lê Văn An'.encode(), "a.csv"),
        (b"<html>", "a.html"),
        (("Họ và tên\n" + "Lê An\n" * 5_001).encode(), "a.csv"),
    ],
)
def test_a_broken_table_is_refused_in_words_and_changes_nothing(login, site, officer, content, name):
    answer = send(login(officer), f"/sites/{site.id}/attendance/import", content, name)

    assert (answer.status_code, named(site), "nc-fault" in answer.text or "nc-bad" in answer.text) == (422, [], True)


def test_five_thousand_rows_get_their_verdicts_and_the_ones_beyond_a_site_are_refused(site, officer):
    rows = "\n".join(f"Lê Văn {'abcdefghij'[n % 10]}{n};Chuyên viên" for n in range(5_000))
    table = sheets.read(f"Họ và tên;Chức vụ\n{rows}".encode(), "a.csv")

    verdicts = do(lambda one, **facts: lists.take(table, one, **facts), site, by=officer)

    assert [sum(one.outcome == word for one in verdicts) for word in ("new", "refused")] == [2_000, 3_000]
    assert named(site) == []


def test_the_exported_list_can_be_sent_back_unchanged(login, site, officer):
    browser = login(officer)
    do(naming.add, site, [("Lê Văn An", "Chủ tịch"), ("Hồ Cúc", "")], by=officer)

    book = browser.get(f"/sites/{site.id}/attendance.xlsx")
    shown = send(browser, f"/sites/{site.id}/attendance/import", book.data)

    assert (shown.status_code, "đã có sẵn" in shown.text, 'name="ticket"' in shown.text) == (200, True, False)


LETTERHEAD = [
    ("UBND XÃ VŨ QUANG",),
    (),
    ("DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ",),
    ("(Kèm theo Công văn số 12/UBND)",),
]


def test_a_list_with_its_title_above_the_headings_is_read(login, site, officer):
    browser, address = login(officer), f"/sites/{site.id}/attendance/import"
    rows = [*LETTERHEAD, (*HEADER, "Ghi chú"), (1, "Lê Văn An", "Chủ tịch", "đi thay"), (2, None, "Kế toán")]

    wrong = send(browser, address, sheet(*rows))
    shown = send(browser, address, sheet(*rows[:-1]))
    browser.post(address, data={"ticket": ticket_in(shown)})

    assert (">7<" in wrong.text, named(site)) == (True, [("Lê Văn An", "Chủ tịch")])


# who sees and takes away


EXPORTS = ["/sites/{s}/attendance.xlsx", "/conferences/{c}/delegates.xlsx", "/conferences/{c}/attendance.xlsx"]


@pytest.mark.parametrize("address", [*EXPORTS, "/conferences/{c}/attendance.pdf"])
def test_whoever_takes_names_away_stands_in_the_journal(login, secretary, conference, site, address):
    do(naming.add, site, [("Lê Văn An", "")], by=secretary)

    answer = login(secretary).get(address.format(s=site.id, c=conference.id))

    entry = db.session.scalars(select(Entry).filter_by(verb="exported_delegates")).one()
    assert (answer.status_code, entry.by_id, entry.details) == (200, secretary.id, {"delegates": 1})


@pytest.mark.parametrize("address", [*EXPORTS, "/conferences/{c}/delegates", "/sites/{s}/attendance/import"])
def test_names_are_for_the_own_site_and_the_secretariat_only(login, client, conference, site, unit, address):
    address = address.format(s=site.id, c=conference.id)
    others = [a_stranger(), a_site_officer(), a_leader(), a_secretary(a_province()), a_user(Role.MEMBER, unit)]

    assert {login(person).get(address).status_code for person in others} == {403}
    assert client.get(address).status_code == 302


# the board


def test_the_board_shows_exceptions_first_and_counts_them(login, conference, secretary, site, officer, province):
    call(conference, secretary, quota=1, posts="Chủ tịch UBND")
    sites = {name: a_site(conference, a_unit(name, parent=province)) for name in ("Xã Đủ", "Xã Thiếu", "Xã Vượt")}
    do(naming.add, sites["Xã Đủ"], [("An Đủ", "Chủ tịch UBND xã")], by=secretary)
    do(naming.add, sites["Xã Thiếu"], [("An Thiếu", "Kế toán")], by=secretary)
    do(naming.add, sites["Xã Vượt"], [("An Vượt", "Chủ tịch UBND"), ("Ba", "")], by=secretary)
    a_site(conference, a_unit("Xã Không dự"), state=SiteState.DECLINED)
    a_site(conference, province, kind=SiteKind.MAIN)

    page = login(secretary).get(f"/conferences/{conference.id}/delegates").text
    rest = login(secretary).get(f"/conferences/{conference.id}/delegates?show=over").text

    places = [page.index(f">{name}</a>") for name in ("Xã Vũ Quang", "Xã Thiếu", "Xã Vượt", "Xã Đủ")]
    assert places == sorted(places)
    assert "Xã Không dự" not in page and "tel:02393814" in page
    assert "Xã Vượt" in rest and "Xã Đủ" not in rest


@pytest.mark.parametrize("number", [1, 300])
def test_the_board_asks_as_often_for_one_site_as_for_three_hundred(login, secretary, conference, queries, number):
    call(conference, secretary)
    for n in range(number):
        saved(Delegate(site_id=a_site(conference, a_unit(f"Xã {n}")).id, name="Lê An"))
    browser = login(secretary)
    browser.get(f"/conferences/{conference.id}/delegates")
    queries.clear()

    answer = browser.get(f"/conferences/{conference.id}/delegates")

    assert (answer.status_code, len(queries) <= 12) == (200, True), queries


def test_the_secretary_says_what_is_asked_on_a_page(login, secretary, conference, site):
    browser, address = login(secretary), f"/conferences/{conference.id}/delegates/call"
    typed = {"quota": "3", "posts": POSTS, "due_on": "29/11/2026", "due_time": "", "version": ""}

    wrong = browser.post(address, data={**typed, "due_on": "31/12/2026"})
    done = browser.post(address, data=typed)
    again = browser.post(address, data={**typed, "quota": "9"})

    assert (wrong.status_code, done.status_code, again.status_code, stand(site).quota) == (422, 302, 409, 3)
    assert ('name="version" value="1"' in again.text, 'value="9"' in again.text) == (True, True)
    assert f"{clock.local(stand(site).due_at):%d/%m/%Y %H:%M}" == "29/11/2026 17:00"


def test_of_two_who_ask_something_of_one_site_the_second_sees_both(login, secretary, conference, site, officer):
    browser, address = login(secretary), f"/sites/{site.id}/delegates/call"
    version = re.search(r'name="version" value="([^"]+)"', browser.get(address).text)[1]
    do(lists.call_site, site, quota=4, posts="Trưởng Công an", by=secretary)
    do(naming.add, site, [("Lê Văn An", "Chủ tịch")], by=officer)

    typed = {"quota": "6", "own": "y", "posts": "Chủ tịch UBND", "version": version}
    refused = browser.post(address, data=typed)
    kept = stand(site).quota
    again = re.search(r'name="version" value="([^"]+)"', refused.text)[1]
    do(naming.add, site, [("Hồ Cúc", "Kế toán")], by=officer)
    done = browser.post(address, data={**typed, "version": again})

    assert (refused.status_code, kept) == (409, 4)
    assert re.findall(r"<b>[^<]+</b>\n([^<]+)</div>", refused.text) == ["6", "4", "Chủ tịch UBND", "Trưởng Công an"]
    assert (done.status_code, stand(site).quota, stand(site).posts) == (302, 6, ["Chủ tịch UBND"])


def test_names_that_were_sent_meanwhile_are_no_reason_to_refuse(login, secretary, conference, site, officer):
    browser, address = login(secretary), f"/sites/{site.id}/delegates/call"
    version = re.search(r'name="version" value="([^"]+)"', browser.get(address).text)[1]
    do(naming.add, site, [("Lê Văn An", "Chủ tịch")], by=officer)

    done = browser.post(address, data={"quota": "6", "posts": "", "version": version})

    assert (done.status_code, stand(site).quota) == (302, 6)


# the end


def over(conference, **facts):
    with transaction():
        row = db.session.get(type(conference), conference.id)
        row.state = C.CONCLUDED
        for name, value in facts.items():
            setattr(row, name, value)


def test_names_are_erased_when_their_time_is_over_and_numbers_stay(conference, secretary, site, officer):
    do(naming.add, site, [("Lê Văn An", ""), ("Hồ Cúc", ""), ("Trần Bình", "")], by=officer)
    an, cuc, binh = db.session.scalars(select(Delegate).order_by(Delegate.position))
    with transaction():
        an.presence, cuc.presence, binh.presence = Presence.IN_ROOM, Presence.ONLINE, Presence.ABSENT_EXCUSED
    do(naming.edit, an, version=2, name="Lê Văn Ân", by=officer)
    over(conference)

    gone = do(lists.erase, conference, by=None)

    kept = db.session.scalars(select(HeadCount)).one()
    assert (gone, named(site), db.session.scalars(select(DelegateChange)).all()) == (3, [], [])
    assert (kept.present, kept.absent) == (2, 1)
    assert not [entry for entry in db.session.scalars(select(Entry)) if "Lê Văn" in f"{entry.details}{entry.note}"]


def test_a_reported_number_is_left_as_it_was_reported(conference, site):
    saved(HeadCount(site_id=site.id, present=40, absent=2, reported_at=MONDAY))
    saved(Delegate(site_id=site.id, name="Lê An", presence=Presence.IN_ROOM))
    over(conference)

    do(lists.erase, conference, by=None)

    assert db.session.execute(select(HeadCount.present, HeadCount.absent)).all() == [(40, 2)]


def test_nothing_is_erased_before_the_conference_is_over(conference, site):
    saved(Delegate(site_id=site.id, name="Lê An"))

    with pytest.raises(NotNow):
        do(lists.erase, conference, by=None)

    assert len(named(site)) == 1
