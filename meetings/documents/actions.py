"""Putting files on the shelf of a conference, replacing them, taking them off, and noting who took them."""

from meetings.base import clock, origin
from meetings.base.db import db
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.conferences.models import ConferenceState as C
from meetings.documents import queries, sight
from meetings.documents.models import Document, Download, Shelf
from meetings.journal import actions as journal

SECRET = _l(
    "Papers with secret content are not to be uploaded (Law on Protection of State Secrets 2018, Art. 17). "
    "Hand them out on paper."
)

SAID_SECRET = _l("This very file was said to hold secret content in this conference. Hand it out on paper.")


def add(conference, *, taken, title="", audience, item=None, is_secret=False, by) -> Document:
    """Put a file that was taken in (`web.files.take`) on the shelf, for the conference or for an item of its agenda.

    Refused when it is said to hold secret content, or was before, belongs to a secret item or to a conference with
    secret content, when the same file stands there already, and for a cancelled conference.
    """
    _while_open(conference)
    _refuse_secrets(conference, is_secret, item)
    _refuse_secret_file(conference, taken)
    same = queries.same_file(conference.id, taken.fingerprint)
    if same:
        raise NotValid(_l("This very file is already there. Choose another one."), field="file")
    document = _shelved(conference, taken, title=title, audience=audience, item=item, by=by)
    journal.record(by, "added_document", document, within=conference, title=document.title)
    return document


def add_all(conference, *, all_taken, title="", by, **facts) -> list[Document]:
    """Put several files on the shelf at once, all or none (see `add`).

    Raises `NotValid` for a `title` with several files, and for a file that was chosen twice.
    """
    if title and len(all_taken) > 1:
        raise NotValid(
            _l("A title fits one file. Leave it empty, and the names of the files are taken."), field="title"
        )
    if len({taken.fingerprint for taken in all_taken}) < len(all_taken):
        raise NotValid(_l("The same file was chosen twice. Choose it once."), field="file")
    return [add(conference, taken=taken, title=title, by=by, **facts) for taken in all_taken]


def replace(document, *, taken, version, by) -> Document:
    """Put a newer file in the place of `document`; the old one stays for the record. Raises `Stale`."""
    conference = document.conference
    _while_open(conference)
    _refuse_secrets(conference, False, document.item)
    _refuse_secret_file(conference, taken)
    document.expect(version)
    if taken.fingerprint == document.fingerprint:
        raise NotValid(_l("This is the same file. Choose the newer one."), field="file")
    document.removed_at = clock.now()
    newer = _shelved(
        conference,
        taken,
        title=document.title,
        audience=document.audience,
        item=document.item,
        by=by,
        replaces=document,
    )
    journal.record(by, "replaced_document", newer, within=conference, title=newer.title)
    return newer


def revise(document, *, title, audience, item=None, version, by) -> Document:
    """Change the title, who may see it, or where it belongs. Raises `Stale`, `NotValid`.

    What belongs to an item with secret content stays there, hidden: moved elsewhere it would be read again.
    """
    document.expect(version, mine=title, theirs=document.title)
    if document.is_secret or (item and item.is_secret):
        raise NotValid(SECRET, field="item_id")
    was, now = (one in queries.FOR_SITES for one in (document.audience, audience))
    verb = "revised_document" if was is now else sight.OPENED if now else sight.CLOSED
    document.title = title.strip() or document.file_name
    document.audience, document.item = audience, item
    journal.record(by, verb, document, within=document.conference, title=document.title)
    return document


def remove(document, *, version, by):
    """Take it off the shelf; it can be put back."""
    document.expect(version)
    document.removed_at = clock.now()
    journal.record(by, sight.REMOVED, document, within=document.conference, title=document.title)


def put_back(document, *, by):
    """Undo a removal. Refused when a newer version or the same file took its place, and for secret content."""
    _refuse_secrets(document.conference, document.was_secret, document.item)
    _refuse_secret_file(document.conference, document)
    if queries.earlier_version(document.id):
        raise NotNow(_l("A newer version took the place of this file."))
    if queries.same_file(document.conference_id, document.fingerprint):
        raise NotNow(_l("This file is on the shelf already."))
    document.removed_at = None
    journal.record(by, sight.PUT_BACK, document, within=document.conference, title=document.title)


def leave_item(item, *, by):
    """Take the papers of an item off the shelf before it leaves the agenda; their rows stay, and hang on it no more.
    What was secret in it stays so."""
    for document in queries.of_item(item.id):
        if document.removed_at is None:
            document.removed_at = clock.now()
            journal.record(by, sight.REMOVED, document, within=document.conference, title=document.title)
        document.was_secret, document.item = document.is_secret, None
    db.session.flush()


def keep_out(conference, is_secret: bool, *, by) -> Shelf:
    """Say that the whole conference has secret content: nothing may be uploaded, what is there is hidden from all.

    Said back, the files are seen again. Saying the same twice changes nothing.
    """
    shelf = queries.shelf(conference.id)
    if shelf is None:
        shelf = Shelf(conference_id=conference.id, is_secret=False)
        db.session.add(shelf)
        db.session.flush()
    if shelf.is_secret != is_secret:
        shelf.is_secret = is_secret
        journal.record(by, sight.SHELF_CLOSED if is_secret else sight.SHELF_OPENED, conference, within=conference)
    return shelf


def note_download(document, *, by):
    """Keep who took it, when, from which address; of who came by a link his name and the site."""
    db.session.add(
        Download(
            document_id=document.id,
            person_id=by.id,
            by_name="" if by.id else by.name,
            site_name="" if by.id else by.link.site.short_name,
            at=clock.now(),
            address=origin.address(),
        )
    )


def _shelved(conference, taken, *, title, audience, item, by, replaces=None):
    document = Document(
        conference=conference,
        item=item,
        title=title.strip() or taken.file_name,
        file_name=taken.file_name,
        content_type=taken.content_type,
        size=taken.size,
        fingerprint=taken.fingerprint,
        audience=audience,
        uploaded_by_id=by.id,
        uploaded_at=clock.now(),
        replaces_id=replaces.id if replaces else None,
    )
    db.session.add(document)
    db.session.flush()
    return document


def _refuse_secrets(conference, is_secret, item):
    if is_secret or queries.is_closed(conference.id):
        raise NotValid(SECRET, field="is_secret")
    if item and item.is_secret:
        raise NotValid(SECRET, field="item_id")


def _refuse_secret_file(conference, taken):
    if queries.is_secret_file(conference.id, taken.fingerprint):
        raise NotValid(SAID_SECRET, field="file")


def _while_open(conference):
    if conference.state is C.CANCELLED:
        raise NotNow(_l("The conference is cancelled; its shelf stays as it was."))
