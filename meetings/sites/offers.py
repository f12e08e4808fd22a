"""What the choice of sites reads: what is chosen, the units of the day, those that fit typed words, and clashes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, or_, select

from meetings.base.db import db
from meetings.base.loading import shared_alias
from meetings.base.search import by_words, matches
from meetings.conferences.models import UPCOMING, Conference
from meetings.conferences.models import ConferenceState as C
from meetings.sites.models import Site, SiteState
from meetings.sites.queries import NOT_MAIN, SHORT_NAME
from meetings.units.models import Unit


def choice(conference_id):
    """What is chosen: rows of (unit_id, kind, name, state) in their order."""
    query = select(Site.unit_id, Site.kind, Site.name, Site.state).where(Site.conference_id == conference_id)
    return db.session.execute(query.order_by(NOT_MAIN, Site.position, Site.id)).all()


def units_on(day, *, below):
    """The light rows of all units on `day` below the path: for the tree, its counts and the chosen names."""
    columns = (Unit.id, Unit.parent_id, Unit.kind, Unit.name, Unit.short_name)
    return db.session.execute(_on(select(*columns), day, below)).all()


def units_found(words, day, *, below) -> list[int]:
    """The numbers of the units on `day` below the path in which all the words occur, marks or none."""
    return list(db.session.scalars(_on(select(Unit.id), day, below).where(matches(Unit, words))))


def _on(query, day, below):
    return query.where(
        Unit.path.startswith(below, autoescape=True),
        or_(Unit.valid_from.is_(None), Unit.valid_from <= day),
        or_(Unit.valid_until.is_(None), Unit.valid_until >= day),
    ).order_by(Unit.position, *by_words(Unit), Unit.id)


ORGANISER = shared_alias(Unit)


@dataclass(frozen=True)
class Clash:
    """Another conference at the same time, with the `names` of the chosen units that it wants too; `title` is its
    organiser where one may see no more."""

    title: str
    is_seen: bool
    starts_at: datetime
    ends_at: datetime
    names: list[str]


def clashes(conference, unit_ids, visible) -> list[Clash]:
    """The other conferences (no drafts) at an overlapping time in which units of the choice already have a site.

    Of one that does not fit the condition `visible` only the organiser is named: whom to ring, not what it is about.
    All sites of those conferences are read and compared here: a choice may be larger than a list of parameters.
    """
    wanted = set(unit_ids)
    query = (
        select(
            Site.unit_id, SHORT_NAME, Conference.id, case((visible, Conference.title), else_=ORGANISER.name),
            case((visible, 1), else_=0), Conference.starts_at, Conference.ends_at,
        )
        .join(Conference, Conference.id == Site.conference_id)
        .join(Site.unit)
        .join(ORGANISER, ORGANISER.id == Conference.organiser_id)
        .where(
            Conference.id != conference.id,
            Conference.state.in_(set(UPCOMING) - {C.DRAFT, C.POSTPONED}),
            Conference.starts_at < conference.ends_at,
            Conference.ends_at > conference.starts_at,
            Site.state != SiteState.DECLINED,
        )
        .order_by(Conference.starts_at, Conference.id, Site.position, Site.id)
    )  # fmt: skip
    found = {}
    for unit_id, name, number, title, is_seen, *times in db.session.execute(query):
        if unit_id in wanted:
            found.setdefault(number, Clash(title, bool(is_seen), *times, names=[])).names.append(name)
    return list(found.values())
