"""The way back from a pasted list: it leads to what was, and only for those whom that list brought."""

import pytest
from sqlalchemy import select, update

from meetings.attendance import naming, pastes, rolls
from meetings.attendance.models import Delegate
from meetings.base.db import db
from meetings.base.errors import NotNow
from meetings.conferences.models import ConferenceState as C
from tests.attendance.make import a_delegate, do
from tests.make import a_conference, a_secretary, a_site, a_site_officer

pytestmark = pytest.mark.usefixtures("in_november")


@pytest.fixture
def site(province):
    return a_site(a_conference(organiser=province, state=C.INVITING))


def paste(site, name, title, **facts):
    return do(pastes.paste, site, [rolls.Line(1, name, title)], by=a_site_officer(site.unit), **facts)


def names():
    return db.session.scalars(select(Delegate.name)).all()


def test_a_way_back_that_was_gone_takes_nobody_away_who_came_after(site):
    by = a_secretary(site.conference.organiser)
    gone = paste(site, "Trần Văn An", "Giám đốc").way_back
    do(pastes.take_back, site, gone, by=by)
    paste(site, "Lê Thị Bình", "Phó Giám đốc")

    with pytest.raises(NotNow):
        do(pastes.take_back, site, gone, by=by)

    assert names() == ["Lê Thị Bình"]


def test_a_position_corrected_just_before_the_list_was_held_is_the_one_that_comes_back(site, monkeypatch):
    one = a_delegate(site, "Trần Văn An", title="Trưởng phòng")
    lines = [rolls.Line(1, one.name, "Giám đốc")]
    shown = pastes.agreement(rolls.plan([Delegate(name=one.name, title="Phó Chủ tịch")], lines, most=10))
    held = naming.hold

    def hold_after_a_colleague(row):
        db.session.execute(update(Delegate).values(title="Phó Chủ tịch", version=Delegate.version + 1))
        held(row)

    monkeypatch.setattr(naming, "hold", hold_after_a_colleague)
    pasted = paste(site, one.name, "Giám đốc", agreed=shown)

    do(pastes.take_back, site, pasted.way_back, by=a_secretary(site.conference.organiser))

    assert (pasted.is_kept, db.session.scalar(select(Delegate.title))) == (True, "Phó Chủ tịch")
