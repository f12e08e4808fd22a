"""What pages ask of a site in each of its states."""

import pytest

from meetings.conferences.models import Conference, ConferenceState
from meetings.sites.models import Site, SiteState

QUESTIONS = ("is_silent", "has_seen", "has_declined", "asks_for_change", "has_accepted", "owes_answer")
YES = {
    "unsent": {"owes_answer"},
    "waiting": {"is_silent", "owes_answer"},
    "seen": {"is_silent", "has_seen", "owes_answer"},
    "confirmed": {"has_accepted"},
    "change_requested": {"has_accepted", "asks_for_change"},
    "declined": {"has_declined"},
}


@pytest.mark.parametrize("state", SiteState)
def test_every_state_answers_the_questions_that_pages_ask(state):
    site = Site(state=state, conference=Conference(state=ConferenceState.READY))

    assert {question for question in QUESTIONS if getattr(site, question)} == YES[state.value]


@pytest.mark.parametrize("state", ["draft", "live", "ended", "cancelled", "postponed"])
def test_nobody_owes_an_answer_to_what_asks_for_none(state):
    site = Site(state=SiteState.WAITING, conference=Conference(state=ConferenceState(state)))

    assert not site.owes_answer
