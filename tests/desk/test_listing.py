from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base import clock
from meetings.conferences.models import ConferenceKind, ConferenceState
from meetings.desk import clashes, listing, tallies
from meetings.desk.listing import Filters
from meetings.desk.month import Month
from meetings.sites import sight
from meetings.sites.models import SiteKind, SiteState
from tests.make import MONDAY, a_conference, a_leader, a_province, a_site, a_unit, an_administrator

S = ConferenceState


@pytest.fixture
def user():
    return an_administrator()


def titles(rows):
    return [row.title for row in rows]


def found(user, **typed):
    return titles(listing.db.session.scalars(listing.found(Filters.of(typed), user)))


def test_words_are_found_without_marks(user):
    a_conference(title="Giao ban Hương Khê")
    a_conference(title="Tập huấn", place="Hội trường Đức Thọ")

    assert found(user, q="huong khe") == ["Giao ban Hương Khê"]
    assert found(user, q="duc tho") == ["Tập huấn"]


def test_filters_narrow_together(user):
    province = a_province()
    a_conference(title="wanted", organiser=province, kind=ConferenceKind.TRAINING, state=S.READY)
    a_conference(title="other kind", organiser=province, state=S.READY)
    a_conference(title="other organiser", kind=ConferenceKind.TRAINING, state=S.READY)
    a_conference(title="other state", organiser=province, kind=ConferenceKind.TRAINING)

    assert found(user, state="ready", kind="training", organiser=str(province.id)) == ["wanted"]


def test_a_period_takes_what_touches_its_days(user):
    day = clock.local(MONDAY).date()
    a_conference(title="before", starts_at=MONDAY - timedelta(days=1))
    a_conference(title="on", starts_at=MONDAY)
    a_conference(title="over night", starts_at=MONDAY - timedelta(hours=8), hours=24)
    a_conference(title="after", starts_at=MONDAY + timedelta(days=1))

    assert found(user, since=day.isoformat(), until=day.isoformat(), sort="title") == ["on", "over night"]


@pytest.mark.parametrize("typed", ["30/11/2026", "30/11/26", "30.11.2026", "30-11-2026", "2026-11-30"])
def test_a_day_is_read_as_people_write_it(typed):
    assert Filters.of({"since": typed}).since == date(2026, 11, 30)


def test_what_is_no_day_is_named_and_left_out(login, user):
    assert Filters.of({"since": "31/02/2026", "until": " "}).no_days == {"since": "31/02/2026"}
    page = login(user).get("/conferences/table?since=31/02/2026").text

    assert "Không có ngày này: 31/02/2026" in page
    assert 'id="since" name="since" value="31/02/2026"' in page  # to be corrected where it was typed


@pytest.mark.parametrize(
    ("sort", "order"), [("latest", ["b", "a"]), ("earliest", ["a", "b"]), ("title", ["a", "b"]), ("?", ["b", "a"])]
)
def test_the_order_is_the_one_asked_for(user, sort, order):
    a_conference(title="a", starts_at=MONDAY)
    a_conference(title="b", starts_at=MONDAY + timedelta(days=1))

    assert found(user, sort=sort) == order


def test_counts_keep_the_other_filters(user):
    a_conference(title="x one", state=S.READY)
    a_conference(title="x two", state=S.DRAFT)
    a_conference(title="another", state=S.READY)

    counts = listing.counts(Filters.of({"q": "x", "state": "ready"}), user)

    assert (counts[""], counts["ready"], counts["draft"], counts["ended"]) == (2, 1, 1, 0)


@given(st.dictionaries(st.sampled_from("state kind organiser since until q mine sort".split()), st.text(max_size=40)))
def test_no_address_can_break_the_filters(typed):
    filters = Filters.of(typed)

    assert filters.state in {"", *listing.GROUPS}
    assert filters.sort in listing.SORTS


@given(st.text(max_size=12))
def test_no_text_can_break_the_month(typed):
    month = Month.of(typed)

    assert month.first.day == 1


