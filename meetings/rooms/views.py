"""The doors to the video room."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.gateways import jitsi
from meetings.gateways.jitsi_client import Client
from meetings.rooms import actions, hours, queries, rules
from meetings.web.access import allow, me
from meetings.web.headers import let_in_video

bp = Blueprint("rooms", __name__)


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
def door(conference):
    """What a page that waits before the closed door asks for: once it opens, the way in stands there by itself."""
    _settings, facts = _door(conference)
    return render_template("rooms/_door.html", conference=conference, **facts)


@bp.post("/conferences/<int:conference_id>/room")
@allow(rules.moderates, find=conferences.conference)
def make(conference):
    with transaction():
        actions.make(conference, by=me())
    return redirect(url_for("rooms.room", conference_id=conference.id))


@bp.post("/conferences/<int:conference_id>/room/renew")
@allow(rules.moderates, find=conferences.conference)
def renew(conference):
    with transaction():
        actions.renew(conference, by=me())
    flash(_("The room has a new name. Old links and passes lead nowhere any more."))
    return redirect(url_for("rooms.room", conference_id=conference.id))


@bp.get("/conferences/<int:conference_id>/room/check")
@allow(rules.moderates, find=conferences.conference)
def check(conference):
    settings, found = jitsi.Settings.of(current_app.config), queries.room_of(conference.id)
    if settings is None or found is None:
        return redirect(url_for("rooms.room", conference_id=conference.id))
    slug = found.slug
    with Client(settings) as client:
        report = client.report(slug)
    return render_template("rooms/check.html", conference=conference, report=report, host=settings.host)


def _door(conference):
    """The settings, and what the page says of the way in: None while it is closed, for this person, at this moment."""
    settings, found = jitsi.Settings.of(current_app.config), queries.room_of(conference.id)
    moderates = rules.moderates(me(), conference)
    is_open = bool(settings and found) and hours.is_open(conference, moderates=moderates)
    return settings, {
        "configured": bool(settings),
        "room": found,
        "moderates": moderates,
        "opens_at": hours.opens_at(conference),
        "way_in": _way_in(settings, found, conference, moderates) if is_open else None,
        "may_connect": me().is_admin,
    }


def _way_in(settings, found, conference, moderates):
    """The options of the frame and the plain link, with a pass that is good for this person and this room alone."""
    person, site = me(), queries.site_name_of(conference.id, me())
    name = f"{site} – {person.name}" if site else person.name
    token = jitsi.sign_pass(
        settings,
        found.slug,
        jitsi.Guest(id=f"p{person.id}", name=name, email=person.email or ""),
        moderator=moderates,
        group=site,
        valid_for=hours.pass_lasts(conference),
        features={"lobby": True, "moderation": True} if moderates else None,
    )
    shown = {"name": name, "subject": conference.title}
    return {
        "options": jitsi.frame_options(settings, found.slug, token, **shown),
        "link": jitsi.room_link(settings, found.slug, token, **shown),
        "name": name,
    }
