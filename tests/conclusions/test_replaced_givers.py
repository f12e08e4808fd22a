"""Who gives what a replacing notice moves between the conference and a session of a site; what a release warns of."""

from datetime import date, timedelta

import pytest

from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import transaction
from meetings.conclusions.models import NoticeState
from meetings.desk import rulings
from meetings.directives import actions
from meetings.directives.models import DirectiveState
from meetings.minutes import actions as minutes_actions
from meetings.minutes import queries as minutes_queries
from meetings.web import texts
from tests.conclusions.make import approved, notice_in
from tests.conclusions.replaced import LATER, do, given, history, in_force, released, replaced, replacing, told
from tests.directives.made import WORDS, fresh
from tests.make import MONDAY, a_leader, a_site, a_site_officer, a_unit
from tests.minutes.make import a_directive_in, an_item, drafted

S = DirectiveState
DISTRICT = "UBND huyện Vũ Quang"
EARLY = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def _the_day_after():
    with clock.at(MONDAY + timedelta(days=1)):
        yield


def a_session(minutes, district, position=1, chair="Trịnh Văn Ngọc"):
    """The item of a site's own session, after the link closed, over which the district's chair presides."""
    site = a_site(minutes.conference, district, chair_name=chair, chair_title="Chủ tịch UBND huyện")
    facts = dict(kind=ItemKind.LOCAL, title="Phát biểu chỉ đạo", site_id=site.id)
    return an_item(minutes.conference, position=position, **facts)


def in_force_on(minutes):
    with transaction():
        rulings.submit_minutes(minutes, by=None)
    return notice_in(NoticeState.RELEASED, minutes=approved(minutes))


def page_of(new, login):
    return login(new.conference.secretary).get(f"/conclusions/{new.id}/release").text


def giver(directive):
    directive = fresh(directive)
    return directive.giver_id, directive.giver_name, directive.giver_title, directive.giver_unit_id


def test_what_the_correction_moves_from_a_sites_session_to_the_conference_is_given_by_its_chair(login):
    minutes, district = drafted(), a_unit(DISTRICT)
    item, common = a_session(minutes, district), an_item(minutes.conference, title="Thảo luận", position=2)
    a_directive_in(minutes, leads=[a_unit("Phòng A", parent=district)], item=item)
    old, judge = in_force_on(minutes), a_leader(district)
    [directive] = given()

    new = replacing(old, item=fresh(common))
    page = page_of(new, login)
    released(new)

    chair, unit = fresh(new).conference.chair, fresh(new).conference.organiser
    assert giver(directive) == (chair.person_id, chair.name, chair.title, unit.id)
    assert "1 nhiệm vụ được sửa" in page
    assert f"người giao, đơn vị giao ({DISTRICT} → {unit.short_name})" in page
    assert history(directive)[-1].text.split("\n")[1:] == [
        f"Người giao: Trịnh Văn Ngọc, Chủ tịch UBND huyện → {chair.name}, {chair.title}",
        f"Đơn vị giao: {DISTRICT} → {unit.name}",
    ]
    reasons = {row.to_address: row.reason for row in told("directive_amended")}
    assert reasons == {
        chair.person.email: "Nhiệm vụ này do đơn vị ông/bà giao.",
        new.conference.secretary.email: "Nhiệm vụ này do đơn vị ông/bà giao.",
        judge.email: "Nhiệm vụ này trước đây do đơn vị ông/bà giao.",
    }


def test_what_it_moves_from_the_conference_to_a_sites_session_is_given_by_the_sites_chair(login):
    minutes, district = drafted(), a_unit(DISTRICT)
    item = a_session(minutes, district)
    a_directive_in(minutes, leads=[a_unit("Phòng A", parent=district)])
    old, judge = in_force_on(minutes), a_leader(district)
    [directive] = given()
    before = giver(directive)

    new = replacing(old, item=fresh(item))
    page = page_of(new, login)
    released(new)

    province = new.conference.organiser
    assert before[2:] == ("Chuyên viên", province.id)
    assert giver(directive) == (None, "Trịnh Văn Ngọc", "Chủ tịch UBND huyện", district.id)
    assert f"người giao, đơn vị giao ({province.short_name} → {DISTRICT})" in page
    assert {row.to_address for row in told("directive_amended")} == {
        judge.email,
        new.conference.chair.person.email,
        new.conference.secretary.email,
    }
    english = texts.written("directive_amended", told("directive_amended")[0].facts, language="en").text
    assert f"In the name of: {province.name} → {DISTRICT}" in english


