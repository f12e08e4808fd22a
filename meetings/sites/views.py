"""The doors to a site: its own page, and the secretariat's page of it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.accounts import rules as accounts
from meetings.accounts.models import Role
from meetings.base.db import transaction
from meetings.base.errors import Stale
from meetings.conferences import left
from meetings.sites import (
    actions,
    answering,
    beside,
    board_pages,
    boards,
    decisions,
    entry,
    former_plans,
    guests,
    link_keeping,
    link_pages,
    queries,
    rules,
    stages,
    substitutes,
    telling,
)
from meetings.sites.doors import bp, looks_for_host, site_saved
from meetings.sites.forms import AnswerForm, TelephoneForm, renew
from meetings.sites.models import SILENT, SiteKind, SiteState
from meetings.sites.secretariat_forms import DecisionForm, EditForm, LineForm, RemindOneForm
from meetings.web.access import allow, me, signed_in
from meetings.web.buttons import EmptyForm
from meetings.web.paging import page

__all__ = ["board_pages", "bp", "decisions", "link_keeping", "link_pages"]

# the site's own page


@bp.get("/sites/mine")
@allow(signed_in)
def mine():
    return render_template(
        "sites/mine.html",
        upcoming=page(queries.own_upcoming(me())),
        past=page(queries.own_past(me()), size=10, argument="past"),
    )


@bp.get("/sites/<int:site_id>")
@allow(rules.can_look, find=queries.site)
def show(site):
    wants_form = site.answered_at is None or "change" in request.args or site.state in SILENT
    if _may_answer(site) and wants_form:
        hint = beside.hint(site, address=me().email or "", person_id=me().id)
        known = AnswerForm.known(site, queries.last_answer(site)) | (hint.facts if hint else {})
        return _answer_page(site, _offer(AnswerForm(formdata=None, data=known), site), hint)
    return render_template(
        "sites/receipt.html",
        site=site,
        conference=site.conference,
        answers=queries.answers_of(site),
        may_answer=_may_answer(site),
        manages=rules.can_manage_site(me(), site),
        may_speak=rules.can_answer(me(), site),
        substitutions=substitutes.of_site(site.id),
        guests=guests.guests_of(site.id),
        passed=left.is_unbegun(site.conference),
    )


@bp.post("/sites/<int:site_id>/answer")
@allow(rules.answers_for, find=queries.site)
def answer(site):
    form = _offer(AnswerForm(), site)
    if looks_for_host(form):
        return _answer_page(site, form)
    if form.done(lambda: answering.answer(site, **form.values(), by=me())):
        flash(_("Recorded. Thank you."))
        site_saved.send(site)
        return redirect(url_for("sites.show", site_id=site.id))
    return _answer_page(site, form)


@bp.post("/sites/<int:site_id>/see")
@allow(rules.answers_for, find=queries.site)
def see(site):
    with transaction():
        answering.see(site, by=me())
    return "", 204


def _may_answer(site):
    return stages.waits(site.conference) and site.kind is not SiteKind.MAIN and rules.answers_for(me(), site)


def _answer_page(site, form, hint=None):
    if isinstance(form.refusal, Stale):
        renew(form, site)
    html = render_template(
        "sites/answer.html",
        site=site,
        conference=site.conference,
        locks_at=entry.lock_at(site),
        form=form,
        answers=queries.answers_of(site),
        moved=former_plans.of(site),
        hint=hint,
        guests=guests.guests_of(site.id),
        may_speak=True,
        marks_seen=site.state is SiteState.WAITING and request.method == "GET",
    )
    return html, form.status


# the secretariat's page of a site


@bp.get("/sites/<int:site_id>/edit")
@allow(rules.can_manage_site, find=queries.site)
def edit(site):
    return _desk(site)


@bp.post("/sites/<int:site_id>/edit")
@allow(rules.can_manage_site, find=queries.site)
def save(site):
    form = EditForm().offer(site, _leaders(site))
    if form.done(lambda: actions.edit(site, **form.values(), by=me())):
        flash(_("The site is corrected."))
        site_saved.send(site)
        if form.outcome is not None:
            flash(_("What came back leaves again, to %(address)s.", address=site.contact_email))
        return redirect(url_for("sites.edit", site_id=site.id))
    return _desk(site, form)


@bp.post("/sites/<int:site_id>/telephone")
@allow(rules.can_manage_site, find=queries.site)
def telephone(site):
    form = _offer(TelephoneForm(), site)
    if looks_for_host(form):
        return _desk(site, form)
    return _act(site, form, answering.record_by_telephone, _("The answer is recorded; you took it."), site_saved.send)


@bp.post("/sites/<int:site_id>/line")
@allow(rules.can_manage_site, find=queries.site)
def line(site):
    return _act(site, LineForm(), actions.test_line, _("The line test is noted."))


@bp.post("/sites/<int:site_id>/invite")
@allow(rules.can_manage_site, find=queries.site)
def invite(site):
    return _act(site, EmptyForm(), actions.invite_one, _("The site counts as invited."))


@bp.post("/sites/<int:site_id>/remind")
@allow(rules.can_manage_site, find=queries.site)
def remind_one(site):
    return _act(site, RemindOneForm(), actions.remind_one, _("The site is being reminded."))


def _act(site, form, act, words, then=None):
    if form.done(lambda: act(site, **form.values(), by=me())):
        flash(words)
        if then:
            then(site)
        return redirect(url_for("sites.edit", site_id=site.id))
    return _desk(site, form)


def _desk(site, form=None):
    if form and isinstance(form.refusal, Stale):
        renew(form, site)
    kinds = {"telephone": TelephoneForm, "edit": EditForm, "decision": DecisionForm, "line_form": LineForm}
    known = dict.fromkeys(kinds, {**EditForm.known(site), "line": site.line})
    answers, posts = queries.answers_of(site), queries.staff(site.unit_id)
    leaders = [post for post in posts if post.role is Role.LEADER]
    known["telephone"] = AnswerForm.known(site, next(iter(answers), None))
    forms = {
        name: form if isinstance(form, kind) else kind(formdata=None, data=known[name]) for name, kind in kinds.items()
    }
    if forms["telephone"] is not form:  # else what its own words found would be found anew, beside another choice
        _offer(forms["telephone"], site, leaders)
    forms["edit"].offer(site, leaders)
    for name, one in forms.items():
        _tell_apart(name, one)
    marks = boards.marks_of([site])[site.id]
    html = render_template(
        "sites/edit.html",
        site=site,
        conference=site.conference,
        tab="sites",
        answers=answers,
        people=telling.people([site], {site.unit_id: posts})[site.id],
        timely=boards.timely(site),
        marks=marks,
        lost={one.address.lower() for one in marks.lost},
        accounts=_accounts_of(posts) if marks.lost else {},
        substitutions=substitutes.of_site(site.id),
        refusal=form.refusal if form else None,
        **forms,
    )
    return html, form.status if form else 200


def _accounts_of(posts):
    """Those of the people in these posts whose accounts the reader may correct, by address."""
    people = [post.person for post in posts]
    return {one.email.lower(): one for one in people if one.email and accounts.can_edit_person(me(), one)}


def _tell_apart(name, form):
    """Four forms stand on one page: their fields need ids of their own."""
    for field in form:
        field.id = field.label.field_id = f"{name}-{field.name}"


def _offer(form, site, leaders=None):
    words = request.form.get("words", "").strip()[:100]
    leaders = _leaders(site) if leaders is None else leaders
    return form.offer(site, leaders, guests.hosts_for(site, words, form.joined.data))


def _leaders(site):
    return queries.leaders([site.unit_id]).get(site.unit_id, [])
