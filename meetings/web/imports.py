"""Importing a table in two steps: a dry run that says what becomes of each row, then the same for good or not at all.

Between the two the file waits in storage. What the browser sends back is a signed ticket, so that neither the file nor
the verdicts can be exchanged; if the data changed meanwhile, the new verdicts are shown instead of being carried out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import FileField, HiddenField

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.verdicts import Outcome, Verdict, digest, tally
from meetings.gateways import sheets
from meetings.gateways.storage import Store
from meetings.web import files
from meetings.web.access import me
from meetings.web.forms import Form

HOURS = 24
SHOWN = 300
ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)

NO_TICKET = _l("This dry run is too old or not yours. Choose the file again.")


class UploadForm(Form):
    """Asks for the table."""

    file = FileField(_l("Table (.xlsx or .csv)"))


class CommitForm(Form):
    """Holds the signed ticket of a dry run."""

    ticket = HiddenField()


class Help(NamedTuple):
    """What the page says of one column: its heading, whether it must be there, what it holds."""

    heading: str
    required: bool
    text: str


@dataclass(frozen=True)
class Importer:
    """An import of one noun: `run(sheet, by=…)` writes and gives a verdict for each row; `done` (else `back`) is where
    one looks afterwards."""

    noun: str
    title: object
    run: Callable
    columns: Sequence[Help]
    labels: Mapping[str, str]
    back: Callable[[], str]
    template: Callable[[], str]
    done: Callable[[], str] | None = None


class Dry(NamedTuple):
    """What came of a run, and the ticket with which it can be carried out (empty when it was)."""

    verdicts: list[Verdict]
    ticket: str
    name: str


class Waiting(NamedTuple):
    """A table that was read, where it is kept, and what a dry run said of it."""

    sheet: sheets.Sheet
    fingerprint: str
    name: str
    expected: str = ""


def page(importer: Importer, *, by=None, draw=None):
    """The page of an import: the form, the dry run and the last step, at one address.

    `by` acts where nobody is signed in (its importer's `noun` must be its own alone); `draw(**facts)` gives another
    page than the usual one.
    """
    by = by or me()
    is_last_step = "ticket" in request.form
    form = CommitForm() if is_last_step else UploadForm()
    prepare = (lambda: _kept(importer, form.ticket.data, by)) if is_last_step else _taken
    show = partial(_shown, importer, draw or partial(render_template, "imports/page.html"))
    if not form.done(lambda waiting: _run(importer, waiting, by), prepare=prepare):
        return show(UploadForm(formdata=None) if is_last_step else form, form, None, form.status)
    dry = form.outcome
    if not dry.ticket:
        flash(_sentence(tally(dry.verdicts)))
        return redirect((importer.done or importer.back)())
    return show(UploadForm(formdata=None), form, dry, 409 if is_last_step else 200)


def _run(importer, waiting, by):
    """Carry out what was shown before; anything else is undone and shown."""
    before = db.session.begin_nested()
    verdicts = importer.run(waiting.sheet, by=by)
    said = digest(verdicts)
    if said == waiting.expected and not tally(verdicts)[Outcome.REFUSED]:
        return Dry(verdicts, "", waiting.name)
    before.rollback()
    facts = [importer.noun, by.id, waiting.fingerprint, waiting.name, said]
    return Dry(verdicts, _signer().dumps(facts), waiting.name)


def clear() -> int:
    """Delete the tables whose tickets are too old to be carried out; how many."""
    return _waiting().drop(before=clock.now() - timedelta(hours=HOURS))


def _waiting():
    """Where tables wait: apart from what is kept, for they may name people and are needed for a day only."""
    return Store(Path(current_app.config["FILES_FOLDER"]) / "waiting")


def _taken():
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise NotValid(files.NO_FILE, field="file")
    content, name = upload.read(), files.safe_name(upload.filename)
    sheet = sheets.read(content, name)
    return Waiting(sheet, _waiting().put(BytesIO(content), sheets.MOST_BYTES).fingerprint, name)


def _kept(importer, ticket, by):
    try:
        noun, person_id, fingerprint, name, expected = _signer().loads(ticket, max_age=HOURS * 3600)
    except (BadData, ValueError, TypeError) as fault:
        raise NotValid(NO_TICKET) from fault
    if (noun, person_id) != (importer.noun, by.id):
        raise NotValid(NO_TICKET)
    with _waiting().open(fingerprint) as file:
        return Waiting(sheets.read(file.read(), name), fingerprint, name, expected)


def _signer():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="import")


def _sentence(counts):
    return _(
        "Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.",
        new=counts[Outcome.NEW],
        changed=counts[Outcome.CHANGED],
        unchanged=counts[Outcome.UNCHANGED],
    )


def _shown(importer, draw, form, sent, dry, status):
    verdicts = sorted(dry.verdicts, key=lambda one: (ORDER.index(one.outcome), one.row)) if dry else []
    counts = tally(verdicts)
    page = draw(
        importer=importer,
        form=form,
        sent=sent,
        dry=dry,
        counts=counts,
        verdicts=[one for one in verdicts if one.outcome is not Outcome.UNCHANGED][:SHOWN],
        more=max(0, len(verdicts) - counts[Outcome.UNCHANGED] - SHOWN),
        is_stale=status == 409 and dry is not None,
        outcomes=ORDER,
    )
    return page, status
