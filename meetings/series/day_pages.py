"""One day of a series: changed, skipped, put back to the rule."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.series import actions, exceptions, phrases, plan, queries, rules
from meetings.series.doors import bp
from meetings.series.forms import ChangeForm, SkipForm
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm


def slot(series_id, day):
    """The day in the address of that series, or None."""
    series = queries.series(series_id)
    return plan.slot(series, day) if series else None


@bp.route("/series/<int:series_id>/days/<day:day>", methods=["GET", "POST"])
@allow(rules.can_keep_day, find=slot)
def change(slot):
    form = ChangeForm()
    if form.done(lambda: exceptions.change(slot, **form.values(), by=me())):
        return _done(slot)
    if request.method == "GET":
        form.show(slot)
    return _page(slot, form, SkipForm(formdata=None))


@bp.post("/series/<int:series_id>/days/<day:day>/skip")
@allow(rules.can_keep_day, find=slot)
def skip(slot):
    form = SkipForm()
    if form.done(lambda: _skipped(slot, form)):
        return _done(slot)
    return _page(slot, ChangeForm(formdata=None).show(slot), form)


@bp.post("/series/<int:series_id>/days/<day:day>/restore")
@allow(rules.can_keep_day, find=slot)
def restore(slot):
    form = VersionForm()
    if form.done(lambda: _restored(slot, form)):
        return _done(slot)
    for words in form.form_errors:
        flash(words, "bad")
    return redirect(url_for("series.change", series_id=slot.series.id, day=slot.day))


def _skipped(slot, form):
    exceptions.skip(slot, **form.values(), by=me())
    actions.fill(slot.series, by=me())


def _restored(slot, form):
    exceptions.restore(slot, version=form.version.data, by=me())
    actions.fill(slot.series, by=me())


def _done(slot):
    flash(_("Saved."))
    return redirect(url_for("series.show", series_id=slot.series.id))


def _page(slot, form, skip_form):
    now = plan.slot(slot.series, slot.day) or slot
    for one in (form, skip_form):
        one.version.raw_data, one.version.data = None, now.version
    faulty = next((one for one in (form, skip_form) if one.errors or one.form_errors), form)
    facts = {"slot": now, "series": slot.series, "rule": phrases.phrase(slot.series)}
    return render_template("series/day.html", form=form, skip_form=skip_form, **facts), faulty.status
