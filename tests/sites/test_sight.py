"""The list shows exactly what the rule lets one see, whoever asks."""

import pytest
from sqlalchemy import select

from meetings.accounts.models import Role
from meetings.base.db import db
from meetings.conferences import rules as conferences
from meetings.conferences.models import Conference, ConferenceState
from meetings.sites import rules, sight
from meetings.sites.models import SiteState
from meetings.units.models import UnitKind
from tests.make import a_conference, a_province, a_site, a_unit, a_user, an_administrator

S = ConferenceState


@pytest.fixture
def cast():
    """Everybody who could have to do with some of the conferences, and some who have not."""
    province = a_province()
    office = a_unit(kind=UnitKind.OFFICE, parent=province)
    commune = a_unit(parent=province)
    division = a_unit(kind=UnitKind.DIVISION, parent=commune)
    people = {
        "administrator": an_administrator(),
        "secretariat": a_user(Role.SECRETARIAT, office),
        "another secretariat": a_user(Role.SECRETARIAT, a_unit(kind=UnitKind.OFFICE, parent=a_province())),
        "chair": a_user(Role.LEADER, province),
        "secretary": a_user(Role.MEMBER),
        "site chair": a_user(Role.MEMBER),
        "site officer": a_user(Role.SITE_OFFICER, commune),
        "member of a division": a_user(Role.MEMBER, division),
        "stranger": a_user(Role.MEMBER),
    }
    for state, asked in (
        (S.DRAFT, SiteState.UNSENT),
        (S.INVITING, SiteState.WAITING),
        (S.CANCELLED, SiteState.WAITING),
        (S.CANCELLED, SiteState.UNSENT),
    ):
        conference = a_conference(
            organiser=province, state=state, chair=people["chair"], secretary_id=people["secretary"].id
        )
        a_site(conference, commune, state=asked)
        a_site(conference, chair_id=people["site chair"].id, state=asked)
        a_site(a_conference(state=state), commune, state=asked)
        a_conference(state=state)
    return people


WHO = (
    "administrator",
    "secretariat",
    "another secretariat",
    "chair",
    "secretary",
    "site chair",
    "site officer",
    "member of a division",
    "stranger",
)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        (sight.seen_by, rules.can_see),
        (sight.run_by, conferences.can_run),
        (sight.managed_by, conferences.can_manage),
    ],
)
def test_the_condition_says_what_the_rule_says(cast, who, condition, rule):
    person = cast[who]
    everything = list(db.session.scalars(select(Conference)))

    listed = set(db.session.scalars(select(Conference).where(condition(person))))

    assert listed == {conference for conference in everything if rule(person, conference)}


def test_each_of_the_cast_sees_what_is_his(cast):
    seen = {who: db.session.query(Conference).where(sight.seen_by(person)).count() for who, person in cast.items()}

    assert seen == {
        "administrator": 12,
        "secretariat": 4 + 0,
        "another secretariat": 0,
        "chair": 4,
        "secretary": 4,
        "site chair": 2,
        "site officer": 4,
        "member of a division": 4,
        "stranger": 0,
    }
