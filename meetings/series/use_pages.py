"""A conference in one step: from a template, or the same as last time."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.conferences import choices
from meetings.conferences import queries as conferences
from meetings.conferences import rules as conference_rules
from meetings.series import again, phrases, queries, rules, templates
from meetings.series.doors import bp
from meetings.series.template_forms import UseForm
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm


@bp.get("/templates/use")
@allow(rules.can_plan)
def choose_use():
    form = _offer(UseForm(formdata=None))
    typed = request.args.get("template", "")
    form.template.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    return _page(form)


@bp.post("/templates/use")
@allow(rules.can_plan)
def use():
    form = _offer(UseForm())
    if form.done(lambda: templates.use(**form.values(), by=me())):
        flash(_("The draft is made from the template. Look through it, then send the invitation."))
        return redirect(url_for("desk.show", conference_id=form.outcome.id))
    return _page(form)


@bp.post("/conferences/<int:conference_id>/again")
@allow(conference_rules.can_manage, find=conferences.conference)
def same_again(conference):
    form = EmptyForm()
    if form.done(lambda: again.again(conference, by=me())):
        flash(phrases.done(form.outcome))
        return redirect(url_for("desk.show", conference_id=form.outcome.conference.id))
    for words in form.form_errors:
        flash(words, "bad")
    return redirect(url_for("desk.show", conference_id=conference.id))


def _offer(form):
    return form.offer(queries.choosable_templates(), choices.organisers(me(), clock.today()))


def _page(form):
    return render_template("series/use.html", form=form), form.status
