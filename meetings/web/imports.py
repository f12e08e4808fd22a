"""Importing a table in two steps: a dry run that says what becomes of each row, then the same for good or not at all.

Between the two the file waits in storage. The dry run has an address of its own with a signed ticket, so that it can be
read again and gone back to, and judges the table by what is known now. What the browser sends back is the ticket with
the verdicts that were shown: neither the file nor they can be exchanged, and if the data changed meanwhile, the new
verdicts are shown instead of being carried out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import ceil
from time import monotonic
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from wtforms import FileField, HiddenField

from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.verdicts import Outcome, Verdict, digest, tally
from meetings.base.vietnamese import fold
from meetings.gateways import sheets
from meetings.web import files, waiting
from meetings.web.access import me
from meetings.web.forms import Form
from meetings.web.uploads import size_told

SHOWN = 300
# From so many seconds on the page says how long the last step takes.
LONG = 2
REQUIRED = ("name",)
RUNNING_NUMBERS = ("stt", "tt", "so tt", "no", "no.", "#")
ORDER = (Outcome.REFUSED, Outcome.PASSED_OVER, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)

NO_TICKET = _l("This dry run is too old or not yours. Choose the file again.")


class TableField(FileField):
    """A file that says how large a table may be."""

    def __call__(self, **attributes):
        return super().__call__(**{**size_told(sheets.MOST_BYTES), **attributes})


class UploadForm(Form):
    """Asks for the table."""

    file = TableField(_l("Table (.xlsx or .csv)"))


class CommitForm(Form):
    """Holds the signed ticket of a dry run, and what it said."""

    ticket = HiddenField()
    others = HiddenField()


class DryForm(CommitForm):
    """The same, in the address of a dry run. It keeps nothing, so nobody need prove which page it comes from."""

    class Meta(Form.Meta):
        """Read from the address."""

        csrf = False

    def is_submitted(self):
        """Whenever the page is asked for."""
        return True


class Help(NamedTuple):
    """What the page says of one column: its heading, the English one, whether it must be there, what it holds."""

    heading: str
    english: str
    required: bool
    text: str


@dataclass(frozen=True)
class Importer:
    """An import of one noun: `run(sheet, by=…)` writes and gives a verdict for each row; `foresee(sheet, by=…)` gives
    the same and writes nothing; `columns` says of each field what it
    holds, `aliases` under which headings it is read; `done` (else `back`) is where one looks afterwards. `parts`: the
    rows that are sound may be imported without those that are refused. `limit`: how the page says that it takes
    `most`."""

    noun: str
    title: object
    run: Callable
    foresee: Callable
    columns: Mapping[str, object]
    aliases: Mapping[str, Sequence[str]]
    back: Callable[[], str]
    template: Callable[[], str]
    done: Callable[[], str] | None = None
    parts: bool = False
    most: int = 5_000
    limit: object = _l("At most %(n)s rows.")

    @property
    def help(self) -> list[Help]:
        """What the page says of the columns, in their order."""
        heads = {name: (headings[0], headings[-1]) for name, headings in self.aliases.items()}
        return [Help(*heads[name], name in REQUIRED, text) for name, text in self.columns.items()]

    @property
    def labels(self) -> Mapping[str, str]:
        """What a field is called in the table."""
        return {name: headings[0] for name, headings in self.aliases.items()}

    def read(self, content: bytes, name: str) -> sheets.Sheet:
        """The table; raises `NotValid` for what is none."""
        return sheets.read(content, name, headings=chain.from_iterable(self.aliases.values()))


class Dry(NamedTuple):
    """What came of a run, the ticket with which it can be carried out (empty when it was), the columns not used, and
    how many seconds it took."""

    verdicts: list[Verdict]
    ticket: str
    name: str
    unused: Sequence[str] = ()
    seconds: float = 0


class Waiting(NamedTuple):
    """A table that was read, where it is kept, and what a dry run said of it."""

    sheet: sheets.Sheet
    fingerprint: str
    name: str
    expected: str = ""
    others: bool = False


def page(importer: Importer, *, by=None, draw=None):
    """The page of an import, at one address: the form, the dry run (the same with a ticket) and the last step.

    `by` acts where nobody is signed in (its importer's `noun` must be its own alone); `draw(**facts)` gives another
    page than the usual one.
    """
    by = by or me()
    show = partial(_shown, importer, draw or partial(render_template, "imports/page.html"))
    if "ticket" in request.form:
        return _last_step(importer, by, show)
    if request.method == "POST":
        return _first_step(importer, by, show)
    return _dry_run(importer, by, show) if "ticket" in request.args else show(UploadForm(), None, None, 200)


def _first_step(importer, by, show):
    """Take the table in, and go on to an address where reloading and going back ask for nothing to be sent again."""
    form = UploadForm()
    table = form.foreseen(partial(_taken, importer))
    if table is None:
        return show(form, form, None, form.status)
    return redirect(_address(ticket=_ticket(importer, by, table)))


def _dry_run(importer, by, show):
    """Foreseen, whatever the ticket says: an address never carries anything out."""
    form = DryForm(request.args)
    dry = form.foreseen(lambda: _foreseen(importer, _kept(importer, form, by), by))
    return show(UploadForm(), form, dry, form.status)


def _last_step(importer, by, show):
    form = CommitForm()
    if not form.done(lambda table: _run(importer, table, by), prepare=lambda: _kept(importer, form, by)):
        return show(UploadForm(formdata=None), form, None, form.status)
    if form.outcome.ticket:
        return show(UploadForm(formdata=None), form, form.outcome, 409)
    counts = tally(form.outcome.verdicts)
    flash(_sentence(counts))
    if counts[Outcome.REFUSED]:
        flash(_n("%(num)s row was left out.", "%(num)s rows were left out.", counts[Outcome.REFUSED]), "warn")
    return redirect((importer.done or importer.back)())


def _address(**asked):
    return url_for(request.endpoint, **request.view_args, **asked)


def _run(importer, table, by):
    """Carry out what was shown before; anything else is undone and shown."""
    before, begun = db.session.begin_nested(), monotonic()
    verdicts = importer.run(table.sheet, by=by)
    said, kept = digest(verdicts), verdicts
    if said == table.expected and table.others:
        kept = importer.run(table.sheet.without(_refused(verdicts)), by=by)
    if said == table.expected and not _refused(kept):
        return Dry(verdicts, "", table.name)
    before.rollback()
    return _shown_before(importer, table, by, verdicts, monotonic() - begun)


def _foreseen(importer, table, by):
    begun = monotonic()
    verdicts = importer.foresee(table.sheet, by=by)
    return _shown_before(importer, table, by, verdicts, monotonic() - begun)


def _shown_before(importer, table, by, verdicts, took):
    """The dry run, with the ticket by which just this is carried out."""
    ticket = _ticket(importer, by, table, digest(verdicts))
    return Dry(verdicts, ticket, table.name, _unused(importer, table.sheet), took)


def _refused(verdicts):
    return [one.row for one in verdicts if one.outcome is Outcome.REFUSED]


def _ticket(importer, by, table, said=""):
    return waiting.signed(importer.noun, by.id, table.fingerprint, table.name, said)


def _unused(importer, sheet):
    """The columns that are read by nobody, those of running numbers aside; raises `NotValid` where one is missing."""
    return [name for name in sheet.unused(importer.aliases, REQUIRED) if fold(name) not in RUNNING_NUMBERS]


def _taken(importer):
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise NotValid(files.NO_FILE, field="file")
    content, name = upload.read(), files.safe_name(upload.filename)
    sheet = importer.read(content, name)
    _unused(importer, sheet)
    return Waiting(sheet, waiting.put(content, sheets.MOST_BYTES), name)


def _kept(importer, form, by):
    said = waiting.told(form.ticket.data, NO_TICKET)
    if said[:2] != [importer.noun, by.id] or len(said) != 5:
        raise NotValid(NO_TICKET)
    fingerprint, name, expected = said[2:]
    others = importer.parts and form.others.data == "yes"
    return Waiting(importer.read(waiting.read(fingerprint), name), fingerprint, name, expected, others)


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
        address=_address(),
        form=form,
        sent=sent,
        dry=dry,
        counts=counts,
        verdicts=[one for one in verdicts if one.outcome is not Outcome.UNCHANGED][:SHOWN],
        more=max(0, len(verdicts) - counts[Outcome.UNCHANGED] - SHOWN),
        is_stale=status == 409 and dry is not None,
        outcomes=[one for one in ORDER if one is not Outcome.PASSED_OVER or counts[one]],
        seconds=ceil(dry.seconds) if dry and dry.seconds >= LONG else 0,
    )
    return page, status
