"""What calendars say of a site, for the pages of this noun: `invitations`, which keeps the answers, plugs itself in.

A calendar's answer is personal. It stands beside what the site says, it may fill in the site's form, and it never
counts as the site's own answer.
"""

from datetime import datetime
from typing import NamedTuple, Protocol

from meetings.sites.models import SILENT, Reply, SiteState

ACCEPTED, DECLINED = "accepted", "declined"
# What the answering page has in its first question when the calendar of the one who opens it has said so.
REPLIES = {ACCEPTED: Reply.YES, DECLINED: Reply.NO}
# What does not fit together: the site says one thing, somebody's calendar the other.
AT_ODDS = {SiteState.CONFIRMED: DECLINED, SiteState.DECLINED: ACCEPTED}


class Said(NamedTuple):
    """What one calendar answered to the time that holds: whose, what, when, and in which words."""

    name: str
    answer: str
    at: datetime
    note: str = ""
    address: str = ""
    person_id: int | None = None


class Calendars(Protocol):
    """What is asked of whoever keeps the answers."""

    def of_sites(self, site_ids) -> dict[int, list[Said]]:
        """By site: what calendars answered for it, the latest first (one statement)."""

    def last_of(self, conference_id):
        """When one of the conference answered last, as a part of another statement."""

    def answer_by(self, conference_id) -> datetime | None:
        """Until when the letter wants the sites to answer; None where it says nothing (one statement)."""


_plugged: list[Calendars] = []


def plug_in(calendars: Calendars) -> None:
    """Let these say what calendars answered."""
    _plugged[:] = [calendars]


def of_sites(site_ids) -> dict[int, list[Said]]:
    """By site: what calendars answered for it, the latest first (one statement)."""
    return _plugged[0].of_sites(site_ids)


def last_of(conference_id):
    """When a calendar of the conference answered last, as a part of another statement."""
    return _plugged[0].last_of(conference_id)


def answer_by(conference_id) -> datetime | None:
    """Until when the letter wants the sites to answer; None where it says nothing (one statement)."""
    return _plugged[0].answer_by(conference_id)


def to_show(site, said) -> list[Said]:
    """Of what was `said` for the site, what the board shows: all while the site is silent, else what is at odds."""
    if site.state in (*SILENT, SiteState.UNSENT):
        return said
    return [one for one in said if one.answer == AT_ODDS.get(site.state)]


class Hint(NamedTuple):
    """What the answering page says of a calendar, whether it is that of the one who opens it, and what it fills in."""

    said: Said
    is_own: bool
    facts: dict


def hint(site, *, address="", person_id=None) -> Hint | None:
    """For whoever opens the answering page: what his own calendar said, else that of the one who presides (one
    statement). None where neither said anything, and once the site has answered itself.

    A chair who cannot come has to be replaced, which is another answer than that the site does not take part.
    """
    if site.state not in SILENT:
        return None
    said = of_sites([site.id]).get(site.id, [])
    for one in said:
        if (address and one.address.lower() == address.lower()) or (person_id and one.person_id == person_id):
            return Hint(one, True, _own(site, one))
    for one in said:
        if one.name == site.chair_name or (site.chair_id and one.person_id == site.chair_id):
            return Hint(one, False, {"chair": "other", "note": one.note} if one.answer == DECLINED else {})
    return None


def _own(site, said):
    elsewhere = said.answer == ACCEPTED and site.reply in (Reply.JOIN, Reply.RELAY)
    reply = None if elsewhere else REPLIES.get(said.answer)
    return {"reply": reply.value, "note": said.note} if reply else {}
