"""Whoever searches the journal finds the lines that show his words, also those of what was done and to what."""

import pytest
from flask_babel import force_locale

from meetings.base.db import db, transaction
from meetings.journal import actions, queries
from meetings.journal.verbs import SENTENCES
from tests.make import a_conference, a_province, a_secretary, a_unit, an_administrator


@pytest.fixture
def lines():
    """A conference in whose journal one thing of each kind happened."""
    province = a_province()
    conference = a_conference(organiser=province, title="Giao ban tháng Mười")
    unit = a_unit("Hương Khê")
    with transaction():
        for verb, thing in (
            ("released_minutes", conference),
            ("released_notice", conference),
            ("marked_delegate", conference),
            ("edited_delegate", unit),
            ("confirmed_site", unit),
        ):
            actions.record(None, verb, thing, within=conference)
    return conference


def found(language, words, **filters):
    with force_locale(language):
        rows = db.session.scalars(queries.entries(words=words, **filters)).all()
    return sorted(row.verb for row in rows)


@pytest.mark.parametrize(
    "language, words, verbs",
    [
        ("vi", "phát hành", ["released_minutes", "released_notice"]),
        ("vi", "PHAT HANH bien ban", ["released_minutes"]),
        ("vi", "điểm danh", ["marked_delegate"]),
        ("vi", "sửa đại biểu", ["edited_delegate"]),
        ("vi", "phát hành giao ban", ["released_minutes", "released_notice"]),
        ("vi", "phát hành Hương Khê", []),
        ("vi", "đơn vị", ["confirmed_site", "edited_delegate"]),
        ("vi", "đơn vị sửa", ["edited_delegate"]),
        ("en", "released the", ["released_minutes", "released_notice"]),
        ("en", "phát hành", []),
        ("vi", "%", []),
    ],
)
def test_lines_are_found_by_the_words_that_they_show(app, lines, language, words, verbs):
    assert found(language, words) == verbs
    assert found(language, words, of=lines) == verbs


def test_every_sentence_finds_its_own_line(app):
    conference = a_conference(title="x")
    with transaction():
        for verb in SENTENCES:
            actions.record(None, verb, conference)

    with app.test_request_context(), force_locale("vi"):
        lost = [verb for verb, text in SENTENCES.items() if verb not in found("vi", " ".join(str(text).split()[:8]))]

    assert lost == []


def test_the_pages_find_by_what_was_done(login, lines):
    secretary = login(a_secretary(lines.organiser)).get(f"/conferences/{lines.id}/journal?q=phát+hành").text
    everything = login(an_administrator()).get("/journal?q=phát+hành").text

    for page in (secretary, everything):
        assert ("đã phát hành biên bản" in page, "Hương Khê" in page) == (True, False)


def test_a_search_asks_as_often_as_none(login, lines, queries):
    client, counts = login(an_administrator()), []
    for address in ("/journal", "/journal?q=phát+hành+biên+bản+của+tỉnh"):
        client.get(address)
        queries.clear()
        client.get(address)
        counts.append(len(queries))

    assert counts[0] >= counts[1]
