"""What somebody gave is his while he holds a post that he held then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings.accounts.models import Post, Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.directives import actions, sight
from meetings.directives.models import Directive
from meetings.directives.models import DirectiveState as S
from meetings.notices.models import Notice
from tests.directives.made import a_directive, fresh
from tests.directives.test_rules import rights
from tests.make import a_unit, a_user, saved


def gave(person, directive):
    with transaction():
        fresh(directive).giver_id = person.id


def changed_post(person, **facts):
    with transaction():
        for name, value in facts.items():
            setattr(fresh(person).posts[0], name, value)


def seen_and_given(person):
    conditions = sight.seen_by(fresh(person)), sight.given_by(fresh(person))
    return [len(db.session.scalars(select(Directive.id).where(one)).all()) for one in conditions]


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER])
def test_who_gave_it_judges_it_while_he_holds_the_post_that_he_held_then(role):
    chair, directive = a_user(role), a_directive()
    gave(chair, directive)

    before = rights(chair, directive), seen_and_given(chair)
    changed_post(chair, valid_until=clock.today() - timedelta(days=1))

    assert before == ({"see", "judge"}, [1, 1])
    assert (rights(chair, directive), seen_and_given(chair)) == (set(), [0, 0])


def test_a_post_that_he_took_up_since_brings_him_nothing_of_what_he_gave_before():
    chair, directive = a_user(Role.LEADER), a_directive()
    gave(chair, directive)

    changed_post(chair, valid_from=clock.today() + timedelta(days=1))
    with clock.at(clock.now() + timedelta(days=2)):
        found = rights(chair, directive), seen_and_given(chair)

    assert found == (set(), [0, 0])


def moved(person, *, ended, valid_from=None):
    """His first post is over; he holds another one in a unit that has nothing to do with what he gave."""
    changed_post(person, valid_until=ended)
    unit = a_unit()
    saved(Post(person_id=person.id, unit_id=unit.id, title="T", role=Role.LEADER, valid_from=valid_from))


@pytest.mark.parametrize("days", [1, 400])
def test_a_post_without_a_first_day_that_came_after_one_that_is_over_brings_nothing_of_that_one(days):
    chair, directive = a_user(Role.LEADER), a_directive()
    gave(chair, directive)

    with clock.at(clock.now() + timedelta(days=days + 1)):
        moved(chair, ended=clock.today() - timedelta(days=days))
        later = a_directive()
        gave(chair, later)
        found = rights(chair, directive), rights(chair, later), seen_and_given(chair)

    assert found == (set(), {"see", "judge"}, [1, 1])


def test_a_first_day_that_is_said_of_the_second_of_two_posts_is_believed():
    chair, directive = a_user(Role.LEADER), a_directive()
    gave(chair, directive)

    with clock.at(clock.now() + timedelta(days=9)):
        moved(chair, ended=clock.today() - timedelta(days=1), valid_from=clock.today() - timedelta(days=30))
        found = rights(chair, directive)

    assert found == {"see", "judge"}


def test_a_second_post_that_came_and_went_takes_nothing_from_the_first():
    chair, directive = a_user(Role.LEADER), a_directive()
    gave(chair, directive)
    second = saved(Post(person_id=chair.id, unit_id=a_unit().id, title="T", role=Role.LEADER))

    with clock.at(clock.now() + timedelta(days=9)):
        with transaction():
            fresh(second).valid_until = clock.today() - timedelta(days=1)
        found = rights(chair, directive)

    assert found == {"see", "judge"}


def test_the_unit_in_whose_name_it_was_given_keeps_it_when_the_giver_has_left():
    directive = a_directive()
    leader, giver = (a_user(Role.LEADER, directive.giver_unit) for _ in range(2))
    gave(giver, directive)
    changed_post(giver, valid_until=clock.today() - timedelta(days=1))

    assert (rights(leader, directive), rights(giver, directive)) == ({"see", "judge"}, set())


def test_a_giver_who_has_left_hears_no_more_of_it():
    directive = a_directive(state=S.IN_PROGRESS)
    leader, giver = (a_user(Role.LEADER, directive.giver_unit) for _ in range(2))
    gave(giver, directive)
    changed_post(giver, valid_until=clock.today() - timedelta(days=1))

    with transaction():
        actions.submit(fresh(directive), text="Đã xong", by=None)

    told = db.session.scalars(select(Notice.to_name).where(Notice.kind == "directive_submitted")).all()
    assert told == [leader.name]
