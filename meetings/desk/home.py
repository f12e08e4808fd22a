"""Home: what must I do now, by role."""

from typing import NamedTuple

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.conferences import rules as conferences
from meetings.conferences.models import ConferenceState
from meetings.desk import counts, tallies, waiting
from meetings.desk.doors import bp
from meetings.directives import deadlines
from meetings.directives import queries as directives
from meetings.directives.models import DirectiveState
from meetings.sites import queries as sites
from meetings.web import filters
from meetings.web.access import allow, me, signed_in


class Todo(NamedTuple):
    """One thing to do: what, whereby it is known, and the one button that leads to it."""

    icon: str
    tone: str
    title: str
    detail: str
    action: str
    href: str


SITTING = (ConferenceState.LIVE, ConferenceState.PAUSED)
GIVERS = (Role.SECRETARIAT, Role.LEADER)
ANSWERERS = (Role.SITE_OFFICER, Role.LEADER)


@bp.get("/")
@allow(signed_in)
def home():
    return render_template("desk/home.html", **_facts(me()))


@bp.get("/home/next")
@allow(signed_in)
def home_next():
    user = me()
    coming = waiting.coming(user)
    return render_template("desk/_next.html", **_next(user, coming))


def _facts(user):
    coming = waiting.coming(user)
    todos = [*_conference_todos(user), *_directive_todos(user)]
    given = directives.counts_of_given(user) if user.posts_as(*GIVERS) else None
    return {
        **_next(user, coming),
        "later": coming.later,
        "todos": sorted(todos, key=lambda todo: ORDER.index(todo.tone)),
        "given": given,
        "owed": None if given else directives.counts_of_mine(user),
        "creates": conferences.can_create(user),
        "buckets": deadlines.Bucket,
    }


ORDER = ("bad", "warn", "talk", "info", "outline")


def _next(user, coming):
    shown = [conference for conference in (coming.next, *coming.later) if conference]
    counted = tallies.tallies([conference.id for conference in shown])
    facts = {"next": coming.next, "tallies": counted, "runs": False, "missing": [], "parts": {}, "sitting": SITTING}
    if coming.next:
        facts["runs"] = conferences.can_run(user, coming.next)
        facts["parts"] = counts.of_conference(coming.next.id)
        facts["until"] = waiting.minutes_until(coming.next.starts_at)
        tally = counted[coming.next.id]
        if facts["runs"] and tally.missing:
            facts["missing"] = sites.missing_names(coming.next.id)
    return facts


def _conference_todos(user):
    todos = []
    if user.posts_as(*ANSWERERS):
        todos += [_answer(site) for site in sites.sites_to_answer(user)[: waiting.SHOWN]]
    if waiting.is_running_something(user):
        todos += [_change(site) for site in waiting.changes_asked_for(user)]
        todos += [_paper(paper) for paper in waiting.papers_to_finish(user)]
    return todos


def _directive_todos(user):
    todos = [_owed(directive) for directive in directives.mine(user, limit=waiting.SHOWN)]
    if user.posts_as(*GIVERS):
        todos += [_submitted(directive) for directive in directives.awaiting_acceptance(user, limit=waiting.SHOWN)]
    return todos


def _answer(site):
    conference = site.conference
    detail = f"{filters.time(conference.starts_at)}, {filters.weekday(conference.starts_at)} "
    detail += f"{filters.day(conference.starts_at)} · {conference.organiser.name}"
    title = _("Confirm the site for: %(title)s", title=conference.title)
    return Todo("map-pin", "warn", title, detail, _("Answer"), url_for("sites.show", site_id=site.id))


def _change(site):
    title = _("%(site)s asks for a change", site=site.name)
    return Todo("refresh", "talk", title, _told(site), _("Look and decide"), url_for("sites.show", site_id=site.id))


def _told(site):
    return " · ".join(filter(None, (site.wanted_chair_name, site.answer_note, site.conference.title)))


def _paper(paper):
    words = {
        ("minutes", "draft"): ("writing", "info", _("Finish the minutes"), _("Write")),
        ("minutes", "in_review"): ("signature", "talk", _("Minutes wait for your approval"), _("Look and decide")),
        ("minutes", "approved"): ("rubber-stamp", "info", _("Approved minutes are to be released"), _("Release")),
        ("notice", "draft"): ("writing", "info", _("Finish the notice of conclusions"), _("Write")),
        ("notice", "in_review"): (
            "signature",
            "talk",
            _("A notice of conclusions waits for you"),
            _("Look and decide"),
        ),
        ("notice", "approved"): ("rubber-stamp", "info", _("A notice of conclusions is to be released"), _("Release")),
    }
    icon, tone, title, action = words[paper.kind, paper.state]
    endpoint = "minutes.show" if paper.kind == "minutes" else "conclusions.show"
    return Todo(icon, tone, title, paper.title, action, url_for(endpoint, conference_id=paper.conference_id))


def _owed(directive):
    left = directive.days_left(clock.today())
    detail = " · ".join(filter(None, (directive.code, directive.lead_unit.name, _deadline(left))))
    is_new = directive.state is DirectiveState.ASSIGNED
    icon, tone = ("inbox", "info") if is_new else ("progress", "outline")
    if left is not None and left <= 7:
        icon, tone = ("alert-triangle", "bad") if left < 0 else ("clock-exclamation", "warn")
    action = _("Take on") if is_new else _("Report")
    return Todo(icon, tone, directive.text, detail, action, url_for("directives.show", directive_id=directive.id))


def _deadline(left):
    if left is None:
        return _("standing")
    if left < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -left)
    return ngettext("%(num)s day left", "%(num)s days left", left)


def _submitted(directive):
    returned = directive.state is DirectiveState.RETURNED
    title = _("%(unit)s returned a directive") if returned else _("%(unit)s asks for your word")
    return Todo(
        "arrow-forward-up" if returned else "hourglass",
        "talk",
        title % {"unit": directive.lead_unit.name},
        f"{directive.code} · {directive.text}",
        _("Look and decide"),
        url_for("directives.show", directive_id=directive.id),
    )
