"""The first page of a conference: are we ready, and what can I do now."""

from itertools import groupby

from flask import render_template, request, url_for
from sqlalchemy import bindparam, select

from meetings.agenda import actions as items
from meetings.agenda import papers as programmes
from meetings.agenda import queries as agenda
from meetings.attendance import queries as attendance
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.statements import remembered
from meetings.conferences import left, queries
from meetings.conferences import rules as conferences
from meetings.conferences.models import ConferenceState as S
from meetings.desk import checks, clashes, paper_drafts, paper_sight, tallies, undoing
from meetings.desk.doors import bp
from meetings.directives import queries as directive_queries
from meetings.directives import sight as directives
from meetings.directives.models import Directive
from meetings.documents import queries as documents
from meetings.documents import rules as shelf
from meetings.invitations import actions as letters
from meetings.journal import queries as journal
from meetings.registry import queries as papers
from meetings.series import queries as series
from meetings.sites import boards, rules, sight, stages, standing, strips
from meetings.sites import queries as site_queries
from meetings.sites.models import Site, SiteState
from meetings.speeches import actions as speeches
from meetings.web.access import allow, me
from meetings.web.kept import keep
from meetings.web.live import stamp_of, unless_seen
from meetings.web.paging import page
from meetings.web.parts import part_of

PLANNED = (S.DRAFT, S.INVITING, S.READY)
PREPARED = (*PLANNED, S.POSTPONED)
SITTING = (S.LIVE, S.PAUSED)
HELD = (S.ENDED, S.CONCLUDED)
NAMED, SHELVED, ORDERED, ROWS = 8, 12, 8, 10
OWN = (
    select(Site)
    .where(Site.conference_id == bindparam("conference_id"))
    .where(Site.unit_id.in_(bindparam("units", expanding=True)) | (Site.chair_id == bindparam("person_id")))
    .order_by(Site.position, Site.id)
    .limit(NAMED)
)


@bp.get("/conferences/<int:conference_id>")
@keep
@allow(rules.can_see, find=queries.conference)
def show(conference):
    user, runs = me(), conferences.can_run(me(), conference)
    facts = {
        "manages": conferences.can_manage(user, conference),
        "shapes": conference.state in items.SHAPEABLE,
        "runs": runs,
        "unbegun": left.is_unbegun(conference),
        "own": [] if runs else _own_sites(conference, user),
        "plan": agenda.plan(conference),
        "slip": undoing.slip(conference) if runs else "",
        "shelf": _shelf(conference, user),
        "directives": _directives(conference, user) if not runs and conference.state in (*SITTING, *HELD) else [],
        **_sites(conference, runs),
        **_outcome(conference, user, runs),
    }
    if facts["manages"]:
        facts |= _prepared(conference)
    if facts["manages"] and conference.state in PLANNED:
        facts["clashes"] = clashes.of(conference, sight.seen_by(user))
        facts["advice"] = checks.warnings(conference, sent=facts["background"].also)
        letter, programme = facts["background"].beside
        facts |= {"flaw": letters.flaw(letter), "old_programme": _old(programme, conference, facts["plan"])}
    return render_template("desk/show.html", conference=conference, tab="overview", **facts)


def _prepared(conference):
    """Where it comes from, what is still awaited, and what is ready."""
    also, given_out = checks.sent_columns(), checks.given_out() if conference.state in PLANNED else ()
    background = series.background(conference.id, also, given_out, **checks.sent_facts(conference))
    ready = checks.ready(conference, background.also)
    return {
        "background": background,
        "awaited": background.missing_papers if conference.state in PREPARED else [],
        "ready": ready,
        "decides": ready.speeches if conference.state in speeches.DECIDED else 0,
    }


def _old(programme, conference, plan):
    """The number of the programme given out, where it no longer says what is planned."""
    return "" if not programme or programmes.still_true(conference, plan, programme.facts) else programme.symbol


