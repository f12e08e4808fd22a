"""The end of a unit: what hangs on it is shown before it is saved, and can be settled afterwards in one place."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.desk import hanging, succession, unit_telling
from meetings.desk.doors import bp
from meetings.desk.unit_forms import EndForm, PostsForm
from meetings.units import queries, rules
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.parts import part_of

MOST_FOUND = 40


@bp.route("/units/<int:unit_id>/end", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.unit)
def end_unit(unit):
    form = EndForm(on=clock.today(), version=unit.version)
    form.offer(_offered(unit, _ticked(), request.form.get("words", "")[:100]))
    looks = "find" in request.form or "look" in request.form  # only the button without a name saves
    if not looks and form.done(lambda: unit_telling.end(unit, **form.values(), by=me())):
        flash(_("The unit ends on %(day)s. Everything it did stays.", day=unit.valid_until.strftime("%d/%m/%Y")))
        return redirect(url_for("desk.unit_ended", unit_id=unit.id))
    if looks:
        form.validate_on_submit()
    on = form.on.data or clock.today()
    facts = {"below": queries.open_below(unit, on), "on": on, "hanging": hanging.hanging(unit, on)}
    return render_template("desk/unit_end.html", form=form, unit=unit, **facts), form.status


@bp.post("/units/<int:unit_id>/reopen")
@allow(rules.can_keep, find=queries.unit)
def reopen_unit(unit):
    with transaction():
        staying = unit_telling.reopen(unit, version=request.form.get("version", "0"), by=me())
    flash(_("The unit goes on."))
    if staying:
        words = _n(
            "%(num)s unit below, which ended on the same day, stays ended: reopen it on its own page.",
            "%(num)s units below, which ended on the same day, stay ended: reopen them on their own pages.",
            staying,
        )
        flash(words)
    return redirect(url_for("units.show", unit_id=unit.id))


@bp.get("/units/<int:unit_id>/successors")
@allow(rules.can_keep, find=queries.unit)
@part_of(lambda unit: url_for("desk.end_unit", unit_id=unit.id))
def successors_found(unit):
    found = _offered(unit, [], request.args.get("words", "").strip()[:100])
    facts = {"name": "successors", "heading": _("Takes its place")}
    return render_template("units/_ticks.html", units=found, chosen=[], **facts)


@bp.route("/units/<int:unit_id>/ended", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.unit)
def unit_ended(unit):
    on = unit.valid_until or clock.today()
    heirs = [one for one in queries.successors(unit) if one.exists_on(on + timedelta(days=1))]
    left = hanging.hanging(unit, on)
    form = PostsForm(to=heirs[0].id if len(heirs) == 1 else None).offer(left.posts.rows, heirs)
    if form.done(lambda: succession.settle_posts(unit, form.posts.data, to=_heir(form, heirs), by=me())):
        words = _n("%(num)s post is settled.", "%(num)s posts are settled.", form.outcome)
        flash(words)
        return redirect(url_for("desk.unit_ended", unit_id=unit.id))
    title_in = succession.title_in
    facts = {"on": on, "hanging": left, "heirs": heirs, "title_in": title_in}
    return render_template("desk/unit_ended.html", form=form, unit=unit, **facts), form.status


def _heir(form, heirs):
    return next((one for one in heirs if one.id == form.to.data), None)


def _ticked():
    found = {id_or_none(typed) for typed in request.form.getlist("successors")}
    return sorted(found - {None, -1})


def _offered(unit, kept, words):
    """Those that are ticked, and what the words find among the units that go on; without words its neighbours of the
    same kind."""
    chosen = queries.with_numbers(kept)
    found = queries.going_on(clock.today(), words).where(queries.Unit.id.not_in([unit.id, *kept]))
    if not words:
        found = found.where(queries.Unit.parent_id == unit.parent_id, queries.Unit.kind == unit.kind)
    return [*(one for one in chosen if one.id != unit.id), *db.session.scalars(found.limit(MOST_FOUND))]
