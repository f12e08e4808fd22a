"""Reading people and posts."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from meetings.accounts.models import Person, Post
from meetings.base import clock
from meetings.base.db import db

WITH_POSTS = selectinload(Person.posts).joinedload(Post.unit)


def person(person_id):
    """The person of that number with posts, or None."""
    return db.session.get(Person, person_id, options=[WITH_POSTS])


def by_session(cookie: str):
    """The person whose session this is; None when he was signed out everywhere or closed since."""
    number, _, key = cookie.partition(".")
    if not number.isdecimal():
        return None
    found = person(int(number))
    return found if found and found.is_active and found.session_key == key else None


def by_sign_in_name(name: str):
    """The person with that user name or e-mail address (capitals do not count), or None."""
    typed = name.strip().lower()
    if not typed:
        return None
    column = Person.email if "@" in typed else Person.user_name
    return db.session.scalar(select(Person).where(column == typed).options(WITH_POSTS))


def posts_in(unit_ids, *roles):
    """The posts with one of `roles` held today in one of the units, with person and unit."""
    query = (
        select(Post)
        .join(Post.person)
        .where(Post.unit_id.in_(list(unit_ids)), Post.role.in_(roles), Person.is_closed.is_(False))
        .options(contains_eager(Post.person), joinedload(Post.unit))
        .order_by(Post.id)
    )
    return [post for post in db.session.scalars(query) if post.is_held_on(clock.today())]
