"""Another place for a unit in the tree: what of it is open is named before it moves."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.desk import hanging
from meetings.desk.doors import bp
from meetings.desk.unit_forms import MoveForm
from meetings.units import actions, keeping, queries, rules
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none


@bp.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.unit)
def move_unit(unit):
    form = MoveForm(parent=unit.parent_id, version=unit.version)
    places = keeping.places(unit, id_or_none(request.form.get("parent")), request.form.get("words", "")[:100])
    form.parent.offer(places)
    looks = "find" in request.form  # only the button without a name moves it
    former = unit.parent_id
    if not looks and form.done(lambda: _move(unit, form)):
        moved = _("The unit stands in its new place, with all below it.")
        flash(_("The unit stands there already: nothing has changed.") if unit.parent_id == former else moved)
        return redirect(url_for("units.show", unit_id=unit.id))
    above, there = [("", ""), *places], hanging.sites_of(unit, clock.today() - hanging.A_DAY)
    return render_template("units/move.html", form=form, unit=unit, above=above, sites=there), form.status


def _move(unit, form):
    if form.parent.name not in request.form:
        raise NotValid(_l("Choose the unit under which it is to stand, or the top of the tree."), field="parent")
    parent = queries.unit(form.parent.data) if form.parent.data else None
    return actions.move(unit, parent, version=form.version.data, sure=form.sure.data, by=me())
