import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.sites import picker, trees
from meetings.sites.models import Site, SiteGroup, SiteKind
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_province, a_secretary, a_site, a_unit

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(conference):
    return f"/conferences/{conference.id}/sites/choose/draft"


def some_communes(parent, number, *, start=0):
    """So many communes directly below `parent`; returns their numbers."""
    with transaction():
        facts = {"kind": UnitKind.COMMUNE, "parent_id": parent.id}
        made = [
            Unit(name=f"UBND xã {n}", short_name=f"Xã {n}", position=n, **facts) for n in range(start, start + number)
        ]
        db.session.add_all(made)
        db.session.flush()
        for unit in made:
            unit.path = f"{parent.path}{unit.id}/"
        return [unit.id for unit in made]


def chosen_in(page):
    return picker.numbers([re.search(r'name="chosen" value="([^"]*)"', page.text)[1]])


def leaves_in(page):
    return re.findall(r'id="unit-(\d+)"', page.text)


# numbers on their way


@given(st.sets(st.integers(min_value=0, max_value=50_000), max_size=300))
def test_numbers_come_back_from_their_ranges(numbers):
    assert picker.numbers([picker.ranges(numbers)]) == numbers


def test_thousands_of_numbers_travel_as_a_few_signs():
    assert picker.ranges({*range(7, 3007), 3010}) == "7-3006,3010"


@pytest.mark.parametrize("typed", ["1-999999999", "5-", "-5", "9-3", "a-b", "1-2-3", "٣", "1,,x", "1" * 40])
def test_forged_ranges_are_passed_over_and_fill_no_memory(typed):
    assert len(picker.numbers([typed])) <= 1


def test_no_unit_of_another_tree_becomes_the_main_site(login, secretary, province, conference, address):
    [mine], [foreign] = some_communes(province, 1), some_communes(a_province(), 1)
    typed = {"chosen": picker.ranges([mine, foreign]), "main": foreign, "relay": foreign}

    login(secretary).post(address.removesuffix("choose/draft") + "change", data=typed | {"sure": "yes"})

    found = db.session.scalars(select(Site).where(Site.conference_id == conference.id)).all()
    assert [(site.unit_id, site.kind) for site in found] == [(mine, SiteKind.MEMBER)]


# the tree


def test_a_level_is_chosen_with_one_press_and_let_go_with_the_next(login, secretary, province, conference, address):
    zone = a_unit("Khu vực 1", kind=UnitKind.OTHER, parent=province)
    ids = some_communes(province, 2) + some_communes(zone, 3, start=2)
    browser = login(secretary)

    chosen = browser.post(address, data={"do": "level:commune"})
    let_go = browser.post(address, data={"chosen": picker.ranges(ids), "do": "level:commune"})

    assert (chosen_in(chosen), chosen_in(let_go)) == (set(ids), set())


def test_a_saved_group_is_let_go_by_its_second_press(login, secretary, province, conference, address):
    ids, browser = some_communes(province, 3), login(secretary)
    groups = f"/conferences/{conference.id}/site-groups"
    number = re.search(
        r'value="group:(\d+)"', browser.post(groups, data={"chosen": picker.ranges(ids), "group_name": "Cụm"}).text
    )[1]

    one_less = browser.post(address, data={"chosen": picker.ranges(ids[1:]), "do": f"group:{number}"})
    let_go = browser.post(address, data={"chosen": picker.ranges(ids), "do": f"group:{number}"})

    assert (chosen_in(one_less), chosen_in(let_go)) == (set(ids), set())


def test_the_box_of_a_branch_counts_and_chooses_all_below_without_offices(login, secretary, province, address):
    zone = a_unit("Khu vực 1", kind=UnitKind.OTHER, parent=province)
    a_unit("Văn phòng khu vực", kind=UnitKind.OFFICE, parent=zone)
    ids = some_communes(zone, 3)
    browser = login(secretary)

    some = browser.post(address, data={"chosen": ids[0]})
    everything = browser.post(address, data={"chosen": ids[0], "all": f"{zone.id}:below"})
    nothing = browser.post(address, data={"chosen": picker.ranges(ids), "was": f"{zone.id}:below"})

    assert "1 / 3" in some.text
    assert (chosen_in(everything), chosen_in(nothing)) == (set(ids), set())


