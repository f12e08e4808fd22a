"""A unit that was ended by mistake goes on with what ended by the same act, and who heard of the end hears of that."""

from datetime import date

import pytest
from sqlalchemy import select, update

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as S
from meetings.notices.models import Notice, NoticeState
from meetings.sites.models import SiteKind, SiteState
from meetings.units.models import Unit
from tests.make import a_conference, a_secretary, a_site, a_site_officer, a_unit, an_administrator

pytestmark = pytest.mark.usefixtures("in_november")
ENDS, AGAIN = {"unit_ended", "site_unit_ended"}, {"unit_reopened", "site_unit_reopened"}


@pytest.fixture
def unit(province):
    return a_unit("UBND xã Kỳ Thượng", parent=province)


@pytest.fixture
def part(unit, province):
    """A part of the unit that is called to a conference, somebody who answers for it, and a secretary of the house."""
    found = a_unit("Trạm Y tế", parent=unit)
    a_site_officer(found), a_secretary(province)
    conference = a_conference(organiser=province, state=S.INVITING)
    a_site(conference, province, kind=SiteKind.MAIN, state=SiteState.CONFIRMED)
    a_site(conference, found, state=SiteState.WAITING, invited_at=clock.now())
    return found


@pytest.fixture
def admin(login, province):
    return login(an_administrator(province))


def end(admin, unit, on="28/11/2026"):
    data = {"on": on, "version": db.session.get(Unit, unit.id).version, "with_below": "y"}
    assert admin.post(f"/units/{unit.id}/end", data=data).status_code == 302


def reopen(admin, unit):
    data = {"version": db.session.get(Unit, unit.id).version}
    return admin.post(f"/units/{unit.id}/reopen", data=data, follow_redirects=True)


def last_day(unit):
    return db.session.get(Unit, unit.id).valid_until


def heard(kinds, state=NoticeState.QUEUED):
    rows = db.session.scalars(select(Notice).where(Notice.kind.in_(kinds), Notice.state == state))
    return sorted((row.kind, row.facts["unit"], row.to_name) for row in rows)


def let_leave():
    with transaction():
        db.session.execute(update(Notice).where(Notice.state == NoticeState.QUEUED).values(state=NoticeState.SENT))


def test_parts_that_ended_by_the_same_act_go_on_with_the_unit_until_the_day_they_had(admin, unit, part):
    later = a_unit("Ban quản lý", parent=unit, valid_until=date(2027, 6, 30))
    before = a_unit("Trường", parent=unit, valid_until=date(2026, 11, 28))
    end(admin, unit)

    page = reopen(admin, unit).text

    days = [last_day(one) for one in (unit, part, later, before)]
    assert days == [None, None, date(2027, 6, 30), date(2026, 11, 28)]
    assert "1 đơn vị bên dưới" in page and heard(ENDS) == []


def test_after_two_ends_each_part_has_the_day_before_the_first(admin, unit, part):
    end(admin, unit, on="29/11/2026")
    end(admin, unit, on="28/11/2026")

    reopen(admin, unit)

    assert (last_day(unit), last_day(part)) == (None, None)


def test_an_earlier_act_that_was_taken_back_counts_no_more(admin, unit, part):
    end(admin, unit)
    reopen(admin, unit)
    end(admin, part)
    end(admin, unit)

    reopen(admin, unit)

    assert (last_day(unit), last_day(part)) == (None, date(2026, 11, 28))


def test_a_part_whose_code_is_taken_since_stays_ended_is_counted_and_told(admin, unit, part):
    other = a_unit("Ban quản lý", parent=unit)
    with transaction():
        db.session.get(Unit, part.id).code = "H27.9"
    end(admin, unit)
    a_unit("Trung tâm mới", code="H27.9", valid_from=date(2026, 11, 29))

    page = reopen(admin, unit).text

    assert (last_day(unit), last_day(other), last_day(part)) == (None, None, date(2026, 11, 28))
    assert [row[:2] for row in heard(ENDS)] == [("site_unit_ended", "Trạm Y tế"), ("unit_ended", "Trạm Y tế")]
    assert "1 đơn vị bên dưới đã kết thúc cùng ngày vẫn ở trạng thái kết thúc" in page


def test_what_is_below_a_part_that_stays_ended_stays_so(admin, unit, part):
    coded = a_unit("Trung tâm", parent=unit, code="H27.9")
    inner = a_unit("Tổ", parent=coded)
    end(admin, unit)
    a_unit("Trung tâm mới", code="H27.9", valid_from=date(2026, 11, 29))

    reopen(admin, unit)

    assert (last_day(coded), last_day(inner)) == (date(2026, 11, 28), date(2026, 11, 28))


def test_whom_the_end_was_told_by_mail_is_told_that_the_unit_goes_on(admin, unit, part):
    end(admin, unit)
    let_leave()
    told = heard(ENDS, NoticeState.SENT)

    reopen(admin, unit)

    assert len(told) == 2
    assert heard(AGAIN) == [(kind.replace("ended", "reopened"), *more) for kind, *more in told]
    with transaction():
        site = db.session.scalars(select(Notice).filter_by(kind="site_unit_reopened")).one()
    assert site.facts["link_id"] and site.facts["on"] == "28/11/2026"


def test_who_was_told_both_is_told_neither_again(admin, unit, part):
    end(admin, unit)
    let_leave()
    reopen(admin, unit)
    let_leave()
    end(admin, unit)

    reopen(admin, unit)

    assert (heard(ENDS), heard(AGAIN)) == ([], [])


def test_who_reads_of_the_end_once_more_does_not_read_before_that_it_goes_on(admin, unit, part):
    end(admin, unit)
    let_leave()
    reopen(admin, unit)

    end(admin, unit)

    assert heard(AGAIN) == [] and len(heard(ENDS)) == 2
