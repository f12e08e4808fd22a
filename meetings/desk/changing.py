"""The one way of every change of a called conference: shown with all that follows from it first, then done."""

from typing import NamedTuple

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.conferences import queries, rules
from meetings.conferences.models import LIFECYCLE
from meetings.desk import changes, clash_warnings, newcomers, outlooks, spreading, succession
from meetings.desk.doors import bp
from meetings.desk.forms import PostponeForm, ReasonForm, RescheduleForm, RestoreForm
from meetings.desk.notice_names import kind_name
from meetings.invitations import queries as letters
from meetings.sites import actions as sites
from meetings.sites import choosing, picker, trees
from meetings.sites import queries as board
from meetings.sites import rules as site_rules
from meetings.sites.doors import picker_page
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm, VersionForm

NAMES_A_PAGE = 50
NAMED = 5
# What the page that asks sends for itself; all else is what was typed, and is carried along.
OWN = ("csrf_token", "sure", "shown_page", "back", "new_letter")


class Names(NamedTuple):
    """A page of those who are told."""

    items: list
    page: int
    pages: int
    total: int


def turn(conference, form, *, title, foresee, act, page, words="", back=None):
    """Show what `foresee()` says of what was typed; once that page says so, let `act(new_letter=…)` do it.

    `page()` is the page on which one types: with faults beside the fields, or because one wants to type otherwise.
    """
    if not form.is_submitted() or "back" in request.form:
        return page()
    if request.form.get("sure") == "yes":
        new_letter = request.form.get("new_letter") == "yes"
        there = _made(conference, form, foresee, lambda: act(new_letter=new_letter), words or _("It is done."), back)
        if there is None:
            return page()
        clash_warnings.warn(conference)
        return redirect(there)
    outlook = form.foreseen(foresee)
    if outlook is None:
        return page()
    return ask(conference, outlook, title=title, status=200)


def _made(conference, form, foresee, act, words, back=None):
    """Where to go once the change is made, after the `words` that say so; None where it is refused. Who is told is
    looked for where they are few; many sites the worker tells, and the page of recipients shows how far it is."""
    many = spreading.is_for_many(conference)
    outlook = None if many else form.foreseen(foresee)
    if not ((many or outlook) and form.done(act)):
        return None
    sending = letters.telling(conference.id) if many else None
    if sending:
        told = ngettext("%(num)s site is being told.", "%(num)s sites are being told.", sending.sites)
        flash(" ".join((words, told, _("The list of messages shows whom nothing reaches."))))
        return url_for("desk.recipients", conference_id=conference.id)
    if many:
        flash(words)
    else:
        _report(words, outlook)
    return back or url_for("desk.show", conference_id=conference.id)


def _report(words, outlook):
    """What was done; that messages leave, not that they were read; and who must be rung up."""
    outlook = outlook.routed(current_app.config)
    told = outlook.reached
    leaving = ngettext("%(num)s message leaves within minutes.", "%(num)s messages leave within minutes.", len(told))
    flash(f"{words} {leaving}" if told else words)
    lost = list(dict.fromkeys(one.name for one in outlook.told if one not in told))
    if lost:
        names = ", ".join(lost[:NAMED])
        flash(_("Nothing could be sent to %(names)s (%(n)s in all). Please ring.", names=names, n=len(lost)), "warn")


def ask(conference, outlook, *, title, form=None, status=None, action=None, leave=None):
    """The page that asks: old and new, who is told, what follows. `form`: the questions that are asked on it."""
    outlook = outlook.routed(current_app.config)
    return render_template(
        "desk/change.html",
        conference=conference,
        tab="",
        title=title,
        outlook=outlook,
        names=_names(outlook.told),
        reached=len(outlook.reached),
        typed=[] if form else _typed(conference),
        form=form,
        action=action or request.path,
        leave=leave or url_for("desk.show", conference_id=conference.id),
        kind_name=kind_name,
    ), status or (form.status if form else 200)


def _typed(conference):
    """What was typed, to be sent once more; with the version that this page shows where the first page knew none."""
    typed = [item for item in request.form.items(multi=True) if item[0] not in OWN]
    return typed if any(name == "version" for name, _text in typed) else [*typed, ("version", conference.version)]


def _is_sure():
    """Whether the page that asks was answered: neither turned to other names nor sent with an answer it has not."""
    return "shown_page" not in request.form and request.form.get("sure", "yes") == "yes"


