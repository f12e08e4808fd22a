"""Reading series and templates, and what stands behind a conference that was made of them."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased, lazyload

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.base.refs import ref
from meetings.base.search import matches
from meetings.base.statements import remembered
from meetings.base.vietnamese import fold
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.documents.models import Document
from meetings.journal.models import Entry
from meetings.series.models import ConferenceSeries, Occurrence, Origin, Template, TemplateEdition
from meetings.sites.models import SiteGroup
from meetings.units.models import Unit

NUMBER = bindparam("conference_id")
OFF = (C.CANCELLED, C.POSTPONED)
ANSWERING = Conference.chairs, Conference.content_owner, Conference.secretary
WITH_CONFERENCE = by_join(Occurrence.conference)
SERIES = (by_join(ConferenceSeries.organiser), by_join(ConferenceSeries.template, Template.owner))


class Background(NamedTuple):
    """Where a conference comes from: its series, its template, the edition's number and facts; each None if none.

    `titles` are those of the documents on its shelf, one a line; `also` and `beside` are what else was asked for.
    """

    series: ConferenceSeries | None
    template: Template | None
    edition: int | None
    facts: dict | None
    titles: str | None
    also: tuple = ()
    beside: tuple = ()

    @property
    def missing_papers(self) -> list[str]:
        """The kinds of document that the template expects and of which none stands on the shelf by its title."""
        standing = [fold(title) for title in (self.titles or "").splitlines()]
        papers = (self.facts or {}).get("papers", [])
        return [paper for paper in papers if not any(fold(paper) in title for title in standing)]


def series(series_id: int) -> ConferenceSeries | None:
    """The series of that number with organiser and template, or None."""
    return db.session.get(ConferenceSeries, series_id, options=SERIES)


def template(template_id: int) -> Template | None:
    """The template of that number with its owner, or None."""
    return db.session.get(Template, template_id, options=[by_join(Template.owner)])


def edition(template_id: int, number: int) -> TemplateEdition | None:
    """What a template said in one edition, or None."""
    wanted = by_join(TemplateEdition.template, Template.owner)
    return db.session.get(TemplateEdition, (template_id, number), options=[wanted])


def editions(template):
    """The editions of a template, the latest first: a select for a pager."""
    query = select(TemplateEdition).where(TemplateEdition.template_id == template.id)
    return query.order_by(TemplateEdition.number.desc())


def running():
    """The condition that the last day of a series, where it has one, has not passed."""
    return or_(ConferenceSeries.closed_on.is_(None), ConferenceSeries.closed_on >= clock.today())


def all_series(user, words=None, *, closed=False):
    """The series of the organisers that the person reaches (an administrator: all) and that fit: for a pager."""
    query = select(ConferenceSeries).join(ConferenceSeries.organiser).where(matches(ConferenceSeries, words))
    query = query.where(not_(running()) if closed else running(), _reached(user)).options(*SERIES)
    return query.order_by(ConferenceSeries.search_key, ConferenceSeries.id)


def all_templates(words=None, *, retired=False):
    """The templates that fit, in use or retired: a select for a pager."""
    is_retired = Template.retired_at.is_not(None)
    query = select(Template).where(matches(Template, words), is_retired if retired else ~is_retired)
    return query.options(by_join(Template.owner)).order_by(Template.search_key, Template.id)


def has_any(query) -> bool:
    """Whether a select for a pager finds anything (one statement)."""
    return db.session.scalars(query.order_by(None).limit(1)).first() is not None


def choosable_templates(limit=200) -> list[Template]:
    """The templates that a conference can be made from, by name (one statement)."""
    return list(db.session.scalars(all_templates().limit(limit)))


def series_of(template) -> list[ConferenceSeries]:
    """The series that run by the template."""
    query = select(ConferenceSeries).where(ConferenceSeries.template_id == template.id, running())
    return list(db.session.scalars(query.order_by(ConferenceSeries.search_key).limit(50)))


def models(user, limit=40) -> list[Conference]:
    """The latest conferences of the organisers that the person reaches, whose sites a template can take (one
    statement)."""
    query = select(Conference).join(Conference.organiser).where(_reached(user)).options(lazyload(Conference.chairs))
    return list(db.session.scalars(query.order_by(Conference.starts_at.desc(), Conference.id.desc()).limit(limit)))


def groups(offered, kept_ids, limit=200) -> list[SiteGroup]:
    """The saved groups that are `offered`, and those that a template counts on already."""
    found = list(db.session.scalars(offered.limit(limit)))
    missing = set(kept_ids) - {group.id for group in found}
    if missing:
        found += db.session.scalars(select(SiteGroup).where(SiteGroup.id.in_(missing)).order_by(SiteGroup.search_key))
    return found


def next_days(numbers, now) -> dict[int, datetime]:
    """By series: when its next conference begins that has not been called off (one statement)."""
    query = select(Occurrence.series_id, func.min(Conference.starts_at)).join(Occurrence.conference)
    query = query.where(Occurrence.series_id.in_(numbers), Conference.starts_at > now, Conference.state.not_in(OFF))
    return dict(db.session.execute(query.group_by(Occurrence.series_id)).all())


def _reached(user):
    if user.is_admin:
        return true()
    posts = user.posts_as(Role.SECRETARIAT)
    return or_(false(), *(Unit.path.startswith(post.reach, autoescape=True) for post in posts))


def rows(series, *, since: date | None = None) -> list[Occurrence]:
    """What is kept of the series' days from `since` on, with the conferences (one statement)."""
    query = select(Occurrence).where(Occurrence.series_id == series.id).options(WITH_CONFERENCE)
    if since:
        query = query.where(Occurrence.day >= since)
    return list(db.session.scalars(query.order_by(Occurrence.day)))


