import pytest
from flask import Flask, url_for


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("desk.home", {}),
        ("desk.show", {"conference_id": 7}),
        ("desk.conferences", {"page": 3}),
        ("sites.board", {"conference_id": 7, "page": 2}),
        ("sites.board", {"page": 2, "conference_id": 7}),
        ("sites.board", {"conference_id": 7, "state": "seen & waiting"}),
        ("desk.show", {"conference_id": "7"}),
        ("desk.show", {"conference_id": 7, "_external": True}),
        ("desk.show", {"conference_id": 7, "_anchor": "main"}),
        ("static", {"filename": "css/app.css"}),
    ],
)
def test_an_address_is_the_one_that_flask_builds(app, endpoint, values):
    told = [url_for(endpoint, **values) for _ in range(2)]

    assert told == [Flask.url_for(app, endpoint, **values)] * 2


def test_an_address_below_a_folder_begins_with_it(app):
    with app.test_request_context("/", base_url="http://localhost/hop"):
        address = url_for("desk.show", conference_id=7)

    assert address == "/hop/conferences/7"
