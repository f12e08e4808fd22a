from meetings.base.db import db, transaction
from meetings.registry import jobs, queries
from tests.conftest import unguarded
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


def test_a_paper_that_cannot_be_drawn_holds_up_no_other(app):
    conference = a_conference()
    broken, whole = released(conference), released(conference)
    # As an older version, or a fault of ours, might have frozen it.
    with transaction(), unguarded(db.session.connection()):
        db.session.execute(db.text("UPDATE paper SET facts = '{}' WHERE id = :id"), {"id": broken.id})

    assert (jobs.render(), jobs.render()) == (1, 0)
    assert [paper.id for paper in queries.unrendered()] == [broken.id]
    assert db.session.get(type(whole), whole.id).fingerprint
