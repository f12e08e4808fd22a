"""What a message will say, before it is sent."""

from meetings.base.db import db
from meetings.invitations import actions, queries
from meetings.sites import telling
from meetings.web import texts


def invitation(conference, letter, items) -> texts.Text:
    """The invitation as the first of the sites will get it, with these items of the agenda; `letter` is None before one
    is written."""
    site = db.session.scalar(queries.invited_sites(conference.id).limit(1))
    facts = actions.shared_facts(conference, letter, items)
    name = site.name if site else "…"
    return texts.written(
        queries.INVITATION,
        {**facts, "site": name, "path": f"/sites/{site.id}" if site else ""},
        to_name=name,
        reason=telling.reason(site) if site else "",
    )
