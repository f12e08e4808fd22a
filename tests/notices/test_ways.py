"""The rule by which a notice leaves: what one wishes, what reaches one, and when it may wait."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.base.clock import ZONE
from meetings.notices.models import Channel, Hold, Pressing
from meetings.notices.ways import OFFERED, Case, Way, Wishes, is_quiet, next_at, way

MAIL, TEXT, DIGEST, BELL = Channel.MAIL, Channel.TEXT, Channel.DIGEST, Channel.BELL
URGENT, ASKING, NEWS = Pressing.URGENT, Pressing.ASKING, Pressing.NEWS
NIGHT = (time(21), time(6, 30))


def at(hour, minute=0, day=26):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


NOON, LATE, EARLY = at(12), at(23), at(5)


def a_case(pressing=NEWS, now=NOON, **more):
    return Case(pressing, now, **({"phone": True, "gateway": True, "has_bell": True} | more))


def test_who_has_not_chosen_gets_mail_at_once_by_day_and_by_night():
    assert [way(a_case(sort, now), Wishes(quiet=NIGHT)) for sort in Pressing for now in (NOON, LATE)] == [Way(MAIL)] * 6


@pytest.mark.parametrize("sort", Pressing)
def test_each_sort_leaves_by_the_channel_chosen_for_it(sort):
    wishes = Wishes(**{sort.value: TEXT})

    assert [way(a_case(one), wishes).channel for one in Pressing] == [TEXT if one is sort else MAIL for one in Pressing]


@pytest.mark.parametrize(
    ("lacks", "expected"),
    [
        ({"phone": False}, Way(MAIL, Hold.NO_PHONE)),
        ({"gateway": False}, Way(MAIL, Hold.NO_GATEWAY)),
        ({"phone": False, "address": False}, Way(None, Hold.NO_PHONE)),
        ({"gateway": False, "address": False}, Way(None, Hold.NO_GATEWAY)),
    ],
)
def test_where_no_short_message_can_go_mail_goes_and_says_why(lacks, expected):
    assert way(a_case(**lacks), Wishes(news=TEXT)) == expected


@pytest.mark.parametrize(
    ("lacks", "expected"),
    [
        ({"address": False}, Way(TEXT, Hold.NO_ADDRESS)),
        ({"address": False, "phone": False}, Way(None, Hold.NO_ADDRESS)),
        ({"address": False, "gateway": False}, Way(None, Hold.NO_ADDRESS)),
    ],
)
def test_without_an_address_the_telephone_serves(lacks, expected):
    assert way(a_case(**lacks), Wishes()) == expected


def test_only_under_the_bell_is_a_wish_that_needs_a_bell():
    assert way(a_case(), Wishes(news=BELL)) == Way(BELL, Hold.WISH)
    assert way(a_case(has_bell=False), Wishes(news=BELL)) == Way(MAIL)


def test_what_presses_never_stays_under_the_bell_or_in_a_digest():
    assert [way(a_case(URGENT), Wishes(urgent=channel)) for channel in (BELL, DIGEST)] == [Way(MAIL), Way(MAIL)]


def test_a_digest_waits_for_its_hour():
    wishes = Wishes(news=DIGEST, digest_time=time(7))

    assert way(a_case(now=at(6, 59)), wishes) == Way(DIGEST, Hold.DIGEST, at(7))
    assert way(a_case(now=at(7)), wishes) == Way(DIGEST, Hold.DIGEST, at(7, day=27))


@pytest.mark.parametrize("why", [{"encloses": True}, {"on_day": True}])
def test_what_encloses_something_or_is_of_today_is_in_no_digest(why):
    assert way(a_case(ASKING, **why), Wishes(asking=DIGEST)) == Way(MAIL)


def test_a_short_message_waits_out_the_quiet_hours():
    wishes = Wishes(news=TEXT, quiet=NIGHT)

    assert way(a_case(now=LATE), wishes) == Way(TEXT, Hold.QUIET, at(6, 30, day=27))
    assert way(a_case(now=EARLY), wishes) == Way(TEXT, Hold.QUIET, at(6, 30))
    assert way(a_case(now=at(6, 30)), wishes) == Way(TEXT)


def test_mail_waits_only_for_who_has_quiet_hours_of_his_own():
    assert way(a_case(now=LATE), Wishes(quiet=NIGHT, quiet_mail=True)) == Way(MAIL, Hold.QUIET, at(6, 30, day=27))


@pytest.mark.parametrize("case", [a_case(URGENT, LATE), a_case(NEWS, LATE, on_day=True)])
def test_what_presses_and_what_is_of_today_does_not_wait(case):
    assert way(case, Wishes(TEXT, TEXT, TEXT, quiet=NIGHT, quiet_mail=True)) == Way(TEXT)


def test_papers_go_by_mail_and_the_short_message_beside_waits_for_the_morning():
    wishes = Wishes(asking=TEXT, quiet=NIGHT)

    assert way(a_case(ASKING, encloses=True), wishes) == Way(MAIL, beside=True)
    assert way(a_case(ASKING, LATE, encloses=True), wishes) == Way(MAIL, beside=True, beside_until=at(6, 30, day=27))


def test_a_link_for_a_new_password_is_mail_whatever_is_wished():
    assert way(a_case(URGENT, is_private=True), Wishes(urgent=TEXT)) == Way(MAIL)
    assert way(a_case(URGENT, is_private=True, address=False), Wishes()) == Way(None, Hold.NO_ADDRESS)


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [((time(21), time(6, 30)), [21, 23, 0, 6], [7, 12, 20]), ((time(12), time(14)), [12, 13], [11, 14, 0])],
)
def test_quiet_hours_may_go_over_midnight(hours, quiet, loud):
    assert [hour for hour in range(24) if is_quiet(time(hour), *hours)] == sorted(
        set(range(24)) - {hour for hour in range(24) if not is_quiet(time(hour), *hours)}
    )
    assert all(is_quiet(time(hour), *hours) for hour in quiet)
    assert not any(is_quiet(time(hour), *hours) for hour in loud)


def test_quiet_hours_without_length_are_none():
    assert not is_quiet(time(7), time(7), time(7))


cases = st.builds(
    Case,
    st.sampled_from(Pressing),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(ZONE)),
    *[st.booleans()] * 7,
)
wishes = st.builds(
    Wishes,
    *[st.sampled_from(Channel)] * 3,
    quiet=st.none() | st.tuples(st.times(), st.times()),
    quiet_mail=st.booleans(),
    digest_time=st.times(),
)


@given(cases, wishes)
def test_nobody_whom_something_reaches_is_left_untold(case, wished):
    found = way(case, wished)

    reached = case.address or (case.phone and case.gateway and not case.is_private)
    if found.channel is None:
        assert not reached or (not case.address and getattr(wished, case.pressing.value) is TEXT)
    if found.channel is BELL or found.channel is DIGEST:
        assert case.has_bell and case.pressing is not URGENT
    if found.channel is TEXT:
        assert case.phone and case.gateway
    if found.channel is MAIL:
        assert case.address
    if case.pressing is URGENT or case.on_day:
        assert found.until is None
    if found.until is not None:
        assert 0 < (found.until - case.now).total_seconds() <= 24 * 3600


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(ZONE)), st.times())
def test_the_next_moment_of_a_clock_time_lies_within_a_day(now, clock):
    moment = next_at(now, clock)

    assert moment.time() == clock
    assert 0 < (moment - now).total_seconds() <= 24 * 3600


def test_what_is_offered_holds_mail_for_every_sort():
    assert all(MAIL in offered for offered in OFFERED.values())


def test_a_wish_for_the_bell_keeps_no_papers_and_no_calendar_entry_back():
    assert way(a_case(ASKING, encloses=True), Wishes(asking=BELL)) == Way(MAIL)
    assert way(a_case(ASKING), Wishes(asking=BELL)) == Way(BELL, Hold.WISH)
