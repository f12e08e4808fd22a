"""Who sees which released paper: the issuer's secretariat, whoever may see its conference, and whoever works on what
rests on it."""

from sqlalchemy import String, and_, cast, literal, or_, select, true

from meetings.accounts.models import Role
from meetings.base.db import db
from meetings.base.refs import ref
from meetings.conferences import queries as conferences
from meetings.conferences.models import Conference
from meetings.directives import sight as directives
from meetings.directives.models import Directive
from meetings.registry.models import Paper, PaperKind
from meetings.sites import rules as sites
from meetings.sites import sight
from meetings.units.models import Unit

# What is given out to all sites, and so to who holds a site's link, too.
FOR_SITES = (PaperKind.MINUTES, PaperKind.NOTICE)
CONFERENCE = f"{Conference.__tablename__}:"


def papers_seen_by(user):
    """The condition on `Paper` that holds for all that the person may see: `can_see_paper`, row by row."""
    if user.is_admin:
        return true()
    named = literal(CONFERENCE).concat(cast(Conference.id, String))
    parts = [Paper.within.in_(select(named).where(sight.seen_by(user)))]
    reaches = [Unit.path.startswith(post.reach, autoescape=True) for post in user.posts_as(Role.SECRETARIAT)]
    if reaches:
        parts.append(Paper.issuer_id.in_(select(Unit.id).where(or_(*reaches))))
    grounds = select(Directive.paper_id).where(directives.seen_by(user), Directive.paper_id.is_not(None))
    parts.append(and_(Paper.kind == PaperKind.NOTICE, Paper.id.in_(grounds)))
    return or_(*parts)


def can_see_paper(user, paper):
    """Administrators, the secretariat whose post covers the issuer, who may see the conference it belongs to, and of a
    notice of conclusions who may see a directive that rests on it, however far down it was passed."""
    if not user.is_authenticated:
        return False
    if user.is_admin or user.reaches(paper.issuer, Role.SECRETARIAT):
        return True
    conference = conference_of(paper)
    if conference is not None and sites.can_see(user, conference):
        return True
    return paper.kind is PaperKind.NOTICE and _rests_on(user, paper)


def _rests_on(user, paper):
    found = select(Directive.id).where(Directive.paper_id == paper.id, directives.seen_by(user)).limit(1)
    return db.session.scalar(found) is not None


def can_see_paper_by_link(user, opened):
    """Whoever holds a link of a site of the paper's conference that has not ended, once the paper is one for the
    sites."""
    return opened.link.ended_at is None and opened.thing.kind in FOR_SITES


def conference_of(paper):
    """The conference that the paper belongs to, or None."""
    number = conference_id_of(paper)
    return conferences.conference(number) if number else None


def conference_id_of(paper) -> int | None:
    """The number of the conference that the paper belongs to."""
    within = paper.within or ""
    return int(within.removeprefix(CONFERENCE)) if within.startswith(CONFERENCE) else None


def is_paper_of(conference):
    """The condition on `Paper` that it belongs to the conference."""
    return Paper.within == ref(conference)
