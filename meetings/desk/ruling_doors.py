"""The doors to what is decided on minutes and on the notice of conclusions."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base.db import transaction
from meetings.conclusions import queries as conclusions
from meetings.conclusions import rules as notice_rules
from meetings.conclusions.models import LIFECYCLE
from meetings.desk import replacing, rulings
from meetings.desk.doors import bp
from meetings.desk.forms import NoteForm
from meetings.directives import deeds
from meetings.minutes import queries as minutes_queries
from meetings.minutes import rules as minutes_rules
from meetings.minutes.reading import FIELD_WORDS
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm
from meetings.web.forms import Form


@bp.post("/minutes/<int:minutes_id>/submit")
@allow(minutes_rules.can_write, find=minutes_queries.minutes)
def submit_minutes(minutes):
    with transaction():
        rulings.submit_minutes(minutes, by=me())
    return _to("minutes.show", minutes, _("The minutes are with the chair."))


@bp.post("/minutes/<int:minutes_id>/send-back")
@allow(minutes_rules.can_take_back, find=minutes_queries.minutes)
def send_back_minutes(minutes):
    form = NoteForm()
    if form.done(lambda: rulings.send_back_minutes(minutes, note=form.note.data, by=me())):
        return _to("minutes.show", minutes, _("The minutes can be written on again."))
    return _note_page("minutes", minutes, form)


@bp.post("/minutes/<int:minutes_id>/approve")
@allow(minutes_rules.can_decide, find=minutes_queries.minutes)
def approve_minutes(minutes):
    form = VersionForm()
    if form.done(lambda: rulings.approve_minutes(minutes, version=form.version.data, by=me())):
        return _to("minutes.show", minutes, _("The minutes are approved and stay as they are."))
    return _note_page("minutes", minutes, form)


@bp.post("/minutes/<int:minutes_id>/release")
@allow(minutes_rules.can_write, find=minutes_queries.minutes)
def release_minutes(minutes):
    with transaction():
        symbol = rulings.release_minutes(minutes, by=me()).symbol
    return _to("minutes.show", minutes, _("The minutes are released as No. %(symbol)s.", symbol=symbol))


@bp.post("/conclusions/<int:notice_id>/submit")
@allow(notice_rules.can_write, find=conclusions.notice)
def submit_notice(notice):
    with transaction():
        rulings.submit_notice(notice, by=me())
    return _to("conclusions.show", notice, _("The notice is with the chair."))


@bp.post("/conclusions/<int:notice_id>/send-back")
@allow(notice_rules.can_read_drafts, find=conclusions.notice)
def send_back_notice(notice):
    form = NoteForm()
    if form.done(lambda: rulings.send_back_notice(notice, note=form.note.data, by=me())):
        return _to("conclusions.show", notice, _("The notice can be written on again."))
    return _note_page("conclusions", notice, form)


@bp.post("/conclusions/<int:notice_id>/approve")
@allow(notice_rules.can_decide, find=conclusions.notice)
def approve_notice(notice):
    form = VersionForm()
    if form.done(lambda: rulings.approve_notice(notice, version=form.version.data, by=me())):
        return _to("conclusions.show", notice, _("The notice is approved and stays as it is."))
    return _note_page("conclusions", notice, form)


@bp.route("/conclusions/<int:notice_id>/release", methods=["GET", "POST"])
@allow(notice_rules.can_write, find=conclusions.notice)
def release_notice(notice):
    form = Form()
    if form.done(lambda: rulings.release_notice(notice, by=me())):
        deeds.flash_unheard([directive.lead_unit for directive in form.outcome.given])
        return _to("conclusions.show", notice, _released(notice.paper.symbol, form.outcome))
    facts = dict(conference=notice.conference, notice=notice, form=form, effect=replacing.foreseen(notice))
    facts["releasable"] = "release" in LIFECYCLE.timely(notice.state)
    facts["hindrances"] = [] if form.is_submitted() else replacing.hindrances(facts["effect"])
    facts["words"] = {"text": _("wording"), "giver": _("giver"), "giver_unit": _("in whose name"), **FIELD_WORDS}
    return render_template("desk/release_notice.html", **facts), form.status


def _released(symbol, outcome):
    given = _n(
        "The notice is released as No. %(symbol)s; %(num)s directive was given.",
        "The notice is released as No. %(symbol)s; %(num)s directives were given.",
        len(outcome.given),
        symbol=symbol,
    )
    if not (outcome.changed or outcome.withdrawn):
        return given
    changed = _n("%(num)s directive was amended", "%(num)s directives were amended", len(outcome.changed))
    withdrawn = _n("%(num)s was withdrawn", "%(num)s were withdrawn", len(outcome.withdrawn))
    return f"{given} {changed}, {withdrawn}."


def _to(endpoint, thing, words):
    flash(words, "ok")
    return redirect(url_for(endpoint, conference_id=thing.conference_id))


def _note_page(tab, thing, form):
    """What was typed stays, with the sentence that says why it was refused."""
    back = url_for(f"{tab}.show", conference_id=thing.conference_id)
    facts = dict(conference=thing.conference, form=form, back=back)
    return render_template("desk/ruling.html", action=request.path, **facts), form.status
