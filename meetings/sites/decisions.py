"""The doors to what is decided about a site: another chair, another wish, and a guest for whom there is no room."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base.errors import NotNow
from meetings.conferences import rules as conferences
from meetings.sites import answering, boards, guests, links, queries, rules, substitutes
from meetings.sites.doors import bp, site_saved
from meetings.sites.entry import UNKNOWN, NoSuchLink, expect_open, lock_at, opened, token_of
from meetings.sites.forms import TurnAwayForm
from meetings.sites.models import Site, SiteLink, Substitution
from meetings.sites.secretariat_forms import DecisionForm
from meetings.web import files
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.headers import private_address


@bp.get("/sites/<int:site_id>/decide")
@allow(rules.can_decide, find=queries.site)
def decide(site):
    return _page(site, DecisionForm(formdata=None, data={"version": site.version}))


@bp.post("/sites/<int:site_id>/grant")
@allow(rules.can_decide, find=queries.site)
def grant(site):
    return _act(site, answering.grant_change, _("The change is agreed to. The site is told."))


@bp.post("/sites/<int:site_id>/refuse")
@allow(rules.can_decide, find=queries.site)
def refuse(site):
    return _act(site, answering.refuse_change, _("The change is refused. The site is told and asked again."))


def _act(site, act, words):
    form = DecisionForm()
    if form.done(lambda: act(site, **form.values(), by=me())):
        flash(words)
        site_saved.send(site)
        return redirect(url_for("sites.board", conference_id=site.conference_id))
    return _page(site, form)


def _page(site, form):
    html = render_template(
        "sites/decide.html",
        site=site,
        conference=site.conference,
        tab="sites",
        decision=form,
        is_open="grant_change" in boards.timely(site),
        substitutions=substitutes.of_site(site.id),
        manages=conferences.can_manage(me(), site.conference),
    )
    return html, form.status


# the authorisation of a substitute


@bp.get("/substitutions/<int:substitution_id>/scan")
@allow(rules.can_see_scan, find=substitutes.substitution)
def scan(substitution):
    return _scan(substitution)


class Scanned(NamedTuple):
    """A substitution of the site whose link was opened."""

    link: SiteLink
    substitution: Substitution


def scanned(token, substitution_id) -> Scanned:
    """The substitution, where it is one of the link's own site; raises `NoSuchLink` for every other."""
    link, found = opened(token), substitutes.substitution(substitution_id)
    if found is None or found.site_id != link.site_id or link.ended_at is not None:
        raise NoSuchLink(UNKNOWN)
    return Scanned(link, found)


@bp.get("/x/<token>/scan/<int:substitution_id>")
@allow(rules.holds_link, find=scanned)
def scan_by_link(scanned):
    return private_address(_scan(scanned.substitution))


def _scan(substitution):
    if not substitution.fingerprint:
        raise NotNow(_("There is no scan, or it was erased as no longer needed."))
    return files.send(substitution)


# guests


class Hosting(NamedTuple):
    """A guest, and the site in whose room it attends or did until now; None where the page names no such site."""

    guest: Site
    host: Site | None


def hosting(site_id) -> Hosting | None:
    """The guest of that number with the host that the page names: a second press finds it gone, and is told so."""
    guest, named = queries.site(site_id), id_or_none(request.values.get("host"))
    if guest is None:
        return None
    return Hosting(guest, guest.joined if named in (None, guest.joined_id) else guests.former_host(guest, named))


@bp.route("/sites/<int:site_id>/turn-away", methods=["GET", "POST"])
@allow(rules.can_turn_away, find=hosting)
def turn_away(hosting):
    site, host = hosting
    if site.joined_id != host.id:
        raise NotNow(guests.NO_GUEST)
    form = TurnAwayForm()
    if form.done(lambda: guests.turn_away(site, note=form.note.data, host_id=host.id, by=me())):
        flash(_("%(name)s is told and asked where it attends instead.", name=site.name))
        return redirect(url_for("sites.show", site_id=host.id))
    form.host.raw_data, form.host.data = None, host.id  # whom the page names
    return render_template("sites/turn_away.html", site=site, host=host, conference=site.conference, form=form), (
        form.status
    )


class Hosted(NamedTuple):
    """A guest of the site whose link was opened."""

    link: SiteLink
    guest: Site


def hosted(token, guest_id) -> Hosted:
    """The guest, where it attends at the link's own site; raises `NotNow` where it did before, `NoSuchLink` for every
    other."""
    link = opened(token)
    found = guests.guest(guest_id, link.site_id)
    if found is None:
        other = queries.site(guest_id)
        was_here = other is not None and guests.former_host(other, link.site_id) is not None
        raise NotNow(guests.NO_GUEST) if was_here else NoSuchLink(UNKNOWN)
    return Hosted(link, found)


@bp.route("/x/<token>/guests/<int:guest_id>", methods=["GET", "POST"])
@allow(rules.holds_link, find=hosted)
def turn_away_by_link(hosted):
    link, guest = hosted
    form = TurnAwayForm()

    def act():
        expect_open(link)
        guests.turn_away(guest, note=form.note.data, host_id=link.site_id, by=links.Bearer(link))

    if form.done(act):
        flash(_("%(name)s is told and asked where it attends instead.", name=guest.name))
        return redirect(url_for("sites.linked", token=token_of(link)))
    facts = {"link": link, "token": token_of(link), "site": link.site, "conference": link.site.conference}
    html = render_template("sites/link_guest.html", guest=guest, form=form, locks_at=lock_at(link.site), **facts)
    return private_address(html), form.status
