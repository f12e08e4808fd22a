"""Who speaks for a unit that was given work: takes it on, reports, hands it in, and is written to.

That is who answers for it (leader, secretariat, officer), also in the office that acts for it. A division often has
none of these, only people who work there: then it is they. Where an office or division has no people here at all, the
officers and the secretariat of the body that it is part of record what it says.
"""

from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from meetings.accounts.models import Person, Post, Role
from meetings.base import clock
from meetings.base.db import db
from meetings.units.models import INNER, Unit, UnitKind

# Who answers for a unit.
ANSWERING = (Role.LEADER, Role.SECRETARIAT, Role.SITE_OFFICER)
WORKING = (*ANSWERING, Role.MEMBER)
RECORDING = (Role.SECRETARIAT, Role.SITE_OFFICER)


class Around(NamedTuple):
    """Who speaks for a unit, and the posts of all who work there."""

    speaking: list[Person]
    posts: list[Post]


def around(unit) -> Around:
    """The people around one unit (one statement)."""
    posts = _posts([unit])
    return Around(_speakers(unit, posts), posts.get(unit.id, []))


def of(units) -> dict[int, list[Person]]:
    """Who speaks for each of these units (one statement); nobody where nobody can."""
    units = list(units)
    posts = _posts(units)
    return {unit.id: _speakers(unit, posts) for unit in units}


def unheard(units) -> set[int]:
    """The numbers of those of these units for which nobody can be told (one statement)."""
    return {number for number, people in of(units).items() if not people}


def speaks(person, unit) -> bool:
    """Whether the person speaks for the unit; asks the database only where it hangs on who else there is."""
    if person.acts_for(unit.id, *ANSWERING):
        return True
    may = person.acts_for(unit.id, Role.MEMBER) or (_body_of(unit) and person.acts_for(_body_of(unit), *RECORDING))
    return bool(may) and person.id in {one.id for one in of([unit])[unit.id]}


def _posts(units):
    """The posts held today that may speak for any of these, by the unit acted for."""
    ids = sorted({unit.id for unit in units} | {_body_of(unit) for unit in units} - {None})
    today = clock.today()
    query = (
        select(Post, Unit.kind, Unit.parent_id)
        .join(Post.person)
        .join(Post.unit)
        .where(
            or_(Unit.id.in_(ids), (Unit.kind == UnitKind.OFFICE) & Unit.parent_id.in_(ids)),
            Post.role.in_(WORKING),
            Person.is_closed.is_(False),
            or_(Post.valid_from.is_(None), Post.valid_from <= today),
            or_(Post.valid_until.is_(None), Post.valid_until >= today),
        )
        .options(contains_eager(Post.person), contains_eager(Post.unit))
        .order_by(Post.id)
    )
    found: dict[int, list] = {}
    for post, kind, parent_id in db.session.execute(query):
        for acted_for in {post.unit_id, parent_id if kind is UnitKind.OFFICE else post.unit_id} - {None}:
            found.setdefault(acted_for, []).append(post)
    return found


def _speakers(unit, posts):
    there, above = posts.get(unit.id, ()), posts.get(_body_of(unit), ())
    answering = [post for post in there if post.role in ANSWERING]
    return [post.person for post in answering or there or [post for post in above if post.role in RECORDING]]


def _body_of(unit):
    """The number of the body that an office or a division is part of; None for a unit that stands for itself."""
    return unit.parent_id if unit.kind in INNER else None
