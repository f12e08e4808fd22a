"""Home: what must I do now, by role."""

from flask import g, render_template, url_for

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.conferences import left
from meetings.conferences import rules as conferences
from meetings.desk import counts, duties, headline, postless, recent, tallies, todos, waiting
from meetings.desk.doors import bp
from meetings.directives import queries as directives
from meetings.directives import rules as judging
from meetings.directives.models import OWED, DirectiveState
from meetings.sites.models import SILENT, SiteState
from meetings.web.access import allow, me, signed_in
from meetings.web.kept import keep
from meetings.web.parts import part_of

GIVERS = (Role.SECRETARIAT, Role.LEADER)
LATER = 4
A_DAY = 24 * 60


@bp.get("/")
@keep
@allow(signed_in)
def home():
    return render_template("desk/home.html", **_facts(me()))


@bp.get("/home/next")
@keep
@allow(signed_in)
@part_of(lambda: url_for("desk.home"))
def home_next():
    user = me()
    return render_template("desk/_next.html", **_next(user, waiting.coming(user)))


@bp.get("/home/board")
@keep
@allow(signed_in)
@part_of(lambda: url_for("desk.home"))
def home_board():
    return render_template("desk/_waiting.html", **_facts(me()))


def _facts(user):
    coming = waiting.coming(user)
    next_one = _next(user, coming, owing=True)
    given = directives.counts_of_followed(user) if user.posts_as(*GIVERS) else None
    waits = todos.by_urgency([*_conference_todos(user, next_one, coming.left), *_directive_todos(user, given)])
    owed = None if given else directives.counts_of_mine(user)
    focus, silent = next_one["focus"], 0
    if focus:
        silent = next_one["tallies"][focus.id].silent
    g.waits = g.get("waits") or counts.waits_for(user)
    late = {"overdue": g.waits.overdue, "given": given["given_late"] if given else 0}
    late["others"] = given["overdue"] - given["concerning_late"] if given else 0
    whose = todos.when(focus) if focus and _is_one_of_several(focus, coming, next_one) else ""
    lead = headline.lead(waits, missing=next_one["silent_names"], silent=silent, whose=whose, **late)
    nothing = not (coming.next or any(coming.week.values()) or waits or any((given or owed).values()))
    return {
        **next_one,
        "is_empty": nothing and user.is_admin,
        "postless": postless.postless(user),
        "headline": headline.title(coming.next, next_one["until"], sits=next_one["sits"]),
        "lead": lead,
        "later": coming.later[:LATER],
        "week": coming.week,
        "today": clock.today(),
        "todos": waits,
        "events": recent.events(next_one["kept"]),
        "given": given,
        "owed": owed,
        "creates": conferences.can_create(user),
    }


def _next(user, coming, owing=False):
    """The hero: the next conference with its sites, and for who keeps it whom to remind and to call; and where `owing`,
    the sites for which the person is to answer."""
    kept = [one for one in coming.ahead if conferences.can_run(user, one)]
    shown = {one.id: one for one in (*coming.ahead[: LATER + 1], *kept)}
    counted = tallies.tallies(shown)
    # Whom one runs after: the sites of the next conference that is still being prepared.
    focus = next((one for one in kept if _is_prepared(one) and counted[one.id].silent), None)
    open_sites = waiting.open_sites([one.id for one in kept], first=focus.id if focus else None)
    silent = [one for one in open_sites if focus and _is_silent(one, focus)]
    facts = {
        "next": coming.next,
        "sits": coming.next is not None and coming.next.state in waiting.SITTING,
        "until": waiting.minutes_until(coming.next.starts_at) if coming.next else 0,
        "runs": coming.next in kept,
        "kept": kept,
        "tallies": counted,
        "focus": focus,
        "open_sites": open_sites,
        "silent_names": [one.name for one in silent],
        "remindable_names": [one.name for one in silent if one.invited_at],
        "own": None,
        "parts": {},
        "a_day": A_DAY,
    }
    if coming.next:
        facts["parts"], g.waits = counts.of_conference(coming.next, user)
    asked = [coming.next.id] if coming.next and not facts["runs"] else []
    own, facts["owing"] = waiting.own_sites(user, asked, owing=owing)
    facts["own"] = own.get(asked[0]) if asked else None
    return facts


def _is_one_of_several(focus, coming, facts):
    """Whether the page heads another conference, or sites of further ones are silent, too: then it is to be named."""
    silent = [one for one in facts["kept"] if _is_prepared(one) and facts["tallies"][one.id].silent]
    return focus is not coming.next or len(silent) > 1


def _is_prepared(conference):
    return conference.state not in waiting.SITTING and not left.is_late(conference)


def _is_silent(site, conference):
    return site.conference_id == conference.id and site.state in SILENT


def _conference_todos(user, facts, passed):
    found = [todos.answer(site) for site in facts["owing"][: waiting.SHOWN]]
    managed = {one.id for one in facts["kept"] if conferences.can_manage(user, one)}
    asking = [site for site in facts["open_sites"] if site.state is SiteState.CHANGE_REQUESTED]
    found += [todos.change(site) for site in asking][: waiting.SHOWN]  # who presides consents: `rules.can_decide`
    known = duties.of(managed)
    offering = [one for one in facts["kept"] if one.id in known.speeches]
    found += [todos.speeches(one, known.speeches[one.id]) for one in offering][: waiting.SHOWN]
    found += _keeper_todos([one for one in facts["kept"] if one.id in managed][: waiting.NEAREST], facts, known)
    found += [todos.left(one) for one in passed if conferences.can_manage(user, one)]
    if waiting.is_running_something(user):
        found += [todos.paper(paper) for paper in waiting.papers_to_finish(user)]
    return found


def _keeper_todos(kept, facts, known):
    """Whom to remind, and what there is to rehearse, for the next conferences: as `/now` has it."""
    found = []
    for one in kept:
        if left.is_late(one):
            found.append(todos.late(one))
        if not _is_prepared(one):
            continue
        tally, focus = facts["tallies"][one.id], facts["focus"]
        if tally.remindable:
            found.append(todos.missing(one, tally, facts["remindable_names"] if one is focus else []))
        found += todos.rehearsing(one, known.rehearsals.get(one.id, []), known.verdicts)
    return found


def _directive_todos(user, given):
    found = [todos.owed(directive) for directive in directives.mine(user, limit=waiting.SHOWN)]
    if given is not None:
        urgent = directives.given_urgent(user)
        late = [one for one in urgent if one.state in OWED and one.is_overdue(clock.today())]
        found += todos.overdue([one for one in late if judging.can_judge(user, one)], given)
        results = [one for one in urgent if one.state is DirectiveState.SUBMITTED]
        if given["submitted"] > todos.NAMED:
            found.append(todos.results(results, given["submitted"]))
            urgent = [one for one in urgent if one not in results]
        found += [todos.given(one) for one in urgent if todos.awaits_word(one)][: waiting.SHOWN]
    return found
