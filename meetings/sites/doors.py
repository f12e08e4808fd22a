"""The doors to the choice of sites: the picker with all that is ticked on its way, and the saved groups."""

from blinker import Namespace
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotNow, Stale
from meetings.base.language import _l
from meetings.conferences import rules as conferences
from meetings.conferences.models import ConferenceState
from meetings.sites import actions, offers, picker, queries, rules, sight, trees
from meetings.sites import groups as saved
from meetings.sites.group_forms import GroupForm, GroupUnitsForm
from meetings.sites.models import Reply
from meetings.units import queries as units_of_all
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm
from meetings.web.fields import id_or_none
from meetings.web.forms import tidy
from meetings.web.paging import page
from meetings.web.parts import part_of

bp = Blueprint("sites", __name__)

# Sent with a site once what was typed about its people is kept: what nouns above know about them is said then.
site_saved = Namespace().signal("site-saved")

CALLED = _l("The conference has been called meanwhile. Save again: the next page shows who is told of the change.")
MOST_FOUND = 40
PARTS = {"chosen": "sites/_chosen.html", "units": "sites/_units.html", "picker": "sites/_picker.html"}


@bp.app_context_processor
def offer():
    """Let a list link to the pages of those sites only that the reader may open."""
    return {"can_look_at": lambda site: rules.can_look(me(), site)}


def looks_for_host(form) -> bool:
    """Whether an answer is not sent yet but a host is to be found: by the button for it, or by Enter in its words. What
    Enter presses is the same wherever it is pressed (`sites/_hosts.html`); it looks where the site attends elsewhere
    and other words are typed than those by which the list was found. The only one found that has not told this site of
    a full room is chosen in the form."""
    sent = request.form
    words, found_by = (sent.get(name, "").strip() for name in ("words", "found_by"))
    looks = "find" in sent or ("enter" in sent and sent.get("reply") == Reply.JOIN and words != found_by)
    if looks and len(inviting := (form.hosts.found or frozenset()) - form.hosts.full) == 1:
        [form.joined.data] = inviting
    return looks


@bp.get("/conferences/<int:conference_id>/sites/choose")
@allow(conferences.can_manage, find=queries.conference)
def choose(conference):
    return picker_page(conference, picker.Draft.of(offers.choice(conference.id)), trees.tree_of(conference))


@bp.post("/conferences/<int:conference_id>/sites/choose/draft")
@allow(conferences.can_manage, find=queries.conference)
def draft(conference):
    tree = trees.tree_of(conference)
    typed = picker.Draft.typed(request.form, tree)
    typed.obey(request.form.get("do", ""), _saved_groups(conference), tree)
    return picker_page(conference, typed, tree, drafted=True)


@bp.get("/conferences/<int:conference_id>/sites/choose/draft")
@allow(conferences.can_manage, find=queries.conference)
def choose_again(conference):
    """Back leads here, to what was on its way and is not kept: the choice as it stands."""
    return redirect(url_for("sites.choose", conference_id=conference.id))


@bp.post("/conferences/<int:conference_id>/sites/choose")
@allow(conferences.can_manage, find=queries.conference)
def save_choice(conference):
    tree, form = trees.tree_of(conference), EmptyForm()
    typed = picker.Draft.typed(request.form, tree)

    def choose():
        if conference.state is not ConferenceState.DRAFT:
            raise NotNow(CALLED)
        return actions.choose(conference, by=me(), **typed.values(tree))

    if form.done(choose):
        facts = vars(form.outcome) | {"dropped": len(form.outcome.dropped)}
        flash(_("Saved, the main site counted: %(added)s added, %(dropped)s dropped, %(kept)s kept.", **facts))
        return redirect(url_for("desk.content", conference_id=conference.id))
    return picker_page(conference, typed, tree, form)


@bp.post("/conferences/<int:conference_id>/site-groups")
@allow(conferences.can_manage, find=queries.conference)
def save_group(conference):
    tree, form = trees.tree_of(conference), EmptyForm()
    typed = picker.Draft.typed(request.form, tree)
    name = tidy(request.form.get("group_name", ""))
    owner = conference.organiser
    if form.done(lambda: saved.save(name, sorted(typed.chosen), owner=owner, by=me())):
        flash(_("The group “%(name)s” is saved.", name=name))
    return picker_page(conference, typed, tree, form)


@bp.get("/site-groups")
@allow(conferences.can_create)
def groups():
    words = request.args.get("q", "").strip()[:100]
    found = page(queries.groups_for(me(), words))
    members = queries.unit_names([group.id for group in found.items])
    return render_template("sites/groups.html", page=found, members=members, words=words)


