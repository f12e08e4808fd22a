import pytest

from meetings.base import clock
from meetings.base.db import db
from meetings.registry.models import PaperKind, Series
from tests.make import a_conference, a_province, a_secretary, an_administrator
from tests.registry.test_actions import released


def _typed(unit, **changed):
    return {"issuer": unit.id, "kind": "TB", "year": clock.today().year, "last_number": 451} | changed


def test_an_administrator_continues_a_series(login):
    unit = a_province()

    answer = login(an_administrator()).post("/papers/series", data=_typed(unit))

    assert answer.status_code == 302
    assert released(a_conference(organiser=unit)).number == 452


def test_the_history_of_the_issuer_tells_of_it(login):
    unit, browser = a_province(), login(an_administrator())

    browser.post("/papers/series", data=_typed(unit))

    assert "đã nối tiếp dãy số văn bản" in browser.get(f"/units/{unit.id}/history").text


def test_nobody_else_does(login, client):
    assert login(a_secretary()).post("/papers/series", data=_typed(a_province())).status_code == 403
    assert client.get("/papers/series").status_code == 302


def test_a_number_already_taken_is_refused_in_a_sentence_beside_its_field(login):
    conference = a_conference()
    released(conference)

    answer = login(an_administrator()).post("/papers/series", data=_typed(conference.organiser, last_number=0))

    assert answer.status_code == 422
    assert 'id="last_number-fault"' in answer.text
    assert 'value="0"' in answer.text
    assert db.session.scalar(db.select(Series.last_number)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": 999_999},
        {"issuer": "x"},
        {"kind": "KL"},
        {"year": "20l5"},
        {"year": 1},
        {"last_number": -1},
        {"last_number": "٣"},
        {"last_number": ""},
        {"last_number": 10**9},
    ],
)
def test_wrong_answers_are_refused_and_nothing_changes(login, wrong):
    answer = login(an_administrator()).post("/papers/series", data=_typed(a_province(), **wrong))

    assert answer.status_code == 422
    assert db.session.scalar(db.select(db.func.count(Series.id))) == 0


def test_the_series_are_listed(login):
    conference = a_conference()
    released(conference, PaperKind.MINUTES)

    page = login(an_administrator()).get("/papers/series").text

    assert conference.organiser.name in page
