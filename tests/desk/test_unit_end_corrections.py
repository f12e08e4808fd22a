"""Whom a message of the end of a unit has reached hears that it holds no more, or is on another day."""

import pytest
from sqlalchemy import event, func, select, update

from meetings.base.db import db, transaction
from meetings.notices.models import Notice, NoticeState
from meetings.sites.models import SiteKind, SiteState
from meetings.units.models import UnitImport
from meetings.web import texts
from tests.desk.ending import end, invited
from tests.desk.test_unit_end_notices import by_table, reopened, rows
from tests.make import a_secretary, a_site, a_site_officer, a_unit

pytestmark = pytest.mark.usefixtures("in_november")
HOUSE, OF_SITES, HOUSE_AGAIN, OF_SITES_AGAIN = "unit_ended", "site_unit_ended", "unit_reopened", "site_unit_reopened"
EARLY, LATER, FAR = "28/11/2026", "29/11/2026", "31/12/2027"


@pytest.fixture
def two(unit, province):
    """Two units that stand in one conference, each with somebody who answers for it, and who keeps the conference."""
    other = a_unit("UBND xã Kỳ Tây", parent=province)
    conference, _ = invited(unit, province)
    a_site(conference, other, kind=SiteKind.MEMBER, state=SiteState.WAITING, invited_at=conference.created_at)
    a_secretary(province), a_site_officer(unit), a_site_officer(other)
    return unit, other


def let_leave():
    """All that waits leaves; returns it, by kind and name."""
    found = said()
    with transaction():
        db.session.execute(update(Notice).where(Notice.state == NoticeState.QUEUED).values(state=NoticeState.SENT))
    return [(kind, name) for kind, name, *_days in found]


def said():
    """What waits: kind, name, units, the day that was told and the one that stands."""
    waits = db.session.scalars(select(Notice).where(Notice.state == NoticeState.QUEUED))
    found = [(one.kind, one.to_name, one.facts["unit"], one.facts["on"], one.facts.get("until")) for one in waits]
    return sorted(found)


def again(heard):
    """The same readers, by the kinds of message that take it back."""
    return sorted((kind.replace("ended", "reopened"), name) for kind, name in heard)


def undo(admin):
    made = db.session.scalar(select(func.max(UnitImport.id)))
    assert admin.post(f"/units/imports/{made}/undo").status_code == 302


def test_a_unit_that_a_table_ended_and_its_page_reopens_is_told_to_all_who_heard_of_the_end(admin, two, province):
    by_table(admin, *rows(province, two[0]))
    heard = let_leave()

    reopened(admin, two[0])

    assert {kind for kind, _name in heard} == {HOUSE, OF_SITES}
    assert [one[:2] for one in said()] == again(heard)
    assert {one[2:] for one in said()} == {(two[0].name, EARLY, "")}


def test_of_several_units_of_a_table_each_that_goes_on_is_told_of_once(admin, two, province):
    by_table(admin, *rows(province, *two))
    let_leave()
    units = []
    for one in two:
        reopened(admin, one)
        units.append({(kind, unit) for kind, _name, unit, *_days in said()})
        let_leave()

    assert units == [{(HOUSE_AGAIN, one.name), (OF_SITES_AGAIN, one.name)} for one in two]


def test_what_waits_and_holds_of_one_unit_no_more_is_told_anew_of_each_as_it_is_now(admin, two, province):
    unit, other = two
    by_table(admin, *rows(province, *two))
    let_leave()
    by_table(admin, *rows(province, *two, last=FAR))

    reopened(admin, unit)

    house = [(units, days) for kind, _name, units, *days in said() if kind == HOUSE_AGAIN]
    assert sorted(house) == [(unit.name, [EARLY, ""]), (other.name, [EARLY, FAR])]
    assert {(units, *days) for kind, _name, units, *days in said() if kind == OF_SITES_AGAIN} == {
        (unit.name, EARLY, ""), (other.name, EARLY, FAR),
    }  # fmt: skip


def test_a_table_that_moves_the_end_behind_all_conferences_is_told_with_the_new_day(admin, two, province):
    by_table(admin, *rows(province, *two))
    heard = let_leave()

    by_table(admin, *rows(province, *two, last=FAR))

    assert [one[:2] for one in said()] == again(heard)
    assert {one[3:] for one in said()} == {(EARLY, FAR)}


def test_a_table_that_moves_the_end_and_leaves_it_before_the_conference_tells_the_new_end_alone(admin, two, province):
    by_table(admin, *rows(province, *two))
    heard = let_leave()

    by_table(admin, *rows(province, *two, last=LATER))

    assert ([one[:2] for one in said()], {one[3] for one in said()}) == (sorted(heard), {LATER})


