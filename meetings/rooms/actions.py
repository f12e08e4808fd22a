"""Making the video room of a conference."""

import secrets

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState
from meetings.journal import actions as journal
from meetings.rooms import queries
from meetings.rooms.models import Room


def make(conference, *, by) -> Room:
    """The room of the conference; where none stands it gets a name of ASCII letters with 80 random bits.

    Its name tells nobody what is met about (contracts/jitsi.md a.4, h.8). Refused for a cancelled conference.
    """
    standing = queries.room_of(conference.id)
    if standing:
        return standing
    _refuse_cancelled(conference)
    room = Room(conference_id=conference.id, slug=_slug(conference), created_at=clock.now())
    db.session.add(room)
    journal.record(by, "made_room", room, within=conference)
    return room


def renew(conference, *, by) -> Room:
    """Give the room another name, when the old one got into wrong hands: who holds the old link or pass is outside."""
    _refuse_cancelled(conference)
    room = make(conference, by=by)
    room.slug = _slug(conference)
    journal.record(by, "renamed_room", room, within=conference)
    return room


def _refuse_cancelled(conference):
    if conference.state is ConferenceState.CANCELLED:
        raise NotNow(_l("The conference is cancelled; it has no video room."))


def _slug(conference):
    return f"hn-{clock.local(conference.starts_at):%Y-%m}-{secrets.token_hex(10)}"
