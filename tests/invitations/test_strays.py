"""A letter that belongs to no conference is seen by the secretariats that have to do with its sender."""

import pytest

from meetings.base.db import db, transaction
from meetings.conferences.models import ConferenceState as C
from meetings.invitations.models import CalendarReply, ReplyKind
from meetings.units.models import Unit, UnitKind
from tests.make import MONDAY, a_conference, a_secretary, a_site, a_site_officer, a_unit, an_administrator

KINDS = ["officer", "unit", "contact", "nobody"]


@pytest.fixture
def tree(app):
    """A province with two communes that keep secretariats of their own."""
    province = a_unit("UBND tỉnh", kind=UnitKind.PROVINCE)
    here, there = a_unit("Xã Này", parent=province), a_unit("Xã Kia", parent=province)
    return {"top": a_secretary(province), "here": a_secretary(here), "there": a_secretary(there), "unit": here}


def sender_of(kind, tree):
    if kind == "officer":
        return a_site_officer(tree["unit"]).email
    if kind == "unit":
        with transaction():
            db.session.get(Unit, tree["unit"].id).email = "Xa-Nay@example.vn"
        return "xa-nay@example.vn"
    if kind == "contact":
        conference = a_conference(organiser=tree["unit"], state=C.INVITING)
        a_site(conference, a_unit("Thôn"), contact_name="Lan", contact_email="Lan@example.vn")
        return "lan@example.vn"
    return "ai-do@example.com"


def a_letter(sender):
    with transaction():
        row = CalendarReply(
            kind=ReplyKind.LETTER, fingerprint=sender, received_at=MONDAY, sender=sender, subject="Hỏi lại"
        )
        db.session.add(row)
        db.session.flush()
        return row.id


@pytest.mark.parametrize("kind", KINDS)
def test_who_sees_a_letter_of_no_conference_and_sets_it_aside(login, tree, kind):
    number = a_letter(sender_of(kind, tree))
    people = {"top": tree["top"], "here": tree["here"], "there": tree["there"], "admin": an_administrator()}

    seen = {who for who, person in people.items() if "Hỏi lại" in login(person).get("/calendar-replies").text}
    path = f"/stray-letters/{number}/set-aside"
    refused = {who for who in ("there", "here", "top") if login(people[who]).post(path).status_code == 403}

    wanted = {"nobody": {"top", "admin"}, "contact": {"here", "top", "admin"}}.get(kind, {"here", "top", "admin"})
    assert seen == wanted
    assert refused == {"there", "here", "top"} - wanted


def test_the_page_of_letters_asks_as_often_for_one_as_for_three_hundred(login, tree, queries):
    client, counted = login(tree["here"]), []
    for number in (1, 300):
        for place in range(number):
            a_letter(f"n{number}-{place}@example.com")
        queries.clear()
        assert client.get("/calendar-replies").status_code == 200
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 12
