from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base import clock
from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.directives import actions, forms, papers, phrases, queries, register, rules
from meetings.directives.acts import acts_for, giving, offered, passing_down, timely_moves
from meetings.directives.models import DirectiveState, OfficialClass
from meetings.directives.register import Asked
from meetings.gateways import pdf
from meetings.journal import actions as journal
from meetings.sites import rules as sites
from meetings.web import answers, files, words
from meetings.web.access import allow, me, signed_in
from meetings.web.paging import page

bp = Blueprint("directives", __name__)


@bp.app_context_processor
def _offer_phrases():
    return {"phrases": phrases}


@bp.get("/directives", endpoint="register")
@allow(signed_in)
def register_():
    asked, user = Asked.of(request.args), me()
    return render_template(
        "directives/register.html",
        asked=asked,
        totals=register.totals(user, asked),
        can_give=rules.can_give(user),
        states=words.choices(DirectiveState),
        classes=words.choices(OfficialClass),
        choices=register.choices(user),
        **_rows(page(register.rows(user, asked))),
    )


@bp.get("/conferences/<int:conference_id>/directives")
@allow(sites.can_see, find=conferences.conference)
def of_conference(conference):
    asked = Asked.of(request.args.to_dict() | {"conference": str(conference.id)})
    return render_template(
        "directives/of_conference.html",
        conference=conference,
        asked=asked,
        totals=register.totals(me(), asked),
        can_give=rules.can_give_for(me(), conference.organiser_id),
        **_rows(page(register.rows(me(), asked))),
    )


def _rows(found):
    """What the table of directives needs: the rows, the opened branches, what was passed down, and today."""
    opened: dict[int, list] = {}
    wanted = request.args.get("open", "").split(",")
    for child in queries.children_of([one for one in map(register.number, wanted) if one][:50], me()):
        opened.setdefault(child.parent_id, []).append(child)
    shown = [row.id for row in found.items] + [child.id for branch in opened.values() for child in branch]
    return {"page": found, "opened": opened, "families": queries.families(shown), "today": clock.today()}


@bp.get("/directives/<int:directive_id>/children")
@allow(rules.can_see, find=queries.directive)
def children(directive):
    found = queries.children_of([directive.id], me())
    return render_template(
        "directives/_children.html",
        children=found,
        level=queries.level_of(directive) + 1,
        families=queries.families(child.id for child in found),
        opened={},
        today=clock.today(),
    )


@bp.get("/directives/export.xlsx")
@allow(signed_in)
def export():
    asked = Asked.of(request.args)
    book = papers.workbook(register.for_a_sheet(me(), asked))
    with transaction():
        journal.record(me(), "exported_directives", me(), filter=asked.address())
    return answers.xlsx(book, f"so-nhiem-vu-{clock.today():%Y%m%d}.xlsx")


@bp.get("/directives/extract")
@allow(rules.can_extract, find=lambda: queries.unit(register.number(request.args.get("unit"))))
def extract(unit):
    asked = Asked.of(request.args)
    facts = papers.extract(unit, register.extract(me(), asked), conference=_conference_asked(asked))
    return answers.pdf(pdf.paper("nhiem_vu", facts), f"nhiem-vu-{unit.id}.pdf")


def _conference_asked(asked):
    return conferences.conference(asked.conference) if asked.conference else None


@bp.route("/directives/remind", methods=["GET", "POST"], endpoint="urge")
@allow(rules.can_give)
def urge():
    asked = Asked.of(request.args)
    owed = register.urgeable(me(), asked)
    form = forms.UrgeForm()
    form.directives.choices = [(directive.id, directive.code) for directive in owed]
    if not form.is_submitted():
        form.directives.data = [directive.id for directive in owed]
    if form.done(lambda: actions.remind_all(_chosen(form, asked), text=form.text.data, by=me())):
        urged = len(form.outcome)
        flash(ngettext("%(num)s directive was urged.", "%(num)s directives were urged.", urged))
        return redirect(url_for("directives.register", **asked.address()))
    recipients = queries.answering_for({directive.lead_unit_id for directive in owed})
    context = dict(form=form, asked=asked, owed=owed, recipients=recipients, today=clock.today())
    return render_template("directives/urge.html", **context), form.status


def _chosen(form, asked):
    return [one for one in register.urgeable(me(), asked) if one.id in form.directives.data]


@bp.route("/directives/new", methods=["GET", "POST"])
@allow(rules.can_give)
def new():
    conference = _conference_asked(Asked.of(request.args))
    conference = conference if conference and sites.can_see(me(), conference) else None
    form = giving(me(), units=queries.gives_for(me()), conference=conference)
    if form.done(lambda: actions.give_each(**_given(form), conference=conference, by=me())):
        given = len(form.outcome)
        flash(ngettext("%(num)s directive was given.", "%(num)s directives were given.", given))
        return redirect(url_for("directives.show", directive_id=form.outcome[0].id))
    return render_template("directives/new.html", form=form, conference=conference), form.status


