"""The items of a template are moved and put between by plain buttons; nothing is saved by that, and nothing is lost."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from meetings.agenda import queries as agenda
from meetings.agenda.models import ItemKind
from meetings.base.db import db, transaction
from meetings.series import agenda_rows, templates
from meetings.series.content import Point
from meetings.series.models import Template
from tests.make import a_person
from tests.series import make
from tests.series.make import a_series, a_template, drafts_of
from tests.series.test_template_views import typed

pytestmark = pytest.mark.usefixtures("in_november")
ROWS = ("Khai mạc", "Báo cáo", "Bế mạc", "Ý kiến khác")


def filled(**facts):
    return {f"point_{n}_title": title for n, title in enumerate(ROWS, start=1)} | facts


def titles(page):
    return re.findall(r'name="point_\d+_title"[^>]*value="([^"]*)"', page)


def rows(given, number=4):
    return [given.get(f"point_{n}_title", "") for n in range(1, number + 1)]


@pytest.mark.parametrize(
    ("order", "found", "place"),
    [
        ("up-4", ["Khai mạc", "Báo cáo", "Ý kiến khác", "Bế mạc"], "up-3"),
        ("down-1", ["Báo cáo", "Khai mạc", "Bế mạc", "Ý kiến khác"], "down-2"),
        ("new-3", ["Khai mạc", "Báo cáo", "", "Bế mạc", "Ý kiến khác"], "new-3"),
        ("up-1", list(ROWS), ""),
        ("down-6", list(ROWS), ""),
        ("up-0", list(ROWS), ""),
        ("up-7", list(ROWS), ""),
        ("sideways-2", list(ROWS), ""),
        ("up-٣", list(ROWS), ""),
    ],
)
def test_rows_change_places_or_give_way(order, found, place):
    kept, where = agenda_rows.turned(MultiDict(filled(name="Mẫu")), order, 6)

    assert (rows(kept, 6), where, kept["name"]) == (found + [""] * (6 - len(found)), place, "Mẫu")


def test_where_the_last_row_is_filled_none_is_pushed_out():
    kept, where = agenda_rows.turned(MultiDict(filled()), "new-1", 4)

    assert (rows(kept), where) == (list(ROWS), "")


def test_a_row_is_moved_up_with_all_that_was_typed_and_nothing_is_saved_before_the_button(secretary, province):
    secretary.post("/templates/new", data=typed(province, **filled()))
    template = db.session.scalar(select(Template))
    address = f"/templates/{template.id}/edit"
    sent = typed(province, **filled(version=template.version, point_4_minutes="x", point_4_kind="discussion"))

    shown = secretary.post(address, data=sent | {"turn": "up-4", "place": "Phòng khác"})

    kept = db.session.get(Template, template.id, populate_existing=True)
    assert (shown.status_code, titles(shown.text)[:4]) == (200, ["Khai mạc", "Báo cáo", "Ý kiến khác", "Bế mạc"])
    assert 'value="Phòng khác"' in shown.text and re.search(r'name="point_3_minutes"[^>]*value="x"', shown.text)
    assert re.search(r'<button(?=[^>]*value="up-3")(?=[^>]*autofocus)', shown.text)
    assert (kept.edition, kept.content.place) == (1, "Hội trường")


def test_an_empty_row_is_put_between_and_what_is_typed_there_is_saved_in_its_place(secretary, province):
    secretary.post("/templates/new", data=typed(province, **filled()))
    template = db.session.scalar(select(Template))
    address, version = f"/templates/{template.id}/edit", template.version
    shown = secretary.post(address, data=typed(province, **filled(turn="new-2", version=version)))
    sent = {f"point_{n}_title": title for n, title in enumerate(titles(shown.text), start=1)}

    secretary.post(address, data=typed(province, version=version) | sent | {"point_2_title": "Điểm danh"})

    kept = db.session.get(Template, template.id, populate_existing=True)
    assert [point.title for point in kept.content.agenda] == ["Khai mạc", "Điểm danh", *ROWS[1:]]
    assert kept.edition == 2


def test_before_the_template_is_made_rows_are_turned_as_well(secretary, province):
    shown = secretary.post("/templates/new", data=typed(province, **filled(turn="down-3")))

    assert (shown.status_code, titles(shown.text)[:4]) == (200, ["Khai mạc", "Báo cáo", "Ý kiến khác", "Bế mạc"])
    assert db.session.scalar(select(Template)) is None


def test_the_ends_have_no_way_on_and_enter_saves(secretary, province):
    page = secretary.post("/templates/new", data=typed(province, **filled(turn="up-2"))).text
    form = page.partition('<form method="post" action="/templates/new"')[2]

    assert re.search(r'<button(?=[^>]*value="up-1")(?=[^>]*disabled)', form)
    assert re.search(r'<button(?=[^>]*value="down-7")(?=[^>]*disabled)', form)
    assert "name=" not in re.search(r"<button[^>]*>", form)[0]


def test_who_presents_goes_with_the_row(secretary, province):
    person = a_person("Trần Thị Hoa")
    points = (Point("Một", presenter="Trần Thị Hoa", person_id=person.id, kind=ItemKind.REPORT), Point("Hai"))
    template = a_template(province, agenda=points)
    facts = {"point_1_title": "Một", "point_1_presenter": "Trần Thị Hoa", "point_2_title": "Hai", "point_3_title": ""}
    address, version = f"/templates/{template.id}/edit", template.version
    shown = secretary.post(address, data=typed(province, **facts, turn="up-2", version=version)).text
    there = re.search(r'name="point_2_presenter"[^>]*value="([^"]*)"', shown)[1]
    moved = {"point_1_title": "Hai", "point_1_presenter": "", "point_2_title": "Một", "point_2_presenter": there}

    secretary.post(address, data=typed(province, **facts, version=version) | moved)

    kept = db.session.get(Template, template.id, populate_existing=True).content.agenda
    assert [(point.title, point.person_id) for point in kept] == [("Hai", None), ("Một", person.id)]


def test_drafts_that_nobody_has_worked_on_follow_the_new_order():
    template = a_template(agenda=tuple(map(Point, ROWS)))
    series = a_series(template=template)
    first = drafts_of(series)[0]
    before = [item.title for item in agenda.items_of(first.id)]
    content = replace(template.content, agenda=tuple(map(Point, (*ROWS[:2], ROWS[3], ROWS[2]))))
    with transaction():
        held = db.session.get(Template, template.id)
        templates.revise(held, name=held.name, content=content, version=held.version, by=None)
    make.filled(series)

    assert before == list(ROWS)
    db.session.expire_all()
    assert [item.title for item in agenda.items_of(first.id)] == [*ROWS[:2], ROWS[3], ROWS[2]]
