"""News of a change for all whom the conference concerns: to a few sites at once, to many part by part by the worker.

The request makes the change and tells those of the house. For many sites it writes one row (`Sending`) that says what
they are to be told; the worker queues their messages, a part in each transaction, so that who stops it loses and
doubles nobody. What follows a change without being told (messages that do not leave any more, answers that count for
the former plan, the number of the calendar entry) is done in the request.
"""

from typing import NamedTuple

from meetings.base import clock
from meetings.base.db import hold
from meetings.conferences.models import ConferenceState as C
from meetings.desk import telling
from meetings.invitations import calendars, entries, mailings
from meetings.invitations import queries as letters
from meetings.rehearsals import telling as rehearsals
from meetings.sites import telling as site_telling
from meetings.sites.models import SiteKind

# In which state a conference is of which this is told; of what else, one that goes on.
STANDS = {letters.CANCELLED: (C.CANCELLED,), letters.POSTPONED: (C.POSTPONED,)}


class News(NamedTuple):
    """What became of a conference: the `kind` of the message to all ("": calendars alone say it), what that says beside
    the facts of the conference, what calendars name as it was, whether it matters to those who were called
    (`is_material`), and the sites, by number, that are invited instead. Plain values."""

    kind: str = ""
    said: dict = {}
    named: dict = {}
    is_material: bool = True
    invited: tuple = ()

    def but(self, cast) -> set:
        """Those of the `cast` who are invited instead."""
        return telling.Invited.of(cast.sites, set(self.invited), cast.people).pairs


def is_for_many(conference) -> bool:
    """Whether a change of the conference is told to more sites than one request prepares (one statement, or none)."""
    return conference.state is not C.DRAFT and letters.number_of_others(conference.id) > mailings.AT_ONCE


def spread(conference, news, *, by) -> None:
    """Tell it to all whom the conference concerns; to more sites than one request prepares the worker tells it."""
    cast = site_telling.cast(conference)
    but, number = news.but(cast), sum(site.kind is not SiteKind.MAIN for site in cast.sites)
    if number > mailings.AT_ONCE:
        _leave_sites_to_the_worker(conference, news, cast, but, number, by)
        return
    if news.kind:
        telling.tell_all(conference, news.kind, but=but, cast=cast, **news.said)
    calendars.changed(conference, news.is_material, but=but, cast=cast, **news.named)


def _leave_sites_to_the_worker(conference, news, cast, but, number, by):
    had = telling.Entries.standing(conference)
    if news.kind:
        telling.tell_house(conference, news.kind, had, news.said)
    new = calendars.changed_for_house(conference, news.is_material, but=but, cast=cast, **news.named)
    if new is not None:
        facts = news._asdict() | {"void": sorted(had.void), "new": sorted(new)}
        mailings.leave_to_the_worker(conference, news.kind or calendars.CORRECTED, number, facts, by=by)


def prepare(sending) -> int:
    """Queue the messages to the next part of the sites; returns to how many sites. Nothing where the conference has
    meanwhile become something else than what they tell."""
    if sending.kind in rehearsals.KINDS:
        return rehearsals.prepare(sending)
    conference, facts = sending.conference, sending.facts
    news = News(**{name: facts[name] for name in News._fields})
    return mailings.go_on(
        sending,
        lambda: conference.state in STANDS.get(sending.kind, entries.GOES_ON),
        lambda: letters.asked_after(conference, sending.reached, most=mailings.AT_ONCE),
        lambda found: _tell(conference, news, site_telling.Cast(found, site_telling.people(found)), facts),
    )


def _tell(conference, news, cast, facts):
    but, keys = news.but(cast), set()
    if news.kind:
        had = telling.Entries(set(), set(facts["void"]))
        keys = telling.tell_sites(conference, news.kind, had, cast, but, news.said)
    calendars.changed_for_sites(
        conference, cast.sites, keys, news.is_material, but=but, new=set(facts["new"]), **news.named
    )


def finish(conference) -> None:
    """Queue now what the worker has not queued yet: what comes next (another change, the beginning) rests on what
    everybody was told before it."""
    while sending := letters.telling(conference.id):
        prepare(sending)


def drop(conference) -> None:
    """Queue nothing more of what the worker has not queued yet: the conference is off, which everybody is told next."""
    hold(conference)
    while sending := letters.telling(conference.id):
        hold(sending)
        sending.done_at = clock.now()
