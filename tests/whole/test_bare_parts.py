"""An address that somebody opens by hand shows a whole page: parts are for the page that asks for them."""

from itertools import islice

from tests.whole.world import World, routes

LOOKED_AT = 3


def test_no_address_opened_by_hand_shows_a_bare_part(app, login):
    world, bare = World(), set()

    for person in world.cast:
        client = login(person)
        for rule in routes(app, "GET"):
            for address in islice(world.addresses(rule), LOOKED_AT):
                answer = client.get(address)
                if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" not in answer.text:
                    bare.add(rule.endpoint)

    print(sorted(bare)); assert bare == set()