def _given(form):
    values = form.values()
    units = queries.units_by_id([values["giver_unit"], *values["lead_units"], *values["coordinators"]])
    return {
        "text": values["text"],
        "lead_units": [units[one] for one in values["lead_units"]],
        "coordinators": [units[one] for one in values["coordinators"]],
        "giver_unit": units[values["giver_unit"]],
        "giver": queries.person(values["giver"]),
        "due_on": values["due_on"],
        "expected_result": values["expected_result"],
        "source": values["source"],
    }


@bp.get("/directives/<int:directive_id>")
@allow(rules.can_see, find=queries.directive)
def show(directive):
    return _shown(directive)


def _shown(directive, sent=None):
    return render_template(
        "directives/show.html",
        directive=directive,
        acts=acts_for(directive, me(), sent),
        passes="pass_down" in timely_moves(directive)
        and rules.can_pass_down(me(), directive)
        and queries.can_have_children(directive),
        below=queries.below(directive, me()),
        family=queries.family(directive),
        history=queries.history(directive),
        today=clock.today(),
    )


def _done(directive, kind, act, message):
    """Take the form of `kind`, act, and go back to the directive; or show it again with what was typed."""
    form = offered(kind, directive, me(), sent=True)
    if form.done(lambda: act(form)):
        flash(message)
        return redirect(url_for("directives.show", directive_id=directive.id))
    form.show_again(directive)
    return _shown(directive, form), form.status


@bp.post("/directives/<int:directive_id>/take-on")
@allow(rules.can_answer, find=queries.directive)
def take_on(directive):
    def act(form):
        person = queries.person(form.person.data)
        actions.take_on(directive, person=person, version=form.shown_version, by=me())

    return _done(directive, forms.TakeOnForm, act, _("Taken on. Report the progress here."))


@bp.post("/directives/<int:directive_id>/return", endpoint="return")
@allow(rules.can_answer, find=queries.directive)
def return_(directive):
    return _done(
        directive, forms.ReturnForm, _with_reason(actions.return_, directive), _("Returned. The giver is told.")
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

    return _done(directive, forms.ReportForm, act, _("The report was sent."))


@bp.post("/directives/<int:directive_id>/longer")
@allow(rules.can_answer, find=queries.directive)
def longer(directive):
    def act(form):
        asked = dict(due_on=form.due_on.data, reason=form.reason.data, version=form.shown_version)
        actions.ask_for_longer(directive, **asked, by=me())

    return _done(directive, forms.LongerForm, act, _("Asked. Until it is answered the old deadline counts."))


@bp.post("/directives/<int:directive_id>/grant-longer")
@allow(rules.can_judge, find=queries.directive)
def grant_longer(directive):
    return _done(directive, forms.GrantForm, _with_text(actions.grant_longer, directive), _("The deadline was moved."))


@bp.post("/directives/<int:directive_id>/refuse-longer")
@allow(rules.can_judge, find=queries.directive)
def refuse_longer(directive):
    act = _with_reason(actions.refuse_longer, directive)
    return _done(directive, forms.RefuseForm, act, _("The deadline stays. The unit is told."))


@bp.post("/directives/<int:directive_id>/accept")
@allow(rules.can_judge, find=queries.directive)
def accept(directive):
    return _done(directive, forms.AcceptForm, _with_text(actions.accept, directive), _("Accepted. The unit is told."))


@bp.post("/directives/<int:directive_id>/send-back")
@allow(rules.can_judge, find=queries.directive)
def send_back(directive):
    act = _with_reason(actions.send_back, directive)
    return _done(directive, forms.SendBackForm, act, _("Sent back. The unit is told."))


@bp.post("/directives/<int:directive_id>/assign-again")
@allow(rules.can_judge, find=queries.directive)
def assign_again(directive):
    def act(form):
        lead_unit = queries.unit(form.lead_unit.data)
        told = dict(text=form.text.data, version=form.shown_version)
        actions.assign_again(directive, lead_unit=lead_unit, **told, by=me())

    return _done(directive, forms.AssignAgainForm, act, _("Assigned again. The unit is told."))


@bp.post("/directives/<int:directive_id>/remind")
@allow(rules.can_judge, find=queries.directive)
def remind(directive):
    def act(form):
        actions.remind(directive, text=form.text.data, by=me())

    return _done(directive, forms.RemindForm, act, _("The unit was urged."))


@bp.post("/directives/<int:directive_id>/withdraw")
@allow(rules.can_judge, find=queries.directive)
def withdraw(directive):
    act = _with_reason(actions.withdraw, directive)
    return _done(directive, forms.WithdrawForm, act, _("Withdrawn. The unit is told."))


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
    elif form.done(lambda: actions.pass_down(directive, **_passed(form), version=form.shown_version, by=me())):
        passed = len(form.outcome)
        flash(ngettext("%(num)s directive was passed down.", "%(num)s directives were passed down.", passed))
        return redirect(url_for("directives.show", directive_id=directive.id))
    form.show_again(directive)
    return render_template("directives/pass_down.html", form=form, directive=directive), form.status


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


@bp.get("/directives/files/<int:file_id>")
@allow(rules.can_read_file, find=queries.file)
def file(kept):
    return files.send(kept, download="open" not in request.args)
