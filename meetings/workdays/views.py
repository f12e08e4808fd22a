from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base import clock
from meetings.gateways.official_days import official_days
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm
from meetings.workdays import actions, queries, rules
from meetings.workdays.forms import DayForm

bp = Blueprint("workdays", __name__)

YEARS = range(2015, 2101)


@bp.get("/working-days")
@allow(rules.can_keep_days)
def year():
    return _page(_year(), DayForm(formdata=None))


@bp.post("/working-days")
@allow(rules.can_keep_days)
def put():
    form = DayForm()
    if form.done(lambda: actions.put(form.day.data, kind=form.values()["kind"], name=form.name.data, by=me())):
        flash(_("The day is noted. Deadlines are counted with it from now on."))
        return redirect(url_for("workdays.year", year=form.day.data.year))
    return _page(_year(), form)


@bp.post("/working-days/<int:number>/remove")
@allow(rules.can_keep_days, find=queries.day)
def remove(row):
    form, year_of_day = EmptyForm(), row.day.year
    if form.done(lambda: actions.remove(row, by=me())):
        flash(_("The day is taken out of the table."))
    return redirect(url_for("workdays.year", year=year_of_day))


@bp.post("/working-days/take-over")
@allow(rules.can_keep_days)
def take_over():
    form, chosen = EmptyForm(), _year()
    days = official_days(chosen)
    if form.done(lambda: actions.seed(chosen, days, by=me())):
        flash(_n("%(num)s official day is taken over.", "%(num)s official days are taken over.", form.outcome))
    return redirect(url_for("workdays.year", year=chosen))


def _year():
    typed = request.values.get("year", "")
    chosen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else clock.today().year
    return min(max(chosen, YEARS[0]), YEARS[-1])


def _page(chosen, form):
    html = render_template(
        "workdays/year.html",
        form=form,
        year=chosen,
        years=YEARS,
        days=queries.of_year(chosen),
        is_seeded=queries.is_seeded(chosen),
    )
    return html, form.status
