"""One permanent address that leads to the right page for role and minute: `/now`, and the head of a site's link."""

from typing import NamedTuple

from flask import current_app, render_template, url_for

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.conferences import rules as conferences
from meetings.desk import recent_ends, steps, todos, waiting
from meetings.desk.doors import bp
from meetings.desk.steps import Step
from meetings.rehearsals import queries as rehearsals
from meetings.rehearsals import rules as rehearsal_rules
from meetings.rooms import queries as rooms
from meetings.sites import entry, rules
from meetings.sites import queries as sites
from meetings.sites.models import SILENT
from meetings.web.access import allow, me, signed_in

LINKED = {
    "answer": "sites.linked_answer",
    "trial": "rehearsals.linked_room",
    "test": "rehearsals.linked_test",
    "delegates": "attendance.linked_list",
    "speech": "speeches.linked",
    "room": "rooms.linked_room",
    "kit": "desk.linked_kit",
}
OF_SITE = {
    "answer": "sites.show",
    "test": "rehearsals.self_test",
    "delegates": "attendance.site_sheet",
    "report": "attendance.site_sheet",
    "speech": "speeches.of_site",
    "kit": "desk.site_kit",
}
OF_CONFERENCE = {
    "room": "rooms.room",
    "minutes": "desk.conference_papers",
    "attendance": "attendance.sheet",
    "remind": "sites.remind_list",
    "plan": "rehearsals.plan",
    "overview": "desk.show",
}
# What only the secretariat may do.
MANAGED = ("remind", "plan")


class Place(NamedTuple):
    """A conference, the site for which one stands there (None: for the whole), and what is to be done, in order."""

    conference: object
    site: object
    steps: list[Step]


@bp.get("/now")
@allow(signed_in)
def now():
    user = me()
    return render_template("desk/now.html", spots=_spots(user), technical=_technical(user))


def linked_steps(link) -> list[Step]:
    """What who holds the link does now; nothing once the link has ended."""
    stand, token = entry.stand(link), entry.token_of(link)
    if stand is entry.Stand.ENDED:
        return []
    locked = stand is not entry.Stand.OPEN
    has_room = bool(current_app.config["JITSI_URL"]) and rooms.room_of(link.site.conference_id) is not None
    return steps.of_site(link.site, _to(LINKED, token=token), has_room=has_room, is_locked=locked)


def _to(endpoints, **address):
    """The address of each page. A noun that is not part of this installation has no pages, and nothing leads there."""

    def to(key):
        endpoint = endpoints.get(key)
        return url_for(endpoint, **address) if endpoint in current_app.view_functions else ""

    return to


def _spots(user):
    """The conference that sits or comes next, those whose site owes an answer; with nothing ahead, the last one."""
    coming = waiting.coming(user)
    found = [_of_conference(user, coming.next)] if coming.next else []
    owing = sites.sites_to_answer(user) if user.posts_as(Role.SITE_OFFICER, Role.LEADER) else []
    seen = {place.conference.id for place in found}
    found += [_of_site(user, site) for site in owing[: waiting.SHOWN] if site.conference_id not in seen][:2]
    last = None if found else recent_ends.last_of(user)
    return [*found, *([_of_conference(user, last)] if last else [])]


def _of_conference(user, conference):
    if conferences.can_run(user, conference):
        return Place(conference, None, _kept(user, conference))
    site = waiting.own_site(user, conference)
    if site is not None:
        return _of_site(user, site)
    to = _to(OF_CONFERENCE, conference_id=conference.id)
    return Place(conference, None, steps.of_keeper(conference, to, silent=0, papers=[])[-1:])


def _of_site(user, site):
    """One's own site; who only sits there does not answer for it."""
    conference = site.conference
    own, whole = _to(OF_SITE, site_id=site.id), _to(OF_CONFERENCE, conference_id=conference.id)
    trial = rehearsals.next_of_site(site)
    answers = rules.can_answer(user, site)

    def to(key):
        if key == "trial":
            return url_for("rehearsals.room", rehearsal_id=trial.rehearsal_id) if trial else ""
        if not answers and key not in ("test", "room", "minutes"):
            return ""
        return own(key) or (whole(key) if key in ("room", "minutes") else "")

    locked = clock.now() >= conference.starts_at
    has_room = bool(current_app.config["JITSI_URL"])
    return Place(conference, site, steps.of_site(site, to, has_room=has_room, is_locked=locked))


def _kept(user, conference):
    manages = conferences.can_manage(user, conference)
    rows = rehearsals.of_conference(conference.id)[:1]
    whole = _to(OF_CONFERENCE, conference_id=conference.id)

    def to(key):
        if key in ("rehearsal", "calls"):
            page = "rehearsals.show" if key == "rehearsal" else "rehearsals.calls"
            return url_for(page, rehearsal_id=rows[0].id) if rows else ""
        if key == "minutes":
            return url_for("minutes.show", conference_id=conference.id)
        return "" if key in MANAGED and not manages else whole(key)

    counts = sites.counts_by_state(conference.id)
    silent = sum(counts[state] for state in SILENT)
    return steps.of_keeper(conference, to, silent=silent, papers=_papers(user))


def _papers(user):
    """Minutes and notices that wait for the person, as steps."""
    found = [todos.paper(paper) for paper in waiting.papers_to_finish(user)[: waiting.SHOWN]]
    return [
        Step("paper", todo.icon, todo.tone, todo.title, todo.detail, url_for(todo.endpoint, **todo.address))
        for todo in found
    ]


def _technical(user):
    """The rehearsals at which the person's unit gives verdicts."""
    return [row for row in rehearsals.operated_by(user.unit_ids) if rehearsal_rules.can_judge(user, row)]


@bp.app_context_processor
def offer():
    """Let the head of a site's link say where to go now."""
    return {"linked_steps": linked_steps}
