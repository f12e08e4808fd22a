"""Bad input at every form: what pages draw is filled in, one answer is spoiled, and it is sent.

Always a 4xx in words or a redirect, never a 500; and where the answer cannot be, nothing has changed.
"""

import pytest

from meetings.web.access import me  # noqa: F401
from tests.whole.drawn import forms
from tests.whole.world import World, restore, routes, snapshot


def collected(app, world, login):
    """(person, form) for every kind of form: route and names of its questions, found by looking at every page."""
    found = {}
    for person in world.cast:
        client = login(person)
        for rule in routes(app, "GET"):
            for address in world.addresses(rule):
                page = client.get(address)
                if page.mimetype != "text/html" or page.status_code != 200:
                    continue
                for form in forms(page.text, address):
                    endpoint = app.url_map.bind("localhost").match(form.path, method="POST")[0]
                    key = (endpoint, tuple(sorted(form.questions)))
                    found.setdefault(key, (person, form))
    return found


def test_probe(app, login):
    world = World()
    found = collected(app, world, login)
    reached = {key[0] for key in found}
    for key, (person, form) in sorted(found.items()):
        print(key[0], form.path, {n: (q.kind, q.values[:2], q.choices[:3], q.is_required) for n, q in form.questions.items() if n != "csrf_token"}, form.has_file)
    print("NOT", sorted({r.endpoint for r in routes(app, "POST")} - reached))
    print(len(found))
    import time
    t = time.time(); a = snapshot(); print("snap", time.time() - t, sum(map(len, a.values())))
    t = time.time(); restore(a); print("restore", time.time() - t, snapshot() == a)
