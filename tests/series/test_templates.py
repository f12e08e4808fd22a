"""Templates: used by all, damaged by nobody, and both texts at hand when two write at once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda import actions as agenda
from meetings.agenda import queries as agenda_queries
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.conferences.models import Conference, ConferenceKind
from meetings.desk import discarding
from meetings.series import queries, rules, templates
from meetings.series.content import Content, Point, Seat
from meetings.series.models import Origin, Template
from meetings.sites import groups
from meetings.sites import queries as sites
from meetings.sites.models import SiteGroup, SiteKind
from meetings.units.models import Unit, UnitKind
from tests.make import a_conference, a_leader, a_province, a_secretary, a_site, a_unit, a_user, an_administrator
from tests.series.make import a_series, a_template, filled

pytestmark = pytest.mark.usefixtures("in_november")
DAY = date(2026, 12, 25)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
numbers = st.lists(st.integers(1, 2**31 - 1), max_size=5).map(tuple)
seats = st.builds(Seat, words, words, st.none() | st.integers(1, 99))
points = st.builds(Point, words, st.integers(1, 1440), st.sampled_from(ItemKind), words)
contents = st.builds(
    Content,
    title=words,
    kind=st.sampled_from(ConferenceKind),
    chair=st.none() | seats,
    co_chairs=st.lists(seats, max_size=3).map(tuple),
    agenda=st.lists(points, max_size=5).map(tuple),
    group_ids=numbers,
    unit_ids=numbers,
    relay_ids=numbers,
    papers=st.lists(words, max_size=4).map(tuple),
    remind_days=numbers,
)


def made(template, organiser, day=DAY):
    with transaction():
        number = templates.use(db.session.merge(template), organiser=db.session.merge(organiser), day=day, by=None).id
    return db.session.get(Conference, number)


def revised(template, content, *, version=None, name=None):
    with transaction():
        template = db.session.get(Template, template.id)
        version = template.version if version is None else version
        templates.revise(template, name=name or template.name, content=content, version=version, by=None)


def a_group(owner, units, name="Khối phường"):
    with transaction():
        group = groups.save(name, [unit.id for unit in units], owner=db.session.merge(owner), by=None)
    return db.session.get(SiteGroup, group.id)


@given(contents)
def test_what_a_template_says_reads_the_same_from_json(content):
    assert Content.read(content.facts) == content


def test_a_conference_takes_everything_from_its_template():
    province, wards, relay, own = a_province(), [a_unit(), a_unit()], a_unit(), a_unit()
    chair, deputy = a_leader(province), a_leader(province)
    template = a_template(
        province,
        starts="13:30",
        minutes=150,
        place="Hội trường",
        chair=Seat(chair.name, "Chủ tịch", chair.id),
        co_chairs=(Seat(deputy.name, "", deputy.id), Seat("Khách mời", "Cục trưởng")),
        group_ids=(a_group(province, wards).id,),
        unit_ids=(own.id,),
        relay_ids=(relay.id,),
        papers=("Báo cáo tổng hợp",),
        remind_days=(5, 2),
    )

    conference = made(template, province)

    assert f"{clock.local(conference.starts_at):%d/%m/%Y %H:%M}" == "25/12/2026 13:30"
    assert (conference.title, conference.minutes_planned) == ("Giao ban tháng 12/2026", 150)
    assert conference.place == "Hội trường"
    assert [(row.name, row.title) for row in conference.chairs] == [
        (chair.name, "Chủ tịch"),
        (deputy.name, "Chuyên viên"),
        ("Khách mời", "Cục trưởng"),
    ]
    assert {(site.unit_id, site.kind) for site in sites.sites_of(conference.id)} == {
        (province.id, SiteKind.MAIN),
        *((unit.id, SiteKind.MEMBER) for unit in (*wards, own)),
        (relay.id, SiteKind.RELAY),
    }
    items = agenda_queries.items_of(conference.id)
    assert [(item.title, item.planned_minutes, item.number) for item in items] == [
        ("Khai mạc", 10, "1"),
        ("Báo cáo", 30, "2"),
        ("Kết luận", 20, "3"),
    ]
    assert queries.background(conference.id).facts["remind_days"] == [5, 2]


def test_what_does_not_exist_any_more_is_left_out():
    province, gone, still = a_province(), a_unit(valid_until=date(2026, 11, 30)), a_unit()
    chair = a_leader(province)
    template = a_template(province, unit_ids=(gone.id, still.id), chair=Seat(chair.name, "", chair.id))
    with transaction():
        db.session.merge(chair).is_closed = True

    conference = made(template, province)

    assert conference.chair is None
    assert [site.unit_id for site in sites.sites_of(conference.id)] == [province.id, still.id]


def test_a_template_reads_off_a_conference_and_gives_a_like_one():
    province, unit = a_province(), a_unit()
    source = a_conference(organiser=province, title="Giao ban tháng 11/2026", chair=a_leader(province), place="Phòng 2")
    a_site(source, province, kind=SiteKind.MAIN), a_site(source, unit)
    with transaction():
        source = db.session.get(Conference, source.id)
        agenda.add(source, kind=ItemKind.REPORT, title="Báo cáo", by=None)
        agenda.add(source, kind=ItemKind.REPORT, title="Mật", is_secret=True, by=None)

    content = templates.content_of(source)
    conference = made(a_template(province, **content.__dict__), province)

    assert (content.title, conference.title) == ("Giao ban tháng {tháng}/{năm}", "Giao ban tháng 12/2026")
    assert [item.title for item in agenda_queries.items_of(conference.id)] == ["Báo cáo"]
    assert [site.unit_id for site in sites.sites_of(conference.id)] == [province.id, unit.id]
    assert (conference.chair.person_id, conference.place) == (source.chair.person_id, "Phòng 2")


def test_each_change_is_an_edition_and_what_was_made_keeps_its_own():
    province = a_province()
    template = a_template(province, papers=("Báo cáo",), remind_days=(3,))
    conference = made(template, province)

    revised(template, Content(title="Giao ban", papers=("Tờ trình",), remind_days=(1,)))

    template = db.session.get(Template, template.id)
    editions = list(db.session.scalars(queries.editions(template)))
    assert [(one.number, one.lines["papers"]) for one in editions] == [(2, "Tờ trình"), (1, "Báo cáo")]
    background = queries.background(conference.id)
    assert (background.missing_papers, background.facts["remind_days"]) == (["Báo cáo"], [3])


def test_saving_the_same_makes_no_edition():
    template = a_template(a_province())

    revised(template, template.content)

    assert db.session.get(Template, template.id).edition == 1


def test_who_writes_over_another_gets_both_texts():
    template = a_template(a_province(), place="Phòng 1")
    shown = template.version
    revised(template, Content(title="Giao ban", place="Phòng 2"))

    with pytest.raises(Stale) as refused:
        revised(template, Content(title="Giao ban", place="Phòng 3"), version=shown)

    assert (refused.value.mine["place"], refused.value.theirs["place"]) == ("Phòng 3", "Phòng 2")
    assert db.session.get(Template, template.id).content.place == "Phòng 2"


def test_only_the_secretariat_of_the_unit_that_keeps_it_changes_a_template():
    province = a_province()
    department = a_unit(kind=UnitKind.DEPARTMENT, parent=province)
    office = a_unit(kind=UnitKind.OFFICE, parent=department)
    template = a_template(department)
    above, own, in_office = a_secretary(province), a_secretary(department), a_user(rules.Role.SECRETARIAT, office)

    others = (above, a_leader(department))

    assert [rules.can_edit_template(who, template) for who in (own, in_office, an_administrator())] == [True] * 3
    assert [rules.can_edit_template(who, template) for who in others] == [False] * 2
    assert all(rules.can_plan(who) for who in (above, own, in_office))


def test_a_group_that_a_template_counts_on_cannot_be_deleted_from_under_it(login):
    province = a_province()
    group = a_group(province, [a_unit()])
    template = a_template(province, group_ids=(group.id,))
    secretary = login(a_secretary(province))

    page = secretary.post(f"/site-groups/{group.id}/delete", follow_redirects=True).text
    with pytest.raises(NotNow), transaction():
        groups.forget(db.session.get(SiteGroup, group.id), by=None)
    revised(template, Content(title="Giao ban"))
    secretary.post(f"/site-groups/{group.id}/delete")

    assert "mẫu hội nghị" in page
    assert db.session.get(SiteGroup, group.id) is None


def test_a_retired_template_is_chosen_no_more_but_its_series_go_on():
    province = a_province()
    template = a_template(province)
    series = a_series(province, template=template, fill=False)
    with transaction():
        kept = db.session.get(Template, template.id)
        templates.retire(kept, version=kept.version, by=None)

    with pytest.raises(NotValid):
        made(template, province)

    assert (len(filled(series)), queries.choosable_templates()) == (3, [])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "Giao ban {tuần}"}, "title"),
        ({"title": "{0.__class__}"}, "title"),
        ({"minutes": 0}, "ends"),
        ({"minutes": 14 * 24 * 60 + 1}, "ends"),
        ({"name": "  "}, "name"),
    ],
)
def test_a_template_that_cannot_be_is_refused_in_words(facts, field):
    with pytest.raises(NotValid) as refused:
        a_template(a_province(), **facts)

    assert refused.value.field == field


@pytest.mark.parametrize(("name", "again"), [("Giao ban", "giao ban"), ("Đảng ủy", "Đảng ủy"), ("Đảng ủy", "ĐẢNG ỦY")])
def test_two_templates_of_one_unit_bear_two_names(name, again):
    province = a_province()
    a_template(province, name=name)
    a_template(a_province(), name=name)

    with pytest.raises(NotValid) as refused:
        a_template(province, name=again)

    assert refused.value.field == "name"


def test_a_draft_from_a_template_can_be_deleted_like_any_other():
    province = a_province()
    conference = made(a_template(province), province)

    with transaction():
        draft = db.session.get(Conference, conference.id)
        discarding.discard(draft, version=draft.version, by=None)

    assert (db.session.get(Conference, conference.id), db.session.get(Origin, conference.id)) == (None, None)


def test_a_template_for_three_thousand_sites_makes_a_conference_in_few_statements(request):
    province = a_province()
    with transaction():
        units = [Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE, path=f"/x{n}/") for n in range(3000)]
        db.session.add_all(units)
        db.session.flush()
        ids = tuple(unit.id for unit in units)
    template = a_template(province, unit_ids=ids)
    asked = request.getfixturevalue("queries")

    conference = made(template, province)

    assert len(asked) < 80
    assert len(sites.sites_of(conference.id)) == 3001
