"""Of a table of units or people all is imported or nothing, whatever is sent with the last step."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from meetings.accounts import imports as of_people
from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.base.verdicts import digest, tally
from meetings.gateways import sheets
from meetings.units import imports as of_units
from meetings.units.models import Unit
from meetings.web import waiting
from tests.make import a_unit, an_administrator

TABLES = {
    "units": (of_units, Unit, "Tên;Mã;Loại\nTỉnh Hà Tĩnh;42;tỉnh\nA;1;lâu đài\n"),
    "people": (of_people, Person, "Họ và tên;Tên đăng nhập\nLê An;le.an\nLê Bình;1\n"),
}


@pytest.mark.parametrize("noun", TABLES)
def test_the_sound_rows_alone_are_not_taken_even_with_the_right_ticket(app, login, noun):
    imports, model, text = TABLES[noun]
    person = an_administrator(a_unit("Gốc"))
    client, before = login(person), number(model)
    dry = client.post(f"/{noun}/import", data={"file": (BytesIO(text.encode()), "a.csv")})
    with app.test_request_context():
        said = waiting.told(parse_qs(urlsplit(dry.location).query)["ticket"][0])
        verdicts = imports.foresee(sheets.read(text.encode(), "a.csv"), by=person)
        right = waiting.signed(*said[:4], digest(verdicts))

    done = client.post(f"/{noun}/import", data={"ticket": right, "others": "yes"})

    assert sorted(one.value for one, many in tally(verdicts).items() if many) == ["new", "refused"]
    assert (done.status_code, number(model)) == (409, before)


def number(model):
    return db.session.scalar(select(func.count(model.id)))
