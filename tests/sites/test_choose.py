import pytest
from sqlalchemy import select, true

from meetings.accounts.models import Role
from meetings.base.db import db, transaction
from meetings.base.errors import NotNow, NotValid
from meetings.conferences.models import ConferenceState as C
from meetings.journal.models import Entry
from meetings.sites import actions, offers, queries, sight, standing
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.units.models import Unit, UnitKind
from tests.make import MONDAY, a_conference, a_leader, a_province, a_secretary, a_site, a_unit, a_user


def choose(conference, units, *, by=None, **more):
    with transaction():
        return actions.choose(conference, [unit.id for unit in units], by=by, **more)


def names(conference):
    return [(site.name, site.kind) for site in queries.sites_of(conference.id)]


def test_choosing_adds_and_drops_by_difference_and_keeps_answers():
    conference = a_conference()
    stays, goes, comes = a_unit("Xã A"), a_unit("Xã B"), a_unit("Xã C")
    a_site(conference, stays, state=SiteState.CONFIRMED, answers=1, expected_count=24)
    a_site(conference, goes)

    change = choose(conference, [stays, comes])

    kept = next(site for site in queries.sites_of(conference.id) if site.unit_id == stays.id)
    assert change == actions.Change(added=1, dropped=("Xã B",), kept=1)
    assert (kept.state, kept.expected_count) == (SiteState.CONFIRMED, 24)
    assert {name for name, _ in names(conference)} == {"Xã A", "Xã C"}


def test_a_new_site_takes_chair_contact_and_room_from_its_unit():
    unit = a_unit("Xã Vũ Quang", parent=a_province(), room="Phòng họp 2", phone="0239 1")
    leader = a_leader(unit)
    office = a_unit("Văn phòng", kind=UnitKind.OFFICE, parent=unit)
    officer = a_user(Role.SITE_OFFICER, office, phone="0912")

    conference = a_conference()
    choose(conference, [unit])

    site = queries.sites_of(conference.id)[0]
    assert (site.chair_id, site.chair_name, site.chair_title) == (leader.id, leader.name, "Chuyên viên")
    assert (site.contact_name, site.contact_phone, site.contact_email) == (
        officer.name,
        "0912",
        officer.email,
    )
    assert (site.room, site.group_name, site.state) == ("Phòng họp 2", unit.parent.name, SiteState.UNSENT)
    assert standing.board(conference.id, words="vu quang") is not None
    assert db.session.scalars(standing.board(conference.id, words="vu quang")).all() == [site]


def test_a_new_site_is_as_it_was_last_time():
    unit = a_unit()
    former = a_leader(unit)
    deputy = a_leader(unit)
    earlier = a_conference(starts_at=MONDAY.replace(day=2), state=C.CONCLUDED)
    a_site(earlier, unit, chair_id=deputy.id, chair_name="Tên cũ", contact_name="Chị Lan", contact_phone="09",
           technician_name="Anh Tú", room="Hội trường", expected_count=31)  # fmt: skip
    conference = a_conference()

    choose(conference, [unit])

    site = queries.sites_of(conference.id)[0]
    assert (site.chair_name, site.contact_name, site.technician_name) == (deputy.name, "Chị Lan", "Anh Tú")
    assert (site.room, site.expected_count) == ("Hội trường", 31)
    assert former.name != site.chair_name


def test_who_was_in_the_main_hall_last_time_is_announced_by_nobody_this_time():
    unit, other = a_unit(), a_unit()
    earlier = a_conference(starts_at=MONDAY.replace(day=2), state=C.CONCLUDED)
    a_site(earlier, unit, kind=SiteKind.MAIN, room="Hội trường", expected_count=32)
    conference = a_conference()

    choose(conference, [unit, other], main_unit_id=unit.id)

    main = queries.main_site(conference.id)
    assert (main.room, main.expected_count, standing.standing(conference.id).announced) == ("Hội trường", None, 0)


