"""What the house gives out as a table it takes in again, as it stands."""

from io import BytesIO

import pytest

from meetings.accounts.models import Role
from tests.make import a_province, a_unit, a_user, an_administrator


@pytest.mark.parametrize(
    ("given_out", "taken_in"), [("/people/export", "/people/import"), ("/units/export/xlsx", "/units/import")]
)
def test_addresses_from_before_the_rule_are_in_no_tables_way(login, given_out, taken_in):
    province = a_province()
    commune = a_unit("UBND xã Vũ Quang", parent=province, email="vanthu@xa.gov.vn; ubnd@xa.gov.vn", code="18313")
    a_user(Role.MEMBER, commune, email="nguyễn.an@xã.vn")
    browser = login(an_administrator(province))

    table = browser.get(given_out).data
    page = browser.post(taken_in, data={"file": (BytesIO(table), "a.xlsx")}, follow_redirects=True)

    assert page.status_code == 200
    assert "Mọi dòng trong bảng đã có sẵn; không có gì để nhập." in page.text
