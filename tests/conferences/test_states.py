"""What pages ask of a conference in each of its states."""

import pytest

from meetings.conferences.models import Conference, ConferenceState

QUESTIONS = ("is_draft", "is_called", "is_sitting", "was_held", "is_cancelled", "is_postponed", "is_off")
YES = {
    "draft": {"is_draft"},
    "inviting": {"is_called"},
    "ready": {"is_called"},
    "live": {"is_sitting"},
    "paused": {"is_sitting"},
    "ended": {"was_held"},
    "concluded": {"was_held"},
    "cancelled": {"is_cancelled", "is_off"},
    "postponed": {"is_postponed", "is_off"},
}


@pytest.mark.parametrize("state", ConferenceState)
def test_every_state_answers_the_questions_that_pages_ask(state):
    conference = Conference(state=state)

    assert {question for question in QUESTIONS if getattr(conference, question)} == YES[state.value]
