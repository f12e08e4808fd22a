import pytest

from tests.make import a_secretary

pytestmark = pytest.mark.browser


def test_a_signed_in_person_reaches_home(open_page):
    page = open_page(a_secretary())

    answer = page.goto("/")

    assert (answer.status, page.url.endswith("/")) == (200, True)
