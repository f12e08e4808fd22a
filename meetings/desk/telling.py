"""Whom a turn in a conference's life concerns, and its facts in words of the papers (Vietnamese)."""

from typing import NamedTuple

from sqlalchemy import select

from meetings.accounts.models import Person
from meetings.base import clock
from meetings.base.db import db
from meetings.notices import actions as notices
from meetings.sites import queries as sites
from meetings.sites import telling as site_telling
from meetings.sites.models import Site, SiteKind

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
SECRETARY = "Anh/chị là thư ký của hội nghị."
NOT_IN_CALENDARS = ("conference_ended",)
PRESIDES = "Anh/chị chủ trì hoặc đồng chủ trì hội nghị."


class Told(NamedTuple):
    """One who is told of a turn: his name and address ("": nothing reaches him), as what, and for which site."""

    name: str
    address: str
    part: str
    kind: str
    site: Site | None = None
    phone: str = ""


def audience(conference, kind, sites, given=None) -> list[Told]:
    """Whom `tell_all` would tell, in its order: those of the `sites` (with their open links `given`), those who
    preside, the secretary."""
    people = site_telling.reachable(sites, given)
    found = [to_site(site, someone, kind) for site in sites for someone in people[site.id]]
    found += [Told(one.name, (one.email or "").strip(), "chair", kind, None, one.phone) for one in _chairs(conference)]
    secretary = [conference.secretary] if conference.secretary else []
    return found + [Told(one.name, (one.email or "").strip(), "secretary", kind, None, one.phone) for one in secretary]


def to_site(site, someone, kind) -> Told:
    """One who is told for a site."""
    return Told(*site_telling.named(someone), "site", kind, site, site.phone)


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
    """The entry for the recipient's calendar, wherever it may have changed."""
    return [] if kind in NOT_IN_CALENDARS else [{"calendar_of": conference.id}]


def _papers(more):
    """The letter that replaces the first one goes with the message that says so."""
    return [{"paper_id": more["paper_id"]}] if more.get("paper_id") else []


def facts(conference) -> dict:
    """What every message about a conference says; `path` is the address below the public one."""
    return {
        "conference": conference.title,
        "when": when(conference.starts_at, conference.ends_at),
        "place": conference.place,
        "organiser": conference.organiser.name,
        "chair": conference.chair.name if conference.chair else "",
        "chair_title": conference.chair.title if conference.chair else "",
        "path": f"/conferences/{conference.id}",
    }


def when(starts_at, ends_at) -> str:
    """08:00 – 11:30, Thứ Hai 07/12/2015; both days where they differ."""
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    if starts.date() == ends.date():
        return f"{starts:%H:%M} – {ends:%H:%M}, {_day(starts)}"
    return f"{starts:%H:%M} {_day(starts)} – {ends:%H:%M} {_day(ends)}"


def _day(moment):
    return f"{WEEKDAYS[moment.weekday()]} {moment:%d/%m/%Y}"
