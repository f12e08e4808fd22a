"""The doors to minutes: the page of a conference, its editor, and what stands beside it."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.accounts import speakers
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.conferences import queries as conferences
from meetings.conferences import rules as conference_rules
from meetings.gateways import pdf
from meetings.minutes import actions, comparing, content, papers, queries, rules, waiving
from meetings.minutes.forms import HeadForm, NewBlockForm, ReasonForm, RestoreForm, form_for
from meetings.minutes.models import MinutesState
from meetings.minutes.reading import differing, history, told
from meetings.sites import rules as sites
from meetings.web import answers, filters
from meetings.web.access import allow, me
from meetings.web.buttons import VersionForm
from meetings.web.forms import Form
from meetings.web.parts import part_of

bp = Blueprint("minutes", __name__)


def wants_json():
    """Whether a script asks, to which a page would be of no use."""
    accepted = request.accept_mimetypes
    return accepted.accept_json and not accepted.accept_html


def back(minutes, **more):
    """To the page of these minutes."""
    return redirect(url_for("minutes.show", conference_id=minutes.conference_id, **more))


def _page(minutes, **more):
    return url_for("minutes.show", conference_id=minutes.conference_id, edition=minutes.edition, **more)


@bp.get("/conferences/<int:conference_id>/minutes")
@allow(sites.can_see, find=conferences.conference)
def show(conference):
    return page(conference)


def page(conference, *, form=None, reason=None, status=200):
    """The minutes as far as the reader may see them; `form` is a step that was refused."""
    every = queries.editions(conference.id)
    if every and every[0].is_unwanted:
        return _unwanted(every[0], form, status)
    editions = [edition for edition in every if rules.can_read(me(), edition)]
    asked = request.args.get("edition", "")
    minutes = next((edition for edition in editions if str(edition.edition) == asked), *editions[:1] or [None])
    facts = dict(conference=conference, editions=editions, minutes=minutes, form=form, reason=reason or ReasonForm())
    facts["starts"] = minutes is None and conference_rules.can_manage(me(), conference)
    facts["waives"] = waiving.why_not(conference, minutes) is None and rules.can_waive(me(), conference)
    if minutes is not None:
        facts |= told(minutes, me(), editing=request.args.get("edit", ""))
        facts["corrects"] = minutes is editions[0] and minutes.is_frozen and rules.can_write(me(), minutes)
    return render_template("minutes/show.html", **facts), status


def _unwanted(minutes, form, status):
    conference = minutes.conference
    facts = waiving.known(minutes) if rules.can_waive(me(), conference) else {"said": None}
    return render_template("minutes/unwanted.html", conference=conference, form=form, **facts), status


@bp.post("/conferences/<int:conference_id>/minutes")
@allow(conference_rules.can_manage, find=conferences.conference)
def start(conference):
    form = Form()
    if form.done(lambda: actions.start_draft(conference, by=me())):
        return back(form.outcome)
    return page(conference, form=form, status=form.status)


@bp.post("/minutes/<int:minutes_id>/outline")
@allow(rules.can_write, find=queries.minutes)
def outline(minutes):
    form = Form()
    if form.done(lambda: len(actions.fill_from_agenda(minutes, by=me()))):
        flash(_("%(n)s parts were begun from the agenda. Read them and go on.", n=form.outcome), "ok")
        return back(minutes)
    return page(minutes.conference, form=form, status=form.status)


@bp.get("/minutes/<int:minutes_id>/head")
@allow(rules.can_write, find=queries.minutes)
def head(minutes):
    form = HeadForm().show(minutes, papers.times(minutes))
    return render_template("minutes/head.html", conference=minutes.conference, minutes=minutes, form=form)


@bp.post("/minutes/<int:minutes_id>/head")
@allow(rules.can_write, find=queries.minutes)
def save_head(minutes):
    form = HeadForm()
    if form.done(lambda: actions.revise_head(minutes, version=form.version.data, **form.values(), by=me())):
        flash(_("The head of the minutes is saved."), "ok")
        return back(minutes)
    page = render_template("minutes/head.html", conference=minutes.conference, minutes=minutes, form=form)
    return page, form.status


@bp.post("/minutes/<int:minutes_id>/blocks")
@allow(rules.can_write, find=queries.minutes)
def add(minutes):
    form = NewBlockForm().offer(minutes)
    if not form.done(lambda: actions.add_block(minutes, **form.values(), by=me())):
        return _refused(minutes, form)
    block = queries.block(form.outcome.id)
    if wants_json():
        return jsonify(id=block.id, html=fragment(block, form_for(block).show(block)))
    return back(minutes, edit=block.id, _anchor=f"block-{block.id}")


@bp.get("/minutes/<int:minutes_id>/units")
@allow(rules.can_write, find=queries.minutes)
@part_of(_page)
def units(minutes):
    found = queries.unit_choices(minutes.conference, set(), request.args.get("words", "")[:100])
    unheard = speakers.unheard(found)
    return render_template("minutes/_units.html", units=found, unheard=unheard, leads=[], coordinators=[])


@bp.get("/minutes/<int:minutes_id>/preview")
@allow(rules.can_read, find=queries.minutes)
def preview(minutes):
    facts, draft = papers.shown(minutes)
    places = papers.places(minutes) if rules.can_write(me(), minutes) else ()
    return pdf.html(papers.TEMPLATE, facts, draft=draft, places=places)


@bp.get("/minutes/<int:minutes_id>/draft.pdf")
@allow(rules.can_read_drafts, find=queries.minutes)
def draft(minutes):
    facts, _is_draft = papers.shown(minutes)
    return answers.pdf(pdf.paper(papers.TEMPLATE, facts, draft=True), f"bien-ban-du-thao-{minutes.edition}.pdf")


@bp.get("/minutes/<int:minutes_id>/changes")
@allow(rules.can_read, find=queries.minutes)
def changes(minutes):
    earlier = (one for one in queries.editions(minutes.conference_id) if one.edition < minutes.edition)
    old = next((one for one in earlier if rules.can_read(me(), one)), None)
    facts = dict(conference=minutes.conference, minutes=minutes, old=old)
    return render_template("minutes/changes.html", changes=comparing.changes(old, minutes) if old else [], **facts)


@bp.post("/minutes/<int:minutes_id>/correct")
@allow(rules.can_write, find=queries.minutes)
def correct(minutes):
    form = ReasonForm()
    if form.done(lambda: actions.correct(minutes, reason=form.reason.data, by=me())):
        edition = form.outcome.edition
        flash(_("Edition %(n)s is a copy to be corrected. The released one stays as it is.", n=edition), "ok")
        return back(minutes)
    return page(minutes.conference, reason=form, status=form.status)


@bp.get("/blocks/<int:block_id>")
@allow(rules.can_read_block, find=queries.block)
@part_of(lambda block: _page(block.minutes, _anchor=f"block-{block.id}"))
def block(block):
    return fragment(block)


@bp.get("/blocks/<int:block_id>/edit")
@allow(rules.can_write_block, find=queries.block)
@part_of(lambda block: _page(block.minutes, edit=block.id, _anchor=f"block-{block.id}"))
def edit(block):
    return fragment(block, form_for(block).show(block))


@bp.post("/blocks/<int:block_id>")
@allow(rules.can_write_block, find=queries.block)
def save(block):
    form = form_for(block, request.form.get("words", "")[:100])
    if request.form.get("find"):
        return page_of(block, form, 200)
    if form.done(lambda: _revised(block, form)):
        return _saved(form.outcome, form)
    if getattr(form.refusal, "theirs", None):
        return _conflict(block, form)
    if wants_json():
        said = form.refusal.message if form.refusal else _("Please check what is marked.")
        faulty = {name: [str(word) for word in words] for name, words in form.errors.items() if name}
        return jsonify(message=str(said), errors=faulty), form.status
    return page_of(block, form, form.status)


def _revised(block, form):
    typed = dict(version=form.version.data, hand=form.writer(), is_last=not wants_json())
    return actions.revise_block(block, by=me(), **typed, **form.values())


def _saved(block, form):
    if wants_json():
        # A save that came after a newer one of the same hand changed nothing: its editor shows what stands instead.
        late = not actions.stands(block, **form.values())
        return jsonify(version=block.version, saved=filters.time(block.revised_at), late=late)
    return back(block.minutes, _anchor=f"block-{block.id}")


def _conflict(block, form):
    """All that differs, and three ways on; nothing was changed."""
    mine, theirs = form.refusal.mine, form.refusal.theirs
    both = content.joined(theirs, mine, form.refusal.base)
    facts = dict(block=block, both=form.refusal, conference=block.minutes.conference, merged=both["text"])
    facts["sent"] = [(name, value) for name, value in request.form.items(multi=True) if name not in UNSENT]
    facts["joined"] = [("hand", form.hand.data), *(one for one in content.typed(both) if one[0] != "text")]
    facts["differing"] = differing(block, mine, theirs)
    facts["differences"] = content.differences(theirs["text"], mine["text"]) if mine["text"] != theirs["text"] else []
    if wants_json():
        return jsonify(message=str(form.refusal.message), html=render_template("minutes/_conflict.html", **facts)), 409
    return render_template("minutes/conflict.html", **facts), 409


UNSENT = ("csrf_token", "version", "words", "find")


def fragment(block, form=None):
    """One block as it stands in the list: to read, or to write in."""
    return render_template("minutes/_block.html", block=block, form=form, writes=rules.can_write_block(me(), block))


def page_of(block, form, status):
    """The editor of one block as a page of its own: what was typed stays."""
    form.go_on()
    facts = dict(conference=block.minutes.conference, block=block, form=form)
    return render_template("minutes/edit.html", **facts), status


@bp.post("/blocks/<int:block_id>/move/<any(up, down):where>")
@allow(rules.can_write_block, find=lambda block_id, where: queries.block(block_id))
def move(block):
    form = Form()
    if not form.done(lambda: (actions.move(block, down=request.view_args["where"] == "down"), None)):
        return _refused(block.minutes, form)
    if wants_json():
        row = [number for number, _position in queries.siblings(block)]
        after = row[row.index(block.id) + 1 :]
        return jsonify(item=block.item_id or 0, before=after[0] if after else None)
    return back(block.minutes, _anchor=f"block-{block.id}")


@bp.post("/blocks/<int:block_id>/read")
@allow(rules.can_write_block, find=queries.block)
def note_read(block):
    form = VersionForm()
    if form.done(lambda: actions.revise_block(block, version=form.version.data, needs_reading=False, by=me())):
        return back(block.minutes, _anchor="submit")
    return _refused(block.minutes, form)


@bp.post("/blocks/<int:block_id>/remove")
@allow(rules.can_write_block, find=queries.block)
def remove(block):
    form = VersionForm()
    if form.done(lambda: (actions.remove(block, version=form.version.data, by=me()), None)):
        return back(block.minutes, removed=block.id)
    return _refused(block.minutes, form)


@bp.post("/blocks/<int:block_id>/back")
@allow(rules.can_write_block, find=queries.block)
def put_back(block):
    form = Form()
    if form.done(lambda: (actions.put_back(block, by=me()), None)):
        flash(_("The part stands where it was."), "ok")
        return back(block.minutes, _anchor=f"block-{block.id}")
    return _refused(block.minutes, form)


@bp.get("/blocks/<int:block_id>/history")
@allow(rules.can_read_block, find=queries.block)
def revisions(block):
    facts = dict(conference=block.minutes.conference, block=block, steps=history(block.id), form=None)
    writes = rules.can_write_block(me(), block) and block.minutes.state is MinutesState.DRAFT
    return render_template("minutes/history.html", writes=writes, **facts)


@bp.post("/blocks/<int:block_id>/restore")
@allow(rules.can_write_block, find=queries.block)
def restore(block):
    form = RestoreForm()
    if form.done(lambda: _restored(block, form)):
        flash(_("The part is again as it was in save %(n)s.", n=form.number.data), "ok")
        return back(block.minutes, _anchor=f"block-{block.id}")
    return _refused(block.minutes, form)


def _restored(block, form):
    revision = queries.revision(block.id, form.number.data)
    if revision is None:
        raise NotValid(_l("There is no save of this number. Reload the page."), field="number")
    return actions.restore(block, revision, version=form.version.data, by=me())


def _refused(minutes, form):
    if wants_json():
        words = [str(word) for said in form.errors.values() for word in said]
        return jsonify(message=" ".join(words)), form.status
    return page(minutes.conference, form=form, status=form.status)
