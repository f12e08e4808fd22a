"""In which order the messages about a conference reach one recipient, and what one says that has been overtaken.

Messages leave in the order in which they were queued, but one may come late: its worker was killed, a server did not
take it at once, it waited for the morning or to be gathered with others. Then a later one to the same recipient may
have left before it.
"""

from sqlalchemy import or_, select

from meetings.base.db import db
from meetings.base.refs import number_in
from meetings.conferences import queries as conferences
from meetings.conferences import times
from meetings.conferences.models import HELD, Conference
from meetings.conferences.models import ConferenceState as C
from meetings.invitations import actions, entries, guests, known, mailings, queries, telling
from meetings.invitations.calendars import (
    CANCELLED,
    CHANGED,
    GATHERED,
    INVITING,
    POSTPONED,
    REMINDED,
    RESCHEDULED,
    RESTORED,
)
from meetings.notices.models import Notice, NoticeState
from meetings.sites.actions import ANSWERED
from meetings.sites.models import Site, SiteState

OFF = (C.CANCELLED, C.POSTPONED)
SITTING = (C.LIVE, C.PAUSED)
# Whose words the next message about the conference replaces; what answers a proposal, a letter or a request is none.
REPLACED = (*INVITING, *GATHERED, RESTORED, RESCHEDULED, REMINDED, CANCELLED, POSTPONED)
ENDINGS = (CANCELLED, POSTPONED)


def is_overtaken(notice) -> bool:
    """Whether the message, which is about to leave, would say what a later one to the same recipient has replaced, or
    call to a conference that is off.

    An invitation that comes late to a conference that is still to be says what holds now instead (its facts are written
    anew), unless the change is told next; it does not leave after one that was sent again. To be called in the
    transaction that takes it.
    """
    if notice.kind not in REPLACED or notice.within is None:
        return False
    comes_late = _comes_late(notice)
    if not comes_late and _state(notice) not in OFF:
        return False
    conference = conferences.conference(number_in(notice.within, Conference))
    if comes_late and _is_asked_no_more(notice, conference):
        return True
    if conference.state in OFF and notice.kind not in ENDINGS:
        return True
    later = _later(notice)
    gone = [one for one in later if one.state is not NoticeState.QUEUED]
    if notice.kind not in INVITING:
        return bool(gone) or (bool(later) and conference.state in OFF)
    is_invited_again = notice.kind == queries.INVITATION and any(one.kind == queries.INVITATION for one in gone)
    if not is_invited_again and (gone or not later):
        _say_what_holds(notice, conference)
    return is_invited_again


def is_over(notice) -> bool:
    """Whether the message, which is about to leave, calls to a sitting that has ended meanwhile."""
    if notice.kind not in REPLACED or notice.kind in ENDINGS or notice.within is None:
        return False
    return _state(notice) in HELD


def bring_up_to_date(notice) -> None:
    """Let a change that was gathered say what became of it before it leaves: the site has answered since (a change
    takes every answer back), or the sitting is on."""
    if notice.kind != CHANGED:
        return
    facts = {"begun": _state(notice) in SITTING}
    if site := number_in(notice.about, Site):
        state = db.session.scalar(select(Site.state).where(Site.id == site))
        facts |= {"confirmed": state is SiteState.CONFIRMED, "answered": state in ANSWERED}
    if any(facts.values()) or facts.keys() & notice.facts.keys():
        notice.facts = notice.facts | facts


def _state(notice):
    """In which state the conference is to which the message belongs."""
    number = number_in(notice.within, Conference)
    return db.session.scalar(select(Conference.state).where(Conference.id == number))


def _comes_late(notice):
    """Whether it did not leave when it was first due; what is gathered always waits for others."""
    waited = notice.held_until is not None or notice.send_after > notice.created_at
    return waited or notice.attempts > 1 or notice.kind in GATHERED


def told(notice, conference) -> times.Plan | None:
    """The time and place that an invitation names where a change, which is told next, has moved the conference since;
    None where it names what holds."""
    if notice.kind not in INVITING or conference.state in OFF:
        return None
    plan = times.told_by(notice.attachments)
    return plan if plan and plan != times.plan_of(conference) else None


def _is_asked_no_more(notice, conference):
    """Whether he, or his site, was taken off since the message was first tried: he has heard so."""
    site = number_in(notice.about, Site)
    if site and db.session.get(Site, site) is None:
        return True
    standing = guests.invite_of(conference, notice.to_address) if conference and notice.to_address else None
    return standing is not None and standing.is_void


def _later(notice):
    """The later messages to the same recipient that replace this one: about the same site or conference, or the end of
    the whole."""
    states = NoticeState.QUEUED, NoticeState.SENDING, NoticeState.SENT
    query = select(Notice).where(
        Notice.within == notice.within,
        Notice.id > notice.id,
        Notice.state.in_(states),
        Notice.kind.in_(REPLACED),
        or_(Notice.about == notice.about, Notice.kind.in_(ENDINGS if notice.kind not in ENDINGS else ())),
        known.are_to(notice),
    )
    return [one for one in db.session.scalars(query) if entries.brings_entry(one)]


def _say_what_holds(notice, conference):
    letter = queries.letter(conference.id)
    said = telling.facts(conference)
    if notice.kind == queries.INVITATION:
        said |= mailings.shared_facts(conference, letter)
    is_stale = actions.is_outdated(letter)
    notice.facts = notice.facts | {name: said[name] for name in said if name != "path"}
    notice.facts = notice.facts | ({"symbol": ""} if is_stale else {})
    others = [one for one in notice.attachments if times.ENTRY not in one and "paper_id" not in one]
    entry = [times.enclosure(conference) for one in notice.attachments if times.ENTRY in one]
    brings_letter = notice.kind == queries.INVITATION or len(others) + len(entry) < len(notice.attachments)
    enclosed = mailings.letter_enclosed(letter) if brings_letter and not is_stale else []
    notice.attachments = [*entry, *enclosed, *others]
