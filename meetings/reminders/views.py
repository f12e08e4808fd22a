"""The doors to the schedules of reminders: one page for all kinds of conference, one switch for each conference."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.accounts import rules as accounts
from meetings.base.db import transaction
from meetings.base.errors import NotValid, Stale
from meetings.conferences import queries as conferences
from meetings.conferences import rules
from meetings.reminders import actions, plan, queries
from meetings.reminders.forms import SchedulesForm
from meetings.web.access import allow, me

bp = Blueprint("reminders", __name__)


@bp.get("/reminders")
@allow(accounts.can_administer)
def schedules():
    return _page(SchedulesForm(formdata=None).show(queries.schedules()))


@bp.post("/reminders")
@allow(accounts.can_administer)
def keep():
    form = SchedulesForm()
    if form.done(lambda: actions.keep(form.values(), version=form.version.data, by=me())):
        flash(_("The schedules are kept. They count from the next step on."))
        return redirect(url_for("reminders.schedules"))
    if isinstance(form.refusal, Stale):
        form.version.data = queries.version(queries.schedules())
    return _page(form)


@bp.post("/conferences/<int:conference_id>/reminders")
@allow(rules.can_manage, find=conferences.conference)
def switch(conference):
    typed = request.form.get("on")
    if typed not in ("yes", "no"):
        raise NotValid(_("Say whether the schedule is on or off: press the button on the page."))
    on = typed == "yes"
    with transaction():
        actions.switch(conference, on=on, by=me())
    flash(
        _("The sites of this conference are reminded by the schedule again.")
        if on
        else _("The sites of this conference are no longer reminded by the schedule.")
    )
    return redirect(url_for("desk.recipients", conference_id=conference.id, _anchor="reminders"))


def _page(form):
    hour = current_app.config["REMIND_HOUR"]
    return render_template("reminders/schedules.html", form=form, usual=plan.USUAL, hour=hour), form.status
