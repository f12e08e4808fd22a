"""The list of templates, one template with its editions, and the forms in which it is written."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.errors import Stale
from meetings.conferences import choices
from meetings.conferences import queries as conferences
from meetings.conferences import rules as conference_rules
from meetings.series import agenda_rows, queries, reading, rules, templates
from meetings.series.content import Content
from meetings.series.doors import bp
from meetings.series.template_forms import POINTS, EditTemplateForm, NewTemplateForm
from meetings.sites import queries as site_queries
from meetings.web import asking
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm
from meetings.web.paging import page


def edition_of(template_id, number):
    """One edition of a template, or None."""
    return queries.edition(template_id, number)


@bp.get("/templates")
@allow(rules.can_plan)
def templates_listed():
    typed = asking.asked()
    words, retired = typed.words(), typed.is_set("retired", "1")
    found = page(queries.all_templates(words, retired=retired))
    facts = {"put_away": not (words or retired or found.total) and queries.has_any(queries.all_templates(retired=True))}
    facts |= {"hours": reading.hours}
    return render_template("series/templates.html", page=found, words=words, retired=retired, **facts)


@bp.get("/templates/new")
@allow(rules.can_plan)
def new_template():
    form = _offer(NewTemplateForm(formdata=None)).offer_owners(_owners())
    form.show("", Content(title=""))
    form.owner.data = next(iter(form.units), None)
    return _form_page("series/template_new.html", form)


@bp.post("/templates/new")
@allow(rules.can_plan)
def make_template():
    form = _offer(NewTemplateForm(**_typed())).offer_owners(_owners())
    return _made(form, "series/template_new.html")


@bp.get("/conferences/<int:conference_id>/template")
@allow(conference_rules.can_manage, find=conferences.conference)
def from_conference(conference):
    content = templates.content_of(conference)
    form = _offer(NewTemplateForm(formdata=None), content).offer_owners(_owners())
    form.show(conference.gist, content)
    form.owner.data = conference.organiser_id if conference.organiser_id in form.units else next(iter(form.units), None)
    return _form_page("series/template_new.html", form, source=conference)


@bp.post("/conferences/<int:conference_id>/template")
@allow(conference_rules.can_manage, find=conferences.conference)
def make_from_conference(conference):
    form = _offer(NewTemplateForm(**_typed()), templates.content_of(conference)).offer_owners(_owners())
    return _made(form, "series/template_new.html", source=conference)


@bp.get("/templates/<int:template_id>")
@allow(rules.can_plan, find=queries.template)
def show_template(template):
    latest = queries.edition(template.id, template.edition)
    facts = {
        "lines": [(reading.LABELS[name], text) for name, text in latest.lines.items() if text and name != "name"],
        "latest": latest,
        "editions": page(queries.editions(template), size=10),
        "series": queries.series_of(template),
        "may_edit": rules.can_edit_template(me(), template),
        "today": clock.today(),
    }
    return render_template("series/template.html", template=template, **facts)


@bp.get("/templates/<int:template_id>/editions/<int:edition>")
@allow(rules.can_plan, find=edition_of)
def template_edition(edition):
    after = queries.edition(edition.template_id, edition.number + 1)
    lines = [(reading.LABELS[name], text) for name, text in edition.lines.items() if text]
    changed = reading.differing(edition.lines, after.lines) if after else []
    return render_template("series/edition.html", edition=edition, lines=lines, after=after, changed=changed)


@bp.route("/templates/<int:template_id>/edit", methods=["GET", "POST"])
@allow(rules.can_edit_template, find=queries.template)
def edit_template(template):
    form = _offer(EditTemplateForm(**_typed()), template.content)
    if not _turns() and form.done(lambda: _revised(template, form)):
        flash(_("Saved as edition %(number)s.", number=template.edition))
        return redirect(url_for("series.show_template", template_id=template.id))
    if request.method == "GET":
        form.show(template.name, template.content).version.data = template.version
    both = form.refusal if isinstance(form.refusal, Stale) else None
    differing = reading.differing(both.mine, both.theirs) if both and both.theirs else []
    return _form_page("series/template_edit.html", form, template=template, differing=differing)


@bp.post("/templates/<int:template_id>/retire")
@allow(rules.can_edit_template, find=queries.template)
def retire_template(template):
    return _turned(template, templates.retire)


@bp.post("/templates/<int:template_id>/back")
@allow(rules.can_edit_template, find=queries.template)
def bring_back_template(template):
    return _turned(template, templates.bring_back)


def _turned(template, act):
    form = VersionForm()
    if form.done(lambda: act(template, version=form.version.data, by=me())):
        flash(_("Saved."))
    for words in form.form_errors:
        flash(words, "bad")
    return redirect(url_for("series.show_template", template_id=template.id))


def _turns():
    """Whether a button of a row was pressed, which saves nothing."""
    return request.method == "POST" and "turn" in request.form


def _typed():
    """What the form reads where the rows of the agenda are turned: all that was typed, in the new order."""
    return {"formdata": agenda_rows.turned(request.form, request.form["turn"], POINTS)[0]} if _turns() else {}


def _made(form, page_name, **facts):
    if not _turns() and form.done(lambda: _created(form)):
        flash(_("The template is saved. Whoever plans conferences can use it."))
        return redirect(url_for("series.show_template", template_id=form.outcome.id))
    return _form_page(page_name, form, **facts)


def _created(form):
    return templates.create(name=form.name.data, owner=form.units[form.owner.data], content=_content(form), by=me())


def _revised(template, form):
    version = form.version.data
    return templates.revise(template, name=form.name.data, content=_content(form), version=version, by=me())


def _content(form):
    """What was typed; with the sites of a conference where one was chosen."""
    model = form.models.get(form.sites_from.data)
    return replace(form.content(), **templates.sites_of(model)) if model else form.content()


def _owners():
    found = choices.organisers(me(), clock.today())
    return [unit for unit in found if me().is_admin or me().acts_for(unit.id, Role.SECRETARIAT)]


def _offer(form, former=None):
    today = clock.today()
    kept = former.group_ids if former else ()
    groups = {group.id: group.name for group in queries.groups(site_queries.groups_for(me()), kept)}
    return form.offer(
        bodies=choices.bodies(today),
        leaders=choices.presiders(me(), today),
        secretaries=choices.secretaries(me(), today),
        groups=list(groups.items()),
        models=queries.models(me()),
        former=former,
    )


def _form_page(page_name, form, **facts):
    facts = {"template": None, "source": None, "differing": [], **facts}
    facts["turned"] = agenda_rows.turned(request.form, request.form["turn"], POINTS)[1] if _turns() else ""
    return render_template(page_name, form=form, **facts), form.status
