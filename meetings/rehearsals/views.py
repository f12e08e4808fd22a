"""The doors to rehearsals: the list, one trial with its sites, the call list, the protocol."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base import clock
from meetings.base.db import transaction
from meetings.base.errors import NotNow
from meetings.gateways import pdf
from meetings.journal import actions as journal
from meetings.rehearsals import actions, papers, queries, room_pages, rules, self_test_pages, telling
from meetings.rehearsals.doors import bp
from meetings.rehearsals.forms import PlanForm, QuickForm, ReviseForm, SheetForm
from meetings.rehearsals.models import LIFECYCLE, TO_CALL, RehearsalState, Verdict
from meetings.sites import queries as sites
from meetings.web import answers, asking
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm
from meetings.web.paging import page

__all__ = ["bp", "room_pages", "self_test_pages"]

SHOWN = {"open": [Verdict.OPEN], "passed": [Verdict.PASSED], "call": TO_CALL}
FILTERS = ("show", "q", "page")


@bp.get("/conferences/<int:conference_id>/rehearsals")
@allow(rules.can_list, find=sites.conference)
def listed(conference):
    rows = queries.of_conference(conference.id)
    return render_template(
        "rehearsals/list.html",
        conference=conference,
        rehearsals=rows,
        counts=queries.counts([row.id for row in rows]),
        may_plan=rules.can_plan(me(), conference) and conference.state in actions.PLANNABLE,
    )


@bp.route("/conferences/<int:conference_id>/rehearsals/new", methods=["GET", "POST"])
@allow(rules.can_plan, find=sites.conference)
def plan(conference):
    rows = [row for row in queries.of_conference(conference.id) if row.state is not RehearsalState.CANCELLED]
    form = PlanForm().offer(queries.operators(conference)).offer_again(rows)
    if not form.is_submitted():
        form.propose(conference)

    def act():
        repeats = form.rehearsals.get(form.repeats.data)
        row = actions.plan(conference, **form.values(), repeats=repeats, by=me())
        telling.tell_sites(row, "rehearsal_planned")
        return row.id

    if form.done(act):
        flash(_("The rehearsal is planned. Its sites are being told."))
        return redirect(url_for("rehearsals.show", rehearsal_id=form.outcome))
    return render_template("rehearsals/plan.html", conference=conference, form=form, rehearsal=None), form.status


@bp.get("/rehearsals/<int:rehearsal_id>")
@allow(rules.can_read, find=queries.rehearsal)
def show(rehearsal):
    typed = asking.asked()
    show_only, words = typed.one_of("show", SHOWN, ""), typed.words(longest=100)
    found = page(queries.trials(rehearsal.id, verdicts=SHOWN.get(show_only), words=words, in_place=not show_only))
    return render_template(
        "rehearsals/show.html",
        conference=rehearsal.conference,
        rehearsal=rehearsal,
        page=found,
        counts=queries.counts([rehearsal.id])[rehearsal.id],
        tests=queries.last_self_tests([trial.site_id for trial in found.items]),
        words=words,
        shown=show_only,
        back={name: request.args[name] for name in FILTERS if request.args.get(name)},
        missing=queries.without_trial(rehearsal),
        has_begun=clock.now() >= rehearsal.starts_at,
        **_moves(rehearsal),
    )


def _moves(rehearsal):
    """What the reader may do with the rehearsal now."""
    changes = rules.can_change(me(), rehearsal)
    is_ahead = rehearsal.conference.state in actions.JUDGEABLE
    timely = [name for name in LIFECYCLE.timely(rehearsal.state) if name not in ("reopen", "cancel") or is_ahead]
    judges = rules.can_judge(me(), rehearsal) and rehearsal.state is RehearsalState.PLANNED and is_ahead
    return {"changes": changes, "moves": timely if changes else [], "judges": judges}


@bp.route("/rehearsals/<int:rehearsal_id>/edit", methods=["GET", "POST"])
@allow(rules.can_change, find=queries.rehearsal)
def edit(rehearsal):
    form = ReviseForm().offer(queries.operators(rehearsal.conference))
    if not form.is_submitted():
        form.show(rehearsal).version.data = rehearsal.version

    def act():
        if actions.revise(rehearsal, **form.values(), by=me()):
            telling.tell_sites(rehearsal, "rehearsal_moved")

    if form.done(act):
        flash(_("The rehearsal is changed."))
        return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal.id))
    html = render_template("rehearsals/plan.html", conference=rehearsal.conference, form=form, rehearsal=rehearsal)
    return html, form.status


@bp.post("/rehearsals/<int:rehearsal_id>/close")
@allow(rules.can_change, find=queries.rehearsal)
def close(rehearsal):
    return _step(rehearsal, actions.close, _("The rehearsal is closed. The protocol bears your name."))


@bp.post("/rehearsals/<int:rehearsal_id>/reopen")
@allow(rules.can_change, find=queries.rehearsal)
def reopen(rehearsal):
    return _step(rehearsal, actions.reopen, _("Verdicts can be changed again."))


@bp.post("/rehearsals/<int:rehearsal_id>/cancel")
@allow(rules.can_change, find=queries.rehearsal)
def cancel(rehearsal):
    def act(row, **facts):
        if row.conference.state not in actions.JUDGEABLE:
            raise NotNow(actions.OVER)
        actions.cancel(row, **facts)
        telling.tell_sites(row, "rehearsal_cancelled")

    return _step(rehearsal, act, _("The rehearsal is called off. Its sites are being told."))


def _step(rehearsal, act, words):
    version = request.form.get("version", "")
    with transaction():
        act(rehearsal, version=version, by=me())
    flash(words)
    return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal.id))


@bp.post("/rehearsals/<int:rehearsal_id>/take-in")
@allow(rules.can_change, find=queries.rehearsal)
def take_in(rehearsal):
    form = EmptyForm()
    if form.done(lambda: actions.take_in(rehearsal, by=me())):
        taken = form.outcome
        flash(_n("%(num)s site was taken in.", "%(num)s sites were taken in.", taken))
    return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal.id))


@bp.get("/rehearsals/<int:rehearsal_id>/calls")
@allow(rules.can_read, find=queries.rehearsal)
def calls(rehearsal):
    found = page(queries.to_call(rehearsal.id))
    facts = {"conference": rehearsal.conference, "rehearsal": rehearsal, "page": found, **_moves(rehearsal)}
    return render_template("rehearsals/calls.html", **facts)


@bp.get("/rehearsals/<int:rehearsal_id>/protocol.pdf")
@allow(rules.can_read, find=queries.rehearsal)
def protocol(rehearsal):
    facts = papers.protocol(rehearsal)
    drawn = pdf.paper(papers.TEMPLATE, facts, draft=rehearsal.state is not RehearsalState.CLOSED)
    with transaction():
        journal.record(me(), "exported_protocol", rehearsal, within=rehearsal.conference)
    return answers.pdf(drawn, f"bien-ban-chay-thu-{clock.local(rehearsal.starts_at):%Y-%m-%d}.pdf")


# one site


@bp.get("/trials/<int:trial_id>")
@allow(rules.can_judge_trial, find=queries.trial)
def sheet(trial):
    return _sheet(trial, SheetForm(formdata=None, data=SheetForm.known(trial)))


@bp.post("/trials/<int:trial_id>")
@allow(rules.can_judge_trial, find=queries.trial)
def judge(trial):
    return _judge(trial, SheetForm())


@bp.post("/trials/<int:trial_id>/quick")
@allow(rules.can_judge_trial, find=queries.trial)
def quick(trial):
    return _judge(trial, QuickForm())


def _judge(trial, form):
    back = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    rehearsal_id, anchor = trial.rehearsal_id, f"trial-{trial.id}"
    if form.done(lambda: actions.judge(trial, **form.values(), by=me())):
        flash(_("Noted: %(site)s.", site=trial.site.short_name))
        return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal_id, **back, _anchor=anchor))
    if not isinstance(form, SheetForm):
        shown = SheetForm(formdata=None, data=SheetForm.known(trial))
        shown.refusal, shown.form_errors = form.refusal, [*form.form_errors, *form["verdict"].errors]
        return _sheet(trial, shown, form.status)
    return _sheet(trial, form, form.status)


def _sheet(trial, form, status=200):
    html = render_template(
        "rehearsals/sheet.html",
        conference=trial.rehearsal.conference,
        rehearsal=trial.rehearsal,
        trial=trial,
        site=trial.site,
        form=form,
        tests=queries.self_tests_of(trial.site_id),
        next=queries.next_open(trial.rehearsal_id, after=trial.id),
        back={name: request.args[name] for name in FILTERS if request.args.get(name)},
        **_moves(trial.rehearsal),
    )
    return html, status
