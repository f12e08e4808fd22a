"""What came of a conference for who holds a site's link: the papers that were released, and the site's directives."""

from typing import NamedTuple

from flask import abort, redirect, url_for
from sqlalchemy import or_, select

from meetings.base.db import db, transaction
from meetings.desk import paper_sight
from meetings.desk.doors import bp
from meetings.directives.models import Directive
from meetings.registry import actions as registry
from meetings.registry import queries
from meetings.registry.models import Paper
from meetings.sites import entry
from meetings.web import files, paper_files
from meetings.web.access import allow
from meetings.web.headers import private_address

MOST = 50


class Outcome(NamedTuple):
    """The papers as they hold now, the latest first, and what the site's unit is to carry out or takes part in."""

    papers: list
    directives: list


def opened(typed: str, paper_id: int) -> entry.Opened:
    """The link and a paper of its own conference that is there for the sites. Raises `NoSuchLink` for every other, and
    for none; who comes with a link that has ended is led to the page that says so: nobody who has one signs in."""
    link, paper = entry.opened(typed), queries.paper(paper_id)
    if entry.stand(link) is entry.Stand.ENDED:
        abort(redirect(url_for("sites.linked", token=typed)))
    if paper is None or paper_sight.conference_id_of(paper) != link.site.conference_id:
        raise entry.NoSuchLink(entry.UNKNOWN)
    found = entry.Opened(link, paper)
    if not paper_sight.can_see_paper_by_link(None, found):
        raise entry.NoSuchLink(entry.UNKNOWN)
    return found


@bp.get("/x/<token>/papers/<int:paper_id>")
@allow(paper_sight.can_see_paper_by_link, find=opened)
def linked_paper(found):
    paper = found.thing
    drawn = paper_files.kept(paper.template, paper.facts, paper.file_name, paper.fingerprint)
    if paper.fingerprint is None:
        with transaction():
            registry.keep_pdf(paper, drawn.fingerprint)
    return private_address(files.send(drawn, download=False))


def outcome(link) -> Outcome | None:
    """What the page below the link shows once the sitting is over (three statements); None before, and for a link that
    has ended."""
    if entry.stand(link) is not entry.Stand.OVER:
        return None
    query = queries.papers().where(paper_sight.is_paper_of(link.site.conference), Paper.kind.in_(paper_sight.FOR_SITES))
    found = list(db.session.scalars(query.limit(MOST)))
    replaced = queries.superseded_by(found)
    return Outcome([paper for paper in found if paper.id not in replaced], _directives(link.site))


def _directives(site):
    unit = site.unit_id
    concerns = or_(Directive.lead_unit_id == unit, Directive.coordinators.any(id=unit))
    query = select(Directive).where(Directive.conference_id == site.conference_id, concerns)
    return list(db.session.scalars(query.order_by(Directive.due_on, Directive.id).limit(MOST)))


@bp.app_context_processor
def offer():
    """Let the page of a site's link say what came of the conference."""
    return {"linked_outcome": outcome}
