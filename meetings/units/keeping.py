"""Keeping the tree: adding, changing, moving, ending and reopening units, their letterhead."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.db import db
from meetings.units import actions, queries, rules
from meetings.units.doors import bp
from meetings.units.forms import EditForm, LetterheadForm, UnitForm
from meetings.units.models import Unit
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.parts import part_of

MOST_FOUND = 40


def _to(unit):
    return redirect(url_for("units.show", unit_id=unit.id))


def _unit(unit_id):
    return queries.unit(unit_id) if unit_id else None


@bp.route("/units/new", methods=["GET", "POST"])
@allow(rules.can_keep)
def add():
    form = UnitForm(parent=id_or_none(request.args.get("parent")))
    form.parent.offer(queries.choices())
    look = partial(_faults, form)
    if form.done(lambda: actions.add(**form.values() | {"parent": _unit(form.parent.data)}, by=me()), look=look):
        flash(_("The unit is added."))
        return _to(form.outcome)
    return render_template("units/edit.html", form=form, unit=None), form.status


@bp.route("/units/<int:unit_id>/edit", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.unit)
def edit(unit):
    form = EditForm(obj=unit)
    look = partial(_faults, form, unit)
    if form.done(lambda: actions.change(unit, **form.values(), version=form.version.data, by=me()), look=look):
        flash(_("The changes are kept."))
        return _to(unit)
    return render_template("units/edit.html", form=form, unit=unit), form.status


def _faults(form, unit=None):
    """What the actions would find in a form in which single questions have faults."""
    facts = {name: form[name].data for name in ("name", "code", "email", "valid_from")}
    facts["valid_until"] = unit.valid_until if unit else form.valid_until.data
    return actions.faults(unit.parent if unit else _unit(form.parent.data), but=unit, **facts)


@bp.get("/units/<int:unit_id>/parents")
@allow(rules.can_keep, find=queries.unit)
@part_of(lambda unit: url_for("desk.move_unit", unit_id=unit.id))
def parents_found(unit):
    found = places(unit, None, request.args.get("words", "").strip()[:100])
    return render_template("units/_picks.html", picks=[("", ""), *found], chosen=-1, name="parent")


def places(unit, kept, words):
    """Where it stands, what is chosen, and what the words find outside its own branch; without words what stands beside
    the unit above it."""
    here = queries.with_numbers({unit.parent_id, kept} - {None, -1})
    found = queries.going_on(clock.today(), words).where(~Unit.path.startswith(unit.path, autoescape=True))
    if not words:
        found = found.where(Unit.parent_id == (unit.parent.parent_id if unit.parent else None))
    known = {one.id: one for one in [*here, *db.session.scalars(found.limit(MOST_FOUND))]}
    return [(one.id, one.name) for one in known.values()]


@bp.route("/units/<int:unit_id>/letterhead", methods=["GET", "POST"])
@allow(rules.can_edit_letterhead, find=queries.unit)
def letterhead(unit):
    form = LetterheadForm(obj=unit)
    if form.done(lambda: actions.set_letterhead(unit, **form.values(), version=form.version.data, by=me())):
        flash(_("The changes are kept. Papers released before stay as they are."))
        return _to(unit)
    return render_template("units/letterhead.html", form=form, unit=unit), form.status
