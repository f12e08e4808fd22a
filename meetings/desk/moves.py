"""The turns of a conference's life: the buttons that are timely and allowed, and the doors behind them."""

from datetime import timedelta
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base import clock
from meetings.base.db import transaction
from meetings.base.language import _l
from meetings.conferences import actions as conferences
from meetings.conferences import left, planning, queries, rules
from meetings.conferences.models import LIFECYCLE
from meetings.conferences.models import ConferenceState as S
from meetings.desk import actions, choices, discarding, headline, waiting
from meetings.desk.changing import led_back
from meetings.desk.doors import bp
from meetings.desk.forms import EndForm, HeldForm, SecretaryForm
from meetings.sites import queries as sites
from meetings.web import filters
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm, VersionForm

# So long before its time nobody begins but by a slip.
EARLY = timedelta(minutes=15)


class Move(NamedTuple):
    """How a move is offered: the door, the word, the look, who may, and what is asked before (a page of its own where
    `asks`). Rare ones stand in the menu (`is_rare`)."""

    endpoint: str
    words: str
    icon: str
    tone: str
    rule: object
    confirm: str = ""
    asks: bool = False
    is_rare: bool = False


MOVES = {
    "begin": Move(
        "desk.begin", _l("Begin the sitting"), "player-play", "primary", rules.can_run,
        _l("Begin the conference now? From this moment attendance and minutes are taken.")),
    "resume": Move("desk.resume", _l("Go on"), "player-play", "primary", rules.can_run),
    "pause": Move("desk.pause", _l("Pause"), "player-pause", "outline", rules.can_run),
    "end": Move(
        "desk.end", _l("End the conference"), "player-stop", "danger", rules.can_run,
        _l("End the conference? The minutes are opened from the notes, and those who preside are told. From then on "
           "only the secretariat corrects the attendance.")),
    "record_held": Move(
        "desk.record_held", _l("It was held"), "circle-check", "primary", rules.can_run, asks=True),
    "unbegin": Move(
        "desk.take_back_beginning", _l("Take the beginning back"), "arrow-back-up", "outline", rules.can_run,
        asks=True, is_rare=True),
    "reopen": Move(
        "desk.take_back_end", _l("Take the end back"), "arrow-back-up", "outline", rules.can_run,
        asks=True, is_rare=True),
    "invite": Move("desk.send", _l("Send the invitation"), "send", "primary", rules.can_manage, asks=True),
    "make_ready": Move(
        "desk.mark_ready", _l("Mark as ready"), "checks", "outline", rules.can_manage,
        _l("Is everything prepared? Sites that have not answered stay on the list of the missing.")),
    "reschedule": Move(
        "desk.reschedule", _l("Set a new time"), "calendar-plus", "primary", rules.can_manage, asks=True),
    "conclude": Move(
        "desk.conclude", _l("Close without a notice of conclusions"), "archive", "outline", rules.can_manage,
        asks=True, is_rare=True),
    "postpone": Move(
        "desk.postpone", _l("Postpone"), "calendar-time", "outline", rules.can_manage, asks=True, is_rare=True),
    "cancel": Move(
        "desk.cancel", _l("Cancel the conference"), "ban", "danger", rules.can_manage, asks=True, is_rare=True),
    "restore": Move(
        "desk.restore", _l("Let it take place after all"), "rotate", "outline", rules.can_manage, asks=True),
}  # fmt: skip


class Step(NamedTuple):
    """A button of the head: a form that asks first where `confirm` has words, or a link where it `asks` on a page."""

    href: str
    text: str
    icon: str
    tone: str
    confirm: str = ""
    asks: bool = False


def offered(conference, user) -> tuple[list[Step], list[Step]]:
    """The buttons for the head, and the entries of its menu, for this person in this state."""
    passed = {"begin", "make_ready"} if left.is_unbegun(conference) else {"record_held"}
    timely = set(LIFECYCLE.timely(conference.state)) - passed
    possible = [move for name, move in MOVES.items() if name in timely and move.rule(user, conference)]
    frequent = [_step(move, conference) for move in possible if not move.is_rare]
    rare = [_step(move, conference) for move in possible if move.is_rare]
    return frequent, [*_upkeep(conference, user), *rare]


def _step(move, conference):
    href = url_for(move.endpoint, conference_id=conference.id)
    early = move.endpoint == "desk.begin" and is_early(conference)
    asks = move.asks or early or (move.endpoint == "desk.end" and left.is_overrun(conference))
    return Step(href, move.words, move.icon, "outline" if early else move.tone, "" if asks else move.confirm, asks)


def is_early(conference) -> bool:
    """Whether it would begin so long before its time that the page asks first, with time and names."""
    return conference.starts_at - clock.now() > EARLY


def _upkeep(conference, user):
    """What can be done with the conference as a thing, by who manages it."""
    if not rules.can_manage(user, conference):
        return []
    number = {"conference_id": conference.id}
    entries = [
        Step(url_for("series.same_again", **number), _l("The same next month"), "calendar-repeat", "outline"),
        Step(url_for("desk.copy", **number), _l("Take as a model for a new one"), "copy", "outline", asks=True),
        Step(url_for("series.from_conference", **number), _l("Save as a template"), "template", "outline", asks=True),
    ]
    if conference.state in planning.REVISABLE:
        entries.insert(
            0, Step(url_for("desk.information", **number), _l("Edit the information"), "edit", "outline", asks=True)
        )
    elif conference.state in conferences.STAFFABLE:
        entries.insert(
            0, Step(url_for("desk.secretary", **number), _l("Name the secretary"), "user", "outline", asks=True)
        )
    if conference.state is S.DRAFT:
        entries.append(Step(url_for("desk.discard", **number), _l("Delete the draft"), "trash", "danger", asks=True))
    return entries


