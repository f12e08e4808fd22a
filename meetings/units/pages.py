"""Looking at units: the tree of a day, one unit, its history, the table to take away."""

from flask import abort, render_template, request
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.days import day_of
from meetings.gateways import sheets
from meetings.journal import queries as journal
from meetings.units import queries, rules, tables
from meetings.units.doors import bp
from meetings.units.models import UnitKind
from meetings.web import answers, asking
from meetings.web.access import allow
from meetings.web.paging import page
from meetings.web.words import choices

# Above this many the tree is not drawn as a whole: one looks from unit to unit, or searches.
WHOLE_TREE = 400


def asked_day():
    """The day in the address, today without one."""
    typed = request.args.get("day", "")
    return day_of(typed) or clock.today()


@bp.get("/units")
@allow(rules.can_see)
def tree():
    day, typed = asked_day(), asking.asked()
    words, kind = typed.words(), typed.one_of("kind", UnitKind)
    if words or kind:
        found = page(queries.found(words, day=False if request.args.get("all") else day, kind=kind))
        branches, names = [], queries.path_names(found.items)
    else:
        found, names = None, {}
        branches = queries.tree(day)
        if len(branches) > WHOLE_TREE:
            branches = [branch for branch in branches if branch.depth <= 1][:WHOLE_TREE]
    return render_template(
        "units/tree.html",
        day=day,
        words=words,
        kind=kind,
        kinds=choices(UnitKind),
        found=found,
        names=names,
        branches=branches,
        can_keep=rules.can_keep,
    )


@bp.get("/units/<int:unit_id>")
@allow(rules.can_see, find=queries.unit)
def show(unit):
    day = asked_day()
    return render_template(
        "units/show.html",
        unit=unit,
        day=day,
        above=queries.above(unit),
        below=page(queries.on(day).where(queries.Unit.parent_id == unit.id)),
        successors=queries.successors(unit),
        predecessors=queries.predecessors(unit),
        can_keep=rules.can_keep,
        can_edit_letterhead=rules.can_edit_letterhead,
    )


@bp.get("/units/<int:unit_id>/history")
@allow(rules.can_keep, find=queries.unit)
def history(unit):
    return render_template("units/history.html", unit=unit, entries=page(journal.entries(of=unit)))


@bp.get("/units/export/<kind>")
@allow(rules.can_see)
def export(kind):
    day = asked_day() if request.args.get("day") else None
    rows = tables.rows(day)
    if kind == "csv":
        return answers.csv(sheets.write_csv(tables.HEADINGS, rows), "don-vi.csv")
    if kind == "xlsx":
        columns = [sheets.Column(heading) for heading in tables.HEADINGS]
        book = sheets.Workbook(_("Units"), [sheets.Table(_("Units"), columns, rows)])
        return answers.xlsx(book.to_bytes(), "don-vi.xlsx")
    return abort(404)
