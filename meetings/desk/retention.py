"""Names that are no longer needed: whose time is over, and what is still needed all the same."""

from sqlalchemy import select

from meetings.attendance import lists
from meetings.base.db import db
from meetings.conferences import left
from meetings.conferences.models import ConferenceState as C
from meetings.minutes.models import Minutes, MinutesState
from meetings.sites import substitutes
from meetings.speeches import actions as speeches
from meetings.speeches import queries as speech_queries

DONE = (MinutesState.RELEASED, MinutesState.DROPPED, MinutesState.UNWANTED)


def due(days: int) -> list:
    """The conferences that were over more than `days` days ago, still hold names that no paper needs any more."""
    return [one for one, needed in _looked_through(days) if not needed]


def needed(days: int) -> list:
    """Those as old that keep their names, for their papers need them still.

    Minutes that are being written or corrected need the names; so does a conference that has ended without minutes and
    without conclusions, for its minutes are still to come, unless somebody said that none are wanted. One that nobody
    began or ended is `undecided`.
    """
    return [one for one, needed in _looked_through(days) if needed and one.state not in left.OPEN]


def undecided(days: int) -> list:
    """Those as old, by their planned end, that nobody began or ended (`conferences.left`), and that keep their names.

    They count as held: what was held and has no minutes keeps them, for the minutes are still to come. Erasing the
    names would take from whoever says late that it was held what the minutes are made of; keeping them for ever in
    silence is more than the purpose needs (law 91/2025/QH15). So they are named until a person says what became of
    them.
    """
    return [one for one, _ in _looked_through(days) if one.state in left.OPEN]


def _looked_through(days):
    holding = lists.outworn, speech_queries.outworn, substitutes.outworn
    found = {one.id: one for outworn in holding for one in outworn(days=days)}
    editions = select(Minutes.conference_id, Minutes.state).where(Minutes.conference_id.in_(found))
    rows = db.session.execute(editions).all()
    written = {number for number, _ in rows}
    unfinished = {number for number, state in rows if state not in DONE}
    return [(one, _is_needed(one, written, unfinished)) for one in found.values()]


def _is_needed(conference, written, unfinished):
    if conference.state is C.CANCELLED:
        return False
    if conference.state in left.OPEN:
        return True
    return conference.id in unfinished or (conference.state is C.ENDED and conference.id not in written)


def forget(conference) -> int:
    """Erase who was named as a delegate, who was to hold a speech that never came into the agenda, and the scans of
    authorisations; how many."""
    return lists.erase(conference) + speeches.forget(conference) + substitutes.forget(conference)