def test_a_chair_who_presides_since_then_did_not_give_what_was_given_before():
    old = in_force(leads=[a_unit()])
    [directive] = given()
    before = giver(directive)
    with transaction():
        fresh(old).conference.chair.name = "Trần Thị Bình"

    replaced(old, due_on=LATER)

    assert giver(directive) == before


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_asks_as_often_for_twenty_sessions_as_for_one(login, queries, number):
    minutes = drafted()
    for place in range(number):
        district = a_unit(f"UBND huyện {place}")
        item = a_session(minutes, district, position=place + 1, chair=f"Ông {place}")
        a_directive_in(minutes, leads=[a_unit(parent=district)], item=item)
        a_directive_in(minutes, leads=[a_unit()])
    old = in_force_on(minutes)
    for directive in given():
        do(actions.hand_over, directive, lead_unit=a_unit(), reason="Đúng chức năng")

    def say_otherwise(corrected):
        for block in minutes_queries.blocks_of(corrected.id):
            said = dict(speaker_name="Bà Bình", speaker_title="Phó Chủ tịch", due_on=LATER)
            minutes_actions.revise_block(block, version=block.version, by=None, **said)

    new = replacing(old, by_hand=say_otherwise)
    client = login(new.conference.secretary)
    queries.clear()

    page = client.get(f"/conclusions/{new.id}/release").text

    assert f"{2 * number} nhiệm vụ được sửa" in page
    assert len(queries) <= 12


def with_a_result(**facts):
    old = in_force(leads=[facts.pop("lead", None) or a_unit()])
    for way in ("take_on", "submit"):
        do(getattr(actions, way), given()[0], **WORDS.get(way, {}))
    return old


HANDED_IN = "Kết quả mà đơn vị chủ trì đã gửi là theo nội dung trước khi sửa"


@pytest.mark.parametrize("changes", [dict(text="Mua máy chủ.", due_on=LATER), dict(expected_result="Máy chủ")])
def test_a_result_for_the_former_words_is_named_before_the_release_and_to_all_sides(login, changes):
    lead = a_unit()
    officer = a_site_officer(lead)
    old = with_a_result(lead=lead)
    [directive] = given()

    new = replacing(old, **changes)
    page = page_of(new, login)
    released(new)

    warned = page[page.index("Đơn vị đã gửi kết quả của các nhiệm vụ này theo nội dung trước khi sửa.") :]
    assert f"{directive.code}</a> · {lead.short_name}" in warned
    rows = {row.to_address: row for row in told("directive_amended")}
    assert rows.keys() == {officer.email, new.conference.chair.person.email, new.conference.secretary.email}
    assert all(HANDED_IN in texts.written(row.kind, row.facts).text for row in rows.values())
    english = texts.written("directive_amended", rows[officer.email].facts, language="en").text
    assert "The result that the lead unit has handed in was for the former words" in english
    assert (fresh(directive).state, fresh(directive).progress) == (S.SUBMITTED, 100)


def test_a_result_for_words_that_stay_is_not_called_one_for_the_former_words(login):
    new = replacing(with_a_result(), due_on=LATER)

    page = page_of(new, login)
    released(new)

    assert "1 nhiệm vụ được sửa" in page and "đã gửi kết quả của các nhiệm vụ" not in page
    messages = [texts.written(row.kind, row.facts).text for row in told("directive_amended")]
    assert len(messages) == 2 and not any(HANDED_IN in said for said in messages)


PASSED = "Thời hạn mới của các nhiệm vụ này đã qua"


def test_a_new_deadline_that_has_passed_is_named_before_the_release(login):
    one, two = a_unit(), a_unit()
    second = replacing(in_force(leads=[one]), leads=[one, two])
    with clock.at(MONDAY + timedelta(days=13)):
        released(second)
    third = replacing(second, due_on=date(2026, 12, 10))

    with clock.at(MONDAY + timedelta(days=14)):
        page = page_of(third, login)

    warned = page[page.index(PASSED) :]
    assert all(f"{one.code}</a>" in warned for one in given())


def test_a_deadline_that_is_still_to_come_or_that_the_result_met_is_no_matter(login):
    met = with_a_result()
    new = replacing(met, due_on=EARLY)

    with clock.at(MONDAY + timedelta(days=14)):
        page = page_of(new, login)

    assert "1 nhiệm vụ được sửa" in page and PASSED not in page


def test_a_deadline_that_becomes_standing_reads_so_in_english():
    lead = a_unit()
    a_site_officer(lead)

    replaced(in_force(leads=[lead]), due_on=None, is_standing=True)

    row = told("directive_amended")[0]
    assert "Thời hạn: 25/12/2026 → thường xuyên" in texts.written(row.kind, row.facts).text
    english = texts.written(row.kind, row.facts, language="en").text
    assert "Deadline: 25/12/2026 → standing" in english and "thường xuyên" not in english
