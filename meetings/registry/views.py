from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.registry import actions, queries, rules
from meetings.registry.forms import NumberingForm, SeriesForm
from meetings.web.access import allow, me
from meetings.web.paging import page

bp = Blueprint("registry", __name__)
# The names of its fields begin so, because two forms share the page.
WAY = "way-"


@bp.route("/papers/series", methods=["GET", "POST"])
@allow(rules.can_continue_series)
def series():
    form = SeriesForm().offer(queries.issuers())
    if form.done(lambda: actions.continue_series(**form.values(), by=me())):
        flash(_("The next paper of this series follows the number you gave."))
        return redirect(url_for("registry.series"))
    return _page(form, NumberingForm(None, prefix=WAY)), form.status


@bp.post("/papers/series/numbering")
@allow(rules.can_set_numbering)
def numbering():
    form = NumberingForm(prefix=WAY).offer(queries.issuers())
    if form.done(lambda: actions.set_numbering(**form.values(), by=me())):
        flash(_("From that year on its papers are numbered so."))
        return redirect(url_for("registry.series"))
    return _page(SeriesForm(None), form), form.status


def _page(form, numbering):
    issuers, year = queries.issuers(), clock.today().year
    for one in (form, numbering):
        one.offer(issuers)
    facts = dict(form=form, numbering=numbering, ways=queries.numberings(year), page=page(queries.all_series()))
    return render_template("registry/series.html", **facts)
