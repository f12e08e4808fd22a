"""The register and what is done from it; the pages of one directive are in `deeds`."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from meetings.accounts import speakers
from meetings.base import clock
from meetings.base.asking import Typed
from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.directives import (
    actions,
    branches,
    deeds,
    family,
    forms,
    issuing,
    orders,
    papers,
    phrases,
    queries,
    register,
    rules,
)
from meetings.directives.acts import giving
from meetings.directives.asked import Asked
from meetings.directives.doors import bp
from meetings.directives.models import LEVELS, DirectiveState, OfficialClass
from meetings.gateways import pdf
from meetings.journal import actions as journal
from meetings.sites import rules as sites
from meetings.web import answers, asking, files, words
from meetings.web.access import allow, me, signed_in
from meetings.web.kept import keep
from meetings.web.paging import page
from meetings.web.parts import part_of

__all__ = ["bp", "deeds"]


@bp.app_context_processor
def _offer_phrases():
    return {"phrases": phrases}


@bp.get("/directives", endpoint="register")
@keep
@allow(signed_in)
def register_():
    asked, user = Asked.of(asking.asked()), me()
    totals, choices = register.totals(user, asked), register.choices(user)
    return render_template(
        "directives/register.html",
        asked=asked,
        totals=totals,
        can_give=rules.can_give(user),
        states=words.choices(DirectiveState),
        classes=words.choices(OfficialClass),
        choices=choices,
        extracted=_extracted(asked, choices),
        head=orders.first_of(asked.order, user) if asked.order else None,
        **_rows(asked, totals),
    )


def _extracted(asked, choices):
    """The unit whose extract the page offers: the one asked for, else the reader's own where that leads something."""
    if asked.unit:
        unit = queries.unit(asked.unit)
        return unit if unit and rules.can_extract(me(), unit) else None
    leads = {number for number, _name in choices.units}
    own = {number for post in me().current_posts for number in post.acts_for_ids} & leads
    return queries.unit(min(own)) if len(own) == 1 else None


@bp.get("/conferences/<int:conference_id>/directives")
@keep
@allow(sites.can_see, find=conferences.conference)
def of_conference(conference):
    asked = Asked.of(asking.asked(conference=str(conference.id)))
    totals = register.totals(me(), asked)
    return render_template(
        "directives/of_conference.html",
        conference=conference,
        asked=asked,
        totals=totals,
        can_give=rules.can_give_at(me(), conference),
        **_rows(asked, totals),
    )


def _rows(asked, totals):
    """What the table of directives needs: the rows, what is drawn around them, and today."""
    found = page(register.rows(me(), asked), total=totals.rows)
    tree = branches.around(me(), asked, found.items, request.args.get("open"))
    return {"page": found, "tree": tree, "today": tree.today}


@bp.get("/directives/<int:directive_id>/children")
@allow(rules.can_see, find=queries.directive)
@part_of(lambda directive: url_for("directives.show", directive_id=directive.id))
def children(directive):
    found = family.children_of([directive.id], me())
    level = family.level_of(directive) + 1
    return render_template("directives/_children.html", found=found, level=level, tree=branches.below(me(), found))


def _page_of_order(order):
    one = orders.first_of(order.id, me())
    return url_for("directives.show", directive_id=one.id) if one else url_for("directives.register_")


@bp.get("/directives/orders/<int:order_id>/units")
@allow(rules.can_see_order, find=orders.order)
@part_of(_page_of_order)
def units(order):
    level = min(Typed(request.args).number("level") or 1, LEVELS)
    asked = Asked.of(request.args) if level == 1 else None
    tree = branches.of_order(me(), order.id, asked)
    return render_template("directives/_units.html", order_id=order.id, level=level, tree=tree)


@bp.get("/directives/export.xlsx")
@allow(signed_in)
def export():
    asked = Asked.of(request.args)
    book = papers.workbook(*register.for_a_sheet(me(), asked))
    with transaction():
        journal.record(me(), "exported_directives", me(), filter=asked.address())
    return answers.xlsx(book, f"so-nhiem-vu-{clock.today():%Y%m%d}.xlsx")


@bp.get("/directives/extract")
@allow(rules.can_extract, find=lambda: queries.unit(Typed(request.args).number("unit")))
def extract(unit):
    asked = Asked.of(request.args)
    found = register.extract(me(), asked)
    numbers = family.families(directive.id for directive in found)
    facts = papers.extract(
        unit,
        found,
        families=numbers,
        conference=_conference_on_paper(found, asked),
        by_itself=unit.id in me().unit_ids,
    )
    return answers.pdf(pdf.paper("nhiem_vu", facts), f"nhiem-vu-{unit.id}.pdf")


def _conference_on_paper(found, asked):
    """The conference in the address, where one of these was given for it and not passed down, or the reader sees it."""
    given = next((one for one in found if asked.conference and one.parent_id is None), None)
    return given.conference if given else _conference_asked(asked)


def _conference_asked(asked):
    """The conference in the address; None for one that the reader may not see."""
    conference = conferences.conference(asked.conference) if asked.conference else None
    return conference if conference and sites.can_see(me(), conference) else None


@bp.route("/directives/remind", methods=["GET", "POST"], endpoint="urge")
@allow(rules.can_give)
def urge():
    asked = Asked.of(asking.asked())
    owed = register.urgeable(me(), asked)
    form = forms.UrgeForm()
    form.directives.choices = [(directive.id, directive.code) for directive in owed]
    if not form.is_submitted():
        form.directives.data = [directive.id for directive in owed if directive.is_overdue(clock.today())]
    if form.done(lambda: actions.remind_all(_chosen(form, asked), text=form.text.data, by=me())):
        urged = len(form.outcome)
        flash(ngettext("%(num)s directive was urged.", "%(num)s directives were urged.", urged))
        return redirect(url_for("directives.register", **asked.address()))
    recipients = speakers.of({directive.lead_unit for directive in owed})
    context = dict(form=form, asked=asked, owed=owed, recipients=recipients, today=clock.today())
    return render_template("directives/urge.html", **context), form.status


def _chosen(form, asked):
    return [one for one in register.urgeable(me(), asked) if one.id in form.directives.data]


@bp.route("/directives/new", methods=["GET", "POST"])
@allow(rules.can_give)
def new():
    conference = _conference_asked(Asked.of(request.args))
    form = giving(me(), units=queries.gives_for(me()), conference=conference)
    if form.done(lambda: issuing.give_each(**_given(form), conference=conference, by=me())):
        given = len(form.outcome)
        flash(ngettext("%(num)s directive was given.", "%(num)s directives were given.", given))
        deeds.flash_unheard([one.lead_unit for one in form.outcome])
        return redirect(url_for("directives.show", directive_id=form.outcome[0].id))
    return render_template("directives/new.html", form=form, conference=conference), form.status


def _given(form):
    values = form.values()
    units = queries.units_by_id([values["giver_unit"], *values["lead_units"], *values["coordinators"]])
    return {
        "text": values["text"],
        "lead_units": [units[one] for one in values["lead_units"]],
        "coordinators": [units[one] for one in values["coordinators"]],
        "giver_unit": units[values["giver_unit"]],
        "giver": queries.person(values["giver"]),
        "due_on": values["due_on"],
        "expected_result": values["expected_result"],
        "source": values["source"],
    }


@bp.get("/directives/files/<int:file_id>")
@allow(rules.can_read_file, find=queries.file)
def file(kept):
    return files.send(kept, download="open" not in request.args)
