"""The doors to the video room."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.gateways import jitsi
from meetings.gateways.jitsi_client import Client
from meetings.rooms import actions, hours, passes, queries, rules
from meetings.sites import entry
from meetings.sites import rules as sites
from meetings.web.access import allow, me
from meetings.web.headers import let_in_video, private_address
from meetings.web.parts import part_of

bp = Blueprint("rooms", __name__)

# A link leads into the room before, and while, the conference sits.
JOINABLE = (entry.Stand.OPEN, entry.Stand.LOCKED, entry.Stand.LIVE)


@bp.get("/conferences/<int:conference_id>/room")
@allow(rules.can_enter, find=conferences.conference)
def room(conference):
    settings, facts = _door(conference)
    embedded = bool(facts["way_in"]) and "join" in request.args
    script = jitsi.external_api_url(settings) if embedded else ""
    host = settings.host if settings else ""
    page = render_template(
        "rooms/room.html", conference=conference, embedded=embedded, script=script, host=host, **facts
    )
    return let_in_video(make_response(page), settings.origin) if embedded else page


@bp.get("/conferences/<int:conference_id>/room/door")
@allow(rules.can_enter, find=conferences.conference)
@part_of(lambda conference: url_for("rooms.room", conference_id=conference.id))
def door(conference):
    """What a page that waits before the closed door asks for: once it opens, the way in stands there by itself."""
    _settings, facts = _door(conference)
    return render_template("rooms/_door.html", conference=conference, **facts)


@bp.post("/conferences/<int:conference_id>/room")
@allow(rules.can_keep, find=conferences.conference)
def make(conference):
    with transaction():
        actions.make(conference, by=me())
    return redirect(url_for("rooms.room", conference_id=conference.id))


@bp.post("/conferences/<int:conference_id>/room/renew")
@allow(rules.can_keep, find=conferences.conference)
def renew(conference):
    with transaction():
        actions.renew(conference, by=me())
    flash(_("The room has a new name. Old links and passes lead nowhere any more."))
    return redirect(url_for("rooms.room", conference_id=conference.id))


@bp.get("/conferences/<int:conference_id>/room/check")
@allow(rules.can_keep, find=conferences.conference)
def check(conference):
    settings, found = passes.settings(), queries.room_of(conference.id)
    if settings is None or found is None:
        return redirect(url_for("rooms.room", conference_id=conference.id))
    slug = found.slug
    with Client(settings) as client:
        report = client.report(slug)
    return render_template("rooms/check.html", conference=conference, report=report, host=settings.host)


def _door(conference):
    """The settings, and what the page says of the way in: None while it is closed, for this person, at this moment."""
    settings, found = passes.settings(), queries.room_of(conference.id)
    moderates, keeps = rules.moderates(me(), conference), rules.can_keep(me(), conference)
    is_open = bool(settings and found) and hours.is_open(conference, keeps=keeps)
    return settings, {
        "configured": bool(settings),
        "room": found,
        "moderates": moderates,
        "keeps": keeps,
        "opens_at": hours.opens_at(conference),
        "way_in": _way_in(settings, found, conference, moderates) if is_open else None,
        "may_connect": me().is_admin,
    }


def _way_in(settings, found, conference, moderates):
    """A pass that is good for this person and this room alone."""
    site = queries.site_name_of(conference.id, me())
    return passes.way_in(
        settings,
        found.slug,
        passes.person(me(), site),
        subject=conference.title,
        lasts=hours.pass_lasts(conference),
        moderates=moderates,
        group=site,
    )


# without an account


@bp.get("/x/<token>/room")
@allow(sites.holds_link, find=entry.opened)
def linked_room(link):
    """The way in for who holds a site's link: never as moderator, and only while the link and the hour are open."""
    conference, token = link.site.conference, entry.token_of(link)
    if entry.stand(link) not in JOINABLE:
        return redirect(url_for("sites.linked", token=token))
    settings, found = passes.settings(), queries.room_of(conference.id)
    way_in = None
    if settings and found and hours.is_open(conference, keeps=False):
        guest, lasts = passes.bearer(link), hours.pass_lasts(conference)
        way_in = passes.way_in(settings, found.slug, guest, subject=conference.title, lasts=lasts, group=link.site.name)
    page = render_template(
        "rooms/linked.html",
        link=link,
        token=token,
        site=link.site,
        conference=conference,
        configured=bool(settings and found),
        opens_at=hours.opens_at(conference),
        way_in=way_in,
    )
    return private_address(page)
