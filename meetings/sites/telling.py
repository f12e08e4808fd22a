"""Whom to tell about a site, and the facts of such a message in words of the papers (Vietnamese)."""

from meetings.base import clock
from meetings.notices import actions as notices
from meetings.sites import queries


def people(sites) -> dict:
    """By site: the people who answer for it, and its contact's address. A fixed number of statements."""
    officers = queries.officers({site.unit_id for site in sites})
    return {
        site.id: [post.person for post in officers.get(site.unit_id, [])]
        + ([(site.contact_name, site.contact_email)] if site.contact_email else [])
        for site in sites
    }


def tell(site, kind, *, to=None, **more):
    """Queue a message of `kind` to those who answer for the site (`to`, where the caller has looked
    already)."""
    to = people([site])[site.id] if to is None else to
    notices.tell(to, kind, about=site, within=site.conference, reason=reason(site), **facts(site), **more)


def reason(site) -> str:
    """Why these people are told."""
    return f"Anh/chị là đầu mối của điểm cầu {site.name}."


def facts(site) -> dict:
    """What every message about a site says; `path` is the address below the public one."""
    conference = site.conference
    return {
        "site": site.name,
        "conference": conference.title,
        "starts": clock.local(conference.starts_at).strftime("%H:%M ngày %d/%m/%Y"),
        "place": conference.place,
        "organiser": conference.organiser.name,
        "path": f"/sites/{site.id}",
    }