@bp.get("/site-groups/<int:group_id>")
@allow(rules.can_manage_group, find=queries.group)
def group(group):
    return _group_page(group)


@bp.post("/site-groups/<int:group_id>/rename")
@allow(rules.can_manage_group, find=queries.group)
def rename_group(group):
    form = GroupForm()
    if form.done(lambda: saved.rename(group, form.group_name.data, version=form.version.data, by=me())):
        flash(_("The group is renamed."))
        return redirect(url_for("sites.groups"))
    return _group_page(group, form=form)


@bp.post("/site-groups/<int:group_id>/units")
@allow(rules.can_manage_group, find=queries.group)
def choose_group_units(group):
    ticked = sorted({id_or_none(typed) for typed in request.form.getlist("units")} - {None, -1})
    units = [*units_of_all.with_numbers(ticked), *_found(request.form.get("words", ""), but=ticked)]
    form = GroupUnitsForm().offer(units)
    if "find" in request.form:  # only the button without a name saves
        form.validate_on_submit()
    elif form.done(lambda: saved.choose(group, form.units.data, version=form.version.data, by=me())):
        flash(_("The units of the group are saved. Conferences that are planned already keep their sites."))
        return redirect(url_for("sites.group", group_id=group.id))
    if isinstance(form.refusal, Stale):
        units = form.beside(units, queries.group_units(group))
    return _group_page(group, units_form=form, units=units)


@bp.get("/site-groups/<int:group_id>/found")
@allow(rules.can_manage_group, find=queries.group)
@part_of(lambda group: url_for("sites.group", group_id=group.id))
def group_units_found(group):
    units, facts = _found(request.args.get("words", "")), {"name": "units", "heading": _("In the group")}
    return render_template("units/_ticks.html", units=units, chosen=[], **facts)


def _group_page(group, *, form=None, units_form=None, units=None):
    """One saved group: its name, and its units with those that are ticked."""
    known = {"group_name": group.name, "version": group.version}
    faulty = form or units_form
    form = form or GroupForm(formdata=None, data=known)
    if units_form is None:
        units = queries.group_units(group)
        chosen = {"units": [unit.id for unit in units], "version": group.version}
        units_form = GroupUnitsForm(formdata=None, data=chosen).offer(units)
    page = render_template("sites/group.html", group=group, form=form, units_form=units_form, units=units)
    return page, faulty.status if faulty else 200


def _found(words, but=()):
    """The units that go on in which the words occur; none while nothing is typed."""
    words = words.strip()[:100]
    if not words:
        return []
    found = units_of_all.going_on(clock.today(), words).where(units_of_all.Unit.id.not_in(but))
    return list(db.session.scalars(found.limit(MOST_FOUND)))


@bp.post("/site-groups/<int:group_id>/delete")
@allow(rules.can_manage_group, find=queries.group)
def delete_group(group):
    form = EmptyForm()
    if form.done(lambda: saved.forget(group, by=me())):
        flash(_("The group is deleted. Conferences keep their sites."))
    for words in form.form_errors:
        flash(words, "bad")
    return redirect(url_for("sites.groups"))


def _saved_groups(conference):
    owners = {conference.organiser_id} | {post.unit_id for post in me().posts_as(Role.SECRETARIAT)}
    return queries.saved_groups(owners)


def picker_page(conference, typed, tree, form=None, *, drafted=False):
    """The page on which sites are chosen, or the part of it that is asked for, with what was `typed`; `drafted`: some
    of it may not be kept yet."""
    part, key = _asked_part()
    node = tree.node(key or "", typed)
    html = render_template(
        part if node or key is None else PARTS["picker"],
        conference=conference,
        tab="sites",
        draft=typed,
        tree=tree,
        node=node,
        found=trees.found_of(conference, typed.words),
        saved=_saved_groups(conference),
        clashes=offers.clashes(conference, typed.chosen, sight.seen_by(me())),
        form=form or EmptyForm(formdata=None),
        drafted=drafted or form is not None,
        group_name=request.form.get("group_name", "") if form and form.refusal else "",
        ranges=picker.ranges,
    )
    return html, form.status if form else 200


def _asked_part():
    """The template of the part that the page wants to have anew, and the key of a node of the tree (None: of
    no node)."""
    if "HX-Request" not in request.headers:
        return "sites/choose.html", None
    target = request.headers.get("HX-Target", "").rpartition("#")[2]
    if target.startswith("node-"):
        return "sites/_node.html", target.removeprefix("node-").replace("-", ":")
    return PARTS.get(target, PARTS["picker"]), None
