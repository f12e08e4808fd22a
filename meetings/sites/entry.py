"""The door for those who come with a link: from the token in the address to the link, and what it opens now."""

import enum
from typing import NamedTuple

from flask import current_app, redirect, url_for

from meetings.base import clock
from meetings.base.errors import NotNow, Refusal
from meetings.base.language import _l
from meetings.conferences import left
from meetings.conferences.models import HELD
from meetings.conferences.models import ConferenceState as C
from meetings.sites import actions, links, tokens
from meetings.sites.models import SiteKind, SiteLink
from meetings.sites.pace import lock_at

UNKNOWN = _l("This link is not known. Open it from the message once more, whole; or ring the secretariat.")
SHUT = _l(
    "This link was made for somebody who no longer acts for the unit, and is closed. Please ring the secretariat."
)
CLOSED = _l("This is closed now. Please ring the secretariat.")


class NoSuchLink(Refusal):
    """The token is none of ours, or not whole. Says nothing about what exists."""

    status = 404


class Stand(enum.Enum):
    """What a link opens now."""

    OPEN = "open"
    LOCKED = "locked"
    LIVE = "live"
    OVER = "over"
    PASSED = "passed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    ENDED = "ended"


# While a page below the link shows what is there; changing it is for `OPEN` alone.
SHOWN = (Stand.OPEN, Stand.LOCKED, Stand.LIVE)
STANDS = {C.CANCELLED: Stand.CANCELLED, C.POSTPONED: Stand.POSTPONED, C.LIVE: Stand.LIVE, C.PAUSED: Stand.LIVE}


def opened(typed: str) -> SiteLink:
    """The link whose token was typed, ended or not. Raises `NoSuchLink` for everything else."""
    number = tokens.number(typed)
    link = links.link(number) if number else None
    if link is None or not tokens.opens(typed, link, current_app.config["SECRET_KEY"]):
        raise NoSuchLink(UNKNOWN)
    if links.shut_out([link]):
        raise NoSuchLink(SHUT)
    if link.site.conference.state is C.DRAFT or link.site.kind is SiteKind.MAIN:
        raise NoSuchLink(UNKNOWN)
    return link


def token_of(link: SiteLink) -> str:
    """What stands in the address of the link's pages."""
    return tokens.token(link, current_app.config["SECRET_KEY"])


def stand(link: SiteLink) -> Stand:
    """What the link opens now: it has ended, the conference decides, or the hour does. Of one that was never begun
    nobody knows whether it was held: its time has passed."""
    conference = link.site.conference
    if link.ended_at is not None:
        return Stand.ENDED
    if conference.state in STANDS:
        return STANDS[conference.state]
    if conference.state in HELD:
        return Stand.OVER
    if left.is_unbegun(conference):
        return Stand.PASSED
    if conference.state not in actions.ASKED or clock.now() >= lock_at(link.site):
        return Stand.LOCKED
    return Stand.OPEN


def expect_open(link: SiteLink) -> None:
    """Go on only while the link takes answers. Raises `NotNow`; to be asked inside the transaction."""
    if stand(link) is not Stand.OPEN:
        raise NotNow(CLOSED)


class Opened(NamedTuple):
    """What stands on the site whose link was opened (a delegate, a speech), with the link."""

    link: SiteLink
    thing: object


def opened_with(typed: str, thing) -> Opened:
    """The link and a thing of its own site. Raises `NoSuchLink` for that of every other, and for none."""
    link = opened(typed)
    if thing is None or thing.site_id != link.site_id:
        raise NoSuchLink(UNKNOWN)
    return Opened(link, thing)


def through(link: SiteLink, act, *things, **facts):
    """Do it as the link's bearer, while the link takes answers: asked anew under the write lock."""
    expect_open(link)
    return act(*things, **facts, by=links.Bearer(link))


def back(link: SiteLink, endpoint: str):
    """Back to a page below the link; to the site's own once that page shows nothing any more."""
    return redirect(url_for(endpoint if stand(link) in SHOWN else "sites.linked", token=token_of(link)))


def about(link: SiteLink) -> dict:
    """What every page below the link names."""
    conference = link.site.conference
    facts = {"link": link, "token": token_of(link), "site": link.site, "conference": conference}
    return {**facts, "locks_at": lock_at(link.site)}
