"""The doors to attendance: the conference's sums and sheet, and each site's own page."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.attendance import (
    actions,
    boards,
    hours,
    link_pages,
    list_pages,
    list_stands,
    lists,
    naming,
    papers,
    paste_pages,
    pastes,
    queries,
    rules,
    workbooks,
)
from meetings.attendance.doors import bp
from meetings.attendance.forms import (
    CountsForm,
    DelegateForm,
    HeadCountForm,
    MarkForm,
    NamesForm,
    RestForm,
    TakeBackForm,
    UndoForm,
    VersionForm,
    instant,
)
from meetings.attendance.models import Presence
from meetings.base import clock
from meetings.base.db import transaction
from meetings.conferences.models import HELD
from meetings.gateways import pdf
from meetings.gateways.sheets import Workbook
from meetings.sites import queries as sites
from meetings.sites import rules as site_rules
from meetings.web import answers, asking
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.kept import keep
from meetings.web.live import stamp_of, unless_seen
from meetings.web.paging import page, page_number
from meetings.web.parts import part_of

__all__ = ["bp", "link_pages", "list_pages", "paste_pages"]

QUICK = (Presence.IN_ROOM, Presence.ONLINE, Presence.LATE, Presence.ABSENT_UNEXCUSED)


# the conference


@bp.get("/conferences/<int:conference_id>/attendance")
@keep
@allow(site_rules.can_see, find=sites.conference)
def sheet(conference):
    is_early = hours.why_no_marks(conference, me()) is hours.TOO_EARLY
    early = hours.TOO_EARLY if is_early else None
    return render_template("attendance/sheet.html", conference=conference, early=early, **_board(conference))


@bp.post("/conferences/<int:conference_id>/attendance")
@allow(rules.corrects, find=sites.conference)
def report_all(conference):
    numbers = [id_or_none(name.rpartition("-")[2]) for name in request.form if name.startswith("present-")]
    form = CountsForm().offer(queries.sites_among(conference.id, numbers), request.form)
    if form.done(lambda: actions.report_all(conference, **form.values(), by=me())):
        flash(
            _n("The numbers of %(num)s site are recorded.", "The numbers of %(num)s sites are recorded.", form.outcome)
        )
        asked = boards.address(boards.filters(request.args, conference), page_number())
        return redirect(url_for("attendance.sheet", conference_id=conference.id, **asked, _anchor="attendance-sites"))
    html = render_template("attendance/sheet.html", conference=conference, counts=form, **_board(conference))
    return html, form.status


@bp.get("/conferences/<int:conference_id>/attendance/board")
@keep
@allow(site_rules.can_see, find=sites.conference)
@part_of(lambda conference: url_for("attendance.sheet", conference_id=conference.id))
def board_part(conference):
    stamp, part = _stamp(conference, boards.filters(request.args, conference)), "attendance/_board.html"
    return unless_seen(stamp, lambda: render_template(part, conference=conference, **_board(conference, stamp)))


@bp.get("/conferences/<int:conference_id>/attendance.pdf")
@allow(rules.can_see_names, find=sites.conference)
def paper(conference):
    facts, name = papers.facts(conference), f"diem-danh-{_day(conference)}.pdf"
    is_draft = conference.state not in HELD
    with transaction():
        lists.note_export(conference, names=sum(len(site.delegates) for site in facts.sites), by=me())
    return answers.pdf(pdf.paper("diem_danh", facts, draft=is_draft), name)


@bp.get("/conferences/<int:conference_id>/attendance.xlsx")
@allow(rules.can_see_names, find=sites.conference)
def export(conference):
    tables, name = workbooks.tables(conference), f"diem-danh-{_day(conference)}.xlsx"
    book = Workbook(conference.title, tables).to_bytes()
    with transaction():
        lists.note_export(conference, names=len(tables[-1].rows), by=me())
    return answers.xlsx(book, name)


def _day(conference):
    return f"{clock.local(conference.starts_at):%Y-%m-%d}"


def _stamp(conference, asked):
    return stamp_of(queries.stamp(conference.id), conference.version, clock.today(), asked, page_number())


def _board(conference, stamp=None):
    asked = boards.filters(asking.asked(), conference)
    found = page(boards.rows(conference, asked))
    again = url_for("attendance.board_part", conference_id=conference.id, **boards.address(asked, page_number()))
    return {**boards.facts(conference, me(), found, asked), "again": again, "stamp": stamp or _stamp(conference, asked)}


# a site


@bp.get("/sites/<int:site_id>/attendance")
@allow(rules.can_look, find=sites.site)
def site_sheet(site):
    return _site(site)


@bp.post("/sites/<int:site_id>/attendance/count")
@allow(rules.can_report, find=sites.site)
def report(site):
    form = HeadCountForm()
    if form.done(lambda: actions.report(site, **form.values(), by=me())):
        flash(_("Reported. Thank you."))
        return _back(site)
    return _site(site, count=form)


@bp.post("/sites/<int:site_id>/attendance/names")
@allow(rules.can_report, find=sites.site)
def name(site):
    form = NamesForm()
    if form.done(lambda: pastes.paste(site, **form.values(), by=me())):
        here = {"site_id": site.id}
        checked, back = (partial(url_for, f"attendance.{name}", **here) for name in ("names_checked", "site_sheet"))
        return paste_pages.settled(form, site, me(), checked=checked, back=back)
    return _site(site, names=form)


@bp.post("/sites/<int:site_id>/attendance/names/undo")
@allow(rules.can_report, find=sites.site)
def take_names_back(site):
    form = TakeBackForm()
    if paste_pages.taken_back(form, site, me(), lambda way_back: pastes.take_back(site, way_back, by=me())):
        return _back(site)
    return _site(site, rest=form)


@bp.post("/sites/<int:site_id>/attendance/rest")
@allow(rules.can_report, find=sites.site)
def mark_rest(site):
    form = RestForm()
    if form.done(lambda: actions.mark_rest(site, **form.values(), by=me())):
        number, when = form.outcome
        flash(_n("%(num)s delegate marked.", "%(num)s delegates marked.", number))
        return redirect(url_for("attendance.site_sheet", site_id=site.id, undo=when.isoformat()))
    return _site(site, rest=form)


@bp.post("/sites/<int:site_id>/attendance/undo")
@allow(rules.can_report, find=sites.site)
def undo(site):
    form = UndoForm()
    if form.done(lambda: actions.undo(site, **form.values(), by=me())):
        flash(_n("%(num)s mark taken back.", "%(num)s marks taken back.", form.outcome))
        return _back(site)
    return _site(site, rest=form)


@bp.post("/delegates/<int:delegate_id>/mark")
@allow(rules.can_mark, find=queries.delegate)
def mark(delegate):
    form, is_part = MarkForm(), "HX-Request" in request.headers
    done = form.done(lambda: actions.mark(delegate, **form.values(), by=me()))
    if done and not is_part:
        return _back(delegate.site, f"delegate-{delegate.id}")
    if not is_part:
        return _site(delegate.site, marked=(delegate.id, form))
    return _marked(delegate, None if done else form)


def _marked(delegate, wrong):
    """The row, and what changes with it elsewhere on the page."""
    site = delegate.site
    known = {"counts": queries.presences(site.id), "line": queries.lines([site.id])[site.id], **_rights(site)}
    html = render_template("attendance/_delegate.html", site=site, one=delegate, wrong=wrong, part=True, **known)
    return html, wrong.status if wrong else 200


@bp.get("/delegates/<int:delegate_id>/edit")
@allow(rules.can_mark, find=queries.delegate)
def edit(delegate):
    return _delegate(delegate, DelegateForm(formdata=None, obj=delegate))


@bp.post("/delegates/<int:delegate_id>/edit")
@allow(rules.can_mark, find=queries.delegate)
def save(delegate):
    form = DelegateForm()
    if form.done(lambda: naming.edit(delegate, **form.values(), by=me())):
        flash(_("The delegate is corrected."))
        return _back(delegate.site, f"delegate-{delegate.id}")
    return _delegate(delegate, form)


@bp.post("/delegates/<int:delegate_id>/remove")
@allow(rules.can_mark, find=queries.delegate)
def remove(delegate):
    form, site, gone = VersionForm(), delegate.site, delegate.name
    if form.done(lambda: naming.remove(delegate, **form.values(), by=me())):
        flash(_("%(name)s is off the list.", name=gone))
        return _back(site)
    return _delegate(delegate, DelegateForm(formdata=None, obj=delegate), form.refusal, form.status)


def _back(site, anchor=None):
    kept = {name: request.args[name] for name in ("page", "presence", "q") if name in request.args}
    return redirect(url_for("attendance.site_sheet", site_id=site.id, **kept, _anchor=anchor))


def _delegate(delegate, form, refusal=None, status=None):
    html = render_template("attendance/delegate.html", one=delegate, site=delegate.site, form=form, refusal=refusal)
    return html, status or form.status


def _rights(site):
    may = rules.can_report(me(), site)
    return {
        "quick": QUICK,
        "marks": may and hours.takes_marks(site.conference, me()),
        "edits": may and hours.takes_names(site.conference, me()),
    }


def _site(site, *, count=None, names=None, rest=None, marked=(None, None)):
    typed = asking.asked()
    presence, words = typed.one_of("presence", Presence), typed.words(longest=100)
    line = queries.lines([site.id])[site.id]
    wrong = count or names or rest or marked[1]
    undone = request.args.get("undo", "")
    stand = list_stands.stand_of(site)
    html = render_template(
        "attendance/site.html",
        site=site,
        conference=site.conference,
        line=line,
        count=_counted(line, count),
        names=names or NamesForm(formdata=None),
        rest=rest,
        refusal=rest.refusal if rest else None,
        marked=marked,
        counts=queries.presences(site.id),
        page=page(queries.delegates(site.id, presence=presence, words=words)) if stand.named else None,
        presence=presence,
        words=words,
        stand=stand,
        last=None if stand.named else queries.last_list(site),
        log=queries.changes_of(site.id) if stand.named and stand.kept else [],
        undo=undone if instant(undone) else "",
        undo_names=paste_pages.offered(),
        why=None if hours.takes_marks(site.conference, me()) else hours.why_no_marks(site.conference, me()),
        manages=site_rules.can_manage_site(me(), site),
        **_rights(site),
    )
    return html, wrong.status if wrong else 200


def _counted(line, form):
    """The form of the head-count: what was reported, else what the names say."""
    if form is not None:
        return form
    known = line.head_count
    facts = {"present": line.present, "absent": line.absent or 0, "note": known.note if known else ""}
    return HeadCountForm(formdata=None, data={**facts, "version": known.version if known else 0})
