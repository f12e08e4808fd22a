import pytest

from meetings.base.db import transaction
from meetings.minutes import actions, waiving
from meetings.minutes.models import LIFECYCLE, MinutesState
from tests.lifecycles import expect_as_the_table_says
from tests.minutes.make import corrected, minutes_in, waived

MOVES = {
    "submit": lambda minutes: actions.submit(minutes, by=None),
    "send_back": lambda minutes: actions.send_back(minutes, note="Xem lại.", by=None),
    "approve": lambda minutes: actions.approve(minutes, by=None),
    "release": lambda minutes: actions.release(minutes, by=None),
    "drop": lambda minutes: actions.drop(minutes, by=None),
    "take_up": lambda minutes: waiving.take_up(minutes, by=None),
}
# That none are wanted is said of the conference.
MOVES |= {
    "waive": waived,
}


@pytest.mark.parametrize("state", MinutesState)
@pytest.mark.parametrize("name", LIFECYCLE.moves)
def test_every_move_exists_where_the_table_says_and_nowhere_else(state, name):
    minutes = minutes_in(state)
    if name == "drop" and state is MinutesState.DRAFT:  # only a correction is dropped
        minutes = corrected(minutes_in(MinutesState.RELEASED))

    expect_as_the_table_says(LIFECYCLE.moves[name], MOVES[name], minutes)


def test_the_note_of_the_chair_is_shown_until_the_minutes_are_handed_in_again():
    minutes = minutes_in(MinutesState.IN_REVIEW)

    with transaction():
        actions.send_back(minutes, note="Thiếu ý kiến huyện Vũ Quang.", by=None)
    sent_back = minutes.review_note
    with transaction():
        actions.submit(minutes, by=None)

    assert (sent_back, minutes.review_note) == ("Thiếu ý kiến huyện Vũ Quang.", "")