@pytest.mark.parametrize(("former", "stands"), [("", ""), (FAR, FAR)])
def test_the_end_of_a_table_that_is_taken_back_is_told_to_all_who_heard_of_it(admin, two, province, former, stands):
    if former:
        by_table(admin, *rows(province, *two, last=former))
    by_table(admin, *rows(province, *two))
    heard = let_leave()

    undo(admin)

    assert [one[:2] for one in said()] == again(heard)
    assert {one[3:] for one in said()} == {(EARLY, stands)}


def test_of_many_units_whose_end_is_taken_back_some_are_named_and_the_others_counted(admin, two, province):
    more = [a_unit(f"UBND xã {place}", parent=province) for place in ("A", "B", "C", "D", "E")]
    by_table(admin, *rows(province, *two, *more))
    let_leave()

    undo(admin)

    told = db.session.scalars(select(Notice.facts).filter_by(kind=HOUSE_AGAIN)).all()
    written = [texts.written(HOUSE_AGAIN, told[0], language=language).subject for language in ("vi", "en")]
    assert {(facts["unit"].count("UBND"), facts["more_units"]) for facts in told} == {(5, 2)}
    assert ("và 2 đơn vị khác tiếp tục" in written[0], "and 2 more goes on" in written[1]) == (True, True)


def test_an_end_on_the_page_that_a_table_moves_is_told_to_who_heard_of_it(admin, two, province):
    end(admin, two[0])
    heard = let_leave()

    by_table(admin, *rows(province, two[0], last=FAR))

    assert [one[:2] for one in said()] == again(heard)


def test_who_reads_of_the_same_end_once_more_does_not_read_before_that_it_has_moved(admin, two, province):
    by_table(admin, *rows(province, *two))
    heard = let_leave()
    by_table(admin, *rows(province, *two, last=FAR))

    by_table(admin, *rows(province, *two))

    assert [one[:2] for one in said()] == sorted(heard)


def test_who_was_told_of_a_moved_end_hears_when_the_unit_goes_on(admin, two, province):
    by_table(admin, *rows(province, two[0]))
    let_leave()
    by_table(admin, *rows(province, two[0], last=FAR))
    heard = let_leave()

    reopened(admin, two[0])

    assert ([one[:2] for one in said()], {one[3:] for one in said()}) == (sorted(heard), {(FAR, "")})


@pytest.fixture
def post_is_faster():
    """The post takes all that waits right before a page drops it; on SQLite, where writers stand in line, the page's
    own connection says so."""
    took = []

    def take(connection, cursor, statement, *_rest):
        if statement.startswith("DELETE FROM notice WHERE notice.id IN") and not took:
            took.append(statement)
            taken = "UPDATE notice SET state = 'sending' WHERE state = 'queued'"
            if connection.dialect.name == "postgresql":
                with db.engine.begin() as other:
                    other.exec_driver_sql(taken)
            else:
                cursor.connection.execute(taken)

    event.listen(db.engine, "before_cursor_execute", take)
    yield took
    event.remove(db.engine, "before_cursor_execute", take)


def test_what_the_post_takes_meanwhile_is_said_and_taken_back(admin, two, province, request):
    by_table(admin, *rows(province, two[0]))
    heard = let_leave()
    by_table(admin, *rows(province, two[0], last=FAR))
    moved = [one[:2] for one in said()]
    took = request.getfixturevalue("post_is_faster")

    reopened(admin, two[0])

    leaves = db.session.scalars(select(Notice).where(Notice.state == NoticeState.SENDING))
    assert len(took) == 1
    assert sorted((one.kind, one.to_name) for one in leaves) == moved == again(heard)
    assert ([one[:2] for one in said()], {one[3:] for one in said()}) == (again(heard), {(FAR, "")})


@pytest.mark.parametrize("kind", [HOUSE_AGAIN, OF_SITES_AGAIN])
def test_a_moved_end_reads_with_both_days(app, kind):
    facts = {"unit": "UBND xã Kỳ Tây", "more_units": 0, "on": EARLY, "path": "/sites/1", "site": "S", "place": ""}
    facts |= {"conference": "Giao ban", "starts": "07:30 ngày 30/11/2026", "organiser": "UBND tỉnh"}

    for language, taken_back in (("vi", "Việc đó nay được rút lại"), ("en", "That is taken back")):
        moved, over = (
            texts.written(kind, facts | {"until": until}, to_name="Lan", reason="", language=language).text
            for until in (FAR, "")
        )
        assert (FAR in moved, EARLY in moved, taken_back in moved, taken_back in over) == (True, True, False, True)
