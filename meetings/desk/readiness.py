"""What a conference still lacks before it can be announced."""

from typing import NamedTuple

from meetings.base.language import _l
from meetings.desk.tallies import Tally


class Lack(NamedTuple):
    """One thing that is missing: its key, the sentence, and the step of the creation that mends it."""

    key: str
    words: str
    step: str


def lacks(conference, sites: Tally) -> list[Lack]:
    """What keeps the conference from being announced (Decision 45/2018: chair, attendees, content, time, place)."""
    checks = (
        (conference.title.strip(), Lack("title", _l("The conference has no title."), "information")),
        (conference.chair, Lack("chair", _l("Nobody is named to preside."), "information")),
        (sites.main, Lack("main", _l("No main site is chosen."), "sites")),
        (sites.asked, Lack("sites", _l("No site is invited yet; choose at least one."), "sites")),
    )
    return [lack for fulfilled, lack in checks if not fulfilled]
