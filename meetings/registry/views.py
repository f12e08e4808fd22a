from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.registry import actions, queries, rules
from meetings.registry.forms import SeriesForm
from meetings.web.access import allow, me
from meetings.web.paging import page

bp = Blueprint("registry", __name__)


@bp.route("/papers/series", methods=["GET", "POST"])
@allow(rules.can_continue_series)
def series():
    form = SeriesForm().offer(queries.issuers())
    if form.done(lambda: actions.continue_series(**form.values(), by=me())):
        flash(_("The next paper of this series follows the number you gave."))
        return redirect(url_for("registry.series"))
    return render_template("registry/series.html", form=form, page=page(queries.all_series())), form.status
