"""What the meeting regime asks of people: the technical unit's agreement to a slot, and the limits of an organiser."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.conferences import limits, queries, rules, slots
from meetings.desk.doors import bp
from meetings.desk.regime_forms import LimitsForm, SlotForm
from meetings.units import queries as units
from meetings.units import rules as unit_rules
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm


@bp.route("/conferences/<int:conference_id>/slot", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def slot(conference):
    form = SlotForm(version=conference.version)
    if form.done(lambda: slots.agree(conference, **form.values(), by=me())):
        flash(_("The agreement is noted. It counts for this time and place."))
        return redirect(url_for("desk.show", conference_id=conference.id))
    html = render_template(
        "desk/slot.html",
        conference=conference,
        tab="",
        form=form,
        agreements=slots.agreements(conference),
        is_open=conference.state in slots.PLANNED,
    )
    return html, form.status


@bp.route("/units/<int:unit_id>/limits", methods=["GET", "POST"])
@allow(unit_rules.can_edit_letterhead, find=units.unit)
def unit_limits(unit):
    form = LimitsForm()
    if form.done(lambda: limits.keep(unit, version=form.version.data, **form.values(), by=me())):
        flash(_("From now on the unit keeps to these limits."))
        return redirect(url_for("desk.unit_limits", unit_id=unit.id))
    own = limits.own(unit)
    if not form.is_submitted():
        form.show(own or limits.of(unit))
    return render_template("desk/limits.html", unit=unit, form=form, own=own, theirs=limits.of(unit)), form.status


@bp.post("/units/<int:unit_id>/limits/drop")
@allow(unit_rules.can_edit_letterhead, find=units.unit)
def drop_limits(unit):
    form, unit_id = EmptyForm(), unit.id
    if form.done(lambda: limits.drop(unit, by=me())):
        flash(_("The unit keeps to the limits above it again."))
    return redirect(url_for("desk.unit_limits", unit_id=unit_id))
