"""An address that somebody opens by hand shows a whole page: parts are for the page that asks for them."""

from itertools import islice

from tests.whole.world import World, routes

LOOKED_AT = 3
BY_HAND = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_no_address_opened_by_hand_shows_a_bare_part(app, login):
    world, bare = World(), set()

    for person in world.cast:
        client = login(person)
        for rule in routes(app, "GET"):
            for address in islice(world.addresses(rule), LOOKED_AT):
                answer = client.get(address, headers=BY_HAND)
                if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" not in answer.text:
                    bare.add(rule.endpoint)

    assert bare == set()
