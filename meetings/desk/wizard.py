"""From the idea to the invitation in four steps; each saves the draft, has its own address and can be left."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.agenda import queries as agenda
from meetings.base import clock
from meetings.base.db import db
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences import queries, rules
from meetings.conferences.models import ConferenceState
from meetings.desk import (
    actions,
    changes,
    changing,
    checks,
    choices,
    clash_warnings,
    clashes,
    outlooks,
    previews,
    readiness,
    tallies,
)
from meetings.desk.doors import bp
from meetings.desk.planning_forms import CopyForm, InformationForm, NewInformationForm
from meetings.documents import queries as documents
from meetings.documents.models import Audience
from meetings.invitations import actions as invitations
from meetings.invitations import invitees
from meetings.series import copying
from meetings.series import queries as series
from meetings.sites import queries as sites
from meetings.sites import sight, telling
from meetings.sites.models import SiteKind
from meetings.web import filters
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm


class Stage(NamedTuple):
    """One step of the creation: its number, where it is, whether the page is on it, what it holds, if it is done."""

    key: str
    number: int
    label: str
    href: str
    current: bool
    detail: str = ""
    done: bool = False


STAGES = (
    ("information", _l("Information"), "desk.information"),
    ("sites", _l("Sites"), "sites.choose"),
    ("content", _l("Agenda, documents"), "desk.content"),
    ("send", _l("Send the invitation"), "desk.send"),
)
NEAR = {"agenda": "content", "documents": "content", "invitations": "send", "sites": "sites"}


def steps_of(conference, user, known) -> list[Stage]:
    """The steps of a draft, for those who manage it; none for anything announced. `known` are the counts that stand
    beside the tabs."""
    if conference.state is not ConferenceState.DRAFT or not rules.can_manage(user, conference):
        return []
    here = {endpoint: key for key, _label, endpoint in STAGES}.get(request.endpoint)
    here = here or NEAR.get(request.blueprint or "")
    held = _held(conference, known)
    return [
        Stage(key, number, label, url_for(endpoint, conference_id=conference.id), key == here, *held[key])
        for number, (key, label, endpoint) in enumerate(STAGES, start=1)
    ]


def _held(conference, known):
    """By step: what it holds in a few words, and whether nothing of it is missing."""
    when = f"{filters.time(conference.starts_at)} {filters.day(conference.starts_at)}"
    sites = int(known["sites"].split("/")[1]) if "sites" in known else 0
    items, files = int(known.get("agenda", 0)), int(known.get("documents", 0))
    told = ngettext("%(num)s item", "%(num)s items", items), ngettext("%(num)s document", "%(num)s documents", files)
    return {
        "information": (when, bool(conference.chair)),
        "sites": (ngettext("%(num)s site", "%(num)s sites", sites) if sites else _("None chosen yet"), sites > 0),
        "content": (" · ".join(told), items > 0 and files > 0),
        "send": (_("Look at it, then send"), False),
    }


@bp.get("/conferences/new")
@allow(rules.can_create)
def new():
    form = _offer(InformationForm(formdata=None))
    form.organiser.data = form.organiser.choices[0].value if form.organiser.choices else None
    form.secretary.data = next(iter(form.secretaries)) if len(form.secretaries) == 1 else None
    return _new_page(form)


@bp.post("/conferences/new")
@allow(rules.can_create)
def draft():
    form = _offer(NewInformationForm())
    if form.done(lambda: conferences.draft(**form.values(), by=me())):
        return _next(form.outcome, "sites.choose")
    return _new_page(form)


@bp.get("/conferences/copy")
@allow(rules.can_create)
def choose_model():
    typed = request.args.get("source", "")
    source = queries.conference(int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    if source is None or not rules.can_manage(me(), source):
        flash(_("Choose the conference to copy from."), "warn")
        return redirect(url_for("desk.new"))
    return redirect(url_for("desk.copy", conference_id=source.id))


@bp.route("/conferences/<int:conference_id>/copy", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def copy(source):
    form = CopyForm()
    if form.done(lambda: copying.copy(source, **form.values(), by=me())):
        return _next(form.outcome, "desk.information")
    if request.method == "GET":
        form.suggest(source)
    facts = {"source": source, "sites": tallies.tallies([source.id])[source.id]}
    return render_template("desk/copy.html", form=form, items=len(agenda.items_of(source.id)), **facts), form.status


@bp.get("/conferences/<int:conference_id>/information")
@allow(rules.can_manage, find=queries.conference)
def information(conference):
    return _information_page(conference, _offer(InformationForm(formdata=None), conference).show(conference))


@bp.post("/conferences/<int:conference_id>/information")
@allow(rules.can_manage, find=queries.conference)
def save_information(conference):
    form = _offer(InformationForm(), conference)

    def revise(**more):
        return changes.revise(conference, version=form.version.data or 0, **form.values(), **more, by=me())

    if conference.state not in changes.CALLED:
        if form.done(revise):
            is_draft = conference.state is ConferenceState.DRAFT
            return _next(conference, "sites.choose" if is_draft else "desk.show")
        return _information_page(conference, form)
    return changing.turn(
        conference,
        form,
        title=_("Change the conference"),
        foresee=lambda: outlooks.revision(conference, version=form.version.data or 0, **form.values()),
        act=revise,
        page=lambda: _information_page(conference, form),
    )


@bp.get("/conferences/<int:conference_id>/content")
@allow(rules.can_manage, find=queries.conference)
def content(conference):
    shelf = list(db.session.scalars(documents.documents_of(conference.id, tuple(Audience)).limit(100)))
    awaited = series.background(conference.id).missing_papers
    facts = {"plan": agenda.plan(conference), "shelf": shelf, "awaited": awaited}
    return render_template("desk/content.html", conference=conference, tab="", **facts)


@bp.get("/conferences/<int:conference_id>/send")
@allow(rules.can_manage, find=queries.conference)
def send(conference):
    return _send_page(conference, EmptyForm(formdata=None))


@bp.post("/conferences/<int:conference_id>/send")
@allow(rules.can_manage, find=queries.conference)
def invite(conference):
    form = EmptyForm()
    if form.done(lambda: actions.invite(conference, by=me())):
        flash(_("The invitation is on its way. The sites can answer now."))
        return redirect(url_for("desk.show", conference_id=conference.id))
    return _send_page(conference, form)


def _next(conference, endpoint):
    flash(_("Saved at %(time)s.", time=clock.local(clock.now()).strftime("%H:%M")))
    clash_warnings.warn(conference)
    return redirect(url_for(endpoint, conference_id=conference.id))


def _offer(form, conference=None):
    day = clock.local(conference.starts_at).date() if conference else clock.today()
    return form.offer(
        units=choices.organisers(me(), day),
        bodies=choices.bodies(day),
        leaders=choices.presiders(me(), day, conference.organiser if conference else None),
        secretaries=choices.secretaries(me(), day),
        conference=conference,
    )


def _new_page(form):
    labels = [label for _key, label, _endpoint in STAGES]
    facts = {"models": choices.models(me()), "templates": series.choosable_templates()}
    facts["copies"] = "copy" in request.args
    return render_template("desk/new.html", form=form, labels=labels, **facts), form.status


def _information_page(conference, form):
    theirs = getattr(form.refusal, "theirs", None)
    html = render_template("desk/information.html", conference=conference, tab="", form=form, theirs=theirs)
    return html, form.status


def _send_page(conference, form):
    chosen, background = sites.sites_of(conference.id), series.background(conference.id, (), checks.given_out())
    letter, _programme = background.beside
    asked = [site for site in chosen if site.kind is not SiteKind.MAIN]
    counted = tallies.counted(chosen)
    plan = agenda.plan(conference)
    items = [slot.item for slot in (*plan.linked, *plan.local)]
    facts = {
        "lacks": readiness.lacks(conference, counted),
        "advice": checks.warnings(conference),
        "clashes": clashes.of(conference, sight.seen_by(me())),
        "sites": counted,
        "unreached": telling.unreached(asked),
        "items": len(items),
        "plan": plan,
        "letter": letter,
        "flaw": invitations.flaw(letter),
        "misfit": invitees.misfit(letter, chosen) if letter else None,
        "awaited": background.missing_papers,
        "preview": previews.invitation(conference, letter, items, asked[0] if asked else None),
    }
    return render_template("desk/send.html", conference=conference, tab="", form=form, **facts), form.status