def test_a_large_branch_is_drawn_a_hundred_at_a_time_and_counted_whole(login, secretary, province, address):
    ids, browser, key = some_communes(province, 250), login(secretary), f"{province.id}:commune"
    a_unit("Sở Nội vụ", kind=UnitKind.DEPARTMENT, parent=province)

    first = browser.post(address, data={"chosen": picker.ranges(ids), "do": f"open:{key}"})
    second = browser.post(address, data={"chosen": picker.ranges(ids), "open": key, "do": f"more:{key}"})
    last = browser.post(address, data={"chosen": picker.ranges(ids), "open": key, "more": key, "do": f"more:{key}"})

    assert [len(leaves_in(page)) for page in (first, second, last)] == [101, 201, 251]
    assert "250 / 250" in first.text
    assert (f'value="more:{key}"' in second.text, f'value="more:{key}"' in last.text) == (True, False)
    assert chosen_in(last) == set(ids)


def test_opening_a_branch_sends_that_branch_and_nothing_else(login, secretary, province, address):
    zone = a_unit("Khu vực 1", kind=UnitKind.OTHER, parent=province)
    ids = some_communes(zone, 3)
    data = {"chosen": picker.ranges(ids), "do": f"open:{zone.id}"}

    node = login(secretary).post(address, data=data, headers={**HTMX, "HX-Target": f"li#node-{zone.id}"})

    assert leaves_in(node) == [str(number) for number in (zone.id, *ids)]
    assert "<html" not in node.text and 'id="chosen"' not in node.text
    assert f'name="open" value="{zone.id}"' in node.text


@pytest.mark.parametrize("target", ["li#node-999999", "li#node-x", "li#node-1-nonsense", "li#node-", "div#elsewhere"])
def test_an_unknown_part_is_answered_with_the_whole_choice(login, secretary, address, target):
    page = login(secretary).post(address, data={"do": "open:999999"}, headers={**HTMX, "HX-Target": target})

    assert page.status_code == 200
    assert 'id="picker"' in page.text and "<html" not in page.text


def test_typed_words_send_the_tree_alone_and_say_how_many_fit(login, secretary, province, address):
    some_communes(province, 70)
    a_unit("Xã Hương Khê", parent=province)
    browser, headers = login(secretary), {**HTMX, "HX-Target": "section#units"}

    many = browser.post(address, data={"q": "xa", "open": f"{province.id}:commune"}, headers=headers)
    one = browser.post(address, data={"q": "huong khe"}, headers=headers)

    assert (len(leaves_in(many)), len(leaves_in(one))) == (60, 1)
    assert f'<small class="nc-sub">{province.name}</small>' in one.text
    assert "71" in many.text and 'id="chosen"' not in many.text
    assert f'name="open" value="{province.id}:commune"' in many.text


# the list of what is chosen


def test_many_chosen_are_listed_by_parent_opened_and_let_go_together(login, secretary, province, conference, address):
    zones = [a_unit(f"Khu vực {n}", kind=UnitKind.OTHER, parent=province) for n in range(2)]
    first, second = some_communes(zones[0], 40), some_communes(zones[1], 40, start=40)
    browser, data = login(secretary), {"chosen": picker.ranges(first + second)}
    headers = {**HTMX, "HX-Target": "aside#chosen"}

    closed = browser.post(address, data=data, headers=headers)
    opened = browser.post(address, data=data | {"do": f"open:chosen:{zones[1].id}"}, headers=headers)
    emptied = browser.post(address, data=data | {"do": f"empty:{zones[0].id}"}, headers=headers)

    rows = r'value="remove:(\d+)"'
    assert re.findall(rows, closed.text) == []
    assert [int(number) for number in re.findall(rows, opened.text)] == second
    assert chosen_in(emptied) == set(second)


