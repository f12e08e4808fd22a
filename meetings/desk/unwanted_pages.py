"""The doors to saying that no minutes are wanted, and to taking that back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.conferences import queries as conferences
from meetings.desk.doors import bp
from meetings.desk.forms import UnwantedForm
from meetings.minutes import queries as all_minutes
from meetings.minutes import rules, waiving
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm


@bp.route("/conferences/<int:conference_id>/minutes/unwanted", methods=["GET", "POST"])
@allow(rules.can_waive, find=conferences.conference)
def waive_minutes(conference):
    form, here = UnwantedForm(), waiving.stand(conference.id)
    if not form.is_submitted():
        form.version.data = here.version
    if form.done(lambda: waiving.waive(conference, **form.values(), by=me())):
        flash(_("It is noted that no minutes are wanted."), "ok")
        return _back(conference)
    why = waiving.why_not(conference, here.minutes)
    facts = {"conference": conference, "tab": "minutes", "form": form, "why": why, "here": here}
    if here.minutes and here.minutes.is_unwanted:
        facts |= waiving.known(here.minutes)
    return render_template("desk/unwanted.html", **facts), form.status


@bp.post("/conferences/<int:conference_id>/minutes/wanted")
@allow(rules.can_waive, find=conferences.conference)
def take_up_minutes(conference):
    form, minutes = EmptyForm(), all_minutes.newest(conference.id)
    if minutes is not None and form.done(lambda: waiving.take_up(minutes, by=me())):
        flash(_("Minutes are wanted after all. The draft stands as it was."), "ok")
    elif form.refusal:
        flash(form.refusal.message, "bad")
    return _back(conference)


def _back(conference):
    return redirect(url_for("minutes.show", conference_id=conference.id))
