"""The pages of templates: written, used, kept by their owners."""

import re

import pytest
from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.documents import actions as documents
from meetings.documents.models import Audience
from meetings.series.models import Template
from meetings.web.files import Taken
from tests.make import (
    a_province,
    a_secretary,
    a_stranger,
    a_unit,
    an_administrator,
)
from tests.reading import seen
from tests.series.make import a_series, a_template, drafts_of, how_many

pytestmark = pytest.mark.usefixtures("in_november")


def typed(province, **facts):
    return {
        "owner": province.id,
        "name": "Giao ban xã",
        "title": "Giao ban tháng {tháng}",
        "kind": "briefing",
        "starts": "8h",
        "ends": "11:30",
        "days": "1",
        "place": "Hội trường",
        "chair_name": "Trần Văn An",
        "chair_title": "Chủ tịch",
        "co_chairs": "Lê Thị Bình, Phó Chủ tịch",
        "papers": "Báo cáo tổng hợp\n\nTờ trình\nTờ trình",
        "reminders": "1; 5, 3",
        "point_1_title": "Khai mạc",
        "point_1_minutes": "5",
        "point_1_kind": "opening",
        "point_1_presenter": "Chánh Văn phòng",
        "point_3_title": "Bế mạc",
        **facts,
    }


def test_a_template_is_written_and_read_back_as_it_was_typed(secretary, province):
    answer = secretary.post("/templates/new", data=typed(province))

    template = db.session.scalar(select(Template))
    content = template.content
    page = seen(secretary.get(answer.location))
    assert answer.location == f"/templates/{template.id}"
    assert (content.starts, content.minutes, content.remind_days) == ("08:00", 210, (5, 3, 1))
    assert (str(content.chair), [str(one) for one in content.co_chairs]) == (
        "Trần Văn An, Chủ tịch",
        ["Lê Thị Bình, Phó Chủ tịch"],
    )
    assert [(point.title, point.minutes, point.presenter) for point in content.agenda] == [
        ("Khai mạc", 5, "Chánh Văn phòng"),
        ("Bế mạc", 10, ""),
    ]
    assert content.papers == ("Báo cáo tổng hợp", "Tờ trình")
    assert "Lê Thị Bình, Phó Chủ tịch" in page


def test_a_template_that_is_saved_unchanged_stays_the_same(secretary, province):
    secretary.post("/templates/new", data=typed(province))
    template = db.session.scalar(select(Template))
    unit = a_unit()
    with transaction():
        kept = db.session.get(Template, template.id)
        kept.facts = {**kept.facts, "unit_ids": [unit.id], "relay_ids": [unit.id + 1]}
    before = db.session.get(Template, template.id).content

    secretary.post(f"/templates/{template.id}/edit", data=typed(province, version=template.version + 1))

    db.session.rollback()
    after = db.session.get(Template, template.id)
    assert (after.content, after.edition) == (before, 1)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"title": ""},
        {"title": "Giao ban {tuần}"},
        {"kind": "party"},
        {"starts": "25:00"},
        {"ends": "7:00"},
        {"days": "15"},
        {"owner": "99999"},
        {"chair_name": "", "chair_title": "Chủ tịch"},
        {"groups": ["99999"]},
        {"sites_from": "99999"},
        {"main_unit": "99999"},
        {"reminders": "mai"},
        {"reminders": "61"},
        {"point_1_minutes": "0"},
        {"point_1_kind": "dance"},
        {"point_1_title": "x" * 301},
    ],
)
def test_a_template_that_cannot_be_is_refused_and_what_was_typed_stays(secretary, province, facts):
    answer = secretary.post("/templates/new", data=typed(province, **facts))

    assert (answer.status_code, how_many(Template)) == (422, 0)
    assert "Chánh Văn phòng" in seen(answer)


def test_two_who_edit_a_template_see_both_texts(secretary, province, login):
    template = a_template(province, place="Phòng 1")
    shown = typed(province, version=template.version)
    other = login(a_secretary(province))
    other.post(f"/templates/{template.id}/edit", data={**shown, "place": "Phòng của người kia"})

    answer = secretary.post(f"/templates/{template.id}/edit", data={**shown, "place": "Phòng của tôi"})
    page = seen(answer)
    again = secretary.post(
        f"/templates/{template.id}/edit",
        data={**shown, "place": "Phòng của tôi", "version": db.session.get(Template, template.id).version},
    )

    assert (answer.status_code, "Phòng của người kia" in page, "Phòng của tôi" in page) == (409, True, True)
    assert (again.status_code, db.session.get(Template, template.id).content.place) == (302, "Phòng của tôi")
    assert "Phòng của người kia" in seen(secretary.get(f"/templates/{template.id}/editions/2"))


