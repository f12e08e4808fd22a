from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.directives import issuing, orders, queries
from meetings.directives.models import Directive, DirectiveState, Order
from meetings.units.models import UnitKind
from tests.directives.made import DUE, NOON, a_child, a_directive, an_order, did, fresh
from tests.make import a_conference, a_province, a_secretary, a_unit, a_user

pytestmark = pytest.mark.usefixtures("at_noon")
S = DirectiveState


def rows(page):
    return page.count('<tr id="d'), page.count('<tr id="u')


def test_what_is_given_to_several_units_at_once_is_one_order_and_what_to_one_is_none(province):
    several, single = an_order(province, 3), an_order(province, 1, "Một việc")

    assert len({one.order_id for one in several}) == 1
    assert [one.order_id is None for one in (*several, *single)] == [False, False, False, True]
    assert db.session.scalar(select(func.count()).select_from(Order)) == 1


def test_the_register_shows_it_in_one_row_with_its_numbers(login, province):
    first, second, third, _fourth = an_order(province, 4, due_on=date(2026, 12, 8))
    for step in ("take_on", "submit", "accept"):
        did(first, step)
    did(second, "take_on")
    did(third, "take_on")
    did(third, "submit")

    with clock.at(NOON + timedelta(days=5)):
        page = login(a_secretary(province)).get("/directives").text

    assert rows(page) == (1, 0)
    assert "cùng nội dung giao 4 đơn vị" in page
    assert "1/4 xong" in page
    assert "2 quá hạn" in page and "1 chưa tiếp nhận" in page and "1 chờ duyệt" in page


def test_a_unit_sees_only_its_own_directive_of_the_order_as_a_row_of_its_own(login, province):
    first, *_others = an_order(province, 3)

    page = login(a_user(Role.SITE_OFFICER, first.lead_unit)).get("/directives").text

    assert rows(page) == (1, 0)
    assert f'id="d{first.id}"' in page and first.code in page
    assert "cùng nội dung giao" not in page


def test_it_opens_to_its_units_without_script_and_by_a_fragment(login, province):
    given = an_order(province, 3)
    client, order = login(a_secretary(province)), given[0].order_id

    closed = client.get("/directives").text
    opened = client.get(f"/directives?open=o{order}").text
    fragment = client.get(f"/directives/orders/{order}/units").text

    assert f'"/directives?open=o{order}#d{given[0].id}"' in closed
    assert [rows(page) for page in (closed, opened, fragment)] == [(1, 0), (1, 3), (0, 3)]
    assert all(one.lead_unit.name in opened for one in given)


def test_of_many_units_those_in_most_need_stand_in_place_and_the_page_of_the_order_has_all_in_pages(
    app, login, province, monkeypatch
):
    given = an_order(province, orders.IN_PLACE + 5)
    late = did(given[-1], "take_on")
    with transaction():
        fresh(late).due_on = date(2026, 12, 1)
    client, order = login(a_secretary(province)), late.order_id
    monkeypatch.setitem(app.config, "PAGE_SIZE", 10)

    opened = client.get(f"/directives?open=o{order}").text
    pages = [client.get(f"/directives?order={order}&page={number}").text for number in (1, 2, 3)]

    assert rows(opened) == (1, orders.IN_PLACE)
    assert opened.index(f'id="u{late.id}"') < opened.index(f'id="u{given[0].id}"')
    assert "Còn 5 đơn vị" in opened and f'href="/directives?order={order}"' in opened
    assert [rows(page)[0] for page in pages] == [10, 10, 5]
    assert all("Một nội dung giao 25 đơn vị" in page for page in pages)
    assert [page.count("Rà soát hồ sơ đất đai") for page in pages] == [1, 1, 1]


def test_a_filter_shows_those_units_of_the_order_that_it_is_for(login, province):
    given = an_order(province, 4)
    for one in given[:2]:
        did(one, "take_on")
    client, order = login(a_secretary(province)), given[0].order_id

    taken_on = client.get(f"/directives?state=accepted&open=o{order}").text
    fragment = client.get(f"/directives/orders/{order}/units?state=accepted").text
    one_unit = client.get(f"/directives?unit={given[3].lead_unit_id}").text

    assert [rows(page) for page in (taken_on, fragment, one_unit)] == [(1, 2), (0, 2), (1, 0)]
    assert "2 trong 4 đơn vị" in taken_on
    assert given[3].code in one_unit and "một trong 4 đơn vị được giao cùng nội dung" in one_unit


def test_the_number_of_rows_counts_an_order_once(login, app, province, monkeypatch):
    an_order(province, 3)
    an_order(province, 3, "Việc khác")
    an_order(province, 1, "Việc nữa")
    monkeypatch.setitem(app.config, "PAGE_SIZE", 2)
    client = login(a_secretary(province))

    pages = [client.get(f"/directives?page={number}").text for number in (1, 2)]

    assert [rows(page)[0] for page in pages] == [2, 1]


