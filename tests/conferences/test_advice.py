from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.base import clock
from meetings.base.db import transaction
from meetings.base.errors import Stale
from meetings.base.working_days import WorkingDays
from meetings.conferences import limits
from meetings.conferences.advice import Done, advice
from meetings.conferences.models import ConferenceKind
from tests.make import MONDAY, a_conference, a_province, a_unit

FRIDAY_BEFORE = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
WEDNESDAY_BEFORE = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def keys(conference, done=Done(), days=WorkingDays()):  # noqa: B008
    return [one.key for one in advice(conference, days, limits.of(conference.organiser), done)]


@pytest.mark.parametrize("today, said", [(WEDNESDAY_BEFORE, []), (FRIDAY_BEFORE, ["letter", "papers"])])
def test_letter_and_papers_go_out_three_working_days_before(app, today, said):
    conference = a_conference(starts_at=MONDAY)

    with clock.at(today):
        assert keys(conference) == said


def test_a_day_off_makes_it_a_day_earlier(app):
    conference = a_conference(starts_at=MONDAY)

    with clock.at(WEDNESDAY_BEFORE):
        assert keys(conference, days=WorkingDays(off=frozenset({date(2026, 11, 26)}))) == ["letter", "papers"]


def test_what_went_out_in_time_is_no_longer_late(app):
    conference = a_conference(starts_at=MONDAY)

    with clock.at(FRIDAY_BEFORE):
        assert keys(conference, Done(letter_on=date(2026, 11, 20))) == ["papers"]


def test_at_short_notice_only_the_length_counts(app):
    conference = a_conference(starts_at=MONDAY, kind=ConferenceKind.AD_HOC, hours=9)

    with clock.at(FRIDAY_BEFORE):
        assert keys(conference) == []


@pytest.mark.parametrize(
    "kind, hours, said",
    [
        (ConferenceKind.BRIEFING, 4, []),
        (ConferenceKind.BRIEFING, 5, ["length"]),
        (ConferenceKind.FINAL_REVIEW, 8, []),
        (ConferenceKind.TRAINING, 36, []),
        (ConferenceKind.TRAINING, 37, ["length"]),
    ],
)
def test_each_kind_has_its_length(app, kind, hours, said):
    conference = a_conference(starts_at=MONDAY, kind=kind, hours=hours)

    with clock.at(MONDAY - timedelta(days=20)):
        assert keys(conference) == said


def test_a_unit_keeps_to_its_own_limits_else_to_those_above(app):
    province = a_province()
    department = a_unit(parent=province)
    with transaction():
        limits.keep(province, letter_days=5, papers_days=5, notice_days=3, hours={}, by=None)

    assert [limits.of(unit).letter_days for unit in (province, department, a_unit())] == [5, 5, 3]

    with transaction():
        limits.keep(department, letter_days=1, by=None)
    assert [limits.of(unit).letter_days for unit in (province, department)] == [5, 1]

    with transaction():
        limits.drop(department, by=None)
    assert limits.of(department).letter_days == 5


def test_two_who_set_limits_at_once_do_not_overwrite_each_other(app):
    province = a_province()
    with transaction():
        first = limits.keep(province, letter_days=5, by=None)
        version = first.version
    with transaction():
        limits.keep(province, version=version, letter_days=4, by=None)

    with pytest.raises(Stale), transaction():
        limits.keep(province, version=version, letter_days=9, by=None)

    assert limits.of(province).letter_days == 4


def test_what_the_organiser_asks_for_by_itself_is_not_laid_to_the_decision(app):
    conference = a_conference(starts_at=MONDAY, kind=ConferenceKind.ROLLOUT, hours=5)
    with transaction():
        limits.keep(conference.organiser, letter_days=10, papers_days=3, notice_days=5, hours={"rollout": 3}, by=None)

    with clock.at(FRIDAY_BEFORE):
        found = {one.key: str(one.words) for one in advice(conference, WorkingDays(), limits.of(conference.organiser))}

    assert all("Quy định của đơn vị" in found[key] for key in ("length", "letter"))
    assert "Quyết định 45/2018" in found["papers"]


@pytest.mark.parametrize(
    ("day", "off", "said"),
    [
        (28, (), "Ngày 28/11/2026 là Thứ Bảy."),
        (29, (), "Ngày 29/11/2026 là Chủ nhật."),
        (30, (30,), "Ngày 30/11/2026 là ngày nghỉ lễ."),
    ],
)
def test_a_day_off_is_named_by_what_it_is(app, day, off, said):
    conference = a_conference(starts_at=MONDAY.replace(day=day))
    days = WorkingDays(off=frozenset(date(2026, 11, one) for one in off))

    with clock.at(WEDNESDAY_BEFORE):
        found = advice(conference, days, limits.of(conference.organiser), Done())

    assert [str(one.words) for one in found if one.key == "day_off"] == [said]
