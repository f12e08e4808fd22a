"""A site's list of delegates without an account. Opening a page changes nothing; only posting does."""

from functools import partial

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.attendance import actions, hours, list_pages, list_stands, lists, naming, paste_pages, pastes, queries
from meetings.attendance.doors import bp
from meetings.attendance.forms import DelegateForm, HeadCountForm, LastForm, NamesForm, TakeBackForm, VersionForm
from meetings.base.db import transaction
from meetings.base.errors import NotNow, Stale
from meetings.sites import entry
from meetings.sites import rules as sites
from meetings.sites.entry import SHOWN, Stand, opened, stand, through, token_of
from meetings.sites.links import Bearer
from meetings.web import answers
from meetings.web.access import allow
from meetings.web.headers import private_address
from meetings.web.imports import page as import_page
from meetings.web.paging import page

PAGE = "attendance.linked_list"
MOST_CHECKED = 100


def named(token, delegate_id) -> entry.Opened:
    """The delegate, where he stands on the list of the link's own site; raises `NoSuchLink` for every other."""
    return entry.opened_with(token, queries.delegate(delegate_id))


@bp.get("/x/<token>/delegates")
@allow(sites.holds_link, find=opened)
def linked_list(link):
    return _list(link, NamesForm(formdata=None))


@bp.post("/x/<token>/delegates")
@allow(sites.holds_link, find=opened)
def name_by_link(link):
    form = NamesForm()
    if form.done(lambda: through(link, pastes.paste, link.site, **form.values())):
        here = {"token": token_of(link)}
        checked, back = (partial(url_for, name, **here) for name in ("attendance.checked_by_link", PAGE))
        return paste_pages.settled(form, link.site, Bearer(link), checked=checked, back=back)
    return _list(link, form)


@bp.get("/x/<token>/delegates/names")
@allow(sites.holds_link, find=opened)
def checked_by_link(link):
    if stand(link) is not Stand.OPEN or "list" not in request.args:
        return entry.back(link, PAGE)
    facts = paste_pages.facts(link.site, Bearer(link), MOST_CHECKED)
    return private_address(render_template("attendance/link_names.html", **facts, **entry.about(link)))


@bp.post("/x/<token>/delegates/undo")
@allow(sites.holds_link, find=opened)
def take_back_by_link(link):
    form, site = TakeBackForm(), link.site
    if paste_pages.taken_back(form, site, Bearer(link), partial(through, link, pastes.take_back, site)):
        return entry.back(link, PAGE)
    return _list(link, NamesForm(formdata=None), form)


@bp.post("/x/<token>/delegates/last")
@allow(sites.holds_link, find=opened)
def last_by_link(link):
    form = LastForm()
    if form.done(lambda: through(link, lists.as_last_time, link.site)):
        list_pages.tell(form.outcome)
        return entry.back(link, PAGE)
    return _list(link, NamesForm(formdata=None), form)


@bp.route("/x/<token>/delegates/import", methods=["GET", "POST"])
@allow(sites.holds_link, find=opened)
def import_by_link(link):
    if stand(link) is not Stand.OPEN:
        return entry.back(link, PAGE)
    token = token_of(link)
    importer = list_pages.importer(
        link.site,
        lambda sheet, by: through(link, partial(lists.take, sheet), link.site),
        lambda sheet, by: through(link, partial(lists.foresee, sheet), link.site),
        noun=f"-link-{link.id}",
        back=url_for("attendance.linked_list", token=token),
        template=url_for("attendance.export_by_link", token=token),
    )
    draw = partial(render_template, "attendance/link_import.html", **entry.about(link))
    return private_address(make_response(import_page(importer, by=Bearer(link), draw=draw)))


@bp.get("/x/<token>/delegates.xlsx")
@allow(sites.holds_link, find=opened)
def export_by_link(link):
    if stand(link) not in SHOWN:
        return entry.back(link, PAGE)
    (book, number), name = list_pages.workbook(link.site), f"dai-bieu-{link.site_id}.xlsx"
    with transaction():
        lists.note_export(link.site, names=number, by=Bearer(link))
    return private_address(answers.xlsx(book, name))


@bp.route("/x/<token>/delegates/<int:delegate_id>", methods=["GET", "POST"])
@allow(sites.holds_link, find=named)
def edit_by_link(named):
    link, delegate = named
    form = DelegateForm(obj=delegate)
    if form.done(lambda: through(link, naming.edit, delegate, **form.values())):
        flash(_("The delegate is corrected."))
        return entry.back(link, PAGE)
    return _delegate(named, form)


@bp.post("/x/<token>/delegates/<int:delegate_id>/remove")
@allow(sites.holds_link, find=named)
def remove_by_link(named):
    link, delegate = named
    form, gone = VersionForm(), delegate.name
    if form.done(lambda: through(link, naming.remove, delegate, **form.values())):
        flash(_("%(name)s is off the list.", name=gone))
        return entry.back(link, PAGE)
    return _delegate(named, form, DelegateForm(formdata=None, obj=delegate))


@bp.route("/x/<token>/attendance", methods=["GET", "POST"])
@allow(sites.holds_link, find=opened)
def report_by_link(link):
    form = HeadCountForm()

    def act():
        if stand(link) not in SHOWN:
            raise NotNow(entry.CLOSED)
        return actions.report(link.site, **form.values(), by=Bearer(link))

    if form.done(act):
        flash(_("Reported. Thank you. It can be corrected here until the conference ends."))
        return redirect(url_for("attendance.report_by_link", token=token_of(link)))
    if stand(link) not in SHOWN and not form.refusal:
        return entry.back(link, PAGE)
    line = queries.lines([link.site_id])[link.site_id]
    html = render_template(
        "attendance/link_report.html",
        form=form if form.is_submitted() and not isinstance(form.refusal, Stale) else _as_reported(line, form),
        sent=form,
        line=line,
        why=hours.why_no_marks(link.site.conference, Bearer(link)),
        **entry.about(link),
    )
    return private_address(html), form.status


def _as_reported(line, form):
    """The form as it was last reported; after a clash with what was typed, and the version that is shown now."""
    known = line.head_count
    version = known.version if known else 0
    if form.refusal:
        form.version.raw_data, form.version.data = None, version
        return form
    facts = {"present": line.present, "absent": line.absent or 0, "note": known.note if known else ""}
    return HeadCountForm(formdata=None, data={**facts, "version": version})


def _list(link, form, sent=None):
    if stand(link) not in SHOWN and not (form.refusal or sent):
        return entry.back(link, PAGE)
    is_open = stand(link) is Stand.OPEN
    html = render_template(
        "attendance/link_list.html",
        form=form,
        sent=sent or form,
        is_open=is_open,
        page=page(queries.delegates(link.site_id)) if stand(link) in SHOWN else None,
        stand=list_stands.stand_of(link.site),
        undo_names=paste_pages.offered() if is_open else "",
        last=queries.last_list(link.site) if is_open else None,
        **entry.about(link),
    )
    return private_address(html), (sent or form).status


def _delegate(named, sent, form=None):
    link, delegate = named
    if stand(link) is not Stand.OPEN and not sent.refusal:
        return entry.back(link, PAGE)
    form = form or sent
    if isinstance(sent.refusal, Stale):
        form.version.raw_data, form.version.data = None, delegate.version
    facts = {"one": delegate, "form": form, "sent": sent, **entry.about(link)}
    return private_address(render_template("attendance/link_delegate.html", **facts)), sent.status
