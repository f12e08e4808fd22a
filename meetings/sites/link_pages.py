"""The site's page without an account. Opening it changes nothing: scanners of mail open it, too. Only posting does."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base.errors import Stale
from meetings.sites import answering, beside, faces, former_plans, guests, links, queries, rules, substitutes
from meetings.sites.doors import bp, looks_for_host, site_saved
from meetings.sites.entry import Stand, expect_open, lock_at, opened, stand, token_of
from meetings.sites.forms import AnswerForm, renew
from meetings.sites.link_forms import NotOursForm
from meetings.sites.models import Ending
from meetings.web.access import allow
from meetings.web.headers import private_address

STATUS = {Stand.ENDED: 410}


@bp.get("/x/<token>")
@allow(rules.holds_link, find=opened)
def linked(link):
    if faces.shown(link) in faces.QUESTIONS:
        return _prefilled(link)
    known = {"substitutions": substitutes.of_site(link.site_id), "guests": guests.guests_of(link.site_id)}
    return _page("sites/link_stand.html", link, **known)


@bp.get("/x/<token>/answer")
@allow(rules.holds_link, find=opened)
def linked_answer(link):
    if stand(link) is not Stand.OPEN:
        return redirect(url_for("sites.linked", token=token_of(link)))
    return _prefilled(link)


@bp.post("/x/<token>/answer")
@allow(rules.holds_link, find=opened)
def answer_by_link(link):
    if request.files:  # before the form takes a scan into storage
        expect_open(link)
    form = _offer(AnswerForm(), link.site)
    if looks_for_host(form):
        return _form(link, form)

    def act():
        expect_open(link)
        answering.answer(link.site, **form.values(), by=links.Bearer(link))

    if form.done(act):
        flash(_("Recorded. Thank you."))
        site_saved.send(link.site)
        return redirect(url_for("sites.linked", token=token_of(link)))
    return _form(link, form)


@bp.route("/x/<token>/not-ours", methods=["GET", "POST"])
@allow(rules.holds_link, find=opened)
def not_ours(link):
    if request.method == "GET" and stand(link) is not Stand.OPEN:
        return redirect(url_for("sites.linked", token=token_of(link)))
    form = NotOursForm()

    def act():
        expect_open(link)
        links.send_back(link, note=form.note.data, by=links.Bearer(link))

    if form.done(act):
        return redirect(url_for("sites.linked", token=token_of(link)))
    return _page("sites/link_not_ours.html", link, form=form, status=form.status)


def _known(site):
    return AnswerForm.known(site, queries.last_answer(site))


def _leaders(site):
    return queries.leaders([site.unit_id]).get(site.unit_id, [])


def _offer(form, site):
    words = request.form.get("words", "").strip()[:100]
    return form.offer(site, _leaders(site), guests.hosts_for(site, words, form.joined.data))


def _prefilled(link):
    """As it was last time, and as the bearer's calendar has answered; nothing of it counts before it is sent."""
    hint = beside.hint(link.site, address=link.to_address)
    known = _known(link.site) | (hint.facts if hint else {})
    return _form(link, AnswerForm(formdata=None, data=known), hint)


def _form(link, form, hint=None):
    site = link.site
    if not form.is_submitted():
        _offer(form, site)
    if isinstance(form.refusal, Stale):
        renew(form, site)
    facts = dict(form=form, face=faces.asked(site), moved=former_plans.of(site), hint=hint)
    facts["guests"] = guests.guests_of(site.id)
    return _page("sites/link_answer.html", link, status=form.status, **facts)


def _page(template, link, *, status=None, **facts):
    site, now = link.site, stand(link)
    page = render_template(
        template,
        link=link,
        token=token_of(link),
        site=site,
        conference=site.conference,
        now=now.value,
        locks_at=lock_at(site),
        answers=queries.answers_of(site),
        sent_back=link.ending is Ending.SENT_BACK,
        **facts,
    )
    return private_address(page), status or STATUS.get(now, 200)
