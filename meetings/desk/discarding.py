"""Taking a draft away for good, with all that was prepared for it."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from meetings.agenda.models import Agenda, Item
from meetings.base.db import db
from meetings.base.errors import NotNow
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences.models import ConferenceState
from meetings.documents.models import Document, Download, Shelf
from meetings.invitations.models import Letter
from meetings.rooms.models import Room
from meetings.sites.models import Answer, Site

IN_USE = _l("Something that must be kept hangs on this draft. Cancel the conference instead.")
PARTS = (Document, Shelf, Letter, Room, Item, Agenda, Site)


def discard(conference, *, version, by):
    """Delete a draft with its sites, agenda, files on the shelf and letter. Refused for anything announced, with
    `Stale` where somebody changed it since `version`, and where something hangs on it that must be kept."""
    conference.expect(version)
    if conference.state is not ConferenceState.DRAFT:
        raise NotNow(conferences.ONLY_DRAFTS)
    try:
        with db.session.begin_nested():
            _clear(conference.id)
            conferences.delete_draft(conference, by=by)
    except IntegrityError as used:
        raise NotNow(IN_USE) from used


def _clear(conference_id):
    shelf = select(Document.id).where(Document.conference_id == conference_id)
    asked = select(Site.id).where(Site.conference_id == conference_id)
    db.session.execute(delete(Download).where(Download.document_id.in_(shelf)))
    db.session.execute(delete(Answer).where(Answer.site_id.in_(asked)))
    for part in PARTS:
        db.session.execute(delete(part).where(part.conference_id == conference_id))
