"""A notice that replaces another (after corrected minutes) reaches the directives given from the replaced one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conclusions.models import NoticeState
from meetings.desk import rulings
from meetings.directives import actions, longer
from meetings.directives.models import DirectiveState, EventKind
from meetings.journal.models import Entry
from meetings.web import texts
from tests.conclusions.make import approved, notice_in
from tests.conclusions.replaced import DUE, LATER, do, given, history, in_force, released, replaced, replacing, told
from tests.directives.made import WORDS, a_child, fresh
from tests.make import MONDAY, a_site, a_site_officer, a_unit
from tests.minutes.make import a_directive_in, an_item, drafted

S = DirectiveState


@pytest.fixture(autouse=True)
def _the_day_after():
    with clock.at(MONDAY + timedelta(days=1)):
        yield


def test_a_directive_takes_over_what_the_replacing_notice_says_otherwise():
    lead, first, second = a_unit(), a_unit("Sở A"), a_unit("Sở B")
    old = in_force(leads=[lead], coordinators=[first])
    [directive] = given()

    new = replaced(
        old, text="Tổ chức tập huấn và mua máy chủ.", due_on=LATER, expected_result="Báo cáo", coordinators=[second]
    )

    directive = fresh(directive)
    assert (directive.text, directive.due_on, directive.first_due_on, directive.expected_result) == (
        "Tổ chức tập huấn và mua máy chủ.",
        LATER,
        DUE,
        "Báo cáo",
    )
    assert [unit.id for unit in directive.coordinators] == [second.id]
    assert (directive.source, directive.paper_id, directive.block.minutes_id) == (
        f"Thông báo số {new.paper.symbol}, mục 1",
        new.paper_id,
        new.minutes_id,
    )
    assert len(given()) == 1


def test_the_change_stands_in_the_history_and_in_the_journal():
    old = in_force(leads=[a_unit()], coordinators=[a_unit("Sở A")])
    [directive] = given()

    new = replaced(old, text="Tổ chức tập huấn và mua máy chủ.", due_on=LATER, coordinators=[a_unit("Sở B")])

    step = history(directive)[-1]
    assert (step.kind, step.unit_id) == (EventKind.AMENDED, directive.giver_unit_id)
    assert step.text == (
        f"Đã sửa theo Thông báo số {new.paper.symbol}, mục 1, thay thế Thông báo số {old.paper.symbol}.\n"
        "Nội dung trước: Tổ chức tập huấn.\n"
        "Nội dung mới: Tổ chức tập huấn và mua máy chủ.\n"
        "Thời hạn: 25/12/2026 → 15/01/2027\n"
        "Đơn vị phối hợp: Sở A → Sở B"
    )
    assert db.session.scalar(select(Entry.note).where(Entry.verb == "directive_amended")) == step.text


def test_each_side_is_told_once_with_what_changed():
    lead, staying, former, new_one = (a_unit(f"Sở {name}") for name in "ABCD")
    officers = {unit: a_site_officer(unit).email for unit in (lead, staying, former, new_one)}
    old = in_force(leads=[lead], coordinators=[staying, former])
    chair, secretary = old.conference.chair.person.email, old.conference.secretary.email

    replaced(old, text="Tập huấn và mua máy chủ.", due_on=LATER, coordinators=[staying, new_one])

    messages = told("directive_amended")
    assert sorted(row.to_address for row in messages) == sorted(
        [officers[lead], officers[staying], officers[former], chair, secretary]
    )
    assert [row.to_address for row in told("directive_to_coordinate")][2:] == [officers[new_one]]
    [said] = [texts.written(row.kind, row.facts).text for row in messages if row.to_address == officers[lead]]
    for part in ("25/12/2026", "15/01/2027", "Tổ chức tập huấn.", "Tập huấn và mua máy chủ.", "Sở C", "Sở D"):
        assert part in said
    english = texts.written("directive_amended", messages[0].facts, language="en").text
    assert "15/01/2027" in english and "Deadline" in english


def test_a_directive_of_which_nothing_but_the_number_changes_is_told_to_nobody():
    lead = a_unit()
    a_site_officer(lead)
    old = in_force(leads=[lead])
    [directive] = given()

    new = replaced(old)

    assert (fresh(directive).paper_id, fresh(directive).source) == (
        new.paper_id,
        f"Thông báo số {new.paper.symbol}, mục 1",
    )
    assert history(directive)[-1].text == (
        f"Đã sửa theo Thông báo số {new.paper.symbol}, mục 1, thay thế Thông báo số {old.paper.symbol}."
    )
    assert told("directive_amended") == []


def test_who_releases_it_is_not_written_to_himself():
    old = in_force(leads=[a_unit()])
    secretary = old.conference.secretary
    new = replacing(old, due_on=LATER)

    with transaction():
        rulings.release_notice(fresh(new), by=fresh(secretary))

    assert [row.to_address for row in told("directive_amended")] == [old.conference.chair.person.email]


def test_a_unit_that_the_correction_took_out_is_free_of_it_and_told_why():
    staying, gone = a_unit(), a_unit()
    officer = a_site_officer(gone)
    old = in_force(leads=[staying, gone])
    kept, taken = given()
    do(actions.take_on, taken)
    below = a_child(fresh(taken), due_on=DUE)

    new = replaced(old, leads=[staying])

    reason = f"thay thế bởi Thông báo số {new.paper.symbol}"
    assert [fresh(one).state for one in (kept, taken, below)] == [S.ASSIGNED, S.WITHDRAWN, S.ASSIGNED]
    assert (history(taken)[-1].kind, history(taken)[-1].text) == (EventKind.WITHDRAWN, reason)
    [row] = told("directive_withdrawn")
    assert (row.to_address, row.facts["words"], row.facts["open_children"]) == (officer.email, reason, 1)
    assert fresh(taken).paper_id == old.paper_id


def test_a_directive_that_the_correction_left_out_is_withdrawn():
    old = in_force(leads=[a_unit()], more=1)
    first, second = given()

    replaced(old, removed=True)

    assert [fresh(one).state for one in (first, second)] == [S.WITHDRAWN, S.ASSIGNED]


def test_a_unit_newly_named_is_given_its_own_on_the_day_of_the_replacement():
    lead, more = a_unit(), a_unit()
    old = in_force(leads=[lead])
    new = replacing(old, leads=[lead, more])

    with clock.at(clock.now() + timedelta(days=12)):
        released(new)
        now = clock.now()

    first, second = given()
    assert (second.lead_unit_id, second.given_at, first.given_at < second.given_at) == (more.id, now, True)
    assert first.order_id == second.order_id is not None


def test_who_is_newly_named_after_the_deadline_has_passed_is_given_it_as_it_was_said():
    lead, more = a_unit(), a_unit()
    old = in_force(leads=[lead])
    new = replacing(old, leads=[lead, more])

    with clock.at(clock.now() + timedelta(days=60)):
        released(new)

    first, second = given()
    assert second.given_at == first.given_at


@pytest.mark.parametrize("state", [S.DONE, S.WITHDRAWN])
def test_what_is_finished_stays_as_it_was(state):
    old = in_force(leads=[a_unit()])
    [directive] = given()
    ways = {S.DONE: ("take_on", "submit", "accept"), S.WITHDRAWN: ("withdraw",)}
    for way in ways[state]:
        do(getattr(actions, way), directive, **WORDS.get(way, {}))
    before = len(history(directive))

    replaced(old, text="Khác hẳn.", due_on=LATER)

    directive = fresh(directive)
    assert (directive.text, directive.due_on, directive.paper_id) == ("Tổ chức tập huấn.", DUE, old.paper_id)
    assert (len(history(directive)), len(given())) == (before, 1)


def lengthened(directive, until):
    do(actions.take_on, directive)
    do(longer.ask_for_longer, directive, due_on=until, reason="Thiếu cán bộ")
    do(longer.grant_longer, directive)


def test_a_deadline_moved_by_agreement_stays_where_the_replacement_says_none_other():
    old = in_force(leads=[a_unit()])
    [directive] = given()
    lengthened(directive, LATER)

    replaced(old, text="Khác hẳn.")

    assert (fresh(directive).due_on, "Thời hạn" in history(directive)[-1].text) == (LATER, False)


def test_a_deadline_moved_by_agreement_gives_way_where_the_replacement_sets_another():
    old = in_force(leads=[a_unit()])
    [directive] = given()
    lengthened(directive, LATER)

    replaced(old, due_on=date(2026, 12, 31))

    assert fresh(directive).due_on == date(2026, 12, 31)
    assert "Thời hạn: 15/01/2027 → 31/12/2026" in history(directive)[-1].text


@pytest.mark.parametrize("wanted, left", [(date(2027, 1, 10), None), (date(2027, 3, 1), date(2027, 3, 1))])
def test_a_wish_for_longer_is_settled_where_the_new_deadline_grants_it(wanted, left):
    old = in_force(leads=[a_unit()])
    [directive] = given()
    do(actions.take_on, directive)
    do(longer.ask_for_longer, directive, due_on=wanted, reason="Thiếu cán bộ")

    replaced(old, due_on=LATER)

    assert fresh(directive).wanted_due_on == left


def test_what_was_handed_over_meanwhile_changes_with_it_and_goes_back_to_nobody():
    named, other = a_unit(), a_unit()
    old = in_force(leads=[named])
    [directive] = given()
    do(actions.hand_over, directive, lead_unit=fresh(other), reason="Đúng chức năng")

    replaced(old, due_on=LATER)

    [directive] = given()
    assert (directive.lead_unit_id, directive.due_on, directive.state) == (other.id, LATER, S.ASSIGNED)


def test_what_was_handed_over_by_a_unit_that_is_taken_out_is_withdrawn():
    named, staying, other = a_unit(), a_unit(), a_unit()
    old = in_force(leads=[named, staying])
    do(actions.hand_over, given()[0], lead_unit=fresh(other), reason="Đúng chức năng")

    replaced(old, leads=[staying])

    assert [(one.lead_unit_id, one.state) for one in given()] == [(other.id, S.WITHDRAWN), (staying.id, S.ASSIGNED)]


def test_a_second_replacement_gives_nothing_twice_and_gives_anew_what_the_first_took_out():
    one, two, three = a_unit(), a_unit(), a_unit()
    first = in_force(leads=[one, two])
    second = replaced(first, leads=[two, three])

    replaced(second, leads=[one, two, three], due_on=LATER)

    assert [(row.lead_unit_id, row.state, row.due_on) for row in given()] == [
        (one.id, S.WITHDRAWN, DUE),
        (two.id, S.ASSIGNED, LATER),
        (three.id, S.ASSIGNED, LATER),
        (one.id, S.ASSIGNED, LATER),
    ]


def test_what_was_passed_down_rests_on_the_new_notice_too():
    old = in_force(leads=[a_unit()])
    [directive] = given()
    do(actions.take_on, directive)
    below = a_child(fresh(directive), due_on=DUE)
    lowest = a_child(below, due_on=DUE)

    new = replaced(old, due_on=LATER)

    for one in (below, lowest):
        assert (fresh(one).paper_id, fresh(one).source, fresh(one).text) == (
            new.paper_id,
            f"Thông báo số {new.paper.symbol}, mục 1",
            one.text,
        )


def test_what_a_sites_chair_ordered_changes_by_the_minutes():
    minutes = drafted()
    district = a_unit("UBND huyện Vũ Quang")
    site = a_site(minutes.conference, district, chair_name="Trịnh Văn Ngọc", chair_title="Chủ tịch UBND huyện")
    item = an_item(minutes.conference, kind=ItemKind.LOCAL, title="Phát biểu chỉ đạo", site_id=site.id)
    staying, gone = a_unit("Phòng A", parent=district), a_unit("Phòng B", parent=district)
    a_directive_in(minutes, leads=[staying, gone], item=item)
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    old = notice_in(NoticeState.RELEASED, minutes=approved(minutes))
    kept, taken = given()

    replaced(old, due_on=LATER, leads=[fresh(staying)])

    by_what = f"Biên bản {old.conference.named}, bản 2"
    assert history(kept)[-1].text == f"Đã sửa theo {by_what}.\nThời hạn: 25/12/2026 → 15/01/2027"
    assert (fresh(taken).state, history(taken)[-1].text) == (S.WITHDRAWN, f"thay thế bởi {by_what}")
    assert (fresh(kept).giver_name, fresh(kept).paper_id) == ("Trịnh Văn Ngọc", None)


def test_whom_the_replacement_names_as_giver_gave_it():
    old = in_force(leads=[a_unit()])
    [directive] = given()
    chair = old.conference.chair

    replaced(old, speaker_name="Trần Thị Bình", speaker_title="Phó Chủ tịch UBND tỉnh")

    directive = fresh(directive)
    assert (directive.giver_id, directive.giver_name, directive.giver_title) == (
        None,
        "Trần Thị Bình",
        "Phó Chủ tịch UBND tỉnh",
    )
    was = f"{chair.name}, {chair.title}"
    assert f"Người giao: {was} → Trần Thị Bình, Phó Chủ tịch UBND tỉnh" in history(directive)[-1].text


def test_an_earlier_deadline_says_how_much_of_what_was_passed_down_is_due_after_it():
    lead = a_unit()
    officer = a_site_officer(lead)
    old = in_force(leads=[lead])
    [directive] = given()
    do(actions.take_on, directive)
    a_child(fresh(directive), due_on=date(2026, 12, 24))

    replaced(old, due_on=date(2026, 12, 20))

    [row] = [row for row in told("directive_amended") if row.to_address == officer.email]
    assert row.facts["later_below"] == 1
    assert "hạn sau 20/12/2026" in texts.written(row.kind, row.facts).text


def test_before_it_is_released_the_page_says_what_becomes_of_how_many(login):
    lead, gone, more = a_unit("Sở Một"), a_unit("Sở Hai"), a_unit("Sở Ba")
    old = in_force(leads=[lead, gone], more=2)
    new = replacing(old, leads=[lead, more], due_on=LATER)
    client = login(new.conference.secretary)

    way = client.get(f"/conferences/{new.conference_id}/conclusions").text
    page = client.get(f"/conclusions/{new.id}/release").text

    assert f'href="/conclusions/{new.id}/release"' in way
    for words in ("1 nhiệm vụ được sửa", "1 nhiệm vụ bị thu hồi", "1 nhiệm vụ được giao mới", "2 nhiệm vụ giữ nguyên"):
        assert words in page
    for name in ("Sở Một", "Sở Hai", "Sở Ba"):
        assert name in page

    answer = client.post(f"/conclusions/{new.id}/release", follow_redirects=True).text
    assert "1 nhiệm vụ được sửa, 1 nhiệm vụ bị thu hồi" in answer


@pytest.mark.parametrize(("number", "said"), [(1, "1 directive was given."), (2, "2 directives were given.")])
def test_how_many_were_given_is_said_in_the_right_number(login, number, said):
    minutes = drafted()
    a_directive_in(minutes, leads=[a_unit() for _ in range(number)])
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    notice = notice_in(NoticeState.APPROVED, minutes=approved(minutes))
    client = login(notice.conference.secretary)
    client.post("/appearance", data={"language": "en"})

    assert said in client.post(f"/conclusions/{notice.id}/release", follow_redirects=True).text


def test_the_page_of_a_first_notice_says_how_many_are_given(login):
    minutes = drafted()
    a_directive_in(minutes, leads=[a_unit(), a_unit()])
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    notice = notice_in(NoticeState.APPROVED, minutes=approved(minutes))

    page = login(notice.conference.secretary).get(f"/conclusions/{notice.id}/release").text

    assert "2 nhiệm vụ được giao mới" in page


@pytest.mark.parametrize("number", [1, 40])
def test_the_page_asks_as_often_for_forty_as_for_one(login, queries, number):
    lead = a_unit()
    old = in_force(leads=[lead], coordinators=[a_unit()], more=number)
    new = replacing(old, leads=[lead, a_unit()], due_on=LATER)
    client = login(new.conference.secretary)
    queries.clear()

    assert client.get(f"/conclusions/{new.id}/release").status_code == 200
    assert len(queries) <= 12


def test_the_history_on_the_page_shows_the_change(login):
    old = in_force(leads=[a_unit()])
    [directive] = given()

    replaced(old, due_on=LATER)

    page = login(fresh(old).conference.secretary).get(f"/directives/{directive.id}").text
    assert "25/12/2026 → 15/01/2027" in page and "Đã sửa theo thông báo thay thế" in page