@bp.post("/conferences/<int:conference_id>/ready")
@allow(rules.can_manage, find=queries.conference)
def mark_ready(conference):
    return _turn(conference, actions.mark_ready, _("The conference counts as ready."))


@bp.route("/conferences/<int:conference_id>/begin", methods=["GET", "POST"])
@allow(rules.can_run, find=queries.conference)
def begin(conference):
    form = EmptyForm()
    if form.done(lambda: actions.begin(conference, by=me())):
        return _back(conference, _("The conference has begun."))
    return _ask(conference, form, "begin", said=_why_wait(conference))


def _why_wait(conference):
    """What speaks against beginning now: that its time has not come, and who has not answered, by name."""
    if not is_early(conference):
        return []
    starts, minutes = conference.starts_at, waiting.minutes_until(conference.starts_at)
    when = f"{filters.time(starts)} {filters.weekday(starts)} {filters.day(starts)}"
    found = [_("It is planned for %(when)s, %(span)s from now.", when=when, span=filters.duration(minutes))]
    silent = [site.short_name for site in sites.silent(conference.id)]
    if silent:
        words = ngettext("%(num)s site has not confirmed", "%(num)s sites have not confirmed", len(silent))
        found.append(f"{words}: {headline.named(silent, len(silent))}.")
    return found


@bp.post("/conferences/<int:conference_id>/pause")
@allow(rules.can_run, find=queries.conference)
def pause(conference):
    return _turn(conference, actions.pause, _("The conference is paused."))


@bp.post("/conferences/<int:conference_id>/resume")
@allow(rules.can_run, find=queries.conference)
def resume(conference):
    return _turn(conference, actions.resume, _("The conference goes on."))


@bp.route("/conferences/<int:conference_id>/end", methods=["GET", "POST"])
@allow(rules.can_run, find=queries.conference)
def end(conference):
    overrun = left.is_overrun(conference)
    form = EndForm.of(conference) if overrun else EmptyForm()
    if overrun and _asks_nothing_yet():
        return redirect(url_for("desk.end", conference_id=conference.id), 303)
    if form.done(lambda: actions.end(conference, **form.values(), by=me())):
        return _back(conference, _("The conference has ended. The minutes are open."))
    return _ask(conference, form, "end", said=[actions.OVERRUN] if overrun else [])


def _asks_nothing_yet():
    """Whether a button was pressed that did not ask for hours: the page does."""
    return request.method == "POST" and "finished_on" not in request.form


@bp.route("/conferences/<int:conference_id>/held", methods=["GET", "POST"])
@allow(rules.can_run, find=queries.conference)
def record_held(conference):
    form = HeldForm.of(conference)
    if _asks_nothing_yet():
        return redirect(url_for("desk.record_held", conference_id=conference.id), 303)
    if form.done(lambda: actions.record_held(conference, **form.values(), by=me())):
        flash(_("It is recorded that the conference was held. Enter here who was there; the minutes are open."))
        return redirect(url_for("attendance.sheet", conference_id=conference.id))
    return _ask(conference, form, "record_held")


def _turn(conference, act, words):
    with transaction():
        act(conference, by=me())
    flash(words)
    return redirect(url_for("desk.show", conference_id=conference.id))


@bp.route("/conferences/<int:conference_id>/conclude", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def conclude(conference):
    form = EmptyForm()
    if form.done(lambda: actions.conclude(conference, by=me())):
        return _back(conference, _("The conference is closed."))
    return _ask(conference, form, "conclude")


@bp.route("/conferences/<int:conference_id>/secretary", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def secretary(conference):
    posts = choices.secretaries(me(), conference.starts_at.date())
    now = {"secretary": conference.secretary_id, "version": conference.version}
    form = SecretaryForm(**now).offer(posts, conference.secretary)
    if form.done(lambda: conferences.name_secretary(conference, **form.values(), by=me())):
        return _back(conference, _("The secretary is named."))
    return _ask(conference, form, "secretary")


@bp.route("/conferences/<int:conference_id>/discard", methods=["GET", "POST"])
@allow(rules.can_manage, find=queries.conference)
def discard(conference):
    form = VersionForm(version=conference.version)
    if form.done(lambda: discarding.discard(conference, version=form.version.data, by=me())):
        flash(_("The draft is deleted."))
        return redirect(url_for("desk.conferences"))
    return _ask(conference, form, "discard")


def _back(conference, words):
    flash(words)
    return redirect(url_for("desk.show", conference_id=conference.id))


def _ask(conference, form, move, said=()):
    if move in LIFECYCLE.moves and (back := led_back(conference, LIFECYCLE.moves[move].sources)):
        return back
    facts = dict(conference=conference, tab="", form=form, move=move, said=said)
    return render_template("desk/move.html", **facts), form.status
