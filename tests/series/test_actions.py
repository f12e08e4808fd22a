"""A series makes its drafts once each, follows a new rule, and leaves alone what somebody has worked on."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import NotValid, Stale
from meetings.conferences.models import Conference, ConferenceKind
from meetings.conferences.models import ConferenceState as C
from meetings.desk import discarding
from meetings.series import actions, queries, turning
from meetings.series.jobs import fill_due
from meetings.series.models import ConferenceSeries, Occurrence, Pattern
from meetings.sites import queries as sites
from meetings.sites.models import SiteKind
from meetings.units.models import Unit
from tests.make import MONDAY, a_leader, a_province, a_secretary, a_unit
from tests.series.make import a_series, a_template, drafts_of, filled, held, slot_of, worked_on

pytestmark = pytest.mark.usefixtures("in_november")


def test_the_next_few_occurrences_stand_as_drafts_with_all_that_the_template_says():
    province, unit = a_province(), a_unit()
    chair = a_leader(province)
    seat = {"name": chair.name, "title": "Chủ tịch", "person_id": chair.id}
    from_content = a_template(province, unit_ids=(unit.id,), chair=actions.templates.Seat(**seat), place="Hội trường")

    drafts = drafts_of(a_series(province, template=from_content))

    first = drafts[0]
    assert [one.title for one in drafts] == [f"Giao ban tháng {month}" for month in ("12/2026", "1/2027", "2/2027")]
    assert {one.state for one in drafts} == {C.DRAFT}
    assert (first.kind, first.place, first.chair.person_id) == (ConferenceKind.BRIEFING, "Hội trường", chair.id)
    assert (f"{clock.local(first.starts_at):%d/%m/%Y %H:%M}", first.minutes_planned) == ("15/12/2026 08:00", 120)
    assert [(site.unit_id, site.kind) for site in sites.sites_of(first.id)] == [
        (province.id, SiteKind.MAIN),
        (unit.id, SiteKind.MEMBER),
    ]


def test_making_drafts_a_second_time_makes_none():
    series = a_series()

    assert [filled(series), filled(series)] == [[], []]
    assert db.session.scalar(select(func.count(Conference.id))) == 3


def test_one_day_of_a_series_is_kept_once_whatever_two_processes_do():
    series = a_series()
    day = db.session.scalar(select(Occurrence.day).limit(1))

    with pytest.raises((IntegrityError, Stale)), transaction():
        db.session.add(Occurrence(series_id=series.id, day=day))
        db.session.flush()


def test_two_workers_at_once_make_each_draft_once(app):
    series = a_series(fill=False).id
    db.session.rollback()
    start, troubles = Barrier(3), []

    def work():
        with app.app_context(), clock.at(MONDAY - timedelta(days=4)):
            start.wait()
            try:
                with transaction():
                    actions.fill(queries.series(series))
            except (SQLAlchemyError, Stale) as trouble:
                troubles.append(trouble)

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (troubles, db.session.scalar(select(func.count(Conference.id)))) == ([], 3)


def test_as_days_go_by_the_worker_makes_the_next_draft_and_only_that():
    series = a_series()

    with clock.at(MONDAY + timedelta(days=17)):
        rounds = [fill_due(), fill_due()]
        coming = held(series)

    assert rounds == [1, 0]
    assert coming == [date(2027, 1, 15), date(2027, 2, 15), date(2027, 3, 15)]
    assert db.session.scalar(select(func.count(Conference.id))) == 4


def test_a_series_whose_draft_cannot_be_made_says_why_and_does_not_keep_the_others_from_theirs():
    ending = a_province()
    stuck, fine = a_series(ending, fill=False), a_series(fill=False)
    with transaction():
        db.session.get(Unit, ending.id).valid_until = date(2026, 12, 1)

    rounds = [fill_due(), fill_due(), fill_due()]

    assert rounds == [1, 1, 0]
    assert (drafts_of(stuck), len(drafts_of(fine))) == ([], 3)
    assert "Đơn vị" in db.session.get(ConferenceSeries, stuck.id).trouble


def test_a_draft_that_somebody_deletes_is_not_made_again():
    series = a_series()
    draft = drafts_of(series)[0]
    with transaction():
        draft = db.session.get(Conference, draft.id)
        discarding.discard(draft, version=draft.version, by=None)

    filled(series)

    assert slot_of(series, date(2026, 12, 15)).was_deleted
    assert held(series) == [date(2027, 1, 15), date(2027, 2, 15), date(2027, 3, 15)]


def test_a_closed_series_calls_off_later_drafts_and_names_those_that_stay():
    series = a_series()
    first, second, third = drafts_of(series)
    worked_on(third)
    with transaction():
        running = db.session.get(ConferenceSeries, series.id)
        turn = turning.close(running, last_on=date(2026, 12, 31), version=running.version, by=None)
        kept = [one.id for one in turn.kept]

    states = [db.session.get(Conference, one.id).state for one in (first, second, third)]
    assert (states, kept, turn.dropped) == ([C.DRAFT, C.CANCELLED, C.DRAFT], [third.id], 1)
    assert filled(series) == []


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"pattern": Pattern.WEEKLY}, "weekdays"),
        ({"last_on": date(2026, 10, 1)}, "last_on"),
        ({"last_on": date(2026, 11, 10)}, "last_on"),
        ({"minutes": 0}, "ends"),
        ({"ahead": 0}, "ahead"),
        ({"ahead": 13}, "ahead"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(terms, field):
    with pytest.raises(NotValid) as refused:
        a_series(**terms)

    assert refused.value.field == field


def test_untouched_drafts_take_over_the_next_edition_and_others_do_not():
    province = a_province()
    template = a_template(province, place="Phòng 1")
    series = a_series(province, template=template)
    first, *others = drafts_of(series)
    worked_on(first)
    with transaction():
        template = db.session.merge(template)
        content = actions.templates.Content(title="Giao ban {tháng}", place="Phòng 2")
        actions.templates.revise(template, name=template.name, content=content, version=template.version, by=None)

    filled(series)
    places = [(one.id, one.place) for one in drafts_of(series)]
    marks = queries.marks(drafts_of(series))
    filled(series)

    assert places == [(first.id, "Phòng 1"), *((one.id, "Phòng 2") for one in others)]
    assert queries.marks(drafts_of(series)) == marks


def test_who_keeps_a_series_is_the_organisers_secretariat(login):
    series = a_series()
    stranger, keeper = a_secretary(), a_secretary(series.organiser)

    answers = [login(who).get(f"/series/{series.id}").status_code for who in (stranger, keeper)]

    assert answers == [403, 200]
