"""The doors to speeches: the secretariat's list and decisions, and the site's own page."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.agenda import queries as agenda
from meetings.conferences import rules as conferences
from meetings.sites import queries as sites
from meetings.sites.stages import waits
from meetings.speeches import actions, link_pages, queries, rules
from meetings.speeches.doors import bp
from meetings.speeches.forms import AcceptForm, OfferForm, ReturnForm, ReviseForm
from meetings.speeches.models import LIFECYCLE, SpeechState
from meetings.web import asking, files
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm
from meetings.web.paging import page

__all__ = ["bp", "link_pages"]

STEPS = {"up": -1, "down": 1}


# the secretariat


@bp.get("/conferences/<int:conference_id>/speeches")
@allow(rules.can_see_all, find=sites.conference)
def listed(conference):
    return _list(conference)


@bp.get("/speeches/<int:speech_id>")
@allow(rules.can_read, find=queries.speech)
def show(speech):
    return _page(speech)


@bp.post("/speeches/<int:speech_id>/accept")
@allow(rules.can_decide, find=queries.speech)
def accept(speech):
    form = AcceptForm().offer(agenda.items_of(speech.conference.id))
    if form.done(lambda: actions.accept(speech, **form.values(), by=me())):
        flash(_("“%(title)s” stands in the agenda now.", title=speech.topic))
        return redirect(url_for("speeches.listed", conference_id=speech.conference.id))
    return _page(speech, accepting=form)


@bp.post("/speeches/<int:speech_id>/return")
@allow(rules.can_decide, find=queries.speech)
def send_back(speech):
    form = ReturnForm()
    if form.done(lambda: actions.send_back(speech, **form.values(), by=me())):
        flash(_("“%(title)s” is returned; the site is told.", title=speech.topic))
        return redirect(url_for("speeches.listed", conference_id=speech.conference.id))
    return _page(speech, returning=form)


@bp.post("/speeches/<int:speech_id>/move/<any(up, down):where>")
@allow(rules.can_decide, find=lambda speech_id, where: queries.speech(speech_id))
def shift(speech):
    form, steps = VersionForm(), STEPS[request.view_args["where"]]
    if form.done(lambda: actions.shift(speech, steps, **form.values(), by=me())):
        return redirect(url_for("speeches.listed", conference_id=speech.conference.id, _anchor=f"speech-{speech.id}"))
    return _list(speech.conference, form)


@bp.get("/speeches/<int:speech_id>/file")
@allow(rules.can_read_text, find=lambda speech_id: _with_file(queries.speech(speech_id)))
def download(speech):
    return files.send(speech)


def _with_file(speech):
    return speech if speech and speech.fingerprint else None


def _list(conference, form=None):
    typed = asking.asked()
    state, words = typed.one_of("state", SpeechState), typed.words(longest=100)
    html = render_template(
        "speeches/list.html",
        conference=conference,
        form=form,
        page=page(queries.of_conference(conference.id, state=state, words=words)),
        counts=queries.counts(conference.id),
        order=queries.item_ids(conference.id),
        agenda=agenda.agenda(conference.id),
        state=state,
        words=words,
        secret_texts=queries.secret_texts(conference.id),
        manages=conferences.can_manage(me(), conference),
    )
    return html, form.status if form else 200


def _page(speech, *, accepting=None, returning=None):
    sent = accepting or returning
    decides = rules.can_decide(me(), speech)
    known = {"version": speech.version, "minutes": speech.minutes}
    if accepting is None:
        items = agenda.items_of(speech.conference.id) if decides else []
        accepting = AcceptForm(formdata=None, data=known).offer(items)
    returning = returning or ReturnForm(formdata=None, data=known)
    html = render_template(
        "speeches/show.html",
        speech=speech,
        conference=speech.conference,
        accepting=accepting,
        returning=returning,
        sent=sent,
        secret_texts=queries.secret_texts(speech.conference.id),
        moves=LIFECYCLE.timely(speech.state) if decides and speech.conference.state in actions.DECIDED else [],
    )
    return html, sent.status if sent else 200


# a site


@bp.get("/sites/<int:site_id>/speeches")
@allow(rules.can_offer, find=sites.site)
def of_site(site):
    return _site(site, OfferForm(formdata=None))


@bp.post("/sites/<int:site_id>/speeches")
@allow(rules.can_offer, find=sites.site)
def offer(site):
    form = OfferForm()
    if form.done(lambda: actions.offer(site, **form.values(), by=me())):
        flash(_("The speech is registered. You will be told what is decided."))
        return redirect(url_for("speeches.of_site", site_id=site.id))
    return _site(site, form)


@bp.route("/speeches/<int:speech_id>/edit", methods=["GET", "POST"])
@allow(rules.can_change, find=queries.speech)
def edit(speech):
    form = ReviseForm(obj=speech)
    if form.done(lambda: actions.revise(speech, **form.values(), by=me())):
        flash(_("The speech is registered as it stands now."))
        return redirect(url_for("speeches.of_site", site_id=speech.site_id))
    return _edit(speech, form)


@bp.post("/speeches/<int:speech_id>/withdraw")
@allow(rules.can_change, find=queries.speech)
def withdraw(speech):
    form = VersionForm()
    if form.done(lambda: actions.withdraw(speech, **form.values(), by=me())):
        flash(_("The speech is withdrawn."))
        return redirect(url_for("speeches.of_site", site_id=speech.site_id))
    return _site(speech.site, OfferForm(formdata=None), form)


def _site(site, form, sent=None):
    html = render_template(
        "speeches/site.html",
        site=site,
        conference=site.conference,
        form=form,
        sent=sent or form,
        speeches=queries.of_site(site.id),
        secret_texts=queries.secret_texts(site.conference_id),
        timely=LIFECYCLE.timely,
        is_open=waits(site.conference),
        why_closed=actions.why_closed(site),
    )
    return html, (sent or form).status


def _edit(speech, form):
    facts = {"speech": speech, "site": speech.site, "conference": speech.conference, "form": form}
    return render_template("speeches/edit.html", **facts), form.status
