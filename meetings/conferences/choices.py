"""What a secretariat can choose from when it plans a conference: organisers, those who preside, secretaries."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db
from meetings.base.vietnamese import person_key
from meetings.units.models import Unit, UnitKind

CONVENERS = (UnitKind.CENTRAL, UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.DISTRICT)
LIMIT = 500


def organisers(user, day: date) -> list[Unit]:
    """The units in whose name the person may convene on `day`: bodies he reaches, and the units of his own posts."""
    reached = [Unit.path.startswith(post.reach, autoescape=True) for post in user.posts_as(Role.SECRETARIAT)]
    below = Unit.kind.in_(CONVENERS) if user.is_admin else (Unit.kind.in_(CONVENERS) & or_(False, *reached))
    return _units(day, or_(Unit.id.in_(_own(user)), below))


def _own(user):
    return set().union(*(post.acts_for_ids for post in user.posts_as(Role.SECRETARIAT)))


def bodies(day: date) -> list[Unit]:
    """The bodies that can own the content of a conference."""
    return _units(day, Unit.kind.in_(CONVENERS))


def presiders(user, day: date, organiser=None) -> list[Post]:
    """The posts of leaders, by rank of their unit: of the bodies that can convene, and whatever their kind of the units
    in whose name the person convenes and of the `organiser` that stands."""
    convening = _own(user) | ({organiser.id} if organiser else set())
    return _posts(Role.LEADER, day, or_(Unit.kind.in_(CONVENERS), Unit.id.in_(convening)))


def secretaries(user, day: date) -> list[Post]:
    """The posts of secretariats of the bodies that the person reaches, by the names of those who hold them."""
    reached = [Unit.path.startswith(post.reach, autoescape=True) for post in user.posts_as(Role.SECRETARIAT)]
    posts = _posts(Role.SECRETARIAT, day, or_(user.is_admin, *reached))
    return sorted(posts, key=lambda post: person_key(post.person.name))


def _units(day, condition):
    query = select(Unit).where(condition, *_exists(Unit, day)).order_by(Unit.path, Unit.position)
    found = db.session.scalars(query.limit(LIMIT))
    rank = {kind: place for place, kind in enumerate(CONVENERS)}
    return sorted(found, key=lambda unit: (rank.get(unit.kind, 9), unit.position))


def _posts(role, day, condition):
    query = (
        select(Post)
        .join(Post.person)
        .join(Post.unit)
        .where(Post.role == role, Person.is_closed.is_(False), condition, *_exists(Post, clock.today()))
        .options(contains_eager(Post.person), contains_eager(Post.unit))
        .order_by(Unit.position, Post.id)
        .limit(LIMIT)
    )
    rank = {kind: place for place, kind in enumerate(CONVENERS)}
    return sorted(db.session.scalars(query).unique(), key=lambda post: rank.get(post.unit.kind, 9))


def _exists(model, day):
    return (
        or_(model.valid_from.is_(None), model.valid_from <= day),
        or_(model.valid_until.is_(None), model.valid_until >= day),
    )
