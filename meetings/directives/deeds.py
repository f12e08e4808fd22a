"""One directive: its page, and each act on it that stands there as a form."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts import rules as people
from meetings.accounts import speakers
from meetings.base import clock
from meetings.directives import (
    act_forms,
    actions,
    branches,
    family,
    issuing,
    longer,
    queries,
    recording,
    rules,
    taking_back,
)
from meetings.directives.acts import AFTER_BELOW, acts_for, offered, passing_down, timely_moves
from meetings.directives.doors import bp
from meetings.directives.models import OWED
from meetings.sites import rules as sites
from meetings.web.access import allow, me


@bp.get("/directives/<int:directive_id>")
@allow(rules.can_see, find=queries.directive)
def show(directive):
    return _shown(directive)


def _shown(directive, sent=None):
    below = family.below(directive, me())
    tree = branches.below(me(), below, directive)
    numbers = tree.families.get(directive.id, family.Family())
    around = speakers.around(directive.lead_unit)
    divides = "pass_down" in timely_moves(directive) and family.can_have_children(directive)
    passes, is_ours = rules.can_pass_down(me(), directive), rules.can_report(me(), directive, around.speaking)
    history, is_whole = queries.read_history(directive, me())
    unheard = directive.state in OWED and directive.person is None and not around.speaking
    return render_template(
        "directives/show.html",
        directive=directive,
        conference=_conference(directive),
        acts=acts_for(directive, me(), around, numbers, sent),
        passes=divides and passes,
        passers=around.givers if divides and is_ours and not passes else None,
        below=below,
        tree=tree,
        is_ours=is_ours,
        kept_by_below=bool(numbers.open and AFTER_BELOW & timely_moves(directive) and _steps_in(directive, around)),
        unheard=unheard and rules.can_judge(me(), directive),
        adds_people=people.can_keep_people(me()),
        family=numbers,
        order=tree.orders.get(directive.order_id),
        history=history,
        is_whole=is_whole,
        today=clock.today(),
    )


def _conference(directive):
    """Where it was said, for who may see that: what is passed down reaches people who were not there."""
    meant = directive.conference
    return meant if meant and sites.can_see(me(), meant) else None


def _steps_in(directive, around):
    return rules.can_judge(me(), directive) or rules.can_answer(me(), directive, around.speaking)


def _done(directive, kind, act, message):
    """Take the form of `kind`, act, and go back to the directive; or show it again with what was typed."""
    form = offered(kind, directive, me(), sent=True)
    if form.done(lambda: act(form)):
        flash(message() if callable(message) else message)
        return redirect(url_for("directives.show", directive_id=directive.id))
    form.show_again(directive)
    return _shown(directive, form), form.status


def _told(units, all_heard, otherwise):
    """What was done; that the units were told only where somebody there hears it, and else who does not."""
    found = speakers.of(units)
    flash_unheard(units)
    return all_heard if all(found[unit.id] for unit in units) else otherwise


@bp.post("/directives/<int:directive_id>/take-on")
@allow(rules.can_answer, find=queries.directive)
def take_on(directive):
    def act(form):
        person = queries.person(form.person.data)
        actions.take_on(directive, person=person, version=form.shown_version, by=me())

    return _done(directive, act_forms.TakeOnForm, act, _("Taken on. Report the progress here."))


@bp.post("/directives/<int:directive_id>/return", endpoint="return")
@allow(rules.can_answer, find=queries.directive)
def return_(directive):
    return _done(
        directive, act_forms.ReturnForm, _with_reason(actions.return_, directive), _("Returned. The giver is told.")
    )


@bp.post("/directives/<int:directive_id>/report")
@allow(rules.can_report, find=queries.directive)
def report(directive):
    def act(form):
        told = dict(text=form.text.data, files=form.files.data, version=form.shown_version, by=me())
        if form.how.data == "done":
            return actions.submit(directive, **told)
        is_hindered = form.how.data == "hindered"
        return actions.report(directive, progress=form.progress.data, is_hindered=is_hindered, **told)

    return _done(directive, act_forms.ReportForm, act, _("The report was sent."))


@bp.post("/directives/<int:directive_id>/record")
@allow(rules.can_record, find=queries.directive)
def record(directive):
    def act(form):
        told = dict(said_by=form.said_by.data, way=form.way.data, text=form.text.data, progress=form.progress.data)
        recording.record(directive, how=form.answer.data, **told, version=form.shown_version, by=me())

    return _done(directive, act_forms.RecordForm, act, _("Recorded for the unit."))


@bp.post("/directives/<int:directive_id>/longer", endpoint="longer")
@allow(rules.can_answer, find=queries.directive)
def ask_for_longer(directive):
    def act(form):
        asked = dict(due_on=form.due_on.data, reason=form.reason.data, version=form.shown_version)
        longer.ask_for_longer(directive, **asked, by=me())

    return _done(directive, act_forms.LongerForm, act, _("Asked. Until it is answered the old deadline counts."))


@bp.post("/directives/<int:directive_id>/grant-longer")
@allow(rules.can_judge, find=queries.directive)
def grant_longer(directive):
    def act(form):
        granted = dict(due_on=form.due_on.data, text=form.text.data, version=form.shown_version)
        longer.grant_longer(directive, **granted, by=me())

    return _done(directive, act_forms.GrantForm, act, _("The deadline was moved."))


@bp.post("/directives/<int:directive_id>/refuse-longer")
@allow(rules.can_judge, find=queries.directive)
def refuse_longer(directive):
    act = _with_reason(longer.refuse_longer, directive)
    return _done(directive, act_forms.RefuseForm, act, _("The deadline stays. The unit is told."))


@bp.post("/directives/<int:directive_id>/accept")
@allow(rules.can_judge, find=queries.directive)
def accept(directive):
    return _done(
        directive, act_forms.AcceptForm, _with_text(actions.accept, directive), _("Accepted. The unit is told.")
    )


@bp.post("/directives/<int:directive_id>/send-back")
@allow(rules.can_judge, find=queries.directive)
def send_back(directive):
    act = _with_reason(actions.send_back, directive)
    return _done(directive, act_forms.SendBackForm, act, _("Sent back. The unit is told."))


@bp.post("/directives/<int:directive_id>/take-back")
@allow(rules.can_answer, find=queries.directive)
def take_back(directive):
    act = _with_text(taking_back.take_back, directive)
    return _done(directive, act_forms.TakeBackForm, act, _("Taken back. Hand it in again when it is done."))


@bp.post("/directives/<int:directive_id>/assign-again")
@allow(rules.can_judge, find=queries.directive)
def assign_again(directive):
    def act(form):
        lead_unit = queries.unit(form.lead_unit.data)
        told = dict(text=form.text.data, version=form.shown_version)
        actions.assign_again(directive, lead_unit=lead_unit, **told, by=me())

    return _done(
        directive,
        act_forms.AssignAgainForm,
        act,
        lambda: _told([directive.lead_unit], _("Assigned again. The unit is told."), _("Assigned again.")),
    )


@bp.post("/directives/<int:directive_id>/hand-over")
@allow(rules.can_judge, find=queries.directive)
def hand_over(directive):
    former = directive.lead_unit_id

    def act(form):
        lead_unit = queries.unit(form.lead_unit.data)
        actions.hand_over(directive, lead_unit=lead_unit, reason=form.reason.data, version=form.shown_version, by=me())

    def said():
        both = [queries.unit(former), directive.lead_unit]
        return _told(both, _("Given to another unit. Both units are told."), _("Given to another unit."))

    return _done(directive, act_forms.HandOverForm, act, said)


@bp.post("/directives/<int:directive_id>/remind")
@allow(rules.can_judge, find=queries.directive)
def remind(directive):
    return _done(directive, act_forms.RemindForm, _with_text(actions.remind, directive), _("The unit was urged."))


@bp.post("/directives/<int:directive_id>/withdraw")
@allow(rules.can_judge, find=queries.directive)
def withdraw(directive):
    def act(form):
        below = bool(form.below and form.below.data)
        told = dict(reason=form.reason.data, below=below, version=form.shown_version)
        actions.withdraw(directive, **told, by=me())

    return _done(directive, act_forms.WithdrawForm, act, _("Withdrawn. The unit is told."))


def _with_text(action, directive):
    return lambda form: action(directive, text=form.text.data, version=form.shown_version, by=me())


def _with_reason(action, directive):
    return lambda form: action(directive, reason=form.reason.data, version=form.shown_version, by=me())


@bp.route("/directives/<int:directive_id>/pass-down", methods=["GET", "POST"])
@allow(rules.can_pass_down, find=queries.directive)
def pass_down(directive):
    form = passing_down(directive, me())
    if "more" in request.form:
        form.more(directive)
    elif form.done(lambda: issuing.pass_down(directive, **_passed(form), version=form.shown_version, by=me())):
        passed = len(form.outcome)
        flash(ngettext("%(num)s directive was passed down.", "%(num)s directives were passed down.", passed))
        flash_unheard([child.lead_unit for child in form.outcome])
        return redirect(url_for("directives.show", directive_id=directive.id))
    form.show_again(directive)
    return render_template("directives/pass_down.html", form=form, directive=directive), form.status


def flash_unheard(units):
    """Say which of these units nobody was told for, because nobody speaks for it here."""
    found = speakers.of(units)
    silent = ", ".join(sorted({unit.name for unit in units if not found[unit.id]}))
    if silent:
        flash(_("Nobody of %(units)s has an account, so nobody was told: call them.", units=silent), "warn")


def _passed(form):
    units = queries.units_by_id(row.lead_unit.data for row in form.filled)
    tasks = [
        {
            "text": row.text.data,
            "lead_unit": units[row.lead_unit.data],
            "due_on": row.due_on.data,
            "expected_result": row.expected_result.data,
        }
        for row in form.filled
    ]
    return {"tasks": tasks, "giver": queries.person(form.giver.data)}
