"""Units from a table, and the way back: whom the end of a unit concerns hears of it as of a single one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from meetings.base.language import _l
from meetings.desk import unit_telling
from meetings.desk.doors import bp
from meetings.desk.unit_forms import UndoForm
from meetings.units import headings, imports, queries, rules
from meetings.web.access import allow, me
from meetings.web.imports import Importer, page
from meetings.web.paging import page as pages_of

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
    run=unit_telling.take_in,
    foresee=imports.foresee,
    columns=COLUMNS,
    aliases=headings.ALIASES,
    back=lambda: url_for("units.tree"),
    template=lambda: url_for("units.export", kind="xlsx"),
    done=lambda: url_for("desk.unit_imports_made"),
)


@bp.route("/units/import", methods=["GET", "POST"])
@allow(rules.can_keep)
def import_units():
    return page(IMPORTER)


@bp.get("/units/imports")
@allow(rules.can_keep)
def unit_imports_made():
    return _imports_made()


@bp.post("/units/imports/<int:import_id>/undo")
@allow(rules.can_keep, find=queries.unit_import)
def undo_unit_import(taken):
    form = UndoForm()
    if form.done(lambda: unit_telling.undo(taken, by=me())):
        flash(_("The import is taken back: the units stand as before it."))
        return redirect(url_for("desk.unit_imports_made"))
    return _imports_made(form.refusal), form.status


def _imports_made(refusal=None):
    return render_template("units/imports.html", made=pages_of(queries.unit_imports()), refusal=refusal)
