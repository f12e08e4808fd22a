"""Whether minutes are made at all: the chair decides (Decision 45/2018/QĐ-TTg). That none are wanted is said with a
reason and can be taken back; what the draft holds is kept meanwhile."""

from typing import NamedTuple

from meetings.attendance import list_stands
from meetings.base.db import STALE, db, hold
from meetings.base.errors import NotNow, NotValid, Stale
from meetings.base.language import _l
from meetings.conferences.models import Conference
from meetings.journal import actions as journal
from meetings.journal import queries as entries
from meetings.minutes import actions, queries
from meetings.minutes.models import LIFECYCLE, Minutes

WAIVED, TAKEN_UP = "waived_minutes", "took_up_minutes"
NO_REASON = _l("Say why no minutes are wanted.")
WITH_THE_CHAIR = _l("The minutes are with the chair. Give them back, or take them back, first.")
SAID = _l("Somebody has said already that no minutes are wanted.")
MADE = _l("Minutes have been approved. A mistake in them is corrected by a new edition.")


class Stand(NamedTuple):
    """How the minutes of a conference stand before somebody says that none are wanted: the edition (None: not begun),
    how many parts are written, and the `version` by which one sees that somebody wrote meanwhile."""

    minutes: Minutes | None
    parts: int
    version: int


def stand(conference_id) -> Stand:
    """How they stand now (at most three statements)."""
    minutes = queries.newest(conference_id)
    if minutes is None:
        return Stand(None, 0, 0)
    return Stand(minutes, queries.number_of_blocks(minutes.id), queries.whole(minutes).version)


def why_not(conference: Conference, minutes: Minutes | None):
    """Why it cannot be said that none are wanted: a sentence, or None. That it has been said already is no reason."""
    if minutes is None or minutes.is_unwanted:
        return actions.NOT_YET if conference.state in actions.UNWRITTEN else None
    if minutes.is_frozen or minutes.is_correction:
        return MADE
    return None if minutes.is_draft else WITH_THE_CHAIR


def waive(conference: Conference, *, reason, version, by) -> Minutes:
    """Say that no minutes of this conference are wanted: nobody has the first draft to write, and names need not be
    kept for it.

    Raises `NotValid` without a reason, `NotNow` once they are with the chair or approved and for a conference that is
    off or of which it has been said, `Stale` when somebody began or wrote in them since `version` (see `stand`).
    """
    hold(conference)
    if not reason.strip():
        raise NotValid(NO_REASON, field="reason")
    if (found := queries.newest(conference.id)) is not None:
        hold(found)  # who writes in them meanwhile is waited for before his writing is looked at
    here = stand(conference.id)
    if why := why_not(conference, here.minutes):
        raise NotNow(why)
    if here.minutes is not None and here.minutes.is_unwanted:
        raise NotNow(SAID)
    if str(version) != str(here.version):
        raise Stale(STALE, row=queries.Whole(here.version))
    minutes = here.minutes or actions.first_draft(conference)
    LIFECYCLE.advance(minutes, "waive")
    journal.record(by, WAIVED, minutes, within=conference, note=reason.strip())
    return minutes


def take_up(minutes: Minutes, *, by) -> None:
    """Minutes are wanted after all: the draft is written on from where it stood. Raises `NotNow` unless somebody said
    that none are wanted, and for a conference that is off."""
    hold(minutes)
    if minutes.conference.state in actions.UNWRITTEN:
        raise NotNow(actions.NOT_YET)
    LIFECYCLE.advance(minutes, "take_up")
    journal.record(by, TAKEN_UP, minutes, within=minutes.conference)


def known(minutes: Minutes) -> dict:
    """What the pages say of minutes that are not wanted: who `said` so, when and why (the line of the journal), and
    since when the names of those present are erased, which minutes taken up again would lack (two statements)."""
    said = db.session.scalar(entries.entries(of=minutes, verb=WAIVED).limit(1))
    return {"said": said, "erased_at": list_stands.erased_at(minutes.conference)}
