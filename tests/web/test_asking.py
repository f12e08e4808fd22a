"""Filters in an address that cannot be understood are said, on every list, and the list stands without them."""

import re

import pytest

from meetings.accounts.models import Role
from meetings.base.asking import Typed
from meetings.units.models import UnitKind
from tests.whole.world import World

SAID = "Không hiểu trong địa chỉ"
LISTS = {
    "/directives": (
        "unit=abc",
        "state=zz",
        "bucket=x",
        "official=x",
        "side=x",
        "giver=x",
        "by=-1",
        "sort=x",
        "under=x",
    ),
    "/conferences/{conference}/directives": ("state=zz", "unit=abc"),
    "/directives/remind": ("state=zz",),
    "/conferences": ("month=abc", "month=2026-13", "state=zz", "kind=x", "organiser=x", "sort=x", "mine=yes"),
    "/conferences/table": ("state=zz", "kind=x", "organiser=1e3"),
    "/conferences/{conference}/sites": ("state=zz", "lost=maybe", "group=Nowhere"),
    "/conferences/{conference}/attendance": ("show=zz", "group=Nowhere"),
    "/conferences/{conference}/delegates": ("show=zz",),
    "/conferences/{conference}/speeches": ("state=zz",),
    "/conferences/{conference}/calendar-answers": ("stand=zz",),
    "/sites/{site}/attendance": ("presence=zz",),
    "/rehearsals/{rehearsal}": ("show=zz",),
    "/calendar-replies": ("state=zz", "conference=x"),
    "/notices": ("state=zz", "kind=zz", "channel=x", "conference=x"),
    "/inbox": ("show=zz",),
    "/papers": ("kind=zz", "issuer=x", "year=x"),
    "/people": ("role=zz", "state=x", "unit=abc", "unit=99999999"),
    "/units": ("kind=zz",),
    "/journal": ("verb=zz", "thing=zz", "by=abc"),
    "/series": ("closed=x",),
    "/templates": ("retired=x",),
}


def test_every_list_says_which_filters_it_did_not_understand(login):
    world = World()
    ids = {name: world.ids[f"{name}_id"][1] for name in ("conference", "site")}
    ids["rehearsal"] = world.ids["rehearsal_id"][0]
    clients = [login(world.people[role]) for role in (Role.SECRETARIAT, Role.ADMINISTRATOR)]
    silent = []
    for path, filters in LISTS.items():
        for asked in filters:
            pages = [client.get(f"{path.format(**ids)}?{asked}") for client in clients]
            page = next(one for one in pages if one.status_code == 200)
            if f"{SAID}: {asked}." not in page.text:
                silent.append((path, asked))
        page = next(one for one in (client.get(path.format(**ids)) for client in clients) if one.status_code == 200)
        silent += [(path, "says it unasked")] if SAID in page.text else []

    assert silent == []


def test_a_list_asks_all_its_questions_in_one_form(login):
    """Of two in a row each would drop what is chosen in the other."""
    world = World()
    ids = {name: world.ids[f"{name}_id"][1] for name in ("conference", "site")}
    ids["rehearsal"] = world.ids["rehearsal_id"][0]
    clients = [login(world.people[role]) for role in (Role.SECRETARIAT, Role.ADMINISTRATOR)]
    asking = {}
    for path in LISTS:
        pages = [client.get(path.format(**ids)) for client in clients]
        main = next(one for one in pages if one.status_code == 200).text.partition("<main")[2]
        asking[path] = len(re.findall(r"<form (?![^>]*method=)", main))

    assert {path: number for path, number in asking.items() if number > 1} == {}
    assert asking["/papers"] == asking["/notices"] == asking["/units"] == 1


@pytest.mark.parametrize(
    ("typed", "found", "lost"),
    [
        ({}, (None, None, False, ""), {}),
        ({"kind": "commune", "unit": "12", "all": "1", "q": " a "}, (UnitKind.COMMUNE, 12, True, "a"), {}),
        ({"kind": "", "unit": " ", "all": "", "q": ""}, (None, None, False, ""), {}),
        ({"kind": "x", "unit": "²", "all": "0"}, (None, None, False, ""), {"kind": "x", "unit": "²", "all": "0"}),
        ({"unit": "9" * 60}, (None, None, False, ""), {"unit": "9" * 40}),
        ({"unit": "13"}, (None, None, False, ""), {"unit": "13"}),
    ],
)
def test_what_is_none_of_its_kind_is_lost_and_kept_to_be_said(typed, found, lost):
    asked = Typed(typed)
    got = asked.one_of("kind", UnitKind), asked.number("unit", exists={12}.__contains__), asked.is_set("all", "1")

    assert ((*got, asked.words()), asked.lost) == (found, lost)


def test_what_was_not_understood_is_shown_as_text(client, login):
    page = login(World().people[Role.SECRETARIAT]).get("/directives?state=<b>zz</b>")

    assert f"{SAID}: state=&lt;b&gt;zz&lt;/b&gt;." in page.text
