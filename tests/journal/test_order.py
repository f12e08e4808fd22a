"""The filters of the journal stand in the order of the Vietnamese alphabet, not in that of the code."""

from flask_babel import force_locale

from meetings.base.vietnamese import collation_key
from meetings.journal import words


def test_what_was_done_and_to_what_stand_in_the_order_of_the_alphabet(app):
    with app.test_request_context(), force_locale("vi"):
        lists = [[text for _name, text in found()] for found in (words.choices, words.things)]

    for texts in lists:
        assert texts == sorted(texts, key=collation_key)
        assert texts != sorted(texts)
