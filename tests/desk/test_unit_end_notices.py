"""Who is told that a unit ends, once and with what concerns him; and who of an end that was a mistake."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from meetings.accounts.models import Person, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as S
from meetings.directives.models import Directive
from meetings.gateways.sheets import write_csv
from meetings.notices.models import Notice
from meetings.sites.models import Site, SiteLink, SiteState
from meetings.units.models import Unit, UnitImport
from meetings.web import texts
from tests.desk.ending import a_directive, end, ended, invited, told, units_of
from tests.make import (
    MONDAY,
    a_secretary,
    a_site,
    a_site_officer,
    a_unit,
    a_user,
)
from tests.reading import seen, ticket_in

pytestmark = pytest.mark.usefixtures("in_november")


def test_those_of_the_site_are_told_with_their_link_and_may_go_on_answering(admin, client, unit, heir, province):
    conference, site = invited(unit, province)
    officer = a_site_officer(unit)
    with transaction():
        here = db.session.get(Site, site.id)
        here.contact_name, here.contact_email = "Hồ Lan", "lan@example.vn"

    end(admin, unit, heir)

    first, second = told("site_unit_ended")
    said = texts.written(first.kind, first.facts, to_name=first.to_name).text
    assert {first.to_name, second.to_name} == {officer.name, "Hồ Lan"}
    assert (first.about, first.within) == (f"site:{site.id}", f"conference:{conference.id}")
    assert {row.id for row in db.session.scalars(select(SiteLink))} == {one.facts["link_id"] for one in (first, second)}
    assert "UBND xã Kỳ Thượng kết thúc hoạt động từ sau ngày 28/11/2026" in said
    assert "Đơn vị kế thừa: UBND xã Kỳ Lạc" in said and "Hội nghị giao ban tháng 12" in said


def test_who_keeps_the_conferences_and_who_gave_directives_read_all_in_one_message(admin, unit, heir, province):
    clerk, giver = a_secretary(province), a_user(Role.LEADER, province)
    one, _site = invited(unit, province, secretary_id=clerk.id)
    draft, _site = invited(unit, province, title="Tổng kết năm", state=S.DRAFT, starts_at=MONDAY + timedelta(days=30))
    directive = a_directive(unit, province)
    with transaction():
        db.session.get(Directive, directive.id).giver_id = giver.id

    end(admin, unit, heir)

    by_name = {notice.to_name: notice for notice in told("unit_ended")}
    kept, given = by_name[clerk.name], by_name[giver.name]
    said = texts.written(kept.kind, kept.facts, to_name=kept.to_name).text
    assert set(by_name) == {clerk.name, giver.name}
    assert [line["path"] for line in kept.facts["conferences"]] == [f"/conferences/{c.id}/sites" for c in (one, draft)]
    assert (kept.facts["directives"], given.facts["conferences"]) == ([], [])
    assert [line["code"] for line in given.facts["directives"]] == ["NV-1"]
    assert "Hội nghị tổng kết năm" in said and "(bản nháp)" in said and f"/conferences/{one.id}/sites" in said


def test_nobody_hears_of_a_unit_on_which_nothing_hangs_nor_a_site_of_a_draft(admin, unit, heir, province):
    a_site_officer(unit)
    invited(unit, province, starts_at=MONDAY - timedelta(days=3))
    end(admin, unit, heir, on="29/11/2026")
    assert told() == []

    other = a_unit("UBND xã Kỳ Tây", parent=province)
    a_site_officer(other)
    invited(other, province, state=S.DRAFT)
    clerk = a_secretary(province)
    end(admin, other, heir)

    assert [(notice.kind, notice.to_name) for notice in told()] == [("unit_ended", clerk.name)]


def test_an_end_by_mistake_that_is_taken_back_at_once_is_told_to_nobody(admin, unit, heir, province):
    invited(unit, province)
    a_site_officer(unit), a_secretary(province)
    end(admin, unit, heir)
    before = {notice.kind for notice in told()}

    admin.post(f"/units/{unit.id}/reopen", data={"version": db.session.get(Unit, unit.id).version})

    waits = clock.now() + timedelta(minutes=1)
    assert (before, told()) == ({"unit_ended", "site_unit_ended"}, [])
    end(admin, unit, heir)
    assert all(notice.send_after > waits for notice in told())


def reopened(admin, unit):
    data = {"version": db.session.get(Unit, unit.id).version}
    return admin.post(f"/units/{unit.id}/reopen", data=data, follow_redirects=True)


def said_of():
    return sorted((one.kind, one.facts["unit"], one.facts["on"], one.facts["successors"]) for one in told())


@pytest.fixture
def below(unit, province):
    """A part of the unit that is called to a conference, somebody who answers for it, and a secretary of the house."""
    part = a_unit("Trạm Y tế", parent=unit)
    a_site_officer(part), a_secretary(province)
    invited(part, province)
    return part


def with_its_parts(admin, unit, *heirs, on="28/11/2026"):
    data = {"on": on, "version": db.session.get(Unit, unit.id).version, "with_below": "y"}
    return admin.post(f"/units/{unit.id}/end", data=data | {"successors": [heir.id for heir in heirs]})


@pytest.mark.parametrize("alone", [True, False])
def test_an_end_on_an_earlier_day_is_told_in_place_of_the_one_before(admin, unit, below, alone):
    with_its_parts(admin, below if alone else unit, on="29/11/2026")

    with_its_parts(admin, unit, on="28/11/2026")

    assert [(kind, on) for kind, _unit, on, _heirs in said_of()] == [
        ("site_unit_ended", "28/11/2026"), ("unit_ended", "28/11/2026"),
    ]  # fmt: skip


def test_a_part_that_ended_before_is_told_its_own_day_alone(admin, unit, below):
    end(admin, below, on="27/11/2026")

    with_its_parts(admin, unit, on="28/11/2026")

    assert said_of() == [
        ("site_unit_ended", "Trạm Y tế", "27/11/2026", ""), ("unit_ended", "Trạm Y tế", "27/11/2026", ""),
    ]  # fmt: skip


def test_a_refused_end_tells_nobody(admin, unit, province):
    invited(unit, province)
    a_site_officer(unit), a_secretary(province)

    answer = admin.post(f"/units/{unit.id}/end", data={"on": "28/11/2026", "version": "99"})

    assert (answer.status_code, told()) == (409, [])


def test_a_site_whose_successor_is_there_already_is_dropped_and_nobody_reads_of_a_replacement(
    login, unit, heir, province
):
    conference, site = invited(unit, province)
    a_site(conference, heir, state=SiteState.WAITING, invited_at=clock.now())
    leaving = a_site_officer(unit)
    ended(unit, heir)
    clerk, version = login(a_secretary(province)), db.session.get(Conference, conference.id).version

    preview = seen(clerk.get(f"/sites/{site.id}/replace"))
    done = clerk.post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": version}, follow_redirects=True)

    [notice] = told()
    words = "Bỏ điểm cầu UBND xã Kỳ Thượng: đơn vị kế thừa đã là điểm cầu"
    assert (words in preview, "Thay điểm cầu" in preview) == (True, False)
    assert "Đã bỏ UBND xã Kỳ Thượng: đơn vị kế thừa đã là điểm cầu" in seen(done)
    assert units_of(conference) == {province.id, heir.id}
    assert (notice.kind, notice.to_name, notice.facts["successors"]) == ("site_dropped", leaving.name, heir.name)


def test_a_dropped_site_hears_only_that_it_is_dropped(admin, login, unit, heir, province):
    conference, site = invited(unit, province)
    leaving = a_site_officer(unit)
    end(admin, unit, heir)
    version = db.session.get(Conference, conference.id).version

    login(a_secretary(province)).post(f"/sites/{site.id}/replace", data={"sure": "yes", "version": version})

    assert [notice.kind for notice in told() if notice.to_name == leaving.name] == ["site_dropped"]


HEADER = ("Tên đơn vị", "Thuộc", "Đến ngày", "Thay bằng")


def by_table(admin, *rows):
    dry = admin.post("/units/import", data={"file": (BytesIO(write_csv(HEADER, rows)), "a.csv")}, follow_redirects=True)
    unheard = db.session.scalars(select(Notice.kind)).all()
    ticket = ticket_in(dry)
    return unheard, admin.post("/units/import", data={"ticket": ticket})


def heard():
    return sorted((one.kind, one.to_name) for one in db.session.scalars(select(Notice)))


@pytest.fixture
def two(unit, province):
    """Two units that stand in one conference, and who keeps it."""
    other = a_unit("UBND xã Kỳ Tây", parent=province)
    conference, _ = invited(unit, province)
    a_site(conference, other, state=SiteState.WAITING, invited_at=clock.now())
    a_secretary(province), a_site_officer(unit), a_site_officer(other)
    return unit, other, conference


def rows(province, *units, last="28/11/2026", heir=""):
    return [(unit.name, province.name, last, heir) for unit in units]


def test_units_that_end_by_a_table_are_told_as_a_single_end_is_the_house_once(admin, two, heir, province):
    unit, other, conference = two

    unheard, done = by_table(admin, *rows(province, unit, heir=heir.name), *rows(province, other))

    assert (unheard, done.status_code) == ([], 302)
    kinds = [kind for kind, _ in heard()]
    house = {one.to_name for one in db.session.scalars(select(Notice).filter_by(kind="unit_ended"))}
    assert (kinds.count("site_unit_ended"), kinds.count("unit_ended")) == (2, len(house))
    of_sites = db.session.scalars(select(Notice.facts).filter_by(kind="site_unit_ended"))
    assert {facts["unit"]: facts["successors"] for facts in of_sites} == {unit.name: heir.name, other.name: ""}
    facts = db.session.scalars(select(Notice.facts).filter_by(kind="unit_ended")).first()
    assert [facts["successors"], sorted(facts["unit"].split(", "))] == [heir.name, sorted([unit.name, other.name])]


def days_told():
    """Which day each was told, by kind and name: nobody twice."""
    found = [(one.kind, one.to_name, one.facts["on"]) for one in db.session.scalars(select(Notice))]
    assert len({one[:2] for one in found}) == len(found)
    return {day for _kind, _name, day in found}


@pytest.mark.parametrize(("first", "second"), [("29/11/2026", "28/11/2026"), ("28/11/2026", "29/11/2026")])
def test_of_a_table_that_corrects_another_the_corrected_day_alone_is_told(admin, two, province, first, second):
    by_table(admin, *rows(province, *two[:2], last=first))
    everybody = heard()

    by_table(admin, *rows(province, *two[:2], last=second))

    assert (days_told(), heard()) == ({second}, everybody)


def test_a_day_after_all_conferences_is_told_to_nobody_in_place_of_an_earlier_one(admin, two, province):
    by_table(admin, *rows(province, *two[:2]))

    by_table(admin, *rows(province, *two[:2], last="31/12/2027"))

    assert heard() == []


def test_a_table_that_corrects_one_unit_leaves_the_others_in_the_message_of_the_first(admin, two, province):
    unit, other, _ = two
    by_table(admin, *rows(province, unit, other, last="29/11/2026"))

    by_table(admin, *rows(province, unit))

    house = db.session.scalars(select(Notice.facts).filter_by(kind="unit_ended"))
    assert {(facts["unit"], facts["on"]) for facts in house} == {(unit.name, "28/11/2026"), (other.name, "29/11/2026")}


def test_an_end_on_the_page_takes_the_place_of_what_a_table_has_still_to_tell(admin, two, province):
    unit, other, _ = two
    by_table(admin, *rows(province, unit, last="29/11/2026"))
    everybody = heard()

    end(admin, unit)

    assert (days_told(), heard()) == ({"28/11/2026"}, everybody)


def test_a_table_takes_the_place_of_what_the_page_has_still_to_tell(admin, two, province):
    end(admin, two[0])
    everybody = heard()

    by_table(admin, *rows(province, two[0], last="29/11/2026"))

    assert (days_told(), heard()) == ({"29/11/2026"}, everybody)


def test_a_unit_that_goes_on_is_taken_out_of_what_a_table_has_still_to_tell(admin, two, province):
    unit, other, _ = two
    by_table(admin, *rows(province, unit, other))

    reopened(admin, unit)

    assert {one.facts["unit"] for one in db.session.scalars(select(Notice))} == {other.name}
    reopened(admin, other)
    assert heard() == []


def test_the_end_of_before_is_told_again_when_the_table_that_moved_it_is_taken_back(admin, two, province):
    by_table(admin, *rows(province, *two[:2]))
    everybody = heard()
    by_table(admin, *rows(province, *two[:2], last="29/11/2026"))

    made = db.session.scalar(select(func.max(UnitImport.id)))
    admin.post(f"/units/imports/{made}/undo")

    assert (days_told(), heard()) == ({"28/11/2026"}, everybody)


def test_of_many_units_the_house_reads_some_and_how_many_more_in_its_own_language(admin, two, province):
    more = [a_unit(f"UBND xã {place}", parent=province) for place in ("A", "B", "C", "D", "E")]
    by_table(admin, *rows(province, *two[:2], *more))

    facts = db.session.scalars(select(Notice.facts).filter_by(kind="unit_ended")).first()

    said = [texts.written("unit_ended", facts, language=language) for language in ("vi", "en")]
    assert "và 2 đơn vị khác kết thúc" in said[0].subject and "và 2 đơn vị khác kết thúc" in said[0].text
    assert "and 2 more units end with" in said[1].subject and "đơn vị khác" not in said[1].text


def test_a_table_with_units_that_go_on_or_had_ended_tells_nobody(admin, two, province):
    unit, other, _ = two
    ended(other)

    by_table(admin, *rows(province, other), *rows(province, unit, last=""))

    assert heard() == []


def test_an_import_taken_back_at_once_is_told_to_nobody(admin, two, province):
    unit, other, _ = two
    by_table(admin, *rows(province, unit, other))
    assert heard()

    made = db.session.scalar(select(UnitImport.id))
    admin.post(f"/units/imports/{made}/undo")

    assert heard() == []


def test_in_place_of_a_giver_who_has_left_the_secretariat_of_his_unit_hears_of_the_end(admin, unit, heir, province):
    clerk, giver = a_secretary(province), a_user(Role.LEADER, province)
    directive = a_directive(unit, province)
    with transaction():
        db.session.get(Directive, directive.id).giver_id = giver.id
        db.session.get(Person, giver.id).posts[0].valid_until = clock.today() - timedelta(days=1)

    end(admin, unit, heir)

    assert [notice.to_name for notice in told("unit_ended")] == [clerk.name]
