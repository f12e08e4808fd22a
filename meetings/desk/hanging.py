"""What still hangs on a unit after its last day: sites of conferences, posts, directives, series, saved groups."""

from datetime import date, time, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from meetings.accounts.models import Person, Post
from meetings.base import clock
from meetings.base.db import db
from meetings.base.loading import by_join
from meetings.conferences.models import UPCOMING, Conference
from meetings.directives.models import OPEN, Directive, directive_coordinators
from meetings.series import queries as series
from meetings.series.models import ConferenceSeries
from meetings.sites.models import Site, SiteGroup, SiteGroupUnit
from meetings.units.models import Unit

MOST = 50
A_DAY = timedelta(days=1)
NUMBER = func.count().over()
BY_DAY = Directive.due_on.is_(None), Directive.due_on, Directive.id


class Some(NamedTuple):
    """The first of them, and how many there are."""

    rows: list
    total: int


class Hanging(NamedTuple):
    """All that hangs on a unit and its parts; `sites` come with their conference."""

    sites: Some
    posts: Some
    directives: Some
    series: Some
    groups: Some

    @property
    def is_nothing(self) -> bool:
        """Whether the unit can end without anything being left to do."""
        return not any(some.total for some in self)


def hanging(unit, on: date) -> Hanging:
    """What hangs on the unit, or on a part of it, after the day `on` (five statements)."""
    return Hanging(sites_of(unit, on), _posts(unit, on), _directives(unit), _series(unit), _groups(unit))


def sites_after(unit, on: date):
    """The sites of conferences after that day that are the unit's or a part's, the next conference first: a select."""
    after = clock.instant(on + A_DAY, time())
    query = select(Site).join(Site.conference).join(Site.unit).where(_of(unit))
    return query.where(Conference.starts_at >= after, Conference.state.in_(UPCOMING))


def sites_of(unit, on: date) -> Some:
    """The first of those sites, with their conference and unit (one statement)."""
    light = by_join(Site.conference, without=(Conference.chairs,))
    query = sites_after(unit, on).options(light, by_join(Site.unit))
    return _some(query.order_by(Conference.starts_at, Site.id))


def posts_after(unit, on: date):
    """The posts in the unit or a part that are held after that day by somebody who can sign in: a select."""
    query = select(Post).join(Post.unit).join(Post.person).where(_of(unit), Person.is_closed.is_(False))
    return query.where(or_(Post.valid_until.is_(None), Post.valid_until > on))


def ended_with(unit, on: date) -> list[Unit]:
    """The parts of the unit whose last day is that one, too."""
    query = select(Unit).where(_of(unit), Unit.id != unit.id, Unit.valid_until == on)
    return list(db.session.scalars(query.order_by(Unit.path)))


def directives_of(unit):
    """The open directives that the unit or a part of it leads or helps with: a select."""
    units = select(Unit.id).where(_of(unit))
    shared = select(directive_coordinators.c.directive_id).where(directive_coordinators.c.unit_id.in_(units))
    query = select(Directive).where(Directive.state.in_(OPEN))
    return query.where(or_(Directive.lead_unit_id.in_(units), Directive.id.in_(shared)))


def full(query):
    """The same sites with their conference, its organiser and secretary, and their unit, in the order of the days."""
    light = by_join(Site.conference, without=(Conference.chairs,))
    house = by_join(Site.conference, Conference.organiser), by_join(Site.conference, Conference.secretary)
    return query.options(light, *house, by_join(Site.unit)).order_by(Conference.starts_at, Site.id)


def with_giver(query):
    """The same directives with those who gave them and their posts, the most pressing first."""
    return query.options(selectinload(Directive.giver).selectinload(Person.posts)).order_by(*BY_DAY)


def _of(unit):
    """The unit with its parts; of a list of numbers those units alone."""
    if isinstance(unit, list):
        return Unit.id.in_(unit)
    return Unit.path.startswith(unit.path, autoescape=True)


def _posts(unit, on):
    query = posts_after(unit, on).options(by_join(Post.unit), by_join(Post.person, without=(Person.posts,)))
    return _some(query.order_by(Person.name_key, Post.id))


def _directives(unit):
    return _some(directives_of(unit).options(by_join(Directive.lead_unit)).order_by(*BY_DAY))


def _series(unit):
    query = select(ConferenceSeries).join(ConferenceSeries.organiser).where(_of(unit), series.running())
    return _some(query.order_by(ConferenceSeries.search_key, ConferenceSeries.id))


def _groups(unit):
    units = select(Unit.id).where(_of(unit))
    counted = select(SiteGroupUnit.group_id).where(SiteGroupUnit.unit_id.in_(units))
    return _some(select(SiteGroup).where(SiteGroup.id.in_(counted)).order_by(SiteGroup.search_key, SiteGroup.id))


def _some(query):
    found = db.session.execute(query.add_columns(NUMBER).limit(MOST)).unique().all()
    return Some([row for row, _total in found], found[0][1] if found else 0)
