"""Calendars: a file of one conference, and a private feed of all that a person may see."""

import hashlib
from datetime import timedelta

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from meetings.accounts import queries as accounts
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.loading import by_join
from meetings.conferences import queries as conferences
from meetings.conferences.models import Conference, ConferenceState
from meetings.desk.doors import bp
from meetings.gateways import ical
from meetings.invitations import feeds, papers, queries, tokens
from meetings.sites import rules as sites
from meetings.sites import sight
from meetings.web import answers
from meetings.web.access import allow, anyone, me, signed_in

FEED_REACHES_BACK = timedelta(days=400)
MOST_ENTRIES = 1000


@bp.get("/conferences/<int:conference_id>/hoi-nghi.ics")
@allow(sites.can_see, find=conferences.conference)
def conference_calendar(conference):
    return answers.calendar(ical.calendar(_entries([conference])), "hoi-nghi.ics")


@bp.get("/calendar/<token>.ics")
@allow(anyone)
def feed(token):
    person = _bearer(token)
    if person is None:
        abort(404)
    entries = _entries(_seen_by(person))
    content = ical.calendar(entries, name=_name())
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer.make_conditional(request)


@bp.get("/my-calendar")
@allow(signed_in)
def my_calendar():
    standing = queries.feed_of(me())
    address = _address(standing) if standing else ""
    return render_template("desk/my_calendar.html", feed=standing, address=address)


@bp.post("/my-calendar")
@allow(signed_in)
def renew_calendar():
    with transaction():
        had = queries.feed_of(me()) is not None
        feeds.renew_feed(me(), by=me())
    flash(
        _("Your calendar has a new address. The old one shows nothing any more.")
        if had
        else _("Your calendar has an address.")
    )
    return redirect(url_for("desk.my_calendar"))


def _bearer(token):
    """Whose calendar the token opens today; None for a forged, replaced or mistyped one, or somebody who has left."""
    number = tokens.number(token)
    found = queries.feed(number) if number else None
    if found is None or not tokens.opens(token, found, current_app.secret_key):
        return None
    person = accounts.person(found.person_id)
    return person if person and person.is_active else None


def _address(standing):
    token = tokens.token(standing, current_app.secret_key)
    return current_app.config["PUBLIC_URL"].rstrip("/") + f"/calendar/{token}.ics"


def _seen_by(person):
    """The conferences of the last year and to come that the person may see; cancelled ones stay, struck. No drafts."""
    query = (
        select(Conference)
        .where(
            sight.seen_by(person),
            Conference.state != ConferenceState.DRAFT,
            Conference.starts_at > clock.now() - FEED_REACHES_BACK,
        )
        .options(by_join(Conference.organiser))
        .order_by(Conference.starts_at.desc(), Conference.id)
        .limit(MOST_ENTRIES)
    )
    return list(db.session.scalars(query))


def _entries(found):
    numbers = [conference.id for conference in found]
    items, changed = queries.agendas(numbers), queries.last_changes(numbers)
    config = current_app.config
    house = {"public_url": config["PUBLIC_URL"], "has_room": bool(config["JITSI_URL"])}
    return [
        papers.entry(conference, items[conference.id], changed_at=changed.get(conference.id), **house)
        for conference in found
    ]


def _name():
    return f"Hội nghị – {current_app.config['PRODUCT_NAME']}"
