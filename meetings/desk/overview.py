"""The first page of a conference: are we ready, and what can I do now."""

from flask import render_template, request
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from meetings.accounts.models import Role
from meetings.agenda import queries as agenda
from meetings.base.db import db
from meetings.base.statements import remembered
from meetings.conferences import queries
from meetings.conferences import rules as conferences
from meetings.conferences.advice import advice
from meetings.conferences.models import ConferenceState as S
from meetings.desk import clashes, sight, tallies
from meetings.desk.doors import bp
from meetings.directives import sight as directives
from meetings.directives.models import Directive
from meetings.documents import queries as documents
from meetings.documents import rules as shelf
from meetings.journal import queries as journal
from meetings.sites import rules
from meetings.sites.models import Site, SiteKind, SiteState
from meetings.sites.queries import URGENCY
from meetings.web.access import allow, me
from meetings.web.paging import page

PLANNED = (S.DRAFT, S.INVITING, S.READY)
BEFORE_THE_END = (*PLANNED, S.LIVE, S.PAUSED, S.POSTPONED)
HELD = (S.ENDED, S.CONCLUDED)
NAMED, SHELVED, ORDERED = 8, 12, 8
OF_CONFERENCE = Site.conference_id == bindparam("conference_id")
MISSING = (
    select(Site)
    .where(OF_CONFERENCE, Site.kind != SiteKind.MAIN, Site.state != SiteState.CONFIRMED)
    .options(joinedload(Site.unit))
    .order_by(URGENCY, Site.position, Site.id)
    .limit(NAMED)
)
OWN = (
    select(Site)
    .where(OF_CONFERENCE)
    .where(Site.unit_id.in_(bindparam("units", expanding=True)) | (Site.chair_id == bindparam("person_id")))
    .order_by(Site.position, Site.id)
    .limit(NAMED)
)


@bp.get("/conferences/<int:conference_id>")
@allow(rules.can_see, find=queries.conference)
def show(conference):
    user, runs = me(), conferences.can_run(me(), conference)
    facts = {
        "manages": conferences.can_manage(user, conference),
        "runs": runs,
        "sites": tallies.tallies([conference.id])[conference.id],
        "missing": _missing(conference) if runs and conference.state in BEFORE_THE_END else [],
        "own": _own_sites(conference, user),
        "plan": agenda.plan(conference),
        "shelf": _shelf(conference, user),
        "directives": _directives(conference, user) if conference.state in (S.LIVE, S.PAUSED, *HELD) else [],
    }
    if facts["manages"] and conference.state in PLANNED:
        facts |= {"clashes": clashes.of(conference, sight.seen_by(user)), "advice": advice(conference)}
    return render_template("desk/show.html", conference=conference, tab="overview", **facts)


@bp.get("/conferences/<int:conference_id>/journal")
@allow(conferences.can_run, find=queries.conference)
def conference_journal(conference):
    words = request.args.get("q", "").strip()[:200]
    entries = page(journal.entries(of=conference, words=words))
    return render_template("desk/journal.html", conference=conference, tab="journal", words=words, page=entries)


def _missing(conference):
    """The sites that have not confirmed, the most urgent first."""
    return list(db.session.scalars(MISSING, {"conference_id": conference.id}))


def _own_sites(conference, user):
    """The sites for which the reader answers or at which he takes part."""
    units = user.unit_ids | set().union(*(post.acts_for_ids for post in user.posts_as(Role.SITE_OFFICER, Role.LEADER)))
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
    query = query.options(joinedload(Directive.lead_unit)).order_by(Directive.due_on, Directive.id)
    return list(db.session.scalars(query.limit(ORDERED)))
