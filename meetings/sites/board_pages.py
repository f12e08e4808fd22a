"""The doors to all sites of a conference: the board, its list to print and to take away, and reminding the silent."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base import clock
from meetings.base.db import transaction
from meetings.conferences import rules as conferences
from meetings.gateways.sheets import Workbook
from meetings.journal import actions as journal
from meetings.sites import actions, beside, boards, papers, queries, rules, standing, strips, telling
from meetings.sites.doors import bp
from meetings.sites.models import SILENT
from meetings.sites.secretariat_forms import RemindForm
from meetings.web import answers, asking, texts
from meetings.web.access import allow, me
from meetings.web.kept import keep
from meetings.web.live import stamp_of, unless_seen
from meetings.web.paging import page, page_number
from meetings.web.parts import part_of

TICKS_LIMIT = 200
HIDDEN = "/x/…"


@bp.get("/conferences/<int:conference_id>/sites")
@keep
@allow(rules.can_see, find=queries.conference)
def board(conference):
    filters = boards.filters(asking.asked(), conference)
    facts = _board(conference, filters, standing.standing(conference.id, filters["group"]))
    return render_template("sites/board.html", conference=conference, tab="sites", **facts)


@bp.get("/conferences/<int:conference_id>/sites/board")
@keep
@allow(rules.can_see, find=queries.conference)
@part_of(lambda conference: url_for("sites.board", conference_id=conference.id))
def board_part(conference):
    filters, part = boards.filters(request.args, conference), "sites/_board.html"
    stands = standing.standing(conference.id, filters["group"])
    stamp = _stamp(conference, filters, stands)
    return unless_seen(
        stamp, lambda: render_template(part, conference=conference, **_board(conference, filters, stands))
    )


@bp.get("/conferences/<int:conference_id>/sites/print")
@allow(rules.can_see, find=queries.conference)
def print_board(conference):
    sites = queries.sites_of(conference.id)
    counts = queries.counts_by_state(conference.id)
    manages = conferences.can_run(me(), conference)
    facts = dict(conference=conference, sites=sites, counts=counts, manages=manages)
    html = render_template("sites/print.html", **facts)
    _note_export(conference, sites, "print")
    return html


@bp.get("/conferences/<int:conference_id>/sites.xlsx")
@allow(conferences.can_run, find=queries.conference)
def export(conference):
    sites = queries.sites_of(conference.id)
    table = papers.table(sites, boards.marks_of(sites))
    name = f"diem-cau-{clock.local(conference.starts_at):%Y-%m-%d}.xlsx"
    book = Workbook(conference.title, [table]).to_bytes()
    _note_export(conference, sites, "xlsx")
    return answers.xlsx(book, name)


def _note_export(conference, sites, way):
    with transaction():
        journal.record(me(), "exported_sites", conference, within=conference, sites=len(sites), way=way)


def _stamp(conference, filters, stands):
    asked = (filters, page_number())
    return stamp_of(stands.stamp, conference.version, *asked)


def _board(conference, filters, stands):
    found = page(boards.rows(conference, filters))
    again = url_for("sites.board_part", conference_id=conference.id, **boards.address(filters, page_number()))
    facts = boards.facts(conference, me(), found, filters, stands)
    return {**facts, "again": again, "stamp": _stamp(conference, filters, stands)}


@bp.get("/conferences/<int:conference_id>/sites/remind")
@allow(conferences.can_manage, find=queries.conference)
def remind_list(conference):
    return _remind_page(conference, RemindForm(formdata=None))


@bp.post("/conferences/<int:conference_id>/sites/remind")
@allow(conferences.can_manage, find=queries.conference)
def remind(conference):
    form = RemindForm()
    if form.done(lambda: actions.remind(conference, **form.values(), by=me())):
        number = form.outcome
        flash(_n("%(num)s site is being reminded.", "%(num)s sites are being reminded.", number))
        _name_unreached(conference)
        return redirect(url_for("sites.board", conference_id=conference.id))
    return _remind_page(conference, form)


def _name_unreached(conference):
    """Say who must be rung up, for nothing can be sent to him."""
    lost = telling.unreached(queries.silent(conference.id))
    names = ", ".join(site.name for site in lost[: actions.FEW])
    if lost:
        flash(_("Nothing could be sent to %(names)s (%(n)s in all). Please ring.", names=names, n=len(lost)), "warn")


def _message(conference):
    """The reminder as the first of the silent sites will get it, by mail and as a short message."""
    site = queries.first_silent(conference.id)
    [said] = telling.reminders(conference, [site], beside.answer_by(conference.id)).values()
    facts = said | {"path": HIDDEN}
    subject, body = texts.spoken(telling.REMINDER, facts)
    return {"site": site, "subject": subject, "body": body, "short": texts.short(telling.REMINDER, facts)}


def _remind_page(conference, form):
    counts = queries.counts_by_state(conference.id)
    number = sum(counts[state] for state in SILENT)
    facts = {"sites": [], "parents": [], "unreached": set(), "message": _message(conference) if number else None}
    facts["last_reminded"] = queries.last_reminded(conference.id)
    if number > TICKS_LIMIT:
        facts["parents"] = [parent for parent in strips.groups(conference.id) if parent.silent]
    else:
        facts["sites"] = queries.silent(conference.id)
        facts["unreached"] = {site.id for site in telling.unreached(facts["sites"])}
    facts["ticked"] = form.ticked if form.is_submitted() else _proposed(facts)
    facts["ticks_at"] = partial(url_for, "sites.remind_list", conference_id=conference.id)
    html = render_template("sites/remind.html", conference=conference, tab="sites", form=form, number=number, **facts)
    return html, form.status


def _proposed(facts):
    """All who can be reached, or none where the address says so."""
    if request.args.get("tick") == "none":
        return set()
    return {site.id for site in facts["sites"]} - facts["unreached"] | {parent.name for parent in facts["parents"]}
