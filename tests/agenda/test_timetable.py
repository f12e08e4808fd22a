"""When each item begins: computed, after the conference was moved, too."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda import queries
from meetings.agenda.models import Item, ItemKind
from meetings.agenda.timetable import timetable
from meetings.base.db import transaction
from meetings.conferences.models import ConferenceState
from meetings.desk import changes as desk
from tests.agenda.make import added
from tests.make import MONDAY, a_conference, a_leader, a_secretary, a_site


@pytest.fixture
def conference():
    return a_conference()


def test_times_follow_from_the_minutes(conference):
    added(conference, "a", planned_minutes=30)
    added(conference, "b", planned_minutes=10, fixed_start=MONDAY + timedelta(minutes=45))
    added(conference, "c", planned_minutes=200, fixed_start=MONDAY + timedelta(minutes=50))
    added(conference, "after", kind=ItemKind.LOCAL, site_id=a_site(conference).id, planned_minutes=20)
    plan = queries.plan(conference)

    assert [(s.waits, s.late) for s in plan.linked] == [(0, 0), (15, 0), (0, 5)]
    assert (plan.drift, plan.ends_at - MONDAY) == (15, timedelta(minutes=255))
    assert plan.local[0].starts_at == plan.ends_at


def test_each_site_goes_on_by_itself_after_the_link(conference):
    here, there = a_site(conference), a_site(conference)
    for site, minutes in ((here, 20), (there, 30), (here, 5)):
        added(conference, "local", kind=ItemKind.LOCAL, site_id=site.id, planned_minutes=minutes)
    added(conference, "linked", planned_minutes=60)
    begins = [(slot.item.site_id, (slot.starts_at - MONDAY).seconds // 60) for slot in queries.plan(conference).local]

    assert begins == [(here.id, 60), (here.id, 80), (there.id, 60)]


@pytest.mark.parametrize("hours", [-3, 5, 24 * 7 + 2])
def test_what_is_fixed_to_an_hour_moves_with_the_conference(hours):
    conference = a_conference(state=ConferenceState.DRAFT)
    added(conference, "free"), added(conference, "guest", fixed_start=MONDAY + timedelta(minutes=45))
    starts = MONDAY + timedelta(hours=hours)
    with transaction():
        desk.revise(
            conference, version=conference.version, starts_at=starts, ends_at=starts + timedelta(hours=4), by=None
        )

    assert [(slot.starts_at - starts, slot.late) for slot in queries.plan(conference).linked] == [
        (timedelta(), 0),
        (timedelta(minutes=45), 0),
    ]


def test_a_postponed_conference_takes_its_fixed_hours_along():
    conference = a_conference(state=ConferenceState.READY, chair=a_leader())
    added(conference, "guest", fixed_start=MONDAY + timedelta(minutes=45))
    later, by = MONDAY + timedelta(days=9), a_secretary()
    with transaction():
        desk.postpone(conference, reason="bão", starts_at=later, ends_at=later + timedelta(hours=4), by=by)

    assert queries.plan(conference).linked[0].starts_at == later + timedelta(minutes=45)


@given(st.lists(st.tuples(st.integers(1, 300), st.none() | st.integers(0, 600)), max_size=12))
def test_items_never_overlap(rows):
    items = [
        Item(
            kind=ItemKind.REPORT,
            planned_minutes=minutes,
            fixed_start=None if fixed is None else MONDAY + timedelta(minutes=fixed),
        )
        for minutes, fixed in rows
    ]
    plan = timetable(items, MONDAY, MONDAY + timedelta(hours=4))
    ends = [MONDAY, *(slot.ends_at for slot in plan.linked)]

    assert all(slot.starts_at >= end for slot, end in zip(plan.linked, ends, strict=False))
    assert plan.ends_at == ends[-1]
