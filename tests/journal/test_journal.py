"""The journal: lines are added and stay, every verb reads as a sentence, administrators find and take away."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.directives.models import EventKind
from meetings.journal import actions, queries
from meetings.journal.models import Entry
from meetings.journal.verbs import SENTENCES
from meetings.sites.models import LIFECYCLE
from tests.make import a_secretary, a_stranger, a_unit, a_user, an_administrator

PACKAGE = Path(__file__).resolve().parents[2] / "meetings"


def recorded(by, verb, thing, **facts):
    with transaction():
        return actions.record(by, verb, thing, **facts)


def test_a_line_cannot_be_changed_or_removed():
    recorded(None, "added_unit", a_unit())

    with pytest.raises(IntegrityError, match="append-only"), transaction():
        db.session.scalar(select(Entry)).note = "nothing happened"
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        db.session.delete(db.session.scalar(select(Entry)))
    for statement in (update(Entry).values(note="x"), delete(Entry)):
        with pytest.raises(IntegrityError, match="append-only"), transaction():
            db.session.execute(statement)

    assert db.session.scalar(select(Entry.note)) == ""


def verbs_in(path):
    """What is written as a verb: the second argument of record(), or verb="…"."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        spoken = [word.value for word in node.keywords if word.arg == "verb"]
        if name in ("record", "_record") and len(node.args) > 1:
            spoken.append(node.args[1])
        yield from (word.value for word in spoken if isinstance(word, ast.Constant) and isinstance(word.value, str))


def test_every_verb_that_the_code_records_has_a_sentence():
    found = {verb for path in PACKAGE.rglob("*.py") if "journal" not in path.parts for verb in verbs_in(path)}

    assert len(found) > 30
    assert found - set(SENTENCES) == set()


def test_no_sentence_is_kept_for_what_nobody_records():
    code = "".join(path.read_text() for path in PACKAGE.rglob("*.py") if "journal" not in path.parts)
    composed = {f"directive_{kind.value}" for kind in EventKind} | {f"{move}_sites" for move in LIFECYCLE.moves}

    assert {verb for verb in SENTENCES if f'"{verb}"' not in code} - composed == set()


def test_every_step_of_a_directive_has_a_sentence():
    assert {f"directive_{kind.value}" for kind in EventKind} <= set(SENTENCES)


def test_lines_are_found_by_words_verb_thing_person_and_day():
    admin, unit = an_administrator(), a_unit("Hương Khê")
    with clock.at(clock.now() - timedelta(days=3)):
        recorded(None, "added_unit", unit)
    recorded(admin, "changed_unit", unit)

    def verbs(**filters):
        return [entry.verb for entry in db.session.scalars(queries.entries(**filters))]

    assert verbs(words="huong khe") == ["changed_unit", "added_unit"]
    assert verbs(verb="added_unit") == ["added_unit"]
    assert verbs(by_id=admin.id) == ["changed_unit"]
    assert verbs(since=clock.now() - timedelta(days=1)) == ["changed_unit"]
    assert verbs(until=clock.now() - timedelta(days=1)) == ["added_unit"]
    assert (verbs(thing="unit"), verbs(thing="person")) == (["changed_unit", "added_unit"], [])


def test_only_administrators_read_it_all(login):
    recorded(None, "added_unit", a_unit("Hương Khê"))

    for address in ("/journal", "/journal/export"):
        assert login(a_stranger()).get(address).status_code == 403
        assert login(a_secretary()).get(address).status_code == 403
    assert "Hương Khê" in login(an_administrator()).get("/journal").text
    assert login(an_administrator()).get("/journal/export").data.startswith(b"PK")


@pytest.mark.parametrize("query", ["since=31/02/2026", "until=x"])
def test_an_impossible_day_is_said(login, query):
    assert login(an_administrator()).get(f"/journal?{query}").status_code == 422


@pytest.mark.parametrize(
    "query", ["by=x", "by=99999999999", "verb=none", "thing=%25", "page=x", "q=%25", "since=2026-01-01"]
)
def test_odd_filters_are_answered(login, query):
    assert login(an_administrator()).get(f"/journal?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 300])
def test_the_page_asks_as_often_for_300_as_for_one(login, queries, number):
    unit, client = a_unit(), login(an_administrator())
    with transaction():
        db.session.add_all(Entry(at=clock.now(), verb="added_unit", about=f"unit:{unit.id}") for _ in range(number))
    queries.clear()

    assert client.get("/journal").status_code == 200
    assert len(queries) <= 8


def test_who_can_be_asked_for_has_done_something_and_bears_the_name_of_today():
    busy, idle = a_user(name="Lê Thị Hoa"), a_user(name="Trần Văn An")
    with transaction():
        actions.record(busy, "signed_in", busy)
    with transaction():
        db.session.get(Person, busy.id).name = "Lê Thị Hoà"

    assert queries.people() == [(busy.id, "Lê Thị Hoà")] and idle.id
