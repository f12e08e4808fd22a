"""The same as last month, in one step."""

import time
from datetime import date, timedelta
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from meetings.agenda import actions as agenda
from meetings.agenda import queries as agenda_queries
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import actions as invitations
from meetings.invitations import queries as letters
from meetings.series import again
from meetings.series.models import ConferenceSeries
from meetings.sites import queries as sites
from meetings.sites.models import SiteKind
from tests.make import MONDAY, a_conference, a_leader, a_province, a_secretary, a_site, a_unit
from tests.series.make import a_series, drafts_of, filled, worked_on

pytestmark = pytest.mark.usefixtures("in_november")


def once_more(conference):
    with transaction():
        number = again.again(db.session.get(Conference, conference.id), by=None).conference.id
    return db.session.get(Conference, number)


def as_last_time(series):
    with transaction():
        number = again.as_last_time(db.session.get(ConferenceSeries, series.id), by=None).conference.id
    return db.session.get(Conference, number)


def a_briefing(**facts):
    """A conference with everything that is worth taking along."""
    province, unit = a_province(), a_unit()
    facts = {"title": "Giao ban tháng 11/2026", "chair": a_leader(province), "place": "Hội trường", **facts}
    conference = a_conference(organiser=province, **facts)
    a_site(conference, province, kind=SiteKind.MAIN), a_site(conference, unit)
    with transaction():
        conference = db.session.get(Conference, conference.id)
        agenda.add(conference, kind=ItemKind.REPORT, title="Báo cáo", by=None)
        letter = invitations.start(conference, by=None)
        invitations.revise(letter, version=letter.version, requirements="Mang theo báo cáo", by=None)
    return db.session.get(Conference, conference.id)


def told(conference):
    """What should be alike."""
    return (
        conference.kind,
        conference.place,
        [(row.person_id, row.part) for row in conference.chairs],
        [(site.unit_id, site.kind) for site in sites.sites_of(conference.id)],
        [item.title for item in agenda_queries.items_of(conference.id)],
        letters.letter(conference.id).requirements,
    )


def test_the_same_next_month_lies_on_the_like_weekday_under_the_next_months_name():
    source = a_briefing()

    copy = once_more(source)

    assert (copy.title, copy.state, copy.copied_from_id) == ("Giao ban tháng 12/2026", C.DRAFT, source.id)
    assert f"{clock.local(copy.starts_at):%d/%m/%Y %H:%M}" == "28/12/2026 07:30"
    assert copy.ends_at - copy.starts_at == source.ends_at - source.starts_at
    assert told(copy) == told(source)


def test_a_second_press_makes_no_second_conference():
    source = a_briefing()

    assert once_more(source).id == once_more(source).id
    assert db.session.scalar(select(func.count(Conference.id))) == 2


def test_an_old_conference_is_repeated_in_the_next_month_that_is_to_come():
    source = a_conference(title="Giao ban tháng 3", starts_at=MONDAY - timedelta(days=259))

    copy = once_more(source)

    assert (clock.local(copy.starts_at).date(), copy.title) == (date(2026, 12, 21), "Giao ban tháng 12")


@given(st.dates(date(2020, 1, 1), date(2027, 12, 31)), st.integers(0, 700))
def test_next_month_is_a_working_day_to_come_and_no_month_is_passed_over(day, later):
    after = day + timedelta(days=later)

    found = again.next_month(day, after=after)

    assert found > after
    assert found.weekday() < 5
    assert (found - after).days <= 70
    assert (found.year, found.month) > (day.year, day.month)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2026, 11, 9), date(2026, 12, 14)),
        (date(2026, 11, 30), date(2026, 12, 28)),
        (date(2026, 12, 29), date(2027, 1, 26)),
        (date(2026, 11, 7), date(2026, 12, 7)),
    ],
    ids=["second Monday", "fifth Monday", "fifth Tuesday", "Saturday"],
)
def test_next_month_by_example(day, wanted):
    assert again.next_month(day, after=day) == wanted


def test_the_next_draft_of_a_series_is_filled_anew_after_the_last_one_that_was_held():
    series = a_series()
    model = a_briefing(starts_at=MONDAY - timedelta(days=15))
    first = drafts_of(series)[0]
    with transaction():
        held = again.plan.slot(db.session.get(ConferenceSeries, series.id), date(2026, 11, 15))
        again.actions.attach(again.actions.keep(held), db.session.get(Conference, model.id))

    filled_anew = as_last_time(series)

    assert filled_anew.id == first.id
    assert filled_anew.title == "Giao ban tháng 12/2026"
    assert clock.local(filled_anew.starts_at).date() == date(2026, 12, 15)
    assert told(filled_anew) == told(db.session.get(Conference, model.id))
    assert (as_last_time(series).id, filled(series)) == (first.id, [])


def test_a_conference_of_a_series_is_continued_by_the_next_of_the_series():
    series = a_series()
    first, second, _third = drafts_of(series)

    continued = once_more(first)

    assert (continued.id, continued.copied_from_id) == (second.id, first.id)


def test_where_no_draft_stands_it_is_made():
    series = a_series(ahead=1)
    (first,) = drafts_of(series)

    continued = once_more(first)

    assert clock.local(continued.starts_at).date() == date(2027, 1, 15)


def test_a_draft_that_somebody_has_worked_on_is_not_written_over():
    series = a_series()
    first, second, _third = drafts_of(series)
    worked_on(second)

    with pytest.raises(NotNow) as refused:
        once_more(first)

    assert "15/01/2027" in str(refused.value.message)


def test_without_a_conference_before_there_is_nothing_to_be_like():
    with pytest.raises(NotValid):
        as_last_time(a_series())


def test_the_menu_of_a_conference_makes_it_in_one_step(login):
    source = a_briefing()
    secretary = login(a_secretary(source.organiser))

    page = secretary.get(f"/conferences/{source.id}").text
    answer = secretary.post(f"/conferences/{source.id}/again")

    copy = db.session.scalar(select(Conference).where(Conference.copied_from_id == source.id))
    assert f'action="/conferences/{source.id}/again"' in page
    assert answer.location == f"/conferences/{copy.id}"


def test_who_does_not_manage_a_conference_cannot_repeat_it(login):
    source = a_briefing()

    assert login(a_secretary()).post(f"/conferences/{source.id}/again").status_code == 403
    assert db.session.scalar(select(func.count(Conference.id))) == 1


def test_who_presses_twice_at_once_gets_one_copy(app):
    number, made = a_conference(title="Họp").id, []
    db.session.rollback()

    def press():
        with app.app_context(), clock.at(MONDAY - timedelta(days=4)), transaction():
            made.append(again.again(db.session.get(Conference, number), by=None).conference.id)
            time.sleep(0.4)

    presses = [Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
        time.sleep(0.15)
    for one in presses:
        one.join()

    assert (len(made), len(set(made))) == (2, 1)
