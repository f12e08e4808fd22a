"""The doors to a conference's files."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.agenda import queries as agenda
from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.documents import actions, link_pages, queries, rules
from meetings.documents.doors import bp, sent
from meetings.documents.forms import AddForm, EditForm, NewerForm
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm
from meetings.web.paging import page

__all__ = ["bp", "link_pages"]


@bp.get("/conferences/<int:conference_id>/documents")
@allow(rules.can_see_list, find=conferences.conference)
def listed(conference):
    words = request.args.get("q", "").strip()[:200]
    shelves, closed = rules.can_shelve(me(), conference), queries.is_closed(conference.id)
    audiences = rules.audiences_of(me(), conference)
    shelf = page(queries.documents_of(conference.id, audiences, words=words, secret=shelves))
    taken = queries.times_taken([document.id for document in shelf.items]) if shelves else {}
    return render_template(
        "documents/list.html",
        conference=conference,
        tab="documents",
        shelf=shelf,
        shelves=shelves,
        closed=closed,
        taken=taken,
        words=words,
    )


@bp.get("/conferences/<int:conference_id>/documents/add")
@allow(rules.can_shelve, find=conferences.conference)
def add(conference):
    return _add_page(conference, AddForm().offer(agenda.items_of(conference.id)))


@bp.post("/conferences/<int:conference_id>/documents/add")
@allow(rules.can_shelve, find=conferences.conference)
def save_new(conference):
    form = AddForm().offer(agenda.items_of(conference.id))
    if form.done(lambda: actions.add_all(conference, **form.values(), by=me())):
        flash(_said(form.outcome), "ok")
        return redirect(url_for("documents.listed", conference_id=conference.id))
    return _add_page(conference, form)


@bp.get("/documents/<int:document_id>/file")
@allow(rules.can_read, find=queries.document)
def download(document):
    return sent(document, by=me())


@bp.get("/documents/<int:document_id>/earlier")
@allow(rules.can_read_earlier, find=queries.earlier_version)
def earlier(document):
    return sent(document, by=me())


@bp.get("/documents/<int:document_id>")
@allow(rules.can_change, find=queries.document)
def edit(document):
    form = EditForm(
        title=document.title,
        audience=document.audience.value,
        item_id=document.item_id,
        version=document.version,
    )
    return _edit_page(document, form.offer(agenda.items_of(document.conference_id)))


@bp.post("/documents/<int:document_id>")
@allow(rules.can_change, find=queries.document)
def save(document):
    form = EditForm().offer(agenda.items_of(document.conference_id))
    if form.done(lambda: actions.revise(document, **form.values(), version=form.version.data, by=me())):
        flash(_("“%(title)s” is saved.", title=form.outcome.title), "ok")
        return redirect(url_for("documents.listed", conference_id=document.conference_id))
    return _edit_page(document, form)


@bp.post("/documents/<int:document_id>/replace")
@allow(rules.can_change, find=queries.document)
def replace(document):
    form = NewerForm()
    if form.done(lambda: actions.replace(document, taken=form.file.data, version=form.version.data, by=me())):
        flash(_("The newer version of “%(title)s” is on the shelf.", title=form.outcome.title), "ok")
        return redirect(url_for("documents.listed", conference_id=document.conference_id))
    return _edit_page(document, None, newer=form)


@bp.post("/documents/<int:document_id>/remove")
@allow(rules.can_change, find=queries.document)
def remove(document):
    form, conference_id = VersionForm(), document.conference_id
    if form.done(lambda: actions.remove(document, version=form.version.data, by=me())):
        flash(_("“%(title)s” is taken off the shelf.", title=document.title), "ok")
        return redirect(url_for("documents.listed", conference_id=conference_id, removed=document.id))
    return _edit_page(document, None, refused=form)


@bp.post("/documents/<int:document_id>/put-back")
@allow(rules.can_change, find=queries.removed)
def put_back(document):
    with transaction():
        actions.put_back(document, by=me())
    flash(_("“%(title)s” is on the shelf again.", title=document.title), "ok")
    return redirect(url_for("documents.listed", conference_id=document.conference_id))


@bp.post("/conferences/<int:conference_id>/documents/secret")
@allow(rules.can_shelve, find=conferences.conference)
def keep_out(conference):
    # Only a clear no opens the shelf.
    is_secret = request.form.get("is_secret") != "no"
    with transaction():
        actions.keep_out(conference, is_secret, by=me())
    flash(
        _("No file goes onto the shelf any more; what stood there is hidden.") if is_secret else _("The shelf is open.")
    )
    return redirect(url_for("documents.listed", conference_id=conference.id))


def _said(added):
    """What was added: one by its title, several as a number, since a cookie brings it to the next page."""
    if len(added) == 1:
        return _("“%(title)s” is on the shelf.", title=added[0].title)
    return ngettext("%(num)s file is on the shelf.", "%(num)s files are on the shelf.", len(added))


def _add_page(conference, form):
    closed = queries.is_closed(conference.id)
    html = render_template("documents/add.html", conference=conference, tab="documents", form=form, closed=closed)
    return html, form.status


def _edit_page(document, form, *, newer=None, refused=None):
    shown = form or EditForm(
        None,
        title=document.title,
        audience=document.audience.value,
        item_id=document.item_id,
        version=document.version,
    ).offer(agenda.items_of(document.conference_id))
    html = render_template(
        "documents/edit.html",
        conference=document.conference,
        tab="documents",
        document=document,
        form=shown,
        newer=newer or NewerForm(None, version=document.version),
        refused=refused,
        earlier=queries.earlier(document),
        downloads=page(queries.downloads_of(document.id)),
    )
    return html, (refused or newer or shown).status
