from datetime import date

import pytest

from meetings.workdays import queries
from meetings.workdays.jobs import seed_due
from meetings.workdays.models import DayKind
from tests.make import a_leader, a_province, a_secretary, a_stranger, a_unit, an_administrator

TYPED = {"day": "31/08/2026", "kind": "off", "name": "Hoán đổi với 22/08"}


def test_the_secretariat_takes_over_the_official_days_and_corrects_them(login):
    client = login(a_secretary())

    client.post("/working-days/take-over", data={"year": "2026"})
    page = client.get("/working-days?year=2026").text
    client.post("/working-days", data={**TYPED, "day": "02/01/2026"})

    assert ("Thứ Hai, 31/08/2026" in page, "Thứ Bảy, 22/08/2026" in page) == (True, True)
    assert queries.on(date(2026, 1, 2)).kind is DayKind.OFF


def test_a_day_is_taken_out(login):
    client = login(an_administrator())
    client.post("/working-days", data=TYPED)

    client.post(f"/working-days/{queries.on(date(2026, 8, 31)).id}/remove")

    assert queries.of_year(2026) == []


def a_secretary_of_a_commune():
    return a_secretary(a_unit(parent=a_province()))


@pytest.mark.parametrize("who", [a_leader, a_stranger, a_secretary_of_a_commune])
def test_nobody_else_keeps_the_days(login, who):
    client = login(who())

    assert [client.get("/working-days").status_code, client.post("/working-days", data=TYPED).status_code] == [403, 403]
    assert queries.of_year(2026) == []


@pytest.mark.parametrize(
    "typed", [{}, {"day": "31/02/2026"}, {"kind": "holiday"}, {"name": ""}, {"day": "30/08/2026"}, {"name": "x" * 161}]
)
def test_what_is_wrong_is_said_and_kept_on_the_page(login, typed):
    data = {**TYPED, **typed} if typed else {}

    answer = login(an_administrator()).post("/working-days", data=data)

    assert (answer.status_code, queries.of_year(2026)) == (422, [])
    assert data.get("name", "")[:20] in answer.text


@pytest.mark.parametrize("year", ["", "1", "abcd", "0000", "99999", "٢٠٢٦"])
def test_any_year_in_the_address_shows_a_page(login, year):
    assert login(an_administrator()).get("/working-days", query_string={"year": year}).status_code == 200


def test_the_worker_takes_over_last_year_this_year_and_the_next(app):
    number = seed_due()

    assert number > 20
    assert seed_due() == 0
