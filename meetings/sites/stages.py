"""In which states of a conference its sites can be chosen, asked and corrected; and the small refusals of this noun."""

from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences import left
from meetings.conferences.models import ConferenceState as C
from meetings.sites import snapshots

PLANNED = (C.DRAFT, C.INVITING, C.READY, C.POSTPONED)
CHOOSABLE = (*PLANNED, C.LIVE, C.PAUSED)
ASKED = (C.INVITING, C.READY)
CALLED = (*ASKED, C.LIVE, C.PAUSED)
OPEN = (*CHOOSABLE, C.ENDED)

NOTHING_WANTED = {"change": None, "wanted_chair_id": None, "wanted_chair_name": "", "wanted_chair_title": ""}
DETAILS = frozenset(set(snapshots.AS_LAST_TIME) - {"expected_count"})

NOT_IN_STATE = _l("This cannot be done while the conference is in its present state. Reload the page.")

PASSED = _l(
    "The time of this conference has passed, and nobody has said whether it was held. Nothing is asked or sent for it "
    "any more."
)


def write(thing, facts) -> None:
    """Set these columns of the row."""
    for name, value in facts.items():
        setattr(thing, name, value)


def expect_stage(conference, states, words=NOT_IN_STATE) -> None:
    """Go on only while the conference is in one of the states. Raises `NotNow`."""
    if conference.state not in states:
        raise NotNow(words)


def waits(conference) -> bool:
    """Whether its sites are asked: it is called, has not begun, and its time has not passed (`conferences.left`)."""
    return conference.state in ASKED and not left.is_unbegun(conference)


def expect_stage_now(conference, states) -> None:
    """Go on only while the conference is in one of the states and its time has not passed. Raises `NotNow`."""
    expect_stage(conference, states)
    if left.is_unbegun(conference):
        raise NotNow(PASSED)


def require(value, field, words) -> None:
    """Go on only where something was said. Raises `NotValid` beside the field."""
    if not (value or "").strip():
        raise NotValid(words, field=field)
