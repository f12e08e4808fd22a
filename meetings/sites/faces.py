"""Everything that the site's page can say to who comes with a link, one by one."""

import enum

from meetings.sites.entry import Stand, stand
from meetings.sites.models import SILENT, Ending, Reply, SiteState


class Face(enum.Enum):
    """What the bearer of a link finds: a question, a receipt, or why there is neither.

    The demo shows each (tests/demo/test_faces.py).
    """

    ASKED = "asked"
    ASKED_ANEW = "asked_anew"
    REFUSED = "refused"
    TURNED_AWAY = "turned_away"
    CONFIRMED = "confirmed"
    JOINS = "joins"
    RELAYS = "relays"
    DECLINED = "declined"
    ASKS_FOR_CHANGE = "asks_for_change"
    LOCKED = "locked"
    LIVE = "live"
    OVER = "over"
    PASSED = "passed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    SUBSTITUTED = "substituted"
    ACCOUNT_CLOSED = "account_closed"
    POST_ENDED = "post_ended"

    @property
    def asks_anew(self) -> bool:
        """Whether it asks because the conference has changed since the last answer."""
        return self is Face.ASKED_ANEW

    @property
    def tells_decision(self) -> bool:
        """Whether it asks because of what was decided on the last answer."""
        return self in (Face.REFUSED, Face.TURNED_AWAY)


QUESTIONS = (Face.ASKED, Face.ASKED_ANEW, Face.REFUSED, Face.TURNED_AWAY)
STANDS = {one: Face[one.name] for one in Stand if one not in (Stand.OPEN, Stand.ENDED)}
ENDINGS = {one: Face[one.name] for one in Ending}
ANSWERS = {SiteState.DECLINED: Face.DECLINED, SiteState.CHANGE_REQUESTED: Face.ASKS_FOR_CHANGE}
REPLIES = {Reply.JOIN: Face.JOINS, Reply.RELAY: Face.RELAYS}


def shown(link) -> Face:
    """What the page of a link that was let in shows now; one that is shut out (`links.ShutOut`) is told by its name."""
    now = stand(link)
    if now is Stand.ENDED:
        return ENDINGS[link.ending]
    return asked(link.site) if now is Stand.OPEN else STANDS[now]


def asked(site) -> Face:
    """What a site is asked, or what it has answered, while its conference takes answers.

    Who was asked anew after a change reads that; who is asked because of what was decided on his wish, or because his
    host has no room, reads the decision.
    """
    if site.answered_at is None:
        return Face.ASKED
    if site.state not in SILENT:
        return ANSWERS.get(site.state) or REPLIES.get(site.reply, Face.CONFIRMED)
    if not site.decision_note:
        return Face.ASKED_ANEW
    return Face.TURNED_AWAY if site.was_turned_away else Face.REFUSED