def test_the_main_site_is_the_organisers_own_and_stands_beside_the_counts():
    conference = a_conference()
    organiser = db.session.get(Unit, conference.organiser_id)
    member, relay = a_unit("Xã A"), a_unit("Xóm B")

    choose(conference, [member, relay], main_unit_id=organiser.id, relay_ids=[relay.id])

    assert names(conference)[0] == (organiser.name, SiteKind.MAIN)
    assert standing.glance(conference.id, most_missing=0, most_confirmed=0).main.state is SiteState.CONFIRMED
    assert sum(queries.counts_by_state(conference.id).values()) == 2
    assert {kind for _, kind in names(conference)} == {SiteKind.MAIN, SiteKind.MEMBER, SiteKind.RELAY}


def test_at_the_main_site_presides_who_presides_over_the_conference_elsewhere_the_first_leader():
    province, commune = a_province(), a_unit()
    first, chair = a_leader(province, name="Trần Phong"), a_leader(province, name="Nguyễn Thiện")
    conference, headless = a_conference(organiser=province, chair=chair), a_conference(organiser=province)

    for one in (conference, headless):
        choose(one, [commune], main_unit_id=province.id)

    assert [queries.main_site(one.id).chair_name for one in (conference, headless)] == [chair.name, first.name]


def test_another_main_site_must_be_asked_no_more_and_the_former_has_yet_to_be():
    conference, first, second = a_conference(), a_unit("A"), a_unit("B")
    choose(conference, [first, second], main_unit_id=first.id)

    choose(conference, [first, second], main_unit_id=second.id)

    assert {(s.name, s.kind, s.state) for s in queries.sites_of(conference.id)} == {
        ("B", SiteKind.MAIN, SiteState.CONFIRMED),
        ("A", SiteKind.MEMBER, SiteState.UNSENT),
    }


def test_a_site_that_answered_is_dropped_only_when_it_is_meant():
    conference, unit, other = a_conference(), a_unit(), a_unit()
    a_site(conference, unit, state=SiteState.CONFIRMED, answers=1)

    with pytest.raises(NotValid) as no:
        choose(conference, [other])

    assert no.value.field == "drop_answered"
    assert len(names(conference)) == 1
    assert choose(conference, [other], drop_answered=True).dropped == (unit.name,)


def test_what_a_colleague_added_or_dropped_meanwhile_stays_as_he_left_it():
    conference = a_conference()
    first, gone, colleagues, mine = (a_unit(name) for name in ("Đầu", "Bỏ", "Đồng nghiệp", "Mình"))
    choose(conference, [first, gone])
    known = [first.id, gone.id]
    choose(conference, [first, colleagues])

    choose(conference, [first, gone, mine], known_ids=known)

    assert {name for name, _ in names(conference)} == {"Đầu", "Đồng nghiệp", "Mình"}


def test_a_unit_that_ended_before_the_day_cannot_be_chosen():
    ended = a_unit("Huyện Vũ Quang", kind=UnitKind.DISTRICT, valid_until=MONDAY.date().replace(year=2025))
    conference = a_conference()

    with pytest.raises(NotValid):
        choose(conference, [ended])

    assert names(conference) == []


@pytest.mark.parametrize("state", [C.ENDED, C.CONCLUDED, C.CANCELLED])
def test_nobody_is_chosen_once_it_is_over(state):
    conference = a_conference(state=state)

    with pytest.raises(NotNow):
        choose(conference, [a_unit()])


def test_while_it_sits_sites_may_join_but_not_be_dropped():
    conference, first, second = a_conference(state=C.LIVE), a_unit(), a_unit()
    a_site(conference, first)
    choose(conference, [first, second])

    with pytest.raises(NotNow):
        choose(conference, [second])

    assert len(names(conference)) == 2


