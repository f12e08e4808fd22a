"""The doors to the lists ahead of the conference: last time's names, tables, and the secretariat's board."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.attendance import changes, list_stands, lists, naming, queries, rules, workbooks
from meetings.attendance.doors import bp
from meetings.attendance.forms import CallForm, SiteCallForm
from meetings.attendance.models import ListStand
from meetings.base import clock
from meetings.base.db import transaction
from meetings.base.language import _l
from meetings.conferences import rules as conferences
from meetings.gateways.sheets import Workbook
from meetings.sites import queries as sites
from meetings.sites import rules as site_rules
from meetings.web import answers, asking
from meetings.web.access import allow, me
from meetings.web.imports import Importer
from meetings.web.imports import page as import_page
from meetings.web.paging import page

COLUMNS = {"name": _l("Family name and given name, as it is to be printed."), "title": _l("Position and unit.")}


def tell(added, passed_over=()):
    """Say what adding names did, and what was not taken for people."""
    flash(_n("%(num)s name added.", "%(num)s names added.", added.added))
    if added.changed:
        flash(_n("%(num)s position changed.", "%(num)s positions changed.", added.changed))
    if added.known:
        flash(_("Already on the list: %(names)s.", names=", ".join(added.known[:10])), "warn")
    if passed_over:
        said = ", ".join(f"“{line[:60]}”" for line in passed_over[:5])
        flash(_("Not taken for names: %(lines)s.", lines=said), "info")


def importer(site, run, foresee, *, noun, back, template) -> Importer:
    """The import of names into the list of `site`."""
    return Importer(
        noun=f"delegates-{site.id}{noun}",
        title=_l("Delegates of %(name)s from a table", name=site.name),
        run=run,
        foresee=foresee,
        columns=COLUMNS,
        aliases=lists.ALIASES,
        back=lambda: back,
        template=lambda: template,
        parts=True,
        most=naming.MOST_DELEGATES,
        limit=_l("At most %(n)s delegates a site."),
    )


def workbook(site):
    """The list of one site as a workbook that can be sent back changed; kept in the journal by the caller."""
    table = workbooks.names(list(queries.delegates_in(site.id)))
    return Workbook(site.name, [table]).to_bytes(), len(table.rows)


# a site


@bp.post("/sites/<int:site_id>/attendance/last")
@allow(rules.can_report, find=sites.site)
def as_last_time(site):
    with transaction():
        added = lists.as_last_time(site, by=me())
    tell(added)
    return redirect(url_for("attendance.site_sheet", site_id=site.id))


@bp.route("/sites/<int:site_id>/attendance/import", methods=["GET", "POST"])
@allow(rules.can_report, find=sites.site)
def import_names(site):
    return import_page(
        importer(
            site,
            lambda sheet, by: lists.take(sheet, site, by=by),
            lambda sheet, by: lists.foresee(sheet, site, by=by),
            noun="",
            back=url_for("attendance.site_sheet", site_id=site.id),
            template=url_for("attendance.export_names", site_id=site.id),
        )
    )


@bp.get("/sites/<int:site_id>/attendance.xlsx")
@allow(rules.can_report, find=sites.site)
def export_names(site):
    (book, number), name = workbook(site), f"dai-bieu-{site.id}.xlsx"
    with transaction():
        lists.note_export(site, names=number, by=me())
    return answers.xlsx(book, name)


@bp.route("/sites/<int:site_id>/delegates/call", methods=["GET", "POST"])
@allow(site_rules.can_manage_site, find=sites.site)
def call_site(site):
    form = SiteCallForm(obj=lists.asked_of(site))
    if form.done(lambda: lists.call_site(site, **form.values(), by=me())):
        flash(_("Kept for %(name)s alone.", name=site.name))
        return redirect(url_for("attendance.delegates", conference_id=site.conference_id))
    stand = list_stands.stand_of(site)
    html = render_template("attendance/call_site.html", site=site, conference=site.conference, form=form, stand=stand)
    return html, form.status


# the conference


@bp.get("/conferences/<int:conference_id>/delegates")
@allow(conferences.can_manage, find=sites.conference)
def delegates(conference):
    call, typed = changes.call_of(conference.id), asking.asked()
    show, words = typed.one_of("show", ListStand), typed.words(longest=100)
    erased_at = list_stands.erased_at(conference)
    found = page(list_stands.board(conference.id, call, show=show, words=words, erased_at=erased_at))
    return render_template(
        "attendance/lists.html",
        conference=conference,
        call=call,
        page=found,
        stands=list_stands.stands([site.id for site in found.items], call, erased_at),
        counts=list_stands.counts(conference.id, call, erased_at),
        erased_at=erased_at,
        show=show,
        words=words,
        callable=conference.state in lists.CALLABLE,
    )


@bp.route("/conferences/<int:conference_id>/delegates/call", methods=["GET", "POST"])
@allow(conferences.can_manage, find=sites.conference)
def call(conference):
    form = CallForm(data=_asked(changes.call_of(conference.id)))
    if form.done(lambda: lists.call(conference, **form.values(), by=me())):
        flash(_("Kept. Every list has been judged again."))
        return redirect(url_for("attendance.delegates", conference_id=conference.id))
    return render_template("attendance/call.html", conference=conference, form=form), form.status


def _asked(known):
    if known is None:
        return {}
    due = clock.local(known.due_at) if known.due_at else None
    facts = {"quota": known.quota, "posts": known.posts, "version": known.version}
    return {**facts, "due_on": due.date() if due else None, "due_time": due.time() if due else None}


@bp.get("/conferences/<int:conference_id>/delegates.xlsx")
@allow(conferences.can_manage, find=sites.conference)
def export_lists(conference):
    erased_at = list_stands.erased_at(conference)
    stands = list_stands.all_stands(conference.id, changes.call_of(conference.id), erased_at)
    tables = workbooks.list_tables(stands, queries.delegates_by_site(conference.id))
    book = Workbook(conference.title, tables).to_bytes()
    name = f"danh-sach-dai-bieu-{clock.local(conference.starts_at):%Y-%m-%d}.xlsx"
    with transaction():
        lists.note_export(conference, names=len(tables[-1].rows), by=me())
    return answers.xlsx(book, name)