@bp.get("/conferences/<int:conference_id>/overview/sites")
@keep
@allow(rules.can_see, find=queries.conference)
@part_of(lambda conference: url_for("desk.show", conference_id=conference.id))
def overview_sites(conference):
    stamp, runs = _stamp(conference), conferences.can_run(me(), conference)

    def draw():
        facts = _sites(conference, runs, stamp)
        manages = conferences.can_manage(me(), conference)
        shown = dict(conference=conference, runs=runs, manages=manages, **facts)
        return render_template("desk/_sites.html", **shown) if facts["sites"] else ""

    return unless_seen(stamp, draw)


def _stamp(conference):
    return stamp_of(standing.standing(conference.id).stamp, conference.version, clock.today())


def _sites(conference, runs, stamp=""):
    """While it is prepared: who has answered. Many sites are counted by parent, and the exceptions named only; of a
    draft, whose sites nobody has asked anything, their number says it all."""
    if conference.state in HELD:
        return {"sites": None}
    sites, parents = tallies.with_parents(conference.id)
    facts = {"sites": sites, "rows": [], "parents": [], "todo": boards.todo, "stamp": stamp}
    facts["reminding"] = stages.waits(conference)
    facts["may_choose"] = conference.state in PREPARED
    if not runs or conference.state not in PREPARED or conference.is_draft:
        return facts
    if sites.asked > boards.GROUPED_ABOVE and len(parents) >= strips.FEW_PARENTS:
        facts["parents"] = parents
    query = standing.urgent(conference.id, exceptions_only=bool(facts["parents"]) or sites.missing > ROWS)
    found = db.session.execute(query.limit(ROWS)).all()
    rows, marks = [site for site, *_lost in found], boards.lost_marks(found)
    facts |= {"rows": rows, "hosts": boards.hosts(rows), "marks": marks}
    facts["unreached"] = sum(row.state is SiteState.CONFIRMED and not boards.is_settled(row, marks) for row in rows)
    facts["sections"] = [(done, list(run)) for done, run in groupby(rows, lambda row: boards.is_settled(row, marks))]
    return facts


def _outcome(conference, user, runs):
    """While it sits and afterwards: who is there, which papers are in the making or out, how far the directives are."""
    if conference.state not in (*SITTING, *HELD):
        return {"attendance": None}
    totals = attendance.totals(conference.id)
    facts = {"attendance": totals.whole, "totals": totals, "drafts": [], "papers": [], "counted": None}
    if conference.state in HELD:
        released = papers.papers().where(paper_sight.is_paper_of(conference), papers.holds()).limit(SHELVED)
        facts["papers"] = list(db.session.scalars(released))
        facts["drafts"] = paper_drafts.drafts_of(conference, user)
        facts["counted"] = directive_queries.counts_of_conference(conference.id) if runs else None
        facts["lasted"] = _lasted(conference)
    return facts


def _lasted(conference):
    if not (conference.began_at and conference.finished_at):
        return None
    began, finished = clock.minute(conference.began_at), clock.minute(conference.finished_at)
    return int((finished - began).total_seconds() // 60)


@bp.get("/conferences/<int:conference_id>/journal")
@allow(conferences.can_run, find=queries.conference)
def conference_journal(conference):
    words = request.args.get("q", "").strip()[:200]
    entries = page(journal.entries(of=conference, words=words))
    return render_template("desk/journal.html", conference=conference, tab="journal", words=words, page=entries)


def _own_sites(conference, user):
    """The sites for which the reader answers or at which he takes part."""
    units = user.unit_ids | site_queries.units_answered_by(user)
    facts = {"conference_id": conference.id, "units": list(units), "person_id": user.id}
    return list(db.session.scalars(OWN, facts))


def _shelf(conference, user):
    audiences = shelf.audiences_for(user, conference)
    return list(db.session.scalars(_shelved(audiences), {"conference_id": conference.id}))


@remembered
def _shelved(audiences):
    return documents.documents_of(bindparam("conference_id"), audiences).limit(SHELVED)


def _directives(conference, user):
    """The directives of this conference that the reader's units or himself owe."""
    query = select(Directive).where(Directive.conference_id == conference.id, directives.owed_by(user))
    query = query.options(by_join(Directive.lead_unit)).order_by(Directive.due_on, Directive.id)
    return list(db.session.scalars(query.limit(ORDERED)))