def test_the_choice_stands_in_the_journal():
    conference, secretary = a_conference(), a_secretary()

    choose(conference, [a_unit()], by=secretary)

    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, entry.by_name, entry.details) == (
        "chose_sites",
        secretary.name,
        {"added": 1, "dropped": []},
    )


def many_units(number):
    province = a_province()
    with transaction():
        units = [
            Unit(name=f"Xã {n}", short_name=f"Xã {n}", kind=UnitKind.COMMUNE, parent_id=province.id, position=n)
            for n in range(number)
        ]
        db.session.add_all(units)
        db.session.flush()
        for unit in units:
            unit.path = f"{province.path}{unit.id}/"
    return province, units


def test_choosing_asks_as_often_for_three_thousand_as_for_three(queries):
    counted = []
    for number in (3, 3000):
        province, units = many_units(number)
        conference = a_conference(organiser=province)
        ids = [unit.id for unit in units]
        queries.clear()
        with transaction():
            actions.choose(conference, ids, main_unit_id=province.id, by=None)
        counted.append(len(queries))

    assert counted[0] == counted[1]
    assert db.session.query(Site).count() == 3 + 1 + 3000 + 1


def test_last_time_is_the_latest_called_conference_before_this_one():
    unit, conference = a_unit(), a_conference()
    for day, state, room in (
        (2, C.CONCLUDED, "cũ"),
        (9, C.ENDED, "mới"),
        (16, C.CANCELLED, "huỷ"),
        (17, C.DRAFT, "nháp"),
    ):
        a_site(a_conference(starts_at=MONDAY.replace(day=day), state=state), unit, room=room)

    assert queries.last_sites([unit.id], before=conference)[unit.id].room == "mới"


def test_a_unit_wanted_at_the_same_time_is_warned_of():
    unit = a_unit("Xã bận")
    a_site(a_conference(title="Họp khác", state=C.INVITING), unit)
    a_site(a_conference(title="Nháp"), unit)
    a_site(a_conference(title="Hôm khác", state=C.INVITING, starts_at=MONDAY.replace(day=29)), unit)
    conference = a_conference()

    found = offers.clashes(conference, [unit.id], true())
    assert [(clash.names, clash.title, clash.is_seen) for clash in found] == [(["Xã bận"], "Họp khác", True)]


def test_a_conference_that_wants_several_of_the_chosen_units_is_named_once():
    units, other, third = [a_unit(f"Xã {n}") for n in "ABC"], *(a_conference(state=C.INVITING) for _ in range(2))
    for unit in units:
        a_site(other, unit)
    a_site(third, units[1])
    conference = a_conference()

    found = offers.clashes(conference, [unit.id for unit in units[:2]], true())

    assert [clash.names for clash in found] == [["Xã A", "Xã B"], ["Xã B"]]


def test_of_a_conference_that_one_may_not_see_only_the_organiser_is_named():
    unit, organiser = a_unit("Xã bận"), a_unit("UBND tỉnh khác")
    a_site(a_conference(title="Họp kín", state=C.INVITING, organiser=organiser), unit)
    conference = a_conference()

    found = offers.clashes(conference, [unit.id], sight.seen_by(a_secretary(conference.organiser)))

    assert [(clash.names, clash.title, clash.is_seen) for clash in found] == [(["Xã bận"], "UBND tỉnh khác", False)]


@pytest.mark.parametrize(
    ("known", "kept"),
    [
        ("0239 3855 123; 0912 345 678", "0239 3855 123; 0912 345 678"),
        ("0239 3855 123; 0912 345 678 (đồng chí Lan, Văn phòng)", "0239 3855 123"),
        ("0" * 500, "0" * 40),
    ],
)
def test_of_the_numbers_that_a_table_gave_a_unit_a_site_keeps_what_fits(known, kept):
    unit, conference = a_unit("Xã A", phone=known), a_conference()
    a_user(Role.SITE_OFFICER, unit)

    choose(conference, [unit])

    assert [site.contact_phone for site in queries.sites_of(conference.id)] == [kept]
