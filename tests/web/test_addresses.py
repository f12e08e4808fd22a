import pytest

from meetings.web.fields import LARGEST_ID, id_or_none
from tests.make import a_conference, an_administrator


@pytest.mark.parametrize("number", [LARGEST_ID, LARGEST_ID + 1, 10**30])
@pytest.mark.parametrize("address", ["/conferences/{}", "/directives/{}", "/sites/{}/edit", "/units/{}"])
def test_a_number_that_no_row_has_is_an_address_that_does_not_exist(login, address, number):
    a_conference()

    assert login(an_administrator()).get(address.format(number)).status_code == 404


TYPED = [("7", 7), ("", None), ("None", None), ("0", -1), ("x", -1), ("2147483648", -1)]


@pytest.mark.parametrize("typed, number", TYPED)
def test_a_chosen_row_has_a_number_that_rows_can_have(typed, number):
    assert id_or_none(typed) == number


@pytest.mark.parametrize("typed", ["٣", "１", "1_0", "+1", "-1", " 1", "1.0", "x", "²"])
def test_only_plain_digits_choose_a_row(typed):
    assert id_or_none(typed) == -1