@pytest.mark.parametrize("sort", ["urgent", "due", "unit", "progress", "newest"])
def test_every_order_of_the_rows_takes_an_order_to_many_units(login, province, sort):
    an_order(province, 3)
    an_order(province, 1, "Việc nữa")

    page = login(a_secretary(province)).get(f"/directives?sort={sort}").text

    assert rows(page) == (2, 0)


def test_what_is_passed_down_with_the_same_words_is_one_row_of_the_branch(login, province):
    parent = a_directive(giver_unit=province, due_on=DUE, state=S.ACCEPTED)
    offices = [a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION) for _ in range(3)]
    with transaction():
        tasks = [dict(text="Báo cáo số liệu", lead_unit=fresh(office), due_on=DUE) for office in offices]
        issuing.pass_down(fresh(parent), tasks=[*tasks, dict(tasks[0], text="Việc riêng")], by=None)
    leader = login(a_user(Role.LEADER, parent.lead_unit))
    order = db.session.scalar(select(Directive.order_id).where(Directive.text == "Báo cáo số liệu").limit(1))

    branch = leader.get(f"/directives/{parent.id}/children").text
    closed = leader.get(f"/directives?open={parent.id}").text
    opened = leader.get(f"/directives?open={parent.id},o{order}").text
    units = leader.get(f"/directives/orders/{order}/units?level=2").text
    page = leader.get(f"/directives/{parent.id}").text

    assert [rows(text) for text in (branch, closed, opened, units)] == [(2, 0), (3, 0), (3, 3), (0, 3)]
    assert page.count("Báo cáo số liệu") == 1 and "cùng nội dung giao 3 đơn vị" in page


def test_the_branch_of_an_order_with_ones_own_unit_in_it_is_open_at_once(login, province):
    parent = a_directive(giver_unit=province, due_on=DUE, state=S.ACCEPTED)
    offices = [a_unit(parent=parent.lead_unit, kind=UnitKind.DIVISION) for _ in range(2)]
    with transaction():
        tasks = [dict(text="Báo cáo số liệu", lead_unit=fresh(office), due_on=DUE) for office in offices]
        issuing.pass_down(fresh(parent), tasks=tasks, by=None)
    both = a_user(Role.MEMBER, offices[0])
    with transaction():
        fresh(parent).coordinators.append(fresh(offices[0]))
        for one in db.session.scalars(select(Directive).where(Directive.parent_id == parent.id)):
            one.giver_id = both.id

    page = login(both).get("/directives").text

    assert rows(page)[1] == 2


def test_the_page_of_one_of_them_says_how_far_the_others_are(login, province):
    first, *_others = an_order(province, 3)
    for step in ("take_on", "submit", "accept"):
        did(first, step)

    page = login(a_secretary(province)).get(f"/directives/{first.id}").text

    assert f'<a href="/directives?order={first.order_id}">giao 3 đơn vị</a>, 1 xong' in page


def test_the_tab_of_a_conference_shows_it_in_one_row_too(login, province):
    conference = a_conference(organiser=province)
    given = an_order(province, 3, conference=conference)
    client = login(a_secretary(province))

    closed = client.get(f"/conferences/{conference.id}/directives").text
    opened = client.get(f"/conferences/{conference.id}/directives?open=o{given[0].order_id}").text

    assert [rows(page) for page in (closed, opened)] == [(1, 0), (1, 3)]


def test_who_sees_none_of_it_is_shown_none_of_it(login, province):
    given = an_order(province, 2)
    stranger = login(a_user(Role.SITE_OFFICER, a_unit(parent=a_province())))

    answer = stranger.get(f"/directives/orders/{given[0].order_id}/units")

    assert answer.status_code == 403
    assert stranger.get("/directives/orders/999999/units").status_code == 404
    assert "Rà soát hồ sơ" not in stranger.get(f"/directives?order={given[0].order_id}").text


@pytest.mark.parametrize("number", [2, 300])
def test_the_register_asks_as_often_for_an_order_to_300_units_as_for_one_to_2(login, queries, province, number):
    given = an_order(province, number)
    a_child(given[0], due_on=DUE)
    client, order = login(a_user(Role.LEADER, province)), given[0].order_id
    asked = []

    for path in (
        f"/directives?open=o{order},{given[0].id}",
        f"/directives?order={order}",
        f"/directives/orders/{order}/units",
        f"/directives/{given[0].id}",
    ):
        queries.clear()
        client.get(path)
        asked.append(len(queries))

    assert asked == [9, 8, 6, 10]


def test_an_order_given_again_by_a_corrected_notice_takes_the_new_unit_in(province):
    first = an_order(province, 1)[0]

    with transaction():
        order = orders.tie([object()], [fresh(first)])
        db.session.add(order)

    assert fresh(first).order_id is not None
    with transaction():
        assert orders.tie([object()], [fresh(first)]).id == fresh(first).order_id
    assert queries.directive(first.id).order_id == first.order_id
