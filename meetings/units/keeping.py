"""Keeping the tree: adding, changing, moving, ending and reopening units, their letterhead, the import."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.units import actions, headings, queries, rules, undoing
from meetings.units.doors import bp
from meetings.units.forms import EditForm, LetterheadForm, MoveForm, UndoForm, UnitForm
from meetings.units.models import Unit
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.imports import Help, Importer, page
from meetings.web.paging import page as pages_of
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


@bp.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.unit)
def move(unit):
    form = MoveForm(parent=unit.parent_id, version=unit.version)
    places = _places(unit, id_or_none(request.form.get("parent")), request.form.get("words", "")[:100])
    form.parent.offer(places)
    looks = "find" in request.form  # only the button without a name moves it
    former = unit.parent_id
    if not looks and form.done(lambda: _move(unit, form)):
        moved = _("The unit stands in its new place, with all below it.")
        flash(_("The unit stands there already: nothing has changed.") if unit.parent_id == former else moved)
        return _to(unit)
    return render_template("units/move.html", form=form, unit=unit, above=[("", ""), *places]), form.status


def _move(unit, form):
    if form.parent.name not in request.form:
        raise NotValid(_l("Choose the unit under which it is to stand, or the top of the tree."), field="parent")
    to = {"version": form.version.data, "sure": form.sure.data}
    return actions.move(unit, _unit(form.parent.data), **to, by=me())


@bp.get("/units/<int:unit_id>/parents")
@allow(rules.can_keep, find=queries.unit)
@part_of(lambda unit: url_for("units.move", unit_id=unit.id))
def parents_found(unit):
    found = _places(unit, None, request.args.get("words", "").strip()[:100])
    return render_template("units/_picks.html", picks=[("", ""), *found], chosen=-1, name="parent")


def _places(unit, kept, words):
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


COLUMNS = {
    "name": _l("The full name. A row without a code is recognised by it and by the unit above."),
    "code": _l("The official code as text, with leading zeros. By it a unit is recognised; empty if there is none."),
    "kind": _l("“xã, phường, đặc khu, huyện, tỉnh, sở, văn phòng, phòng, trung ương, khác”; needed for new units."),
    "parent": _l("Code or full name of the unit above; it may stand later in the table."),
    "valid_from": _l("The first day, dd/mm/yyyy. Empty: always."),
    "valid_until": _l("The last day. Empty: it goes on."),
    "successors": _l("Codes or names of the units that took its place, with commas between."),
    "short_name": _l("For lists and tiles; empty: the full name."),
    "letterhead_parent": _l("What stands on official papers; also “Tên trên văn bản”, “Ký hiệu”, “Địa danh”."),
    "position": _l("A number for the order among its neighbours; also “Điện thoại”, “Thư điện tử”, “Phòng họp”."),
}
IMPORTER = Importer(
    noun="units",
    title=_l("Import units"),
    run=undoing.run,
    columns=[Help(headings.ALIASES[name][0], name == "name", text) for name, text in COLUMNS.items()],
    aliases=headings.ALIASES,
    back=lambda: url_for("units.tree"),
    template=lambda: url_for("units.export", kind="xlsx"),
    done=lambda: url_for("units.imports_made"),
)


@bp.route("/units/import", methods=["GET", "POST"])
@allow(rules.can_keep)
def import_table():
    return page(IMPORTER)


@bp.get("/units/imports")
@allow(rules.can_keep)
def imports_made():
    return _imports_made()


@bp.post("/units/imports/<int:import_id>/undo")
@allow(rules.can_keep, find=queries.unit_import)
def undo_import(taken):
    form = UndoForm()
    if form.done(lambda: undoing.undo(taken, by=me())):
        flash(_("The import is taken back: the units stand as before it."))
        return redirect(url_for("units.imports_made"))
    return _imports_made(form.refusal), form.status


def _imports_made(refusal=None):
    return render_template("units/imports.html", made=pages_of(queries.unit_imports()), refusal=refusal)