@given(st.dates(date(1901, 1, 1), date(2199, 12, 1)))
def test_a_month_is_shown_in_whole_weeks_from_monday(day):
    month = Month.of(f"{day:%Y-%m}")
    weeks = month.weeks([])

    assert {len(week) for week in weeks} == {7}
    assert weeks[0][0].day.weekday() == 0
    assert [cell.day for week in weeks for cell in week if cell.inside] == [
        month.first + timedelta(days=n) for n in range(month.last.day)
    ]
    assert month.next.previous == month


def test_a_long_conference_stands_on_each_of_its_days():
    conference = a_conference(starts_at=datetime(2026, 11, 3, 1, tzinfo=UTC), hours=30)

    days = [cell.day.day for week in Month.of("2026-11").weeks([conference]) for cell in week if cell.conferences]

    assert days == [3, 4]


def test_an_end_at_midnight_touches_no_further_day():
    midnight = clock.instant(date(2026, 11, 4), datetime.min.time())
    conference = a_conference(starts_at=midnight - timedelta(hours=2), hours=2)

    days = [cell.day.day for week in Month.of("2026-11").weeks([conference]) for cell in week if cell.conferences]

    assert days == [3]


def wanted(user, *conferences):
    known = clashes.clashes([conference.id for conference in conferences], sight.seen_by(user))
    return {key: [(clash.title, sorted(clash.wanted)) for clash in rows] for key, rows in known.items()}


def test_the_same_chair_place_and_site_at_the_same_time_are_marked_on_both(user):
    leader, unit = a_leader(), a_unit()
    one = a_conference(title="one", chair=leader, place="Hội trường")
    two = a_conference(title="two", chair=leader, place="hội trường", starts_at=MONDAY + timedelta(hours=1))
    a_site(one, unit), a_site(two, unit)

    kinds = ["chair", "place", "site"]

    assert wanted(user, one, two)[one.id] == [("two", kinds)]
    assert wanted(user, one, two)[two.id] == [("one", kinds)]


@pytest.mark.parametrize(
    "facts", [{"starts_at": MONDAY + timedelta(hours=4)}, {"state": S.CANCELLED}, {"state": S.POSTPONED}]
)
def test_what_does_not_overlap_or_takes_no_time_does_not_clash(user, facts):
    leader = a_leader()
    one = a_conference(chair=leader)
    two = a_conference(chair=leader, **facts)

    assert wanted(user, one, two) == {}


def test_a_site_that_declined_is_free(user):
    unit = a_unit()
    one, two = a_conference(), a_conference()
    a_site(one, unit), a_site(two, unit, state=SiteState.DECLINED)

    assert wanted(user, one, two) == {}


def test_a_clash_does_not_betray_what_one_may_not_see():
    leader = a_leader()
    own = a_conference(chair=leader, place="Hội trường", state=S.INVITING)
    a_conference(title="hidden", place="Hội trường")

    assert wanted(leader, own) == {}


def test_the_tally_counts_the_sites_by_what_they_answered():
    conference = a_conference()
    a_site(conference, kind=SiteKind.MAIN)
    for state in (SiteState.CONFIRMED, SiteState.CONFIRMED, SiteState.WAITING, SiteState.SEEN):
        a_site(conference, state=state)

    tally = tallies.tallies([conference.id])[conference.id]

    assert (tally.main, tally.asked, tally.confirmed, tally.missing, tally.silent) == (1, 4, 2, 2, 2)
    assert tally.bars() == ["main", "confirmed", "confirmed", "seen", "waiting"]


def test_a_long_strip_keeps_its_proportions_and_every_state():
    tally = tallies.Tally(main=1)
    tally.states.update({SiteState.CONFIRMED: 298, SiteState.DECLINED: 2})

    bars = tally.bars(limit=30)

    assert bars[0] == "main"
    assert bars.count("declined") == 1
    assert bars.count("confirmed") == 30
