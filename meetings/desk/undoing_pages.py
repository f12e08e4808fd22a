"""The doors to taking back a beginning or an end: what follows from it, or why it cannot be."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.conferences import queries, rules
from meetings.desk import undoing
from meetings.desk.doors import bp
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm


@bp.route("/conferences/<int:conference_id>/unbegin", methods=["GET", "POST"])
@allow(rules.can_run, find=queries.conference)
def take_back_beginning(conference):
    return _page(conference, "unbegin", undoing.unbegin, undoing.why_not_unbegun, _("The beginning is taken back."))


@bp.route("/conferences/<int:conference_id>/reopen", methods=["GET", "POST"])
@allow(rules.can_run, find=queries.conference)
def take_back_end(conference):
    return _page(conference, "reopen", undoing.reopen, undoing.why_not_reopened, _("The conference goes on."))


def _page(conference, move, act, why_not, words):
    form = EmptyForm()
    if form.done(lambda: act(conference, by=me())):
        flash(words)
        return redirect(url_for("desk.show", conference_id=conference.id))
    why = form.refusal.message if form.refusal else why_not(conference)
    facts = {"conference": conference, "tab": "", "form": form, "why": why, "move": move}
    return render_template("desk/take_back.html", **facts), form.status
