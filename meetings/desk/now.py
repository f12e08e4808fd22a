"""One permanent address that leads to the right page for role and minute: `/now`, and the head of a site's link."""

from datetime import timedelta
from typing import NamedTuple

from flask import current_app, render_template, url_for

from meetings.base import clock
from meetings.conferences import left
from meetings.conferences import rules as conferences
from meetings.desk import duties, recent_ends, steps, tallies, todos, waiting
from meetings.desk.doors import bp
from meetings.desk.steps import Step
from meetings.rehearsals import queries as rehearsals
from meetings.rehearsals import rules as rehearsal_rules
from meetings.rooms import queries as rooms
from meetings.sites import entry, rules
from meetings.sites.models import SiteState
from meetings.web.access import allow, me, signed_in

LINKED = {
    "answer": "sites.linked_answer",
    "trial": "rehearsals.linked_room",
    "test": "rehearsals.linked_test",
    "delegates": "attendance.linked_list",
    "speech": "speeches.linked",
    "room": "rooms.linked_room",
    "kit": "desk.linked_kit",
    "report": "attendance.report_by_link",
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
    "wishes": "sites.board",
    "speeches": "speeches.listed",
    "plan": "rehearsals.plan",
    "left": "desk.show",
    "overview": "desk.show",
}
OF_REHEARSAL = {"rehearsal": "rehearsals.show", "calls": "rehearsals.calls"}
# What only the secretariat may do.
MANAGED = ("remind", "speeches", "plan")
# So many conferences ahead stand on the page, and as many more whose site owes an answer.
SHOWN = waiting.NEAREST
# A rehearsal that begins within this time brings its conference onto the page.
NEAR = timedelta(days=1)


class Place(NamedTuple):
    """A conference, the site for which one stands there (None: for the whole), and what is to be done, in order."""

    conference: object
    site: object
    steps: list[Step]


@bp.get("/now")
@allow(signed_in)
def now():
    user = me()
    return render_template("desk/now.html", spots=_spots(user), papers=_papers(user), technical=_technical(user))


def linked_steps(link) -> list[Step]:
    """What who holds the link does now; nothing once the link has ended."""
    stand, token = entry.stand(link), entry.token_of(link)
    if stand is entry.Stand.ENDED:
        return []
    locked = stand is not entry.Stand.OPEN
    has_room = bool(current_app.config["JITSI_URL"]) and rooms.room_of(link.site.conference_id) is not None
    facts, to = steps.known([link.site_id])[link.site_id], _to(LINKED, token=token)

    def open_to(key):
        """After the end only the secretariat corrects what was reported."""
        return "" if key == "report" and stand is entry.Stand.OVER else to(key)

    return steps.of_site(link.site, facts, open_to, has_room=has_room, is_locked=locked)


def _to(endpoints, **address):
    """The address of each page. A noun that is not part of this installation has no pages, and nothing leads there."""

    def to(key, **more):
        endpoint = endpoints.get(key)
        return url_for(endpoint, **address, **more) if endpoint in current_app.view_functions else ""

    return to


def _spots(user):
    """The conference that sits or comes next and the one after it, those whose rehearsal begins within a day, and those
    whose site owes an answer; with nothing ahead, the last one. A fixed number of statements."""
    coming = waiting.coming(user)
    ahead = coming.ahead[:SHOWN]
    trials = {row.conference_id: row for row in reversed(waiting.rehearsing(user, clock.now() + NEAR))}
    more = [row.conference for row in reversed(trials.values()) if row.conference not in ahead][:SHOWN]
    last = recent_ends.last_of(user) if not (ahead or more) else None
    shown = [*ahead, *more] or ([last] if last else [])
    kept = [one for one in shown if conferences.can_run(user, one)]
    sites_, owing = waiting.own_sites(user, [one.id for one in shown if one not in kept], owing=True)
    others = [one for one in shown if one not in kept and one not in more and one.id not in sites_]
    own = [*sites_.values(), *_elsewhere(owing, shown)]
    kept += coming.left
    places = [*_kept(user, kept), *_own(user, own, {one.id for one in more}), *map(_attended, others)]
    return sorted(places, key=lambda place: _order(place.conference, trials.get(place.conference.id)))


def _order(conference, trial):
    """What sits first, then what begins next: the conference, or its rehearsal. What is over stands below today's."""
    begins = min(conference.starts_at, trial.starts_at) if trial else conference.starts_at
    sits = conference.state in waiting.SITTING and not left.is_left(conference)
    return not sits, conference.ends_at < clock.now(), begins, conference.id


def _elsewhere(owing, shown):
    """Those of them that are sites of other conferences."""
    there = {one.id for one in shown}
    return [site for site in owing if site.conference_id not in there][:SHOWN]


def _attended(conference):
    return Place(conference, None, steps.of_keeper(conference, _to(OF_CONFERENCE, conference_id=conference.id))[-1:])


def _own(user, own, rehearsed):
    """Of the conferences that stand there only because they are `rehearsed`, the sites that have a part in it."""
    facts = steps.known([site.id for site in own])
    meant = (site for site in own if site.conference_id not in rehearsed or facts[site.id].trial)
    return [_of_site(user, site, facts[site.id]) for site in meant]


def _of_site(user, site, facts):
    """One's own site; who only sits there does not answer for it."""
    conference = site.conference
    own, whole = _to(OF_SITE, site_id=site.id), _to(OF_CONFERENCE, conference_id=conference.id)
    answers = rules.can_answer(user, site)

    def to(key):
        if key == "trial":
            return url_for("rehearsals.room", rehearsal_id=facts.trial.rehearsal_id)
        if not answers and key not in ("test", *OF_CONFERENCE):
            return ""
        return own(key) or (whole(key) if key in ("room", "minutes") else "")

    is_locked = clock.now() >= conference.starts_at
    has_room = bool(current_app.config["JITSI_URL"])
    return Place(conference, site, steps.of_site(site, facts, to, has_room=has_room, is_locked=is_locked))


def _kept(user, kept):
    """What the keeper of these conferences does now (two statements for all of them)."""
    if not kept:
        return []
    ids = [conference.id for conference in kept]
    counted_sites, known = tallies.tallies(ids), duties.of(ids)
    places = []
    for conference in kept:
        own = known.rehearsals.get(conference.id, [])
        to = _keeper_to(user, conference, own, known.verdicts)
        tally = counted_sites[conference.id]
        number = {"silent": tally.remindable, "wishes": tally.states[SiteState.CHANGE_REQUESTED]}
        number["speeches"] = known.speeches.get(conference.id, 0)
        found = steps.of_keeper(conference, to, **number, rows=own, counted=known.verdicts)
        places.append(Place(conference, None, found))
    return places


def _keeper_to(user, conference, rows, counted):
    trials = {"rehearsal": steps.going(rows), "calls": steps.last_judged(rows, counted)}
    whole, manages = _to(OF_CONFERENCE, conference_id=conference.id), conferences.can_manage(user, conference)

    def to(key):
        if key in OF_REHEARSAL:
            return url_for(OF_REHEARSAL[key], rehearsal_id=trials[key].id)
        if key == "minutes":
            return url_for("minutes.show", conference_id=conference.id)
        if key in MANAGED and not manages:
            return ""
        return whole(key, state=SiteState.CHANGE_REQUESTED) if key == "wishes" else whole(key)

    return to


def _papers(user):
    """Minutes and notices that wait for the person, as steps."""
    if not waiting.is_running_something(user):
        return []
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
