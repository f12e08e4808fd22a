"""Nobody guesses an identifier into access: every route with an object, tried by every role of another tree."""

import pytest

from meetings.accounts.models import Role
from meetings.accounts.rule_words import name_of
from tests.make import a_province, a_unit, a_user
from tests.whole.world import World, routes, snapshot

# Rules that let in everybody with an account, or with a post that plans conferences, whatever the object: templates are
# there for all who plan. All else is closed to another tree.
OPEN = {"units.can_see", "web.access.signed_in", "web.access.anyone", "series.can_plan"}
# The token in the address is the key; a wrong one opens nothing.
BY_TOKEN = "token"
# The days on which offices are closed are those of the whole country; a letter from nobody that is known must be seen
# by somebody: the secretariats at the top of every tree.
OPEN_TO = {Role.SECRETARIAT: {"workdays.can_keep_days", "invitations.can_set_aside"}}
METHODS = ("GET", "POST")
HIGH = (Role.SECRETARIAT, Role.LEADER)
# A refusal in JSON costs a tenth of a page.
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def world(app):
    return World()


def doors(app, world):
    """Method, address and rule of every route that names an object."""
    for method in METHODS:
        for rule in routes(app, method):
            if rule.arguments and BY_TOKEN not in rule.arguments:
                guard = name_of(app.view_functions[rule.endpoint].rule)
                for address in world.addresses(rule):
                    yield method, address, guard


def answers(client, app, world, *, but=()):
    return {
        (method, address): client.open(address, method=method, headers=SCRIPT)
        for method, address, guard in doors(app, world)
        if guard not in but
    }


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_a_role_of_another_tree_opens_nothing_that_is_not_for_all(role, app, world, login):
    foreign = a_province()
    stranger = a_user(role, foreign if role in HIGH else a_unit(parent=foreign))
    client, before = login(stranger), snapshot()

    found = answers(client, app, world, but=OPEN_TO.get(role, ()))

    opened = [
        (method, address, guard)
        for method, address, guard in doors(app, world)
        if (method, address) in found and guard not in OPEN and found[method, address].status_code not in (403, 404)
    ]
    assert (opened, snapshot() == before) == ([], True)


def test_nobody_gets_in_without_signing_in(app, world, client):
    before = snapshot()

    found = answers(client, app, world)

    opened = [
        (key, answer.status_code)
        for key, answer in found.items()
        if not (answer.status_code == 302 and "/sign-in" in answer.location)
    ]
    assert (opened, snapshot() == before) == ([], True)


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63, 10**40])
def test_numbers_that_nobody_has_are_no_address(number, app, login, world):
    client = login(world.people[Role.ADMINISTRATOR])
    world.ids = {name: [number] if name.endswith("_id") else ids for name, ids in world.ids.items()}

    found = {key: one.status_code for key, one in answers(client, app, world).items() if str(number) in key[1]}

    # Where one path is looked at and posted to by two routes, a number that cannot be reads as the other's method.
    assert set(found.values()) <= {404, 405}