def _names(told):
    typed = request.form.get("shown_page", "1")
    pages = max(1, -(-len(told) // NAMES_A_PAGE))
    number = min(pages, max(1, int(typed))) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return Names(told[(number - 1) * NAMES_A_PAGE : number * NAMES_A_PAGE], number, pages, len(told))


@bp.route("/conferences/<int:conference_id>/cancel", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def cancel(conference):
    if back := led_back(conference, LIFECYCLE.moves["cancel"].sources):
        return back
    form = ReasonForm(version=conference.version)

    def foresee():
        return outlooks.cancelling(conference)

    def act():
        return changes.cancel(conference, **form.values(), by=me())

    sent = form.is_submitted() and _is_sure()
    if sent and (there := _made(conference, form, foresee, act, _("The conference is cancelled."))):
        return redirect(there)
    return ask(conference, outlooks.cancelling(conference), title=_("Cancel the conference"), form=form)


@bp.route("/conferences/<int:conference_id>/postpone", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def postpone(conference):
    form = PostponeForm(version=conference.version)
    return turn(
        conference,
        form,
        title=_("Postpone the conference"),
        foresee=lambda: outlooks.postponement(conference, **form.values()),
        act=lambda **more: changes.postpone(conference, **form.values(), **more, by=me()),
        page=lambda: _typing(conference, form, "postpone"),
        words=_("The new time is set. All sites are asked again.")
        if form.starts_on.data
        else _("The conference is postponed."),
    )


@bp.route("/conferences/<int:conference_id>/reschedule", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def reschedule(conference):
    form = RescheduleForm(version=conference.version)
    return turn(
        conference,
        form,
        title=_("Set a new time"),
        foresee=lambda: outlooks.rescheduling(conference, **form.values()),
        act=lambda **more: changes.reschedule(conference, **form.values(), **more, by=me()),
        page=lambda: _typing(conference, form, "reschedule"),
        words=_("The new time is set. All sites are asked again."),
    )


@bp.route("/conferences/<int:conference_id>/restore", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def restore(conference):
    if not board.was_called(conference.id):
        return _restore_draft(conference)
    form = RestoreForm(version=conference.version)
    if request.method == "GET":
        form.suggest(conference)
    return turn(
        conference,
        form,
        title=_("Let it take place after all"),
        foresee=lambda: outlooks.restoring(conference, **form.values()),
        act=lambda **more: changes.restore(conference, **form.values(), **more, by=me()),
        page=lambda: _typing(conference, form, "restore"),
        words=_("The conference takes place after all. All sites are asked again."),
    )


def _restore_draft(conference):
    form = VersionForm(version=conference.version)
    if form.done(lambda: changes.restore_draft(conference, version=form.version.data, by=me())):
        flash(_("It is a draft again."))
        return redirect(url_for("desk.show", conference_id=conference.id))
    return _typing(conference, form, "restore")


@bp.post("/conferences/<int:conference_id>/sites/change")
@allow(rules.can_manage, find=queries.conference)
def change_sites(conference):
    tree, form = trees.tree_of(conference), EmptyForm()
    typed = picker.Draft.typed(request.form, tree)
    choice, shown = typed.values(tree), request.form.get("version", conference.version)

    def outlook():
        foreseen = sites.foresee(conference, **choice)
        return outlooks.other_sites(conference, foreseen, newcomers.coming(conference, foreseen))

    return turn(
        conference,
        form,
        title=_("Change the sites"),
        foresee=outlook,
        act=lambda **more: changes.choose_sites(conference, version=shown, **choice, **more, by=me()),
        page=lambda: picker_page(conference, typed, tree, form),
        words=_("The choice is saved."),
        back=url_for("sites.board", conference_id=conference.id),
    )


@bp.route("/sites/<int:site_id>/drop", methods=["GET", "POST"])
@allow(site_rules.can_manage_site, find=board.site)
def drop_site(site):
    conference, name, form = site.conference, site.name, EmptyForm()
    if back := led_back(conference, sites.PLANNED):
        return back
    new_letter = request.form.get("new_letter") == "yes"
    if _is_sure() and form.done(lambda: changes.drop_site(site, new_letter=new_letter, by=me())):
        flash(_("%(name)s is no longer a site of this conference.", name=name))
        return redirect(url_for("sites.board", conference_id=conference.id))
    there = choosing.there(conference)
    foreseen = sites.foresee(conference, [row.unit_id for row in there if row.id != site.id], there=there)
    outlook = outlooks.other_sites(conference, foreseen, [])
    leave = url_for("sites.edit", site_id=site.id)
    return ask(conference, outlook, title=_("Drop the site %(name)s", name=name), form=form, leave=leave)


@bp.route("/sites/<int:site_id>/replace", methods=["GET", "POST"])
@allow(site_rules.can_manage_site, find=board.site)
def replace_site(site):
    conference, name, form = site.conference, site.name, VersionForm(version=site.conference.version)
    if back := led_back(conference, sites.PLANNED):
        return back
    choice, new_letter = succession.choice(site), request.form.get("new_letter") == "yes"
    there = url_for("sites.board", conference_id=conference.id)

    def act():
        return changes.choose_sites(conference, version=form.version.data, new_letter=new_letter, **choice, by=me())

    comes = succession.comes(conference, choice)
    if _is_sure() and form.done(act):
        words = _("%(name)s is replaced by what took its place.", name=name)
        flash(words if comes else _("%(name)s is dropped: what took its place is a site already.", name=name))
        return redirect(there)
    foreseen = sites.foresee(conference, **choice)
    outlook = outlooks.other_sites(conference, foreseen, newcomers.coming(conference, foreseen))
    title = _("Replace the site %(name)s", name=name)
    title = title if comes else _("Drop the site %(name)s: what took its place is a site already", name=name)
    return ask(conference, outlook, title=title, form=form, leave=there)


def _typing(conference, form, move):
    """The page on which one types."""
    if back := led_back(conference, LIFECYCLE.moves[move].sources):
        return back
    facts = {"form": form, "move": move, "goes_on": type(form) is not VersionForm}
    return render_template("desk/move.html", conference=conference, tab="", **facts), form.status


def led_back(conference, states):
    """Whoever comes to a page when it is too late or too early for it is led to the conference; None in its time."""
    if request.method != "GET" or conference.state in states:
        return None
    flash(LIFECYCLE.refusal, "warn")
    return redirect(url_for("desk.show", conference_id=conference.id))
