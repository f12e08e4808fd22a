"""Registering a speech without an account. Opening a page changes nothing; only posting does."""

from flask import flash, render_template, request
from flask_babel import gettext as _

from meetings.sites import entry
from meetings.sites import rules as sites
from meetings.sites.entry import SHOWN, Stand, expect_open, opened, stand, through
from meetings.speeches import actions, queries
from meetings.speeches.doors import bp
from meetings.speeches.forms import OfferForm, ReviseForm
from meetings.speeches.models import LIFECYCLE
from meetings.web import files
from meetings.web.access import allow
from meetings.web.buttons import VersionForm
from meetings.web.headers import private_address

PAGE = "speeches.linked"


def offered(token, speech_id) -> entry.Opened:
    """The speech, where it is one of the link's own site; raises `NoSuchLink` for every other."""
    return entry.opened_with(token, queries.speech(speech_id))


@bp.get("/x/<token>/speech")
@allow(sites.holds_link, find=opened)
def linked(link):
    return _page(link, OfferForm(formdata=None))


@bp.post("/x/<token>/speech")
@allow(sites.holds_link, find=opened)
def offer_by_link(link):
    expect_open(link)  # before the form takes its file into storage
    form = OfferForm()
    if form.done(lambda: through(link, actions.offer, link.site, **form.values())):
        flash(_("The speech is registered. You will be told what is decided."))
        return entry.back(link, PAGE)
    return _page(link, form)


@bp.route("/x/<token>/speech/<int:speech_id>", methods=["GET", "POST"])
@allow(sites.holds_link, find=offered)
def edit_by_link(offered):
    link, speech = offered
    if request.method == "POST":
        expect_open(link)
    form = ReviseForm(obj=speech)
    if form.done(lambda: through(link, actions.revise, speech, **form.values())):
        flash(_("The speech is registered as it stands now."))
        return entry.back(link, PAGE)
    if not form.refusal and (stand(link) is not Stand.OPEN or "revise" not in LIFECYCLE.timely(speech.state)):
        return entry.back(link, PAGE)
    html = render_template("speeches/link_edit.html", speech=speech, form=form, **entry.about(link))
    return private_address(html), form.status


@bp.post("/x/<token>/speech/<int:speech_id>/withdraw")
@allow(sites.holds_link, find=offered)
def withdraw_by_link(offered):
    link, speech = offered
    form = VersionForm()
    if form.done(lambda: through(link, actions.withdraw, speech, **form.values())):
        flash(_("The speech is withdrawn."))
        return entry.back(link, PAGE)
    return _page(link, OfferForm(formdata=None), form)


@bp.get("/x/<token>/speech/<int:speech_id>/file")
@allow(sites.holds_link, find=offered)
def download_by_link(offered):
    link, speech = offered
    secret = queries.secret_texts(link.site.conference_id)
    if stand(link) not in SHOWN or not speech.fingerprint or speech.fingerprint in secret:
        return entry.back(link, PAGE)
    return private_address(files.send(speech))


def _page(link, form, sent=None):
    if stand(link) not in SHOWN and not sent:
        return entry.back(link, PAGE)
    html = render_template(
        "speeches/link.html",
        form=form,
        sent=sent or form,
        speeches=queries.of_site(link.site_id) if stand(link) in SHOWN else [],
        secret_texts=queries.secret_texts(link.site.conference_id),
        timely=LIFECYCLE.timely,
        is_open=stand(link) is Stand.OPEN,
        why_closed=actions.why_closed(link.site),
        **entry.about(link),
    )
    return private_address(html), (sent or form).status
