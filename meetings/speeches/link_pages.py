"""Registering a speech without an account. Opening a page changes nothing; only posting does."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base.errors import Stale
from meetings.sites import rules as sites
from meetings.sites.entry import UNKNOWN, NoSuchLink, Stand, expect_open, lock_at, opened, stand, token_of
from meetings.sites.links import Bearer
from meetings.sites.models import SiteLink
from meetings.speeches import actions, queries
from meetings.speeches.doors import bp
from meetings.speeches.forms import OfferForm, ReviseForm, VersionForm
from meetings.speeches.models import LIFECYCLE, Speech
from meetings.web import files
from meetings.web.access import allow
from meetings.web.headers import private_address

SHOWN = (Stand.OPEN, Stand.LOCKED, Stand.LIVE)


class Offered(NamedTuple):
    """A speech of the site whose link was opened."""

    link: SiteLink
    speech: Speech


def offered(token, speech_id) -> Offered:
    """The speech, where it is one of the link's own site; raises `NoSuchLink` for every other."""
    link, found = opened(token), queries.speech(speech_id)
    if found is None or found.site_id != link.site_id:
        raise NoSuchLink(UNKNOWN)
    return Offered(link, found)


@bp.get("/x/<token>/speech")
@allow(sites.holds_link, find=opened)
def linked(link):
    return _page(link, OfferForm(formdata=None))


@bp.post("/x/<token>/speech")
@allow(sites.holds_link, find=opened)
def offer_by_link(link):
    expect_open(link)  # before the form takes its file into storage
    form = OfferForm()
    if form.done(lambda: _open(link, actions.offer, link.site, **form.values())):
        flash(_("The speech is registered. You will be told what is decided."))
        return _back(link)
    return _page(link, form)


@bp.route("/x/<token>/speech/<int:speech_id>", methods=["GET", "POST"])
@allow(sites.holds_link, find=offered)
def edit_by_link(offered):
    link, speech = offered
    if request.method == "POST":
        expect_open(link)
    form = ReviseForm(obj=speech)
    if form.done(lambda: _open(link, actions.revise, speech, **form.values())):
        flash(_("The speech is registered as it stands now."))
        return _back(link)
    if not form.refusal and (stand(link) is not Stand.OPEN or "revise" not in LIFECYCLE.timely(speech.state)):
        return _back(link)
    if isinstance(form.refusal, Stale):
        form.version.raw_data, form.version.data = None, speech.version
    html = render_template("speeches/link_edit.html", speech=speech, form=form, **_about(link))
    return private_address(html), form.status


@bp.post("/x/<token>/speech/<int:speech_id>/withdraw")
@allow(sites.holds_link, find=offered)
def withdraw_by_link(offered):
    link, speech = offered
    form = VersionForm()
    if form.done(lambda: _open(link, actions.withdraw, speech, **form.values())):
        flash(_("The speech is withdrawn."))
        return _back(link)
    return _page(link, OfferForm(formdata=None), form)


@bp.get("/x/<token>/speech/<int:speech_id>/file")
@allow(sites.holds_link, find=offered)
def download_by_link(offered):
    link, speech = offered
    if stand(link) not in SHOWN or not speech.fingerprint:
        return _back(link)
    return private_address(files.send(speech))


def _open(link, act, thing, **facts):
    """Do it as the link's bearer, while the link takes answers: asked anew under the write lock."""
    expect_open(link)
    return act(thing, **facts, by=Bearer(link))


def _back(link):
    endpoint = "speeches.linked" if stand(link) in SHOWN else "sites.linked"
    return redirect(url_for(endpoint, token=token_of(link)))


def _about(link):
    facts = {"link": link, "token": token_of(link), "site": link.site, "conference": link.site.conference}
    return {**facts, "locks_at": lock_at(link.site.conference)}


def _page(link, form, sent=None):
    if stand(link) not in SHOWN and not sent:
        return _back(link)
    html = render_template(
        "speeches/link.html",
        form=form,
        sent=sent or form,
        speeches=queries.of_site(link.site_id) if stand(link) in SHOWN else [],
        timely=LIFECYCLE.timely,
        is_open=stand(link) is Stand.OPEN,
        **_about(link),
    )
    return private_address(html), (sent or form).status
