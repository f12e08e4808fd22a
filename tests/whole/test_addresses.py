"""Nonsense in the address of any page asks for nothing and breaks nothing, on both databases."""

from urllib.parse import urlencode

import pytest

from meetings.accounts.models import Role
from tests.whole.world import World, routes

NAMES = (
    "q state kind verb thing by since until unit role day page conference show sort bucket official side giver under "
    "due_from due_to open month year within within_unit all filter group item next removed view site presence"
).split()
NONSENSE = ("\x00", "9" * 30, "31/02/2026", "-1", "\ud800", "a" * 3000)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_after_the_question_mark_is_no_fault_of_the_program(nonsense, app, login):
    world = World()
    client = login(world.people[Role.ADMINISTRATOR])
    text = urlencode([(name, nonsense.encode("utf-8", "surrogatepass")) for name in NAMES])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        found = {rule.rule: _worst(client, world, rule, text) for rule in routes(app, "GET")}
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None

    assert {rule: status for rule, status in found.items() if status >= 500 and status != 503} == {}


def _worst(client, world, rule, text):
    """The status of one address of the route; each name alone decides where the first one refuses the page."""
    address = next(iter(world.addresses(rule)))
    return client.get(f"{address}?{text}").status_code
