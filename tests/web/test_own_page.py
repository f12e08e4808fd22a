"""A form that was refused says whether "Back" may go to its page by the address alone."""

import pytest

from meetings.accounts.models import Role
from tests.make import a_conference, a_province, a_user


@pytest.mark.parametrize(
    ("method", "address", "says"),
    [
        ("post", "/people/new", True),
        ("get", "/people/new", False),
        ("post", "/conferences/{id}/calendar-answers", True),
        ("post", "/minutes/1/correct", False),
    ],
)
def test_only_what_was_sent_to_an_address_that_shows_a_page_too_says_so(login, method, address, says):
    conference = a_conference()
    client = login(a_user(Role.ADMINISTRATOR, a_province()))

    page = client.open(
        address.format(id=conference.id), method=method.upper(), data={"email": "x"} if method == "post" else None
    )

    assert (" data-again>" in page.text) is says