def test_a_foreign_secretariat_uses_a_template_but_cannot_damage_it(login):
    owner, other = a_province(), a_province()
    template = a_template(owner, title="Giao ban {tháng}")
    client = login(a_secretary(other))

    denied = [
        client.get(f"/templates/{template.id}/edit").status_code,
        client.post(f"/templates/{template.id}/edit", data=typed(owner, version=1)).status_code,
        client.post(f"/templates/{template.id}/retire", data={"version": 1}).status_code,
        client.post(f"/templates/{template.id}/back", data={"version": 1}).status_code,
    ]
    answer = client.post("/templates/use", data={"template": template.id, "day": "25/12/2026"})

    draft = db.session.scalar(select(Conference))
    assert denied == [403] * 4
    assert (answer.location, draft.organiser_id, draft.title) == (f"/conferences/{draft.id}", other.id, "Giao ban 12")
    assert f'/templates/{template.id}/edit"' not in client.get(f"/templates/{template.id}").text


def test_a_conference_is_made_in_one_step_from_the_page_lap_hoi_nghi(secretary, province):
    template = a_template(province)

    page = secretary.get("/conferences/new").text
    answer = secretary.post("/templates/use", data={"template": template.id, "day": "25/12/2026"})

    draft = db.session.scalar(select(Conference))
    assert 'action="/templates/use"' in page
    assert (answer.location, draft.title) == (f"/conferences/{draft.id}", "Giao ban tháng 12/2026")


@pytest.mark.parametrize(
    "facts", [{"day": "25/11/2026"}, {"day": "31/02/2027"}, {"day": ""}, {"template": "99999"}, {"organiser": "99999"}]
)
def test_a_use_that_cannot_be_makes_nothing(secretary, province, facts):
    template = a_template(province)

    answer = secretary.post("/templates/use", data={"template": template.id, "day": "25/12/2026", **facts})

    assert (answer.status_code, how_many(Conference)) == (422, 0)


def test_the_conference_says_which_papers_are_missing_until_they_stand_there(secretary, province):
    template = a_template(province, papers=("Báo cáo tổng hợp", "Tờ trình"))
    secretary.post("/templates/use", data={"template": template.id, "day": "25/12/2026"})
    draft = db.session.scalar(select(Conference))

    uploader = a_stranger()

    before = [seen(secretary.get(f"/conferences/{draft.id}{part}")) for part in ("", "/content")]
    with transaction():
        conference = db.session.get(Conference, draft.id)
        taken = Taken("f" * 64, 10, "application/pdf", "bc.pdf")
        title = "BÁO CÁO TỔNG HỢP tháng 12"
        by = db.session.get(Person, uploader.id)
        documents.add(conference, taken=taken, title=title, audience=Audience.CHAIRS, by=by)
    after = seen(secretary.get(f"/conferences/{draft.id}"))

    assert [("<li>Báo cáo tổng hợp</li>" in page, "<li>Tờ trình</li>" in page) for page in before] == [(True, True)] * 2
    assert ("<li>Báo cáo tổng hợp</li>" in after, "<li>Tờ trình</li>" in after) == (False, True)


def test_a_conference_is_saved_as_a_template_with_its_sites(secretary, province):
    series = a_series(province, template=a_template(province, unit_ids=(a_unit().id,)))
    draft = drafts_of(series)[0]

    page = seen(secretary.get(f"/conferences/{draft.id}/template"))
    answer = secretary.post(f"/conferences/{draft.id}/template", data=typed(province))

    template = db.session.get(Template, int(answer.location.rsplit("/", 1)[1]))
    assert "Giao ban tháng {tháng}/{năm}" in page
    assert template.content.unit_ids == series.template.content.unit_ids


def test_an_administrator_takes_a_template_out_of_use_and_back(login):
    template = a_template(a_province())
    client = login(an_administrator())

    client.post(f"/templates/{template.id}/retire", data={"version": template.version})
    retired = seen(client.get("/templates?retired=1")), seen(client.get("/templates"))
    assert "Không có mẫu nào đang dùng." in retired[1] and "Chưa có mẫu" not in retired[1]
    version = db.session.get(Template, template.id).version
    client.post(f"/templates/{template.id}/back", data={"version": version})

    assert (template.name in retired[0], template.name in retired[1]) == (True, False)
    assert template.name in seen(client.get("/templates"))


def test_all_that_a_template_lacks_is_told_at_once(secretary, province):
    wrong = {"name": "", "ends": "7h", "chair_name": "", "reminders": "hai ngày"}

    answer = secretary.post("/templates/new", data=typed(province, **wrong))

    faulty = set(re.findall(r'id="([a-z_0-9]+)-fault"', answer.text))
    assert (answer.status_code, faulty) == (422, {"name", "ends", "chair_name", "reminders"})
