"""Released papers: the register of what one may see, those of a conference, and their PDFs."""

from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy import select

from meetings.base.db import db, transaction
from meetings.base.language import _l
from meetings.conferences import queries as conferences
from meetings.conferences.models import Conference
from meetings.desk import paper_drafts, paper_sight, todos, waiting
from meetings.desk.doors import bp
from meetings.invitations import order
from meetings.invitations import queries as invitations
from meetings.registry import actions as registry
from meetings.registry import queries
from meetings.registry import rules as registry_rules
from meetings.registry.models import Paper, PaperKind
from meetings.sites import rules as sites
from meetings.sites import sight
from meetings.units.models import Unit
from meetings.web import asking, files, paper_files
from meetings.web.access import allow, me, signed_in
from meetings.web.paging import page
from meetings.web.words import choices

VOID = {
    order.CANCELLED: _l("Void: the conference was cancelled"),
    order.POSTPONED: _l("Void: the conference was postponed"),
}


@dataclass(frozen=True)
class Filters:
    """What the address asks for; anything that cannot be is as if it had not been asked, and the page says so."""

    kind: str = ""
    issuer: int | None = None
    year: int | None = None
    words: str = ""

    @classmethod
    def of(cls, typed):
        """Read them from the values of an address."""
        return cls(
            kind=typed.one_of("kind", PaperKind, ""),
            issuer=typed.number("issuer"),
            year=typed.number("year"),
            words=typed.words(),
        )


@bp.get("/papers")
@allow(signed_in)
def papers():
    asked, seen = Filters.of(asking.asked()), paper_sight.papers_seen_by(me())
    kind = PaperKind(asked.kind) if asked.kind else None
    query = queries.papers(words=asked.words, kind=kind, issuer_id=asked.issuer, year=asked.year)
    found = page(query.where(seen))
    return render_template(
        "desk/papers.html",
        page=found,
        waits=[todos.paper(one) for one in waiting.papers_to_finish(me())],
        asked=asked,
        kinds=choices(PaperKind),
        years=db.session.scalars(select(Paper.year).where(seen).distinct().order_by(Paper.year.desc())).all(),
        issuers=_issuers(seen),
        may_continue=registry_rules.can_continue_series(me()),
        **_about(found.items),
    )


@bp.get("/conferences/<int:conference_id>/papers")
@allow(sites.can_see, find=conferences.conference)
def conference_papers(conference):
    found = page(queries.papers().where(paper_sight.is_paper_of(conference)))
    drafts = paper_drafts.drafts_of(conference, me())
    facts = dict(conference=conference, page=found, drafts=drafts, **_about(found.items))
    return render_template("desk/conference_papers.html", **facts)


@bp.get("/papers/<int:paper_id>/pdf")
@allow(paper_sight.can_see_paper, find=queries.paper)
def paper_pdf(paper):
    drawn = paper_files.kept(paper.template, paper.facts, paper.file_name, paper.fingerprint)
    if paper.fingerprint is None:
        with transaction():
            registry.keep_pdf(paper, drawn.fingerprint)
    return files.send(drawn, download="download" in request.args)


def _issuers(seen):
    query = select(Unit).where(Unit.id.in_(select(Paper.issuer_id).where(seen)))
    return db.session.scalars(query.order_by(Unit.position, Unit.search_key, Unit.id).limit(200)).all()


def _about(shown):
    """What the rows tell beside themselves: the conference of each, what took the place of each, and which letters were
    called void."""
    numbers = {paper.id: paper_sight.conference_id_of(paper) for paper in shown}
    query = select(Conference.id, Conference.title).where(Conference.id.in_(set(numbers.values()) - {None}))
    query = query.where(sight.seen_by(me()))  # who only works on what rests on a notice does not see its conference
    titles = dict(db.session.execute(query).all())
    known = {paper_id: (number, titles[number]) for paper_id, number in numbers.items() if number in titles}
    void = {paper_id: VOID[kind] for paper_id, kind in invitations.void_letters(shown).items()}
    return {"conferences": known, "superseded": queries.superseded_by(shown), "void": void}
