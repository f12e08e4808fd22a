"""Whom a turn in a conference's life concerns, and its facts in words of the papers (Vietnamese)."""

from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.invitations.telling import facts, when
from meetings.notices import actions as notices
from meetings.sites import queries as sites
from meetings.sites import telling as site_telling
from meetings.sites.models import SiteKind

__all__ = ["facts", "tell_all", "tell_chairs", "tell_secretary", "tell_sites", "when"]

SECRETARY = "Anh/chị là thư ký của hội nghị."
NOT_IN_CALENDARS = ("conference_ended",)
OF_THE_CONFERENCE = "conference_"
PRESIDES = "Anh/chị chủ trì hoặc đồng chủ trì hội nghị."


def tell_chairs(conference, kind, **more):
    """Queue a message to those who preside."""
    ids = [chair.person_id for chair in conference.chairs if chair.person_id]
    people = list(db.session.scalars(select(Person).where(Person.id.in_(ids)))) if ids else []
    _tell(people, kind, conference, PRESIDES, more)


def tell_secretary(conference, kind, **more):
    """Queue a message to the one who writes the minutes."""
    people = [conference.secretary] if conference.secretary else []
    _tell(people, kind, conference, SECRETARY, more)


def tell_sites(conference, kind, **more):
    """Queue a message to those who answer for each site (a fixed number of statements)."""
    rows = [site for site in sites.sites_of(conference.id) if site.kind is not SiteKind.MAIN]
    people, said = site_telling.people(rows), facts(conference)
    for site in rows:
        here = {**said, **more, "site": site.name, "path": f"/sites/{site.id}"}
        reason = site_telling.reason(site)
        enclosed = _enclosed(kind, conference)
        notices.tell(people[site.id], kind, about=site, within=conference, reason=reason, attachments=enclosed, **here)


def tell_all(conference, kind, **more):
    """Queue a message to all whom the conference concerns: sites, those who preside, the secretary."""
    for tell in (tell_sites, tell_chairs, tell_secretary):
        tell(conference, kind, **more)


def _tell(people, kind, conference, reason, more):
    said = {**facts(conference), **more}
    enclosed = _enclosed(kind, conference)
    notices.tell(people, kind, about=conference, within=conference, reason=reason, attachments=enclosed, **said)


def _enclosed(kind, conference):
    """The entry for the recipient's calendar, wherever it may have changed: never with minutes and notices."""
    tells_of_it = kind.startswith(OF_THE_CONFERENCE) and kind not in NOT_IN_CALENDARS
    return [{"calendar_of": conference.id}] if tells_of_it else []
