"""The doors to the agenda."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.agenda import actions, papers, queries, rules
from meetings.agenda.forms import EditForm, NewForm, OrderForm, ReleaseForm
from meetings.conferences import queries as conferences
from meetings.gateways import pdf
from meetings.registry import queries as registry
from meetings.sites import queries as sites
from meetings.web import answers
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm
from meetings.web.parts import part_of

bp = Blueprint("agenda", __name__)

STEPS = {"up": -1, "down": 1}


@bp.get("/conferences/<int:conference_id>/agenda")
@allow(rules.can_see, find=conferences.conference)
def show(conference):
    return _page(conference)


@bp.get("/conferences/<int:conference_id>/agenda/print")
@allow(rules.can_see, find=conferences.conference)
def print_out(conference):
    return render_template("agenda/print.html", conference=conference, plan=queries.plan(conference))


@bp.get("/conferences/<int:conference_id>/agenda/draft.pdf")
@allow(rules.can_see, find=conferences.conference)
def draft(conference):
    facts = papers.programme(conference, queries.plan(conference))
    return answers.pdf(pdf.paper(papers.TEMPLATE, facts, draft=True), "du-thao-chuong-trinh.pdf")


@bp.get("/conferences/<int:conference_id>/agenda/add")
@allow(rules.can_shape, find=conferences.conference)
def add(conference):
    return _form_page(conference, _new_form(conference))


@bp.post("/conferences/<int:conference_id>/agenda/add")
@allow(rules.can_shape, find=conferences.conference)
def save_new(conference):
    form = _new_form(conference)
    if form.done(lambda: actions.add(conference, **form.values(), by=me())):
        flash(_("“%(title)s” is on the agenda.", title=form.outcome.title), "ok")
        return _back(conference, form.outcome)
    return _form_page(conference, form)


@bp.get("/conferences/<int:conference_id>/agenda/presenters")
@allow(rules.can_shape, find=conferences.conference)
@part_of(lambda conference: url_for("agenda.add", conference_id=conference.id))
def presenters(conference):
    known = queries.presenters(conference, sites.sites_of(conference.id))
    found = queries.with_words(known, request.args.get("words", "")[:200])
    return render_template("agenda/_presenters.html", found=found)


@bp.get("/agenda/<int:item_id>")
@allow(rules.can_shape_item, find=queries.item)
def edit(item):
    form = _offered(EditForm(), item.conference, item).show(item)
    return _form_page(item.conference, form, item)


@bp.post("/agenda/<int:item_id>")
@allow(rules.can_shape_item, find=queries.item)
def save(item):
    form = _offered(EditForm(), item.conference, item)
    if form.done(lambda: actions.revise(item, version=form.version.data, **form.values(), by=me())):
        flash(_("“%(title)s” is saved.", title=form.outcome.title), "ok")
        return _back(item.conference, item)
    return _form_page(item.conference, form, item)


@bp.post("/agenda/<int:item_id>/remove")
@allow(rules.can_shape_item, find=queries.item)
def remove(item):
    conference, title, form = item.conference, item.title, VersionForm()
    if form.done(lambda: actions.remove(item, version=form.version.data, by=me())):
        flash(_("“%(title)s” is taken off the agenda.", title=title), "ok")
        return redirect(url_for("agenda.show", conference_id=conference.id))
    return _page(conference, form)


@bp.post("/agenda/<int:item_id>/move/<any(up, down):where>")
@allow(rules.can_shape_item, find=lambda item_id, where: queries.item(item_id))
def move(item):
    conference, form = item.conference, VersionForm()
    steps = STEPS[request.view_args["where"]]
    if form.done(lambda: actions.move(item, steps, version=form.version.data, by=me())):
        return _back(conference, item)
    return _page(conference, form)


@bp.post("/conferences/<int:conference_id>/agenda/order")
@allow(rules.can_shape, find=conferences.conference)
def reorder(conference):
    form = OrderForm()
    form.order.choices = [(item.id, item.title) for item in queries.items_of(conference.id)]
    if form.done(lambda: actions.reorder(conference, form.order.data, version=form.version.data, by=me())):
        return redirect(url_for("agenda.show", conference_id=conference.id))
    return _page(conference, form)


@bp.post("/conferences/<int:conference_id>/agenda/publish")
@allow(rules.can_shape, find=conferences.conference)
def publish(conference):
    form = VersionForm()
    if form.done(lambda: actions.publish(conference, version=form.version.data, by=me())):
        flash(_("The agenda is published. Numbers stay as they are from now on."), "ok")
        return redirect(url_for("agenda.show", conference_id=conference.id))
    return _page(conference, form)


@bp.post("/conferences/<int:conference_id>/agenda/release")
@allow(rules.can_shape, find=conferences.conference)
def release(conference):
    form = ReleaseForm()
    signed = {"signature": form.signature(), "version": form.version.data}
    if form.done(lambda: actions.release(conference, **signed, by=me())):
        flash(_("The programme %(symbol)s is released.", symbol=form.outcome.symbol), "ok")
        return redirect(url_for("agenda.show", conference_id=conference.id))
    return _page(conference, form)


def _back(conference, item):
    """To the agenda, where the item is: marked, and with the focus where scripts run."""
    place = {"moved": item.id, "_anchor": f"item-{item.id}"}
    return redirect(url_for("agenda.show", conference_id=conference.id, **place))


def _offered(form, conference, item=None):
    present = sites.sites_of(conference.id)
    return form.offer(conference, present, queries.presenters(conference, present), item.presenter if item else "")


def _new_form(conference):
    return _offered(NewForm(), conference).place_among(queries.items_of(conference.id))


def _form_page(conference, form, item=None):
    html = render_template("agenda/edit.html", conference=conference, tab="agenda", form=form, item=item)
    return html, form.status


def _page(conference, form=None):
    plan, agenda = queries.plan(conference), queries.agenda(conference.id)
    paper = registry.paper(agenda.paper_id) if agenda and agenda.paper_id else None
    html = render_template(
        "agenda/show.html",
        conference=conference,
        tab="agenda",
        plan=plan,
        agenda=agenda,
        paper=paper,
        outdated=paper is not None and not papers.still_true(conference, plan, paper.facts),
        signature=papers.signed_by(conference),
        form=form,
        signing=form if isinstance(form, ReleaseForm) else None,
        shapes=rules.can_shape(me(), conference) and conference.state in actions.SHAPEABLE,
    )
    return html, form.status if form else 200
