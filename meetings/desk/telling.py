"""Whom a turn in a conference's life concerns, and its facts in words of the papers (Vietnamese)."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base.db import db
from meetings.invitations import guests as calendars
from meetings.invitations.models import InvitePart
from meetings.invitations.telling import facts, when
from meetings.notices import actions as notices
from meetings.sites import queries as sites
from meetings.sites import telling as site_telling
from meetings.sites.models import Site, SiteKind

__all__ = ["facts", "tell_all", "tell_chairs", "tell_secretary", "tell_sites", "when"]

SECRETARY = "Anh/chị là thư ký của hội nghị."
NOT_IN_CALENDARS = ("conference_ended",)
OF_THE_CONFERENCE = "conference_"
PRESIDES = "Anh/chị chủ trì hoặc đồng chủ trì hội nghị."


class Told(NamedTuple):
    """One who is told of a turn: his name and address ("": nothing reaches him), as what, and for which site."""

    name: str
    address: str
    part: str
    kind: str
    site: Site | None = None
    phone: str = ""
    texts: str = ""

    @property
    def way(self) -> str:
        """By what he is told: mail, where there is an address, else a short message to his mobile telephone."""
        return "mail" if self.address else "text" if self.texts else ""


def audience(conference, kind, sites, given=None) -> list[Told]:
    """Whom `tell_all` would tell, in its order: those of the `sites` (with their open links `given`), those who
    preside, the secretary."""
    people = site_telling.reachable(sites, given)
    found = [to_site(site, someone, kind) for site in sites for someone in people[site.id]]
    found += [_of_house(one, "chair", kind) for one in _chairs(conference)]
    found += [_of_house(one, "secretary", kind) for one in (conference.secretary,) if one]
    return found + _guests(conference, kind, {one.address.lower() for one in found if one.address})


def _of_house(person, part, kind):
    known = notices.Recipient.of(person)
    return Told(known.name, known.address, part, kind, None, person.phone, known.phone)


def _guests(conference, kind, known):
    """Those whose calendars alone bear the conference: `invitations.changed` tells them."""
    others = [row for row in calendars.invites(conference.id) if row.part is InvitePart.GUEST and not row.is_void]
    return [Told(row.name, row.address, "guest", kind) for row in others if row.address.lower() not in known]


def of_calendars(conference, kind) -> list[Told]:
    """Those who have had the entry in their calendars: a corrected title changes it there."""
    rows = [row for row in calendars.invites(conference.id) if row.sequence is not None and not row.is_void]
    return [Told(row.name, row.address, row.part.value, kind, row.site) for row in rows]


def to_site(site, someone, kind) -> Told:
    """One who is told for a site."""
    known = notices.Recipient.of(someone)
    return Told(known.name, known.address, "site", kind, site, site.phone, known.phone)


def asked(conference) -> list[Site]:
    """The sites that are asked: all but the main one."""
    return [site for site in all_sites(conference) if site.kind is not SiteKind.MAIN]


def all_sites(conference) -> list[Site]:
    """Every site, the main one first."""
    return sites.sites_of(conference.id)


def tell_farewell(conference, people, said, reason):
    """Queue the message that a site is no longer invited; it was `said` and known before the site went."""
    notices.tell(people, "site_dropped", within=conference, reason=reason, **said)


def _chairs(conference):
    ids = [chair.person_id for chair in conference.chairs if chair.person_id]
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)))) if ids else []


def tell_chairs(conference, kind, **more):
    """Queue a message to those who preside."""
    _tell(_chairs(conference), kind, conference, PRESIDES, more)


def tell_secretary(conference, kind, **more):
    """Queue a message to the one who writes the minutes."""
    people = [conference.secretary] if conference.secretary else []
    _tell(people, kind, conference, SECRETARY, more)


def tell_sites(conference, kind, **more):
    """Queue a message to whoever is reached for each site, with a link of his own (a fixed number of statements)."""
    rows, said = asked(conference), {**facts(conference), **more}
    enclosed = [*_enclosed(kind, conference), *_papers(more)]
    site_telling.tell_with_links(
        rows,
        site_telling.reachable(rows),
        kind,
        lambda site: {**said, "site": site.name, "path": f"/sites/{site.id}"},
        attachments=enclosed,
    )


def tell_all(conference, kind, **more):
    """Queue a message to all whom the conference concerns: sites, those who preside, the secretary."""
    for tell in (tell_sites, tell_chairs, tell_secretary):
        tell(conference, kind, **more)


def _tell(people, kind, conference, reason, more):
    said = {**facts(conference), **more}
    enclosed = [*_enclosed(kind, conference), *_papers(more)]
    notices.tell(people, kind, about=conference, within=conference, reason=reason, attachments=enclosed, **said)


def _enclosed(kind, conference):
    """The entry for the recipient's calendar, wherever it may have changed: never with minutes and notices."""
    tells_of_it = kind.startswith(OF_THE_CONFERENCE) and kind not in NOT_IN_CALENDARS
    return [{"calendar_of": conference.id}] if tells_of_it else []


def _papers(more):
    """The letter that replaces the first one goes with the message that says so."""
    return [{"paper_id": more["paper_id"]}] if more.get("paper_id") else []