def test_one_long_list_of_chosen_goes_on_when_asked(login, secretary, province, address):
    ids = some_communes(province, 70)
    browser, data = login(secretary), {"chosen": picker.ranges(ids)}

    first, more = browser.post(address, data=data), browser.post(address, data=data | {"do": "more:chosen"})

    assert [len(re.findall(r'value="remove:', page.text)) for page in (first, more)] == [60, 70]


def test_a_relay_far_down_the_list_stays_one(login, secretary, province, conference):
    ids = some_communes(province, 70)
    data = {"chosen": picker.ranges(ids), "relays": str(ids[-1]), "known": ""}

    login(secretary).post(f"/conferences/{conference.id}/sites/change", data=data | {"sure": "yes"})

    kinds = dict(db.session.execute(select(Site.unit_id, Site.kind)).all())
    assert [unit_id for unit_id, kind in kinds.items() if kind is SiteKind.RELAY] == [ids[-1]]


def test_places_go_by_their_short_names_and_departments_by_their_whole_one():
    province = a_province()
    commune = a_unit("UBND xã Vũ Quang", short_name="Xã Vũ Quang", parent=province)
    department = a_unit("Sở Nội vụ", short_name="SNV", kind=UnitKind.DEPARTMENT, parent=province)

    tree = trees.tree_of(a_conference(organiser=province))

    assert (tree.name(commune.id), tree.name(department.id)) == ("Xã Vũ Quang", "Sở Nội vụ")


# thousands


def test_three_thousand_units_cost_as_many_statements_and_hardly_more_bytes_than_three(login, secretary, queries):
    asked, sizes = [], []
    for number in (3, 3000):
        province = a_province()
        zones = [a_unit(f"Khu vực {n}", kind=UnitKind.OTHER, parent=province) for n in range(3)]
        ids = [one for zone in zones for one in some_communes(zone, number // 3)]
        conference = a_conference(organiser=province, state=C.INVITING)
        a_site(conference, db.session.get(Unit, province.id), kind=SiteKind.MAIN)
        browser, base = login(a_secretary(province)), f"/conferences/{conference.id}/sites/choose"
        browser.get(base)
        counted = []
        for data, target in (
            ({"do": "level:commune"}, "form#picker"),
            ({"do": f"open:{zones[0].id}"}, f"li#node-{zones[0].id}"),
            ({"q": "xa 1"}, "section#units"),
        ):
            queries.clear()
            headers = {**HTMX, "HX-Target": target}
            page = browser.post(f"{base}/draft", data={"chosen": picker.ranges(ids), **data}, headers=headers)
            counted.append(len(queries))
            sizes.append(len(page.data))
        asked.append(counted)

    assert asked[0] == asked[1]
    assert max(asked[1]) <= 12
    assert max(sizes) < 100_000


def test_what_the_page_sent_is_read_as_it_was_meant():
    province = a_province()
    ids = some_communes(province, 4)
    tree = trees.tree_of(a_conference(organiser=province))
    form = MultiDict(
        [("chosen", picker.ranges(ids[:3])), ("shown", f"{ids[0]},{ids[3]}"), ("unit", f"{ids[3]}"), ("open", "x")]
    )

    assert picker.Draft.typed(form, tree).chosen == {ids[1], ids[2], ids[3]}


def test_a_group_name_that_is_too_long_is_refused_in_words_and_kept_by_nobody(login, secretary, conference):
    unit = a_unit("Xã A", parent=conference.organiser)
    data = {"chosen": unit.id, "group_name": "x" * 121}

    answer = login(secretary).post(f"/conferences/{conference.id}/site-groups", data=data)

    said = "Tên nhóm nhiều nhất 120 ký tự; tên này có 121" in answer.text
    assert (said, db.session.query(SiteGroup).count()) == (True, 0)
