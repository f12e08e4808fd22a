"""The doors to conclusions and the notice of them."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.conclusions import actions, deadline, papers, queries, rules
from meetings.conclusions.faults import faults
from meetings.conclusions.forms import NoticeForm, ReasonForm
from meetings.conclusions.models import LIFECYCLE, NoticeState
from meetings.conferences import advice, limits
from meetings.conferences import queries as conferences
from meetings.conferences import rules as conference_rules
from meetings.conferences.models import BY_DECISION
from meetings.gateways import pdf
from meetings.minutes import comparing
from meetings.minutes import queries as minutes_queries
from meetings.minutes import rules as minutes_rules
from meetings.minutes.models import BlockKind
from meetings.sites import rules as sites
from meetings.web import answers
from meetings.web.access import allow, me
from meetings.web.forms import Form
from meetings.workdays import queries as workdays

bp = Blueprint("conclusions", __name__)


def wants_json():
    """Whether a script asks, to which a page would be of no use."""
    accepted = request.accept_mimetypes
    return accepted.accept_json and not accepted.accept_html


@bp.get("/conferences/<int:conference_id>/conclusions")
@allow(sites.can_see, find=conferences.conference)
def show(conference):
    return page(conference)


def page(conference, *, form=None, reason=None, status=200):
    """The numbered conclusions and the notice, as far as the reader may see them."""
    editions = [edition for edition in queries.editions(conference.id) if rules.can_read(me(), edition)]
    asked = request.args.get("edition", "")
    notice = next((edition for edition in editions if str(edition.edition) == asked), *editions[:1] or [None])
    written = minutes_queries.editions(conference.id)
    minutes = next((m for m in written if m.is_frozen), None)
    unwanted = bool(written) and written[0].is_unwanted
    facts = dict(
        conference=conference,
        editions=editions,
        notice=notice,
        minutes=minutes,
        conclusions=queries.conclusions(minutes.id) if minutes and minutes_rules.can_read(me(), minutes) else [],
        starts=notice is None and conference_rules.can_manage(me(), conference),
        unwanted=unwanted,
        due=None if unwanted or any(edition.paper_id for edition in editions) else _due(conference),
        reason=reason or ReasonForm(),
    )
    if notice is not None:
        other = _other(notice, editions, minutes)
        drafts = rules.can_read_drafts(me(), notice)
        read = queries.directives_of(notice.minutes_id, *([other.id] if other else [])) if drafts or other else []
        facts |= _told(notice, form, drafts, [block for block in read if block.minutes_id == notice.minutes_id])
        facts["differs"] = other if other and queries.differ(notice.minutes_id, other.id, read) else None
        facts["corrects"] = notice is editions[0] and notice.is_frozen and rules.can_write(me(), notice)
    return render_template("conclusions/show.html", **facts), status


def _other(notice, editions, minutes):
    """The minutes in force, where the notice in force was made of others; for who can correct it."""
    in_force = notice is editions[0] and notice.paper_id and minutes and minutes.paper_id
    if not in_force or minutes.id == notice.minutes_id or not rules.can_write(me(), notice):
        return None
    return minutes


def _due(conference):
    """By when the notice is due, and how many days are left; None while the conference has not ended."""
    if conference.finished_at is None and conference.ends_at > clock.now():
        return None
    ended = deadline.ended_on(conference)
    number = limits.of(conference.organiser).notice_days
    due = deadline.due_on(conference, workdays.working_days(ended, ended), number)
    rule = advice.whose(number, BY_DECISION["notice_days"])
    return dict(on=due, left=(due - clock.today()).days, number=number, rule=rule)


def _told(notice, form, drafts, directives):
    writes = notice.state is NoticeState.DRAFT and rules.can_write(me(), notice)
    may = dict(
        submit=rules.can_write(me(), notice),
        send_back=rules.can_read_drafts(me(), notice),
        approve=rules.can_decide(me(), notice),
        release=rules.can_write(me(), notice),
        drop=rules.can_write(me(), notice) and notice.is_correction,
    )
    return dict(
        writes=writes,
        drafts=drafts,
        form=form or NoticeForm().show(notice),
        faults=faults(notice, directives) if writes else [],
        groups=papers.by_lead(directives),
        moves=[name for name in LIFECYCLE.timely(notice.state) if may[name]],
    )


@bp.post("/conferences/<int:conference_id>/conclusions")
@allow(conference_rules.can_manage, find=conferences.conference)
def start(conference):
    form = Form()
    if form.done(lambda: actions.start_notice(conference, by=me())):
        return _back(conference.id)
    return page(conference, form=form, status=form.status)


def _back(conference_id):
    return redirect(url_for("conclusions.show", conference_id=conference_id))


@bp.post("/conclusions/<int:notice_id>")
@allow(rules.can_write, find=queries.notice)
def save(notice):
    form = NoticeForm()
    if form.done(lambda: _revised(notice, form)):
        return _saved(form.outcome, form)
    if getattr(form.refusal, "theirs", None):
        return _conflict(notice, form)
    if wants_json():
        said = form.refusal.message if form.refusal else _("Please check what is marked.")
        faulty = {name: [str(word) for word in words] for name, words in form.errors.items() if name}
        return jsonify(message=str(said), errors=faulty), form.status
    form.go_on()
    return page(notice.conference, form=form, status=form.status)


def _revised(notice, form):
    typed = dict(version=form.version.data, hand=form.writer(), is_last=not wants_json())
    return actions.revise(notice, by=me(), **typed, **form.values())


def _saved(notice, form):
    if wants_json():
        # A save that came after a newer one of the same hand changed nothing: its editor shows what stands instead.
        late = not actions.stands(notice, **form.values())
        return jsonify(version=notice.version, saved=clock.local(clock.now()).strftime("%H:%M"), late=late)
    flash(_("The notice is saved."), "ok")
    return _back(notice.conference_id)


def _conflict(notice, form):
    """Both texts of each field that differs, and three ways on; nothing was changed."""
    mine, theirs = form.refusal.mine, form.refusal.theirs
    differ = [name for name in actions.TEXTS if mine[name] != theirs[name]]
    both = actions.merged(mine, theirs, form.refusal.base)
    facts = dict(notice=notice, both=form.refusal, differ=differ, form=form, merged=both)
    if wants_json():
        html = render_template("conclusions/_conflict.html", **facts)
        return jsonify(message=str(form.refusal.message), html=html), 409
    return render_template("conclusions/conflict.html", conference=notice.conference, **facts), 409


@bp.get("/conclusions/<int:notice_id>/preview")
@allow(rules.can_read, find=queries.notice)
def preview(notice):
    facts, draft = papers.shown(notice)
    return pdf.html(papers.TEMPLATE, facts, draft=draft)


@bp.get("/conclusions/<int:notice_id>/draft.pdf")
@allow(rules.can_read_drafts, find=queries.notice)
def draft(notice):
    facts, _is_draft = papers.shown(notice)
    return answers.pdf(pdf.paper(papers.TEMPLATE, facts, draft=True), f"thong-bao-du-thao-{notice.edition}.pdf")


@bp.get("/conclusions/<int:notice_id>/changes")
@allow(rules.can_read, find=queries.notice)
def changes(notice):
    earlier = (one for one in queries.editions(notice.conference_id) if one.edition < notice.edition)
    old = next((one for one in earlier if rules.can_read(me(), one)), None)
    form = NoticeForm()
    texts = [(form[name].label.text, runs) for name, runs in actions.differing(old, notice)] if old else []
    orders = comparing.changes(old.minutes, notice.minutes, BlockKind.DIRECTIVE) if old else []
    facts = dict(conference=notice.conference, notice=notice, old=old)
    return render_template("conclusions/changes.html", texts=texts, changes=orders, **facts)


@bp.post("/conclusions/<int:notice_id>/correct")
@allow(rules.can_write, find=queries.notice)
def correct(notice):
    form = ReasonForm()
    if form.done(lambda: actions.correct(notice, reason=form.reason.data, by=me())):
        edition = form.outcome.edition
        flash(_("Edition %(n)s is a copy to be corrected. The released one stays as it is.", n=edition), "ok")
        return _back(notice.conference_id)
    return page(notice.conference, reason=form, status=form.status)