def past(series, today: date):
    """What was held of the series and of those that it follows, the latest first: a select for a pager."""
    query = select(Occurrence).join(Occurrence.conference).where(Occurrence.series_id.in_(lineage(series)))
    query = query.where(Occurrence.day < today).options(WITH_CONFERENCE, by_join(Occurrence.series))
    return query.order_by(Conference.starts_at.desc(), Occurrence.id.desc())


def lineage(series):
    """The numbers of the series and of all that it follows, one after the other: a select."""
    top = select(ConferenceSeries.id, ConferenceSeries.follows_id).where(ConferenceSeries.id == series.id)
    line = top.cte("line", recursive=True)
    former = aliased(ConferenceSeries)
    line = line.union(select(former.id, former.follows_id).where(former.id == line.c.follows_id))
    return select(line.c.id)


def followed_by(series) -> ConferenceSeries | None:
    """The series that took this one's place, or None."""
    return db.session.scalar(select(ConferenceSeries).where(ConferenceSeries.follows_id == series.id))


def occurrence_of(conference) -> Occurrence | None:
    """Which day of which series the conference is, or None."""
    query = select(Occurrence).where(Occurrence.conference_id == conference.id)
    return db.session.scalar(query.options(by_join(Occurrence.series)))


def latest_of(series, before) -> Conference | None:
    """The last conference of the series, or of one that it follows, that began before that moment, with all who answer
    for it (one statement)."""
    query = select(Conference).join(Occurrence, Occurrence.conference_id == Conference.id)
    query = query.where(Occurrence.series_id.in_(lineage(series)), Conference.starts_at < before)
    query = query.where(Conference.state.not_in(OFF)).options(*(by_join(one) for one in ANSWERING))
    latest = query.order_by(Conference.starts_at.desc()).limit(1)
    return db.session.scalars(latest).unique().one_or_none()


def marks(conferences) -> dict[int, int]:
    """The number of the last line of the journal within each of the conferences (one statement)."""
    by_ref = {ref(conference): conference.id for conference in conferences}
    query = select(Entry.within, func.max(Entry.id)).where(Entry.within.in_(by_ref)).group_by(Entry.within)
    return {by_ref[within]: number for within, number in db.session.execute(query)} if by_ref else {}


def background(conference_id: int, also=(), beside=(), **facts) -> Background:
    """What stands behind a conference, `also` other columns about it, and `beside` rows of other nouns (each the noun,
    what joins it, and its options), in one statement.

    All of it knows the conference by the parameter `conference_id`, and whatever else by the names of `facts`; it is
    made once and remembered, for the statement is remembered by it.
    """
    found = db.session.execute(_behind(also, beside), {"conference_id": conference_id, **facts}).one()
    own, more = 5, 5 + len(also)
    return Background(*found[:own], also=tuple(found[own:more]), beside=tuple(found[more:]))


@remembered
def _behind(also, beside):
    titles = select(func.aggregate_strings(Document.title, "\n"))
    titles = titles.where(Document.conference_id == NUMBER, Document.removed_at.is_(None)).scalar_subquery()
    others = [noun for noun, *_joined in beside]
    query = (
        select(ConferenceSeries, Template, Origin.edition, TemplateEdition.facts, titles, *also, *others)
        .select_from(Conference)
        .outerjoin(Occurrence, Occurrence.conference_id == Conference.id)
        .outerjoin(ConferenceSeries, ConferenceSeries.id == Occurrence.series_id)
        .outerjoin(Origin, Origin.conference_id == Conference.id)
        .outerjoin(Template, Template.id == Origin.template_id)
        .outerjoin(
            TemplateEdition,
            (TemplateEdition.template_id == Origin.template_id) & (TemplateEdition.number == Origin.edition),
        )
        .where(Conference.id == NUMBER)
    )
    for noun, joined, *options in beside:
        query = query.outerjoin(noun, joined).options(*options)
    return query
