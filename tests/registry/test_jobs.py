from meetings.registry import queries
from tests.make import a_conference
from tests.registry.test_actions import released


def test_what_is_not_drawn_yet_is_drawn_once(app):
    conference = a_conference()
    papers = [released(conference), released(conference)]

    first = app.test_cli_runner().invoke(args=["registry", "render"])
    second = app.test_cli_runner().invoke(args=["registry", "render"])

    assert (first.output, second.output) == ("2 papers drawn\n", "0 papers drawn\n")
    assert queries.unrendered() == []
    assert papers[0].fingerprint == papers[1].fingerprint
