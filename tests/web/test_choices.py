"""Choices are written as pairs; the library, which gives pairs up, is handed its own kind whichever way they come."""

import pytest
from wtforms import SelectChoice

from meetings.web.fields import OneOf, RowField, RowsField
from meetings.web.forms import Form

PAIRS = [("1", "One"), ("2", "Two")]


@pytest.mark.parametrize(
    "field",
    [OneOf(choices=PAIRS), OneOf(choices=lambda: PAIRS), RowField(choices=PAIRS), RowsField(choices=PAIRS)],
    ids=["a list", "a function", "a row", "rows"],
)
def test_choices_told_with_the_question_are_of_the_librarys_own_kind(app, field):
    with app.test_request_context():
        asked = type("Asked", (Form,), {"question": field})().question

    assert all(isinstance(one, SelectChoice) for one in asked.choices)
    assert [(value, label) for value, label in asked.choices] == PAIRS


@pytest.mark.parametrize("field", [OneOf(), RowField(), RowsField()], ids=["one", "a row", "rows"])
def test_choices_set_later_are_too(app, field):
    with app.test_request_context():
        asked = type("Asked", (Form,), {"question": field})().question
        asked.choices = PAIRS

    assert all(isinstance(one, SelectChoice) for one in asked.choices)
    assert [(value, label) for value, label in asked.choices] == PAIRS


def test_a_row_that_may_be_left_out_begins_with_the_words_for_none(app):
    with app.test_request_context():
        asked = type("Asked", (Form,), {"question": RowField(optional=True)})().question
        asked.offer([(1, "One")], none="Nobody")

    assert [(value, label) for value, label, *_rest in asked.iter_choices()] == [("", "Nobody"), (1, "One")]
